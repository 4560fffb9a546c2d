"""Texts found again on the picture of their page, and a worker that lies about it."""

import io
import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import FileUnreadable
from ingest.placed_text import PageBox, PlacedText
from ingest.places_codec import decode_places, encode_places
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_places import fold, place_texts
from ingest.sandbox import Sandbox
from ingest.tidy import tidy
from scripts.measure_places import measure_file

WIDTH, HEIGHT = 595.0, 842.0


def drawn(*lines: tuple[float, float, str], turned: int = 0) -> bytes:
    """One page with texts at (x, y from the bottom)."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    if turned:
        canvas.setPageRotation(turned)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def centre(box: PageBox) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2 * WIDTH, (1 - (box.y0 + box.y1) / 2) * HEIGHT


def test_a_text_is_where_it_is_drawn() -> None:
    data = drawn((100, 700, "Rated voltage of the drive"), (100, 400, "Hold the button."))
    rated, hold = place_texts(
        data, page=1, texts=["Rated voltage of the drive", "Hold the button."]
    )
    assert (rated.found_share, hold.found_share) == (1, 1)
    for placed, y in ((rated, 700), (hold, 400)):
        (box,) = placed.boxes
        assert box.x0 * WIDTH == pytest.approx(100, abs=2)
        assert (1 - box.y1) * HEIGHT < y + 1 < (1 - box.y0) * HEIGHT


def test_hyphens_ligatures_blanks_and_line_ends_do_not_matter() -> None:
    data = drawn((100, 700, "The ef-"), (100, 686, "ficient flow  of"), (100, 672, "GREASE!"))
    (placed,) = place_texts(data, page=1, texts=["The e\ufb03cient\u00a0\ufb02ow of 'grease'"])
    assert placed.found_share == 1
    assert [round(centre(box)[1] / 14) for box in placed.boxes] == [50, 49, 48]


def test_of_two_that_read_the_same_the_one_in_its_turn_is_meant() -> None:
    data = drawn((100, 700, "Note"), (100, 600, "First thing."), (100, 500, "Note"))
    first, _, second = place_texts(data, page=1, texts=["Note", "First thing.", "Note"])
    assert centre(first.boxes[0])[1] > 650
    assert centre(second.boxes[0])[1] < 550


def test_cells_of_a_row_have_boxes_of_their_own() -> None:
    data = drawn((100, 700, "XR-200A"), (300, 700, "24 V"), (450, 700, "4 A"))
    (placed,) = place_texts(data, page=1, texts=["XR-200A | 24 V | 4 A"])
    assert [round(box.x0 * WIDTH / 50) for box in placed.boxes] == [2, 6, 9]


def test_a_text_that_is_not_there_has_no_box() -> None:
    data = drawn((100, 700, "Rated voltage"), (1000, 700, "Beside it"))
    absent, blank, there, outside = place_texts(
        data, page=1, texts=["Quite another sentence", " — ", "Rated voltage", "Beside it"]
    )
    assert outside.boxes == ()
    assert absent.found_share < 0.5
    assert (blank.boxes, blank.found_share) == ((), 0)
    assert there.found_share == 1


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_on_a_turned_page_the_box_lies_on_the_picture_as_it_is_drawn(turned: int) -> None:
    data = drawn((100, 300, "Rated voltage of the drive"), turned=turned)
    (placed,) = place_texts(data, page=1, texts=["Rated voltage of the drive"])
    (box,) = placed.boxes
    with pdfium.PdfDocument(data) as document:
        picture = document[0].render(scale=1, grayscale=True).to_numpy()
    height, width = picture.shape
    rows = slice(int(box.y0 * height) - 1, int(box.y1 * height) + 2)
    columns = slice(int(box.x0 * width) - 1, int(box.x1 * width) + 2)
    dark = (picture < 250).sum()
    assert dark > 0
    assert (picture[rows, columns] < 250).sum() == dark


def test_a_page_that_is_not_there_is_refused() -> None:
    for data, page in ((drawn((100, 700, "a")), 2), (b"no PDF", 1), (b"", 1)):
        with pytest.raises(FileUnreadable):
            place_texts(data, page=page, texts=["a"])


def test_the_sandbox_finds_the_same_and_survives_a_bad_file() -> None:
    data = drawn((100, 700, "Rated voltage"))
    with Sandbox() as sandbox:
        found = sandbox.locate(data, page=1, texts=["Rated voltage", "x" * 100])
        assert found == place_texts(data, page=1, texts=["Rated voltage", "x" * 100])
        with pytest.raises(FileUnreadable):
            sandbox.locate(b"%PDF-1.7 broken", page=1, texts=["a"])
        assert sandbox.locate(data, page=1, texts=[]) == ()


SHARES = st.floats(0, 1)
BOXES = st.tuples(SHARES, SHARES, SHARES, SHARES).map(
    lambda of: PageBox(
        x0=min(of[0], of[2]), y0=min(of[1], of[3]), x1=max(of[0], of[2]), y1=max(of[1], of[3])
    )
)
PLACES = st.lists(
    st.builds(PlacedText, boxes=st.lists(BOXES, max_size=4).map(tuple), found_share=SHARES),
    max_size=4,
)


@given(PLACES)
def test_places_go_there_and_back(places: list[PlacedText]) -> None:
    assert decode_places(encode_places(places), count=len(places)) == tuple(places)


@pytest.mark.parametrize(
    "record",
    [
        *(
            {},
            None,
            [],
            "x",
            [[1, []], [1, []]],
            [[2, []]],
            [[-0.1, []]],
            [[True, []]],
            [["1", []]],
        ),
        *([[1, [[0, 0, 1]]]], [[1, [[0, 0, 1, 2]]]], [[1, [[1, 0, 0, 1]]]], [[1, {"a": 1}]], [[1]]),
        *([[1, [[0, 0, 1, None]]]], [[1, [[0.0, 0.0, 1.0, 1.0]] * 30_000]]),
    ],
)
def test_a_worker_that_sends_anything_else_is_not_believed(record: object) -> None:
    with pytest.raises(FileUnreadable, match="malformed"):
        decode_places(json.dumps(record).encode(), count=1)
    with pytest.raises(FileUnreadable, match="malformed"):
        decode_places(b"[[NaN,[]]]", count=1)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.shared_data
def test_real_manuals_are_found_on_their_pages(shared_data: Path) -> None:
    blocks = [
        block
        for path in sorted(
            (shared_data / "pdf_products").rglob("*.pdf"), key=lambda file: file.stat().st_size
        )[:4]
        for found, _ in measure_file(path, pages=2)
        for block in found
    ]
    assert len(blocks) > 40
    assert sum(block.found_share >= 0.9 for block in blocks) >= 0.93 * len(blocks)
    held = [block.held_share for block in blocks if block.has_box]
    assert sum(held) / len(held) >= 0.95
    assert len(held) >= 0.98 * len(blocks)


def test_every_block_of_the_demo_s_manual_is_found() -> None:
    manual = Path(__file__).resolve().parents[2] / "kb_content/documents/manuals/xr-series-zh.pdf"
    data = manual.read_bytes()
    raw = tidy(read_pdf(data, page_done=lambda done, total: None))
    for page in (3, 5, 9):
        texts = [block.text for block in raw.blocks if block.page == page]
        assert texts
        assert all(one.found_share > 0.9 for one in place_texts(data, page=page, texts=texts))
