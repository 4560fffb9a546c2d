"""The PDF reader on drawn pages whose truth is known."""

import io
import zlib
from collections.abc import Sequence

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.document import RawBlock, RawDocument
from ingest.errors import FileEncrypted, FileTooHeavy, FileUnreadable
from ingest.readers.pdf import preload, read_pdf
from ingest.readers.pdf_render import render_page
from tests.ingest.pdf_samples import HEIGHT, LEFT, PROSE, WIDTH, chinese, drawn, ruled, write


def read(data: bytes) -> RawDocument:
    return read_pdf(data, page_done=lambda page, total: None)


def of_kind(document: RawDocument, kind: str) -> list[RawBlock]:
    return [block for block in document.blocks if block.kind == kind]


def texts(blocks: Sequence[RawBlock]) -> list[str]:
    return [block.text for block in blocks]


def manual(canvas: Canvas) -> None:
    y = write(canvas, ["Handheld Scanner XR-200A"], y=780, size=24, font="Helvetica-Bold")
    y = write(canvas, ["1 Overview"], y=y - 20, size=16, font="Helvetica-Bold")
    y = write(canvas, PROSE, y=y - 6)
    y = write(canvas, ["1.1 Charging"], y=y - 14, size=13, font="Helvetica-Bold")
    write(canvas, PROSE, y=y - 6)
    canvas.showPage()


def test_headings_have_levels_by_size_and_paragraphs_are_mended() -> None:
    document = read(drawn(manual))
    headings = [(block.text, block.level) for block in of_kind(document, "heading")]
    assert [text for text, _ in headings] == [
        "Handheld Scanner XR-200A",
        "1 Overview",
        "1.1 Charging",
    ]
    levels = [level for _, level in headings]
    assert levels == sorted(levels)
    assert levels[0] < levels[2]
    assert texts(of_kind(document, "paragraph")) == [" ".join(PROSE)] * 2
    assert document.title == "Handheld Scanner XR-200A"
    assert document.page_count == 1
    assert all(block.page == 1 for block in document.blocks)


def test_bold_numbered_line_of_body_size_is_a_heading() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780)
        y = write(canvas, ["3.2 Installation"], y=y - 10, font="Helvetica-Bold")
        write(canvas, PROSE, y=y - 4)
        canvas.showPage()

    assert texts(of_kind(read(drawn(draw)), "heading")) == ["3.2 Installation"]


def test_outline_gives_the_levels() -> None:
    def draw(canvas: Canvas) -> None:
        for level, title in enumerate(("Safety", "Batteries", "Disposal")):
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level=level)
            y = write(canvas, [title], y=780, size=14)
            write(canvas, PROSE, y=y - 10)
            canvas.showPage()

    headings = of_kind(read(drawn(draw)), "heading")
    assert [(block.text, block.level, block.page) for block in headings] == [
        ("Safety", 1, 1),
        ("Batteries", 2, 2),
        ("Disposal", 3, 3),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["Before the first use complete the instal-", "lation of the charging cradle."],
            "Before the first use complete the installation of the charging cradle.",
        ),
        (
            ["The battery pack fits only the model XR-", "200A and no other scanner we sell."],
            "The battery pack fits only the model XR-200A and no other scanner we sell.",
        ),
        (
            ["Replacement parts have to be ordered under EN-", "tested numbers from the list."],
            "Replacement parts have to be ordered under EN-tested numbers from the list.",
        ),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], expected: str) -> None:
    data = drawn(lambda canvas: (write(canvas, lines, y=700), canvas.showPage())[1])
    assert texts(read(data).blocks) == [expected]


RATINGS = (
    ("Parameter", "Symbol", "Min", "Max", "Unit"),
    ("Supply voltage", "VCC", "4.2", "6.5", "V"),
    ("Input current", "ICC", "", "500", "mA"),
    ("Storage temperature", "TSTG", "-65", "125", "°C"),
)


