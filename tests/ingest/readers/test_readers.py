"""Every reader, on small real files made here."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.document import RawBlock, RawDocument
from ingest.media_type import media_type_of
from ingest.readers.csv import read_csv
from ingest.readers.decode import decode
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.registry import READERS
from ingest.readers.rst import read_rst
from ingest.readers.text import read_text
from ingest.readers.xlsx import read_xlsx
from ingest.tidy import tidy


def _read(reader: Callable[..., RawDocument], data: str | bytes) -> RawDocument:
    content = data.encode() if isinstance(data, str) else data
    return tidy(reader(content, page_done=lambda: None))


def _shape(blocks: tuple[RawBlock, ...]) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in blocks]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "本产品保修期为24个月，额定电压220V"),
        ("big5", "本產品保固期為二十四個月，額定電壓"),
        ("cp932", "本製品の保証期間は24か月です。電源を入れてください"),
        ("euc_jp", "本製品の保証期間は24か月です。"),
        ("iso2022_jp", "本製品の保証期間は24か月です。"),
        ("cp949", "이 제품의 보증 기간은 24개월입니다."),
        ("cp1251", "Гарантийный срок 24 месяца. Питание 220 В"),
        ("koi8-r", "Гарантийный срок 24 месяца"),
        ("cp1250", "Gwarancja wynosi 24 miesiące, zasilanie napięciem, źródło"),
        ("cp1252", "Die Gewährleistung beträgt 24 Monate – größer als üblich"),
        ("cp1252", "La durée de garantie est de 24 mois à compter de la date"),
        ("cp1252", "café"),
        ("cp1253", "Η εγγύηση ισχύει για 24 μήνες"),
        ("cp1254", "Garanti süresi 24 aydır. Şarj edilmiş ürün değiştirilir"),
        ("cp1255", "האחריות תקפה למשך 24 חודשים"),
        ("cp1256", "مدة الضمان 24 شهرا من تاريخ الشراء"),
        ("cp874", "ระยะเวลารับประกัน 24 เดือน"),
        ("utf-8", "Größe 本产品"),
        ("utf-8-sig", "Größe 本产品"),
        ("utf-16", "Größe 本产品"),
        ("utf-16-le", "本产品保修期为 24 个月\n退货"),
        ("utf-16-be", "Größe 24 mm"),
        ("ascii", "plain"),
    ],
)
def test_any_encoding_is_told(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.warnings) == (text, ())


def test_damage_and_mixtures_are_said() -> None:
    cut = decode("产品保修期为24个月。".encode()[:-1])
    assert cut.text.startswith("产品保修期为24个月")
    assert cut.warnings
    mixed = decode("产品保修期\n".encode() * 3 + "额定电压\n".encode("gb18030") * 3)
    assert mixed.text == "产品保修期\n" * 3 + "额定电压\n" * 3
    assert "mixes" in mixed.warnings[0]
    assert decode("保修期".encode("gb18030"), declared="utf-8").text == "保修期"
    assert decode(b"caf\xe9 \xa4", declared="iso-8859-15").text == "café €"


def test_markdown() -> None:
    raw = _read(
        read_markdown,
        "---\ntitle: T\n---\n# Set *up* {#anchor}\n\nFirst line\nsecond `a*b`.\n\n"
        "3. Press\n   - `-200`\n\n     More\n4. Hold\n\n"
        "| A | B |\n|--|--|\n| 1 | 2<br>3 \\| 4 |\n\n"
        "![A picture](x.png)\n\n::: warning Mind\nHot\n:::\n\n"
        "{{< hint >}}Body{{< /hint >}}\n\n"
        "```\n::: code\n```\n\n<p>Raw <b>HTML</b></p><script>x</script>\n\n"
        'run --url <url>\n\n**중요**를 보라\n\n!!! note "Title"\n    Text\n',
    )
    assert (raw.front_matter, raw.front_matter_line) == ("title: T", 2)
    assert _shape(raw.blocks) == [
        ("heading", 1, "Set up"),
        ("paragraph", 0, "First line second a*b."),
        ("list_item", 1, "3. Press"),
        ("list_item", 2, "-200"),
        ("paragraph", 0, "More"),
        ("list_item", 1, "4. Hold"),
        ("table", 0, "A | B\n1 | 2 3|4"),
        ("figure_caption", 0, "A picture"),
        ("paragraph", 0, "Mind"),
        ("paragraph", 0, "Hot"),
        ("paragraph", 0, "Body"),
        ("code", 0, "::: code"),
        ("paragraph", 0, "Raw HTML"),
        ("paragraph", 0, "run --url <url>"),
        ("paragraph", 0, "중요를 보라"),
        ("paragraph", 0, "Title"),
        ("paragraph", 0, "Text"),
    ]


def test_html() -> None:
    page = (
        "<html lang=de><meta charset=gb2312><title>保修</title><body><nav>Menu</nav><main>"
        "<h1>XR<b>-200</b></h1><p>One<br>two<p hidden>gone<ol start=3><li>drei<ul><li>sub</ul>"
        "<li>vier</ol><table><tr><th colspan=2>A<th>B<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4"
        "</table><div style='display: none'>gone</div><pre>a\n  b</pre></main><footer>f</footer>"
    )
    raw = _read(read_html, page.encode("gb18030"))
    assert (raw.title, raw.language) == ("保修", "de")
    assert _shape(raw.blocks) == [
        ("heading", 1, "XR-200"),
        ("paragraph", 0, "One\ntwo"),
        ("list_item", 1, "3. drei"),
        ("list_item", 2, "sub"),
        ("list_item", 1, "4. vier"),
        ("table", 0, "A | | B\nx | 1 | 2\nx | 3 | 4"),
        ("code", 0, "a\n  b"),
    ]
    assert raw.blocks[5].header_rows == 1


def test_text() -> None:
    raw = _read(
        read_text,
        "XR-200 MANUAL\n=============\n\n1.2 Setup\n\nA wrapped line that is quite long and goes\n"
        "in the next line.\n\n1. Press\n2. Hold\n   longer\n\n- a\n- b\n\nEnd.",
    )
    assert _shape(raw.blocks) == [
        ("heading", 1, "XR-200 MANUAL"),
        ("heading", 2, "1.2 Setup"),
        ("paragraph", 0, "A wrapped line that is quite long and goes in the next line."),
        ("list_item", 1, "1. Press"),
        ("list_item", 1, "2. Hold\nlonger"),
        ("list_item", 1, "a"),
        ("list_item", 1, "b"),
        ("paragraph", 0, "End."),
    ]


def _workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    fill(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_a_sheet_is_a_table_with_its_row_numbers() -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.create_sheet("Ratings")
        for row in (
            ["XR-200 ratings"],
            [],
            ["Model", "Voltage", "Price", "From"],
            [None, "V", "USD"],
            ["XR-200A", 220, 1234.5, date(2026, 1, 2)],
            ["XR-200B", 0.5, 7, None],
            [None, 12, 1],
        ):
            sheet.append(row)
        sheet["C5"].number_format = '"$"#,##0.00'
        sheet["B6"].number_format = "0%"
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("A6:A7")
        hidden = workbook.create_sheet("Costs")
        hidden.append(["secret"])
        hidden.sheet_state = "hidden"

    raw = _read(read_xlsx, _workbook(fill))
    assert _shape(raw.blocks) == [
        ("heading", 1, "Ratings"),
        ("heading", 2, "XR-200 ratings"),
        (
            "table",
            0,
            "Model | Voltage | Price | From\n| V | USD\nXR-200A | 220 | $1,234.50 | 2026-01-02\n"
            "XR-200B | 50% | 7\nXR-200B | 12 | 1",
        ),
    ]
    assert raw.blocks[2].row_numbers == (3, 4, 5, 6, 7)
    assert raw.blocks[2].header_rows == 2
    assert [(one.how, one.place, one.was_read) for one in raw.unseen] == [
        ("folded", "sheet 'Costs'", False)
    ]


def test_a_script_within_a_script_is_told_for_itself() -> None:
    """Else many of them would cost the square of the page."""
    inner = "<script>new ActiveXObject('WScript.Shell')</script>"
    page = f"<svg><script>one<script>two{inner}</script></script></svg><p>Text.</p>".encode()
    carried = read_html(page, page_done=lambda: None).carried
    assert [part.name.endswith("ActiveXObject('WScript.Shell')") for part in carried] == [True]


def test_a_part_that_many_sheets_name_is_read_once() -> None:
    """Two hundred sheets of one part are two hundred times its cost."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_workbook(_two_sheets))) as source,
        zipfile.ZipFile(target, "w") as changed,
    ):
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/workbook.xml":
                last = re.findall(rb"<sheet [^>]*/>", data)[-1]
                data = data.replace(last, last * 50)
            changed.writestr(part, data)
    raw = _read(read_xlsx, target.getvalue())
    assert [block.text for block in raw.blocks] == ["First", "one", "Second", "two"]
    assert raw.warnings == ("49 sheets repeat another sheet's part and were not read",)


