"""A converted network's file in, its outputs for batches of named tensors out: OpenVINO on the CPU, without torch."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STREAMS = 2
"""Batches that are worked on at once."""


class Engine:
    """A compiled network; safe to use from several threads.

    OpenVINO picks the precision that the CPU is quick at (bf16 where it has it, else fp32); streams share the cores.
    """

    def __init__(self, file: Path, *, precision: str | None = None) -> None:
        """Load and compile a network.

        Args:
            file: its `.xml`; the weights are in the `.bin` beside it.
            precision: in which it is computed ("f32", "bf16"); None leaves the choice to OpenVINO.
        """
        import openvino

        hints = {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": str(STREAMS)}
        if precision is not None:
            hints["INFERENCE_PRECISION_HINT"] = precision
        network = openvino.Core().compile_model(str(file), "CPU", hints)
        self._inputs = [port.get_any_name() for port in network.inputs]
        self._outputs = len(network.outputs)
        self._queue = openvino.AsyncInferQueue(network, STREAMS)
        self._lock = threading.Lock()

    def run(self, feeds: Sequence[Mapping[str, NDArray[np.int64]]]) -> list[tuple[NDArray[np.float32], ...]]:
        """Return the outputs of each batch, in the order given; tensors that the network does not know are left out."""
        outputs: list[tuple[NDArray[np.float32], ...]] = [()] * len(feeds)
        with self._lock:
            self._queue.set_callback(
                lambda request, number: outputs.__setitem__(
                    number, tuple(request.get_output_tensor(i).data.copy() for i in range(self._outputs))
                )
            )
            for number, feed in enumerate(feeds):
                self._queue.start_async({name: feed[name] for name in self._inputs}, number)
            self._queue.wait_all()
        return outputs


def batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Return the numbers of rows of like length, longest first, so that little is padded.

    A batch has at most `most` rows, and of a few rows each stream has its share.

    >>> batches([3, 9, 5], 16), batches([1] * 5, 2), batches([], 16)
    ([[1, 2], [0]], [[0, 1], [2, 3], [4]], [])
    """
    size = max(1, min(most, -(-len(lengths) // STREAMS)))
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    return [order[first : first + size] for first in range(0, len(order), size)]
