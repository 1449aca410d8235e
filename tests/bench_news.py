"""Compare what finds a web page's article: `make bench-news DATA=DIR`; DIR is laid out as `data/README.md` says.

Each Wikinews article is set into four layouts of news sites, with navigation, a cookie banner, adverts, “read more”
between paragraphs, related articles, share buttons, comments and a footer: its words are known, and what is none of it.

F1        of the words, with their numbers, over all pages; P and R its two sides
junk      share of the lines around the article that are kept, in whole
title, day, author   share of the pages on which they are right (author: named in the text)
duck      of wiki_duck.html: sentences that belong to the article and are kept, and lines that do not and are kept
ms        per page
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, TypeAlias

from index.document import Extracted
from index.readers import html

Extractor: TypeAlias = Callable[[str], Extracted]

NEEDED = ("wikinews/articles.jsonl", "files/wiki_duck.html")

AUTHORS = ("Ada Lovelace", "Jürgen Müller-Vogt", "Nguyễn Thị Minh", "Grace B. Hopper")
SECTIONS = (
    "Home",
    "World",
    "Politics",
    "Business",
    "Technology",
    "Science",
    "Sport",
    "Opinion",
    "Subscribe",
    "Sign in",
)
COOKIES = (
    "We value your privacy",
    "We and our 842 partners use cookies and similar techniques to store and access information on your device, and to "
    "show you personalised advertising.",
    "Accept all cookies",
    "Manage preferences",
)
SHARE = ("Share on Facebook", "Share on Twitter", "Copy link", "Print this page")
ADVERTS = (
    "Advertisement",
    "Story continues below advertisement",
    "Save up to 40% on your car insurance: compare 120 offers in two minutes",
)
LETTER = ("Get the day's top stories in your inbox", "Enter your email address", "Sign up")
COMMENTS = ("Comments (2)", "I told you so, years ago, and nobody listened to me!", "First! Great article, thanks.")
FOOTER = ("About us", "Contact", "Terms of use", "Privacy policy", "© 2020 The Daily Record. All rights reserved.")

KEPT = (
    "Duck is the common name for numerous species of waterfowl in the family Anatidae.",
    "Ducks eat food sources such as grasses, aquatic plants, fish, insects, small amphibians, worms, and small molluscs.",
    "Ducks generally only have one partner at a time",
    "Ducks have many economic uses, being farmed for their meat, eggs, and feathers",
    "despite widespread misconceptions, most species of duck do not",
    "Superfamily:",
    "Livezey, Bradley C. (October 1986).",
)
LEFT_OUT = ("Create account", "Random article", "What links here", "Privacy policy", "Donate",
            "Toggle the table of contents", "Download as PDF", "Mobile view")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A made page: its HTML, what is its article, and what is not."""

    html: str
    title: str
    day: str
    author: str
    text: str
    junk: tuple[str, ...]


def made(row: dict[str, str], others: list[str], number: int) -> Page:
    """Set an article into one of four layouts."""
    random = Random(number)
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", row["text"]) if part.strip()]
    if re.fullmatch(r"\w+day, \w+ \d+, \d{4}", paragraphs[0]):
        paragraphs = paragraphs[1:]
    related = random.sample(others, 7)
    more = (f"Read more: {related[5]}", f"READ ALSO | {related[6]}")
    author = AUTHORS[number % 3 if number % 7 else 3]
    body = [f"<p>{escape(part)}</p>" for part in paragraphs]
    places = sorted(random.sample(range(1, max(4, len(body) + 1)), 3), reverse=True)
    links = [f'<p><strong><a href="/{n}">{escape(line)}</a></strong></p>' for n, line in enumerate(more)]
    advert = f'<div class="ad-slot"><span>{ADVERTS[0]}</span><a href="//ads.example">{ADVERTS[2]}</a></div>'
    for place, inset in zip(places, [*links, advert], strict=True):
        body.insert(place, inset)
    layout = LAYOUTS[number % len(LAYOUTS)]
    page = layout(row["title"], author, row["date"], "\n".join(body), related[:5])
    junk = (*COOKIES, *SHARE, ADVERTS[0], *ADVERTS[2:], *LETTER, *COMMENTS, *FOOTER, *SECTIONS[1:], *related[:5], *more)
    text = "\n".join(paragraphs)
    return Page(page, row["title"], row["date"], author, text, tuple(line for line in junk if line not in text))