def _two_sheets(workbook: openpyxl.Workbook) -> None:
    workbook.create_sheet("First").append(["one"])
    workbook.create_sheet("Second").append(["two"])


def test_a_far_cell_costs_no_grid() -> None:
    """Cells that are not there are not made: a grid of them is hundreds of megabytes."""

    def fill(workbook: openpyxl.Workbook) -> None:
        for number in range(40):
            sheet = workbook.create_sheet(f"Part {number}")
            for row, column in ((1, 1), (2, 499), (1_200, 2), (2_400, 3)):
                sheet.cell(row=row, column=column).value = f"pump {row}"
            sheet.cell(row=1_048_576, column=1).value = "lost"
            sheet.column_dimensions["D"].hidden = True
            sheet.column_dimensions["D"].max = 10**9

    tracemalloc.start()
    try:
        raw = _read(read_xlsx, _workbook(fill))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [block.text for block in raw.blocks[:5]] == [
        "Part 0",
        "pump 1",
        "pump 2",
        "pump 1200",
        "pump 2400",
    ]
    assert raw.warnings[0] == "sheet 'Part 0' was read up to row 7401"
    assert peak < 20 * 2**20


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Question", "Answer"),
        ("问题", "答案"),
        ("問題", "答覆"),
        ("Pregunta", "Respuesta"),
        ("Pergunta", "Resposta"),
        ("Question", "Réponse"),
        ("Frage", "Antwort"),
        ("Domanda", "Risposta"),
        ("Vraag", "Antwoord"),
        ("Pytanie", "Odpowiedź"),
        ("Вопрос", "Ответ"),
        ("Soru", "Cevap"),
        ("السؤال", "الجواب"),
        ("質問", "回答"),
        ("질문", "답변"),
        ("Câu hỏi", "Trả lời"),
        ("คำถาม", "คำตอบ"),
        ("Pertanyaan", "Jawaban"),
        ("q_en", "a_en"),
        ("Customer question", "Answer (short)"),
    ],
)
def test_questions_and_answers_are_entries(question: str, answer: str) -> None:
    raw = _read(read_csv, f'{question},{answer},Market\nHow long?,"5 days\nor more",EU\n')
    assert _shape(raw.blocks) == [
        ("heading", 2, "How long?"),
        ("paragraph", 0, "5 days\nor more"),
        ("paragraph", 0, "Market: EU"),
    ]
    assert [block.starts_entry for block in raw.blocks] == [True, False, False]
    assert raw.blocks[0].row_numbers == (2,)


