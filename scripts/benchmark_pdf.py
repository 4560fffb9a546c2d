"""Times the PDF reader on a folder against plain pypdf, and counts what it keeps.

    python scripts/benchmark_pdf.py FOLDER [--json FILE]

Coverage is the share of PDFium's non-space characters that are in the blocks, leader dots and
what repeats at the edges of the pages (running headers, page numbers) not counted.
"""

import argparse
import json
import logging
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.document import RawDocument
from ingest.errors import FileUnreadable
from ingest.readers.pdf import preload, read_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One file's figures."""

    file: str
    pages: int
    seconds_per_page: float
    times_pypdf: float
    coverage: float
    blocks: dict[str, int]
    pages_without_text: int
    warnings: tuple[str, ...]
    error: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    arguments = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    preload()
    measured = [measure(path) for path in sorted(arguments.folder.rglob("*.pdf"))]
    if not measured:
        sys.stderr.write(f"no PDF below {str(arguments.folder)!r}\n")
        return 1
    sys.stdout.write(table(measured))
    if arguments.json is not None:
        rows = [asdict(one) for one in measured]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def measure(path: Path) -> Measured:
    """The file's figures; processor time, so that a busy machine does not count."""
    data = path.read_bytes()
    started = time.process_time()
    try:
        document = read_pdf(data, page_done=lambda page, total: None)
    except FileUnreadable as error:
        return Measured(
            file=path.name, pages=0, seconds_per_page=0.0, times_pypdf=0.0, coverage=0.0,
            blocks={}, pages_without_text=0, warnings=(), error=f"{type(error).__name__}: {error}",
        )  # fmt: skip
    seconds = time.process_time() - started
    pages = max(1, document.page_count)
    plain = pypdf_seconds(data)
    return Measured(
        file=path.name,
        pages=document.page_count,
        seconds_per_page=seconds / pages,
        times_pypdf=seconds / plain if plain else 0.0,
        coverage=coverage(data, document),
        blocks=dict(Counter(block.kind for block in document.blocks)),
        pages_without_text=len(document.pages_without_text),
        warnings=document.warnings,
    )


def pypdf_seconds(data: bytes) -> float:
    """Processor time of pypdf's plain extraction of all pages; 0 where it fails."""
    started = time.process_time()
    try:
        for page in PdfReader(BytesIO(data)).pages:
            page.extract_text()
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError):
        return 0.0
    return time.process_time() - started


def coverage(data: bytes, document: RawDocument) -> float:
    """Share of PDFium's characters that the blocks hold, counted as a bag."""
    expected: Counter[str] = Counter()
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return 1.0
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    pdf.close()
    repeated = Counter(
        masked(line) for page in pages for line in set(page.splitlines()) if line.strip()
    )
    for page in pages:
        for line in page.splitlines():
            # A line on a third of the pages, figures aside, is a running header or footer.
            if len(pages) < 3 or repeated[masked(line)] < max(3, len(pages) / 3):
                expected.update(line)
    kept = Counter(character for block in document.blocks for character in block.text)
    wanted = {c: n for c, n in expected.items() if c.isalnum()}
    total = sum(wanted.values())
    return sum(min(n, kept[c]) for c, n in wanted.items()) / total if total else 1.0


def masked(line: str) -> str:
    return "".join("#" if character.isdigit() else character for character in line.strip())


def table(measured: list[Measured]) -> str:
    """The figures as lines of text."""
    head = f"{'file':42} pages  ms/page  ×pypdf  kept    tables heads paras lists OCR warn\n"
    lines = [head]
    for one in measured:
        if one.error:
            lines.append(f"{one.file[:42]:42} {one.error[:100]}\n")
            continue
        blocks = one.blocks
        lines.append(
            f"{one.file[:42]:42} {one.pages:5} {one.seconds_per_page * 1000:8.1f} "
            f"{one.times_pypdf:7.2f} {one.coverage:6.1%} {blocks.get('table', 0):7} "
            f"{blocks.get('heading', 0):5} {blocks.get('paragraph', 0):5} "
            f"{blocks.get('list_item', 0):5} {one.pages_without_text:3} {len(one.warnings):4}\n"
        )
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
