"""A converted network's file in, its outputs for batches of named tensors out: OpenVINO on the CPU, without torch."""

import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.compiled import compiled

Batch: TypeAlias = "Future[tuple[NDArray[np.float32], ...]]"
"""A batch that is worked on: its outputs, once it is done."""

STREAMS = 2
"""Batches that are worked on at once."""

SHAPES_KEPT = "200"
"""What is prepared for shapes of batches and kept; OpenVINO's 5,000 take a gigabyte after some hundred questions."""

BATCH_TOKENS = 1200
"""Tokens in one inference request, padding included: 8 passages of 150; 2,400 and more were slower."""


CONVERTER = "openvino.tools.ovc"

_importing = threading.Lock()


def runtime() -> Any:
    """Return the package `openvino`, imported without its converter, whose import takes longer than all the rest.

    Raises:
        ImportError: it is not installed.
    """
    with _importing:
        first = "openvino" not in sys.modules
        if first:
            sys.modules[CONVERTER] = None  # type: ignore[assignment]
        try:
            import openvino
        finally:
            if first:
                del sys.modules[CONVERTER]
    return openvino


def convert(network: Any, example: Mapping[str, Any]) -> Any:
    """Return a torch module as OpenVINO's graph, by its converter, whose reports of each conversion are left out."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # so that it takes its own stub
    from openvino.tools.ovc import convert_model

    return convert_model(network, example_input=example)


class Engine:
    """A compiled network; safe to use from several threads.

    OpenVINO picks the precision that the CPU is quick at (bf16 where it has it, else fp32); streams share the cores.
    """

    def __init__(self, file: Path, *, precision: str | None = None, kept: Path | None = None) -> None:
        """Load and compile a network.

        Args:
            file: its `.xml`; the weights are in the `.bin` beside it.
            precision: in which it is computed ("f32", "bf16"); None leaves the choice to OpenVINO.
            kept: as `index.compiled.compiled` takes it.
        """
        openvino = runtime()
        hints = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "NUM_STREAMS": str(STREAMS),
            "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT,
        }
        if precision is not None:
            hints["INFERENCE_PRECISION_HINT"] = precision
        network = compiled(openvino.Core(), file, hints, kept)
        self._inputs = [port.get_any_name() for port in network.inputs]
        self._queue = openvino.AsyncInferQueue(network, STREAMS)
        self._queue.set_callback(_end)
        self._starting = threading.Lock()
        weakref.finalize(self, _settle, self._queue)

    def run(self, feeds: Sequence[Mapping[str, NDArray[np.int64]]]) -> list[tuple[NDArray[np.float32], ...]]:
        """Return the outputs of each batch, in the order given; tensors that the network does not know are left out.

        Raises:
            RuntimeError: a batch could not be computed.
        """
        started = [self._start(feed) for feed in feeds]
        return [self._outputs_of(batch) for batch in started]

    def _start(self, feed: Mapping[str, NDArray[np.int64]]) -> Batch:
        """Begin with a batch as soon as a stream is free; the batches of several threads come in turn."""
        batch: Batch = Future()
        inputs = {name: feed[name] for name in self._inputs}
        with self._starting:  # OpenVINO hangs where two threads set inputs at once
            self._queue.start_async(inputs, batch)
        return batch

    def _outputs_of(self, batch: Batch) -> tuple[NDArray[np.float32], ...]:
        while True:
            try:
                return batch.result(timeout=1.0)
            except TimeoutError:
                self._queue.wait_all()  # raises what went wrong, of which no batch is told


def _end(request: Any, batch: Batch) -> None:
    batch.set_result(tuple(tensor.data.copy() for tensor in request.output_tensors))


def _settle(queue: Any) -> None:
    """Wait for what is still being done: Python aborts where it ends within a callback."""
    with suppress(RuntimeError):  # told already
        queue.wait_all()


def batches(lengths: Sequence[int], most: int = BATCH_TOKENS) -> list[list[int]]:
    """Return the numbers of rows of like length, longest first, so that little is padded.

    Args:
        lengths: of the rows, in tokens.
        most: tokens of a batch, padding included, give or take half a row. Of few rows each stream has its share.

    >>> batches([3, 9, 5]), batches([1] * 5, most=2), batches([])
    ([[1], [2, 0]], [[0, 1], [2, 3], [4]], [])
    """
    share = min(most, -(-sum(lengths) // STREAMS))
    made: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = lengths[made[-1][0]] if made else 0
        if made and (len(made[-1]) + 1) * longest <= share + longest // 2:  # as near to it as whole rows come
            made[-1].append(i)
        else:
            made.append([i])
    return made
