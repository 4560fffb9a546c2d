"""Whether a document holds on a day: by its own dates, and by what has taken its place."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from index.passage import Passage, Validity
from ingest.document import DocumentFacts


def replaced_since(facts: Iterable[DocumentFacts]) -> dict[str, date]:
    """Path of each replaced document → the first day on which a newer one stands in its place."""
    found: dict[str, date] = {}
    for newer in facts:
        since = newer.valid_from or date.min
        for path in newer.supersedes:
            found[path] = min(since, found.get(path, date.max))
    return found


def validity_on(
    day: date, *, path: str, facts: DocumentFacts, replaced: Mapping[str, date]
) -> Validity:
    """What is to be said of a document on a day; ``replaced`` comes from ``replaced_since``."""
    if facts.valid_to is not None and facts.valid_to < day:
        return "expired"
    if facts.valid_from is not None and day < facts.valid_from:
        return "not_yet_valid"
    return "superseded" if replaced.get(path, date.max) <= day else "holds"


def marked(
    passages: Sequence[Passage], day: date, *, replaced: Mapping[str, date]
) -> tuple[Passage, ...]:
    """The passages, each with what is to be said of its document on a day."""
    return tuple(
        dataclasses.replace(
            one, validity=validity_on(day, path=one.document, facts=one.facts, replaced=replaced)
        )
        for one in passages
    )
