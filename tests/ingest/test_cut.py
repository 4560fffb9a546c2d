"""Cutting: chunks tile the document, none too long or blank; tables and procedures stay whole."""

import hashlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.cut import MAX_CONTEXT_TOKENS, WHOLE_LIST_FACTOR, cut
from ingest.cut_units import LONGEST_TOKEN
from ingest.document import (
    CELL_SEPARATOR,
    BlockKind,
    Chunk,
    Document,
    DocumentFacts,
    RawBlock,
    RawDocument,
    SourceFile,
)
from ingest.facts_result import FactsResult

WORDS = st.sampled_from(
    ["pump", "the", "24", "V", "XR-200A", "Öl.", "Is", "it?", "水泵", "停止。", "ปั๊ม", "x" * 40]
)
LINES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def count_tokens(text: str) -> int:
    """About one a word, and one a character where words have no spaces."""
    return sum(1 + len(word) // 8 if word.isascii() else len(word) for word in text.split())


def count_line_breaks_too(text: str) -> int:
    """As some tokenizers count: a text is more than the pieces it is joined from."""
    return count_tokens(text) + text.count("\n")


@st.composite
def raw_blocks(draw: st.DrawFn) -> RawBlock:
    kind: BlockKind = draw(
        st.sampled_from(
            ["heading", "paragraph", "paragraph", "list_item", "table", "code", "figure_caption"]
        )
    )
    if kind == "table":
        rows = draw(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=30))
        text = "\n".join(CELL_SEPARATOR.join(row) for row in rows)
        return RawBlock(kind=kind, text=text, header_rows=draw(st.integers(0, 1)))
    if kind == "code":
        text = "\n".join(draw(st.lists(LINES, min_size=1, max_size=6)))
        return RawBlock(kind=kind, text=text)
    return RawBlock(
        kind=kind,
        text=draw(LINES),
        level=draw(st.integers(1, 4)) if kind in ("heading", "list_item") else 0,
        starts_entry=kind == "paragraph" and draw(st.booleans()),
    )


def document_of(blocks: Sequence[RawBlock], *, title: str = "Pump manual") -> Document:
    source = SourceFile(
        path="pump.md",
        media_type="text/markdown",
        size=1,
        sha256=hashlib.sha256(b"").hexdigest(),
        modified_at=0.0,
    )
    facts = FactsResult(facts=DocumentFacts(), title=title, language="en")
    return assemble(RawDocument(blocks=tuple(blocks)), source=source, facts=facts)


def pieces(
    blocks: Sequence[RawBlock],
    *,
    max_tokens: int = 32,
    count: Callable[[str], int] = count_tokens,
) -> tuple[Document, list[Chunk]]:
    document = document_of(blocks)
    return document, list(cut(document, count_tokens=count, max_tokens=max_tokens))


A_CAPTION_AND_ROW_TOO_LONG_FOR_ONE_CHUNK = [
    RawBlock(kind="paragraph", text="pump ปั๊ม ปั๊ม ปั๊ม"),
    RawBlock(kind="table", text=f"pump | {'x' * 40} | {'x' * 40}", header_rows=0),
]

A_LIST_WITH_A_LINE_BREAK_FOR_EVERY_WORD = [
    RawBlock(kind="list_item", text="pump", level=1) for _ in range(20)
]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(raw_blocks(), max_size=14),
    st.integers(16, 80),
    st.sampled_from([count_tokens, count_line_breaks_too]),
)
@example(A_CAPTION_AND_ROW_TOO_LONG_FOR_ONE_CHUNK, 16, count_tokens)
@example(A_LIST_WITH_A_LINE_BREAK_FOR_EVERY_WORD, 16, count_line_breaks_too)
def test_chunks_tile_the_text_and_none_is_over_the_size(
    blocks: list[RawBlock], max_tokens: int, count: Callable[[str], int]
) -> None:
    document, chunks = pieces(blocks, max_tokens=max_tokens, count=count)
    place = 0
    for number, chunk in enumerate(chunks):
        assert chunk.ordinal == number
        assert chunk.text == document.text[chunk.start : chunk.end]
        assert chunk.text.strip()
        assert chunk.text in chunk.text_for_search
        assert not document.text[place : chunk.start].strip()
        assert chunk.start >= place
        place = chunk.end
        assert count(chunk.text) <= max_tokens * WHOLE_LIST_FACTOR
        context = chunk.text_for_search.removesuffix(chunk.text)
        assert count_tokens(context) <= MAX_CONTEXT_TOKENS
    assert not document.text[place:].strip()
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@settings(deadline=None, max_examples=30)
@given(st.lists(raw_blocks(), max_size=10))
def test_cutting_again_gives_the_same(blocks: list[RawBlock]) -> None:
    assert pieces(blocks)[1] == pieces(blocks)[1]