def listed(lines: tuple[str, ...] | list[str], tag: str = "li") -> str:
    """Return lines as links, each in an element."""
    return "".join(f'<{tag}><a href="/x">{escape(line)}</a></{tag}>' for line in lines)


def banner(name: str = "cookie-consent") -> str:
    """Return the cookie banner."""
    return (
        f'<div id="{name}" role="dialog"><h2>{COOKIES[0]}</h2><p>{COOKIES[1]}</p>'
        f"<button>{COOKIES[2]}</button><button>{COOKIES[3]}</button></div>"
    )


def around(name: str) -> tuple[str, str]:
    """Return newsletter and comments, in elements of a class."""
    said = "".join(f"<div class='{name}-item'><p>{line}</p></div>" for line in COMMENTS[1:])
    letter = f"<div class='{name}-signup'><h3>{LETTER[0]}</h3><p>{LETTER[1]}</p><button>{LETTER[2]}</button></div>"
    return letter, f"<section id='comments' class='comments'><h3>{COMMENTS[0]}</h3>{said}</section>"


def semantic(title: str, author: str, day: str, body: str, related: list[str]) -> str:
    """Set as HTML 5 means it, with JSON-LD."""
    letter, comments = around("newsletter")
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": f"{day}T08:00Z",
            "author": {"@type": "Person", "name": author}}  # fmt: skip
    return f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)} | The Daily Record</title>
<script type="application/ld+json">{json.dumps(said)}</script></head><body>{banner()}
<header><a href="/">The Daily Record</a><nav><ul>{listed(SECTIONS)}</ul></nav></header>
<main><article><h1>{escape(title)}</h1><p class="byline">By <a rel="author" href="/a">{author}</a></p>
<time datetime="{day}">{day}</time><ul class="share">{listed(SHARE)}</ul>
{body}</article><aside class="related"><h2>Related</h2><ul>{listed(related)}</ul></aside>{letter}{comments}</main>
<footer><ul>{listed(FOOTER)}</ul></footer></body></html>"""


def soup(title: str, author: str, day: str, body: str, related: list[str]) -> str:
    """Set in nothing but div, with the meta elements that social networks read."""
    letter, comments = around("inline-promo")
    return f"""<html><head><title>{escape(title)} - The Daily Record</title>
<meta property="og:title" content="{escape(title)}"><meta property="article:published_time" content="{day}T06:30:00+01:00">
<meta name="author" content="{author}"></head><body><div class="top-bar">{listed(SECTIONS, "span")}</div>
<div class="wrap"><div class="col-8"><div class="headline"><h1>{escape(title)}</h1></div>
<div class="meta"><span>{author}</span> <span>{day}</span></div><div class="tools">{listed(SHARE, "span")}</div>
<div class="story-text">{body}<div class="rel-box"><h4>More on this</h4>{listed(related, "div")}</div>{letter}</div>
{comments}</div></div><div class="bottom">{listed(FOOTER, "span")}</div>{banner("cmp-layer")}</body></html>"""


def tabled(title: str, author: str, day: str, body: str, related: list[str]) -> str:
    """Set in tables, as pages were twenty years ago."""
    letter, comments = around("box")
    return f"""<html><head><title>{escape(title)}</title><meta name="date" content="{day}"></head><body>{banner("gdpr")}
<table><tr><td colspan="3">{listed(SECTIONS, "b")}</td></tr><tr><td width="150"><ul>{listed(related)}</ul>{letter}</td>
<td><h2>{escape(title)}</h2><p><i>by {author}</i></p>{body}<p>{listed(SHARE, "span")}</p>{comments}</td>
<td>{ADVERTS[0]}<br>{ADVERTS[2]}</td></tr><tr><td colspan="3">{listed(FOOTER, "small")}</td></tr></table></body></html>"""


def blog(title: str, author: str, day: str, body: str, related: list[str]) -> str:
    """Set as blogging programs do, with breaks for adverts within the text."""
    letter, comments = around("widget")
    return f"""<!DOCTYPE html><html><head><title>{escape(title)} – The Daily Record</title></head><body class="single">
