"""A question and an encoder in, what a person is told where the encoder does not know its language out."""

from collections.abc import Sequence

from index.encoder import Encoder
from index.language import language_name, language_of
from qa.retrieve import Candidate


def unknown_language(question: str, encoder: Encoder) -> str | None:
    """Return a sentence that says so where the encoder does not know a question's language, else None."""
    language = language_of(question)
    if encoder.languages is None or language in encoder.languages:
        return None
    known = sorted(map(language_name, encoder.languages))
    knows = " and ".join(known) if len(known) < 3 else f"{len(known)} other languages"
    return (
        f"This question looks {language_name(language)}, but the encoder {encoder.name} knows {knows} only: passages "
        "are shown by their words alone, and none is judged. A new library can have a multilingual encoder "
        "(--encoder NAME)."
    )


def by_words_alone(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that share words with the question, by BM25."""
    return sorted((c for c in candidates if c.lexical), key=lambda c: (-c.lexical, c.passage.document, c.passage.start))
