"""DOCX → blocks: headings by style, computed list numbers, tables with merged cells."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import LxmlError

from ingest.document import RawBlock, RawDocument
from ingest.errors import FileUnreadable
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_unseen import edge_lines, unseen_runs
from ingest.readers.office_file import check_office_file
from ingest.readers.office_parts import carried_in_office_file
from ingest.readers.table_text import table_line

_PARAGRAPHS_A_STEP = 500
_OFF = frozenset({"0", "false", "off"})
_MAX_DEPTH = 12
_FAILURES = (
    zlib.error,
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, EOFError),
    *(zipfile.BadZipFile, OpcError, LxmlError, NotImplementedError, AssertionError),
)
_W_P, _W_TBL, _W_SDT, _W_SDT_CONTENT = (qn(f"w:{n}") for n in ("p", "tbl", "sdt", "sdtContent"))
_W_T, _W_TAB, _W_BR, _W_CR, _W_DEL = (qn(f"w:{n}") for n in ("t", "tab", "br", "cr", "del"))
_W_NO_BREAK, _W_RENDERED = qn("w:noBreakHyphen"), qn("w:lastRenderedPageBreak")
_W_VAL, _W_TYPE, _W_INS = qn("w:val"), qn("w:type"), qn("w:ins")
_W_TXBX, _MC_FALLBACK = (
    qn("w:txbxContent"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
_W_MOVED_FROM, _W_INSTR = qn("w:moveFrom"), qn("w:instrText")
_DOC_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_NOT_TEXT = frozenset({_W_DEL, _W_MOVED_FROM, _W_INSTR, _MC_FALLBACK, qn("w:pPr"), qn("w:rPr")})
_GENERIC_TITLE = re.compile(
    r"(?:microsoft word - .*|document\d*|untitled|\S+\.docx?)", re.IGNORECASE
)


def read_docx(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The blocks of a Word document; page numbers only where Word has stored its page breaks.

    Raises FileEncrypted, FileTooHeavy or FileUnreadable.
    """
    check_office_file(data)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        walk = _Walk(
            styles=Styles(document),
            numbering=Numbering(document),
            has_pages=body.find(f".//{_W_RENDERED}") is not None,
            page_done=page_done,
        )
        page_done()
        blocks = tuple(walk.blocks(body)) + tuple(_notes(document))
        unseen = unseen_runs(document)
        carried = carried_in_office_file(data)
        edges = edge_lines(document)
        properties = document.core_properties
        title, language = properties.title or "", properties.language or ""
    except _FAILURES as error:
        # python-docx raises whatever the damage happens to trip over
        reason = " ".join(str(error).split())[:160]
        raise FileUnreadable(
            f"its Word document is damaged ({type(error).__name__}: {reason}); save it again"
        ) from error
    return RawDocument(
        blocks=blocks,
        title="" if _GENERIC_TITLE.fullmatch(title.strip()) else title,
        language=language,
        page_count=walk.page if walk.has_pages else 0,
        unseen=unseen,
        carried=carried,
        edges=edges,
    )


