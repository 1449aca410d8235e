import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.values.moments import Moment, compare_moments, moments
from qa.values.names import compare_names
from qa.values.numbers import last_digit, number_value
from qa.values.quantities import Quantity, compare_quantities, quantities

FRIDAY = "2019-01-04"
MARKS = st.text(alphabet="0123456789,.-–:/ %$€°′½²MaApmkbndthJ年", max_size=30)
WORDS = """between at least nearly 1,200 12 3.5 7,4 million bn dozen a half two thirds of and to km ft 5 11 in hour
minutes per day % $ €40m pounds °F degrees 4th second century 1990s May 31 2019 2019-02-30 31/2/2019 yesterday Monday
ago years BC AD no one none several tens hundreds US$ usd cubic square metres"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(st.text(max_size=40), MARKS, st.lists(PIECES, max_size=12).map(" ".join))


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


def days(text: str, written: str | None = None) -> tuple[date, date]:
    (found,) = moments(text, written)
    assert found.days
    return date.fromordinal(found.days[0]), date.fromordinal(found.days[1])


def relation(a: str, b: str, written: str | None = None) -> str | None:
    (first,), (second,) = moments(a, written), moments(b, written)
    return compare_moments(first, second)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("twelve hundred", 1200),
        ("1,200", 1200),
        ("1\u202f200", 1200),
        ("1.2 million", 1_200_000),
        ("1.2bn", 1_200_000_000),
        ("40k", 40_000),
        ("a hundred and fifty thousand", 150_000),
        ("two and a half million", 2_500_000),
        ("half a million", 500_000),
        ("three dozen", 36),
        ("twenty-one", 21),
        ("7,4", 7.4),
        ("zero", 0),
    ],
)
def test_a_number_in_figures_or_words(words: str, value: float) -> None:
    assert number_value(words) == value


@given(st.integers(0, 10**12))
def test_a_number_is_read_back_with_and_without_commas(number: int) -> None:
    assert number_value(str(number)) == number_value(f"{number:,}") == number


@pytest.mark.parametrize(("words", "told"), [("1.20 million", 1e4), ("500", 100), ("497", 1), ("3.5", 0.1), ("0", 10)])
def test_how_exactly_a_number_is_told(words: str, told: float) -> None:
    assert math.isclose(last_digit(words), told)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("at least 100 people", 100, 200, ""),
        ("more than 1,000", 1000, 2000, ""),
        ("100 or more", 100, 200, ""),
        ("up to 50", 25, 50, ""),
        ("no more than 50", 25, 50, ""),
        ("fewer than 50", 25, 50, ""),
        ("nearly 500", 425, 510, ""),
        ("about 100", 90, 110, ""),
        ("a dozen eggs", 10.8, 13.2, ""),
        ("between 36 and 40 people", 36, 40, ""),
        ("1.2 to 1.4 million", 1.2e6, 1.45e6, ""),
        ("30 to 50 thousand", 30_000, 50_000, ""),
        ("10–12 km", 10_000, 12_000, "m"),
        ("hundreds of homes", 200, 2000, ""),
        ("tens of thousands", 20_000, 200_000, ""),
        ("several hundred", 200, 900, ""),
        ("No passengers were hurt", 0, 0, ""),
        ("1.2 million", 1.15e6, 1.25e6, ""),
        ("10 million", 9.5e6, 10.5e6, ""),
        ("$1.2bn", 1.15e9, 1.25e9, "$"),
        ("1,000 US$", 1000, 1000, "$"),
        ("USD 40", 40, 40, "$"),
        ("usd 40", 40, 40, "$"),
        ("£40", 40, 40, "£"),
        ("two million pounds", 1.8e6, 2.2e6, "£"),
        ("ten pounds sterling", 10, 10, "£"),
        ("ten pounds", 4.536, 4.536, "kg"),
        ("7.4 %", 7.4, 7.4, "%"),
        ("8 per cent", 8, 8, "%"),
        ("a quarter of it", 25, 25, "%"),
        ("two-thirds", 200 / 3, 200 / 3, "%"),
        ("half of the members", 50, 50, "%"),
        ("one in five", 20, 20, "%"),
        ("2 percentage points", 2, 2, "points"),
        ("5 ft 11 in tall", 1.8034, 1.8034, "m"),
        ("1 hour and 20 minutes", 4800, 4800, "s"),
        ("two and a half hours", 9000, 9000, "s"),
        ("20 square miles", 51_799_762.2, 51_799_762.3, "m²"),
        ("3 cubic metres", 3000, 3000, "l"),
        ("95 °F", 35, 35, "°C"),
        ("35 degrees Celsius", 35, 35, "°C"),
        ("9 a.m.", 540, 540, "clock"),
        ("7.15 pm", 1155, 1155, "clock"),
        ("at 19:15", 1155, 1155, "clock"),
        ("12 am", 0, 0, "clock"),
        ("the 4th floor", 4, 4, "th"),
        ("the fourth floor", 4, 4, "th"),
    ],
)
def test_what_a_quantity_covers(text: str, low: float, high: float, unit: str) -> None:
    found = only(text)
    assert found.unit == unit
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize(
    "text", ["in 2019", "on 4 January", "the 1990s", "no longer", "one of them", "no one-way street"]
)
def test_dates_and_turns_of_phrase_are_no_quantities(text: str) -> None:
    assert [found for found in quantities(text) if found.figure] == []


def test_where_a_quantity_stands() -> None:
    text = "It killed nearly 500 people, wounded 1,600 and cut 20 miles of cable; in 2019 it was 45 mph."
    assert [text[found.start : found.end] for found in quantities(text)] == ["500", "1,600", "20 miles", "45 mph"]


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("1,200", "twelve hundred", "same"),
        ("nearly 500", "497", "same"),
        ("1.2 million", "1,214,300", "same"),
        ("1.2 million", "1,412,000", "different"),
        ("500", "497", "different"),
        ("at least 100", "120", "compatible"),
        ("at least 100", "100", "same"),
        ("at least 100", "nearly 500", "different"),
        ("20 miles", "32 km", "same"),
        ("6 miles", "10 km", "same"),
        ("500 miles", "1,000 km", "different"),
        ("4,810 metres", "15,203 feet", "different"),
        ("two years", "24 months", "same"),
        ("two years", "30 months", "different"),
        ("900 a day", "27,000 a month", "same"),
        ("900 a day", "27,000", None),
        ("60 km/h", "40 mph", "different"),
        ("80 km/h", "50 mph", "same"),
        ("€40", "$40", None),
        ("$1.2bn", "1.2 billion dollars", "same"),
        ("38 °C", "95 °F", "different"),
        ("37 °C", "98.6 °F", "same"),
        ("a quarter", "25%", "same"),
        ("6 pm", "18:00", "same"),
        ("34", "43-year-old", "different"),
        ("43", "43-year-old", "same"),
        ("5 km", "5 hours", None),
        ("3 euros per person", "3 euros", None),
    ],
)
def test_how_two_quantities_stand_to_each_other(a: str, b: str, relation: str | None) -> None:
    assert compare_quantities(only(a), only(b)) == compare_quantities(only(b), only(a)) == relation


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("4 January 2019", "2019-01-04", "2019-01-04"),
        ("January 4th, 2019", "2019-01-04", "2019-01-04"),
        ("2019-01-04", "2019-01-04", "2019-01-04"),
        ("4.1.2019", "2019-01-04", "2019-01-04"),
        ("31/1/2019", "2019-01-31", "2019-01-31"),
        ("3/4/2019", "2019-01-01", "2019-12-31"),
        ("6–8 May 2019", "2019-05-06", "2019-05-08"),
        ("Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("March 1994", "1994-03-01", "1994-03-31"),
        ("December 1994", "1994-12-01", "1994-12-31"),
        ("spring 2019", "2019-03-01", "2019-05-31"),
        ("1939–45", "1939-01-01", "1945-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the nineteenth century", "1801-01-01", "1900-12-31"),
        ("AD 79", "0079-01-01", "0079-12-31"),
        ("in 1850", "1850-01-01", "1850-12-31"),
        ("on Monday", "2018-12-31", "2018-12-31"),
        ("on Friday", "2019-01-04", "2019-01-04"),
        ("due on Monday", "2019-01-07", "2019-01-07"),
        ("yesterday", "2019-01-03", "2019-01-03"),
        ("Tomorrow", "2019-01-05", "2019-01-05"),
        ("31 December", "2018-12-31", "2018-12-31"),
        ("in February", "2019-02-01", "2019-02-28"),
        ("last year", "2018-01-01", "2018-12-31"),
        ("3 days ago", "2019-01-01", "2019-01-01"),
        ("almost a year since", "2017-07-06", "2018-07-05"),
    ],
)
def test_the_days_of_a_date_in_a_text_of_a_friday(text: str, first: str, last: str) -> None:
    assert days(text, FRIDAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["1800 homes", "May I come", "$2000", "2019-13-45", "yesterday"])
def test_what_is_no_date_without_a_day_of_writing(text: str) -> None:
    assert [found for found in moments(text) if found.end - found.start > 4] == []


@pytest.mark.parametrize("written", [None, "", "soon", "2019-99-99", "9999-12-31", "0001-01-01"])
def test_a_document_without_a_sensible_date_dates_nothing(written: str | None) -> None:
    assert [found.days for found in moments("yesterday, on Monday, last year, 999 years ago", written)] == [None]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("4 January 2019", "in 2019", "same"),
        ("the 19th century", "in 1850", "same"),
        ("4 January 2019", "5 January 2019", "different"),
        ("44 BC", "AD 44", "different"),
        ("the 1st century BC", "44 BC", "same"),
        ("in 2018", "in 2019", "different"),
        ("1939–1945", "1944–1949", "compatible"),
        ("4 January", "4 January 2019", "same"),
        ("4 January", "5 January 2019", "different"),
        ("Monday", "4 January 2019", "different"),
        ("Friday", "4 January 2019", "same"),
        ("Monday", "in 2019", None),
        ("January", "in 2019", None),
    ],
)
def test_how_two_dates_stand_to_each_other(a: str, b: str, expected: str | None) -> None:
    assert relation(a, b) == relation(b, a) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Mr Smith", "John Smith", "same"),
        ("J. Smith", "John Smith", "same"),
        ("J. R. R. Tolkien", "John Tolkien", "same"),
        ("Prime Minister Benjamin Netanyahu", "Netanyahu", "same"),
        ("Antonín Dvořák", "Dvorak", "same"),
        ("Joe Biden", "Joseph Biden", "same"),
        ("the U.S.", "United States", "same"),
        ("UN", "the United Nations", "same"),
        ("WHO", "World Health Organization", "same"),
        ("Zelensky", "Zelenskyy", "compatible"),
        ("John Smith", "Jane Smith", "different"),
        ("Marta Velasco", "Maria Velasco", "different"),
        ("Ravenna", "Bergamo", "different"),
        ("The", "Bergamo", "different"),
    ],
)
def test_how_two_names_stand_to_each_other(a: str, b: str, expected: str) -> None:
    assert compare_names(a, b) == compare_names(b, a) == expected


@given(TEXTS, st.sampled_from([None, FRIDAY]))
def test_whatever_is_found_lies_in_the_text_in_order_and_equals_itself(text: str, written: str | None) -> None:
    found: list[Quantity] | list[Moment]
    for found in (quantities(text), moments(text, written)):
        spans = [(value.start, value.end) for value in found]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(end <= after for (_, end), (after, _) in pairwise(spans))
    for quantity in quantities(text):
        assert quantity.low <= quantity.high
        assert compare_quantities(quantity, quantity) == "same"
    for moment in moments(text, written):
        assert compare_moments(moment, moment) == "same"


@given(TEXTS, TEXTS)
def test_comparing_does_not_depend_on_the_order(a: str, b: str) -> None:
    assert compare_names(a, b) == compare_names(b, a)
    for x in quantities(a):
        assert [compare_quantities(x, y) for y in quantities(b)] == [compare_quantities(y, x) for y in quantities(b)]
