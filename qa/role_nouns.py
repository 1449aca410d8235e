"""What somebody or something is said to be in, its head noun and whether that is a person or a thing out."""

import re

PERSONS = frozenset(
    """actor actress activist advocate ambassador analyst anthropologist archaeologist architect artist astronaut
    astronomer athlete attorney author banker biologist bishop boxer broadcaster businessman businesswoman candidate
    cardinal chairman chairwoman chancellor chef chemist coach comedian commander commissioner composer conductor
    congressman congresswoman cricketer critic cyclist dancer designer detective developer dictator diplomat director
    doctor economist editor emperor engineer entrepreneur explorer farmer filmmaker footballer founder general geologist
    golfer governor guitarist historian inventor journalist judge king lawmaker lawyer lecturer lieutenant linguist
    mathematician mayor meteorologist minister model musician novelist nurse officer painter paleontologist pastor
    philosopher photographer physician physicist pianist pilot playwright poet politician pope preacher president priest
    prince princess principal producer professor programmer prosecutor psychologist publisher queen rapper
    researcher sculptor secretary senator singer soldier songwriter spokesman spokesperson spokeswoman statesman student
    surgeon teacher theologian translator treasurer trainer winemaker wrestler writer zoologist champion
    ceo chief scientist sociologist virologist epidemiologist lobbyist columnist reformer revolutionary""".split()  # noqa: SIM905
)

THINGS = frozenset(
    """act agency agreement airline airport album algorithm animal app application archipelago area asteroid
    bacterium band bank bay bill bird board book brand bridge building canal capital castle cathedral charity
    church city club coalition college committee community company compound corporation council country county court
    crater currency database desert disease disorder distribution district division drug dynasty element
    engine enzyme event festival field film firm fish flower format forum foundation framework fund game gas genus
    group harbour harbor highway holiday hospital hotel institute institution instrument island isotope journal lake
    language law league legislature library magazine market material medicine metal method metropolis mineral ministry
    mission model module monument mosque mountain movement museum neighborhood neighbourhood network newspaper
    novel ocean office operator opera orchestra organisation organization painting palace parasite park parliament party
    peninsula period planet plant plateau platform poem port position prefecture prison process product
    program programme project protein protocol province publication publisher race railway range region religion
    reptile reservoir resort river road rocket ruler satellite school sea sect series service settlement ship show
    software song space species sport stadium star state station statute strait street structure style subsidiary suburb
    subtype supermarket symphony syndrome system team technique technology telescope temple territory theatre theater
    theory tool tower town township tradition train treaty tree tribe tribunal university valley vegetable vehicle
    venue village virus volcano vaccine war website wine zone town municipality tournament""".split()  # noqa: SIM905
) - {"publisher", "ruler", "model"}

BEHIND = re.compile(
    r"(?:,|\s(?:of|in|for|at|from|on|to|by|with|within|near|but|not|than|between|and|or|who|whom|that|which|where|whose|when|as|about"
    r"|under|\w+ed|\w+ing|known|made|held|run|built|led|is|was|has|had|will|based|located|during|since|until|after|before)\b).*$"
)


def head_of(phrase: str) -> str:
    """Return the head noun of a noun phrase without its article, or "" where it has none in small letters.

    >>> head_of("small city in the Ural region"), head_of("chief economist at Capital Bank")
    ('city', 'economist')
    """
    words = BEHIND.sub("", phrase).split()
    head = words[-1] if words else ""
    return head if head.isalpha() and head.islower() else ""


def is_person_noun(noun: str) -> bool:
    """Tell whether a noun means a person by trade or rank."""
    return noun in PERSONS


def is_thing_noun(noun: str) -> bool:
    """Tell whether a noun means a thing, a place or an organisation."""
    return noun in THINGS
