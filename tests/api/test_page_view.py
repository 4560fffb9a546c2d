"""A page laid out: every character once, and exactly the asked range marked."""

from hypothesis import given
from hypothesis import strategies as st

from api.page_view import PART_CHARACTERS, PageView, view_page
from index.content import StoredDocument
from tests.fakes import document

KINDS = st.sampled_from(["heading", "paragraph", "list_item", "code", "table"])
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)
BLOCKS = st.lists(
    st.tuples(KINDS, LINES.filter(str.strip), st.integers(1, 3)), min_size=1, max_size=8
)


def made(blocks: list[tuple[str, str, int]], *, page_count: int) -> StoredDocument:
    texts = tuple((kind, text, page if page_count else None) for kind, text, page in blocks)
    return document("a", texts, data=b"", title="A", page_count=page_count)


def shown(view: PageView) -> tuple[str, str]:
    """All text and the marked text of a page, cells without their separators."""
    pieces = [piece for block in view.blocks for piece in block.pieces]
    pieces += [
        piece for block in view.blocks for row in block.rows for cell in row.cells for piece in cell
    ]
    return "".join(piece.text for piece in pieces), "".join(
        piece.text for piece in pieces if piece.marked
    )


@given(BLOCKS, st.integers(0, 200), st.integers(0, 200))
def test_a_document_without_pages_shows_everything_once(
    blocks: list[tuple[str, str, int]], start: int, end: int
) -> None:
    stored = made(blocks, page_count=0)
    view = view_page(stored, page=None, start=start, end=end)
    assert view is not None
    text, marks = shown(view)
    wanted = "".join(
        stored.text[block.start : block.end].replace(" | ", "")
        if block.kind == "table"
        else stored.text[block.start : block.end]
        for block in sorted(stored.blocks, key=lambda block: block.kind == "table")
    )
    assert text == wanted
    if start >= end:
        assert marks == ""
    assert sum(block.first_mark for block in view.blocks) == bool(
        any(max(block.start, start) < min(block.end, end) for block in stored.blocks)
    )


@given(BLOCKS)
def test_every_block_is_on_its_own_page_and_its_mark_is_found(
    blocks: list[tuple[str, str, int]],
) -> None:
    stored = made(blocks, page_count=3)
    for block in stored.blocks:
        view = view_page(stored, page=None, start=block.start, end=block.end)
        assert view is not None
        assert view.number == block.page
        assert shown(view)[1] == stored.text[block.start : block.end].replace(
            " | " if block.kind == "table" else "\0", ""
        )


def test_a_long_document_without_pages_is_shown_in_parts() -> None:
    blocks = [("paragraph", "x" * 3000, 1)] * 20
    stored = made(blocks, page_count=0)
    first = view_page(stored, page=1, start=None, end=None)
    assert first is not None
    assert first.count > 1
    assert len(shown(first)[0]) <= PART_CHARACTERS
    at_end = view_page(stored, page=None, start=len(stored.text) - 5, end=len(stored.text))
    assert at_end is not None
    assert at_end.number == first.count
    assert shown(at_end)[1] == "xxxxx"


def test_a_page_that_is_not_there_is_none_and_an_empty_one_is_shown() -> None:
    stored = made([("paragraph", "x", 1)], page_count=2)
    assert view_page(stored, page=3, start=None, end=None) is None
    empty = view_page(stored, page=2, start=None, end=None)
    assert empty is not None
    assert empty.blocks == ()
