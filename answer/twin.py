"""A quote → the same block in the document's own translation, when there is one.

Twins are documents of which one names the other as ``translation_of``, or which name the same
original. Blocks are aligned by structure: the sequence of headings cuts both documents into the
same sections, and inside a section blocks of a kind are counted. Where the structures differ there
is no twin, and the original is quoted.
"""

import dataclasses
from collections.abc import Callable, Sequence

from answer.draft import Draft
from answer.exact_values import numbers
from answer.reply import Citation, Statement
from index.content import StoredDocument
from index.passage import PassageBlock
from ingest.language import same_language

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
    first = _counterpart(original.blocks, twin.blocks, covered[0])
    last = _counterpart(original.blocks, twin.blocks, covered[-1])
    if first is None or last is None or last < first:
        return None
    start, end = twin.blocks[first].start, twin.blocks[last].end
    page = twin.blocks[first].page
    if any(block.page != page for block in twin.blocks[first : last + 1]):
        return None
    quote = twin.text[start:end]
    whole = original.text[original.blocks[covered[0]].start : original.blocks[covered[-1]].end]
    # a twin that has drifted from its original is no translation of it
    if numbers(whole) != numbers(quote):
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
        language=twin.language,
    )


def _counterpart(
    blocks: Sequence[PassageBlock], others: Sequence[PassageBlock], index: int
) -> int | None:
    """The twin's block at the same place: same heading ordinal and level, same kinds around it."""
    heading = _heading_before(blocks, index)
    ordinal = sum(1 for block in blocks[: heading + 1] if block.kind == "heading")
    if heading >= 0:
        positions = [i for i, block in enumerate(others) if block.kind == "heading"]
        if ordinal > len(positions):
            return None
        other_heading = positions[ordinal - 1]
        if others[other_heading].level != blocks[heading].level:
            return None
    else:
        other_heading = -1
    if _kinds(blocks, heading) != _kinds(others, other_heading):
        return None
    return other_heading + (index - heading)


def _heading_before(blocks: Sequence[PassageBlock], index: int) -> int:
    return next((i for i in range(index, -1, -1) if blocks[i].kind == "heading"), -1)


def _kinds(blocks: Sequence[PassageBlock], heading: int) -> list[str]:
    """The kinds of the blocks of one section, to the next heading."""
    kinds: list[str] = []
    for block in blocks[heading + 1 :]:
        if block.kind == "heading":
            break
        kinds.append(block.kind)
    return kinds


def _headings(document: StoredDocument, index: int) -> tuple[str, ...]:
    path: list[tuple[int, str]] = []
    for block in document.blocks[: index + 1]:
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, " ".join(document.text[block.start : block.end].split())))
    return tuple(text for _, text in path)
