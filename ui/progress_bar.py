"""How far something is in, a bar on the terminal out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from ui.terminal import err, one_line


class _Rate(ProgressColumn):
    """So many of `unit` per second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: object) -> Text:
        speed = getattr(task, "finished_speed", None) or getattr(task, "speed", None)
        return Text(f"{speed:.1f} {self._unit}/s" if speed else "", "dim")


@contextmanager
def progress_bar(unit: str = "files") -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on stderr with count, rate and time left, for as long as the block runs."""
    columns = (
        BarColumn(24),
        MofNCompleteColumn(),
        _Rate(unit),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=escape(one_line(name)))

        yield advance
