# ruff: noqa: E501
import json
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LANGUAGES, blocks, sentence_spans

SEED = Path(__file__).parent.parent / "seeds" / "000_e33d4f36e6da3336.txt"

SEED_SENTENCES = [
    "US pushes for a ceasefire between Israel and Hezbollah with thousands of Americans told to leave Lebanon now",
    "Diplomatic efforts to avert an all-out war between Israel and Hezbollah went into overdrive on Wednesday as the U.S. and France\xa0raced to reduce tensions and avert a bigger, regional conflict.",
    "Israel’s military and Hezbollah militants in Lebanon have stepped up exchanges of rockets and missiles in recent days, almost a\xa0year since Hamas gunmen killed 1200 Israelis.",
    "President Joe Biden said there was still a chance of reaching a ceasefire, and suggested there was a chance to link a solution to the cross-border crisis with the war in Gaza.",
    "‘It’s possible and I’m using every bit of energy I have with my team — to get this done,’ he said during an appearance on The View.",
    "‘There’s a desire to see change in the region.’",
    "President Joe Biden appeared on ABC’s `The View’ and said",
    "In the meantime, the U.S. Embassy in\xa0Beirut\xa0has told any Americans still in the country to leave immediately, as Biden sends troops to the region.",
    "The chief of Israel’s army said Wednesday it was preparing for a possible ground operation and, after Hezbollah fired a missile at Tel Aviv for the first time, Prime Minister Benjamin Netanyahu promised he would ensure families could return to their abandoned homes close to the Lebanon border.",
    "‘We are inflicting blows on Hezbollah that it never imagined,’ he said.",
    "‘We are doing it with might; we are doing it with stratagems.",
    "I promise you one thing—we will not rest until they return home.’",
    "With world leaders convening at United Nations headquarters in New York Wednesday, the result was a diplomatic scramble to avert further escalation.",
    "The U.S. and France were trying to hammer out an interim accord to halt hostilities as well as potentially opening broader talks on a ceasefire in Gaza, Cyprus’ President Nikos Christodoulides told Reuters.",
    "Details are being discussed on the sidelines of the U.N. General Assembly meeting.",
    "And sources told Reuters that an accord to was the Israel-Hezbollah crisis could include the release of hostages still being held by Hamas.",
    "That leaves Americans looking for ways out of the country.",
    "Israeli military Chief of Staff, Major General Herzi Halevi, visited the 7th Brigade on the northern border, Wednesday, to tell them to prepare for a possible ground war",
    "Israeli military Chief of Staff, Major General Herzi Halevi, visited the 7th Brigade on the northern border, Wednesday, to tell them to prepare for a possible ground war",
    "Volunteers prepare shelters for people who fled from southern Lebanon following Israeli military strikes in recent days, in Sidon, Lebanon",
    "Volunteers prepare shelters for people who fled from southern Lebanon following Israeli military strikes in recent days, in Sidon, Lebanon",
    "The embassy is providing limited flight options out of the nearest airport despite a majority of airlines canceling flights.",
    "If American citizens wishing to leave lack funds to go back, the embassy is offering financial assistance via repatriation loans.",
    "‘We recommend that U.S. citizens who choose not to depart Lebanon prepare contingency plans for emergency situations and be prepared to shelter in place for an extended period of time,’ diplomats added in a statement.",
    "Israel\xa0expanded its aerial assaults on Lebanon with airstrikes Monday that killed nearly 500 people,\xa0wounded over 1,600 more and appeared to signal the start of a broader military campaign.",
    "The state of Israel said it was targeting ‘terrorists’ linked to Hezbollah, the group that has been firing rockets into Israel.",
    "The Pentagon announced on Monday that ‘additional’ service members would be deployed to join the 40,000 already stationed in the region along with a dozen warships and fighter jet squadrons.",
    "Israeli forces have ramped up their airstrikes deep inside Lebanon and the State Department has warned all Americans to leave as the risk of conflict spirals to levels not seen in years.",
    "The United States' embassy in Beirut is telling any Americans still in the country to get out, as Joe Biden sends in troops to respond to a surge in violence between Israel and Hezbollah",
    "The United States’ embassy in Beirut is telling any Americans still in the country to get out, as Joe Biden sends in troops to respond to a surge in violence between Israel and Hezbollah",
    "The embassy is providing limited flight options out of the nearest airport despite a majority of airlines canceling flights",
    "The embassy is providing limited flight options out of the nearest airport despite a majority of airlines canceling flights",
    "Tensions have reached boiling point in the last seven days, and started to deteriorate when pagers and walkie talkies owned by members of Hezbollah exploded in a coordinated attack last week.",
    "Devastating airstrikes by the Israeli military on Monday killed at least 100 people and injured another 400 in Lebanon as IDF warplanes pummeled targets across the country.",
    "Terrified residents in Beirut\xa0and elsewhere received calls and texts warning them to move away from Hezbollah targets, with Lebanon’s information minister condemning the alerts as a tactic of ‘psychological war implemented by the enemy’.",
    "Schools have been closed early during the heavy attacks that have sparked calls for international intervention.",
    "The Biden administration has warned Israel that escalation is not in their best interest and still want a diplomatic solution.",
    "At a speech given at the United Nations Tuesday, Biden called for peace in the Middle East.",
    "Security forces and medical teams arrive in the area after the Israeli army targeted the 4th and 5th floors of a building in the Ghobeiry municipality, where Hezbollah is strong in Dahiyeh, a southern suburb of Beirut, Lebanon",
    "Security forces and medical teams arrive in the area after the Israeli army targeted the 4th and 5th floors of a building in the Ghobeiry municipality, where Hezbollah is strong in Dahiyeh, a southern suburb of Beirut, Lebanon",
    "At a speech given at the United Nations Tuesday, Joe Biden called for peace in the Middle East",
    "At a speech given at the United Nations Tuesday, Joe Biden called for peace in the Middle East",
    "‘Now is the time for the parties to finalize its terms, bring the hostages home and secure security for Israel and Gaza, free of Hamas grip ease the suffering in Gaza and end this war.",
    "October 7,’ he said.",
    "‘Since October 7, we’ve also been determined to prevent a wider war that engulfs the entire region,’ he said.",
    "‘Our task, our test is to make sure that the forces holding us together are stronger than those that are pulling us apart,’ Biden said.",
    "‘I truly believe we’re in another inflection point of world history.",
    "For the choices we make today will determine our future for decades to come.’",
    "At the Pentagon, Press Secretary Gen. Pat Ryder would not confirm how many troops would be deployed or where they are going.",
    "‘In light of the increased tensions in the Middle East, and out of an abundance of caution, we are sending a small number of additional US military personnel forward to augment our forces that are already in the region,’ he said.",
    "‘Due to the unpredictable nature of ongoing conflict between Hezbollah and Israel and recent explosions throughout Lebanon, including Beirut, the U.S. Embassy urges U.S. citizens to depart Lebanon while commercial options still remain available,’ the State Department cautioned Saturday.",
    "***",
    "Read more at DailyMail.co.uk",
]
"""Where its sentences end, judged by reading the seed document."""

