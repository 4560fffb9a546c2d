"""A table over two pages: from the drawn PDF to what is quoted, every row on its own page."""

import hashlib
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from answer.units import units
from index.content import Content
from index.expand import to_passage
from index.write_content import write_content
from ingest.assemble import assemble
from ingest.cut import cut
from ingest.document import DocumentFacts, SourceFile
from ingest.facts_result import FactsResult
from ingest.media_type import PDF
from ingest.raw_codec import decode_raw, encode_raw
from ingest.readers.pdf import read_pdf
from ingest.tidy import tidy
from tests.ingest.pdf_samples import drawn, ruled

HEADER = ("Error", "Meaning", "What to do")
LINE = " | ".join(HEADER)
WIDTHS = (60, 180, 180)
FIRST = tuple((f"E{n}", f"sensor {n} is open", f"check plug {n}") for n in range(10, 22))
REST = tuple((f"E{n}", f"motor {n} is hot", f"let drive {n} cool") for n in range(50, 62))


def two_pages(canvas: Canvas) -> None:
    ruled(canvas, (HEADER, *FIRST), y=780, widths=WIDTHS)
    canvas.showPage()
    ruled(canvas, REST, y=780, widths=WIDTHS, header_font="Helvetica")
    canvas.showPage()


def test_rows_on_the_second_page_are_quoted_from_it_and_keep_their_column_names(
    tmp_path: Path,
) -> None:
    data = drawn(two_pages)
    raw = decode_raw(encode_raw(tidy(read_pdf(data, page_done=lambda page, total: None))))
    source = SourceFile(
        path="errors.pdf",
        media_type=PDF,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        modified_at=0.0,
    )
    facts = FactsResult(facts=DocumentFacts(), title="Errors", language="en")
    document = assemble(raw, source=source, facts=facts)
    assert document.text.count(LINE) == 1
    chunks = cut(document, count_tokens=lambda text: len(text.split()), max_tokens=64)
    write_content(tmp_path, [(document, chunks)])
    content = Content(tmp_path)
    (card,) = content.cards
    found = [
        (chunk, unit)
        for chunk in content.chunks_of(0)
        for blocks in [content.blocks(0, chunk.start, chunk.end)]
        for unit in units(
            to_passage(
                [chunk], card, found=chunk, text=chunk.text, blocks=blocks, score=1.0, hits=()
            )
        )
    ]
    for chunk, unit in found:
        if unit.page == 2:
            assert unit.table_header == LINE
            assert LINE not in unit.text
        if chunk.pages == (2,):
            assert chunk.table_header == LINE
            assert LINE in chunk.text_for_search
    quoted = [line for _, unit in found if unit.page == 2 for line in unit.text.splitlines()]
    assert quoted == [" | ".join(row) for row in REST]
    assert sum(chunk.pages == (2,) for chunk in content.chunks_of(0)) > 1
