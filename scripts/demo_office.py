"""Sets one demo source as a Word document, with the same bytes every time."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from scripts.demo_markup import DemoBlock, DemoSource

_STYLES = {"bullet": "List Bullet", "caption": "Caption", "notice": "Intense Quote"}
_FIXED_DATE = datetime(2025, 3, 1)  # noqa: DTZ001 - python-docx takes naive UTC
_FIXED_ZIP_DATE = (2025, 3, 1, 0, 0, 0)


def render_docx(source: DemoSource) -> bytes:
    """The document's bytes; every procedure is a numbered list of its own."""
    word = Document()
    properties = word.core_properties
    properties.title, properties.language = source.title, source.language
    properties.author = properties.last_modified_by = "Northgale Power & Light Co., Ltd."
    properties.created = properties.modified = _FIXED_DATE
    word.sections[0].header.paragraphs[0].text = source.header or source.title
    word.sections[0].footer.paragraphs[0].text = source.number
    word.add_heading(source.title, level=0)
    if source.subtitle:
        word.add_paragraph(source.subtitle, style="Subtitle")
    if source.cover:
        _add_table(word, source.cover)
    list_number = 0
    previous = ""
    for block in source.blocks:
        if block.kind == "step":
            if previous != "step":
                list_number = _new_list(word)
            paragraph = word.add_paragraph(block.text.split(". ", 1)[1], style="List Number")
            _number_by(paragraph, list_number)
        else:
            _add_block(word, block)
        previous = block.kind
    stream = io.BytesIO()
    word.save(stream)
    return with_fixed_dates(stream.getvalue())


def with_fixed_dates(archive: bytes) -> bytes:
    """The same ZIP with every member dated alike, so that equal content gives equal bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, date_time=_FIXED_ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return target.getvalue()


def _add_block(word: WordDocument, block: DemoBlock) -> None:
    if block.kind == "heading":
        word.add_heading(block.text, level=block.level)
    elif block.kind == "table":
        _add_table(word, block.rows)
    elif block.kind == "page_break":
        word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        word.add_paragraph(block.text, style=_STYLES.get(block.kind, "Normal"))


def _add_table(word: WordDocument, rows: tuple[tuple[str, ...], ...]) -> None:
    table = word.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for line in rows:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text


def _new_list(word: WordDocument) -> int:
    """The id of a numbered list that starts again at 1 (Word else counts on)."""
    numbering = word.part.numbering_part.element
    style = word.styles["List Number"].element
    style_list = style.pPr.numPr.numId.val
    template = next(item for item in numbering.num_lst if item.numId == style_list)
    fresh = numbering.add_num(template.abstractNumId.val)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _number_by(paragraph: Paragraph, list_number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = list_number
    properties.get_or_add_ilvl().val = 0
    if properties.find(qn("w:numId")) is None:
        raise ValueError(f"no list for {paragraph.text!r}")
