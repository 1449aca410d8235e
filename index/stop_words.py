"""A language in, its words that say nothing of what a question is about out."""

from collections.abc import Mapping

ENGLISH = """a about after all already also am an and any are as at be because been before being between both but by can
could did do does doing down during each few for from further had has have having he her here hers him his how
i if in into is it its itself just many me more most much my no nor not of off on once only or other our out
over own s same she should so some such t than that the their them then there these they this those through to
too under until up very was we were what when where which while who whom whose why will with would you
your"""

GERMAN = """aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes ans auch auf
aufs aus außer bei beim bereits bevor beziehungsweise bin bis bisher bist bzw da dabei dadurch dafür dagegen daher
damals damit danach daran darauf darf darfst daraus darin darum darunter darüber das dass dasselbe daß davon davor
dazu dein deine deinem deinen deiner deines dem den denen denn der deren derer derselbe des deshalb dessen dich die
dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du durch durften dürfen dürft ebenso
eigentlich ein eine einem einen einer eines einige einigem einigen einiger einiges einmal er es etwa etwas euch euer
eure eurem euren eurer für gegen gegeben gehabt gewesen gibt ging hab habe haben hat hatte hatten hattest her hier hin
hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgend ist ja je jede jedem jeden
jeder jedes jedoch jemals jemand jene jenem jenen jener jenes jetzt kann kannst kein keine keinem keinen keiner keines
konnte konnten können könnte könnten macht man manche manchen mancher mehr mein meine meinem meinen meiner meines mich
mir mit muss musste mussten muß müssen nach nachdem neben nicht nichts noch nun nur ob oder ohne schon sehr sei seid
sein seine seinem seinen seiner seines seit selbst sich sie sind so sobald sogar solche solchem solchen solcher sollte
sollten soll sollen somit sondern sonst soviel sowie sowohl statt trotz um und uns unser unsere unserem unseren
unserer unter viel viele vielem vielen vieler vom von vor wann war waren warst warum was weder wegen weil welche
welchem welchen welcher welches wem wen wenig wenige weniger wenn wer werde werden wessen weshalb weswegen wie wieder
wieso wieviel wieviele will wir wird wirst wo wobei wodurch wofür woher wohin wohl wollen wollte womit woran worauf
woraus worden worin worum worüber wovon wozu wurde wurden während würde würden zu zum zur zwar zwischen über"""

SPANISH = """a acerca además adónde ahora al algo algún alguna algunas alguno algunos allí ambos ante antes aquel
aquella aquellas aquellos aquí así aun aunque aún bajo bien cada casi como con contra cual cuales cualquier cuando
cuanta cuantas cuanto cuantos cuya cuyas cuyo cuyos cuál cuáles cuándo cuánta cuántas cuánto cuántos cómo de del desde
después donde dos durante dónde e el ella ellas ello ellos en entonces entre era eran eres es esa esas ese eso esos
esta estaba estaban estamos estas este esto estos estoy estuvo está están fue fueron ha haber habrá había habían hace
hacen hacer hacia han has hasta hay haya hubo he hemos hizo hoy la las le les lo los luego me mediante menos mi
mientras mis misma mismas mismo mismos mucha muchas mucho muchos muy más mí ni ningún ninguna ninguno no nos nosotros
nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para pero poca poco pocos podría podrían por porque
porqué pude pueda puede pueden puedo pues que quien quienes quién quiénes qué se sea sean según ser será si sido
siempre sin sobre solo somos son soy su sus sí sólo también tampoco tan tanta tanto tantos te tenemos tener tengo
tenía ti tiene tienen toda todas todavía todo todos tras tu tus tuvo tú u un una unas uno unos usted ustedes va van
vosotros voy y ya yo él"""

FRENCH = """a afin ai aie ainsi alors après as au aucun aucune aujourd aussi autre autres aux auquel auxquels avait
avaient avant avec avez avoir avons ayant beaucoup c ce ceci cela celle celles celui cependant certain certaine
certaines certains ces cet cette ceux chacun chaque chez ci combien comme comment contre d dans de depuis des desquels
dessous dessus deux devant doit doivent donc dont du duquel durant dès déjà elle elles en encore enfin ensuite entre
es est et eu eut eux faire faisait fait faites faut font furent fut hors hui ici il ils j jamais je jusqu jusque l la
laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui là m ma mais malgré me moi moins mon même mêmes
n ne ni non nos notre nous on ont ou où par parce parmi pas pendant peu peut peuvent peux plus plusieurs plutôt pour
pourquoi pourrait pouvez pouvoir presque près pu puis puisque qu quand que quel quelle quelles quelque quelques quels
qui quoi quoique s sa sans sauf se selon sera serait seront ses si sinon soi soient sois soit sommes son sont sous
souvent suis sur t ta tandis te tel telle telles tels tes toi ton toujours tous tout toute toutes tre trop très tu un
une va vers voici voilà vont vos votre vous vu y à été étaient étais était étant étions être"""

CHINESE = """为什么 為什麼 是什么时候 是什麼時候 什么时候 什麼時候 是什么 是什麼 什么 什麼 甚麼
为何 為何 是谁 是誰 谁 誰 在哪里 在哪裡 在哪裏 在哪儿 在哪兒 哪里 哪裡 哪裏 哪儿 哪兒 哪个 哪個 哪些 哪年
哪种 哪種 哪一 怎么样 怎麼樣 怎么 怎麼 怎样 怎樣 如何 多少 是否 是不是 有没有 有沒有 请问 請問
吗 嗎 呢 吧 的 了 是"""
"""What Chinese questions are made with; it is cut out of runs without white space."""

STOP_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(ENGLISH.split()),
    "de": frozenset(GERMAN.split()),
    "es": frozenset(SPANISH.split()),
    "fr": frozenset(FRENCH.split()),
    "zh": frozenset(CHINESE.split()),
}
"""By ISO 639-1 code; dropped from questions only, never from documents."""


def stop_words(*languages: str) -> frozenset[str]:
    """Return the stop words of some languages; of one that has none here, none.

    >>> "when" in stop_words("en", "de"), "wann" in stop_words("en", "de"), stop_words("tlh")
    (True, True, frozenset())
    """
    return frozenset[str]().union(*(STOP_WORDS.get(language, frozenset()) for language in languages))
