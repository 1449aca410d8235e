"""Sentences as they stand in real documents, and the very questions that are made of them."""

import pytest

from qa.known_names import known_names as names_of
from qa.question_forms import FEWEST_WORDS, MOST_WORDS, candidates, stands_alone
from qa.verbs import PARTICIPLES, PAST

NAMED = """We met Roberts, and Lori Roberts said so. People call it Munk, and Walter Munk knew. The talks in Tor and
in Turkey, by Red Hat, by the Senate, by the Green Party. More on Tor."""
"""What else a document says, from which the names in it are known."""


def questions(sentence: str, before: str = NAMED, title: str = "") -> list[str]:
    return [row.question for row in candidates(sentence, names_of(f"{before}\n\n{sentence}", title))]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The current government of Iraq was established in 2003 after a U.S.-led coalition ousted Saddam Hussein.",
            ["When was the current government of Iraq established?"],
        ),
        (
            "John Stevens retired from the Supreme Court in 2010 due to his ill health.",
            [
                "When did John Stevens retire from the Supreme Court?",
                "Why did John Stevens retire from the Supreme Court?",
            ],
        ),
        (
            "On December 18, the Green Party signed two articles of impeachment.",
            [
                "When did the Green Party sign two articles of impeachment?",
                "How many articles of impeachment did the Green Party sign?",
                "What did the Green Party sign?",
            ],
        ),
        (
            "The guardrail would be examined, Roberts said, to see what failed.",
            [],
        ),
        (
            "Roberts said the metal guardrail would be examined to determine if it had performed as designed.",
            ["What did Lori Roberts say about the metal guardrail?"],
        ),
        (
            "President Joe Biden said there was still a chance of reaching a ceasefire, and suggested another one.",
            ["What did President Joe Biden say about reaching a ceasefire?", "Who is Joe Biden?"],
        ),
        (
            "The Biden administration has warned Israel that escalation is not in their best interest.",
            ["What did the Biden administration warn Israel about?"],
        ),
        (
            "The United States Navy refused to hand over the documents.",
            ["What did the United States Navy refuse to do?"],
        ),
        (
            "Prime Minister Hubert Minnis urged residents to evacuate.",
            ["What did Prime Minister Hubert Minnis urge residents to do?", "Who is Hubert Minnis?"],
        ),
        (
            "Judith Negron was convicted of both health care fraud and conspiracy to commit the same.",
            ["What was Judith Negron convicted of?"],
        ),
        ("Conway Labs is known for devising a cellular automaton.", ["What is Conway Labs known for?"]),
        ("Red Hat was acquired by IBM in 2019.", ["Who acquired Red Hat?", "When was Red Hat acquired?"]),
        ("Munk was born in Austria, but he emigrated to California in 1939.", ["Where was Walter Munk born?"]),
        ("He lived in Gonesse, a suburb of Paris.", ["What is Gonesse?"]),
        (
            "Carmen Cruz, the mayor of San Juan, left.",
            ["Who is Carmen Cruz?", "Who is the mayor of San Juan?"],
        ),
        ("The capital of Turkey is Ankara.", ["What is the capital of Turkey?"]),
        (
            "Turkey has two usable terminals in the Nile Delta.",
            ["How many usable terminals does Turkey have in the Nile Delta?"],
        ),
        (
            "Devastating airstrikes by the Israeli military on Monday killed at least 100 people and hurt 400.",
            ["How many people were killed in the airstrikes by the Israeli military?"],
        ),
        (
            "At least 48 apartments were damaged in Magnitogorsk, officials said.",
            ["How many apartments were damaged in Magnitogorsk?"],
        ),
        (
            "Israeli military Chief of Staff, Major General Herzi Halevi, visited the 7th Brigade on the northern "
            "border, Wednesday, to tell them to prepare for a possible ground war",
            ["Who visited the 7th Brigade?", "What did Major General Herzi Halevi visit?"],
        ),
        (
            "The Pentagon announced on Monday that more troops would join them.",
            ["What did the Pentagon announce on Monday?"],
        ),
        ("Rock Lake contains brook trout, smallmouth bass, and panfish.", ["What does Rock Lake contain?"]),
        ("Tor is a network which keeps users anonymous.", ["What is Tor?"]),
        ('Lori Roberts said, "The guardrail did what it was made for."', ["What did Lori Roberts say?"]),
        ('"The guardrail did what it was made for", said Lori Roberts.', ["What did Lori Roberts say?"]),
        ("The Senate found that the metal guardrail had failed.", ["What did the Senate find?"]),
        ("Lake Tor is the deepest lake in Turkey.", ["What is the deepest lake in Turkey?"]),
        ("Red Hat is known as a quiet firm.", ["What is Red Hat known as?"]),
        ("Turkey is named after an old tribe.", ["What is Turkey named after?"]),
        ("Walter Munk ran yesterday in Vienna.", ["Where did Walter Munk run?"]),
        ("The alarm code of the cottage is 4711.", ["What is the alarm code of the cottage?"]),
        ("Wi-Fi password: lamp-12", ["What is the Wi-Fi password?"]),
        ("The dentist appointment is on Tuesday.", ["When is the dentist appointment?"]),
        ("Rubbish is collected every Thursday.", ["When is rubbish collected?"]),
        ("The Turkish minister, Ann Berg, left.", ["Who is Ann Berg?", "Who is the Turkish minister?"]),
    ],
)
def test_a_sentence_makes_exactly_these_questions(sentence: str, expected: list[str]) -> None:
    assert questions(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "He left the Green Party in 2010.",
        "It was founded by Red Hat in 2010.",
        "They had asked Carrie Lam to resign.",
        "I met Joe Biden in 2010 in Paris.",
        "“The Green Party was founded in 2010,” she said.",
        "The agreement was signed in 2010.",
        "A man arrested in London was charged with theft.",
        "Was the Green Party founded in 2010?",
        "Attorney General James Wins Landmark Victory in Case Against Donald Trump",
        "Advertisement - Read more at the Green Party in 2010",
        "The Green Party, which received 1,457,226 votes, is small.",
        "In 2008, Sarah Palin was chosen by him.",
        "The last time the Senate told them to shut down was in 1972.",
        "Die Partei wurde 1990 in Berlin von Petra Kelly gegründet.",
        "Red Hat, the network, and an air ambulance also attended.",
        "Ann Berg told MSNBC Cummings was a great man.",
        "██ Sinn Féin - 7 seats",
        "",
    ],
)
def test_a_sentence_that_no_rule_is_sure_of_makes_none(sentence: str) -> None:
    assert questions(sentence) == []


