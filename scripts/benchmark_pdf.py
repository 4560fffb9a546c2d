"""Times the PDF reader on a folder against plain pypdf, and counts what it keeps.

    python scripts/benchmark_pdf.py FOLDER [--json FILE]

"kept" is the share of PDFium's non-space characters (``FPDFText_GetText``) that are in the blocks,
counted as a bag, before running headers and line numbers go. "text" is the same without what is
drawn with characters (leader dots, rules of underscores) and without codes that stand for no
character: the reader leaves these out on purpose. A file misses its target with less than 97 % of
its text, or with over twice the processor time of plain pypdf (six times with tables); then the
exit status is 1.
"""

import argparse
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.errors import FileUnreadable
from ingest.readers.pdf import preload, read_pdf

LEAST_KEPT = 0.97
LIMIT_WITHOUT_TABLES, LIMIT_WITH_TABLES = 2.0, 6.0
_NO_TEXT = re.compile(
    "[.]{4,}|(?:[.] ){4,}[.]?|…{2,}|·{4,}|_{5,}|[\x00-\x08\x0e-\x1f\ufffe\ue000-\uf8ff]"
)
"""Leader dots, rules, and codes without a meaning of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One file's figures."""

    file: str
    pages: int
    seconds_per_page: float
    times_pypdf: float
    kept: float
    text_kept: float
    blocks: dict[str, int]
    pages_without_text: int
    warnings: tuple[str, ...]
    error: str = ""

    def misses_target(self) -> bool:
        """Too slow, or too much lost."""
        limit = LIMIT_WITH_TABLES if self.blocks.get("table") else LIMIT_WITHOUT_TABLES
        return not self.error and (self.times_pypdf > limit or self.text_kept < LEAST_KEPT)


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
    return int(any(one.misses_target() for one in measured))


def measure(path: Path) -> Measured:
    """The file's figures; processor time, so that a busy machine does not count."""
    data = path.read_bytes()
    started = time.process_time()
    try:
        document = read_pdf(data, page_done=lambda page, total: None)
    except FileUnreadable as error:
        return Measured(
            file=path.name, pages=0, seconds_per_page=0.0, times_pypdf=0.0, kept=0.0, text_kept=0.0,
            blocks={}, pages_without_text=0, warnings=(), error=f"{type(error).__name__}: {error}",
        )  # fmt: skip
    seconds = time.process_time() - started
    pages = max(1, document.page_count)
    plain = pypdf_seconds(data)
    kept, text_kept = coverage(data)
    return Measured(
        file=path.name,
        pages=document.page_count,
        seconds_per_page=seconds / pages,
        times_pypdf=seconds / plain if plain else 0.0,
        kept=kept,
        text_kept=text_kept,
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


def coverage(data: bytes) -> tuple[float, float]:
    """Share of PDFium's non-space characters in the blocks: of all, and of those that are text."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return 1.0, 1.0
    pages = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    document = read_pdf(data, page_done=lambda page, total: None, keep_furniture=True)
    kept = characters(block.text for block in document.blocks)
    return (
        share(characters(pages), kept),
        share(characters(_NO_TEXT.sub("", page) for page in pages), kept),
    )


def characters(texts: Iterable[str]) -> Counter[str]:
    """How often every character occurs, white space aside."""
    return Counter(character for text in texts for character in text if not character.isspace())


def share(wanted: Counter[str], kept: Counter[str]) -> float:
    """Share of the wanted characters that were kept."""
    return (wanted & kept).total() / wanted.total() if wanted else 1.0


def table(measured: list[Measured]) -> str:
    """The figures as lines of text."""
    head = f"{'file':42} pages  ms/page  ×pypdf    kept    text tables heads paras lists OCR warn\n"
    lines = [head]
    for one in measured:
        if one.error:
            lines.append(f"{one.file[:42]:42} {one.error[:100]}\n")
            continue
        blocks = one.blocks
        lines.append(
            f"{one.file[:42]:42} {one.pages:5} {one.seconds_per_page * 1000:8.1f} "
            f"{one.times_pypdf:7.2f} {one.kept:7.2%} {one.text_kept:7.2%} "
            f"{blocks.get('table', 0):6} {blocks.get('heading', 0):5} "
            f"{blocks.get('paragraph', 0):5} {blocks.get('list_item', 0):5} "
            f"{one.pages_without_text:3} {len(one.warnings):4}"
            f"{'  misses its target' if one.misses_target() else ''}\n"
        )
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