CASES = [  # "|" marks where a sentence starts; "¦" stands for "|"
    # abbreviations, initials, numbers
    "Dr. Smith met Gen. Pat Ryder. |They spoke.",
    "Mr. and Mrs. X left. |We stayed.",
    "He knows J. R. R. Tolkien. |Good.",
    "He works in the U.S. |He likes it.",
    "The U.S. Embassy closed. |It did.",
    "The U.N. General Assembly met. |It voted.",
    "Tools, e.g. axes, i.e. sharp ones. |Yes.",
    "See No. 5 and Fig. 3. |It is new.",
    "No. |Never.",
    "They did it for me. |And you.",
    "She lives in New York. |Westchester lies north.",
    "Acme Inc. is big. |It grows.",
    "He has a Ph.D. in law. |She has none.",
    "J.F.K. was shot. |Done.",
    "It cost $3.50 in 2.0. |Not 4.",
    "Meet at 5 p.m. on Monday. |Then go.",
    "Meet at 5 p.m. |Then go.",
    "On Oct. 31 it ends. |It was 31.12.2019.",
    "See https://a.b/c.d?e=f. |It works.",
    "Wait... what? |He left... |Then he came.",
    "Well… yes. |No… |He went.",
    "Yahoo! is old. |It is.",
    "What?! |No!! |Yes.",
    "Can you trust it? |NO. |You cannot.",
    # quotes, brackets, notes
    "“Go.” |He went. |“Who?” she asked. |“I!” |He saw.",
    "'Go.' |\"Stop!\" |He went.",
    "‘I know. |You know.’ |They left.",
    "„Ja.“ |Er ging. |«Oui.» |Il part. |»Nein.« |Sie blieb.",
    'He said "It is." |Then left.',
    "(This is one.) |[So is this.] |Next.",
    "It holds.[2] |Another.[note 3][4] |End.",
    "A painted (why?)- wall and design.)Now it goes on.",
    "See [Is it safe?](https://a.b/c). |It is.",
    # lines: headings, lists, tables, code, separators, wrapped prose, verse, addresses
    "Ducks\n\n|They swim. |They fly.",
    "# Title\n|Text starts here.\n|## Sub. Title\n|More.",
    "Title\n|=====\n|Text.",
    "- one. |Two\n|• three\n|* four",
    "1. First. |Second.\n|2. Third\n|10) Tenth\n|a) Last",
    "1. An item that is so long that it needs more than one\nline.\n|2. Next.",
    "¦ a ¦ b ¦\n|¦ 1. B ¦ C ¦",
    "Bird\tEggs\n|Duck\t12",
    "```\n|x = 1\n\n|y = 2\n|```\n|After.",
    "A\n|***\n|Read more at x.co.uk",
    "The quick brown fox jumps over the lazy dog and then it\ngoes home to sleep. |Then it wakes up in the morning and\nEats breakfast.",
    "The delegates of the two nations signed it on the river on\n3 October in the city.",
    "12 High Street\n|London\n|SW1A 1AA",
    "Roses are red, violets are blue,\n|Sugar is sweet, and so are you.",
    "From: a@b.c\n|To: d@e.f\n|Subject: Hi",
    # other scripts, odd characters
    "今天很好。|你呢？|我也好！",
    "「はい！」と言った。|そうです。",
    "मैं घर गया। |वह आया।",
    "هل أنت هنا؟ |نعم.",
    "😀 Hi! |😀 Bye.",
    "\u202eabc. |Def\u202c",
    "\x00\x07 So. |Be \ufeff",
]

