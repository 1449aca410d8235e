"""A web page's tree in, the same without cookie banners, adverts and “read more” out; and the line with its author."""

import re
from typing import Any

BANNER = re.compile(
    r"""(?<![a-z])(?:cookies?[-_ ]?(?:banner|bar|consent|dialog|law|layer|message|notice|overlay|policy|popup|wall)
    | consent | gdpr | ccpa | cmp | onetrust | didomi | usercentrics | qc-cmp2? | newsletter | (?:sign-?up)
    | ads? | ad-?(?:slot|unit|container|wrapper|box) | adverts? | advert(?:isement|orial)
    | outbrain | taboola)(?![a-z])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Ids and classes of what is laid over or put into pages, and is none of what they say."""

LARGEST_BANNER = 0.3
"""The share of a page's letters that such an element may have: pages set in one with an odd name are kept."""

NEVER = frozenset({"html", "head", "body", "main", "article", "h1"})

MORE = re.compile(
    r"""\s*(?:read\ (?:more|also|next|on) | (?:see|watch)\ also | also\ read | more\ (?:on|from)\ this | related
    | related\ (?:articles?|stories) | don['’]t\ miss | recommended | mehr\ (?:zum\ thema|lesen|dazu)
    | lesen\ sie\ auch | lesen\ sie\ (?:hier\ )?mehr | auch\ interessant
    | [àa]\ lire(?:\ aussi)? | lire\ (?:aussi|la\ suite) | voir\ aussi
    | lea?\ (?:tambi[ée]n|m[áa]s) | te\ puede\ interesar
    )\s*(?:[:|>»›→–—-]|\.\.\.|…|$)""",
    re.VERBOSE | re.IGNORECASE,
)
"""How a line begins that leads to another page, in the languages of the page."""

ADVERT_LINE = re.compile(
    r"""\s*(?:story\ continues\ below\ )?(?:advertisements?|anzeige|publicit[ée]|publicidad|sponsored
    |enter\ your\ e-?mail(?:\ address)?)[:.]?\s*""",
    re.VERBOSE | re.IGNORECASE,
)

LONGEST_MORE = 250
"""Letters of a line that leads elsewhere; a longer one tells something."""

LONGEST_BYLINE = 150
"""Letters of a line within which it names the author."""

LAYOUT_PARAGRAPHS = 3
"""In one cell of a table; no table of figures has as many."""

LINES = frozenset({"p", "div", "li", "h2", "h3", "h4", "h5", "h6", "span", "strong", "em", "a", "label"})


def without_banners(tree: Any) -> Any:
    """Return the tree of a page, changed in place, without what is put into it for every reader and tells nothing.

    >>> from lxml.html import fromstring
    >>> page = '<div><p id="cookie-banner">Accept</p><p>Ducks swim.</p><p>Read more: <a>Geese</a></p></div>'
    >>> without_banners(fromstring(page)).text_content()
    'Ducks swim.'
    """
    for table in [table for table in tree.iter("table") if _is_layout(table)]:
        for element in table.iter("table", "tbody", "tr", "td"):
            element.tag = "div"
    whole = len(tree.text_content())
    for element in [element for element in tree.iter() if isinstance(element.tag, str)]:
        if element.tag not in NEVER and element.getparent() is not None and _is_outside(element, whole):
            element.drop_tree()
    return tree


def _is_layout(table: Any) -> bool:
    """Tell whether a table sets a whole page, as twenty years ago: a cell of it holds paragraphs."""
    return any(len(cell.findall("p")) >= LAYOUT_PARAGRAPHS for cell in table.iter("td"))


def _is_outside(element: Any, whole: int) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    if BANNER.search(names):
        return len(element.text_content()) <= LARGEST_BANNER * whole and element.find(".//h1") is None
    if element.tag not in LINES or len(element) > LONGEST_MORE:
        return False
    text = " ".join(element.text_content().split())
    if len(text) > LONGEST_MORE:
        return False
    more = MORE.match(text)
    return bool(ADVERT_LINE.fullmatch(text)) or (more is not None and _is_linked(element, text[more.end() :]))


def _is_linked(element: Any, text: str) -> bool:
    """Tell whether at least half of a text within an element is a link."""
    links = [element] if element.tag == "a" else element.iter("a")
    return max(1, len(text) / 2) <= sum(len(link.text_content()) for link in links)


def byline(text: str, author: str | None) -> str | None:
    r"""Return the first short line of a page's whole text that names its first author, or None.

    >>> byline("Ducks\n\nBy Ada Lovelace, at the lake\n\nThey swim.", "Ada Lovelace; Grace Hopper")
    'By Ada Lovelace, at the lake'
    """
    first = (author or "").split(";")[0].strip().replace(".", "")  # trafilatura has no dots behind initials
    lines = (line.strip() for line in text.split("\n"))
    return next((line for line in lines if first and first in line.replace(".", "")[:LONGEST_BYLINE]), None)
