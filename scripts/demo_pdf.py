"""Sets one demo source as a PDF: cover, contents, outline, running header, printed page labels.

Latin text is set in Liberation Sans, Chinese in a part of Noto Sans CJK SC (``demo_fonts``), both
under the OFL and embedded as subsets, so that a page reads and looks the same on a machine without
Chinese fonts. The same source gives the same bytes every time.
"""

import io
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from scripts.demo_markup import DemoBlock, DemoSource

COMPANY = "Northgale Power & Light Co., Ltd."
COMPANY_CHINESE = "北岚电源照明有限公司"
LATIN_FONT, BOLD_FONT, CHINESE_FONT = "Liberation", "Liberation-Bold", "NotoSansSC-Demo"

FONT_FOLDER = "/usr/share/fonts/truetype/liberation"
_CHINESE_FILE = Path(__file__).resolve().parent / "demo_fonts" / "NotoSansSC-Demo.ttf"
_ACCENT = HexColor(0x0B4F6C)
_RULE = HexColor(0x8A99A3)
_SHADE = HexColor(0xE8EEF1)
_NOTICE_SHADE = HexColor(0xFFF4D6)
_SIDE_MARGIN, _TOP_MARGIN, _BOTTOM_MARGIN = 17 * mm, 20 * mm, 18 * mm
_TEXT_WIDTH = A5[0] - 2 * _SIDE_MARGIN
_NOT_CHINESE = re.compile(r"[\u0020-\u20ff\u2200-\u22ff]+")
# what may not be cut at the end of a line: a word without Chinese, or two Chinese characters
_WORD = re.compile(r"[\u0021-\u2fff]+|[\u3000-\uffff]{1,2}")
_CELL_SIZE = 8.2
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@dataclass(slots=True)
class _Progress:
    """What one pass over the pages finds out: each heading's level, text and physical page."""

    headings: list[tuple[int, str, int]] = field(default_factory=list)


def render_pdf(source: DemoSource) -> bytes:
    """The PDF's bytes, set twice: the first pass finds the page numbers of the contents."""
    _register_fonts()
    first = _Progress()
    _set_pages(source, known=_Progress(), found=first)
    second = _Progress()
    pdf = _set_pages(source, known=first, found=second)
    if first.headings != second.headings:
        raise ValueError(f"{source.output!r}: the contents page moves the chapters; shorten it")
    return pdf


def _register_fonts() -> None:
    if LATIN_FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(LATIN_FONT, f"{FONT_FOLDER}/LiberationSans-Regular.ttf"))
        pdfmetrics.registerFont(TTFont(BOLD_FONT, f"{FONT_FOLDER}/LiberationSans-Bold.ttf"))
        pdfmetrics.registerFont(TTFont(CHINESE_FONT, str(_CHINESE_FILE)))


def _set_pages(source: DemoSource, *, known: _Progress, found: _Progress) -> bytes:
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A5,
        leftMargin=_SIDE_MARGIN,
        rightMargin=_SIDE_MARGIN,
        topMargin=_TOP_MARGIN,
        bottomMargin=_BOTTOM_MARGIN,
        title=source.title,
        author=COMPANY,
        subject=source.subtitle,
        invariant=1,
        lang=source.language,
    )

    def note_heading(flowable: Any) -> None:
        heading = getattr(flowable, "demo_heading", None)
        if heading is None:
            return
        level, text = heading
        key = f"h{len(found.headings)}"
        document.canv.bookmarkPage(key)
        document.canv.addOutlineEntry(text, key, level=level - 1, closed=level == 1)
        found.headings.append((level, text, document.page))

    body_page = _first_body_page(source, known)

    def draw_page(canvas: Any, _document: Any) -> None:
        _draw_running_lines(canvas, source, body_page)

    def draw_cover(canvas: Any, _document: Any) -> None:
        if source.roman_front:
            canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
            canvas.addPageLabel(body_page - 1, style="ARABIC", start=1)

    # an instance attribute in place of a subclass: the base class calls it after every flowable
    document.afterFlowable = note_heading
    document.build(_story(source, known), onFirstPage=draw_cover, onLaterPages=draw_page)
    return target.getvalue()