<div id="masthead"><div class="menu"><ul>{listed(SECTIONS)}</ul></div></div><div id="content">
<div class="post hentry"><h1 class="entry-title">{escape(title)}</h1><div class="entry-meta">
<span class="posted-on"><time class="entry-date published" datetime="{day}T07:00:00+00:00">{day}</time></span>
<span class="byline">by <span class="author vcard">{author}</span></span></div><div class="entry-content">{body}
<p>{ADVERTS[1]}</p><div class="sharedaddy"><h3>Share this:</h3><ul>{listed(SHARE)}</ul></div></div>
<div class="jp-relatedposts"><h3>Related</h3><ul>{listed(related)}</ul></div></div>{comments}</div>
<div id="secondary" class="widget-area">{letter}</div><div id="colophon">{listed(FOOTER, "p")}</div>{banner()}</body></html>"""


LAYOUTS = (semantic, soup, tabled, blog)


def extractors() -> dict[str, Extractor]:
    """Return everything that is compared and installed."""
    found: dict[str, Extractor] = {"excerpt": lambda page: html.read(page.encode())}
    for name, make in (("readability", readability), ("newspaper4k", newspaper), ("resiliparse", resiliparse)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
    for name in ("fast", "favor_precision", "favor_recall"):
        found[f"trafilatura, {name}"] = trafilatura(name)
    return found


def trafilatura(option: str) -> Extractor:
    extract = import_module("trafilatura").bare_extraction

    def run(page: str) -> Extracted:
        found = extract(
            page, with_metadata=True, include_comments=False, date_extraction_params=html.DATES, **{option: True}
        )
        return Extracted(html.text_of(found.body), title=found.title, date=found.date) if found else Extracted("")

    return run


def readability() -> Extractor:
    document = import_module("readability").Document

    def run(page: str) -> Extracted:
        found = document(page)
        return Extracted(html.whole_text(found.summary()), title=found.short_title())

    return run


def newspaper() -> Extractor:
    library = import_module("newspaper")

    def run(page: str) -> Extracted:
        found = library.article("https://record.example/a", input_html=page, language="en")
        day = found.publish_date
        authors = ", ".join(found.authors)
        return Extracted(f"{authors}\n{found.text}", title=found.title, date=str(day.date()) if day else None)

    return run


def resiliparse() -> Extractor:
    extract: Any = import_module("resiliparse.extract.html2text").extract_plain_text
    tree: Any = import_module("resiliparse.parse.html").HTMLTree

    def run(page: str) -> Extracted:
        parsed = tree.parse(page)
        return Extracted(extract(parsed, main_content=True, comments=False, alt_texts=False), title=parsed.title)

    return run


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def flat(text: str) -> str:
    return " ".join(text.split())


def row_of(extract: Extractor, pages: list[Page], duck: str) -> list[float]:
    """Return the figures of one extractor."""
    began = perf_counter()
    found = [extract(page.html) for page in pages]
    seconds = perf_counter() - began
    same = sum((words(page.text) & words(got.text)).total() for page, got in zip(pages, found, strict=True))
    precision = same / sum(words(got.text).total() for got in found)
    recall = same / sum(words(page.text).total() for page in pages)
    junk = [line in flat(got.text) for page, got in zip(pages, found, strict=True) for line in page.junk]
    title = [page.title == got.title for page, got in zip(pages, found, strict=True)]
    day = [page.day == got.date for page, got in zip(pages, found, strict=True)]
    author = [page.author in got.text for page, got in zip(pages, found, strict=True)]
    real = flat(extract(duck).text)
    sides = [sum(line in real for line in lines) / len(lines) for lines in (KEPT, LEFT_OUT)]
    shares = [sum(one) / len(one) for one in (junk, title, day, author)]
    return [
        2 * precision * recall / (precision + recall),
        precision,
        recall,
        *shares,
        *sides,
        1000 * seconds / len(pages),
    ]


def main(data: Path) -> None:
    rows = [json.loads(line) for line in (data / NEEDED[0]).read_text(encoding="utf-8").splitlines()]
    titles = [row["title"] for row in rows]
    pages = [made(row, [t for t in titles if t != row["title"]], n) for n, row in enumerate(rows)]
    duck = (data / NEEDED[1]).read_text(encoding="utf-8")
    print(f"{'':29}    F1     P     R  junk title   day author  duck  junk     ms")
    for name, extract in extractors().items():
        *shares, milliseconds = row_of(extract, pages, duck)
        print(f"{name:28}" + "".join(f"{share:6.3f}" for share in shares) + f"{milliseconds:7.1f}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not all((Path(sys.argv[1]) / name).is_file() for name in NEEDED):
        sys.exit(f"usage: make bench-news DATA=DIR, where DIR holds {', '.join(NEEDED)}")
    main(Path(sys.argv[1]))
