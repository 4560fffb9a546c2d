"""Recognition of drawn pictures, and what is said when it cannot be done."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.ocr import Ocr
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_render import render_page
from ingest.readers.picture import preload, read_picture
from tests.ingest.pdf_samples import PROSE, drawn, write


def page_picture() -> bytes:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, ["Safety certificate"], y=760, size=26)
        y = write(canvas, PROSE, y=y - 30, size=11)
        write(canvas, ["Model XK-200/B, serial number 48151623"], y=y - 30, size=11)
        canvas.showPage()

    return render_page(drawn(draw), page=1, dots_per_inch=200)


@pytest.mark.ocr
def test_a_page_comes_back_as_heading_and_paragraphs() -> None:
    ocr = Ocr()
    assert ocr.available()
    blocks = ocr.recognise(page_picture(), languages=("en",), timeout_seconds=60)
    assert (blocks[0].kind, blocks[0].text) == ("heading", "Safety certificate")
    paragraphs = [block.text for block in blocks if block.kind == "paragraph"]
    assert paragraphs[0] == " ".join(PROSE)
    assert "XK-200/B" in paragraphs[-1]


@pytest.mark.ocr
def test_rows_of_cells_come_back_as_a_table() -> None:
    rows = (
        ("Item", "Meaning", "Range"),
        ("Input", "Supply", "12 Volt"),
        ("Battery", "Output", "500 mA"),
    )

    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(rows):
            for place, cell in enumerate(row):
                write(canvas, [cell], y=700 - 18 * index, x=80 + 110 * place, size=12)
        canvas.showPage()

    image = render_page(drawn(draw), page=1, dots_per_inch=200)
    blocks = Ocr().recognise(image, languages=("en",), timeout_seconds=60)
    assert [(block.kind, block.text) for block in blocks] == [
        ("table", "\n".join(" | ".join(row) for row in rows))
    ]


@pytest.mark.ocr
def test_names_of_packs_and_bcp_47_are_both_understood() -> None:
    ocr = Ocr()
    image = page_picture()
    by_tag = ocr.recognise(image, languages=("en-GB",), timeout_seconds=60)
    assert by_tag == ocr.recognise(image, languages=("eng",), timeout_seconds=60)


@pytest.mark.ocr
def test_an_unknown_language_names_what_is_missing() -> None:
    with pytest.raises(FileUnreadable, match="xx-Klon"):
        Ocr().recognise(page_picture(), languages=("xx-Klon",), timeout_seconds=60)


@pytest.mark.ocr
def test_the_limit_of_time_holds() -> None:
    with pytest.raises(FileTooHeavy, match="longer than"):
        Ocr().recognise(page_picture(), languages=("en",), timeout_seconds=0.01)


@pytest.mark.ocr
def test_foreign_bytes_are_not_handed_over() -> None:
    with pytest.raises(FileUnreadable, match="our own"):
        Ocr().recognise(b"GIF89a", languages=("en",), timeout_seconds=5)


def test_without_tesseract_the_message_says_what_to_install() -> None:
    ocr = Ocr(program="tesseract-that-is-not-there")
    assert not ocr.available()
    with pytest.raises(FileUnreadable, match="apt install tesseract-ocr"):
        ocr.recognise(b"", languages=(), timeout_seconds=5)


def saved(picture: Image.Image, name: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=name, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_pictures_become_grey_png(name: str) -> None:
    preload()
    result = read_picture(saved(Image.new("RGB", (40, 30), "red"), name))
    with Image.open(io.BytesIO(result)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (40, 30))


def test_what_is_transparent_becomes_paper() -> None:
    result = read_picture(saved(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG"))
    with Image.open(io.BytesIO(result)) as picture:
        assert picture.getpixel((1, 1)) == 255


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(FileTooHeavy, match="pixels"):
        read_picture(saved(Image.new("1", (9_000, 9_000)), "PNG"))


def test_damaged_pictures_are_typed_errors() -> None:
    whole = saved(Image.effect_noise((64, 64), 50.0), "PNG")
    for length in range(0, len(whole) - 40, 97):
        with pytest.raises(FileUnreadable):
            read_picture(whole[:length])


def test_a_scanned_page_holds_no_text_for_the_reader() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (60, 40), 120), 90, 300, 400, 300)
        canvas.showPage()

    document = read_pdf(drawn(draw), page_done=lambda page, total: None)
    assert document.pages_without_text == (1,)
    assert document.blocks == ()
