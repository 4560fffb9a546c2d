"""Documents that name a font without bringing it: no character is lost, whatever is installed."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.media_type import PDF
from ingest.readers.pdf_box_font import UNITS_PER_EM, box_font
from ingest.readers.pdf_font_files import Face, best_face, installed_faces
from ingest.sandbox import Sandbox
from tests.ingest.pdf_samples import drawn

SENTENCES = (
    ("STSong-Light", "充电 时 电压 为 6.2 至 6.8 V 、 温度 0 至 40 ℃ 。"),
    ("MSung-Light", "充電 時 電壓 為 6.2 至 6.8 V 、 溫度 0 至 40 ℃ 。"),
    ("HeiseiMin-W3", "充電 時 の 電圧 は 6.2 〜 6.8 V 、 温度 は 0 から 40 度 。"),
    ("HYSMyeongJo-Medium", "충전 시 전압 은 6.2 에서 6.8 V 온도 는 0 에서 40 도"),
)


def one_character_at_a_time(canvas: Canvas) -> None:
    """Every character a text of its own, as layout programs write them."""
    for number, (font, sentence) in enumerate(SENTENCES):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
        canvas.setFont(font, 12)
        for place, character in enumerate(sentence):
            canvas.drawString(60 + 12 * place, 700 - 60 * number, character)
    canvas.showPage()


def test_texts_of_one_character_in_a_font_that_is_not_embedded_are_kept() -> None:
    with Sandbox() as sandbox:
        document = sandbox.read(drawn(one_character_at_a_time), media_type=PDF)
    found = "".join("".join(block.text for block in document.blocks).split())
    for _, sentence in SENTENCES:
        assert "".join(sentence.split()) in found


def test_their_picture_shows_something_in_place_of_every_character() -> None:
    with Sandbox() as sandbox:
        png = sandbox.render_page(drawn(one_character_at_a_time), page=1, dots_per_inch=72)
    picture = Image.open(io.BytesIO(png))
    for number, (_, sentence) in enumerate(SENTENCES):
        baseline = picture.height - (700 - 60 * number)
        for place, character in enumerate(sentence):
            if character.isspace():
                continue
            left = 60 + 12 * place
            field = picture.crop((left, baseline - 12, left + 12, baseline + 4))
            assert min(field.tobytes()) < 200, (sentence, character)


@pytest.mark.parametrize("character", ["时", "、", "℃", "한", "ア", "A", "𠀀"])
def test_in_the_font_of_boxes_every_character_is_a_box(character: str) -> None:
    font = ImageFont.truetype(io.BytesIO(box_font()), UNITS_PER_EM // 10)
    picture = font.getmask(character)
    assert picture.getbbox() == (6, 0, 94, 88)
    assert picture.getpixel((50, 44)) == 0  # hollow: one sees that a character is missing


def face(name: str, *, weight: int = 400, code_pages: int = 1 << 18) -> Face:
    return Face(
        path=Path(f"{name}.ttf"),
        offset=0,
        weight=weight,
        code_pages=code_pages,
        names=name.encode("utf-16-be"),
    )


def test_the_face_of_the_region_in_regular_weight_is_taken() -> None:
    japanese, bold, wanted = face("Sans JP"), face("Sans SC Bold", weight=700), face("Sans SC")
    other = face("Sans SC Latin", code_pages=1)
    faces = (other, japanese, bold, face("Sans SC Mono"), wanted)
    assert best_face(faces, code_page=18, region="SC") == wanted
    assert best_face((other, japanese), code_page=18, region="SC") == japanese
    assert best_face((other,), code_page=18, region="SC") is None


def test_files_that_are_no_fonts_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "text.otf").write_bytes(b"no font at all, just text")
    (tmp_path / "cut.ttc").write_bytes(b"ttcf\x00\x01\x00\x00\x00\x00\x00\x02")
    (tmp_path / "box.ttf").write_bytes(box_font())
    (found,) = installed_faces([tmp_path, tmp_path / "missing"])
    assert (found.path.name, found.weight) == ("box.ttf", 400)
