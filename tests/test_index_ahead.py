import random
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ahead import Ahead, Work


def work(do: Callable[[int], int], weight: int = 0) -> Work[int, int]:
    return Work(do, lambda _: weight, lambda _: weight)


@given(items=st.lists(st.integers(), max_size=30), threads=st.integers(1, 4), most=st.integers(1, 5))
def test_results_come_in_order_whichever_is_done_first(items: list[int], threads: int, most: int) -> None:
    def double(item: int) -> int:
        time.sleep(random.random() / 2000)
        return 2 * item

    with Ahead(work(double), items, threads=threads, most=most) as ahead:
        assert [ahead.take() for _ in items] == [2 * item for item in items]


def test_what_one_raises_is_raised_at_its_turn_and_fails_no_other() -> None:
    def halve(item: int) -> int:
        if item % 2:
            raise ValueError(f"{item} is odd")
        return item // 2

    with Ahead(work(halve), [2, 3, 4], threads=2) as ahead:
        assert ahead.take() == 1
        with pytest.raises(ValueError, match="3 is odd"):
            ahead.take()
        assert ahead.take() == 2


def begun_at_most(items: int, *, weight: int = 0, most: int = 100, heaviest: int = 100) -> int:
    """How many of so many items are begun while nobody takes a result."""
    begun: list[int] = []

    def note(item: int) -> int:
        begun.append(item)
        return item

    with Ahead(work(note, weight), range(items), threads=3, most=most, heaviest=heaviest) as ahead:
        time.sleep(0.1)
        count = len(begun)
        assert [ahead.take() for _ in range(items)] == list(range(items)), "nothing stays behind"
    return count


def test_no_more_is_done_ahead_than_its_bounds_allow() -> None:
    assert begun_at_most(20) == 20
    assert begun_at_most(20, most=7) == 7
    assert begun_at_most(20, weight=30, heaviest=100) == 3
    assert begun_at_most(5, weight=1000, heaviest=100) == 1, "a heavy one alone"


def test_after_its_end_nothing_is_begun() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def wait(item: int) -> int:
        begun.append(item)
        go_on.wait(10)
        return item

    with Ahead(work(wait), range(100), threads=2):
        while len(begun) < 2:
            time.sleep(0.001)
    go_on.set()
    time.sleep(0.1)
    assert begun == [0, 1]


def test_nothing_to_do_starts_nothing() -> None:
    before = threading.active_count()
    with Ahead(work(lambda item: item), [], threads=4):
        assert threading.active_count() == before
