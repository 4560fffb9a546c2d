"""A release, its log and the day → everything an editor should look at. CONDUCTOR.

The documents that hold today are looked at; of the others, only what can still matter: whether a
certificate has run out, and whether facts point nowhere.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from answer.golden import GoldenQuestion
from answer.insight.contradicting_claims import contradicting_claims
from answer.insight.dangling_links import dangling_links
from answer.insight.defect import Defect, DefectKind, HealthReport, SourceChange
from answer.insight.document_sections import document_sections
from answer.insight.expiring_certificates import expiring_certificates
from answer.insight.late_changes import late_changes, promises
from answer.insight.near_chunks import near_in_other_languages
from answer.insight.orphaned_golden import orphaned_golden
from answer.insight.overdue_reviews import overdue_reviews
from answer.insight.question_record import QuestionRecord
from answer.insight.rejected_passages import rejected_passages
from answer.insight.unreadable_pages import FileTrouble, unreadable_pages
from answer.insight.unused_documents import DAYS_LOOKED_BACK, unused_documents
from answer.nearest_labels import Likeness
from index.content import Content, DocumentCard, StoredDocument
from index.dense import DenseIndex
from index.manifest import FileProblem
from index.passage import Passage
from index.validity import replaced_since, validity_on
from ingest.document import DocumentFacts, SourceFile

NEAR_ACROSS = 0.3
"""Centred cosine of chunks in two languages under which nothing in them is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBefore:
    """The release that was live until this one was published."""

    cards: tuple[DocumentCard, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What health is made from."""

    release: str
    content: Content
    dense: DenseIndex
    problems: tuple[FileProblem, ...]
    """Of its manifest."""
    published_at: datetime | None
    """None for a candidate: its changes still wait."""
    before: ReleaseBefore | None
    sources: tuple[SourceFile, ...]
    """As they lie in the content folder now; empty: not looked at."""
    records: tuple[QuestionRecord, ...]
    """Of the question log, the last 90 days."""
    golden: tuple[GoldenQuestion, ...]
    likeness: Likeness
    now: datetime


def health(examined: Examined) -> HealthReport:
    """The report of one release as of now. Raises ``IndexBroken`` when it cannot be read."""
    content, now = examined.content, examined.now
    today = now.date()
    documents = tuple(content.documents(range(len(content.cards))).values())
    by_path = {document.path: document for document in documents}
    replaced = replaced_since(document.facts for document in documents)
    holding = tuple(
        document
        for document in documents
        if validity_on(today, path=document.path, facts=document.facts, replaced=replaced)
        == "holds"
    )
    changes = _changes(examined)
    since = now - timedelta(days=DAYS_LOOKED_BACK)
    answers = [one for one in examined.records if one.kind == "answer"]
    seconds: dict[str, float] = {}

    def looked(kind: DefectKind, look: Callable[[], tuple[Defect, ...]]) -> tuple[Defect, ...]:
        started = time.perf_counter()
        found = look()
        seconds[kind] = round(time.perf_counter() - started, 2)
        return found

    defects = (
        *looked("late", lambda: late_changes(changes, now=now)),
        *looked("unreadable", lambda: unreadable_pages(documents, _troubles(examined.problems))),
        *looked("contradiction", lambda: _contradictions(examined, holding, by_path)),
        *looked(
            "certificate_expiry",
            lambda: expiring_certificates(documents, replaced=replaced, today=today),
        ),
        *looked("rejected_passage", lambda: rejected_passages(examined.records, by_path)),
        *looked("dangling_link", lambda: dangling_links(documents)),
        *looked("review_due", lambda: overdue_reviews(holding, today=today)),
        *looked("orphaned_golden", lambda: orphaned_golden(examined.golden, by_path)),
        *looked(
            "never_answered",
            lambda: unused_documents(
                holding,
                cited={path for one in answers for path in one.documents},
                answers=len(answers),
                since=since,
            ),
        ),
    )
    return HealthReport(
        release=examined.release,
        made_at=now,
        day=today,
        documents=len(documents),
        chunks=len(content.chunk_documents),
        answers_seen=len(answers),
        defects=defects,
        promises=promises([card.facts.freshness for card in content.cards], changes, now=now),
        seconds=seconds,
    )


def _changes(examined: Examined) -> tuple[SourceChange, ...]:
    """What this release brought, and what lies on the disk since."""
    cards = {card.path: card for card in examined.content.cards}
    found = []
    before = examined.before
    if before is not None:
        known = {card.path: card.sha256 for card in before.cards}
        for card in cards.values():
            changed_at = datetime.fromtimestamp(card.modified_at, UTC)
            # older than the release before: nobody knows when it came into the folder
            if known.get(card.path) != card.sha256 and changed_at > before.published_at:
                found.append(_change(card, card.sha256, changed_at, examined.published_at))
    left_out = {problem.path for problem in examined.problems if problem.path not in cards}
    for source in examined.sources:
        # of a new file nobody knows the tier yet
        held = cards.get(source.path) or DocumentCard(
            path=source.path, sha256="", facts=DocumentFacts(), language=""
        )
        if held.sha256 != source.sha256 and source.path not in left_out:
            changed_at = datetime.fromtimestamp(source.modified_at, UTC)
            found.append(_change(held, source.sha256, changed_at, None))
    return tuple(found)


def _change(
    card: DocumentCard, sha256: str, changed_at: datetime, published_at: datetime | None
) -> SourceChange:
    return SourceChange(
        document=card.path,
        title=card.title,
        freshness=card.facts.freshness,
        sha256=sha256,
        changed_at=changed_at,
        published_at=published_at,
    )


def _troubles(problems: Sequence[FileProblem]) -> list[FileTrouble]:
    return [
        FileTrouble(document=one.path, reason=one.reason, is_left_out=one.severity == "error")
        for one in problems
    ]


def _contradictions(
    examined: Examined, holding: Sequence[StoredDocument], by_path: Mapping[str, StoredDocument]
) -> tuple[Defect, ...]:
    sections = [
        passage
        for document in holding
        if document.facts.kind != "case"
        for passage in document_sections(document)
    ]
    return contradicting_claims(
        sections,
        by_path,
        likeness=examined.likeness,
        near=_near_sections(examined, sections),
    )


def _near_sections(
    examined: Examined, sections: Sequence[Passage]
) -> Callable[[Passage], Sequence[Passage]]:
    """What stands near a section in other languages, by the vectors of its chunks."""
    content = examined.content
    vectors = examined.dense.vectors(np.arange(len(content.chunk_documents)))
    nearest = near_in_other_languages(
        vectors,
        documents=content.chunk_documents,
        languages=[language.split("-")[0] for language in content.chunk_languages],
        least=NEAR_ACROSS,
    )
    of_document: dict[str, list[Passage]] = defaultdict(list)
    for section in sections:
        of_document[section.document].append(section)
    chunks_of: dict[int, list[int]] = defaultdict(list)
    section_of: dict[int, Passage] = {}
    for number, card in enumerate(content.cards):
        for chunk in content.chunks_of(number) if card.path in of_document else ():
            for section in of_document[card.path]:
                if section.start < chunk.end and chunk.start < section.end:
                    chunks_of[id(section)].append(chunk.ordinal)
                    section_of.setdefault(chunk.ordinal, section)

    def near(section: Passage) -> Sequence[Passage]:
        found = {
            id(section_of[other.ordinal]): section_of[other.ordinal]
            for ordinal in chunks_of[id(section)]
            for other in nearest[ordinal]
            if other.ordinal in section_of
        }
        return tuple(found.values())

    return near
