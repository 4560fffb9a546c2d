"""The nouns of the PDF reader: what a page shows, before it becomes blocks. No behaviour.

Coordinates are points in the frame of the text they belong to: x runs along the line of writing,
y upwards, whatever the rotation of the page.
"""

from dataclasses import dataclass
from typing import NamedTuple

from ingest.finding import UnseenText

Place = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the page."""


class Glyph(NamedTuple):
    """One character as drawn; a tuple, because a book has a million of them."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    mono: bool
    space_before: bool
    """White space stands before it in the content stream, drawn or implied."""


class TextPiece(NamedTuple):
    """One text object of a page: characters drawn in one go; a tuple, a page has hundreds."""

    address: int
    """Where PDFium keeps it, the same for its text page and its drawing."""
    first: int
    last: int
    """Of its characters in the text page, the last one included."""
    colour: int
    """0xRRGGBB; -1 where none fills its letters."""
    is_clear: bool
    """Drawn in a mode or with a transparency that leaves nothing."""
    start: Place | None
    """Of its first character; None where none has one."""


class Cover(NamedTuple):
    """A filled box or a picture on a page, which may hide or carry text."""

    order: int
    """Among everything on the page: what is drawn later has more."""
    x0: float
    y0: float
    x1: float
    y1: float
    colour: int
    """0xRRGGBB; -1 for a picture or a shading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters on one line without a wide gap: a line of a column, or a cell of a table."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    mono: bool
    glyphs: tuple[Glyph, ...] = ()
    space_after: bool = False
    """White space is drawn after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A straight horizontal or vertical stroke, or one side of a drawn box."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of running text in reading order."""

    text: str
    """Ends in one space where white space is drawn after it."""
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool = False
    mono: bool = False
    column: int = 0
    """Ordinal of the column it stands in on its page; lines of two columns never touch."""
    column_x0: float = 0.0
    column_x1: float = 0.0
    leader: bool = False
    """Dots lead from its name to a page number: a line of a table of contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells, top to bottom, with the place they were drawn at."""

    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    x0: float
    x1: float
    y0: float
    y1: float
    column: int = 0
    header: tuple[tuple[str, ...], ...] = ()
    """Header rows of the table this one continues: they stand on an earlier page, not here."""
    header_is_bold: bool = False
    """Its header, here or on the earlier page, is told from the other rows by bold type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What one text direction of a page holds: characters in spans, and strokes."""

    spans: tuple[Span, ...]
    rulings: tuple[Ruling, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    """The page's corners in this frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInk:
    """Everything drawn on a page that matters to a reader of text."""

    directions: tuple[Ink, ...]
    """Directions of writing, the one with most characters first."""
    character_count: int
    """Without white space."""
    shows_something: bool
    """Pictures or drawings are on the page."""
    truncated: bool = False
    undecoded_count: int = 0
    """Drawn characters of which the file does not say what they are."""
    unseen: tuple[UnseenText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """A page in reading order."""

    number: int
    """1-based."""
    label: str | None
    items: tuple[Line | Table, ...]
    y0: float = 0.0
    y1: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One bookmark."""

    title: str
    level: int
    """From 1."""
    page: int
    """1-based; 0 when it leads nowhere."""