OTHER_LANGUAGES = {
    "de": [
        "Er kommt z. B. morgen. |Dann geht er.",
        "Das gilt z.B. Für Kinder, d. h. Jungen und Mädchen.",
        "Am 3. Oktober 1990 war es so weit. |Im 19. Jahrhundert nicht.",
        "Dr. Meier und Prof. Ott kamen. |Hr. Müller nicht.",
        "Äpfel, Birnen usw. sind Obst. |Äpfel, Birnen usw. |Das ist Obst.",
        "„Ja.“ |Er ging. |„Wer?“ fragte sie. |„Komm!“, rief er. |»Nein.« |Sie blieb.",
        "Ludwig XIV. war König. |Ludwig XIV. regierte Frankreich.",
        "Er starb 1832. |Goethe war alt.",
        "Es waren 42. |Die Frau ging.",
        "Er lebte um 44 v. Chr. in Rom. |Er starb 44 v. Chr. |Danach kam Augustus.",
        "J. S. Bach komponierte. |C. F. Gauß rechnete.",
        "Der (warum?) Mann kam. |(Das war gut.) |Er ging.",
        "Die Firma hat 1.000.000 Euro. |Gut!",
        "Was?! |Nein … |Doch!",
        "Siehe S. 225 und Nr. 5, vgl. Abb. 3. |Ende.",
        "Es hält.[2] |Noch einer.",
        "Dipl.-Ing. Huber kam. |Die Fa. Meier u. Co. liefert. |Punkt.",
        "Vom 1. bis 3. Mai. |Der 1. FC Köln gewann. |Am 24. Dezember ist Weihnachten.",
        "Das kostet 5 Mio. Euro. |Die Abt. Forschung zahlt.",
    ],
    "es": [
        "¿Quién es? |¡Hola! |Se fue.",
        "El Sr. López y la Sra. Díaz llegaron. |La Srta. Ruiz no.",
        "Frutas, p. ej. Manzanas. |Bien.",
        "En EE. UU. hay sol. |Vive en EE. UU. |Después volvió.",
        "Murió en 44 a. C. en Roma. |Nació en 100 a. C. |Luego murió.",
        "Dijo «Sí». |Se fue. |«¡No!» |Volvió.",
        "—¿Quién es? —preguntó María. |—Soy yo.",
        "Peras, manzanas, etc. |El resto no. |Peras, etc. son frutas.",
        "Véase la pág. 5, núm. 3 y art. 4. |Fin.",
        "¿Qué? |Pablo, ¿adónde vas? |¡¿Qué viste?!",
        "Llegó J. R. Jiménez. |Habló.",
        "1 + 1 es 2. |2 + 2 es 4. |El auto es rojo.",
        "La empresa Acme S.A. ganó. |Trabaja en Acme S. A. |La empresa creció.",
        "Vive en Av. Libertad 5. |Allí come…  |Luego duerme… y sueña.",
        "Tiene 20 m². |El living no.",
    ],
    "fr": [
        "M. Dupont et Mme Durand sont là. |Mlle Petit non.",
        "« Oui. » |Il part. |« Quoi ? » demanda-t-il. |« Non ! » |Elle reste.",
        "Des fruits, c.-à-d. des pommes, p. ex. la Golden. |Bien.",
        "Pommes, poires, etc. |Le reste non. |Pommes, etc. sont là.",
        "César meurt en 44 av. J.-C. à Rome. |Il naît en 100 av. J.-C. |Ensuite il meurt.",
        "Pourquoi ? |Parce que ! |Ah… |Bon.",
        "Voir p. 5, art. 3, chap. 2 et fig. 4. |Fin.",
        "J. Dupont est là. |Le Dr Petit aussi. |Le Dr. Petit dort.",
        "La vitamine C. |Il en faut.",
        "Elle dit : « Viens. » |Il vint.",
        "Né en 1832. |Mort en 1900. |Louis XIV. |Bien.",
        "Il a 5 ans (non ?) Paul. |(Oui.) |Bon.",
        "“Oui.” |Il dit “non”. |Bon.",
        "Le no. 5. |Il est là.",
    ],
    "zh": [
        "今天很好。|你呢？|我也好！",
        "“你好！”他说。|“再见。”",
        "「好嗎？」他問道，然後離開。",
        "我们明天去看《摔跤吧！爸爸》好吗？|好！",
        "价格是3.5元。|真的？！|是。",
        "他说：“走吧。”|然后走了。",
    ],
}
"""As `CASES`; the same rules hold of lines, lists and tables, whatever the language."""

