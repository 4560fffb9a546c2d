"""A picture file (PNG, JPEG, TIFF, WebP, BMP) as clean grey pixels for OCR.

Foreign bytes are decoded here, in the worker with limits; tesseract only ever sees what we wrote.
"""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.errors import FileTooHeavy, FileUnreadable

MAX_PIXELS = 50_000_000
"""A photograph of a large sheet; pixels are counted before any is decoded."""
MAX_SIDE = 6_000
"""Pixels: larger pictures are shrunk, more does not help recognition."""
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")


def preload() -> None:
    """Loads Pillow's decoders, which it otherwise imports at first use."""
    Image.init()
    for name in _FORMATS:
        buffer = io.BytesIO()
        Image.new("L", (8, 8), 255).save(buffer, format=name)
        read_picture(buffer.getvalue())


def read_picture(data: bytes) -> bytes:
    """The first frame, upright, as a greyscale PNG.

    Raises FileTooHeavy for too many pixels, FileUnreadable for what is no picture.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of doubtful metadata; the pixels are what counts.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise FileTooHeavy(
                        f"the picture has {width} × {height} pixels, more than {MAX_PIXELS}; "
                        "scale it down"
                    )
                return _as_png(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise FileTooHeavy(f"the picture has too many pixels ({error})") from error
    except UnidentifiedImageError as error:
        raise FileUnreadable("not a PNG, JPEG, TIFF, WebP or BMP picture") from error
    except MemoryError as error:
        raise FileTooHeavy("the picture does not fit into memory; scale it down") from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        ArithmeticError,
        RuntimeError,
        AttributeError,
    ) as error:
        # Pillow lets whatever its decoders trip over out, SyntaxError for a broken PNG included.
        raise FileUnreadable(f"the picture is damaged ({type(error).__name__})") from error


def _as_png(picture: Image.Image) -> bytes:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        # What is transparent was meant to be seen on paper.
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    grey = picture.convert("L")
    if max(grey.size) > MAX_SIDE:
        grey.thumbnail((MAX_SIDE, MAX_SIDE))
    buffer = io.BytesIO()
    grey.save(buffer, format="PNG", compress_level=3)
    return buffer.getvalue()
