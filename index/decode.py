"""The bytes of a text in, the text out."""

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise ValueError("the file is no text: its bytes fit no known encoding")
    return str(best)


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None
