import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import HEALTHY
from zip_files import HOSTILE, bomb, parts_of, with_part, zipped

from index import archive
from index.archive import repacked, unpacked
from index.kinds import reader_for
from index.safe_xml import NotXMLError, check_xml, parse_xml

FILES = Path(__file__).parent / "files"

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % all SYSTEM "http://127.0.0.1:9/x.dtd"> %all;]>'
DECLARATIONS = [BILLION, OUTSIDE, PARAMETER, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a "b">]>']


def declaring(name: str, declaration: str) -> bytes:
    """A healthy file whose text's part begins with a declaration."""
    data, part = HEALTHY[name]
    xml = parts_of(data)[part].decode()
    start = xml.index("?>") + 2 if xml.startswith("<?xml") else 0
    return with_part(data, part, xml[:start] + declaration + xml[start:])


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_files_of_each_kind_are_read(name: str) -> None:
    assert "uck" in reader_for(name).read(HEALTHY[name][0]).text


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize("name", HEALTHY)
def test_hostile_archives_of_each_kind_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, attack: str) -> None:
    make, said = HOSTILE[attack]
    if attack == "size":
        monkeypatch.setattr(archive, "LARGEST", 5_000_000)
    with pytest.raises(ValueError, match=said):
        reader_for(name).read(make(HEALTHY[name][0]))


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=["billion", "outside", "parameter", "both"])
@pytest.mark.parametrize("name", HEALTHY)
def test_entities_are_refused_in_each_kind(name: str, declaration: str) -> None:
    with pytest.raises(ValueError, match="XML declares a document type, which may hold entities: expected none"):
        reader_for(name).read(declaring(name, declaration))


@pytest.mark.parametrize("name", HEALTHY)
def test_archives_inside_are_never_opened(name: str) -> None:
    inner = zipped({"inner.zip": bomb(zipped({"a": "b"}), megabytes=30)})
    assert "uck" in reader_for(name).read(with_part(HEALTHY[name][0], "embedded.zip", inner)).text


@pytest.mark.parametrize("name", HEALTHY)
def test_what_breaks_off_or_is_no_archive_is_refused(name: str) -> None:
    whole = HEALTHY[name][0]
    for data in (b"", b"PK", whole[:10], whole[: len(whole) // 2], whole[:-10], b"no archive at all"):
        with pytest.raises(ValueError, match=r"the file is damaged, or no (\w+) (file|text|book)"):
            reader_for(name).read(data)


@pytest.mark.parametrize("name", HEALTHY)
def test_an_archive_of_something_else_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"the file is no [\w ]+: it has no "):
        reader_for(name).read(zipped({"a.txt": "Ducks swim."}))


@pytest.mark.parametrize("name", HEALTHY)
def test_flipped_bits_end_in_a_text_or_an_error(name: str) -> None:
    whole, chance = HEALTHY[name][0], random.Random(1)
    for _ in range(20):
        changed = bytearray(whole)
        for _ in range(3):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        try:
            said = reader_for(name).read(bytes(changed)).text
        except Exception as error:  # the sandbox makes one sentence of whatever a library raises
            said = repr(error)
        assert said


def test_parts_are_counted_as_they_unpack_and_only_markup_is_kept() -> None:
    parts = unpacked(zipped({"a.xml": "<a/>", "b.png": b"picture", "c/": ""}), "Word file")
    assert parts == {"a.xml": b"<a/>", "b.png": b""}
    with zipfile.ZipFile(repacked(parts)) as again:
        assert {name: again.read(name) for name in again.namelist()} == parts


def test_one_part_and_all_parts_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a.xml": b"a" * 600, "b.xml": b"b" * 600})
    monkeypatch.setattr(archive, "LARGEST_PART", 500)
    with pytest.raises(
        ValueError, match=r"a part of the file, 'a\.xml', would unpack to more than 500 bytes, the most"
    ):
        unpacked(data, "Word file")
    monkeypatch.setattr(archive, "LARGEST_PART", 700)
    monkeypatch.setattr(archive, "LARGEST", 1_000)
    with pytest.raises(ValueError, match="the file would unpack to more than 1,000 bytes, the most that is read"):
        unpacked(data, "Word file")


def test_a_directory_of_very_many_entries_is_not_even_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "NESTED_ENTRIES", 2)
    with pytest.raises(ValueError, match=r"an archive of more than 2 parts \(at most 10,000 are read\)"):
        unpacked(zipped({"a": "", "b": "", "c": ""}), "Word file")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_garbage_is_refused_in_one_sentence(noise: bytes, start: int, length: int) -> None:
    whole = zipped({"a.xml": "<a/>" * 20, "b.xml": "<b/>"})
    said = ""
    try:
        unpacked(whole[:start] + noise + whole[start + length :], "Word file")
    except ValueError as error:
        said = str(error)
    assert len(said.splitlines()) <= 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_declarations_are_found_in_any_encoding_that_is_read(encoding: str) -> None:
    with pytest.raises(ValueError, match=r"expected (none|XML)"):
        check_xml(f"<!-- {'x' * 200_000} -->{OUTSIDE}<x>&secret;</x>".encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32", "gb18030", "no-such"])
def test_encodings_that_might_hide_declarations_are_refused(encoding: str) -> None:
    known = "utf-8" if encoding == "no-such" else encoding
    with pytest.raises(NotXMLError, match="the file is damaged: expected XML, and there is"):
        check_xml(f'<?xml version="1.0" encoding="{encoding}"?>{OUTSIDE}<x>&secret;</x>'.encode(known))


def test_a_document_type_may_be_named_where_that_is_usual() -> None:
    page = b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html/>'
    assert parse_xml(page, doctype=True).tag == "html"
    with pytest.raises(ValueError, match="expected none"):
        parse_xml(page)


def test_xml_that_is_broken_or_nested_too_deeply_is_refused() -> None:
    check_xml(b"")
    for data in (b"", b"<a", b"<a><b></a>", b"<a>" * 5000 + b"</a>" * 5000, b"no xml"):
        with pytest.raises(NotXMLError, match="the file is damaged: expected XML, and there is "):
            parse_xml(data)
