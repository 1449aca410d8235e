"""Pictures of print (scans, photographs, screenshots) by RapidOCR, an extra; each picture of a TIFF is a page."""

import time
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING

from index import ocr
from index.document import Extracted

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")
PICTURES = True
MEDIA_TYPE = "image/*"

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
"""What Pillow may take a file for: its readers of rare formats are the less safe ones."""

MOST_PIXELS = 80_000_000
"""In one picture; a page of A3 with 600 dots an inch has 70 million."""

TOO_LARGE = f"the picture has {{}} pixels (at most {MOST_PIXELS:,} are read)"


def read(data: bytes) -> Extracted:
    """Return the print in a picture; of several pictures in one TIFF, each is a page."""
    if not ocr.installed():
        raise ValueError(f"the file is a picture; {ocr.INSTALL} reads the print in it")
    image, end = _opened(data), time.monotonic() + ocr.SECONDS
    count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    texts: list[str] = []
    for number in range(count):
        if texts and time.monotonic() > end:
            break
        words = ocr.words_in(_upright(image, number))
        texts.append(f"{words}\n" if words else "")
    if not any(texts):
        raise ValueError("no print was found in the picture")
    starts = [0, *accumulate(map(len, texts))][: len(texts)]
    notes = (f"only the first {len(texts)} of {count} pages were read in {ocr.SECONDS:g} s",)
    return Extracted("".join(texts), tuple(starts) if count > 1 else (), notes=notes if len(texts) < count else ())


def _opened(data: bytes) -> "Image":
    from PIL import Image

    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ValueError(TOO_LARGE.format(f"over {MOST_PIXELS:,}")) from None
    except (OSError, ValueError, SyntaxError):
        raise ValueError("the file is damaged, or no picture of a known kind") from None


def _upright(image: "Image", number: int) -> "Image":
    """Return one of a file's pictures in colours on white, turned as the camera says."""
    import numpy as np
    from PIL import Image, ImageOps

    image.seek(number)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(TOO_LARGE.format(f"{image.width * image.height:,}"))
    image.draft("RGB", (ocr.LONGEST_SIDE, ocr.LONGEST_SIDE))  # a large JPEG is then unpacked smaller
    try:
        turned = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ValueError(f"the picture is damaged ({error})") from None
    if turned.mode.startswith("I;16"):  # Pillow would cut 65,536 greys off at 255
        turned = Image.fromarray((np.asarray(turned) >> 8).astype(np.uint8))
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    layer = turned.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
