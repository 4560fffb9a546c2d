"""Pages of lines and tables into blocks: paragraphs mended, lists, captions, code, headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.document import BlockKind, RawBlock
from ingest.readers.pdf_line_ends import SENTENCE_ENDS, is_stray, mid_sentence, reaches_margin
from ingest.readers.pdf_mending import ends_with_open_word, join_lines, without_stray_spaces
from ingest.readers.pdf_page import Line, PageContent, Table
from ingest.readers.table_text import table_line

_BULLET = re.compile(r"[•●○◦▪■□◆◇►▶➢➤✓✔❖ㆍ※\uf000-\uf0ff]\s*(?=\S)|[–—*·-]\s+(?=\S)|o\s+(?=[A-Z])")
_ORDERED = re.compile(
    r"(?:\(?\d{1,3}[.)）](?!\d)|[（(]\d{1,3}[)）]|\d{1,3}、|\(?[a-z][.)](?=\s)|\([ivx]{1,5}\)|[①-⑳])\s*(?=\S)"
)
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)|tabelle|figura|tabla|tableau|tabela|рис(?:унок|\.)"
    r"|таблица|图|圖|表|그림|표|\[표|\[그림|図|الشكل|الجدول|hình|bảng|gambar|tabel|şekil|tablo)"
    r"\s?[\dA-Z]{1,3}(?:[.\-–—][\dA-Z]{1,3}){0,3}\]?\s*(?P<mark>[.:：|\-–—、）)]|\s|$)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[{}<>=;$\\_#|()]|--|//|::")
MAX_CAPTION_CHARACTERS = 220


@dataclass(slots=True)
class _Open:
    """The block that grows line by line."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    text_x0: float = 0.0


def blocks_of(
    pages: Sequence[PageContent], levels: Mapping[tuple[int, int], int], *, body_size: float
) -> tuple[RawBlock, ...]:
    """The blocks of all pages in reading order; none reaches over the end of a page."""
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    breaks_words = any(line.text.endswith(" ") for line in lines if _is_hangul(line)) and any(
        ends_with_open_word(line.text) for line in lines
    )
    mono = sum(len(line.text) for line in lines if line.mono)
    code_is_rare = mono * 2 < sum(len(line.text) for line in lines)
    blocks: list[RawBlock] = []
    for page in pages:
        writer = _PageWriter(
            page=page, body_size=body_size, breaks_words=breaks_words, code_is_rare=code_is_rare
        )
        for index, item in enumerate(page.items):
            if isinstance(item, Table):
                writer.table(item)
            elif item.mono or any(map(str.isalnum, item.text)):  # else drawn lines and dots
                writer.line(item, levels.get((page.number, index), 0))
        writer.close()
        blocks.extend(writer.blocks)
    return tuple(blocks)


def _is_hangul(line: Line) -> bool:
    return ends_with_open_word(line.text.rstrip())


