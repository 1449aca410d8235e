import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.days import stated_day
from index.document import Article, Extracted
from index.readers import json as json_reader
from index.readers import jsonl

DUCKS = {"id": "n1", "title": "Ducks return", "text": "They swim.", "date": "2024-09-27"}
READ = Article("n1", "They swim.", "Ducks return", "2024-09-27")


def read(value: Any) -> Extracted:
    return json_reader.read(json.dumps(value).encode())


def key_of(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    "whole",
    [
        [DUCKS],
        {"articles": [DUCKS]},
        {"status": "ok", "response": {"total": 1, "docs": [DUCKS]}},
    ],
)
def test_a_list_of_articles_is_read_as_these_wherever_it_stands(whole: Any) -> None:
    assert read(whole) == Extracted("", articles=(READ,))


def test_an_object_of_articles_names_them() -> None:
    found = read({"first": {"text": "Ducks."}, "7": {"text": "Geese.", "id": "x"}})
    assert [(article.key, article.text) for article in found.articles] == [("first", "Ducks."), ("7", "Geese.")]


def test_one_article_is_the_document() -> None:
    assert read(DUCKS) == Extracted("They swim.", title="Ducks return", date="2024-09-27")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"headline": "Ducks", "published": "Fri, 27 Sep 2024 10:00:00 GMT", "url": "http://a/1"},
            ("http://a/1", "Ducks", "2024-09-27"),
        ),
        (
            {"Title": " A\n day ", "datePublished": "2024-09-27T23:30:00-05:00", "_id": "q"},
            ("q", "A day", "2024-09-27"),
        ),
        ({"date_published": "last week", "created_at": "20240927", "guid": "g"}, ("g", None, "2024-09-27")),
        ({"timestamp": "1727395200", "id": " ", "link": "http://b"}, ("http://b", None, "2024-09-27")),
        ({"title": {"a": 1}, "date": ["2024-09-27"], "id": {"$oid": 1}, "url": "u"}, ("u", None, None)),
    ],
)
def test_fields_are_known_by_their_usual_names(
    fields: dict[str, Any], expected: tuple[str, str | None, str | None]
) -> None:
    (found,) = read([{"text": "They swim.", **fields}]).articles
    assert (found.key, found.title, found.date) == expected


def test_numbers_are_ids_as_they_are_written() -> None:
    assert [article.key for article in read([{"id": 7, "text": "a"}, {"id": 8, "text": "b"}]).articles] == ["7", "8"]


def test_a_key_is_a_hash_where_nothing_names_an_article_and_keys_differ() -> None:
    one, long = {"text": "a", "title": "é"}, {"text": "b", "url": "http://" + "x" * 300}
    found = read([one, one, one, long, {"id": "k", "text": "c"}, {"id": "k", "text": "d"}]).articles
    known = key_of(one)
    again = {"id": "k", "text": "d"}
    assert [article.key for article in found] == [
        *(known, f"{known} {known}", f"{known} {known} 2", key_of(long), "k", f"k {key_of(again)}")
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"text": ["One.", "Two."]}, "One.\n\nTwo."),
        ({"articleBody": "a"}, "a"),
        ({"title": "t", "content": "c"}, "c"),
        ({"text": "a\r\nb\u0000"}, "a\nb\ufffd"),
    ],
)
def test_texts_are_known_by_their_usual_names(fields: dict[str, Any], text: str) -> None:
    assert read([fields]).articles[0].text == text


def test_what_is_no_article_is_noted_and_few_notes_are_told() -> None:
    found = read([DUCKS, {"text": " "}, DUCKS | {"id": "n2"}, DUCKS | {"id": "n3"}, 5])
    assert [article.key for article in found.articles] == ["n1", "n2", "n3"]
    assert found.notes == ("entry 2 has no text: it was left out", "entry 5 has no text: it was left out")
    many = read([*[DUCKS] * 40, *[{}] * 30]).notes
    assert (len(many), many[-1]) == (21, "and so on: 10 more")