def test_a_table_is_cut_between_rows_and_its_header_is_found_with_every_part() -> None:
    header = "Model | Voltage | Current"
    rows = [f"XR-{number}A | {number % 50} V | {number % 7} A" for number in range(100, 140)]
    document, chunks = pieces(
        [RawBlock(kind="table", text="\n".join([header, *rows]), header_rows=1)]
    )
    assert len(chunks) > 3
    assert [line for chunk in chunks for line in chunk.text.split("\n")] == [header, *rows]
    for chunk in chunks[1:]:
        assert chunk.table_header == header
        assert header in chunk.text_for_search.split("\n")
        assert header not in chunk.text
    assert chunks[0].table_header == ""
    for row in rows:
        holder = next(chunk for chunk in chunks if row in chunk.text)
        assert row.split(" | ")[0].replace("-", "") in holder.identifiers
    assert document.text == "\n".join([header, *rows])


def test_a_long_faq_answer_is_found_with_its_question_in_every_part() -> None:
    question = "How long is the warranty on the drive?"
    answer = "The warranty lasts two years and covers all parts of the drive. " * 12
    _, chunks = pieces(
        [
            RawBlock(kind="heading", text=question, level=2, starts_entry=True),
            RawBlock(kind="paragraph", text=answer.strip()),
            RawBlock(kind="heading", text="Is it waterproof?", level=2, starts_entry=True),
            RawBlock(kind="paragraph", text="It is protected against splashing water."),
        ]
    )
    parts = [chunk for chunk in chunks if "warranty lasts" in chunk.text]
    assert len(parts) > 1
    assert all(question in chunk.text_for_search for chunk in parts)
    assert all("waterproof" not in chunk.text_for_search for chunk in parts)


def test_entries_are_never_merged() -> None:
    entries = [
        RawBlock(kind="paragraph", text=f"Question {number}? Yes.", starts_entry=True)
        for number in range(5)
    ]
    _, chunks = pieces(entries, max_tokens=200)
    assert [chunk.text for chunk in chunks] == [entry.text for entry in entries]


@pytest.mark.parametrize("steps", [3, 6])
def test_a_procedure_that_fits_stays_whole_with_what_introduces_it(steps: int) -> None:
    introduction = RawBlock(kind="paragraph", text="To reset the drive:")
    items = [
        RawBlock(kind="list_item", text=f"{number}. Press the key {number} now.", level=1)
        for number in range(1, steps + 1)
    ]
    before = RawBlock(kind="paragraph", text="The drive has a reset. " * 5)
    _, chunks = pieces([before, introduction, *items], max_tokens=32)
    holder = next(chunk for chunk in chunks if introduction.text in chunk.text)
    assert all(item.text in holder.text for item in items)


def test_a_bare_heading_is_never_a_chunk_of_its_own() -> None:
    _, chunks = pieces(
        [
            RawBlock(kind="heading", text="Part one", level=1),
            RawBlock(kind="heading", text="Mounting", level=2),
            RawBlock(kind="paragraph", text="Use four bolts."),
            RawBlock(kind="heading", text="Appendix", level=2),
        ]
    )
    assert len(chunks) == 1
    assert chunks[0].heading_path == ("Part one", "Mounting")
    assert "Appendix" in chunks[0].text


def test_the_nearest_heading_and_the_title_are_searched_with_the_text() -> None:
    long = RawBlock(kind="paragraph", text="Grease the bearing with lithium grease. " * 20)
    _, chunks = pieces([RawBlock(kind="heading", text="Lubrication", level=2), long])
    assert len(chunks) > 1
    for chunk in chunks:
        assert chunk.heading_path == ("Lubrication",)
        assert "Lubrication" in chunk.text_for_search
        assert "Pump manual" in chunk.text_for_search


def test_what_is_no_context_is_not_counted_for_every_chunk() -> None:
    """Else a file costs the square of its length."""
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return count_tokens(text)

    text = RawBlock(kind="paragraph", text="Oil the pump. " * 3_000)
    document = document_of([text], title="long title " * 5_000)
    chunks = cut(document, count_tokens=count, max_tokens=32)
    assert len(chunks) >= 300
    assert all("long title" not in chunk.text_for_search for chunk in chunks)
    assert counted < 40 * len(document.text)


def test_letters_that_the_tokenizer_does_not_know_end_a_chunk_too() -> None:
    """To many a tokenizer a million of them are one token, and a chunk of them costs every question
    that finds it."""
    unknown = "\U00012000"
    document = document_of(
        [RawBlock(kind="paragraph", text=f"Before {unknown * 200_000} after {unknown * 900}.")]
    )

    def count_runs(text: str) -> int:
        return len(text.split())

    chunks = cut(document, count_tokens=count_runs, max_tokens=64)
    assert max(len(one.text) for one in chunks) <= 64 * LONGEST_TOKEN * WHOLE_LIST_FACTOR
    assert sum(one.text.count(unknown) for one in chunks) == 200_900


def test_a_limit_too_small_for_a_header_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        cut(document_of([]), count_tokens=count_tokens, max_tokens=15)
