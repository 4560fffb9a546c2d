"""Title and language a PDF states of itself, believed where its pages bear them out."""

from collections.abc import Sequence
from itertools import takewhile

from ingest.document import RawBlock
from ingest.readers.pdf_mending import join_lines, without_stray_spaces
from ingest.readers.pdf_page import Line, PageContent
from ingest.readers.pdf_structure import PdfStructure

_OTHER_SCRIPTS = frozenset(
    (
        *("ar", "be", "bg", "el", "fa", "he", "hi", "iw", "ja", "ka", "km", "ko", "lo", "mk", "mn"),
        *("my", "ne", "ru", "sr", "ta", "te", "th", "uk", "ur", "yi", "zh"),
    )
)
"""Languages whose usual script is not Latin."""


def title_of(
    structure: PdfStructure,
    blocks: Sequence[RawBlock],
    pages: Sequence[PageContent],
    levels: dict[tuple[int, int], int],
) -> str:
    """The stated title if the first pages bear it out, else the largest heading of page 1."""
    if structure.title:
        opening = " ".join(block.text for block in blocks if (block.page or 0) <= 3)
        folded = "".join(opening.casefold().split())
        words = structure.title.casefold().replace("_", " ").split()
        found = sum(len(word) for word in words if word in folded)
        if not blocks or found * 2 >= sum(map(len, words)):
            return structure.title
    if not pages or pages[0].number != 1:
        return ""
    heads = [
        (index, item)
        for index, item in enumerate(pages[0].items)
        if isinstance(item, Line) and (1, index) in levels
    ]
    if not heads:
        return ""
    largest = max(item.size for _, item in heads)
    first = next(place for place, (_, item) in enumerate(heads) if item.size == largest)
    run = takewhile(
        lambda entry: entry[1][1].size == largest and entry[1][0] == heads[first][0] + entry[0],
        enumerate(heads[first:]),
    )
    return without_stray_spaces(join_lines(entry[1].text for _, entry in run))


def stated_language(language: str, blocks: Sequence[RawBlock]) -> str:
    """The stated language, unless the script gives it the lie (Word says en-US of everything)."""
    if not language:
        return ""
    letters = [
        character for block in blocks[:400] for character in block.text[:400] if character.isalpha()
    ]
    latin = sum(character < "\u0250" for character in letters)
    writes_latin = language[:2].casefold() not in _OTHER_SCRIPTS
    if letters and (latin * 2 < len(letters)) is writes_latin:
        return ""
    return language
