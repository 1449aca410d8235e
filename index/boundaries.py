"""A paragraph in German, Spanish or French in, where its sentences start out: by rules, with no model.

A sentence ends at a full stop before a capital, a number or a sign, unless what stands before the stop is abbreviated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.stop_words import stop_words

LONGEST_ASIDE = 500
"""Characters that brackets are looked for within."""

CLOSED = r"(?:\[[\w ,–-]{1,12}\])*+[\"'“”‘’«»‹›)\]]*+"
"""A note's number, quotes and brackets that stand close to a full stop belong to its sentence."""

ABBREVIATED = re.compile(r"(?:(?<![^\W_])[^\W\d_]{1,3}\.[\s-]?){0,3}[^\s\"'“”‘’„«»‹›()\[\]/]{1,40}$")
"""What stands before a full stop, with what is abbreviated before it: "z. B", "p. ej", "c.-à-d", "J. R. R"."""

FIRST_WORD = re.compile(r"[\W_]*(\w+)")
INITIALS = re.compile(r"[^\W\d_](?:\.-?[^\W\d_]{1,3})*")
"""J, U.S, J.-C, LL.AA."""

NOT_LETTERS = re.compile(r"[\W_]")
ORDINAL = re.compile(r"\d{1,3}|[IVXL]{2,}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of one language; abbreviations in small letters, without full stops and white space.

    Attributes:
        end: finds a full stop with all that belongs to its sentence, and the white space behind it.
        joining: abbreviations that go on, whatever follows them: titles, "see", "for example".
        ending: abbreviations that may end a sentence, which they do before a word that starts many.
        starters: such words.
        numbered: abbreviations only before a number; else they are words.
        ordinals: a number with a full stop is an ordinal (3. Oktober, Ludwig XIV.).
    """

    end: re.Pattern[str]
    joining: frozenset[str]
    ending: frozenset[str]
    starters: frozenset[str]
    numbered: frozenset[str]
    ordinals: bool


def rules(language: str, joining: str, ending: str, numbered: str) -> Rules:
    """Return the rules of a language from its lists; only French closes quotes behind white space."""
    closed = rf"{CLOSED}(?:\s[»›])*+" if language == "fr" else CLOSED
    end = re.compile(rf"(?<![.!?…])(?P<marks>[.!?…]++)(?P<closed>{closed})\s++(?=\S)")
    starters = frozenset(word for word in stop_words(language) if len(word) > 1)
    joined, ended, counted = (frozenset(words.split()) for words in (joining, ending, numbered))
    return Rules(end, joined, ended, starters, counted, ordinals=language == "de")


RULES = {
    "de": rules(
        "de",
        """abb abs anm bd bearb bes bspw bzgl bzw ca dh dipl dipling dr evtl fa frl geb gest ggf hl hr hrsg ing inkl
        insb kath lt med mind mio mrd nr nrn ph phd prof rd sog st tel ua übers va vgl vs wg zb zhd ziff zt zzgl zz""",
        """abt adr allg art aufl ausg bde betr chr co dez ebd ehem engl etc ev exkl feb febr franz griech idr inc jan
        jh jhd jhs jr kap lat ltd min nchr nov og okt parl phil ref rer röm sen sept std str tsd uä usf usw uswf uvam
        uvm vchr verf vol zit""",
        "art di do fr mi mo sa so",
    ),
    "es": rules(
        "es",
        """arq arts avda cra dn dña dr dra dres ed eds ej excma excmo fig figs gral ilma ilmo ing lic licda mons mt
        núm núms num pág págs pag pags párr párrf pej pp prof profa sr sra sras sres srta srtas sta sto tel telf tlf
        vid vol vols""",
        """ac admón ago aprox apdo av abr ant art bco cap cía co col dc depto dic dpto edo ee eeuu ene etc ext feb fr hs
        inc jc jr kg km lda ltd ltda máx min mín nov oct rrhh sa sept sig sl ud uds uu vd vds""",
        "dom jue jul jun lun mar may mié no sáb sep vie",
    ),
    "fr": rules(
        "fr",
        """adj arts av bd boul bull cad càd cf chap coll dr éd édit fig figs gal hon ill m me mgr mlle mlles mm mme mmes
        mr no nos nº pex pp pr prof réf resp st ste sts suppl tél tel vol vs""",
        """al apr apjc art avjc avr cie co déc env etc ex fév févr hab inc janv jc jr juil km ltd min nov oct sa sarl
        stés""",
        "dim jeu lun mar mer sam ven",
    ),
}


def sentence_starts(paragraph: str, language: str) -> list[int]:
    """Return where the sentences of a paragraph start, but for the first.

    >>> sentence_starts("Am 3. Oktober kam Dr. Ott. Er blieb.", "de")
    [27]
    """
    known = RULES[language]
    return [end.end() for end in known.end.finditer(paragraph) if _ends(known, paragraph, end)]


def _ends(known: Rules, paragraph: str, end: re.Match[str]) -> bool:
    """Tell whether a sentence ends at what looks like an end."""
    following = FIRST_WORD.match(paragraph, end.end(), end.end() + 60)
    word = following[1] if following else ""
    if word[:1].islower() or (")" in end["closed"] and _is_aside(paragraph, end.start())):
        return False
    return end["marks"] != "." or not _is_abbreviated(known, paragraph[max(0, end.start() - 60) : end.start()], word)


def _is_aside(paragraph: str, end: int) -> bool:
    """Tell whether the bracket that closes behind `end` was opened within a sentence."""
    opened = paragraph.rfind("(", max(0, end - LONGEST_ASIDE), end)
    before = paragraph[max(0, opened - 3) : max(0, opened)].rstrip()
    return before != "" and before[-1] not in ".!?…"


def _is_abbreviated(known: Rules, before: str, following: str) -> bool:
    """Tell whether the full stop between two texts abbreviates, and ends no sentence too."""
    found = ABBREVIATED.search(before)
    if not found:
        return False
    names = frozenset(_readings(found[0]))
    if names & known.joining or (following[:1].isdigit() and names & known.numbered):
        return True
    if following[:1].isupper() and following.lower() in known.starters:
        return False
    *others, last = found[0].split()  # the 3 of Abb. 3 is no ordinal
    ordinal = known.ordinals and not others and ORDINAL.fullmatch(last.lstrip("-–")) is not None
    return ordinal or bool(names & known.ending) or INITIALS.fullmatch(last) is not None


def _readings(abbreviated: str) -> Iterator[str]:
    """Yield an abbreviation as lists have it, alone and with those before it.

    >>> list(_readings("z. B")), list(_readings("c.-à-d"))
    (['b', 'zb'], ['càd'])
    """
    parts = abbreviated.split()
    for first in range(len(parts) - 1, -1, -1):
        yield NOT_LETTERS.sub("", "".join(parts[first:])).lower()
