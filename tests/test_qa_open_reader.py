import time
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder

from index.opening import open_library
from qa.forms_reader import FORMS, FormsReader
from qa.open_reader import loading_ahead


def test_what_is_loaded_ahead_has_ended_with_its_block_so_that_the_library_can_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def slow(name: str) -> FormsReader:
        time.sleep(0.2)
        ended.append(name)
        return FormsReader()

    monkeypatch.setattr("qa.open_reader.load_reader", slow)
    with open_library(tmp_path, encoder=FakeEncoder(), reader=FORMS) as library:
        with pytest.raises(KeyError), loading_ahead(library):
            raise KeyError
        assert ended == [FORMS]
