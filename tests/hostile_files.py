"""Files that mean harm, and healthy ones among them; the same for the same seed.

Kinds go by `index.kinds.suffixes()`: what is made for one that has no reader yet simply fails with that reason.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import docx
from hostile_pdfs import hostile_pdfs
from hostile_zips import DOCTYPES, PACKAGES, hostile_archives, package
from pdf_files import line, made_pdf

from index.kinds import suffixes

FILES = Path(__file__).parent / "files"

Make: TypeAlias = Callable[[], bytes]

MUTATIONS = 9
"""Of each real file: three truncated, three with flipped bits, three with bytes out of place."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file: its name as the file system has it, the family it is of, and what makes its bytes."""

    name: bytes
    family: str
    make: Make


@dataclass(frozen=True, slots=True)
class Healthy:
    """A file that must be read, and the sentence that its text holds."""

    name: bytes
    data: bytes
    sentence: str


def healthy_file(suffix: str, number: int) -> Healthy | None:
    """A sound file of a kind; None where we write none."""
    sentence = f"Duck number {number} swims in the healthy pond."
    data: bytes | None = None
    if suffix in (".txt", ".text", ".md", ".markdown"):
        data = sentence.encode()
    elif suffix in (".html", ".htm", ".xhtml"):
        data = f"<html><body><p>{sentence}</p></body></html>".encode()
    elif suffix == ".pdf":
        data = made_pdf(line(sentence))
    elif suffix == ".docx":
        made, file = docx.Document(), BytesIO()
        made.add_paragraph(sentence)
        made.save(file)
        data = file.getvalue()
    elif suffix in PACKAGES:
        data = package(suffix, sentence)
    elif suffix in (".json", ".jsonl"):
        data = f'{{"bird": "duck", "seen": "{sentence}"}}'.encode()
    elif suffix in (".csv", ".tsv"):
        data = f"words\n{sentence}\n".encode()
    elif suffix == ".rtf":
        data = f"{{\\rtf1\\ansi {sentence}\\par}}".encode()
    elif suffix == ".eml":
        data = f"From: a@example.org\nSubject: Ducks\nContent-Type: text/plain\n\n{sentence}\n".encode()
    return None if data is None else Healthy(f"{number:04}-healthy{suffix}".encode(), data, sentence)


def hostile_files(seed: int = 0) -> list[Hostile]:
    """Every hostile file, in an order that the seed decides."""
    chance = random.Random(seed)
    made = [Hostile(f"{i:04}{suffix}".encode(), family, make) for i, (suffix, family, make) in enumerate(_all(chance))]
    made += [Hostile(name, "name", lambda: b"Ducks swim.") for name in names()]
    chance.shuffle(made)
    return made


def _all(chance: random.Random) -> Iterator[tuple[str, str, Make]]:
    for suffix in PACKAGES:
        yield from ((suffix, f"zip: {what}", make) for what, make in hostile_archives(suffix))
    yield from ((".pdf", f"pdf: {what}", make) for what, make in hostile_pdfs())
    for suffix, what, make in hostile_markup():
        yield suffix, f"markup: {what}", make
    for what, make in hostile_texts():
        yield from ((suffix, f"text: {what}", make) for suffix in (".txt", ".md", ".html"))
    for path in real_files():
        yield from ((path.suffix, f"mutated: {what}", make) for what, make in mutated(path, chance))
    wrong = sorted({*suffixes(), *PACKAGES, ".csv", ".json", ".rtf", ".eml", ".msg", ".png", ""})
    for path in real_files():
        for suffix in wrong:
            if suffix != path.suffix:
                yield suffix, f"wrong extension: {path.name}", path.read_bytes


def real_files() -> list[Path]:
    return sorted(path for path in FILES.iterdir() if path.name != "SOURCES.md")