def test_ruled_table_keeps_header_units_and_empty_cells() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780)
        y = ruled(canvas, RATINGS, y=y - 20, widths=(130, 60, 60, 60, 50))
        write(canvas, PROSE, y=y - 30)
        canvas.showPage()

    document = read(drawn(draw))
    (table,) = of_kind(document, "table")
    assert table.text == "\n".join(" | ".join(row) for row in RATINGS)
    assert table.header_rows == 1
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]
    others = " ".join(block.text for block in document.blocks if block.kind != "table")
    assert "VCC" not in others


def test_the_second_page_of_a_table_knows_its_header_and_keeps_to_its_own_words() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780)
        ruled(canvas, RATINGS, y=y - 20, widths=(130, 60, 60, 60, 50))
        canvas.showPage()
        rest = (
            ("Standby current", "ISB", "", "25", "µA"),
            ("Start-up time", "TON", "1", "4", "ms"),
        )
        y = ruled(canvas, rest, y=780, widths=(130, 60, 60, 60, 50), header_font="Helvetica")
        write(canvas, PROSE, y=y - 30)
        canvas.showPage()

    first, second = of_kind(read(drawn(draw)), "table")
    assert (first.page, second.page) == (1, 2)
    assert (first.table_header, first.header_rows) == ("", 1)
    assert (second.table_header, second.header_rows) == (" | ".join(RATINGS[0]), 0)
    assert second.text.splitlines()[0] == "Standby current | ISB |  | 25 | µA"


def test_a_cell_over_several_rows_is_in_each_of_them() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Battery"], y=722, x=64, size=9)
        rows = (("Model", "Mode", "Current"), ("", "Idle", "2 mA"), ("", "Active", "90 mA"))
        for index, row in enumerate(rows):
            for place, cell in enumerate(row):
                write(canvas, [cell], y=760 - index * 20, x=64 + place * 100, size=9)
        canvas.line(60, 775, 360, 775)
        canvas.line(60, 755, 360, 755)
        canvas.line(160, 735, 360, 735)
        canvas.line(60, 715, 360, 715)
        for x in (60, 160, 260, 360):
            canvas.line(x, 775, x, 715)
        canvas.showPage()

    (table,) = of_kind(read(drawn(draw)), "table")
    assert table.text.splitlines()[1:] == ["Battery | Idle | 2 mA", "Battery | Active | 90 mA"]


def test_borderless_table_is_found_by_alignment() -> None:
    rows = (
        ("Product", "Location", "Expected", "Actual"),
        ("SKU-8847", "A-12", "450", ""),
        ("", "B-07", "", "289"),
        ("SKU-9201", "C-15", "780", "778"),
    )

    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780) - 30
        for index, row in enumerate(rows):
            for place, cell in enumerate(row):
                font = "Helvetica-Bold" if index == 0 else "Helvetica"
                write(canvas, [cell], y=y, x=LEFT + place * 110, font=font)
            y -= 18
        write(canvas, PROSE, y=y - 20)
        canvas.showPage()

    (table,) = of_kind(read(drawn(draw)), "table")
    assert table.header_rows == 1
    assert table.text.splitlines() == [
        "Product | Location | Expected | Actual",
        "SKU-8847 | A-12 | 450",
        "| B-07 |  | 289",
        "SKU-9201 | C-15 | 780 | 778",
    ]


def test_columns_are_read_one_after_the_other_even_when_drawn_row_by_row() -> None:
    left = [f"Left column line {number} goes on about the left matter" for number in range(1, 13)]
    right = [f"Right column line {number} speaks of something else" for number in range(1, 13)]

    def draw(canvas: Canvas) -> None:
        write(canvas, ["A title over both of the columns"], y=790, size=18)
        for index, (first, second) in enumerate(zip(left, right, strict=True)):
            write(canvas, [first], y=740 - 13 * index, x=50, size=9)
            write(canvas, [second], y=740 - 13 * index, x=320, size=9)
        canvas.showPage()

    content = " ".join(texts(read(drawn(draw)).blocks))
    assert content.index("A title") < content.index("Left column line 1 ")
    assert content.index("Left column line 12") < content.index("Right column line 1 ")


