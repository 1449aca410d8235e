"""Things to do in, what each gives out, in their order: done by threads ahead of whoever takes it, within bounds."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 64
"""Results that wait to be taken: more than are embedded and stored at once."""

HEAVIEST = 256 * 2**20
"""Bytes that wait or are being worked on; a single thing may be heavier, and is then alone."""


@dataclass(frozen=True, slots=True)
class Work(Generic[Item, Result]):
    """What is done with each item.

    Attributes:
        do: the work; what it raises is raised where its result is taken.
        weight: bytes that an item will need, told before it is begun; raises nothing.
        weight_of: bytes that a result holds.
    """

    do: Callable[[Item], Result]
    weight: Callable[[Item], int]
    weight_of: Callable[[Result], int]


@dataclass(slots=True)
class _Done(Generic[Result]):
    result: Result | None
    error: Exception | None
    weight: int


class Ahead(Generic[Item, Result]):
    """Works through items with some threads. Close it, and nothing more is begun."""

    def __init__(
        self,
        work: Work[Item, Result],
        items: Sequence[Item],
        *,
        threads: int,
        most: int = MOST,
        heaviest: int = HEAVIEST,
    ) -> None:
        self._work, self._items, self._most, self._heaviest = work, items, most, heaviest
        self._done: dict[int, _Done[Result]] = {}
        self._begun = self._taken = self._weight = 0
        self._changed = threading.Condition()
        for _ in range(min(threads, len(items))):
            threading.Thread(target=self._run, daemon=True, name="ahead").start()

    def __enter__(self) -> "Ahead[Item, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Begin nothing more; what is being done is not waited for."""
        with self._changed:
            self._items = self._items[: self._begun]
            self._changed.notify_all()

    def take(self) -> Result:
        """Return the next item's result, waiting for it where it must; raise what its work raised."""
        with self._changed:
            self._changed.wait_for(lambda: self._taken in self._done)
            done = self._done.pop(self._taken)
            self._taken += 1
            self._weight -= done.weight
            self._changed.notify_all()
        if done.error is not None:
            raise done.error
        return done.result  # type: ignore[return-value]

    def _run(self) -> None:
        while (begun := self._begin()) is not None:
            number, weight = begun
            try:
                result = self._work.do(self._items[number])
                done = _Done(result, None, self._work.weight_of(result))
            except Exception as error:
                done = _Done(None, error, 0)
            with self._changed:
                self._done[number] = done
                self._weight += done.weight - weight
                self._changed.notify_all()

    def _begin(self) -> tuple[int, int] | None:
        """Return the number and the weight of the item to begin, once there is room; None where all are begun."""
        with self._changed:
            self._changed.wait_for(lambda: self._begun >= len(self._items) or self._has_room())
            if self._begun >= len(self._items):
                return None
            number, weight = self._begun, self._work.weight(self._items[self._begun])
            self._begun += 1
            self._weight += weight
            return number, weight

    def _has_room(self) -> bool:
        """Tell whether the next item may be begun: always where the one who takes would wait for it."""
        waiting = self._begun - self._taken
        light = self._weight + self._work.weight(self._items[self._begun]) <= self._heaviest
        return waiting == 0 or (waiting < self._most and light)
