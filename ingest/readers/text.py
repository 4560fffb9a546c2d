"""Plain text → blocks: paragraphs, numbered lists, and headings where they are beyond doubt."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from ingest.document import RawBlock, RawDocument
from ingest.readers.decode import decode

_ORDERED = re.compile(r"^(\s*)((?:\d{1,3}|[a-zA-Z])[.)]|[(（]\d{1,3}[)）]|\d{1,3}[、．])\s*(?=\S)")
_BULLET = re.compile(r"^(\s*)[-*+•◦▪‣·●○■□–]\s+(?=\S)")
_UNDERLINE = re.compile(r"^([=\-~^*#])\1{2,}\s*$")
_NUMBERED_HEADING = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(\S.*)$")
_CHAPTER = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节節部篇]|(?:chapter|section|part|appendix|kapitel|"
    r"cap[ií]tulo|chapitre|раздел|глава|bölüm)\s+[\dIVXA-Z]+\b).*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*([-=_*~#]\s*){4,}$")
_SUBTITLE_TIME = re.compile(r"^\d{2}:\d{2}:\d{2}[,.]\d{3}\s+-->\s+\d{2}:\d{2}:\d{2}[,.]\d{3}")
_WIDE_EDGE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")

_MAX_HEADING_CHARACTERS = 80
_SENTENCE_ENDS = tuple(".,;:!?。，；：！？、…")
_PARAGRAPHS_A_STEP = 2_000


def read_text(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The blocks of a text file in whatever encoding; a form feed begins a new page."""
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    pages = text.strip("\f").split("\f")
    blocks: list[RawBlock] = []
    for number, page in enumerate(pages, start=1):
        for step, paragraph in enumerate(_paragraphs(page), start=1):
            blocks += _blocks(paragraph, page=number if len(pages) > 1 else None)
            if step % _PARAGRAPHS_A_STEP == 0:
                page_done()
        page_done()
    return RawDocument(
        blocks=tuple(blocks),
        page_count=len(pages) if len(pages) > 1 else 0,
        warnings=decoded.warnings,
    )


def _paragraphs(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _blocks(lines: list[str], *, page: int | None) -> Iterator[RawBlock]:
    """One run of lines without a blank one: a heading, list items, or a paragraph."""
    lines = [line for line in lines if not _SUBTITLE_TIME.match(line)]
    if len(lines) >= 2 and _UNDERLINE.match(lines[1]) and _could_be_heading(lines[0]):
        level = 1 if lines[1].startswith("=") else 2
        yield RawBlock(kind="heading", text=lines[0].strip(), level=level, page=page)
        lines = lines[2:]
    lines = [line for line in lines if not _RULE.match(line)]
    if not lines:
        return
    if len(lines) == 1:
        level = _heading_level(lines[0])
        if level:
            yield RawBlock(kind="heading", text=lines[0].strip(), level=level, page=page)
            return
    current: list[str] = []
    marker: re.Match[str] | None = None
    for line in lines:
        found = _ORDERED.match(line) or _BULLET.match(line)
        if found and not (current and marker is None and not _starts_list(lines)):
            if current:
                yield _block(current, marker, page=page)
            current, marker = [line], found
        else:
            current.append(line)
    if current:
        yield _block(current, marker, page=page)


def _starts_list(lines: list[str]) -> bool:
    """Whether markers are a list's and not numbers that a wrapped line happens to begin with."""
    return sum(1 for line in lines if _ORDERED.match(line) or _BULLET.match(line)) >= 2


def _block(lines: list[str], marker: re.Match[str] | None, *, page: int | None) -> RawBlock:
    text = _unwrap(lines)
    if marker is None:
        return RawBlock(kind="paragraph", text=text, page=page)
    level = 1 + min(len(marker.group(1)) // 2, 5)
    if marker.re is _BULLET:
        text = text[len(marker.group(0).lstrip()) :]
    return RawBlock(kind="list_item", text=text, level=level, page=page)


def _unwrap(lines: list[str]) -> str:
    """Lines that were wrapped become one; lines that stand for themselves stay lines."""
    longest = max(len(line) for line in lines)
    text = lines[0].strip()
    for before, line in pairwise(lines):
        piece = line.strip()
        wrapped = len(before) >= max(40, longest * 0.7)
        if not wrapped:
            text += "\n" + piece
        elif _WIDE_EDGE.match(text[-1]) and _WIDE_EDGE.match(piece):
            text += piece
        else:
            text += " " + piece
    return text


def _could_be_heading(line: str) -> bool:
    text = line.strip()
    return 0 < len(text) <= _MAX_HEADING_CHARACTERS and not text.endswith(_SENTENCE_ENDS)


def _heading_level(line: str) -> int:
    """1 to 6 for a line alone that is a heading beyond doubt, else 0."""
    text = line.strip()
    if not _could_be_heading(text) or line.startswith((" ", "\t")):
        return 0
    if _CHAPTER.match(text):
        return 1
    numbered = _NUMBERED_HEADING.match(text)
    if numbered and len(numbered.group(2)) <= 60:
        return min(1 + numbered.group(1).count("."), 6)
    letters = [character for character in text if character.isalpha()]
    # Capitals only, and words rather than a part number.
    if len(letters) >= 4 and all(c.isupper() for c in letters) and not re.search(r"\d", text):
        return 2
    return 0
