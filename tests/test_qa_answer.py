import json
from dataclasses import FrozenInstanceError, asdict

import pytest

from qa.answer import Answer, Cited, Excerpt, Place, Seconds, Words

EXCERPT = Excerpt(
    n=1,
    document=Cited("d41d8cd98f00", "Ducks", "/papers/ducks.pdf", "2019-05-01"),
    version="900150983cd2",
    start=6,
    end=24,
    text="They eat 40 weeds.",
    answer=Words(15, 17, "40"),
    page=2,
    score=0.75,
    places=(Place("d41d8cd98f00", 80, 99, 3), Place("e33d4f36e6da", 0, 19, None)),
)
ANSWER = Answer(
    question="And how many?",
    asked_as="And how many? (weeds ducks)",
    found=True,
    confidence=0.9,
    differs=((1, 2),),
    excerpts=(EXCERPT,),
    nearest=(),
    library="1-0123456789ab",
    seconds=Seconds(0.1, 0.2, 0.3),
)


def test_an_answer_as_json_is_the_contract_to_the_letter() -> None:
    assert json.dumps(asdict(ANSWER)) == (
        '{"question": "And how many?", "asked_as": "And how many? (weeds ducks)", "found": true, "confidence": 0.9, '
        '"differs": [[1, 2]], '
        '"excerpts": [{"n": 1, '
        '"document": {"id": "d41d8cd98f00", "title": "Ducks", "source": "/papers/ducks.pdf", "date": "2019-05-01"}, '
        '"version": "900150983cd2", "start": 6, "end": 24, "text": "They eat 40 weeds.", '
        '"answer": {"start": 15, "end": 17, "text": "40"}, "page": 2, "score": 0.75, '
        '"places": [{"document": "d41d8cd98f00", "start": 80, "end": 99, "page": 3}, '
        '{"document": "e33d4f36e6da", "start": 0, "end": 19, "page": null}]}], '
        '"nearest": [], "library": "1-0123456789ab", "seconds": {"retrieve": 0.1, "read": 0.2, "total": 0.3}, '
        '"notice": null}'
    )


@pytest.mark.parametrize(("value", "field"), [(ANSWER, "found"), (EXCERPT, "text"), (EXCERPT.document, "title")])
def test_an_answer_cannot_be_changed(value: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError, match=field):
        setattr(value, field, "other")