def test_categories_head_their_questions() -> None:
    raw = _read(read_csv, "Topic;Q;A\nShipping;When?;Soon\nShipping;Cost?;None\nRepair;Who?;We\n")
    assert _shape(raw.blocks)[:3] == [
        ("heading", 2, "Shipping"),
        ("heading", 3, "When?"),
        ("paragraph", 0, "Soon"),
    ]
    assert [block.text for block in raw.blocks if block.level == 2] == ["Shipping", "Repair"]


def test_a_csv_may_be_ragged_and_broken() -> None:
    raw = _read(read_csv, 'a;b;c\n1;"open;2\n3;4;5;6\n')
    assert raw.blocks[0].text == "a | b | c\n1 | open | 2\n3 | 4 | 5 | 6"
    assert raw.blocks[0].row_numbers == (1, 2, 3)
    assert len(raw.warnings) == 2
    assert _read(read_csv, "question type,answered by\nx,y\n").blocks[0].kind == "table"


def test_docx() -> None:
    document = docx.Document()
    document.add_heading("XR-200", 0)
    document.add_heading("Setup", 2)
    document.styles["Heading 2"].element.find(qn("w:name")).set(qn("w:val"), "Überschrift 2")
    document.add_paragraph("Press", style="List Number")
    document.add_paragraph("Hold", style="List Number")
    document.add_paragraph("Wait", style="List Bullet")
    outlined = document.add_paragraph("Outlined")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    outlined._p.get_or_add_pPr().append(level)
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"c{row}{column}"
    table.cell(1, 0).merge(table.cell(2, 0))
    run = document.add_paragraph("Before").add_run()
    run._r.append(OxmlElement("w:lastRenderedPageBreak"))
    document.add_paragraph("After")
    document.add_paragraph("Figure 1", style="Caption")
    stream = io.BytesIO()
    document.save(stream)
    raw = _read(read_docx, stream.getvalue())
    assert _shape(raw.blocks) == [
        ("heading", 1, "XR-200"),
        ("heading", 2, "Setup"),
        ("list_item", 1, "1. Press"),
        ("list_item", 1, "2. Hold"),
        ("list_item", 1, "Wait"),
        ("heading", 3, "Outlined"),
        ("table", 0, "c00 | c01 | c02\nc10 c20 | c11 | c12\nc10 c20 | c21 | c22"),
        ("paragraph", 0, "Before"),
        ("paragraph", 0, "After"),
        ("figure_caption", 0, "Figure 1"),
    ]
    assert [block.page for block in raw.blocks] == [1] * 8 + [2] * 2
    assert raw.page_count == 2


