"""What languages are told by: common words, typical letters, and scripts; by ISO 639-1 code.

Words that several languages have are listed under each of them and count less. Where two languages fit a text equally
well, the one that stands first here is taken.
"""

import re
from collections.abc import Mapping

COMMON_WORDS: Mapping[str, str] = {
    "en": """age amount answer anybody anyone anything author born built buy capital city code contract cost country
        date died difference effects error event every everyone everything find found founded give happen happened
        history hours how invented invoice kind language least list long made make many mean meaning movie much name
        nearest number old order payment people per place played policy population price refund release river
        section season show since someone something song start tall team tell time total tv type used win won word
        work world written wrote year years""",
    "de": """adresse alter anzahl autor bedeutet dauert datum erfunden erklär fand firma fluss folgen frau geboren
        geschichte geschrieben gestorben gründe gründung hauptstadt haus heißt heisst höhe jahr jahre jahren kosten
        kostet krieg land leben leute liegt liste länder mann menschen name nenne ort per preis pro rechnung regel
        schrieb schule sprache stadt stand starb stehen steht tag tage teil unterschied ursache vertrag welt wohnt
        zahl zeig zeit""",
    "es": """autor año años capital causa ciudad ciudades contrato cuesta cuestan década dime edad efectos empresa
        escribió factura fecha fundó guerra habitantes hora horario horas inventó lengua ley lista llama llamaba
        lugar mundo murió nacieron nació nombra nombre número pago país países parte película persona personas
        población precio primer primera río siglo significa sirve tiempo trabajo vida vive viven""",
    "fr": """an année années ans auteur capitale chiffre cite combien coûte date donne droit effets entreprise
        exemple facture femme film fin fleuve gens guerre habitants heure heures histoire homme inventé jour jours
        langue lieu liste livre loi mairie mois monde mort nom nombre né née pays personnes prix roi signifie siècle
        temps travail vie ville villes vivent âge écrit""",
    "it": """al alla anche anni anno che chi chiama ci città come con cosa da dal dalla degli dei del della delle
        dello di dove e ed era erano essere fra gli ha hanno i il in la le lo ma morto nato nei nel nella nome non o
        ora ore paese per perché più prezzo quale quali qual quando quanta quante quanti quanto questa questi questo
        scritto si significa sono stata state stati stato su sul sulla tra un una uno è""",
    "pt": """a ano anos ao aos as chama cidade com como da das de do dos e em era fica foi foram há isso isto livro
        mais mas morreu na nas nasceu no nome nos não o onde os ou para país pela pelo por preço quais qual quando
        quanta quantas quanto quantos que quem sem ser significa seu seus sua são também tem têm um uma você à é""",
    "nl": """aan als betekent bij dat de den deze die dit door een en er geboren had hebben heeft heet het hoe
        hoeveel in is jaar je jullie kan kost kunnen land met naam naar niet of om ook op over prijs stad te tot u
        uit van voor waar waarom wanneer waren was wat welk welke werd werden wie wordt zijn""",
    "sv": """att av blev de den det där eller en ett från för har hade hur i inte kan många med når när och om på
        ska som till vad var varför vem vilka vilken vilket vilket är""",
    "da": """af at blev de den der det eller en er et for fra har havde hvad hvem hvilke hvilken hvilket hvor
        hvorfor hvornår i ikke kan mange med og om på skal som til var""",
    "no": """av at ble de den det eller en er et for fra har hadde hva hvem hvilke hvilken hvilket hvor hvorfor i
        ikke kan mange med når og om på skal som til var""",
    "pl": """by był była było co czy dla do dlaczego gdzie i ile jak jaka jaki jakie jest kiedy kto która które
        który ma mieszka na nie o od po przez się są to w z za że""",
    "cs": """a byl byla bylo co do i je jak jaká jaké jaký jsou kde kdo kdy kolik která které který má na o od po
        pro proč se si to v ve z že""",
    "ro": """a al care ce cine cu cum câte câți cât de din este fost la mai nu o pe pentru sau se sunt un unde și
        când în""",
    "tr": """bir bu da de hangi için ile kadar kaç kim mu mü mı mi nasıl ne neden nedir nerede neresi nereye olan
        olarak ve var yok zaman çok""",
    "fi": """ei hän ja joka kuinka kuka mikä miksi milloin missä miten mitä monta oli on ovat paljon se tai""",
    "hu": """a az egy hogy hogyan hol hány ki melyik mennyi mi miért mikor nem van volt és""",
    "id": """ada adalah apa bagaimana berapa dan dari dengan di ini itu kapan ke mana mengapa pada siapa tidak untuk
        yang""",
    "vi": """ai bao các có gì không là một nhiêu những nào sao tại và của được đâu ở""",
}
"""Beside the stop words of the first four, mostly what questions are made of."""

