from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pptx
import pytest
from office_files import powerpoint_file

from index.document import Extracted, page_of
from index.readers import powerpoint


def presentation(build: Any) -> bytes:
    made, file = pptx.Presentation(), BytesIO()
    build(made)
    made.save(file)
    return file.getvalue()


def test_a_slide_is_a_page_and_its_title_comes_first() -> None:
    found = powerpoint.read(powerpoint_file(("Ducks", "They swim.\nThey fly."), ("", ""), ("Geese", "They fly.")))
    text = "Ducks\n\nThey swim.\n\nThey fly.\n\nGeese\n\nThey fly.\n\n"
    assert found == Extracted(text, (0, 30, 30), "Ducks", None), "the date is of python-pptx's template"
    assert [page_of(found.pages, found.text.index(word)) for word in ("Ducks", "swim", "Geese")] == [1, 1, 3]


def test_tables_groups_and_notes() -> None:
    def build(made: Any) -> None:
        slide = made.slides.add_slide(made.slide_layouts[6])
        table = slide.shapes.add_table(2, 2, 0, 0, 10, 10).table
        for i, words in enumerate(["Bird", "Eggs", "Duck\nwild", "9"]):
            table.cell(i // 2, i % 2).text = words
        slide.shapes.add_group_shape().shapes.add_textbox(0, 0, 1, 1).text_frame.text = "In a group\vof two lines"
        slide.notes_slide.notes_text_frame.text = "Say hello.\nPause."

    found = powerpoint.read(presentation(build))
    assert found.text == "Bird\tEggs\nDuck wild\t9\n\nIn a group\nof two lines\n\nNotes\n\nSay hello.\n\nPause.\n\n"
    assert (found.pages, found.title) == ((0,), None)


def test_what_stands_on_each_slide_is_left_out() -> None:
    def build(made: Any) -> None:
        slide = made.slides.add_slide(made.slide_layouts[0])
        slide.shapes.title.text = "Ducks"
        for kept in slide.slide_layout.placeholders:
            if kept.placeholder_format.type.name == "FOOTER":
                slide.shapes.clone_placeholder(kept)
        slide.placeholders[11].text = "Confidential"

    assert powerpoint.read(presentation(build)).text == "Ducks\n\n"


@pytest.mark.parametrize(
    ("stated", "title"),
    [("Birds", "Birds"), ("PowerPoint Presentation", "Ducks"), ("PowerPoint-Präsentation", "Ducks")],
)
def test_title_and_date_are_as_stated(stated: str, title: str) -> None:
    def build(made: Any) -> None:
        made.core_properties.title = stated
        made.core_properties.created = datetime(2024, 5, 3, tzinfo=UTC)
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "Ducks"

    found = powerpoint.read(presentation(build))
    assert (found.title, found.date) == (title, "2024-05-03")


@pytest.mark.parametrize("words", ["البط يسبح في البحيرة.", "鸭子在湖里游泳。", "Утки плавают по озеру."])
def test_all_scripts_are_kept(words: str) -> None:
    assert powerpoint.read(powerpoint_file((words, words))).text == f"{words}\n\n{words}\n\n"


def test_a_presentation_without_slides_has_no_text() -> None:
    assert powerpoint.read(presentation(lambda made: None)).text == ""
