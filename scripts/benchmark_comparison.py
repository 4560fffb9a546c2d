"""Seconds that comparing two releases takes, by how much of them differs.

The documents are made up: sections of plain words in two languages, a table in every tenth. What a
comparison reads is what a real one does; only vectors and postings, which it never opens, are left
out.
"""

import argparse
import dataclasses
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index.compare_releases import compare_releases
from index.content import Content
from index.manifest import SCHEMA_VERSION, Manifest
from index.write_content import write_content
from ingest.assemble import assemble
from ingest.cut import cut
from ingest.document import Chunk, Document, DocumentFacts, RawBlock, RawDocument, SourceFile
from ingest.facts_result import FactsResult

WORDS = (
    "relay",
    "voltage",
    "housing",
    "terminal",
    "torque",
    "clearance",
    "fuse",
    "contact",
    "rail",
)
HAN = "轴承每运行小时加注锂基润滑脂打开外壳前请断开电源并等待分钟直到电容器放电完毕"
SECTIONS = 50
CHUNKS = 75
"""Of a document."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A release as far as a comparison needs it."""

    manifest: Manifest
    content: Content


def main() -> None:
    """Prints a line for each kind of change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000)
    arguments = parser.parse_args()
    texts = [_texts(number) for number in range(arguments.chunks // CHUNKS)]
    changes: dict[str, Callable[[int, list[str]], list[str]]] = {
        "nothing": lambda number, sections: sections,
        "one word": lambda number, sections: (
            [sections[0], sections[1] + " more", *sections[2:]] if number == 7 else sections
        ),
        "a word in every document": lambda number, sections: [
            sections[0],
            sections[1] + " more",
            *sections[2:],
        ],
        "a word in every section": lambda number, sections: [one + " more" for one in sections],
        "every text another": lambda number, sections: _texts(number + 1_000_000),
    }
    with tempfile.TemporaryDirectory() as folder:
        before = _opened(Path(folder) / "before", texts)
        print(f"{len(before.content.chunk_documents):,} chunks, {len(texts)} documents")
        for name, change in changes.items():
            changed = [change(number, sections) for number, sections in enumerate(texts)]
            path = Path(folder) / name
            _opened(path, changed)
            started = time.perf_counter()
            after = Opened(manifest=before.manifest, content=Content(path))
            opened = time.perf_counter()
            found = compare_releases(before, after)
            seconds = time.perf_counter() - opened
            passages = sum(len(document.passages) for document in found.changed)
            print(
                f"{name:26} {seconds:6.2f} s, opening {opened - started:.2f} s: "
                f"{len(found.changed)} documents, {passages:,} passages"
            )


def _texts(seed: int) -> list[str]:
    """The sections of one document, each about a chunk long."""
    chance = random.Random(seed)  # noqa: S311 - made-up text
    if seed % 2:
        return ["".join(chance.choices(HAN, k=200)) for _ in range(SECTIONS)]
    return [" ".join(chance.choices(WORDS, k=150)) for _ in range(SECTIONS)]


def _opened(folder: Path, texts: list[list[str]]) -> Opened:
    folder.mkdir()
    documents = [_document(number, sections) for number, sections in enumerate(texts)]
    write_content(folder, documents)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        release=folder.name,
        embedder="none",
        fingerprint="none",
        dimensions=1,
        documents=len(documents),
        chunks=sum(len(pieces) for _, pieces in documents),
        languages=(),
        settings_hash="none",
        built_at="",
        parent="",
        checksums=(),
        problems=(),
    )
    return Opened(manifest=manifest, content=Content(folder))


def _document(number: int, sections: list[str]) -> tuple[Document, tuple[Chunk, ...]]:
    blocks = []
    for place, section in enumerate(sections):
        blocks.append(RawBlock(kind="heading", text=f"Section {place}", level=1))
        if place % 10:
            half = len(section) // 2
            halves = (section[:half].strip(), section[half:].strip())
            blocks.extend(RawBlock(kind="paragraph", text=part) for part in halves)
            continue
        cells = section.split() if section[0].isascii() else list(section.replace(" ", ""))
        rows = [" | ".join(cells[at : at + 2]) for at in range(0, len(cells), 2)]
        blocks.append(RawBlock(kind="table", text="\n".join(rows), header_rows=1))
    source = SourceFile(
        path=f"manuals/{number:05}.md",
        media_type="text/markdown",
        size=1,
        sha256=f"{number} {hash(tuple(sections))}",
        modified_at=0.0,
    )
    raw = RawDocument(blocks=tuple(blocks))
    document = assemble(raw, source=source, facts=FactsResult(facts=DocumentFacts()))
    return document, cut(document, count_tokens=lambda text: len(text) // 4, max_tokens=256)


if __name__ == "__main__":
    main()
