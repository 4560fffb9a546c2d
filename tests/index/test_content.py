"""A release's content: what was written comes back, to every thread, and damage is told."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.bootstrap import Application
from index.content import FILE_NAME, Content
from index.facts_json import facts_from_json, facts_to_json
from index.write_content import write_content
from ingest.document import Block, Chunk, Document, DocumentFacts
from ingest.errors import IndexBroken

FACTS = DocumentFacts(
    kind="certificate",
    products=("Drive",),
    models=("XR-200A", "型号 5"),
    markets=("EU",),
    audience="agent",
    valid_from=date(2024, 2, 29),
    valid_to=date(2026, 12, 31),
    supersedes=("old/é.md",),
    translation_of="en.md",
    freshness="variant",
)


def document(number: int, *, text: str = "Rated 24 V.\n\nUse « quotes » and 引号.") -> Document:
    return Document(
        id=f"d{number}",
        path=f"folder/é {number}.md",
        title="Titre «é»",
        language="fr",
        text=text,
        blocks=(
            Block(kind="table", start=0, end=11, page=2, page_label="ii", header_rows=1),
            Block(kind="paragraph", start=13, end=len(text), language="zh-Hans"),
        ),
        facts=FACTS if number else DocumentFacts(),
        sha256="0" * 64,
        media_type="text/markdown",
        page_count=3,
    )


def chunk(number: int, start: int, end: int, source: Document) -> Chunk:
    return Chunk(
        id=f"c{number}",
        document_id=source.id,
        ordinal=0,
        section=number,
        start=start,
        end=end,
        text=source.text[start:end],
        text_for_search="Titre\n" + source.text[start:end],
        heading_path=("A", "B | C"),
        pages=(2, 3),
        page_labels=("ii",),
        language="fr",
        identifiers=("XR200A",),
        table_header="Model | Voltage",
    )


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    first, second = document(0), document(1)
    pieces = [chunk(0, 0, 11, first), chunk(1, 13, 20, first), chunk(2, 0, 11, second)]
    write_content(tmp_path, [(first, pieces[:2]), (second, pieces[2:])])
    content = Content(tmp_path)
    assert content.chunk_documents == (0, 0, 1)
    assert content.chunk_ordinals == {"c0": 0, "c1": 1, "c2": 2}
    stored = content.documents([0, 1])
    for ordinal, source in enumerate((first, second)):
        back = stored[ordinal]
        for name in ("id", "path", "title", "language", "text", "facts", "sha256", "page_count"):
            assert getattr(back, name) == getattr(source, name)
        for kept, block in zip(back.blocks, source.blocks, strict=True):
            for name in ("kind", "start", "end", "level", "page", "page_label", "language"):
                assert getattr(kept, name) == getattr(block, name)
            assert kept.header_rows == block.header_rows
    for ordinal, piece in content.chunks([0, 1, 2]).items():
        for name in Chunk.__slots__:
            if name not in ("document_id", "ordinal"):
                assert getattr(piece, name) == getattr(pieces[ordinal], name)
    assert content.document(second.path) == stored[1]
    assert content.document("absent.md") is None
    assert [piece.id for piece in content.chunks_of(0)] == ["c0", "c1"]
    assert content.chunks([]) == {}


def test_blocks_of_a_stretch_are_those_that_overlap_it(company: Application) -> None:
    content = company.searcher().release.content
    for number, card in enumerate(content.cards):
        source = content.document(card.path)
        assert source is not None
        assert (card.id, card.title) == (source.id, source.title)
        places = sorted({0, len(source.text), *(block.end for block in source.blocks[:40])})
        for start, end in zip(places, places[2:], strict=False):
            for low, high in ((start, end), (start + 1, end - 1), (start, start)):
                overlapping = tuple(b for b in source.blocks if b.start < high and low < b.end)
                assert content.blocks(number, low, high) == overlapping


@pytest.mark.parametrize("facts", [FACTS, DocumentFacts(), replace(FACTS, valid_to=None)])
def test_facts_survive_json(facts: DocumentFacts) -> None:
    assert facts_from_json(facts_to_json(facts)) == facts


def test_hostile_text_is_stored_as_text(tmp_path: Path) -> None:
    nasty = "'; drop table documents; --\x00 %s \u202e"
    source = document(0, text=nasty)
    write_content(tmp_path, [(source, [chunk(0, 0, len(nasty), source)])])
    content = Content(tmp_path)
    assert content.documents([0])[0].text == nasty
    assert content.document("' or 1=1 --") is None


def test_many_threads_read_at_once(company: Application) -> None:
    content = company.searcher().release.content
    ordinals = range(len(content.chunk_documents))
    alone = content.chunks(ordinals)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: content.chunks(ordinals), range(40)))
    assert all(found == alone for found in together)


def test_every_chunk_is_a_stretch_of_its_document(company: Application) -> None:
    content = company.searcher().release.content
    for number, card in enumerate(content.cards):
        source = content.document(card.path)
        assert source is not None
        assert source.ordinal == number
        for piece in content.chunks_of(number):
            assert source.text[piece.start : piece.end] == piece.text


def test_a_file_that_is_no_database_is_a_broken_index(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"SQLite format 3\x00" + b"garbage" * 500)
    with pytest.raises(IndexBroken, match="reindex"):
        Content(tmp_path)
    with pytest.raises(IndexBroken, match=FILE_NAME):
        Content(tmp_path / "absent")


def test_damage_met_while_reading_is_a_broken_index(tmp_path: Path) -> None:
    # more than the connection keeps in memory
    source = document(0, text="Rated 24 V. " * 400_000)
    write_content(tmp_path, [(source, [chunk(0, 0, 11, source)])])
    content = Content(tmp_path)
    os.truncate(tmp_path / FILE_NAME, 8_192)
    with pytest.raises(IndexBroken, match="reindex"):
        content.documents([0])


def test_a_release_deleted_meanwhile_is_read_to_the_end(tmp_path: Path) -> None:
    # more than the connection keeps in memory
    source = document(0, text="Rated 24 V. " * 400_000)
    write_content(tmp_path, [(source, [chunk(0, 0, 11, source)])])
    content = Content(tmp_path)
    (tmp_path / FILE_NAME).unlink()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(content.documents, [0]).result()[0].text == source.text
