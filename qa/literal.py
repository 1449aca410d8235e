"""A question with words in double quotes in, the passages and sentences that hold those very words out."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, pairwise

from index.document import Document
from index.encoder import Vectors
from index.passages import Span
from index.snapshot import EVERYTHING, Scope, Snapshot
from index.stems import LINE_HYPHEN, LOOKALIKES, UNSPACED, folded
from qa.retrieve import TOP_K, Candidate, fused, in_one_sentence
from qa.wording import weigh

MARKS = "'\"`´‘’‚‛“”„‟‹›«»ʼ′″"
"""Quotation marks and apostrophes: any stands for any."""

DASHES = "‐‑‒–—―−-"
"""Hyphens, dashes and the minus sign: any run of them stands for any, with or without white space around."""

QUOTED = re.compile(
    r"""(?<!\w)["“”„‟](?=\S)(?P<high>[^"“”„‟]+)["“”„‟](?!\w) | «(?P<out>[^«»]+)» | »(?P<inward>[^«»]+)«
    | 「(?P<corner>[^「」]+)」 | 『(?P<double>[^『』]+)』""",
    re.VERBOSE,
)
"""`5" and 7"` quotes nothing: a mark behind a word does not open, one before a word does not close."""

WRITTEN_AS: dict[str, list[str]] = {}
"""Letters in small ones, and what else they may be written as: `ffi` as one letter, `a` as a full-width one."""
for _code, _letters in LOOKALIKES.items():
    if _letters is not None and _letters.isalnum():
        WRITTEN_AS.setdefault(_letters.lower(), []).append(chr(_code))

TOGETHER = "|".join(sorted((re.escape(letters) for letters in WRITTEN_AS if len(letters) > 1), key=len, reverse=True))

PIECE = re.compile(rf"\s*[{DASHES}][\s{DASHES}]*|\s+|[{MARKS}]|\.\.\.|…|{TOGETHER}|.", re.DOTALL | re.IGNORECASE)

PARTED = rf"(?:\u00ad++|{LINE_HYPHEN})?"
"""What may stand between two letters of one word: a soft hyphen, or a line's end with its hyphen."""


LOOKED_AT_FIRST = 1_000
"""Passages with all words of the phrases that are looked at before all others."""


def quoted(question: str) -> tuple[str, ...]:
    """Return what stands in double quotes, without the punctuation at its end, each phrase once.

    >>> quoted('What did he say about "ceasefire," and who are «the parties»?')
    ('ceasefire', 'the parties')
    >>> quoted('Is the screen 5" or 7" wide?')
    ()
    """
    inner = (match[match.lastgroup or 0] for match in QUOTED.finditer(question))
    phrases = (phrase.strip().rstrip(".,;:!?…").rstrip() for phrase in inner)
    return tuple({phrase.lower(): phrase for phrase in phrases if any(map(str.isalnum, phrase))}.values())


def quoted_spans(question: str) -> list[Span]:
    """Return the spans of a question that stand in double quotes, with their quotes.

    >>> quoted_spans('Who said "yes"?')
    [(9, 14)]
    """
    return [match.span() for match in QUOTED.finditer(question)]


@lru_cache(maxsize=64)
def phrase_pattern(phrase: str) -> re.Pattern[str]:
    r"""Return what finds a phrase as whole words, whatever the case, white space, and style of quotes and dashes.

    >>> bool(phrase_pattern("it's an all-out war").search("‘It’s  an all–out\nwar,’ he said"))
    True
    >>> bool(phrase_pattern("ration").search("rations, operation"))
    False

    So are ligatures and full-width letters, letters with their accents apart, and words that a line's end parts.

    >>> bool(phrase_pattern("office cooperation").search("oﬃce coopera-\ntion"))
    True
    """
    phrase = folded(phrase)
    pieces = PIECE.findall(phrase)
    body = "".join(map(_piece, pieces[:1]))
    for before, piece in pairwise(pieces):
        body += (PARTED if before.isalpha() and piece.isalpha() else "") + _piece(piece)
    before = r"(?<!\w)" if _bounded(phrase[:1]) else ""
    behind = r"(?!\w)" if _bounded(phrase[-1:]) else ""
    return re.compile(f"{before}{body}{behind}", re.IGNORECASE)


def _piece(piece: str) -> str:
    if piece.isspace():
        return r"\s++"
    if set(piece) & set(DASHES):
        return rf"\s*+[{DASHES}][\s{DASHES}]*+"
    if piece in MARKS:
        return f"[{MARKS}]"
    if piece in {"...", "…"}:
        return r"(?:\.\.\.|…)"
    return _letters_of(piece) if len(piece) == 1 else f"(?:{'|'.join(_ways(piece))})"


def _ways(letters: str) -> Iterator[str]:
    """Yield the patterns of letters that may be written as one: apart, in whole, and with some of them in one."""
    yield PARTED.join(map(_letters_of, letters))
    yield from map(re.escape, WRITTEN_AS.get(letters.lower(), ()))
    for cut in range(2, len(letters)):
        yield from (re.escape(one + letters[cut:]) for one in WRITTEN_AS.get(letters[:cut].lower(), ()))
        yield from (re.escape(letters[:-cut] + one) for one in WRITTEN_AS.get(letters[-cut:].lower(), ()))


def _letters_of(char: str) -> str:
    looks = dict.fromkeys((char, unicodedata.normalize("NFD", char), *WRITTEN_AS.get(char.lower(), ())))
    return f"(?:{'|'.join(map(re.escape, looks))})" if len(looks) > 1 else re.escape(char)


def _bounded(char: str) -> bool:
    """Tell whether a word that starts or ends with this character has an end that can be seen."""
    return (char.isalnum() or char == "_") and not UNSPACED.match(char)


def holds_all(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether a text holds every phrase.

    >>> holds_all("Ducks swim; geese fly.", ["ducks SWIM", "geese"]), holds_all("Ducks swim.", ["duck"])
    (True, False)
    """
    return all(phrase_pattern(phrase).search(text) for phrase in phrases)


def runs_holding(text: str, sentences: Sequence[Span], phrases: Sequence[str]) -> tuple[Span, ...]:
    """Return the shortest runs of sentences that hold every phrase, in order, none overlapping: best single sentences.

    >>> text = "Ducks swim. Geese fly. Both eat."
    >>> runs_holding(text, [(0, 11), (12, 22), (23, 32)], ["ducks", "fly"])
    ((0, 22),)
    """
    for length in range(1, len(sentences) + 1):
        spans: list[Span] = []
        for (start, _), (_, end) in zip(sentences, sentences[length - 1 :], strict=False):
            if (not spans or start >= spans[-1][1]) and holds_all(text[start:end], phrases):
                spans.append((start, end))
        if spans:
            return tuple(spans)
    return ()


def holding(
    candidates: Iterable[Candidate], phrases: Sequence[str], document: Callable[[str], Document]
) -> Iterator[Candidate]:
    """Yield the candidates that hold every phrase, of each only the runs of sentences that do so."""
    for candidate in candidates:
        passage, text = candidate.passage, document(candidate.passage.document).text
        if holds_all(text[passage.start : passage.end], phrases):
            runs = runs_holding(text, passage.sentences, phrases)
            yield replace(candidate, passage=replace(passage, sentences=runs))


def retrieve_literal(
    snapshot: Snapshot, question: str, vector: Vectors, phrases: Sequence[str], *, scope: Scope = EVERYTHING
) -> list[Candidate]:
    """Return the passages of the whole library that hold every phrase, best first, at most `TOP_K`.

    Of each, only the runs of sentences that hold every phrase are kept, so that nothing else can be shown. What no
    passage holds is not found: there is no passage left then.

    Args:
        snapshot: the generation that is asked.
        question: as it is searched for, with the phrases.
        vector: its (1, dimension) unit row.
        phrases: what must stand literally, at least one.
        scope: the documents that may answer.
    """
    held = {candidate.passage.id: candidate for candidate in _held(snapshot, question, phrases, scope)}
    if not held:
        return []
    asked, cosines = weigh(question, vector, snapshot.lexicon), snapshot.cosines(vector, list(held))
    lexical = {id: candidate.lexical for id, candidate in held.items()}
    together = {id: in_one_sentence(asked, candidate.passage, snapshot) for id, candidate in held.items()}
    scores = fused(lexical, cosines, together)
    found = [replace(candidate, score=scores[id], cosine=cosines[id]) for id, candidate in held.items()]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.passage.document, candidate.passage.start))


def _held(snapshot: Snapshot, question: str, phrases: Sequence[str], scope: Scope) -> list[Candidate]:
    """Return the first passages by BM25 that hold every phrase, looking at all that have its words only if need be."""
    stems = [forms for phrase in phrases for forms in snapshot.lexicon.forms(phrase)]
    held: list[Candidate] = []
    for most in (LOOKED_AT_FIRST, None):
        hits = snapshot.lexical(question, most, scope, all_of=stems) if stems else []
        candidates = (Candidate(hit.passage, 0.0, 0.0, hit.score) for hit in hits)
        held = list(islice(holding(candidates, phrases, snapshot.document), TOP_K))
        if len(held) == TOP_K or len(hits) < LOOKED_AT_FIRST:
            break
    return held
