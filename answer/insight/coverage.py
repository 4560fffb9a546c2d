"""The documents of a release and the log → the coverage matrix. CONDUCTOR.

``sections → topics → cells, with the questions that were answered from them or came near``

A question's topic is that of the section it was answered from; left open, that of the passage
nearest to its gap, where that is about it at all, else none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.insight.document_sections import document_sections
from answer.insight.fill_matrix import PlacedQuestion, PlacedSection, fill_matrix
from answer.insight.gap import Gaps
from answer.insight.matrix import Coverage, Topic
from answer.insight.question_record import QuestionRecord
from answer.insight.topics import Heading, find_topics, topic_of_kind
from answer.insight.unanswered import FOR_A_PERSON, is_rejected
from index.content import StoredDocument
from index.passage import Passage

UNKNOWN = "und"
_NO_SECTION: frozenset[str] = frozenset({"no_document"})
"""What is missing where no passage is about a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A release, as far as the matrix needs it."""

    release: str
    documents: tuple[StoredDocument, ...]
    """Those that hold today."""
    vector_of: Callable[[str, str], NDArray[np.float32]]
    """A heading and its language → its vector."""
    product_of: Callable[[QuestionRecord], str]
    """What a question is about as documents write it; empty where nobody knows."""
    groups_of: Callable[[str], Iterable[str]]
    """A market → the groups it belongs to."""


def coverage(base: Base, records: Sequence[QuestionRecord], gaps: Gaps) -> Coverage:
    """The matrix of a base and of the customers' questions among ``records``."""
    sections = [
        (document, section)
        for document in base.documents
        for section in document_sections(document)
    ]
    headings = tuple(_headings(sections))
    topics = find_topics(headings, vector_of=base.vector_of)
    placed = [
        PlacedSection(
            document=document.path,
            start=section.start,
            end=section.end,
            topic=topics.of_heading.get(
                (heading.text, heading.language), topic_of_kind(document.facts.kind).id
            ),
            language=heading.language,
            products=document.facts.products or document.facts.models,
            markets=document.facts.markets,
            is_internal=document.facts.audience == "agent",
        )
        for (document, section), heading in zip(sections, headings, strict=True)
    ]
    asked = [
        one
        for one in records
        if one.audience == "customer" and one.reason not in FOR_A_PERSON and one.kind != "clarify"
    ]
    questions = _questions(asked, placed, gaps, base)
    kinds = sorted({document.facts.kind for document in base.documents})
    cells = fill_matrix(
        placed,
        [one for one in questions if one.language != UNKNOWN],
        groups_of=base.groups_of,
        of_kind={topic_of_kind(kind).id for kind in kinds},
    )
    used = {cell.topic for cell in cells}
    known: tuple[Topic, ...] = (*topics.topics, *map(topic_of_kind, kinds))
    return Coverage(
        release=base.release,
        audience="customer",
        products=tuple(sorted({cell.product for cell in cells})),
        topics=tuple(topic for topic in known if topic.id in used),
        languages=tuple(sorted({cell.language for cell in cells})),
        markets=tuple(sorted({cell.market for cell in cells})),
        cells=cells,
        questions=sum(one.language != UNKNOWN for one in questions),
        unplaced=tuple(one.id for one in questions if one.language == UNKNOWN),
    )


def _headings(sections: Iterable[tuple[StoredDocument, Passage]]) -> Iterable[Heading]:
    """The lowest heading above each section; the title where there is none."""
    places: dict[str, int] = defaultdict(int)
    for document, section in sections:
        places[document.path] += 1
        yield Heading(
            text=section.heading_path[-1] if section.heading_path else document.title,
            language=section.language,
            document=document.path,
            original=document.facts.translation_of or document.path,
            place=places[document.path],
            is_question=document.facts.kind == "faq",
        )


def _questions(
    asked: Sequence[QuestionRecord], sections: Sequence[PlacedSection], gaps: Gaps, base: Base
) -> list[PlacedQuestion]:
    of_document: dict[str, list[PlacedSection]] = defaultdict(list)
    for section in sections:
        of_document[section.document].append(section)

    def topic_at(document: str, start: int) -> str:
        found = [one for one in of_document.get(document, ()) if one.start <= start < one.end]
        return found[0].topic if found else ""

    nearest = {
        question: topic_at(gap.nearest[0].document, gap.nearest[0].start)
        for gap in gaps.gaps
        if gap.nearest and gap.missing not in _NO_SECTION
        for question in gap.questions
    }
    placed = []
    for one in asked:
        is_answered = one.kind == "answer" and not is_rejected(one)
        topic = nearest.get(one.id, "")
        if one.kind == "answer" and one.passages:
            path, _, span = one.passages[0].rpartition("#")
            topic = topic_at(path, int(span.split("-")[0]))
        placed.append(
            PlacedQuestion(
                id=one.id,
                product=base.product_of(one),
                topic=topic,
                language=one.language,
                market=one.market,
                is_answered=is_answered,
            )
        )
    return placed
