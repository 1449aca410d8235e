"""Times and memory by number of passages in, one SVG picture with logarithmic axes that stands alone out."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.plot import HEIGHT, LEFT, RIGHT, SIDE, STYLE, TOP, WIDTH, down, heading


@dataclass(frozen=True, slots=True)
class Line:
    """A name, and points of passages and a value, both above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def picture(times: Sequence[Line], memory: Sequence[Line]) -> str:
    """Return an SVG with two panels: milliseconds, and megabytes.

    >>> picture([Line("a", [(1e4, 10.0), (1e6, 20.0)])], [Line("b", [(1e4, 300.0), (1e6, 900.0)])]).count("<polyline")
    2
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' role="img" aria-labelledby="what">',
        '<title id="what">Time of a question, and memory, by number of passages</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        *_panel(LEFT, "A question", "milliseconds, median of 100", times),
        *_panel(RIGHT, "Memory", "megabytes that no file backs, after 500 questions", memory),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(left: float, title: str, told: str, lines: Sequence[Line]) -> Iterator[str]:
    across, up = zip(*(point for line in lines for point in line.points), strict=True)
    x_axis, y_axis = _decades(across), _decades(up)
    yield from heading(left, title, told)
    for power in range(x_axis[0], x_axis[1] + 1):
        x = left + SIDE * _share(10.0**power, x_axis)
        yield f'<path class="grid" d="M{x:.1f} {TOP}v{SIDE}"/>'
        yield f'<text class="muted" x="{x:.1f}" y="{TOP + SIDE + 19}" text-anchor="middle">{10**power:,}</text>'
    for power in range(y_axis[0], y_axis[1] + 1):
        y = down(_share(10.0**power, y_axis))
        yield f'<path class="grid" d="M{left} {y:.1f}h{SIDE}"/>'
        yield f'<text class="muted" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    yield f'<path class="axis" fill="none" d="M{left} {TOP}v{SIDE}h{SIDE}"/>'
    yield f'<text class="ink" x="{left + SIDE / 2}" y="{TOP + SIDE + 40}" text-anchor="middle">passages</text>'
    for line in lines:
        places = [(left + SIDE * _share(x, x_axis), down(_share(y, y_axis))) for x, y in line.points]
        yield f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
        for (x, y), (_, value) in zip(places, line.points, strict=True):
            yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
            yield f'<text class="muted" x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{value:.3g}</text>'
        (x, y), *_ = places
        yield f'<text class="ink" x="{x:.1f}" y="{y + 20:.1f}">{line.name}</text>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around some values.

    >>> _decades([21_000, 1_000_000]), _decades([10.0])
    ((4, 6), (1, 2))
    """
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _share(value: float, axis: tuple[int, int]) -> float:
    return (math.log10(value) - axis[0]) / (axis[1] - axis[0])
