"""An HTML table → a table block: spans filled in, header rows counted."""

import re

from selectolax.lexbor import LexborNode

from ingest.document import RawBlock
from ingest.readers.table_text import table_line

_MAX_SPAN = 200
_MAX_CELLS = 400_000
_DROPPED = frozenset({"script", "style", "template", "noscript", "-comment", "svg"})
_INLINE_WORDS = """
a abbr b bdi bdo big cite code data dfn em font i ins kbd label mark q s samp small span
strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_WORDS.split())


def table_block(table: LexborNode) -> list[RawBlock]:
    """The caption as a paragraph and the rows as one table.

    A cell that spans columns stands once, in its first column; a cell that spans rows is repeated
    in each, so that every row says what it is about.
    """
    blocks: list[RawBlock] = []
    caption = table.css_first("caption")
    if caption is not None and caption.text(strip=True):
        text = _cell(caption)
        blocks.append(RawBlock(kind="figure_caption", text=text))
    rows = table.css("tr")
    lines: list[str] = []
    header_rows = 0
    below: dict[int, tuple[int, str]] = {}
    cells_seen = 0
    for row in rows:
        cells: dict[int, str] = {}
        column = 0
        found = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
        for cell in found:
            while column in below:
                column += 1
            text = _cell(cell)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            cells[column] = text
            for offset in range(across):
                if down > 1:
                    below[column + offset] = (down, text if offset == 0 else "")
            column += across
            cells_seen += across
        for place, (left, text) in list(below.items()):
            cells.setdefault(place, text)
            if left > 1:
                below[place] = (left - 1, text)
            else:
                del below[place]
        if cells_seen > _MAX_CELLS:
            break
        if not cells:
            continue
        width = max(cells) + 1
        lines.append(table_line([cells.get(place, "") for place in range(width)]))
        in_head = row.parent is not None and row.parent.tag == "thead"
        all_headers = bool(found) and all(cell.tag == "th" for cell in found)
        if header_rows == len(lines) - 1 and (in_head or all_headers):
            header_rows += 1
    if header_rows == len(lines):
        # A table of nothing but <th> has no body to be headed.
        header_rows = 0 if len(lines) < 2 else 1
    if lines:
        blocks.append(RawBlock(kind="table", text="\n".join(lines), header_rows=header_rows))
    return blocks


def _cell(cell: LexborNode) -> str:
    """The words of a cell. Inline tags join, blocks and line breaks part: XR<b>-200</b> is one."""
    parts: list[str] = []
    stack = [cell]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            parts.append(node.text_content or "")
        elif node.tag == "img":
            parts.append(f" {node.attributes.get('alt') or ''} ")
        elif node.tag not in _DROPPED:
            separator = "" if node.tag in _INLINE else " "
            parts.append(separator)
            children: list[LexborNode] = []
            child = node.child
            while child is not None:
                children.append(child)
                child = child.next
            stack += reversed(children)
    return " ".join("".join(parts).split())


def _span(cell: LexborNode, attribute: str) -> int:
    value = (cell.attributes.get(attribute) or "1").strip()
    return max(1, min(int(value), _MAX_SPAN)) if re.fullmatch(r"\d{1,6}", value) else 1
