"""Two releases → what differs: documents, passages, facts, problems, and how they were built.

Fast by looking no further than needed: the ids of chunks are made of their texts, so a document
whose chunks have the same ids is the same, and only the texts of the others are read.
"""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from index.content import Content, DocumentCard
from index.manifest import FileProblem, Manifest
from index.passage_difference import passage_changes, units_of
from index.release_difference import (
    CountChange,
    DocumentChange,
    DocumentEntry,
    ReleaseDifference,
    ValueChange,
)

_BUILT_WITH = ("embedder", "fingerprint", "dimensions", "settings_hash")


class ReadableRelease(Protocol):
    """A release that is open as far as a comparison needs it."""

    @property
    def manifest(self) -> Manifest: ...
    @property
    def content(self) -> Content: ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One release, by path."""

    content: Content
    ordinals: Mapping[str, int]
    chunks: Sequence[tuple[str, ...]]
    """The ids of each document's chunks."""

    def card(self, path: str) -> DocumentCard:
        return self.content.cards[self.ordinals[path]]


def compare_releases(before: ReadableRelease, after: ReadableRelease) -> ReleaseDifference:
    """What the later release holds otherwise. Raises ``IndexBroken`` when one cannot be read."""
    one, other = _side(before.content), _side(after.content)
    moved = _moved(one, other)
    gone = sorted(one.ordinals.keys() - other.ordinals.keys() - moved.keys())
    come = sorted(other.ordinals.keys() - one.ordinals.keys() - set(moved.values()))
    common = sorted(one.ordinals.keys() & other.ordinals.keys())
    compared = [_document(one, other, path, path) for path in common]
    changed = tuple(change for change in compared if change is not None)
    problems, other_problems = (
        {(moved.get(problem.path, problem.path), problem.reason): problem for problem in listed}
        for listed in (before.manifest.problems, after.manifest.problems)
    )
    return ReleaseDifference(
        before=before.manifest.release,
        after=after.manifest.release,
        documents=CountChange(
            name="documents", before=len(one.ordinals), after=len(other.ordinals)
        ),
        chunks=CountChange(
            name="chunks",
            before=len(before.content.chunk_documents),
            after=len(after.content.chunk_documents),
        ),
        unchanged=len(common) - len(changed),
        added=tuple(_entry(other, path) for path in come),
        removed=tuple(_entry(one, path) for path in gone),
        changed=changed,
        moved=tuple(
            change
            for path, now in sorted(moved.items(), key=lambda pair: pair[1])
            if (change := _document(one, other, path, now)) is not None
        ),
        problems_new=_only_in(other_problems, problems),
        problems_gone=_only_in(problems, other_problems),
        languages=_languages(before.manifest, after.manifest),
        settings=tuple(
            ValueChange(name=name, before=was, after=now)
            for name in _BUILT_WITH
            if (was := str(getattr(before.manifest, name)))
            != (now := str(getattr(after.manifest, name)))
        ),
    )


def _side(content: Content) -> _Side:
    chunks: list[list[str]] = [[] for _ in content.cards]
    for identity, ordinal in content.chunk_ordinals.items():
        chunks[content.chunk_documents[ordinal]].append(identity)
    return _Side(
        content=content,
        ordinals={card.path: number for number, card in enumerate(content.cards)},
        chunks=tuple(map(tuple, chunks)),
    )


def _moved(one: _Side, other: _Side) -> dict[str, str]:
    """Earlier path → later path of what has the same bytes elsewhere, in order of the paths."""
    come: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(other.ordinals.keys() - one.ordinals.keys()):
        come[other.card(path).sha256].append(path)
    moved = {}
    for path in sorted(one.ordinals.keys() - other.ordinals.keys()):
        if same := come[one.card(path).sha256]:
            # of several copies the one that kept its name
            name = path.rpartition("/")[2]
            chosen = next((now for now in same if now.rpartition("/")[2] == name), same[0])
            same.remove(chosen)
            moved[path] = chosen
    return moved


def _document(one: _Side, other: _Side, path: str, now: str) -> DocumentChange | None:
    """How a document of both differs; None for one that does not."""
    was, card = one.card(path), other.card(now)
    number, other_number = one.ordinals[path], other.ordinals[now]
    bytes_changed = was.sha256 != card.sha256
    facts = _facts(was, card)
    # ids of chunks hold the path, so those of a moved document tell nothing
    recut = path != now or one.chunks[number] != other.chunks[other_number]
    if not (recut or bytes_changed or facts):
        return None
    changes = None
    if recut or bytes_changed:
        before = one.content.documents((number,))[number]
        after = other.content.documents((other_number,))[other_number]
        if before.text != after.text:
            changes = passage_changes(
                units_of(before.text, before.blocks), units_of(after.text, after.blocks)
            )
    cut_anew = recut and path == now and changes is None and not bytes_changed
    return DocumentChange(
        path=now,
        path_before=path,
        title=card.title,
        language=card.language,
        bytes_changed=bytes_changed,
        facts=facts,
        passages=changes or (),
        cut_anew=cut_anew,
    )


def _facts(before: DocumentCard, after: DocumentCard) -> tuple[ValueChange, ...]:
    names = [field.name for field in dataclasses.fields(before.facts)]
    values = [
        ("title", before.title, after.title),
        ("language", before.language, after.language),
        *((name, getattr(before.facts, name), getattr(after.facts, name)) for name in names),
    ]
    return tuple(
        ValueChange(name=name, before=_written(was), after=_written(now))
        for name, was, now in values
        if was != now
    )


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def _entry(side: _Side, path: str) -> DocumentEntry:
    card = side.card(path)
    return DocumentEntry(
        path=path,
        title=card.title,
        language=card.language,
        chunks=len(side.chunks[side.ordinals[path]]),
    )


def _only_in(
    problems: Mapping[tuple[str, str], FileProblem], others: Iterable[tuple[str, str]]
) -> tuple[FileProblem, ...]:
    without = frozenset(others)
    return tuple(problem for key, problem in sorted(problems.items()) if key not in without)


def _languages(before: Manifest, after: Manifest) -> tuple[CountChange, ...]:
    one, other = (
        Counter({count.language: count.chunks for count in manifest.languages})
        for manifest in (before, after)
    )
    return tuple(
        CountChange(name=language, before=one[language], after=other[language])
        for language in sorted(one.keys() | other.keys())
        if one[language] != other[language]
    )
