"""Two passages that give different values for the same thing. Pure.

A false alarm hands a good answer to a person, so what is not surely the same thing is none:

1. Both hold for the same models and markets at the same time.
2. Both say it of the same: within a language the same words around the number, across languages
   words near in meaning that do not name opposite poles (input, output), and nearer than those of
   any other claim beside it.
3. Both say it under the same conditions: other quantities beside it, and words such as "if".
4. The values differ after conversion, rounding and tolerance, and neither place gives the other
   value as well.

Translations of one document are also compared block by block: there a bare number that has
drifted counts.
"""

import dataclasses
from collections.abc import Callable

from answer.claims import claims, remembered_claims
from answer.contradicting_values import Read, contradicting_values
from answer.draft import Contradiction, Draft, Evidence, Place
from answer.drifted_translations import drifted_translations
from answer.nearest_labels import Likeness, NearestLabels
from answer.negated_sentences import negated_sentences
from answer.reply import Citation, Statement
from index.passage import Passage
from ingest.document import DocumentFacts
from ingest.language import same_language

Alike = Callable[[Passage, Passage], float]
"""Cosine of two passages by their vectors in the release, which costs next to nothing."""

PASSAGES_COMPARED = 8
"""Of what is usable, the nearest."""
MARGIN = 0.25
"""How much less near the question than the quoted passage another may be and still be about it."""
ALIKE_ACROSS = 0.3
"""Cosine of two passages in different languages under which no label is read: they are about
different things."""


def contradicted(draft: Draft, evidence: Evidence, *, likeness: Likeness, alike: Alike) -> Draft:
    """The draft with what its first statement is contradicted by, less contradicted later ones.

    A later statement only adds to the first, so one that is contradicted is left out; what speaks
    against it stays with the draft for agents.
    """
    labels = NearestLabels(likeness)
    against = [_against(one, draft, evidence, labels, alike) for one in draft.statements]
    if not any(against):
        return draft
    kept = tuple(
        statement
        for place, statement in enumerate(draft.statements)
        if place == 0 or not against[place]
    )
    return dataclasses.replace(
        draft,
        statements=kept,
        used=tuple(
            passage
            for passage in draft.used
            if any(_lies_in(one, passage) for statement in kept for one in statement.citations)
        ),
        contradictions=tuple(against[0]),
        left_out=tuple(one for found in against[1:] for one in found),
    )


def _against(
    statement: Statement,
    draft: Draft,
    evidence: Evidence,
    labels: NearestLabels,
    alike: Alike,
) -> list[Contradiction]:
    """What passages that might be quoted as well say otherwise than one statement."""
    citation = statement.citations[0]
    quoted = next((one for one in draft.used if _lies_in(citation, one)), None)
    if quoted is None:
        return []
    return [
        found
        for other in _rivals(quoted, evidence, alike)
        for found in _between(
            quoted,
            other,
            labels=labels,
            start=citation.start,
            end=citation.end,
            read=remembered_claims,
        )
        if not _is_set_aside(found, evidence)
    ]


def statement_of(place: Place) -> Statement:
    """What stands at one of the two places, with its citation, for the agent to see."""
    passage = place.passage
    return Statement(
        text=place.quote,
        citations=(
            Citation(
                document=passage.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=place.page,
                page_label=place.page_label,
                start=place.start,
                end=place.end,
                quote=place.quote,
                language=passage.language,
            ),
        ),
    )


def _lies_in(citation: Citation, passage: Passage) -> bool:
    inside = passage.start <= citation.start and citation.end <= passage.end
    return inside and citation.document == passage.document


def _rivals(quoted: Passage, evidence: Evidence, alike: Alike) -> list[Passage]:
    """The other usable passages that are about the question, nearest first."""
    near = [
        one
        for one in evidence.passages
        if one is not quoted and one.nearness >= quoted.nearness - MARGIN
    ]
    nearest = sorted(near, key=lambda one: -one.nearness)[:PASSAGES_COMPARED]
    return [
        one
        for one in nearest
        if same_language(one.language, quoted.language) or alike(quoted, one) >= ALIKE_ACROSS
    ]


def _is_set_aside(found: Contradiction, evidence: Evidence) -> bool:
    """Whether either value stands in a stretch that is about another model than is asked for."""
    return any(
        one.document == place.passage.document and one.start <= place.start < one.end
        for place in (found.this, found.other)
        for one in evidence.set_aside
    )


def contradictions(
    this: Passage, other: Passage, *, likeness: Likeness
) -> tuple[Contradiction, ...]:
    """Where two passages contradict each other."""
    return _between(this, other, labels=NearestLabels(likeness))


def _between(
    this: Passage,
    other: Passage,
    *,
    labels: NearestLabels,
    start: int | None = None,
    end: int | None = None,
    read: Read = claims,
) -> tuple[Contradiction, ...]:
    """Of ``this`` only what stands in ``start:end``; a value at one place is contradicted once."""
    if this.document == other.document and this.start < other.end and other.start < this.end:
        return ()
    if not hold_together(this, other):
        return ()
    kept: dict[tuple[int, str], Contradiction] = {}
    for one in (
        *contradicting_values(this, other, labels=labels, start=start, end=end, read=read),
        *drifted_translations(this, other, labels=labels, start=start, end=end),
        *negated_sentences(this, other, start=start, end=end),
    ):
        kept.setdefault((one.this.start, one.this.value), one)
    return tuple(kept.values())


def hold_together(this: Passage, other: Passage) -> bool:
    """Whether both documents speak for the same models and markets at the same time."""
    one, two = this.facts, other.facts
    if this.validity != "holds" or other.validity != "holds":
        return False
    if "case" in (one.kind, two.kind):
        return False  # a resolved case tells what happened once
    if this.document in two.supersedes or other.document in one.supersedes:
        return False
    if _apart_in_time(one, two) or _apart_in_time(two, one):
        return False
    if bool(one.markets) != bool(two.markets):
        return False  # the rule, and a country's own
    return not one.markets or bool(set(one.markets) & set(two.markets))


def _apart_in_time(one: DocumentFacts, two: DocumentFacts) -> bool:
    return bool(one.valid_to and two.valid_from and one.valid_to < two.valid_from)
