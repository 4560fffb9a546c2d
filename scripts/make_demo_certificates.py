"""Prints the demo company's certificates and data sheets as PDF, with a sidecar of facts each.

Run ``python -m scripts.make_demo_certificates`` after ``demo_sources/certificates.yaml`` changed.
Only the fonts that every PDF reader has are used, so the same source gives the same bytes on every
machine.
"""

import io
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table
from ruamel.yaml import YAML

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "scripts" / "demo_sources" / "certificates.yaml"
DOCUMENTS = PROJECT / "kb_content" / "documents"

_CHINESE_FONT = "STSong-Light"
_INK, _ACCENT = HexColor(0x000000), HexColor(0x0B4F6C)
_RULE, _SHADE = HexColor(0x8A99A3), HexColor(0xE8EEF1)
_MARGIN = 22 * mm
_TEXT_WIDTH = A4[0] - 2 * _MARGIN
_CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One entry of the source file."""

    file: str
    """Path relative to the documents folder."""
    title: str
    number: str
    facts: dict[str, Any]
    pages: tuple[tuple[Any, ...], ...]

    @property
    def chinese(self) -> bool:
        return str(self.facts["language"]).startswith("zh")


def read_certificates(path: Path = SOURCE) -> tuple[Certificate, ...]:
    """Every certificate of the source file, in its order."""
    entries = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return tuple(
        Certificate(**{**entry, "pages": tuple(tuple(page) for page in entry["pages"])})
        for entry in entries
    )


def render_certificate(certificate: Certificate) -> bytes:
    """The PDF's bytes. Raises ``ValueError`` where a page of the source needs more than one."""
    if _CHINESE_FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE_FONT))
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=26 * mm,
        bottomMargin=24 * mm,
        title=certificate.title,
        subject=certificate.number,
        author="Northgale Power & Light Co., Ltd.",
        lang=certificate.facts["language"],
        invariant=1,
    )

    def draw(canvas: Any, _document: Any) -> None:
        _draw_frame(canvas, certificate)

    document.build(_story(certificate), onFirstPage=draw, onLaterPages=draw)
    if document.page != len(certificate.pages):
        raise ValueError(
            f"{certificate.file!r} came out with {document.page} pages instead of "
            f"{len(certificate.pages)}; shorten the page that overflows"
        )
    return target.getvalue()


def make_certificates(names: list[str], *, folder: Path = DOCUMENTS) -> list[Path]:
    """The PDFs written: those named (without ``.pdf``), or all."""
    written = []
    for certificate in read_certificates():
        target = folder / certificate.file
        if names and target.stem not in names:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(render_certificate(certificate))
        sidecar = target.with_name(f"{target.name}.yaml")
        sidecar.write_text(_sidecar(certificate), encoding="utf-8")
        written.append(target)
    return written


def _sidecar(certificate: Certificate) -> str:
    writer = YAML()
    writer.width = 100
    writer.allow_unicode = True
    stream = io.StringIO()
    writer.dump({"title": certificate.title, **certificate.facts}, stream)
    return stream.getvalue()


def _draw_frame(canvas: Any, certificate: Certificate) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_ACCENT)
    canvas.setLineWidth(1.4)
    canvas.rect(12 * mm, 12 * mm, A4[0] - 24 * mm, A4[1] - 24 * mm)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_MARGIN, A4[1] - 19 * mm, certificate.number)
    label = f"{canvas.getPageNumber()} / {len(certificate.pages)}"
    canvas.drawRightString(A4[0] - _MARGIN, 16 * mm, label)
    canvas.restoreState()


def _story(certificate: Certificate) -> list[Any]:
    story: list[Any] = [
        _text(certificate, certificate.title, size=21, color=_ACCENT, bold=True),
        _text(certificate, f"No. {certificate.number}", size=13),
        Spacer(1, 6 * mm),
    ]
    for number, page in enumerate(certificate.pages):
        if number:
            story.append(PageBreak())
        for block in page:
            story += _flowables(certificate, block)
    return story


def _flowables(certificate: Certificate, block: Any) -> list[Any]:
    if isinstance(block, str):
        return [_text(certificate, block)]
    ((kind, content),) = block.items()
    if kind == "h":
        return [_text(certificate, content, size=15, color=_ACCENT, bold=True)]
    if kind == "steps":
        return [
            _text(certificate, f"{number}. {step}", leftIndent=16, firstLineIndent=-16)
            for number, step in enumerate(content, start=1)
        ]
    if kind == "table":
        return [_table(certificate, content), Spacer(1, 4 * mm)]
    raise ValueError(f"{certificate.file!r}: block {kind!r} is not known; use h, steps or table")


def _text(
    certificate: Certificate,
    text: str,
    *,
    size: float = 12,
    color: Any = _INK,
    bold: bool = False,
    **changes: Any,
) -> Paragraph:
    latin = "Helvetica-Bold" if bold else "Helvetica"
    style = ParagraphStyle(
        "certificate",
        fontName=_CHINESE_FONT if certificate.chinese else latin,
        fontSize=size,
        leading=size * 1.5,
        textColor=color,
        **{"spaceAfter": size * 0.7, **changes},
        wordWrap="CJK" if certificate.chinese else None,
    )
    return Paragraph(escape(text), style)


def _table(certificate: Certificate, content: str) -> Table:
    rows = [line.split(_CELL_SEPARATOR) for line in content.strip().splitlines()]
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"{certificate.file!r}: rows of unequal length under {rows[0]!r}")
    cells = [
        [
            _text(certificate, cell.strip(), size=10.5, bold=number == 0, spaceAfter=0)
            for cell in row
        ]
        for number, row in enumerate(rows)
    ]
    wanted = [_column_width(column) for column in zip(*rows, strict=True)]
    table = Table(
        cells,
        colWidths=[_TEXT_WIDTH * width / sum(wanted) for width in wanted],
        repeatRows=1,
    )
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, _RULE),
            ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return table


def _column_width(cells: tuple[str, ...]) -> float:
    """A column's share: its longest cell, up to 40 characters, but never less than a word."""
    longest_word = max(len(word) for cell in cells for word in cell.split())
    return max(12.0, min(max(len(cell) for cell in cells), 40), 1.6 * longest_word)


if __name__ == "__main__":
    for made in make_certificates(sys.argv[1:]):
        sys.stdout.write(f"{made.relative_to(PROJECT)}\n")