class _Walk:
    """Goes through the body once, counting pages and list numbers on the way."""

    def __init__(
        self,
        *,
        styles: Styles,
        numbering: Numbering,
        has_pages: bool,
        page_done: Callable[[], None],
    ) -> None:
        self.page = 1
        self.has_pages = has_pages
        self._styles = styles
        self._numbering = numbering
        self._page_done = page_done
        self._seen = 0

    def blocks(self, parent: Any, *, depth: int = 0) -> Iterator[RawBlock]:
        for element in parent.iterchildren():
            if element.tag == _W_P:
                yield from self._paragraph(element, depth=depth)
            elif element.tag == _W_TBL:
                yield from self._table(element, depth=depth)
            elif element.tag in {_W_SDT, _W_SDT_CONTENT, _W_INS} and depth < _MAX_DEPTH:
                # Content controls (covers, tables of contents) and accepted insertions.
                yield from self.blocks(element, depth=depth + 1)

    def _paragraph(self, element: Any, *, depth: int) -> Iterator[RawBlock]:
        self._seen += 1
        if self._seen % _PARAGRAPHS_A_STEP == 0:
            self._page_done()
        style = self._styles.of(element)
        if style.is_contents_entry:
            self._text(element, boxes=[])
            return
        boxes: list[Any] = []
        first_page = self.page
        text, starts_on = self._text(element, boxes=boxes)
        page = (starts_on or first_page) if self.has_pages else None
        number = self._numbering.of(element, style=style) if text.strip() else None
        if style.heading_level:
            marker = f"{number.marker} " if number and number.marker else ""
            yield RawBlock(
                kind="heading",
                text=marker + " ".join(text.split()),
                level=style.heading_level,
                page=page,
            )
        elif number is not None:
            marker = f"{number.marker} " if number.marker else ""
            yield RawBlock(
                kind="list_item", text=marker + text.strip(), level=number.depth, page=page
            )
        elif style.is_caption:
            yield RawBlock(kind="figure_caption", text=text, page=page)
        elif text.strip():
            yield RawBlock(kind="paragraph", text=text, page=page)
        for picture in element.iter(_DOC_PROPERTIES):
            description = " ".join((picture.get("descr") or "").split())
            if description and not _is_file_name(description):
                yield RawBlock(kind="figure_caption", text=description, page=page)
        for box in boxes if depth < _MAX_DEPTH else ():
            yield from self.blocks(box, depth=depth + 1)

    def _text(self, element: Any, *, boxes: list[Any]) -> tuple[str, int]:
        """The words of a paragraph, and the page of the first of them (0 without words)."""
        parts: list[str] = []
        starts_on = 0
        stack = [element]
        while stack:
            node = stack.pop()
            tag = node.tag
            if tag == _W_T:
                starts_on = starts_on or (self.page if (node.text or "").strip() else 0)
                parts.append(node.text or "")
            elif tag == _W_TAB:
                parts.append("\t")
            elif tag in {_W_BR, _W_CR}:
                parts.append("\n" if node.get(_W_TYPE) in {None, "textWrapping"} else " ")
            elif tag == _W_NO_BREAK:
                parts.append("-")
            elif tag == _W_RENDERED:
                self.page += 1
                self._page_done()
            elif tag == _W_TXBX:
                boxes.append(node)
            elif tag not in _NOT_TEXT:
                stack += reversed(list(node))
        return "".join(parts), starts_on

    def _table(self, table: Any, *, depth: int) -> Iterator[RawBlock]:
        """One row a line; a cell merged downwards is repeated, so that every row is complete."""
        page = self.page if self.has_pages else None
        lines: list[str] = []
        above: dict[int, str] = {}
        nested: list[Any] = []
        header_rows = 0
        for row in table.iter(qn("w:tr")):
            if not _belongs(row, table):
                continue
            cells: list[str] = [""] * _grid_before(row)
            for cell in row.iter(qn("w:tc")):
                if not _belongs(cell, table):
                    continue
                text = self._cell(cell, nested=nested)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                column = len(cells)
                if merge is not None and merge.get(_W_VAL) != "restart":
                    text = above.get(column, "")
                above[column] = text
                cells += [text] + [""] * (_grid_span(cell) - 1)
            if not any(cells):
                continue
            # A header stays one line; a body row whose cells are stacks of values is unstacked.
            lines += _unstacked(cells) if lines else [table_line(cells)]
            repeated = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
            is_header = repeated is not None and repeated.get(_W_VAL) not in _OFF
            if header_rows == len(lines) - 1 and is_header:
                header_rows += 1
        if len(lines) == 1 and " | " not in lines[0]:
            # A box drawn as a table of one cell: a note, not a table.
            yield RawBlock(kind="paragraph", text=lines[0], page=page)
        elif lines:
            if not header_rows and len(lines) > 1 and re.search(r"[^\W\d]|^\|", lines[0]):
                header_rows = 1
            if header_rows == len(lines):
                header_rows = 1 if len(lines) > 1 else 0
            text = "\n".join(lines)
            yield RawBlock(kind="table", text=text, page=page, header_rows=header_rows)
        for inner in nested if depth < _MAX_DEPTH else ():
            yield from self._table(inner, depth=depth + 1)

    def _cell(self, cell: Any, *, nested: list[Any]) -> str:
        texts: list[str] = []
        stack = [cell]
        while stack:
            node = stack.pop()
            if node.tag == _W_P:
                texts.append(" ".join(self._text(node, boxes=[])[0].split()))
            elif node.tag == _W_TBL:
                nested.append(node)
            else:
                stack += reversed(list(node))
        return "\n".join(text for text in texts if text)


def _unstacked(cells: list[str]) -> list[str]:
    """A row as lines: several if every filled cell holds the same number of paragraphs."""
    stacks = [cell.split("\n") if cell else [] for cell in cells]
    heights = {len(stack) for stack in stacks if stack}
    if len(heights) != 1 or heights == {1} or sum(map(bool, stacks)) < 2:
        return [table_line(cells)]
    (height,) = heights
    return [table_line([stack[n] if stack else "" for stack in stacks]) for n in range(height)]


def _belongs(element: Any, table: Any) -> bool:
    """Whether this row or cell is the table's own and not a nested table's."""
    parent = element.getparent()
    while parent is not None and parent.tag != _W_TBL:
        parent = parent.getparent()
    return parent is table


def _grid_span(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = span.get(_W_VAL) if span is not None else None
    return max(1, min(int(value), 100)) if value and value.isdecimal() else 1


def _grid_before(row: Any) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    value = before.get(_W_VAL) if before is not None else None
    return min(int(value), 100) if value and value.isdecimal() else 0


def _is_file_name(text: str) -> bool:
    return bool(re.fullmatch(r"\S*\.(?:png|jpe?g|gif|bmp|emf|wmf|svg|tiff?)", text, re.IGNORECASE))


def _notes(document: Any) -> Iterator[RawBlock]:
    """Footnotes and endnotes as paragraphs at the end; the part is XML that we parse ourselves."""
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        root = parse_xml(relation.target_part.blob)
        for note in root:
            # Separators are typed, notes are not.
            if note.get(_W_TYPE) not in {None, "normal"}:
                continue
            text = " ".join("".join(piece.text or "" for piece in note.iter(_W_T)).split())
            if text:
                yield RawBlock(kind="paragraph", text=text)


def preload_docx() -> None:
    """Read a document once: python-docx opens templates and imports parts at first use."""
    stream = io.BytesIO()
    document = docx.Document()
    document.add_heading("a", level=1)
    document.save(stream)
    read_docx(stream.getvalue(), page_done=lambda: None)
