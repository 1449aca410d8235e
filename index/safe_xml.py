"""XML that anybody may have written in, its tree out: no entities, no document types, nothing fetched, nothing huge."""

from typing import Any
from xml.parsers import expat

CHUNK = 2**16


class NotXMLError(ValueError):
    """The bytes are no well-formed XML, which a reader of web pages may still make something of."""


class _KnownError(Exception):
    """What stands before the first element is known."""


def check_xml(data: bytes, *, doctype: bool = False) -> None:
    """Look at what stands before the first element, without reading the rest.

    Args:
        data: one XML document; it may be empty.
        doctype: whether a document type may be named (as XHTML does), without declarations of its own.

    Raises:
        ValueError: it declares a document type or entities.
        NotXMLError: it is no XML in UTF-8, UTF-16 or an 8-bit encoding.
    """
    refused = False

    def declared(_name: str, _system: str | None, _public: str | None, declarations: bool) -> None:
        nonlocal refused
        refused = bool(declarations) or not doctype
        if refused:
            raise _KnownError

    def root(_name: str, _attributes: dict[str, str]) -> None:
        raise _KnownError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = declared, root
    try:
        for start in range(0, len(data), CHUNK):
            parser.Parse(data[start : start + CHUNK], False)
        if data.strip():
            parser.Parse(b"", True)
    except _KnownError:
        if refused:
            raise ValueError(
                "the file's XML declares a document type, which may hold entities: expected none"
            ) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotXMLError(f"the file is damaged: expected XML, and there is {error}") from None


def parse_xml(data: bytes, *, doctype: bool = False) -> Any:
    """Return the root of a tree by lxml, without comments and processing instructions.

    Args:
        data: one XML document.
        doctype: as in `check_xml`.

    Raises:
        ValueError: as `check_xml`.
        NotXMLError: it is not well-formed, or nested or stuffed beyond libxml2's limits.
    """
    from lxml import etree

    check_xml(data, doctype=doctype)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotXMLError(f"the file is damaged: expected XML, and there is {error.msg or 'none'}") from None
