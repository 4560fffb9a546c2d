"""The noun of places: where on a page's picture a text is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBox:
    """A rectangle in shares of the page's width and height, from its top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A text that was looked for among the characters of a page."""

    boxes: tuple[PageBox, ...]
    """A line, a paragraph or a cell each; none where it was not found."""
    found_share: float
    """Of its characters, blanks and hyphens left out."""
