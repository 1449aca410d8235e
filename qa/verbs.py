"""A past form of a common English verb in, its form out: what a question with "did" is made with."""

import re
from collections.abc import Mapping

REGULAR = """abandon abolish accept account accuse achieve acknowledge acquire act add address adopt advance
advise advocate affect agree alarm allege allow annex announce apologise apologize appeal appear apply appoint
approach approve argue arrange arrest arrive ask assert assume attack attempt attend attract authorise authorize
award ban believe block bomb call campaign cancel capture carry cause cease cede celebrate challenge change
chase cite claim close coin collaborate collapse collect combine command commence comment commission compile
complain complete compose concede conclude condemn conduct confirm conquer consider construct contain continue
contribute control convert convict cover crash create criticise criticize cross damage debut decide declare
declassify decline dedicate deem defeat defect defend define delay deliver demand demolish demonstrate deny
deploy describe design destroy detain develop die direct disappear discover discuss dismiss dispatch display
divide dominate donate earn elect embark embrace emerge emphasize enable encounter encourage end endorse enforce
engage enjoy enter equip escape establish estimate evacuate execute expand expect expel experience explain
explode explore expose express extend face fail favor favour feature file fine finish fire fix follow force form
found free fund gain gather generate govern graduate grant guide halt happen head help hire host identify
impeach implement impose improve include increase indicate influence inform initiate injure insist inspect
inspire install intend interview introduce invade invent invest investigate invite involve issue join jump
justify kick kill lack land last laugh launch learn lift limit list live load locate lower maintain manage
mandate march mark marry measure mention merge migrate move murder name need negotiate nominate note object
observe obtain occupy occur offer open operate oppose order organise organize originate oust outlaw outline
outnumber overturn own paint participate pass patent perform permit place plan plant play pledge point poison
possess post postpone praise predict premiere prepare present press prevent proceed proclaim produce promise
promote prompt propose protest prove provide publish punish purchase pursue push qualify question raise rank
rate reach react realise realize recall receive recognise recognize recommend record recover reduce refer refuse
regain reject release relocate remain remove rename renew repeal repeat replace report represent request require
rescue resign resist resolve respond restore result resume retain retire retreat return reveal review rule sack
sample score search secure seize select sentence separate serve settle share shift sign slam slap sponsor stage
star start state stay stop strengthen study submit succeed sue suffer suggest support surpass surrender survive
suspend target tend test threaten tie topple touch trace train transfer transform translate travel treat trigger
try turn tweet uncover unify unite unveil update urge use vaccinate veto view visit volunteer vote vow wait walk
want warn welcome witness work wound
acquit adjourn administer alter analyse analyze answer assist avoid back bake blame borrow bury characterize
charge check circulate clean clear collide confess contact contaminate cook count credit debate decrease
denounce depict detect devote diagnose disband disclose disrupt dissolve distribute downgrade employ enhance
erupt evaluate examine excavate exceed exit hail hand highlight hospitalise hospitalize hunt infect institute
instruct insure isolate jail link manufacture modify monitor occur pick portray power preserve prosecute
protect ratify reintroduce renovate rent repair sail sanction save service spark stress survey switch testify
transport utilize vanish violate accompany imprison register trap"""

DOUBLED = "ban drop plan slam slap stop permit admit commit ship equip transfer refer expel control star occur trap"
"""Verbs that double their last letter."""

IRREGULAR = """become became become|begin began begun|break broke broken|bring brought brought|build built built
buy bought bought|catch caught caught|choose chose chosen|draw drew drawn|drive drove driven|fall fell fallen
fight fought fought|find found found|flee fled fled|fly flew flown|forbid forbade forbidden|get got got|give gave given
grow grew grown|hold held held|keep kept kept|lead led led|leave left left|lose lost lost|make made made|meet met met
overthrow overthrew overthrown|overtake overtook overtaken|pay paid paid|rise rose risen|run ran run|seek sought sought
sell sold sold|send sent sent|shoot shot shot|sink sank sunk|speak spoke spoken|spend spent spent|steal stole stolen
strike struck struck|swear swore sworn|take took taken|teach taught taught|undergo underwent undergone|win won won
withdraw withdrew withdrawn|write wrote written|drop dropped dropped|admit admitted admitted|commit committed committed
say said said|tell told told|think thought thought|go went gone|come came come|see saw seen|show showed shown
stand stood stood|bear bore born|lay laid laid|know knew known|feel felt felt|hear heard heard|mean meant meant
hit hit hit|put put put|set set set|beat beat beaten|cut cut cut|spread spread spread|rebuild rebuilt rebuilt"""


def _past(base: str) -> str:
    """Return the regular past form of a verb.

    >>> [_past(base) for base in ("ban", "carry", "close", "play", "visit")]
    ['banned', 'carried', 'closed', 'played', 'visited']
    """
    if base in DOUBLED.split():
        return f"{base}{base[-1]}ed"
    if base.endswith("e"):
        return f"{base}d"
    return re.sub(r"(?<=[^aeiou])y$", "i", base) + "ed"


TRIPLES = [tuple(row.split()) for row in re.split(r"[|\n]", IRREGULAR)]
PAST: Mapping[str, str] = {
    **{_past(base): base for base in REGULAR.split()},
    "cancelled": "cancel",
    **{past: base for base, past, _ in TRIPLES},
}
"""The base of each past form."""

PARTICIPLES: Mapping[str, str] = {
    **{_past(base): _past(base) for base in REGULAR.split()},
    "cancelled": "cancelled",
    **{participle: past for _, past, participle in TRIPLES},
}
"""The past form of each participle."""

PRESENT: Mapping[str, str] = {
    f"{base}s": base
    for base in """provide offer require contain cover support produce own sell protect represent measure mean prohibit
    recommend plan aim want intend hope consist include operate hold come weigh eat live belong open close begin
    cost last employ""".split()  # noqa: SIM905
} | {"carries": "carry"}
"""The base of the third person of verbs that tell what something is for."""
