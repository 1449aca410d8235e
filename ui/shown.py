"""What the source pane shows: a document, the places in it, and the question that they are looked at for."""

from dataclasses import dataclass

from index.document import Document
from index.passages import Span
from ui.markup import literal
from ui.pointer import Located, Pointer


@dataclass(frozen=True, slots=True)
class Sought:
    """The question that a source is looked at for; none where it was opened from the list or by a link.

    Attributes:
        question: as it is kept (`qa.kept.asked_alone`).
        turn: number of its turn in the conversation; 0: of none.
        kept: id of the kept question; empty: of none.
    """

    question: str = ""
    turn: int = 0
    kept: str = ""

    @property
    def data(self) -> str:
        """Return the attributes that tell it to the page's script.

        >>> Sought("Who?", turn=2).data
        'data-turn="2" data-kept="" data-asked="Who?"'
        """
        return f'data-turn="{self.turn}" data-kept="{literal(self.kept)}" data-asked="{literal(self.question)}"'


UNASKED = Sought()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the source pane shows.

    Attributes:
        document: the document.
        located: the place that was chosen, checked; None where only the document was.
        others: further places of the same answer in this document, checked as well.
        sentences: of the whole document, in order.
        library: its name where it is not the first one.
        sought: the question that it is looked at for.
        page: of a PDF, the page that was asked for; None: that of the place.
    """

    document: Document
    located: Located | None = None
    others: tuple[Pointer, ...] = ()
    sentences: tuple[Span, ...] = ()
    library: str = ""
    sought: Sought = UNASKED
    page: int | None = None

    @property
    def pointer(self) -> Pointer | None:
        """Return where the chosen quote stands."""
        return self.located.pointer if self.located else None
