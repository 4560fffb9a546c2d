"""A page's ink in reading order: ruled tables, then columns, then lines and aligned tables."""

from dataclasses import replace

from ingest.readers.pdf_aligned_rows import with_markers_joined
from ingest.readers.pdf_alignment import lines_and_tables, lines_only
from ingest.readers.pdf_columns import regions_of
from ingest.readers.pdf_line_numbers import without_line_numbers
from ingest.readers.pdf_page import Line, PageInk, Span, Table
from ingest.readers.pdf_tables import ruled_tables


def lay_out(ink: PageInk, *, keep_line_numbers: bool = False) -> tuple[Line | Table, ...]:
    """Lines and tables as they are read; text in other directions follows the main text."""
    items: list[Line | Table] = []
    column = 0
    for upright in ink.directions[:1]:
        height = upright.y1 - upright.y0
        spans = upright.spans
        if not keep_line_numbers:
            spans = without_line_numbers(spans, page_height=height)
        tables, spans = ruled_tables(replace(upright, spans=spans))
        for region in regions_of([*with_markers_joined(spans), *tables]):
            inside = [element for element in region.elements if isinstance(element, Table)]
            free = [element for element in region.elements if isinstance(element, Span)]
            items.extend(
                lines_and_tables(
                    free,
                    column=column,
                    tables=[replace(table, column=column) for table in inside],
                )
            )
            column += 1
    for direction in ink.directions[1:]:
        # Turned text beside upright text is labels of drawings: no tables are sought in it.
        items.extend(lines_only(direction.spans, column=column))
        column += 1
    return tuple(items)