@dataclass(slots=True, kw_only=True)
class _PageWriter:
    page: PageContent
    body_size: float
    breaks_words: bool
    code_is_rare: bool
    blocks: list[RawBlock] = field(default_factory=list)
    open: _Open | None = None
    list_starts: list[float] = field(default_factory=list)

    def table(self, table: Table) -> None:
        self.close()
        text = "\n".join(map(table_line, table.rows))
        header = "\n".join(map(table_line, table.header))
        self._add("table", text, header_rows=table.header_rows, table_header=header)

    def line(self, line: Line, level: int) -> None:
        caption = _CAPTION.match(line.text)
        titled = caption is not None and _is_caption(line.text, caption)
        if level and not (titled and caption is not None and caption.group("mark").strip(" \t")):
            self._heading(line, level)
            return
        if self._is_code(line):
            if self.open is None or self.open.kind != "code":
                self._begin("code", line)
            else:
                self.open.lines.append(line)
            return
        text = line.text
        if line.leader:
            self._begin("list_item", line, level=1)
            return
        bullet, ordered = _BULLET.match(text), _ORDERED.match(text)
        if bullet is not None or (ordered is not None and self._starts_item(line)):
            marker = bullet or ordered
            assert marker is not None
            self._begin("list_item", line, level=self._depth(line.x0))
            assert self.open is not None
            share = marker.end() / max(1, len(text))
            self.open.text_x0 = line.x0 + share * (line.x1 - line.x0)
            return
        if titled:
            self._begin("figure_caption", line)
            return
        if self.open is not None and (self._continues(line) or self._both_stray(line)):
            self.open.lines.append(line)
            return
        self._begin("paragraph", line)

    def _both_stray(self, line: Line) -> bool:
        """Whether the line and the open block are labels of a drawing: one block for all."""
        return (
            self.open is not None
            and self.open.kind == "paragraph"
            and is_stray(line)
            and all(map(is_stray, self.open.lines))
        )

    def close(self) -> None:
        opened, self.open = self.open, None
        if opened is None:
            return
        if opened.kind == "code" and len(opened.lines) == 1:
            words = opened.lines[0].text
            # Many a designer sets a single line in a typewriter face.
            self._add("code" if _CODE.search(words) else "paragraph", words)
            return
        if opened.kind == "code":
            first = min(line.x0 for line in opened.lines)
            text = "\n".join(_indented(line, first) for line in opened.lines)
            self._add("code", text)
            return
        text = join_lines((line.text for line in opened.lines), breaks_words=self.breaks_words)
        text = without_stray_spaces(text)
        kind = opened.kind
        if kind == "list_item":
            bullet = _BULLET.match(text)
            text = text[bullet.end() :] if bullet is not None else text
        elif kind == "figure_caption" and len(text) > MAX_CAPTION_CHARACTERS:
            kind = "paragraph"
        self._add(kind, text, level=opened.level)

    def _heading(self, line: Line, level: int) -> None:
        last = self.open
        if (
            last is not None
            and last.kind == "heading"
            and last.level == level
            and abs(last.lines[-1].size - line.size) < 0.6
            and min(line.x1, last.lines[-1].x1) > max(line.x0, last.lines[-1].x0)
            and last.lines[-1].y0 - line.y1 < 0.75 * line.size
            and last.lines[-1].bold == line.bold
            and not re.match(r"(?:\d+(?:\.\d+)*\.?\s|第)", line.text)
        ):
            last.lines.append(line)
            return
        self._begin("heading", line, level=level)

    def _begin(self, kind: BlockKind, line: Line, *, level: int = 0) -> None:
        if kind != "list_item" and kind != "paragraph":
            self.list_starts.clear()
        self.close()
        self.open = _Open(kind=kind, lines=[line], level=level, text_x0=line.x0)

    def _add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        header_rows: int = 0,
        table_header: str = "",
    ) -> None:
        text = text.strip()
        if text:
            self.blocks.append(
                RawBlock(
                    kind=kind,
                    text=text,
                    level=level,
                    page=self.page.number,
                    page_label=self.page.label,
                    header_rows=header_rows,
                    table_header=table_header,
                )
            )

    def _is_code(self, line: Line) -> bool:
        return line.mono and self.code_is_rare and line.size <= 1.1 * self.body_size

    def _starts_item(self, line: Line) -> bool:
        """A number with a full stop opens an item unless it continues a sentence."""
        last = self.open.lines[-1] if self.open is not None and self.open.lines else None
        if last is None or last.column != line.column or self.open is None:
            return True
        if self.open.kind == "list_item":
            return line.x0 < self.open.text_x0 - 1.0 or line.x0 <= self.open.lines[0].x0 + 1.0
        reached = last.x1 > last.column_x0 + 0.9 * (last.column_x1 - last.column_x0)
        return not reached or last.text.rstrip().endswith(SENTENCE_ENDS) or line.x0 > last.x0 + 2.0

    def _depth(self, x0: float) -> int:
        """Nesting depth from 1, from where the markers of this list stand."""
        while self.list_starts and x0 < self.list_starts[-1] - 4.0:
            self.list_starts.pop()
        if not self.list_starts or x0 > self.list_starts[-1] + 4.0:
            self.list_starts.append(x0)
        return min(len(self.list_starts), 6)

    def _continues(self, line: Line) -> bool:
        """Whether a plain line goes on with the open block."""
        opened = self.open
        assert opened is not None
        last = opened.lines[-1]
        if opened.kind in ("heading", "code") or last.leader:
            return False
        if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
            return False
        if last.column != line.column:
            return opened.kind in ("paragraph", "list_item") and mid_sentence(last, line)
        height = max(last.y1 - last.y0, line.y1 - line.y0)
        gap = last.y0 - line.y1
        if gap > 0.95 * height or gap < -1.2 * height:
            return False
        if opened.kind == "list_item":
            return line.x0 >= opened.lines[0].x0 - 2.0 and (
                line.x0 >= opened.text_x0 - 6.0 or reaches_margin(last, line)
            )
        if opened.kind == "figure_caption":
            return gap < 0.5 * height and not last.text.rstrip().endswith(SENTENCE_ENDS)
        if (
            line.bold != last.bold
            and len(last.text) < 60
            and last.text.rstrip().endswith(SENTENCE_ENDS)
        ):
            return False
        # The pitch of the paragraph so far tells its own lines from the next paragraph.
        if len(opened.lines) > 1:
            pitch = opened.lines[-2].y0 - last.y0
            if last.y0 - line.y0 > 1.35 * max(pitch, height):
                return False
        indented = line.x0 > last.x0 + 0.8 * line.size and line.x0 > line.column_x0 + 1.0
        if indented and (len(opened.lines) > 1 or last.text.rstrip().endswith(SENTENCE_ENDS)):
            return False
        return reaches_margin(last, line)


def _is_caption(text: str, found: re.Match[str]) -> bool:
    if len(text) > MAX_CAPTION_CHARACTERS:
        return False
    if found.group("mark").strip() or ord(text[0]) > 0x2E80:
        return not text.rstrip().endswith(("。", "，")) or len(text) < 40
    rest = text[found.end() :].lstrip()
    return not rest or (rest[0].isupper() and not text.rstrip().endswith("."))


def _indented(line: Line, first: float) -> str:
    """The code line with its indentation, one space for 0.6 of the type size."""
    spaces = round((line.x0 - first) / (0.6 * line.size)) if line.size else 0
    return " " * max(0, min(spaces, 80)) + line.text.rstrip()
