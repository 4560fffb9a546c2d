"""A quote marked on the picture of its page: where it is drawn, as a picture to lay over that."""

from collections.abc import Sequence

from api.parsed import Locate
from index.passage import PassageBlock
from ingest.placed_text import PageBox

_SIDE = 10_000
"""Of the picture, in units of its own; it is stretched to the page's shape."""
_MARGIN = 15
"""Around a line, in those units."""


def marked_places(
    text: str,
    blocks: Sequence[PassageBlock],
    *,
    start: int,
    end: int,
    page: int,
    locate: Locate,
) -> tuple[PageBox, ...]:
    """The lines on a page where ``text[start:end]`` is drawn; ``blocks`` are all of the page.

    What stands around it is looked for as well, in reading order: of two that read the same, the
    one that is meant is marked.
    """
    pieces: list[tuple[str, bool]] = []
    for block in blocks:
        low = min(max(start, block.start), block.end)
        high = min(max(end, low), block.end)
        pieces += [
            (text[block.start : low], False),
            (text[low:high], True),
            (text[high : block.end], False),
        ]
    pieces = [piece for piece in pieces if piece[0].strip()]
    if not any(wanted for _, wanted in pieces):
        return ()
    places = locate(page, [piece for piece, _ in pieces])
    return tuple(
        box
        for place, (_, wanted) in zip(places, pieces, strict=True)
        if wanted
        for box in place.boxes
    )


def marks_svg(boxes: Sequence[PageBox]) -> str:
    """The boxes as an SVG picture that is stretched to the page's shape."""
    drawn = "".join(_rectangle(box) for box in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" '
        f'preserveAspectRatio="none"><g fill="#ffd23f" fill-opacity="0.45">{drawn}</g></svg>'
    )


def _rectangle(box: PageBox) -> str:
    x0, y0 = round(box.x0 * _SIDE) - _MARGIN, round(box.y0 * _SIDE) - _MARGIN
    width, height = round((box.x1 - box.x0) * _SIDE), round((box.y1 - box.y0) * _SIDE)
    return (
        f'<rect x="{x0}" y="{y0}" width="{width + 2 * _MARGIN}" height="{height + 2 * _MARGIN}"/>'
    )
