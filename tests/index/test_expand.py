"""Chunks of one section become one passage, each of them in one only."""

from pathlib import Path

import pytest

from index.content import Content
from index.expand import Stretch, stretches
from index.write_content import write_content
from ingest.document import Block, Chunk, Document, DocumentFacts

SECTIONS = ((0, 0, 0, 1, 1), (0, 0))
"""Of every chunk, document by document; ordinals run on: 0 to 4, then 5 and 6."""


def document(number: int, count: int) -> Document:
    text = " ".join(f"part{n}" for n in range(count))
    return Document(
        id=f"d{number}",
        path=f"{number}.md",
        title="Pump",
        language="en",
        text=text,
        blocks=(Block(kind="paragraph", start=0, end=len(text), language="en"),),
        facts=DocumentFacts(),
        sha256="0" * 64,
        media_type="text/markdown",
        page_count=0,
    )


def chunk(source: Document, ordinal: int, *, section: int, language: str) -> Chunk:
    start = ordinal * 6
    return Chunk(
        id=f"{source.id}-{ordinal}",
        document_id=source.id,
        ordinal=ordinal,
        section=section,
        start=start,
        end=start + 5,
        text=source.text[start : start + 5],
        text_for_search=source.text[start : start + 5],
        heading_path=("Pump",),
        pages=(),
        page_labels=(),
        language=language,
    )


def content(folder: Path, *, languages: str = "eeeeeee") -> Content:
    tags = iter({"e": "en", "d": "de"}[letter] for letter in languages)
    documents = []
    for number, sections in enumerate(SECTIONS):
        source = document(number, len(sections))
        chunks = [
            chunk(source, ordinal, section=section, language=next(tags))
            for ordinal, section in enumerate(sections)
        ]
        documents.append((source, chunks))
    write_content(folder, documents)
    return Content(folder)


@pytest.mark.parametrize(
    ("found", "size", "expected"),
    [
        pytest.param([1], 1, [(1, (1,))], id="one chunk is what was found"),
        pytest.param([0], 2, [(0, (0, 1))], id="what comes after first"),
        pytest.param([2], 2, [(2, (1, 2))], id="at the end of a section what comes before"),
        pytest.param([1], 3, [(1, (0, 1, 2))], id="both sides"),
        pytest.param([1], 9, [(1, (0, 1, 2))], id="never past the section"),
        pytest.param([4], 9, [(4, (3, 4))], id="never into another document"),
        pytest.param([5], 9, [(5, (5, 6))], id="never back into the document before"),
        pytest.param([1, 0, 2], 3, [(1, (0, 1, 2))], id="what was found twice is one passage"),
        pytest.param([0, 2], 2, [(0, (0, 1)), (2, (2,))], id="a chunk stands in one passage"),
        pytest.param([], 2, [], id="nothing found"),
    ],
)
def test_a_passage_grows_within_its_section(
    tmp_path: Path, found: list[int], size: int, expected: list[tuple[int, tuple[int, ...]]]
) -> None:
    grown = stretches(found, content(tmp_path), limit=10, size=size)
    assert grown == tuple(Stretch(found=one, ordinals=all_) for one, all_ in expected)


def test_a_passage_has_one_language(tmp_path: Path) -> None:
    (grown,) = stretches([0], content(tmp_path, languages="eddeeee"), limit=1, size=3)
    assert grown.ordinals == (0,)


def test_the_limit_counts_passages_and_not_chunks(tmp_path: Path) -> None:
    grown = stretches([0, 1, 3, 5], content(tmp_path), limit=2, size=2)
    assert [one.ordinals for one in grown] == [(0, 1), (3, 4)]


def test_a_stretch_of_text_is_the_documents_own(tmp_path: Path) -> None:
    assert content(tmp_path).text(0, 6, 17) == "part1 part2"
