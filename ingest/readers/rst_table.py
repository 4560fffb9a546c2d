"""A docutils table → lines, spans filled in."""

from collections.abc import Callable
from typing import Any

from docutils import nodes

from ingest.readers.table_text import table_line


def table_lines(table: Any, *, words: Callable[[Any], str]) -> tuple[list[str], int]:
    """One line a row, and how many of them are header rows.

    A cell that spans columns stands once; one that spans rows is repeated in each.
    """
    lines: list[str] = []
    header_rows = 0
    for part in table.findall(lambda node: isinstance(node, nodes.thead | nodes.tbody)):
        below: dict[int, tuple[int, str]] = {}
        for row in part.children:
            cells: dict[int, str] = {}
            column = 0
            for entry in row.children:
                while column in below:
                    column += 1
                text = words(entry)
                cells[column] = text
                across = int(entry.get("morecols", 0)) + 1
                down = int(entry.get("morerows", 0))
                for offset in range(across if down else 0):
                    below[column + offset] = (down + 1, text if offset == 0 else "")
                column += across
            for place, (left, text) in list(below.items()):
                cells.setdefault(place, text)
                if left > 1:
                    below[place] = (left - 1, text)
                else:
                    del below[place]
            line = table_line([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
            if line.strip("| "):
                lines.append(line)
                header_rows += isinstance(part, nodes.thead)
    return lines, header_rows if header_rows < len(lines) else min(1, len(lines) - 1)
