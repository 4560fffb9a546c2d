"""Tables that go on over the end of a page: the next page's part gets the column names too."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf_page import Line, PageContent, Table

SAME_PLACE = 8.0
"""Points the edges of the two parts may differ by."""


def with_headers_continued(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with the header rows of a table set above its part on the next page.

    The part keeps its own header where it repeats it. Rows can then be read alone, whatever page
    they stand on.
    """
    result: list[PageContent] = []
    last: Table | None = None
    for page in pages:
        items = list(page.items)
        first = items[0] if items else None
        if isinstance(first, Table) and last is not None and _goes_on(last, first):
            items[0] = _headed(first, last)
        result.append(replace(page, items=tuple(items)))
        last = _last_table(items)
    return tuple(result)


def _last_table(items: Sequence[Line | Table]) -> Table | None:
    return items[-1] if items and isinstance(items[-1], Table) else None


def _goes_on(last: Table, first: Table) -> bool:
    return (
        len(last.rows[0]) == len(first.rows[0])
        and abs(last.x0 - first.x0) < SAME_PLACE
        and abs(last.x1 - first.x1) < SAME_PLACE
    )


def _headed(first: Table, last: Table) -> Table:
    header = last.rows[: last.header_rows]
    if first.rows[: last.header_rows] == header:
        return replace(first, header_rows=last.header_rows)
    if first.header_rows and _names(first):
        return first
    return replace(first, rows=(*header, *first.rows), header_rows=len(header))


def _names(table: Table) -> bool:
    """Whether its own first row is a full row of names: another table in the same place."""
    return all(table.rows[0])
