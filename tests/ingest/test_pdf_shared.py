"""Real PDFs against expectations read off their printed pages, and damaged ones."""

from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.document import RawBlock, RawDocument
from ingest.errors import FileEncrypted, FileUnreadable
from ingest.readers.pdf import read_pdf

pytestmark = pytest.mark.shared_data


@cache
def read(path: Path) -> RawDocument:
    return read_pdf(path.read_bytes(), page_done=lambda page, total: None)


def tables(document: RawDocument, page: int) -> list[RawBlock]:
    return [block for block in document.blocks if block.kind == "table" and block.page == page]


def rows(block: RawBlock) -> list[list[str]]:
    return [f" {line}".split(" | ") for line in block.text.splitlines()]


def headings(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "heading"]


def test_datasheet_tables_have_their_columns_and_units(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/max30102_en.pdf")
    (table,) = tables(document, 4)
    lines = table.text.splitlines()
    assert lines[0] == "PARAMETER | SYMBOL | CONDITIONS | MIN | TYP | MAX | UNITS"
    assert table.header_rows == 1
    assert "LED Peak Wavelength | λP | ILED = 20mA, TA = +25°C | 870 | 880 | 900 | nm" in lines
    assert "Input High Voltage | VIH | VDD = 2V | 0.7 x VDD |  |  | V" in lines
    assert all("maximintegrated.com Maxim" not in block.text for block in document.blocks)


def test_two_columns_of_a_datasheet_are_read_apart(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/max30102_en.pdf")
    content = [block.text for block in document.blocks if block.page == 9]
    assert any(
        text.startswith("The MAX30102 is fully adjustable through software registers, and the")
        for text in content
    )
    order = [text for text in headings(document) if text in ("SpO2 Subsystem", "LED Driver")]
    assert order == ["SpO2 Subsystem", "LED Driver"]


def test_chinese_table_has_merged_cells_in_every_row(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/tp4054_charger_zh.pdf")
    (table,) = tables(document, 10)
    lines = table.text.splitlines()
    assert lines[0] == "符号 | 符号说明 | 条件 | 最小值 | 典型值 | 最大值 | 单位"
    assert "IBAT | BAT端电流 | RPROG=2K，电流模式 | 465 | 500 | 535 | mA" in lines
    assert "IBAT | BAT端电流 | 关断模式 |  | 6 | 10 | μA" in lines


def test_chapters_of_a_long_datasheet(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/ch583_datasheet_zh.pdf")
    found = headings(document)
    assert [text for text in found if text.startswith("4.1")] == [
        "4.1 复位控制",
        "4.1.1 电源上电复位 RPOR",
        "4.1.2 外部手工复位 MR",
        "4.1.3 内部软件复位 SR",
        "4.1.4 看门狗超时复位 WTR",
        "4.1.5 下电模式唤醒后的复位 GRWSM",
        "4.1.6 常规唤醒操作引起的复位 LRW",
    ]
    levels = {block.text: block.level for block in document.blocks if block.kind == "heading"}
    assert (levels["4.1 复位控制"], levels["4.1.1 电源上电复位 RPOR"]) == (2, 3)


def test_borderless_report(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/borderless_table.pdf")
    (first,) = tables(document, 1)
    assert first.text.splitlines()[:3] == [
        "Product Code | Location | Expected | Actual | Variance | Status",
        "SKU-8847 | A-12 | 450",
        "| B-07 |  | 289 | -23",
    ]
    (second,) = tables(document, 2)
    assert [len(row) for row in rows(second)[:2]] == [6, 5]


def test_compliance_table_in_two_languages(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/te_statement_of_compliance.pdf")
    (table,) = tables(document, 2)
    assert table.header_rows == 2
    assert "电阻器和电感器(Resistors and Inductors) | X | O | O | O | O | O" in table.text
    assert all("Page 1 of 2" not in block.text for block in document.blocks)


def test_arabic_is_in_logical_order(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/arabic_rtl_01.pdf")
    assert document.blocks[0].text == "تحسين الإنتاجية وحل المشكلات من خلال البرمجة بلغة R وPython"
    content = " ".join(block.text for block in document.blocks)
    assert "يمتلك كل من R و Python ميزات فريدة تجعلها مثالية لتحليل البيانات" in content
    assert "أيضًا إلى اتخاذ قرارات" in content


def test_a_book_without_its_line_numbers(shared_data: Path) -> None:
    book = PdfReader(shared_data / "pdf_products/dev/freeculture_352p.pdf")
    opening = PdfWriter()
    for number in range(40):
        opening.add_page(book.pages[number])
    bytes_of_opening = BytesIO()
    opening.write(bytes_of_opening)
    document = read_pdf(bytes_of_opening.getvalue(), page_done=lambda page, total: None)
    assert document.page_count == 40
    page = " ".join(block.text for block in document.blocks if block.page == 21)
    assert "Armstrong’s invention threatened RCA’s AM empire, so the company launched" in page


def test_scans_are_candidates_for_recognition(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/medical_report_scan_3p.pdf")
    assert document.pages_without_text == (1, 2, 3)


def test_characters_that_no_one_can_know_are_counted_in_a_warning(shared_data: Path) -> None:
    document = read(shared_data / "pdf_products/dev/raspberrypi_pico_eu_doc.pdf")
    (warning,) = document.warnings
    assert warning.startswith("page 1: ")
    assert warning.endswith(
        "characters are left out, because their font does not say what they are"
    )
    assert any("EN 55032:2015" in block.text for block in document.blocks)


def test_damaged_files_are_read_or_refused_by_type(shared_data: Path) -> None:
    paths = sorted((shared_data / "nasty").rglob("*.pdf"))
    assert len(paths) > 70
    opened = 0
    for path in paths:
        try:
            read(path)
        except FileUnreadable:
            continue
        opened += 1
    assert opened > 60


def test_locked_files_say_so(shared_data: Path) -> None:
    (path,) = (shared_data / "nasty").rglob("enc-XI-long-password.pdf")
    with pytest.raises(FileEncrypted):
        read(path)