def test_running_header_and_page_numbers_go_and_become_labels() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 7):
            write(canvas, ["XR-200A Service Manual"], y=815, size=8)
            write(canvas, [str(number + 10)], y=25, x=WIDTH / 2, size=8)
            write(canvas, [f"Chapter text {number}: {PROSE[0]}", *PROSE[1:]], y=700)
            canvas.showPage()

    document = read(drawn(draw))
    assert len(document.blocks) == 6
    assert all("Service Manual" not in block.text for block in document.blocks)
    assert [block.page_label for block in document.blocks] == ["11", "12", "13", "14", "15", "16"]
    assert [block.page for block in document.blocks] == [1, 2, 3, 4, 5, 6]


def test_pages_that_hold_only_the_same_words_keep_them() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(5):
            write(canvas, ["Confidential sample"], y=815)
            canvas.showPage()

    assert len(read(drawn(draw)).blocks) == 5


def test_lists_keep_numbers_and_lose_bullets() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, ["To pair the scanner:"], y=760)
        y = write(canvas, ["1. Hold the trigger for five seconds.", "2. Scan the code."], y=y - 5)
        write(canvas, ["• Keep it dry", "• Keep it away from magnets"], y=y - 10)
        canvas.showPage()

    items = of_kind(read(drawn(draw)), "list_item")
    assert texts(items) == [
        "1. Hold the trigger for five seconds.",
        "2. Scan the code.",
        "Keep it dry",
        "Keep it away from magnets",
    ]
    assert all(item.level == 1 for item in items)


def test_captions() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780)
        write(canvas, ["Figure 3-1. The charging cradle seen from behind"], y=y - 40, size=9)
        canvas.showPage()

    captions = of_kind(read(drawn(draw)), "figure_caption")
    assert texts(captions) == ["Figure 3-1. The charging cradle seen from behind"]


def test_chinese_lines_are_joined_without_a_space() -> None:
    lines = ["充电器的电池通过底座或随附的电缆充电，充电时间为四小时，", "充电时指示灯为琥珀色。"]

    def draw(canvas: Canvas) -> None:
        font = chinese(canvas)
        y = write(canvas, ["第 1 章 安全说明"], y=780, size=18, font=font)
        write(canvas, lines, y=y - 10, font=font)
        canvas.showPage()

    document = read(drawn(draw))
    assert texts(of_kind(document, "paragraph")) == ["".join(lines)]
    assert texts(of_kind(document, "heading")) == ["第 1 章 安全说明"]


def test_rotated_page_reads_the_same() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        write(canvas, PROSE, y=400)
        canvas.showPage()

    assert texts(read(drawn(draw)).blocks) == [" ".join(PROSE)]


def test_code_in_typewriter_type_keeps_its_lines() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, PROSE, y=780)
        y = write(canvas, ["for (i = 0; i < 4; i++) {"], y=y - 12, font="Courier")
        y = write(canvas, ["read(i);"], y=y, x=LEFT + 24, font="Courier")
        y = write(canvas, ["}"], y=y, font="Courier")
        write(canvas, PROSE, y=y - 12)
        canvas.showPage()

    (code,) = of_kind(read(drawn(draw)), "code")
    assert code.text == "for (i = 0; i < 4; i++) {\n    read(i);\n}"