def test_rst_directives_have_names_in_any_script() -> None:
    document = _read(read_rst, "标题\n====\n\n.. 注解::\n\n   请使用合适的数据线。\n")
    assert _shape(document.blocks)[-1] == ("paragraph", 0, "请使用合适的数据线。")


def test_rst_cells_keep_what_looks_like_the_number_of_an_item() -> None:
    table = "====  ======\nNo.   Pin\n====  ======\n13.   GPIO19\n15.   GPIO5\n====  ======\n"
    document = _read(read_rst, f"Pins\n====\n\n{table}")
    assert _shape(document.blocks)[-1] == ("table", 0, "No. | Pin\n13. | GPIO19\n15. | GPIO5")


def test_rst() -> None:
    raw = _read(
        read_rst,
        ".. _setup label:\n\nSetup\n=====\n\n:link_to_translation:`zh_CN:[中文]`\n\n"
        "See :ref:`setup label` and :doc:`Guide <x>`, |name|, `site <http://a.b>`_.\n\n"
        ".. |name| replace:: XR-200\n\n.. unheard-of:: Argument\n   :odd: 1\n\n   Content\n\n"
        ".. include:: /etc/passwd\n\n.. raw:: html\n\n   <b>x</b>\n\n"
        ".. list-table:: Ratings\n   :header-rows: 1\n   :odd: 2\n\n   * - A\n     - B\n"
        "   * - 1\n     - 2\n\nPart\n----\n\n#. One\n#. Two\n\n   * sub\n\n"
        ".. code-block:: c\n\n   int x;\n",
    )
    assert _shape(raw.blocks) == [
        ("heading", 1, "Setup"),
        ("paragraph", 0, "See Setup and Guide, XR-200, site."),
        ("paragraph", 0, "Argument"),
        ("paragraph", 0, "Content"),
        ("figure_caption", 0, "Ratings"),
        ("table", 0, "A | B\n1 | 2"),
        ("heading", 2, "Part"),
        ("list_item", 1, "1. One"),
        ("list_item", 1, "2. Two"),
        ("list_item", 2, "sub"),
        ("code", 0, "int x;"),
    ]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("folder", "pattern", "marks"),
    [
        ("docs_espdevkits/dev/raw", "*.rst", ("::", "**", ":ref:", "`_", "|_")),
        ("docs_rustdesk/dev/raw/en", "*.md", ("{{<", "](http", "|--", "**")),
        ("docs_qgc/dev/raw/en", "*.md", (":::", "](..", "{#", "<img")),
    ],
)
def test_real_manuals_are_read_without_leftover_markup(
    shared_data: Path, folder: str, pattern: str, marks: tuple[str, ...]
) -> None:
    paths = sorted((shared_data / folder).rglob(pattern))[::6]
    assert paths
    kinds = set()
    for path in paths:
        with path.open("rb") as stream:
            media_type = media_type_of(path.name, head=stream.read(4096), stream=stream)
        raw = tidy(READERS[media_type.name](path.read_bytes(), page_done=lambda: None))
        assert raw.blocks, path
        for block in raw.blocks:
            kinds.add(block.kind)
            if block.kind in {"paragraph", "heading"}:
                assert not any(mark in block.text for mark in marks), (path, block.text)
    assert {"heading", "paragraph", "list_item"} <= kinds
