"""A picture in, the words printed in it out: by RapidOCR, whose models come with it, on OpenVINO, which is here."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.document import clean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from index.ocr_lines import Line

INSTALL = "pip install 'excerpt[ocr]'"
"""What is said where the extra is missing."""

SECONDS = 100.0
"""How long the pictures of one file are read; the rest is named, before the child's time is up and all is lost."""

DOTS_PER_INCH = 200
"""At which a page of a PDF is drawn; at 150 narrow gutters between columns are overlooked."""

LONGEST_SIDE = 2600
"""Pixels; larger pictures are made smaller: A4 with 200 dots an inch is 2,339 high, and its smallest print is read."""

CONTRAST = 64
"""Between the lightest and the darkest of 256 greys; what has less is empty paper."""

MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
"""The files of RapidOCR's wheel; naming them keeps it from looking for others, or downloading them."""


def installed() -> bool:
    """Tell whether pictures can be read."""
    return find_spec("rapidocr") is not None


def words_in(image: "Image") -> str:
    """Return the text in a picture, clean and in reading order; "" where there is none. A large one is made smaller.

    What is read are Latin, Greek, Chinese and Japanese letters; upright, or upside down.
    """
    import numpy as np

    from index.ocr_lines import laid_out

    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]  # blue first, as OpenCV has it
    return clean(laid_out(_parted(_lines(pixels), pixels))).strip()


def _lines(pixels: "NDArray[np.uint8]") -> "list[Line]":
    from index.ocr_lines import Line

    found = _engine()(pixels, use_det=True, use_cls=True, use_rec=True)
    if found.boxes is None or found.txts is None:
        return []
    corners = ((box[:, 0], box[:, 1]) for box in found.boxes)
    return [
        Line(float(x.min()), float(y.min()), float(x.max()), float(y.max()), " ".join(words.split()))
        for (x, y), words in zip(corners, found.txts, strict=True)
    ]


def _parted(lines: "list[Line]", pixels: "NDArray[np.uint8]") -> "Iterator[Line]":
    """Yield the lines, each that was read across an empty gutter in two."""
    from index.ocr_lines import Line, gutter

    between = gutter(lines)
    for line in lines:
        if between is None or not _spans_paper(line, between, pixels):
            yield line
            continue
        middle = sum(between) / 2
        for left, right in ((line.left, middle), (middle, line.right)):
            part = pixels[int(line.top) : int(line.bottom) + 1, int(left) : int(right) + 1]
            words = _engine()(part, use_det=False, use_cls=False, use_rec=True).txts or ()
            yield Line(left, line.top, right, line.bottom, " ".join(" ".join(words).split()))


def _spans_paper(line: "Line", between: tuple[float, float], pixels: "NDArray[np.uint8]") -> bool:
    left, right = between
    if not line.left < left < right < line.right:
        return False
    paper = pixels[int(line.top) : int(line.bottom) + 1, int(left) + 1 : int(right)]
    return bool(paper.size) and int(paper.max()) - int(paper.min()) < CONTRAST


@cache
def _engine() -> Any:
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    settings: dict[str, object] = {"Global.log_level": "critical", "Global.max_side_len": LONGEST_SIDE}
    for step, name in MODELS.items():
        settings |= {f"{step}.model_path": str(folder / name), f"{step}.engine_type": rapidocr.EngineType.OPENVINO}
    return rapidocr.RapidOCR(params=settings)
