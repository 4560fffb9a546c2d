"""Places of texts as JSON and back, strictly: the worker that writes them is not trusted."""

import json
import math
from collections.abc import Sequence

from ingest.errors import FileUnreadable
from ingest.placed_text import PageBox, PlacedText

MAX_BOXES = 20_000


def encode_places(places: Sequence[PlacedText]) -> bytes:
    """JSON, UTF-8."""
    record = [
        [place.found_share, [[box.x0, box.y0, box.x1, box.y1] for box in place.boxes]]
        for place in places
    ]
    return json.dumps(record, separators=(",", ":"), allow_nan=False).encode()


def decode_places(payload: bytes, *, count: int) -> tuple[PlacedText, ...]:
    """The places that ``encode_places`` wrote, of ``count`` texts.

    Raises FileUnreadable for anything else: another number of them, a share outside of 0 and 1.
    """
    try:
        record = json.loads(payload)
        if not isinstance(record, list) or len(record) != count:
            raise ValueError("number of texts")
        places = tuple(_place(one) for one in record)
        if sum(len(place.boxes) for place in places) > MAX_BOXES:
            raise ValueError("number of boxes")
    except (ValueError, TypeError, RecursionError) as error:
        raise FileUnreadable(
            f"the reading process answered with malformed places ({error}); the file may be "
            f"hostile: open it elsewhere and save it again"
        ) from error
    return places


def _place(values: object) -> PlacedText:
    if not isinstance(values, list) or len(values) != 2 or not isinstance(values[1], list):
        raise ValueError("shape of a place")
    boxes = []
    for box in values[1]:
        if not isinstance(box, list) or len(box) != 4:
            raise ValueError("shape of a box")
        x0, y0, x1, y1 = map(_share, box)
        if x0 > x1 or y0 > y1:
            raise ValueError("corners of a box")
        boxes.append(PageBox(x0=x0, y0=y0, x1=x1, y1=y1))
    return PlacedText(boxes=tuple(boxes), found_share=_share(values[0]))


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a share")
    if not 0.0 <= value <= 1.0:
        raise ValueError("a share outside of 0 and 1")
    return float(value)
