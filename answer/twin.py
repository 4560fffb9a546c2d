"""A quote → the same block in the document's own translation, when there is one.

Twins are documents of which one names the other as ``translation_of``, or which name the same
original. Blocks are aligned by structure and by their numbers and identifiers, rows of a table and
sentences of a paragraph by their places in blocks that are alike. Where that leaves a doubt there
is no twin, and the original is quoted.
"""

import dataclasses
import re
from collections.abc import Callable

from answer.draft import Draft
from answer.reply import Citation, Statement
from answer.twin_blocks import counterpart, marks_in
from index.content import StoredDocument
from ingest.language import same_language
from ingest.sentences import split

FindTwin = Callable[[str, str], StoredDocument | None]
"""(path, language) → the translation of that document in that language."""


def translate_by_twin(
    draft: Draft,
    *,
    language: str,
    find_document: Callable[[str], StoredDocument | None],
    find_twin: FindTwin,
) -> Draft:
    """The draft with each foreign quote replaced by its twin's, where one is aligned."""
    statements: list[Statement] = []
    translated = False
    for statement in draft.statements:
        citation = statement.citations[0]
        replacement = None
        if not same_language(citation.language, language):
            original = find_document(citation.document)
            twin = find_twin(citation.document, language)
            if original is not None and twin is not None:
                replacement = _aligned(citation, original, twin)
        if replacement is None:
            statements.append(statement)
        else:
            translated = True
            whole = Statement(text=replacement.quote, citations=(replacement,))
            # two quotes from one block have one twin
            if whole not in statements:
                statements.append(whole)
    if not translated:
        return draft
    return dataclasses.replace(draft, statements=tuple(statements), translation="document")


def without_repeats(draft: Draft) -> Draft:
    """The draft without statements that quote a place another one quotes already."""
    kept: list[Statement] = []
    for statement in draft.statements:
        place = statement.citations[0]
        if not any(
            other.citations[0].document == place.document
            and other.citations[0].start < place.end
            and place.start < other.citations[0].end
            for other in kept
        ):
            kept.append(statement)
    return dataclasses.replace(draft, statements=tuple(kept))


def _aligned(citation: Citation, original: StoredDocument, twin: StoredDocument) -> Citation | None:
    covered = [
        index
        for index, block in enumerate(original.blocks)
        if block.start < citation.end and citation.start < block.end
    ]
    if not covered:
        return None
    first = counterpart(original, twin, covered[0])
    last = first if len(covered) == 1 else counterpart(original, twin, covered[-1])
    if first is None or last is None or last - first != covered[-1] - covered[0]:
        return None
    start, end, header = twin.blocks[first].start, twin.blocks[last].end, ""
    whole = original.blocks[covered[0]].start, original.blocks[covered[-1]].end
    if len(covered) == 1:
        one = original.text[whole[0] : whole[1]], twin.text[start:end]
        quoted = max(0, citation.start - whole[0]), min(whole[1], citation.end) - whole[0]
        if twin.blocks[first].kind == "table":
            part = _rows(*one, *quoted)
            if part is None:
                return None
            header = _header(twin, first, part[0])
        else:
            part = _sentences(*one, *quoted, languages=(citation.language, twin.language))
        start, end = start + part[0], start + part[1]
    page = twin.blocks[first].page
    if any(block.page != page for block in twin.blocks[first : last + 1]):
        return None
    quote = twin.text[start:end]
    # a twin that has drifted from its original is no translation of it
    if len(covered) > 1 and marks_in(original.text[whole[0] : whole[1]]) != marks_in(quote):
        return None
    return Citation(
        document=twin.path,
        title=twin.title,
        heading_path=_headings(twin, first),
        page=page,
        page_label=twin.blocks[first].page_label,
        start=start,
        end=end,
        quote=quote,
        table_header=header,
        language=twin.language,
    )


def _rows(table: str, other: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the rows stand in the other table; None where they are not alike row by row."""
    ours, theirs = _lines(table), _lines(other)
    quoted = [i for i, (begin, stop) in enumerate(ours) if begin < end and start < stop]
    if len(ours) != len(theirs) or any(
        marks_in(table[slice(*ours[row])]) != marks_in(other[slice(*theirs[row])]) for row in quoted
    ):
        return None
    return theirs[quoted[0]][0], theirs[quoted[-1]][1]


def _lines(text: str) -> list[tuple[int, int]]:
    ends = [found.start() for found in re.finditer(r"\n|$", text)]
    return list(zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True))


def _header(document: StoredDocument, index: int, start: int) -> str:
    """The header of a table from whose rows those from ``start`` on are quoted."""
    block = document.blocks[index]
    text = document.text[block.start : block.end]
    lines = _lines(text)[: block.header_rows]
    if not lines or start < lines[-1][1]:
        return block.table_header
    return text[: lines[-1][1]]


def _sentences(
    block: str, other: str, start: int, end: int, *, languages: tuple[str, str]
) -> tuple[int, int]:
    """Where whole sentences stand in the other block; all of it where they are not alike."""
    ours = split(block, language=languages[0])
    theirs = split(other, language=languages[1])
    marks = [
        [marks_in(text[slice(*span)]) for span in spans]
        for text, spans in ((block, ours), (other, theirs))
    ]
    if marks[0] != marks[1]:
        return 0, len(other)
    quoted = [i for i, (begin, stop) in enumerate(ours) if begin < end and start < stop]
    begin, stop = theirs[quoted[0]][0], theirs[quoted[-1]][1]
    told = other[begin:stop]
    return begin + len(told) - len(told.lstrip()), begin + len(told.rstrip())


def _headings(document: StoredDocument, index: int) -> tuple[str, ...]:
    path: list[tuple[int, str]] = []
    for block in document.blocks[: index + 1]:
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, " ".join(document.text[block.start : block.end].split())))
    return tuple(text for _, text in path)