@pytest.mark.parametrize("title", ["Microsoft Word - x.doc", "untitled", "manual_v3.indd", "  "])
def test_a_title_made_up_by_a_program_is_not_taken(title: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(title)
        manual(canvas)

    assert read(drawn(draw)).title == "Handheld Scanner XR-200A"


def test_picture_only_page_asks_for_ocr_and_blank_page_does_not() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(100, 300, 300, 300, fill=1)
        canvas.showPage()
        canvas.showPage()
        write(canvas, PROSE, y=780)
        canvas.showPage()

    document = read(drawn(draw))
    assert document.page_count == 3
    assert document.pages_without_text == (1,)


def test_pages_are_reported_as_they_are_done() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(3):
            write(canvas, PROSE, y=780)
            canvas.showPage()

    done: list[tuple[int, int]] = []
    read_pdf(drawn(draw), page_done=lambda page, total: done.append((page, total)))
    assert done == [(1, 3), (2, 3), (3, 3)]


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_is_asked_for_unless_it_is_empty() -> None:
    data = drawn(manual)
    with pytest.raises(FileEncrypted, match="password"):
        read(encrypted(data, "secret"))
    assert read(encrypted(data, "")).title == "Handheld Scanner XR-200A"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"not a PDF at all", b"%PDF-1.4\n" + b"(" * 9999]
)
def test_what_is_no_pdf_is_said_so(data: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read(data)


def hand_made(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the readers mend the missing table of places."""
    numbered = (b"%d 0 obj%s endobj" % (number, body) for number, body in enumerate(objects, 1))
    tail = b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    return b"\n".join((b"%PDF-1.4", *numbered, tail))


def test_letters_of_a_font_without_a_meaning_are_left_out_with_a_warning() -> None:
    lines = (b"The supply is 24 V and the fuse is 4 A slow.", b"Mount it upright on the rail.")
    wrong = b"ABCABCABCABC!"
    content = b"BT /F 12 Tf 60 700 Td (%s) Tj 0 -20 Td (%s) Tj /G 12 Tf 0 -40 Td (%s) Tj ET"
    content %= (*lines, wrong)
    # The map leads A, B and C to control codes; the exclamation mark has a meaning by accident.
    cmap = (
        b"begincmap 1 begincodespacerange <00><FF> endcodespacerange "
        b"1 beginbfrange <41><43><0003> endbfrange endcmap"
    )
    stream = b"<</Length %d>>stream\n%s\nendstream"
    helvetica = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>"
    data = hand_made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R/G 6 0 R>>>>>>",
        stream % (len(content), content),
        helvetica % b"",
        helvetica % b"/ToUnicode 7 0 R",
        stream % (len(cmap), cmap),
    )
    document = read(data)
    assert texts(document.blocks) == [b" ".join(lines).decode()]
    (warning,) = document.warnings
    assert warning.startswith("page 1: 13 characters are left out")


def test_absurd_numbers_of_pages_are_refused() -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    levels = [
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join([b"%d 0 R" % child] * 100), 100 ** (5 - child + 1))
        for child in (3, 4, 5)
    ]
    data = hand_made(catalog, *levels, b"<</Type/Page/MediaBox[0 0 99 99]>>")
    with pytest.raises(FileTooHeavy, match="1000000 pages"):
        read(data)


@pytest.mark.parametrize("times", [1, 2])
def test_streams_that_unfold_without_end_are_refused(times: int) -> None:
    packed = zlib.compress(b"BT /F 9 Tf 9 9 Td (x) Tj ET\n" * 3_000_000, 9)
    if times == 2:
        packed = zlib.compress(packed, 9)
    filters = b"/FlateDecode " * times
    head = b"<</Filter[%s]/Length %d>>stream\n" % (filters, len(packed))
    data = hand_made(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        head + packed + b"\nendstream",
    )
    assert len(data) < 400_000
    with pytest.raises(FileTooHeavy, match="unfolds"):
        read(data)


def test_a_truncated_file_gives_its_text_or_a_typed_error() -> None:
    data = drawn(manual)
    for length in range(0, len(data), max(1, len(data) // 40)):
        try:
            document = read(data[:length])
        except FileUnreadable:
            continue
        assert document.page_count >= 0


def test_render_page_gives_a_png_of_the_size_asked_for() -> None:
    data = drawn(manual)
    picture = render_page(data, page=1, dots_per_inch=72)
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert abs(width - WIDTH) < 2
    assert abs(height - HEIGHT) < 2
    with pytest.raises(FileUnreadable, match="page 2"):
        render_page(data, page=2, dots_per_inch=72)


def test_preload_twice_is_harmless() -> None:
    preload()
    preload()


def test_a_page_of_scattered_words_and_strokes_is_read_in_seconds() -> None:
    """Steps that compare words with words have a limit; without one this takes minutes."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 1)
        for row in range(700):
            for place in range(6):
                canvas.drawString(60 + 80 * place, 20 + 1.1 * row, f"cell{place}")
            canvas.line(50, 20 + 1.1 * row, 550, 20 + 1.1 * row)
        canvas.showPage()

    document = read(drawn(draw))
    assert "cell0" in document.blocks[0].text
