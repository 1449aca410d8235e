from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from openvino import opset13 as ops

from index.engine import STREAMS, Engine, batches


@pytest.fixture
def doubling(tmp_path: Path) -> Engine:
    """A network that doubles its input, and sums it as a second output."""
    ids = ops.parameter([-1, -1], np.int64, name="input_ids")
    values = ops.convert(ids, "f32")
    doubled, summed = ops.multiply(values, np.float32(2)), ops.reduce_sum(values, np.array([1]))
    model = openvino.Model([doubled, summed], [ids], "doubling")
    model.inputs[0].get_tensor().set_names({"input_ids"})
    openvino.save_model(model, str(tmp_path / "doubling.xml"))
    return Engine(tmp_path / "doubling.xml", precision="f32")


def feed(*rows: list[int]) -> dict[str, NDArray[Any]]:
    ids = np.array(rows, np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def test_outputs_come_in_the_order_of_the_batches(doubling: Engine) -> None:
    outputs = doubling.run([feed([n, n + 1], [0, 0]) for n in range(20)])
    for n, (doubled, summed) in enumerate(outputs):
        assert doubled.tolist() == [[2 * n, 2 * n + 2], [0, 0]]
        assert summed.tolist() == [2 * n + 1, 0]


def test_outputs_outlive_the_next_run(doubling: Engine) -> None:
    ((first, _),) = doubling.run([feed([1])])
    doubling.run([feed([7]), feed([8])])
    assert first.tolist() == [[2.0]]


def test_no_batches_have_no_outputs(doubling: Engine) -> None:
    assert doubling.run([]) == []


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.xml").write_text("<ducks/>")
    with pytest.raises(RuntimeError):
        Engine(tmp_path / "no.xml")


@given(st.lists(st.integers(1, 30), max_size=20), st.integers(1, 100))
def test_batches_are_of_like_length_and_hold_each_row_once(lengths: list[int], most: int) -> None:
    found = batches(lengths, most)
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert [lengths[i] for batch in found for i in batch] == sorted(lengths, reverse=True)
    for batch in found:
        longest = lengths[batch[0]]
        assert len(batch) == 1 or len(batch) * longest <= most + longest / 2
    assert len(found) >= min(STREAMS, len(lengths)), "each stream has its share"


def test_several_threads_may_run_a_network_at_once(doubling: Engine) -> None:
    def sums(n: int) -> list[float]:
        return [float(summed[0]) for _, summed in doubling.run([feed([n, i]) for i in range(30)])]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(sums, range(40)))
    assert found == [[float(n + i) for i in range(30)] for n in range(40)]


def test_what_cannot_be_run_is_raised_and_the_next_one_runs(doubling: Engine) -> None:
    for _ in range(2 * STREAMS):
        with pytest.raises(KeyError):
            doubling.run([{"attention_mask": np.ones((1, 1), np.int64)}])
    ((doubled, _),) = doubling.run([feed([4])])
    assert doubled.tolist() == [[8.0]]


def test_a_batch_that_cannot_be_computed_is_raised(tmp_path: Path) -> None:
    ids = ops.parameter([-1, -1], np.int64, name="input_ids")
    model = openvino.Model([ops.reshape(ops.convert(ids, "f32"), np.array([3]), False)], [ids], "three")
    model.inputs[0].get_tensor().set_names({"input_ids"})
    openvino.save_model(model, str(tmp_path / "three.xml"))
    engine = Engine(tmp_path / "three.xml", precision="f32")
    with pytest.raises(RuntimeError, match="Exception"):
        engine.run([feed([1, 2, 3]), feed([1, 2])])