ENDINGS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (language, weight, re.compile(f"(?:{endings})$"))
    for language, weight, endings in (
        ("en", 0.3, "ings?|[st]ions?|ness|ly|th|ed|able|ck|ey|ity|ties|y|ors?|tude|ss|ments?|ages?|[ae]nces?"),
        ("en", 0.2, "ers?|al|ent|ine|s"),
        ("de", 0.5, "..ung(?:en)?|[hk]eit(?:en)?|schaft(?:en)?|lich(?:e[mnrs]?)?|isch(?:e[mnrs]?)?|ier(?:en|t)"),
        ("de", 0.5, "..(?:zeiten|recht|satz|frist|glieder|nahmen?|kosten|werke?)|.{20,}"),
        ("de", 0.3, "cht|tz"),
        ("de", 0.2, "e[mnrs]|ern"),
        ("es", 0.5, "ci[óo]n|ciones|dad(?:es)?|tud(?:es)?|ía"),
        ("es", 0.3, "ar|ir|ad[oa]s?|id[oa]s?|iendo|ando|os|[oi]r|ores|ales|[cs]ia|mente|uer|anzas?|ezas?"),
        ("fr", 0.5, "eaux?|eus?es?|iques?|ements?|aux|ées?|oyer|ettre|oirs?|[bcptv]res?|eils?|ais"),
        ("fr", 0.4, "eurs?|aires?|oi[rst]"),
        ("fr", 0.3, "[st]ions?|tude|ages?|[ae]nces?"),
        ("fr", 0.2, "er|es|ile"),
        ("pt", 0.5, "ção|ções|gem"),
        ("it", 0.5, "zion[ei]|[ìàòù]"),
        ("it", 0.3, "[^aeiou]i"),
        ("nl", 0.4, "heid|eren|lijke?"),
        ("nl", 0.3, "en"),
    )
)
"""Language, what a word counts, and endings that its words have more often than others'; for words not listed."""

LETTERS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (language, weight, re.compile(letters))
    for language, weight, letters in (
        ("en", 0.3, "^wh|oo|ee|sh|w"),
        ("de", 0.5, "ß"),
        ("de", 0.4, "[äöü]"),
        ("de", 0.3, "sch|cht|pf|tz|zw|^ge.{4,}t$|^ver|^zer"),
        ("es", 0.5, "ñ"),
        ("es", 0.3, "[áíóú]"),
        ("fr", 0.5, "[èêâîôûëïœ]"),
        ("fr", 0.4, "é|ç"),
        ("fr", 0.2, "ou"),
        ("pt", 0.5, "[ãõ]|lh|nh"),
        ("it", 0.5, "gli|cch|zz"),
        ("nl", 0.4, "ij|aa|uu|ee|oe|sch"),
        ("sv", 0.4, "[åäö]"),
        ("da", 0.4, "[åæø]"),
        ("no", 0.4, "[åæø]"),
        ("pl", 0.5, "[łśźżąęćń]|cz|rz|sz"),
        ("cs", 0.5, "[řěůčšž]"),
        ("ro", 0.5, "[țșăâ]"),
        ("tr", 0.5, "[ışğ]"),
        ("hu", 0.5, "[őű]"),
        ("fi", 0.4, "ää|yy|kk|uo"),
        ("vi", 0.5, "[đơưạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổỗộớờởợụủứừửữựỳỷỹ]"),
    )
)
"""As `ENDINGS`, anywhere in a word; only for words in small letters, since accents are mostly met in foreign names."""

SCRIPTS: Mapping[str, str] = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "TIBETAN": "bo",
}
"""The first word of a letter's Unicode name, and the language that uses the script most."""

WORDS_PER_LETTER: Mapping[str, float] = {"zh": 0.6, "ja": 0.4, "ko": 0.4}
"""About; scripts that need fewer letters for a word than the usual five."""

OWN_LETTERS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "uk": ("ru", re.compile("[іїєґІЇЄҐ]")),
    "fa": ("ar", re.compile("[پچژگکی]")),
}
"""Languages that letters of their own tell from the one that uses their script most."""

NAMES: Mapping[str, str] = dict(
    name.split(":")
    for name in """en:English de:German es:Spanish fr:French it:Italian pt:Portuguese nl:Dutch sv:Swedish da:Danish
        no:Norwegian pl:Polish cs:Czech ro:Romanian tr:Turkish fi:Finnish hu:Hungarian id:Indonesian vi:Vietnamese
        ar:Arabic hy:Armenian bn:Bengali zh:Chinese ru:Russian hi:Hindi am:Amharic ka:Georgian el:Greek gu:Gujarati
        pa:Punjabi ko:Korean he:Hebrew ja:Japanese kn:Kannada km:Khmer lo:Lao ml:Malayalam my:Burmese si:Sinhala
        ta:Tamil te:Telugu th:Thai bo:Tibetan uk:Ukrainian fa:Persian""".split()  # noqa: SIM905
)
"""What the languages are called in English."""
