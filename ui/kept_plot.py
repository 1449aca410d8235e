"""How many kept questions each run answered right in, a picture for the page out: SVG, and its figures as a table."""

from collections.abc import Iterable, Sequence

from qa.kept import Tally
from qa.plot import LEFT, SIDE, TOP, down, heading, shares
from ui.markup import literal
from ui.texts import Texts

ACROSS = 380
"""Pixels from the first run to the last: narrow, so that the writing can be read on a phone."""

WIDTH, HEIGHT = LEFT + ACROSS + 32, TOP + SIDE + 40

STYLE = """
.kept-plot{position:relative;margin:0;max-width:560px;color:var(--ink,currentColor)}
.kept-plot svg{width:100%;height:auto}.kept-plot .ink{fill:currentColor}.kept-plot .muted{fill:var(--soft,currentColor)}
.kept-plot .grid{stroke:var(--line,currentColor)}.kept-plot .axis{stroke:var(--edge,currentColor)}
.kept-plot .line{stroke:var(--accent,currentColor);stroke-width:2;fill:none;stroke-linejoin:round}
.kept-plot .dot{fill:var(--accent,currentColor)}.kept-plot .title{font-size:15px;font-weight:600}
.kept-plot text{font-family:system-ui,-apple-system,sans-serif}.kept-plot .muted{font-size:13px}
.kept-plot .figures{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
""".strip().replace("\n", "")
"""The colours are the page's, hence light and dark with it; where it has none, the colour of the text."""


def plot_html(history: Sequence[Tally], say: Texts) -> str:
    """Return the share of questions answered right over time, or nothing before the first run.

    Args:
        history: the runs in which something could be judged, oldest first.
        say: the page's texts.
    """
    if not history:
        return ""
    last = history[-1]
    parts = [
        f'<figure class="kept-plot"><style>{STYLE}</style>',
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="kept-plot-title">',
        f'<title id="kept-plot-title">{literal(say("plot_title", len(history)))}</title>',
        *heading(LEFT, literal(say("judged_right")), literal(say("plot_last", last.right, last.judged))),
        *shares(LEFT, ACROSS, 1),
        f'<path class="axis" fill="none" d="M{LEFT} {TOP}v{SIDE}h{ACROSS}"/>',
        *_curve(history, say),
        *_ends(history, say),
        "</svg>",
        _table(history, say),
        "</figure>",
    ]
    return "".join(parts)


def _curve(history: Sequence[Tally], say: Texts) -> Iterable[str]:
    places = list(zip(_across(history), (down(each.right / each.judged) for each in history), strict=True))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline class="line" points="{line}"/>'
    for (x, y), each in zip(places, history, strict=True):
        told = literal(say("plot_run", say.moment(each.time), each.right, each.judged))
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{told}</title></circle>'


def _across(history: Sequence[Tally]) -> list[float]:
    """Return the x coordinate of each run by its time; in the middle where all were at one."""
    first, last = history[0].time, history[-1].time
    seconds = (last - first).total_seconds()
    if seconds <= 0:
        return [LEFT + ACROSS / 2] * len(history)
    shares = ((each.time - first).total_seconds() / seconds for each in history)
    return [LEFT + ACROSS * min(1.0, max(0.0, share)) for share in shares]


def _ends(history: Sequence[Tally], say: Texts) -> Iterable[str]:
    """Yield the days of the first run and of the last one below the axis; one where they are the same."""
    first, last = (literal(say.date(f"{each.time.astimezone():%Y-%m-%d}")) for each in (history[0], history[-1]))
    y = TOP + SIDE + 24
    if first == last:
        yield f'<text class="muted" x="{LEFT + ACROSS / 2}" y="{y}" text-anchor="middle">{last}</text>'
        return
    yield f'<text class="muted" x="{LEFT}" y="{y}" text-anchor="start">{first}</text>'
    yield f'<text class="muted" x="{LEFT + ACROSS}" y="{y}" text-anchor="end">{last}</text>'


def _table(history: Sequence[Tally], say: Texts) -> str:
    """Return the same for those who do not see the picture."""
    columns = ("column_run", "judged_right", "column_of")
    head = "".join(f'<th scope="col">{literal(say(column))}</th>' for column in columns)
    rows = "".join(
        f'<tr><th scope="row">{literal(say.moment(each.time))}</th>'
        f"<td>{say.number(each.right)}</td><td>{say.number(each.judged)}</td></tr>"
        for each in history
    )
    caption = f"<caption>{literal(say('plot_caption'))}</caption>"
    return f'<div class="figures"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