def _first_body_page(source: DemoSource, known: _Progress) -> int:
    """The physical page that is printed as 1: where the first chapter after a break begins."""
    kinds = [block.kind for block in source.blocks]
    if not source.roman_front or not known.headings:
        return 1
    front = kinds[: kinds.index("page_break")].count("heading")
    return known.headings[front][2]


def _draw_running_lines(canvas: Any, source: DemoSource, first_body_page: int) -> None:
    canvas.saveState()
    top, bottom = A5[1] - 13 * mm, 11 * mm
    canvas.setStrokeColor(_RULE)
    canvas.line(_SIDE_MARGIN, top - 3, A5[0] - _SIDE_MARGIN, top - 3)
    header_font = CHINESE_FONT if source.language.startswith("zh") else LATIN_FONT
    canvas.setFont(header_font, 7.5)
    canvas.drawString(_SIDE_MARGIN, top, source.header or source.title)
    canvas.setFont(LATIN_FONT, 7.5)
    canvas.drawString(_SIDE_MARGIN, bottom, source.number)
    label = _printed_label(canvas.getPageNumber(), source, first_body_page)
    canvas.drawRightString(A5[0] - _SIDE_MARGIN, bottom, label)
    canvas.restoreState()


def _printed_label(page: int, source: DemoSource, first_body_page: int) -> str:
    if source.roman_front and page < first_body_page:
        return _ROMAN[page]
    return str(page - first_body_page + 1)


def _style(source: DemoSource, **changes: Any) -> ParagraphStyle:
    chinese = source.language.startswith("zh")
    settings: dict[str, Any] = {
        "fontName": CHINESE_FONT if chinese else LATIN_FONT,
        "fontSize": 9.6,
        "leading": 15.2 if chinese else 13.4,
        "spaceAfter": 5,
        "wordWrap": "CJK" if chinese else None,
    }
    return ParagraphStyle("demo", **(settings | changes))


def _paragraph(source: DemoSource, text: str, *, bold: bool = False, **changes: Any) -> Paragraph:
    marked = escape(text)
    font = BOLD_FONT if bold else LATIN_FONT
    if source.language.startswith("zh"):
        _check_chinese(text, source)
        marked = _NOT_CHINESE.sub(lambda run: f'<font name="{font}">{run.group()}</font>', marked)
    elif bold:
        changes["fontName"] = BOLD_FONT
    return Paragraph(marked, _style(source, **changes))


def _check_chinese(text: str, source: DemoSource) -> None:
    """Raises ``ValueError`` for a character without a glyph, which would print as an empty box."""
    known = pdfmetrics.getFont(CHINESE_FONT).face.charToGlyph
    missing = {sign for sign in _NOT_CHINESE.sub("", text) if ord(sign) not in known}
    if missing:
        raise ValueError(f"{source.output!r}: {CHINESE_FONT} has no {missing!r}; say it otherwise")


def _story(source: DemoSource, known: _Progress) -> list[Any]:
    story = [*_cover(source)]
    if source.contents:
        story += _contents(source, known)
    for block in source.blocks:
        story += _flowables(source, block)
    return story


def _cover(source: DemoSource) -> list[Any]:
    chinese = source.language.startswith("zh")
    company = f"{COMPANY_CHINESE} {COMPANY}" if chinese else COMPANY
    return [
        _paragraph(source, company, textColor=_ACCENT, fontSize=10.5),
        Spacer(1, 18 * mm),
        _paragraph(source, source.title, bold=True, fontSize=19, leading=25, textColor=_ACCENT),
        _paragraph(source, source.subtitle, fontSize=11.5, leading=16),
        Spacer(1, 12 * mm),
        _table(source, source.cover, header_rows=0),
        PageBreak(),
    ]