def test_a_person_is_asked_for_by_the_full_name_and_never_by_half_of_one() -> None:
    sentence = "Osama was killed in Pakistan in 2011."
    assert questions(sentence, "The death of Osama bin Laden was told.") == []
    assert questions("Munk was born in 1917.") == ["When was Walter Munk born?"]


def test_what_the_title_is_about_need_not_be_a_name() -> None:
    sentence = "Employees are entitled to take 25 days off in a year."
    assert questions(sentence, "", "Handbook for new employees") == ["What are employees entitled to do?"]
    assert questions(sentence, "Ask an employee.", "Employee Handbook") == ["What are employees entitled to do?"]
    assert questions(sentence, "", "Handbook") == []
    assert questions("Conway is known for a game.", "They mourn Conway.", "Conway dies") == [
        "What is Conway known for?"
    ]


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What did Joe Biden say about the plan?", False),
        ("Who expanded the operation?", False),
        ("When did John Stevens retire from the court?", False),
        ("Who is the mayor of Davao City?", True),
        ("How many people were killed in the airstrikes by the Israeli military?", True),
        ("When did the World Health Organization declare COVID-19 a pandemic?", True),
    ],
)
def test_a_question_stands_alone_where_it_says_which_thing_it_means(question: str, alone: bool) -> None:
    assert stands_alone(question) is alone


def test_questions_are_of_the_length_that_a_person_types() -> None:
    long = (
        "The Senate signed the agreement between the Green Party of Turkey and the Red Hat Foundation of Tor in 2010."
    )
    for question in questions(long):
        assert FEWEST_WORDS - 1 <= len(question.split()) <= MOST_WORDS


def test_every_past_form_has_its_base() -> None:
    pairs = {"visited": "visit", "banned": "ban", "took": "take", "tried": "try", "cancelled": "cancel", "won": "win"}
    assert {past: PAST[past] for past in pairs} == pairs
    assert (PARTICIPLES["taken"], PARTICIPLES["founded"]) == ("took", "founded")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "An apartment building collapsed on Monday in Turkey.",
            ["When did the apartment building collapse?", "Where did the apartment building collapse?"],
        ),
        ("Police said three people died there.", ["What did police say?", "How many people died?"]),
        ("The lighthouse holds 12 lamps.", ["How many lamps does the lighthouse hold?"]),
        ("The ferry carries 60 passengers.", ["How many passengers does the ferry carry?"]),
        ("The canteen opens at 11:30.", ["When does the canteen open?"]),
        ("The fare costs $4 a day.", ["How much does the fare cost?"]),
        ("The storm lasted three days.", ["How long did the storm last?"]),
        ("The ticket price is 12 euros.", ["What is the ticket price?"]),
        ("The site hosted a large archive.", ["What did the site host?"]),
        ("The team examined 93 statues.", ["How many statues did the team examine?", "What did the team examine?"]),
        ("The disaster caused a flood in the town.", ["What did the disaster cause?"]),
        ("Ducks eat grass and small fish.", ["What do ducks eat?"]),
        ("The outfits are known as suits.[3]", ["What are the outfits known as?"]),
    ],
)
def test_in_talk_a_sentence_need_not_name_what_it_is_about(sentence: str, expected: list[str]) -> None:
    known = names_of(f"{NAMED} The ducks and the police and the lake.\n\n{sentence}")
    assert [row.question for row in candidates(sentence, known.in_talk())] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The study was a joint project of two towns.",
        "Ducks were captured in large numbers by hunters and not eaten.",
        "The team took a break the next day.",
        "The team held talks about it.",
        "The latest step in a programme started in May is the launch.",
        'So I said, "The guardrail did what it was made for."',
        'She said, "The guardrail did what it was made for."',
        "The site hosted the following day.",
        "Ivan's condition was on Wednesday said to be good.",
    ],
)
def test_in_talk_no_question_is_made_that_nobody_would_ask(sentence: str) -> None:
    made = [row.question for row in candidates(sentence, names_of(f"{NAMED}\n\n{sentence}").in_talk())]
    assert made == []