def mutated(path: Path, chance: random.Random) -> Iterator[tuple[str, Make]]:
    """What becomes of a real file by accident or by design."""
    data = path.read_bytes()
    for _ in range(MUTATIONS // 3):
        yield f"{path.name} cut", _bytes(data[: chance.randrange(1, len(data))])
        flipped = bytearray(data)
        for _ in range(chance.choice((1, 20, 1000))):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield f"{path.name} flipped", _bytes(bytes(flipped))
        start, length, to = chance.randrange(len(data)), chance.randrange(1, 5000), chance.randrange(len(data))
        piece = chance.choice((data[start : start + length], bytes(length), chance.randbytes(length)))
        yield f"{path.name} displaced", _bytes(data[:to] + piece + data[to + chance.choice((0, length)) :])


def _bytes(data: bytes) -> Make:
    return lambda: data


def hostile_markup() -> Iterator[tuple[str, str, Make]]:
    """Suffix, what it is, and its maker: deep nesting, entities, and what makes regular expressions slow."""
    for what, doctype in DOCTYPES.items():
        for suffix in (".html", ".xhtml", ".xml"):
            yield suffix, what, lambda doctype=doctype: f"{doctype}<html><body>{'&l9;' * 500}</body></html>".encode()  # type: ignore[misc]
    for tag in ("div", "b", "table", "ul", "blockquote", "span", "svg", "form", "select", "template"):
        yield ".html", f"deep {tag}", lambda tag=tag: f"<p>Ducks.{f'<{tag}>' * 200_000}swim".encode()  # type: ignore[misc]
    yield ".html", "deep cells", lambda: b"<table><tr><td>" * 50_000 + b"swim"
    yield ".html", "deep and closed", lambda: b"<div>" * 5000 + b"Ducks swim." + b"</div>" * 5000
    yield ".html", "deep blocks of text", lambda: b"<blockquote><p>Ducks swim in the pond all day. " * 3000
    yield ".html", "wide", lambda: b"<p>Ducks swim.</p>" * 300_000
    yield ".html", "one long attribute", lambda: b'<p title="' + b"a" * 20_000_000 + b'">Ducks swim.'
    yield ".html", "many attributes", lambda: b"<p " + b" ".join(b"a%d=1" % i for i in range(300_000)) + b">Ducks swim."
    yield ".html", "comments", lambda: b"<!--" * 1_000_000
    yield ".html", "never a tag's end", lambda: b"<" * 5_000_000
    yield ".html", "numbered letters", lambda: b"&#0;&#xD800;&#x110000;&#99999999999;" * 100_000
    yield ".html", "charset of nowhere", lambda: b'<meta charset="no-such-thing"><p>Ducks \xff swim.'
    yield ".html", "charset that is none", lambda: b'<meta charset="rot13"><p>Ducks \xff swim.'
    yield ".html", "dates", lambda: b'<meta name="date" content="' + b"2020-" * 1_000_000 + b'"><p>Ducks swim.'
    yield ".md", "deep quotation", lambda: b"> " * 500_000 + b"Ducks swim."
    yield ".md", "deep list", lambda: b"".join(b" " * i + b"- a\n" for i in range(3000))
    yield ".md", "brackets", lambda: b"[" * 500_000 + b"](" * 500_000
    yield ".md", "stars", lambda: b"*_" * 1_000_000
    yield ".md", "fences", lambda: b"```\n~~~\n" * 300_000
    yield ".md", "headings", lambda: b"a\n=" * 1_000_000
    yield ".md", "dashes", lambda: b"---\n" * 1_000_000
    yield ".md", "YAML laughs", yaml_laughs
    yield ".md", "deep YAML", lambda: b"---\na: " + b"[" * 15_000 + b"\n---\nDucks swim."
    yield ".md", "YAML objects", lambda: b"---\na: !!python/object/apply:os.system [touch out]\n---\nDucks swim."
    yield ".md", "YAML numbers", lambda: b"---\ndate: " + b"1" * 15_000 + b":59:59\n---\nDucks swim."
    yield ".json", "deep lists", lambda: b"[" * 2_000_000
    yield ".json", "deep objects", lambda: b'{"text":' * 500_000
    yield ".json", "a number without end", lambda: b'[{"text": "Ducks.", "n": ' + b"9" * 5_000_000 + b"}]"
    yield ".json", "twice the same key", lambda: b"{" + b'"text": "Ducks.",' * 500_000 + b'"text": "Ducks."}'
    yield ".json", "half a letter", lambda: b'[{"text": "Ducks \\ud800 swim.", "title": "\\u0000"}]'
    yield ".json", "many texts", lambda: b"[" + b'{"text": "Ducks."},' * 200_000 + b'{"text": "Ducks."}]'
    yield ".jsonl", "a line without end", lambda: b'{"text": "' + b"Ducks " * 3_000_000
    yield ".csv", "columns", lambda: b"," * 5_000_000
    yield ".csv", "rows", lambda: b"a\n" * 5_000_000
    yield ".csv", "a quotation without end", lambda: b'a,b\n"' + b"Ducks\n" * 1_000_000
    yield ".rtf", "deep groups", lambda: b"{\\rtf1 " + b"{" * 2_000_000
    yield ".rtf", "bytes without end", lambda: b"{\\rtf1 \\bin999999999 Ducks}"
    yield ".rtf", "letters", lambda: b"{\\rtf1 " + b"\\u-1?\\'ff" * 500_000 + b"}"
    yield ".eml", "deep parts", lambda: deep_mail(3000)
    yield ".eml", "a long head", lambda: b"Subject: " + b"a" * 20_000_000 + b"\n\nDucks swim."
    yield ".eml", "many heads", lambda: b"A: b\n" * 500_000 + b"\nDucks swim."
    yield ".eml", "encoded words", lambda: b"Subject: " + b"=?utf-8?q?=FF?= " * 200_000 + b"\n\nDucks swim."
    yield ".eml", "no alphabet", lambda: b"Content-Type: text/plain; charset=no-such\n\nDucks \xff swim."
    yield ".mhtml", "a page in a page", lambda: deep_mail(500)


def yaml_laughs() -> bytes:
    rows = ["a0: &a0 [lol]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12))]
    return "\n".join(["---", *rows, "title: *a11", "date: *a11", "---", "Ducks swim."]).encode()


def deep_mail(depth: int) -> bytes:
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(depth))
    return f"From: a@example.org\n{heads}Content-Type: text/plain\n\nDucks swim.\n".encode()


def hostile_texts() -> Iterator[tuple[str, Make]]:
    """Texts that are hard on whoever decodes them, splits them into sentences, or shows them."""
    yield "nothing", lambda: b""
    yield "blanks", lambda: b" " * 3_000_000
    yield "line ends", lambda: b"\r" * 3_000_000
    yield "NULs", lambda: b"Ducks\x00swim.\x00" * 10_000
    yield "only NULs", lambda: bytes(2_000_000)
    yield "half a letter", lambda: "Ducks swim. 鸭".encode()[:-1]
    yield "surrogates", lambda: "Ducks \ud800 swim. \udfff".encode("utf-8", "surrogatepass") * 1000
    yield "UTF-16 cut", lambda: "Ducks swim.".encode("utf-16")[:-1]
    yield "UTF-32 out of range", lambda: b"\xff\xfe\x00\x00\xff\xff\xff\xff" * 1000
    yield "noise", lambda: random.Random(7).randbytes(1_000_000)
    yield "a word without end", lambda: b"a" * 3_000_000
    yield "full stops", lambda: b"." * 1_000_000
    yield "quotes", lambda: "“".encode() * 500_000
    yield "brackets", lambda: b"(" * 1_000_000
    yield "digits", lambda: b"1." * 1_000_000
    yield "abbreviations", lambda: b"Dr. " * 300_000
    yield "one letter and a stop", lambda: b"A. B. " * 300_000
    yield "marks on one letter", lambda: b"a" + "\u0301".encode() * 1_000_000
    yield "both ways", lambda: "Ducks \u202e swim \u2066 בּ ".encode() * 20_000
    yield "more than is read", lambda: b"Ducks swim. " * 900_000
    yield "short lines", lambda: b"a\n\n" * 400_000
    yield "Chinese without a stop", lambda: "鸭子在湖上游泳".encode() * 100_000


def names() -> list[bytes]:
    """Names that a file system takes and programs trip over."""
    plain = [
        "a\nb.txt",
        "..txt",
        "...txt",
        " .txt",
        "-rf.txt",
        "a\tb\x1b[31m.txt",
        "%s%n.txt",
        "CON.txt",
        "a'\";--.txt",
    ]
    plain += [
        "<script>alert(1)</script>.txt".replace("/", "∕"),
        "🦆🦆.txt",
        "\u202etxt.exe.txt",
        "\u00e9.txt",
        "e\u0301.txt",
        "a:b.txt",
    ]
    plain += ["~.txt", "$(touch out).txt", "a\\..\\b.txt", "upload:a.txt", "\x7f.txt", "\u2028.txt", "İ.TXT", "ß.txt"]
    made = [os.fsencode(name) for name in plain]
    return [
        *made,
        b"a" * 251 + b".txt",
        "🦆".encode() * 62 + b".txt",
        b"\xff\xfe.txt",
        b"caf\xe9.txt",
        b"\xed\xa0\x80.txt",
    ]