@pytest.mark.parametrize(
    ("whole", "text"),
    [
        (
            {"lake": {"name": "Ammer", "depth": 81.10}, "birds": ["Duck", "Goose"], "open": True, "owner": None},
            "lake › name: Ammer\n\nlake › depth: 81.1\n\nbirds: Duck, Goose\n\nopen: true\n\n",
        ),
        (
            {"birds": [{"name": "Duck", "eggs": 9}, {"name": "Goose", "tags": ["a", "b"]}]},
            "birds\n\n| name: Duck | eggs: 9 |\n| name: Goose | tags: a, b |\n\n",
        ),
        ([{"role": "user", "content": "Hello"}], "| role: user | content: Hello |\n\n"),
        ([[1, 2], {"a": [{"b": {"c": "d"}}]}], "1: 1, 2\n\n2 › a 1 › b › c: d\n\n"),
        ("Ducks", "Ducks\n\n"),
        ({}, ""),
    ],
)
def test_other_json_is_lines_that_say_where_each_value_is(whole: Any, text: str) -> None:
    assert read(whole).text == text


def test_numbers_are_kept_as_they_are_written() -> None:
    assert json_reader.read(b'{"a": 1.10, "b": 1e3, "c": NaN, "d": ' + b"9" * 5000 + b"}").text.startswith(
        "a: 1.10\n\nb: 1e3\n\nc: NaN\n\nd: 999"
    )


def test_a_long_path_is_cut() -> None:
    value: Any = "deep"
    for i in range(100):
        value = {f"level {i}": value}
    line = read(value).text.strip()
    assert line.startswith("…")
    assert line.endswith("› level 1 › level 0: deep")
    assert len(line) < 120


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("words", ["البط يسبح", "鸭子在湖里游泳。", "Утки плавают"])
def test_encodings_and_scripts(encoding: str, words: str) -> None:
    data = json.dumps([{"id": "1", "text": words * 20}], ensure_ascii=False)
    assert json_reader.read(data.encode(encoding)).articles[0].text == words * 20
    assert jsonl.read(data[1:-1].encode(encoding)).articles[0].text == words * 20


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty: expected JSON"),
        (b"\xef\xbb\xbf \n", "the file is empty: expected JSON"),
        (b'[{"text": "Ducks', r"the file is damaged: expected JSON, and there is Unterminated string"),
        (b"Ducks", r"the file is damaged: expected JSON, and there is Expecting value: line 1 column 1"),
        (b"[" * 200_000, "the file's JSON is nested too deeply to be read"),
        (b'{"a":' * 600 + b"1" + b"}" * 600, "the file's JSON is nested too deeply to be read"),
    ],
)
def test_json_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        json_reader.read(data)


def test_a_line_is_an_article_and_a_broken_one_loses_nothing_else() -> None:
    lines = [
        json.dumps(DUCKS),
        "",
        "{broken",
        json.dumps({"title": "no text"}),
        json.dumps(DUCKS | {"id": "n2"}),
        "[" * 99_999,
    ]
    found = jsonl.read("\r\n".join(lines).encode("utf-8-sig"))
    assert [article.key for article in found.articles] == ["n1", "n2"]
    assert [note[:40] for note in found.notes] == [
        "line 3 was left out: the file is damaged",
        "line 6 was left out: the file's JSON is ",
        "line 4 has no text: it was left out",
    ]


def test_lines_without_texts_are_rows() -> None:
    found = jsonl.read(b'{"name": "Ada", "born": 1815}\n{"name": "Grace"}\n{')
    assert found.text == "| name: Ada | born: 1815 |\n| name: Grace |\n\n"
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\n \n", "the file is empty: expected JSON, a line each"),
        (b"Ducks\nswim", r"none of its 2 lines is JSON \(line 1 was left out"),
        (b'{"a":' * 600 + b"1" + b"}" * 600, "the file's JSON is nested too deeply to be read"),
    ],
)
def test_lines_that_cannot_be_read_say_why(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        jsonl.read(data)


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_read(value: Any) -> None:
    found = read(value)
    assert len({article.key for article in found.articles}) == len(found.articles)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2024/05/03", "2024-05-03"),
        ("2024-05-03 10:00", "2024-05-03"),
        ("3 May 2024", "2024-05-03"),
        ("3rd Sept. 2024", "2024-09-03"),
        ("Sunday, May 5, 2024", "2024-05-05"),
        ("1714694400000", "2024-05-03"),
        ("2024-13-01", None),
        ("32 May 2024", None),
        ("3 Mai 2024", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999999999.5", "2286-11-20"),
        ("", None),
        (None, None),
        (20240503, None),
    ],
)
def test_stated_days(stated: object, day: str | None) -> None:
    assert stated_day(stated) == day
