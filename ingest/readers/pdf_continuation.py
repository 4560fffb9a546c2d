"""Tables that go on over the end of a page: the next page's part knows its column names too."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf_page import Line, PageContent, Table

SAME_PLACE = 8.0
"""Points the edges of the two parts may differ by."""


def with_headers_continued(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with the header of a table noted at its part on the next page.

    Beside its rows, not among them: what is quoted from a page has to stand on it. The part keeps
    its own header where it repeats it.
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
    header = last.rows[: last.header_rows] or last.header
    if not header:
        return first
    if first.rows[: len(header)] == header:
        return replace(first, header_rows=len(header))
    # Rows of plain words look like names, unless this table sets its names in bold type.
    if first.header_rows and _names(first) and first.header_is_bold >= last.header_is_bold:
        return first
    return replace(first, header_rows=0, header=header, header_is_bold=last.header_is_bold)


def _names(table: Table) -> bool:
    """Whether its own first row is a full row of names: another table in the same place."""
    return all(table.rows[0])