def _contents(source: DemoSource, known: _Progress) -> list[Any]:
    shown = [heading for heading in known.headings if heading[0] == 1]
    if not shown:
        # the first pass knows no page yet; the contents has as many rows all the same
        shown = [(1, block.text, 0) for block in source.blocks if block.level == 1]
    body_page = _first_body_page(source, known)
    rows = tuple((text, _printed_label(page, source, body_page)) for _, text, page in shown)
    heading = _paragraph(source, source.contents, bold=True, fontSize=14, leading=19)
    return [heading, _table(source, rows, header_rows=0, shares=(0.86, 0.14)), PageBreak()]


def _flowables(source: DemoSource, block: DemoBlock) -> list[Any]:
    if block.kind == "page_break":
        return [PageBreak()]
    if block.kind == "table":
        return [_table(source, block.rows, header_rows=1), Spacer(1, 8)]
    if block.kind == "notice":
        box = Table([[_paragraph(source, block.text, spaceAfter=0)]], colWidths=[_TEXT_WIDTH])
        box.setStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1.1, _ACCENT),
                ("BACKGROUND", (0, 0), (-1, -1), _NOTICE_SHADE),
            ]
        )
        return [box, Spacer(1, 7)]
    if block.kind == "heading":
        size = {1: 14, 2: 11.5, 3: 10}[block.level]
        heading = _paragraph(
            source,
            block.text,
            bold=True,
            fontSize=size,
            leading=size + 5,
            spaceBefore=9,
            textColor=_ACCENT,
            keepWithNext=1,
        )
        heading.demo_heading = (block.level, block.text)
        return [heading]
    if block.kind == "caption":
        return [_paragraph(source, block.text, bold=True, fontSize=8.6, keepWithNext=1)]
    if block.kind == "step":
        return [_paragraph(source, block.text, leftIndent=14, firstLineIndent=-14)]
    if block.kind == "bullet":
        return [_paragraph(source, f"• {block.text}", leftIndent=14, firstLineIndent=-8)]
    return [_paragraph(source, block.text)]


def _table(
    source: DemoSource,
    rows: tuple[tuple[str, ...], ...],
    *,
    header_rows: int,
    shares: tuple[float, ...] = (),
) -> Table:
    cells = [
        [
            _paragraph(
                source,
                cell,
                bold=row < header_rows,
                fontSize=_CELL_SIZE,
                leading=10.8,
                spaceAfter=0,
            )
            for cell in line
        ]
        for row, line in enumerate(rows)
    ]
    widths = [share * _TEXT_WIDTH for share in shares or _column_shares(rows)]
    table = Table(cells, colWidths=widths, repeatRows=header_rows)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, _RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            *([("BACKGROUND", (0, 0), (-1, 0), _SHADE)] if header_rows else []),
        ]
    )
    return table


def _column_shares(rows: tuple[tuple[str, ...], ...]) -> tuple[float, ...]:
    """Each column's part of the width: its longest word whole, the rest by its longest cell."""
    needed, wanted = [], []
    for column in zip(*rows, strict=True):
        words = [word for cell in column for word in _WORD.findall(cell)]
        needed.append(8 + max((_width(word) for word in words), default=0))
        wanted.append(min(max(_width(cell) for cell in column), 0.6 * _TEXT_WIDTH))
    spare = max(_TEXT_WIDTH - sum(needed), 0)
    widths = [
        least + spare * want / sum(wanted) for least, want in zip(needed, wanted, strict=True)
    ]
    return tuple(width / sum(widths) for width in widths)


def _width(text: str) -> float:
    """Points the text takes in a table's bold cell; a Chinese character takes a full square."""
    latin = "".join(_NOT_CHINESE.findall(text))
    chinese = len(text) - len(latin)
    return float(pdfmetrics.stringWidth(latin, BOLD_FONT, _CELL_SIZE)) + chinese * _CELL_SIZE
