"""A stretch of a stored document → the place an editor is shown: page, headings, the line."""

from answer.insight.defect import DefectPlace
from index.content import StoredDocument

LONGEST_LINE = 300
"""Characters that are shown of a line."""


def whole(document: StoredDocument) -> DefectPlace:
    """The document as a whole."""
    return DefectPlace(document=document.path, title=document.title, language=document.language)


def place_at(
    document: StoredDocument, start: int, end: int, *, value: str = "", line: str = ""
) -> DefectPlace:
    """Where a stretch stands; ``line`` says what to show where that is not the stretch itself."""
    block = next((one for one in document.blocks if one.start <= start < one.end), None)
    shown = line or document.text[start:end]
    return DefectPlace(
        document=document.path,
        title=document.title,
        language=document.language,
        page=block.page if block else None,
        page_label=block.page_label if block else None,
        heading=headings_above(document, start),
        start=start,
        end=end,
        line=" ".join(shown.split())[:LONGEST_LINE],
        value=value,
    )


def headings_above(document: StoredDocument, position: int) -> tuple[str, ...]:
    """The headings that a position stands under, the highest first."""
    above: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.start > position:
            break
        if block.kind == "heading":
            while above and above[-1][0] >= block.level:
                above.pop()
            above.append((block.level, document.text[block.start : block.end]))
    return tuple(text for _, text in above)
