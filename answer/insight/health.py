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

from answer.insight.contradicting_claims import contradicting_claims
from answer.insight.dangling_links import dangling_links
from answer.insight.defect import Defect, DefectKind, HealthReport, SourceChange
from answer.insight.document_sections import document_sections
from answer.insight.drifted_numbers import drifted_numbers
from answer.insight.duplicate_documents import duplicate_documents
from answer.insight.duplicate_entries import duplicate_entries
from answer.insight.examined import Examined
from answer.insight.expiring_certificates import expiring_certificates
from answer.insight.late_changes import late_changes, promises
from answer.insight.missing_parts import missing_parts
from answer.insight.near_chunks import NearChunk, near_documents, near_in_other_languages
from answer.insight.older_translations import older_translation
from answer.insight.orphaned_golden import orphaned_golden
from answer.insight.overdue_reviews import overdue_reviews
from answer.insight.rejected_passages import rejected_passages
from answer.insight.undeclared_translations import undeclared_translations
from answer.insight.unreadable_pages import FileTrouble, unreadable_pages
from answer.insight.unused_documents import DAYS_LOOKED_BACK, unused_documents
from answer.nearest_labels import Likeness
from index.content import DocumentCard, StoredDocument
from index.dense import Vectors
from index.manifest import FileProblem
from index.passage import Passage
from index.validity import replaced_since, validity_on
from ingest.language import primary

NEAR_ACROSS = 0.3
"""Centred cosine of chunks in two languages under which nothing in them is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The release as the steps that compare need it."""

    documents: Mapping[str, StoredDocument]
    holding: tuple[StoredDocument, ...]
    """Those that hold today."""
    sections: Mapping[str, tuple[Passage, ...]]
    vectors: Vectors
    chunks_of: Mapping[int, list[int]]
    """Ordinals of the chunks in a section, by the section's identity."""
    section_of: Mapping[int, Passage]
    lengths: Sequence[int]
    """Of the chunks, in characters."""
    nearest: tuple[tuple[NearChunk, ...], ...]
    """Of each chunk, in other languages."""


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
    read = _read(examined, documents, holding)
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
        *looked("contradiction", lambda: _contradictions(read, examined.likeness)),
        *looked("drifted_translation", lambda: _drifted(read, examined.likeness)),
        *looked("duplicate", lambda: _duplicates(read, examined)),
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
        defects=tuple({one.id: one for one in defects}.values()),
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
    return (*found, *examined.waiting)


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
        FileTrouble(document=one.path, reason=one.reason, is_left_out=one.severity != "warning")
        for one in problems
    ]


def _read(
    examined: Examined, documents: Sequence[StoredDocument], holding: Sequence[StoredDocument]
) -> _Read:
    """The sections of all documents, and which chunks lie in them."""
    content = examined.content
    sections = {document.path: document_sections(document) for document in documents}
    chunks_of: dict[int, list[int]] = defaultdict(list)
    section_of: dict[int, Passage] = {}
    lengths: list[int] = []
    for number, card in enumerate(content.cards):
        for chunk in content.chunks_of(number):
            lengths.append(chunk.end - chunk.start)
            for section in sections[card.path]:
                if section.start < chunk.end and chunk.start < section.end:
                    chunks_of[id(section)].append(chunk.ordinal)
                    section_of.setdefault(chunk.ordinal, section)
    vectors = examined.dense.vectors(np.arange(len(lengths)))
    return _Read(
        documents={document.path: document for document in documents},
        holding=tuple(holding),
        sections=sections,
        vectors=vectors,
        chunks_of=chunks_of,
        section_of=section_of,
        lengths=lengths,
        nearest=near_in_other_languages(
            vectors,
            documents=content.chunk_documents,
            languages=[primary(language) for language in content.chunk_languages],
            least=NEAR_ACROSS,
        ),
    )


def _contradictions(read: _Read, likeness: Likeness) -> tuple[Defect, ...]:
    """Of what holds, but for resolved cases: they tell what happened once."""
    told = {document.path for document in read.holding if document.facts.kind != "case"}
    sections = [section for path in sorted(told) for section in read.sections[path]]

    def near(section: Passage) -> Sequence[Passage]:
        found = {
            id(read.section_of[other.ordinal]): read.section_of[other.ordinal]
            for ordinal in read.chunks_of[id(section)]
            for other in read.nearest[ordinal]
            if other.ordinal in read.section_of
        }
        return tuple(one for one in found.values() if one.document in told)

    return contradicting_claims(sections, read.documents, likeness=likeness, near=near)


def _drifted(read: _Read, likeness: Likeness) -> tuple[Defect, ...]:
    """Each translation that holds beside its original, if that holds too."""

    def vector_of(section: Passage) -> Vectors | None:
        mine = read.chunks_of[id(section)]
        if not mine:
            return None
        mean = read.vectors[mine].mean(axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else None

    originals = {document.path: document for document in read.holding}
    found: list[Defect] = []
    for twin in read.holding:
        original = originals.get(twin.facts.translation_of)
        if original is None:
            continue
        missing = missing_parts(
            original,
            twin,
            sections=read.sections[original.path],
            twin_sections=read.sections[twin.path],
            vector_of=vector_of,
            likeness=likeness,
        )
        found += missing
        found += _less_told(drifted_numbers(original, twin, likeness=likeness), missing)
        found += older_translation(original, twin)
    return tuple(found)


def _less_told(numbers: Sequence[Defect], missing: Sequence[Defect]) -> list[Defect]:
    """A number of a part that is missing is not told again."""
    parts = [place for part in missing for place in part.places[1:]]
    return [
        one
        for one in numbers
        if one.code != "missing_number"
        or not any(part.start <= one.places[1].start < part.end for part in parts)
    ]


def _duplicates(read: _Read, examined: Examined) -> tuple[Defect, ...]:
    told = [document for document in read.holding if document.facts.kind != "case"]
    sections = [section for document in told for section in read.sections[document.path]]
    cards = examined.content.cards
    near = near_documents(
        read.nearest, documents=examined.content.chunk_documents, lengths=read.lengths
    )
    copies = duplicate_documents(told)
    copied = [frozenset(one.documents) for one in copies]
    return (
        *copies,
        *undeclared_translations(
            told,
            {(cards[one].path, cards[two].path): pairs for (one, two), pairs in near.items()},
        ),
        # of two files that are copies no single entry is told
        *(
            one
            for one in duplicate_entries(sections, read.documents)
            if not any(set(one.documents) <= group for group in copied)
        ),
    )
