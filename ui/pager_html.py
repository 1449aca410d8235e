"""Which rows of a list are shown in, what turns its pages out: pure HTML."""

from collections.abc import Sequence

from ui.markup import button, literal
from ui.texts import Texts


def pager_html(
    rows: tuple[int, int, int], name: str, targets: Sequence[tuple[str, bool]], label: str, say: Texts
) -> str:
    """Return a list's pager.

    Args:
        rows: numbers of the first and the last row that are shown, from 1, and how many there are.
        name: class of both buttons.
        targets: what the buttons back and on say of where they lead, as an attribute, and whether that is a page.
        label: what a screen reader calls it.
        say: the page's texts.
    """
    back, on = (
        button(name, say(key), attribute if there else f"{attribute} disabled")
        for key, (attribute, there) in zip(("previous_page", "next_page"), targets, strict=True)
    )
    told = f"<span>{literal(say('rows_of', *rows))}</span>"
    return f'<nav class="pager" aria-label="{literal(label)}">{back}{told}{on}</nav>'
