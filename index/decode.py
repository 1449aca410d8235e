"""The bytes of a text in, the text out."""

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

USUAL = "cp1252"
"""By far the commonest encoding of old texts in Latin letters; a short one looks as good in cp1250 or EBCDIC."""

SOUND_TO_STRAY = 4
"""Valid characters beyond ASCII to each stray byte; other encodings hardly ever make one of two bytes together."""


def decode(data: bytes, *, declared: str | None = None) -> str:
    r"""Return a text by its byte-order mark, as UTF-8, as declared, or else as charset-normalizer finds.

    UTF-8 goes before what is declared: other encodings all but never look like it, and declarations are often wrong.

    >>> decode("naïve".encode("latin-1"), declared="iso-8859-1"), decode(b"\xff\xfea\x00")
    ('naïve', 'a')

    Raises:
        ValueError: the bytes are no text.
    """
    marked = next((encoding for bom, encoding in BOMS if data.startswith(bom)), None)
    for encoding in (marked, "utf-8", declared):
        text = _decoded(data, encoding)
        if text is not None and ("\0" not in text or marked):
            return text
    return _mostly_utf_8(data) or _guessed(data)


def _mostly_utf_8(data: bytes) -> str | None:
    """Return a text that is UTF-8 but for a few stray bytes (U+FFFD then), or None."""
    text = data.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text) - stray
    return text if sound >= SOUND_TO_STRAY * stray and "\0" not in text else None


def _guessed(data: bytes) -> str:
    """Return a text in the encoding in which it looks most like one; of those that look as good, `USUAL`."""
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise ValueError("the file is no text: its bytes fit no known encoding")
    usual = next((match for match in matches if USUAL in match.could_be_from_charset), best)
    return str(usual if (usual.chaos, usual.coherence) == (best.chaos, best.coherence) else best)


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None
