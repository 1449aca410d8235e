"""A BERT-like encoder's weights in, the reader's network out: span scores per token and one score for answering."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.engine import convert, runtime
from index.weights import quiet_transformers


def reader_network(folder: Path) -> Any:
    """Return a torch module: the encoder in `folder`, a span head, and an answer head at the first token.

    Called with `input_ids`, `attention_mask` and `token_type_ids`, each (batch, tokens) int64, it returns `starts` and
    `ends`, (batch, tokens), and `answers`, (batch,): logits. The heads' weights are random until they are trained.
    While it is trained, hidden states are dropped out as the encoder's configuration says, and attention is not.
    """
    import torch

    transformers = quiet_transformers()

    class ReaderNetwork(torch.nn.Module):  # type: ignore[misc]
        """Encoder and heads."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = transformers.AutoModel.from_pretrained(
                str(folder),
                add_pooling_layer=False,
                local_files_only=True,
                dtype=torch.float32,
                attention_probs_dropout_prob=0.0,
            )
            self.spans = torch.nn.Linear(self.encoder.config.hidden_size, 2)
            self.answering = torch.nn.Linear(self.encoder.config.hidden_size, 1)

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            hidden = self.encoder(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            scores = self.spans(hidden)
            return scores[..., 0], scores[..., 1], self.answering(hidden[:, 0])[:, 0]

    return ReaderNetwork()


def save_graph(network: Any, example: Mapping[str, np.ndarray[Any, Any]], path: Path) -> None:
    """Write the network as an OpenVINO graph with float16 weights (`path` and the `.bin` beside it)."""
    import torch

    tensors = {name: torch.from_numpy(values) for name, values in example.items()}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        network.encoder.set_attn_implementation("sdpa")
        graph = convert(network.eval(), tensors)
    for port, name in zip(graph.outputs, ("starts", "ends", "answers"), strict=True):
        port.get_tensor().set_names({name})
    runtime().save_model(graph, str(path), compress_to_fp16=True)