ODD = st.text(alphabet="aAbZ .!?…\n\t\"'”’“‘«»()[]-*#|`~19。！」|\x00\u200b\x85\u2028\r😀م।", max_size=80)


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


def check(text: str, language: str = "en") -> None:
    last = 0
    for start, end in sentence_spans(text, language=language):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[last:start].strip()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize("case", CASES)
def test_example(case: str) -> None:
    wanted = [sentence.strip().replace("¦", "|") for sentence in case.split("|")]
    assert sentences(case.replace("|", "").replace("¦", "|")) == wanted


@pytest.mark.parametrize(
    ("language", "case"), [(language, case) for language, cases in OTHER_LANGUAGES.items() for case in cases]
)
def test_example_in_another_language(language: str, case: str) -> None:
    assert sentences(case.replace("|", ""), language) == [sentence.strip() for sentence in case.split("|")]


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_lines_and_lists_are_those_of_english(language: str) -> None:
    text = "# Titel\n1. Erster Punkt.\n2. Zweiter\n\n| a | b |\n```\nx = 1\n```\nEnde."
    assert sentences(text, language) == sentences(text)


def test_seed() -> None:
    assert sentences(SEED.read_text(encoding="utf-8")) == SEED_SENTENCES


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\u2003\x85\t"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


def test_long_lines_are_paragraphs() -> None:
    line = "Every word of this paragraph stands on one line " * 5
    assert sentences(f"{line}\nNext") == [line.strip(), "Next"]


def test_block_of_a_list_item_starts_behind_its_marker() -> None:
    assert list(blocks("- [x] Swim.\n2) (a) Fly.")) == [(0, 2, 11), (12, 19, 23)]


def test_unknown_language() -> None:
    with pytest.raises(ValueError, match="in the languages de, en, es, fr, zh only, not in 'tlh'"):
        sentence_spans("Qapla'!", language="tlh")


@given(st.text(), st.sampled_from(LANGUAGES))
def test_spans_cover_any_text(text: str, language: str) -> None:
    check(text, language)


@given(ODD, st.sampled_from(LANGUAGES))
def test_spans_cover_odd_text(text: str, language: str) -> None:
    check(text, language)


@given(
    st.lists(st.sampled_from([case for cases in OTHER_LANGUAGES.values() for case in cases])),
    st.sampled_from(LANGUAGES),
)
def test_spans_cover_texts_of_another_language(cases: list[str], language: str) -> None:
    check(" ".join(cases), language)


@given(st.lists(st.sampled_from(CASES), max_size=5))
def test_blank_lines_end_sentences(cases: list[str]) -> None:
    paragraphs = [case.replace("|", "") for case in cases]
    assert sentences("\n\n".join(paragraphs)) == [s for paragraph in paragraphs for s in sentences(paragraph)]


@pytest.mark.parametrize(
    "unit",
    [
        ".",
        "a",
        "\n",
        "!?",
        ".)",
        "a. ",
        '". ',
        "( ",
        "... ",
        "1. a\n",
        "a\n",
        "。”",
        "A.",
        "```\n",
        "- ",
        "[1].",
        ". . ",
        "。、",
        "。",
        "“。”他",
        "z. ",
        ".) ",
        "« . » ",
        "¿",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_time_is_linear(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    sentence_spans("Load the model. Now.")
    began = process_time()
    check(text, language)
    assert process_time() - began < 3


def test_import_is_quick_and_loads_no_model() -> None:
    code = "import json, sys, index.sentences; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)
    assert "index.sentences" in loaded
    assert "nupunkt" not in loaded
