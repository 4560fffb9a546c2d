"""Reads every file of a folder the way indexing does, and tells what became of it.

``python -m scripts.report_ingest FOLDER [--json FILE] [--list]``

``scan → sandbox → read → cut`` with the product's limits and the model's own token counter; nothing
is embedded and nothing is kept. Exits 1 when a file failed.
"""

import argparse
import dataclasses
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from index.embedder import Embedder
from ingest.cut import cut
from ingest.document import SourceFile
from ingest.errors import ContentError, FileUnreadable
from ingest.ocr import Ocr
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox
from ingest.scan import scan
from scripts.corpora import load_model_for_benchmarks

MAX_TOKENS = 256


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the files of one type gave."""

    files: int = 0
    pages: int = 0
    blocks: Counter[str] = field(default_factory=Counter)
    chunks: int = 0
    identifiers: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Adds another type's figures to these."""
        self.files += other.files
        self.pages += other.pages
        self.blocks.update(other.blocks)
        self.chunks += other.chunks
        self.identifiers += other.identifiers
        self.seconds += other.seconds
        self.warnings += other.warnings
        self.errors += other.errors


def read_file(
    source: SourceFile, *, reader: DocumentReader, embedder: Embedder, tally: Tally
) -> None:
    """Reads and cuts one file into the tally of its type."""
    started = time.perf_counter()
    tally.files += 1
    try:
        document = reader.read(source)
        chunks = cut(document, count_tokens=embedder.count_tokens, max_tokens=MAX_TOKENS)
    except (FileUnreadable, ContentError) as error:
        tally.errors.append(str(error))
    else:
        # a file without pages of its own counts as one
        tally.pages += max(1, document.page_count)
        tally.blocks.update(block.kind for block in document.blocks)
        tally.chunks += len(chunks)
        tally.identifiers += sum(len(chunk.identifiers) for chunk in chunks)
        tally.warnings += [f"{source.path}: {warning}" for warning in document.warnings]
    tally.seconds += time.perf_counter() - started


def report(folder: Path) -> tuple[dict[str, Tally], int]:
    """Figures by file type, and how many files were left alone as no documents."""
    embedder = load_model_for_benchmarks()
    found = scan(folder)
    tallies: dict[str, Tally] = {}
    for problem in found.problems:
        tally = tallies.setdefault(PurePosixPath(problem.path).suffix.lower() or "none", Tally())
        tally.files += 1
        tally.errors.append(f"{problem.path}: {problem.reason}")
    with Sandbox() as sandbox:
        reader = DocumentReader(documents_dir=folder, sandbox=sandbox, ocr=Ocr())
        for source in found.files:
            kind = PurePosixPath(source.path).suffix.lower() or "none"
            tally = tallies.setdefault(kind, Tally())
            read_file(source, reader=reader, embedder=embedder, tally=tally)
    return tallies, len(found.ignored)


def line(name: str, tally: Tally) -> str:
    """One row of the report."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in tally.blocks.most_common())
    per_page = tally.seconds / max(1, tally.pages)
    return (
        f"{name:7} {tally.files:5} files {tally.pages:6} pages {tally.chunks:7} chunks "
        f"{tally.identifiers:7} identifiers {len(tally.warnings):4} warnings "
        f"{len(tally.errors):4} errors {per_page:7.3f} s/page\n        {kinds}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--list", action="store_true", help="print every warning and error")
    arguments = parser.parse_args()
    tallies, ignored = report(arguments.folder)
    total = Tally()
    for name, tally in sorted(tallies.items()):
        print(line(name, tally))
        total.add(tally)
    print(line("all", total))
    print(f"left alone as no documents: {ignored}")
    if arguments.list:
        for text in (*total.errors, *total.warnings):
            print(" ", text)
    if arguments.json:
        values = {name: dataclasses.asdict(tally) for name, tally in sorted(tallies.items())}
        text = json.dumps(values, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 1 if total.errors else 0


if __name__ == "__main__":
    sys.exit(main())
