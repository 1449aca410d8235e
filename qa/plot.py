"""A risk–coverage curve and the reliability of confidence in, one SVG picture that stands alone out."""

import math
from collections.abc import Iterable, Sequence

from qa.metrics import Bin, Point, calibration_error, widest

WANTED_PRECISION = 0.9
"""Share of right answers at which the curve is marked, as in `coverage@90`."""

WIDTH, HEIGHT = 840, 426
SIDE, TOP, LEFT, RIGHT = 300, 74, 78, 500
"""Pixels: the side of both panels, their upper edge, and the left edge of each."""

FEWEST = 10
"""Answered questions from which the curve is drawn; the share of right ones among fewer says little."""

TOPS = (0.1, 0.25, 0.5, 1.0)
"""Upper ends of the axis of risks; a fifth of each is a round number."""

LARGEST_DOT = 11.0
"""Pixels; the radius of the fullest bin, the others' by the area."""

STYLE = """
.paper{fill:#fff}.ink{fill:#1f2328}.muted{fill:#59636e}.grid{stroke:#d8dee4}.axis{stroke:#59636e}
.ideal{stroke:#59636e;stroke-dasharray:4 4}.line{stroke:#0969da;stroke-width:2;fill:none;stroke-linejoin:round}
.dot{fill:#0969da}.gap{stroke:#0969da;stroke-width:1.5}.mark{fill:#bc4c00}.guide{stroke:#bc4c00;stroke-dasharray:2 3}
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif}.title{font-size:15px;font-weight:600}
@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.ink{fill:#e6edf3}.muted{fill:#9198a1}.grid{stroke:#2a313c}
.axis{stroke:#9198a1}.ideal{stroke:#9198a1}.line{stroke:#58a6ff}.dot{fill:#58a6ff}.gap{stroke:#58a6ff}
.mark{fill:#f0883e}.guide{stroke:#f0883e}}
""".strip()


def picture(points: Sequence[Point], bins: Sequence[Bin]) -> str:
    """Return an SVG with two panels, readable on light and on dark pages.

    Args:
        points: from `risk_coverage`, strictest first.
        bins: from `reliability`.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not points or not bins:
        raise ValueError("nothing can be drawn: no question is answered with confidence, or none can be judged")
    count = sum(each.count for each in bins)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' role="img" aria-labelledby="what">',
        f'<title id="what">Risk–coverage curve and reliability diagram of {count:,} questions</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        *_curve_panel(points, count),
        *_reliability_panel(bins, count),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _curve_panel(points: Sequence[Point], count: int) -> list[str]:
    drawn = [point for point in points if point.coverage * count >= FEWEST] or points
    risks = [1 - point.precision for point in drawn]
    highest = next(top for top in TOPS if max(risks) <= top)
    best = widest(points, WANTED_PRECISION)
    told = f"{best.coverage:.0%} answered" if best else "no threshold"
    line = " ".join(
        f"{LEFT + SIDE * point.coverage:.1f},{down(risk / highest):.1f}"
        for point, risk in zip(drawn, risks, strict=True)
    )
    return [
        *_frame(LEFT, "Risk and coverage", f"{told} where {WANTED_PRECISION:.0%} of the answers are right", highest),
        *_labels(LEFT, "share of questions answered", "share of answers that is wrong"),
        f'<polyline class="line" points="{line}"/>',
        *(_mark(best, highest) if best else ()),
    ]


def _mark(best: Point, highest: float) -> list[str]:
    x, y = LEFT + SIDE * best.coverage, down((1 - best.precision) / highest)
    return [
        f'<path class="guide" fill="none" d="M{LEFT} {y:.1f}H{x:.1f}V{TOP + SIDE}"/>',
        f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
    ]


def _reliability_panel(bins: Sequence[Bin], count: int) -> list[str]:
    fullest = max(each.count for each in bins)
    parts = [
        *_frame(
            RIGHT,
            "Reliability of confidence",
            f"calibration error {calibration_error(bins):.3f}, {count:,} questions",
            1,
        ),
        *_labels(RIGHT, "confidence (dots: number of questions)", "share that is right"),
        f'<path class="ideal" d="M{RIGHT} {TOP + SIDE}L{RIGHT + SIDE} {TOP}"/>',
    ]
    for each in bins:
        x, y, expected = RIGHT + SIDE * each.confidence, down(each.right), down(each.confidence)
        radius = max(2.5, LARGEST_DOT * math.sqrt(each.count / fullest))
        told = f"{each.count:,} questions: confidence {each.confidence:.2f}, right {each.right:.2f}"
        parts += [
            f'<path class="gap" d="M{x:.1f} {expected:.1f}V{y:.1f}"/>',
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{told}</title></circle>',
        ]
    return parts


def _frame(left: float, title: str, told: str, highest: float) -> Iterable[str]:
    """Yield a panel's title, what it tells, its grid and the numbers at it, `highest` being the top of its y axis."""
    yield from heading(left, title, told)
    for step in range(6):
        x = left + SIDE * step / 5
        yield f'<path class="grid" d="M{x:.1f} {TOP}v{SIDE}"/>'
        yield f'<text class="muted" x="{x:.1f}" y="{TOP + SIDE + 19}" text-anchor="middle">{step / 5:.0%}</text>'
    yield from shares(left, SIDE, highest)
    yield f'<path class="axis" fill="none" d="M{left} {TOP}v{SIDE}h{SIDE}"/>'


def heading(left: float, title: str, told: str) -> Iterable[str]:
    """Yield what stands above a panel; both texts are markup already."""
    yield f'<text class="ink title" x="{left}" y="32">{title}</text>'
    yield f'<text class="muted" x="{left}" y="53">{told}</text>'


def shares(left: float, width: float, highest: float) -> Iterable[str]:
    """Yield the lines across a panel of so many pixels, each with the share that it stands for, up to `highest`."""
    for step in range(6):
        y = down(step / 5)
        yield f'<path class="grid" d="M{left} {y:.1f}h{width}"/>'
        yield f'<text class="muted" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{highest * step / 5:.0%}</text>'


def _labels(left: float, below: str, beside: str) -> Iterable[str]:
    turned = f"translate({left - 48} {TOP + SIDE / 2}) rotate(-90)"
    yield f'<text class="ink" x="{left + SIDE / 2}" y="{TOP + SIDE + 40}" text-anchor="middle">{below}</text>'
    yield f'<text class="ink" text-anchor="middle" transform="{turned}">{beside}</text>'


def down(share: float) -> float:
    """Return the y coordinate (pixels, downwards) of a share of a panel's height.

    >>> down(0) - down(1) == SIDE, down(1) == TOP
    (True, True)
    """
    return TOP + SIDE * (1 - share)
