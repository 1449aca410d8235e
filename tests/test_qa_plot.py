import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import Bin, Point, reliability, risk_coverage
from qa.plot import HEIGHT, LEFT, RIGHT, SIDE, TOP, WIDTH, picture

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [Point(0.9, 0.2, 1.0), Point(0.7, 0.5, 0.9), Point(0.4, 0.8, 0.75), Point(0.1, 1.0, 0.6)]
BINS = [Bin(0.25, 0.5, 25), Bin(0.75, 0.75, 100)]


def drawn(svg: str, tag: str, name: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(svg)
    return [part.attrib for part in root.iter(SVG + tag) if part.get("class") == name]


def line(svg: str) -> list[tuple[float, float]]:
    (curve,) = drawn(svg, "polyline", "line")
    pairs = (pair.split(",") for pair in curve["points"].split())
    return [(float(x), float(y)) for x, y in pairs]


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(SVG + "text")]


def test_the_curve_is_where_its_points_are() -> None:
    # risks 0, .1, .25 and .4 on an axis up to .5, which is SIDE pixels high
    wanted = [(0.2, 1.0), (0.5, 0.8), (0.8, 0.5), (1.0, 0.2)]
    assert line(picture(POINTS, BINS)) == [(LEFT + round(SIDE * x), TOP + round(SIDE * y)) for x, y in wanted]


def test_ninety_percent_right_are_marked_and_told() -> None:
    svg = picture(POINTS, BINS)
    (mark,) = drawn(svg, "circle", "mark")
    assert (float(mark["cx"]), float(mark["cy"])) == pytest.approx((LEFT + SIDE / 2, TOP + SIDE * 0.8))
    assert "50% answered where 90% of the answers are right" in words(svg)


def test_where_no_threshold_is_right_enough_none_is_marked() -> None:
    svg = picture(POINTS[2:], BINS)
    assert drawn(svg, "circle", "mark") == drawn(svg, "path", "guide") == []
    assert "no threshold where 90% of the answers are right" in words(svg)


def test_a_dot_is_a_bin_by_its_area() -> None:
    small, large = drawn(picture(POINTS, BINS), "circle", "dot")
    assert (float(small["cx"]), float(small["cy"])) == pytest.approx((RIGHT + SIDE / 4, TOP + SIDE / 2))
    assert (float(large["cx"]), float(large["cy"])) == pytest.approx((RIGHT + SIDE * 0.75, TOP + SIDE / 4))
    assert float(large["r"]) / float(small["r"]) == pytest.approx(2)
    assert "calibration error 0.050, 125 questions" in words(picture(POINTS, BINS))


def test_few_answers_say_little() -> None:
    noisy = [Point(0.9, 1 / 125, 0.0), Point(0.8, 9 / 125, 0.3), Point(0.7, 10 / 125, 0.95), Point(0.1, 1.0, 0.9)]
    assert [x for x, _ in line(picture(noisy, BINS))] == pytest.approx([LEFT + SIDE * 0.08, LEFT + SIDE])
    assert len(line(picture(noisy[:2], BINS))) == 2


def test_axes_are_labelled() -> None:
    assert {
        "share of questions answered",
        "share of answers that is wrong",
        "confidence (dots: number of questions)",
        "share that is right",
    } <= set(words(picture(POINTS, BINS)))
    assert words(picture(POINTS, BINS)).count("100%") == 3  # no answer is wrong that often


def test_it_stands_alone_in_light_and_dark() -> None:
    svg = picture(POINTS, BINS)
    assert not re.search(r"<script|\bhref|url\(|@import|(?<!xmlns=\")http", svg)
    assert "prefers-color-scheme:dark" in svg
    used = set(re.findall(r'class="([\w ]+)"', svg))
    styled = set(re.findall(r"\.([a-z]+)\{", svg))
    assert {name for names in used for name in names.split()} <= styled


@pytest.mark.parametrize(("points", "bins"), [([], BINS), (POINTS, [])])
def test_nothing_is_no_picture(points: list[Point], bins: list[Bin]) -> None:
    with pytest.raises(ValueError, match="nothing can be drawn"):
        picture(points, bins)


judged = st.lists(st.tuples(st.integers(1, 100).map(lambda n: n / 100), st.booleans()), min_size=1, max_size=60)


@given(judged)
def test_everything_is_on_the_paper(rows: list[tuple[float, bool]]) -> None:
    confidences, right = [confidence for confidence, _ in rows], [ok for _, ok in rows]
    svg = picture(risk_coverage(confidences, right), reliability(confidences, right))
    for x, y in line(svg):
        assert LEFT <= x <= LEFT + SIDE
        assert TOP <= y <= TOP + SIDE
    for dot in [*drawn(svg, "circle", "dot"), *drawn(svg, "circle", "mark")]:
        assert LEFT <= float(dot["cx"]) <= RIGHT + SIDE < WIDTH
        assert TOP <= float(dot["cy"]) <= TOP + SIDE < HEIGHT
