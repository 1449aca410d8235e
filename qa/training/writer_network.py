"""A BERT-like encoder's weights in, a network that writes a question word by word out: trained, then run with memory.

What is written sees all of the passage and what was written before it; each next token is predicted at a [MASK] in its
place, which is what the encoder's makers first trained it to do (Bao et al., "UniLMv2", arXiv 2002.12804).
"""

from pathlib import Path
from typing import Any

from index.weights import quiet_transformers


def writer_network(folder: Path) -> Any:
    """Return a torch module: the encoder in `folder` and a head that gives each token of the vocabulary a logit."""
    import torch

    transformers = quiet_transformers()

    class WriterNetwork(torch.nn.Module):  # type: ignore[misc]
        """Encoder and head; the head's last matrix is the encoder's own of words."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = transformers.AutoModel.from_pretrained(
                str(folder), add_pooling_layer=False, local_files_only=True, dtype=torch.float32
            )
            width = self.encoder.config.hidden_size
            self.head = torch.nn.Sequential(
                torch.nn.Linear(width, width), torch.nn.GELU(), torch.nn.LayerNorm(width, eps=1e-12)
            )
            self.bias = torch.nn.Parameter(torch.zeros(self.encoder.config.vocab_size))

        def forward(self, ids: Any, types: Any, places: Any, allowed: Any, memory: Any = None) -> tuple[Any, Any]:
            """Return hidden states and memory.

            `ids`, `types` and `places` are (batch, tokens) int64; `allowed`, (batch, tokens, remembered + tokens) bool,
            says what each token sees; `memory` is the keys and values of each layer from earlier calls.
            """
            hidden = self.encoder.embeddings(input_ids=ids, token_type_ids=types, position_ids=places)
            mask = torch.zeros(allowed.shape, dtype=hidden.dtype).masked_fill(~allowed, -1e4)[:, None]
            kept = []
            for number, layer in enumerate(self.encoder.encoder.layer):
                hidden, rows = _through(layer, hidden, mask, memory[number] if memory else None)
                kept.append(rows)
            return hidden, kept

        def logits(self, hidden: Any) -> Any:
            """Return (..., vocabulary) logits of the tokens that belong at these hidden states."""
            words = self.encoder.embeddings.word_embeddings.weight
            return torch.nn.functional.linear(self.head(hidden), words, self.bias)

    return WriterNetwork()


def _through(layer: Any, hidden: Any, mask: Any, memory: Any) -> tuple[Any, tuple[Any, Any]]:
    """Return hidden states behind a layer, and the keys and values that it has seen."""
    import torch

    own, heads = layer.attention.self, layer.attention.self.num_attention_heads
    query, key, value = (
        part(hidden).unflatten(-1, (heads, -1)).transpose(1, 2) for part in (own.query, own.key, own.value)
    )
    if memory is not None:
        key, value = torch.cat([memory[0], key], 2), torch.cat([memory[1], value], 2)
    weights = (query @ key.transpose(2, 3) * own.scaling + mask).softmax(-1).to(value.dtype)
    mixed = layer.attention.output((weights @ value).transpose(1, 2).flatten(2), hidden)
    return layer.output(layer.intermediate(mixed), mixed), (key, value)
