"""A reply's text → stretches with the numbers of their sources, for a page that shows chips.

A reply is a whole text that names its sources line by line. Where such a line is exactly what a
citation is told as, the widget shows a chip in its place; everything else stays as it was written.
"""

from collections.abc import Sequence

from answer.locale.bidi import isolated
from answer.locale.phrases import Phrases
from answer.localize import source_line
from answer.reply import Choice, Citation, Statement
from answer.statement_layout import BULLET, one_line, page_of
from api.schemas import citation_out
from api.widget.wire import PieceOut, SourceOut


def pieces_of(
    text: str,
    statements: Sequence[Statement] = (),
    *,
    choices: Sequence[Choice] = (),
    frame: Phrases,
) -> tuple[list[PieceOut], list[SourceOut]]:
    """The stretches of ``text`` and the sources they name.

    ``statements`` are those that the text shows; lines that only list ``choices`` are left out,
    since those become buttons.
    """
    by_line: dict[str, Citation] = {}
    for citation in (one for made in statements for one in made.citations):
        by_line.setdefault(source_line(citation, frame=frame), citation)
    listed = {BULLET + isolated(one_line(one.label), language=frame.language) for one in choices}
    numbers = {line: number for number, line in enumerate(by_line, 1)}
    pieces: list[PieceOut] = []
    lines: list[str] = []
    named: list[int] = []
    for line in (*text.split("\n"), None):
        if line is not None and line in numbers:
            named.append(numbers[line])
            continue
        if named or line is None:
            _add(pieces, lines, named)
            lines, named = [], []
        if line is not None and line not in listed:
            lines.append(line)
    sources = [_source(number, by_line[line]) for line, number in numbers.items()]
    told = {number for piece in pieces for number in piece.sources}
    return pieces, [source for source in sources if source.number in told]


def _add(pieces: list[PieceOut], lines: Sequence[str], named: Sequence[int]) -> None:
    text = "\n".join(lines).strip("\n")
    if text or named:
        pieces.append(PieceOut(text=text, sources=list(named)))


def _source(number: int, citation: Citation) -> SourceOut:
    shown = citation_out(citation, for_agent=False)
    return SourceOut(
        number=number,
        title=one_line(citation.title) or citation.document.rsplit("/", 1)[-1],
        page=page_of(citation),
        url=shown.url,
    )
