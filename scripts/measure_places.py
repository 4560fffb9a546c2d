"""How many blocks of real PDFs are found on the picture of their page, and what their boxes hold.

``python -m scripts.measure_places FOLDER [--pages N]``: at most N pages of each file, by chance.
What stands in a box is asked of PDFium by another way than the one that found it: by area.
"""

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from ingest.document import RawBlock
from ingest.placed_text import PageBox
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_places import fold, place_texts
from ingest.tidy import tidy

WHOLE = 0.9
"""Of a block's letters: from here on it counts as found."""
MARGIN_POINTS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One block."""

    found_share: float
    has_box: bool
    held_share: float
    """Of its letters, those that stand in its boxes."""
    own_share: float
    """Of the letters in its boxes, those that are its own."""
    place: str


def measure_file(path: Path, *, pages: int) -> Iterator[tuple[list[Measured], float]]:
    """The blocks of some pages, and the seconds that finding a page's texts took."""
    data = path.read_bytes()
    raw = tidy(read_pdf(data, page_done=lambda done, total: None))
    by_page: dict[int, list[RawBlock]] = {}
    for block in raw.blocks:
        by_page.setdefault(block.page or 1, []).append(block)
    chance = random.Random(path.name)  # noqa: S311 - no secret
    chosen = chance.sample(sorted(by_page), min(pages, len(by_page)))
    with pdfium.PdfDocument(data) as document:
        for number in sorted(chosen):
            blocks = [block for block in by_page[number] if fold(block.text)]
            started = time.perf_counter()
            placed = place_texts(data, page=number, texts=[block.text for block in blocks])
            seconds = time.perf_counter() - started
            page = document[number - 1]
            yield (
                [
                    _measured(block, place.found_share, place.boxes, page, f"{path.name}:{number}")
                    for block, place in zip(blocks, placed, strict=True)
                ],
                seconds,
            )


def _measured(
    block: RawBlock, share: float, boxes: Sequence[PageBox], page: pdfium.PdfPage, place: str
) -> Measured:
    wanted = Counter(fold(block.text))
    held = Counter(fold("".join(_text_in(box, page) for box in boxes)))
    common = (wanted & held).total()
    return Measured(
        found_share=share,
        has_box=bool(boxes),
        held_share=common / max(wanted.total(), 1),
        own_share=common / max(held.total(), 1),
        place=f"{place} {block.kind} {block.text[:50]!r}",
    )


def _text_in(box: PageBox, page: pdfium.PdfPage) -> str:
    """What PDFium gives for an area of an upright page."""
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    textpage = page.get_textpage()
    try:
        return str(
            textpage.get_text_bounded(
                left=left + box.x0 * width - MARGIN_POINTS,
                right=left + box.x1 * width + MARGIN_POINTS,
                bottom=top - box.y1 * height - MARGIN_POINTS,
                top=top - box.y0 * height + MARGIN_POINTS,
            )
        )
    finally:
        textpage.close()


def main() -> None:
    """Prints the shares, and the blocks that were found worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--worst", type=int, default=15)
    asked = parser.parse_args()
    blocks: list[Measured] = []
    seconds: list[float] = []
    for path in sorted(asked.folder.rglob("*.pdf")):
        for found, took in measure_file(path, pages=asked.pages):
            blocks += found
            seconds.append(took)
    if not blocks:
        raise SystemExit(f"no PDF below {str(asked.folder)!r}; name another folder")
    count = len(blocks)
    print(f"{count} blocks on {len(seconds)} pages")
    whole = sum(one.found_share >= WHOLE for one in blocks)
    print(f"found whole (>= {WHOLE:.0%}): {whole / count:.1%}")
    print(f"with a box: {sum(one.has_box for one in blocks) / count:.1%}")
    with_box = [one for one in blocks if one.has_box]
    print(f"letters that stand in their boxes: {_mean(one.held_share for one in with_box):.1%}")
    print(f"letters in boxes that are the block's: {_mean(one.own_share for one in with_box):.1%}")
    print(
        f"milliseconds a page: median {statistics.median(seconds) * 1000:.0f}, "
        f"most {max(seconds) * 1000:.0f}"
    )
    for one in sorted(blocks, key=lambda one: min(one.found_share, one.held_share))[: asked.worst]:
        print(f"  {one.found_share:.2f} {one.held_share:.2f} {one.own_share:.2f} {one.place}")


def _mean(values: Iterator[float]) -> float:
    return statistics.fmean(values)


if __name__ == "__main__":
    main()
