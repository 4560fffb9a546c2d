"""Evidence → draft: the quoting writer picks the units that answer and keeps their words and order.

It needs no language model: nothing it writes is its own, so nothing can be invented. A language
model may reword what it chose once that is judged and to be sent (``answer/generate.py``). What it
decides is *which* stretch of the evidence to show: the unit nearest to the question in the
embedder's space, helped by the words they share, and others nearly as good; a long one is cut to
what meets the question (``answer/shorten.py``).
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.draft import Draft, Evidence, Stretch, Unit
from answer.question import PreparedQuestion
from answer.reply import Citation, Statement
from answer.shorten import shorten
from answer.unit_stretches import cut_out, explaining_among, lies_in, meets
from answer.units import units
from answer.without_orders import statements_without_orders, units_without_orders
from index.passage import Passage
from index.tokens import query_tokens, tokens
from ingest.language import same_language

Similarity = Callable[[Sequence[Unit]], NDArray[np.float32]]
"""Centred cosine of the question with each unit, shape (n,)."""

PASSAGES_READ = 4
NEAREST_READ = 8
"""Further passages, by nearness, where the question names what they hold for."""
NAMED_STANDING = 1.0
"""How far down its score may pull a passage in such a question."""
UNITS_READ = 64
"""Those that share most words; a long table may have more rows."""
STATEMENTS = 3
REPLY_CHARACTERS = 1800
WHOLE_PASSAGE_CHARACTERS = 1100
"""A passage this short is one answer and is quoted whole; with 800 fewer drafts were right."""
WHOLE_ENTRY_CHARACTERS = 1400
"""An FAQ entry's answer was written as one and is quoted as one up to this size."""
OVERLAP_WEIGHT = 0.3
"""What sharing all of the question's words is worth in cosine, within a language."""
PASSAGE_WEIGHT = 0.06
"""What one unit of a passage's fused score (a standard deviation of the dense score) is worth."""
EXPLAINING_WEIGHT = 0.5
"""What it is worth, in cosine, that a unit states that it is about the fault code asked for.

A row of a few words is far from any question that wraps its code in a sentence.
"""
FURTHER_PENALTY = 0.06
"""In cosine, of a passage that search put below those that are read."""
ENOUGH_TERMS = 2
"""Terms of the term base, in the document's language, that are as good as all the words."""
NEARLY_AS_GOOD = 0.45
"""How far below the best a further unit may score and still be quoted.

Of eight sets' drafts 2.1 quotes on average, 2.6 with 0.5 and no look at passages; 1.4 in the two
fifths whose first quote leads most, 0.90 and 0.81 of which hold the answer in it already.
"""
FURTHER_PASSAGE_WEIGHT = 0.05
"""What its passage's fused score is worth on top for a further unit.

Which passage search found first says little of which unit answers, and much of whether another
passage is worth reading beside it.
"""
FURTHER_STANDING = 5.0
"""How far below the first's a passage's score counts; what is named often lies far above the rest.

Where two models are named both may have to be quoted.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingWriter:
    """Answers in the evidence's own words."""

    statements: int = STATEMENTS

    def write(
        self, prepared: PreparedQuestion, evidence: Evidence, *, similarity: Similarity
    ) -> Draft:
        """At most three statements, best first; none when there is no evidence."""
        draft = self._written(prepared, evidence, similarity=similarity)
        is_customer = prepared.question.audience == "customer"
        if is_customer and statements_without_orders(draft).statements != draft.statements:
            # what is said to those who reply is theirs to read; seldom is there any
            return self._written(prepared, evidence, similarity=similarity, without_orders=True)
        return draft

    def _written(
        self,
        prepared: PreparedQuestion,
        evidence: Evidence,
        *,
        similarity: Similarity,
        without_orders: bool = False,
    ) -> Draft:
        first = evidence.passages[:PASSAGES_READ]
        explaining = explaining_among(evidence.passages[PASSAGES_READ:], evidence.explaining)
        candidates = _candidates(
            (*first, *explaining), evidence.set_aside, without_orders=without_orders
        )
        # those that share most words first; among equals the best passage's, as they are read
        overlap = _overlaps(prepared, candidates)
        order = np.lexsort((np.arange(len(candidates)), -overlap))[:UNITS_READ]
        candidates = [candidates[index] for index in order]
        # what is as near as search found it costs nothing to look at as well
        further = [
            unit
            for unit in _candidates(
                _further(evidence), evidence.set_aside, without_orders=without_orders
            )
            if unit.is_whole
        ]
        penalty = np.repeat([0.0, FURTHER_PENALTY], [len(candidates), len(further)]).astype(
            np.float32
        )
        candidates = [*candidates, *further]
        if not candidates:
            return Draft(statements=(), used=(), similarity=0.0)
        cosines = _cosines(candidates, similarity)
        best = max(passage.score for passage in first)
        standing = np.array([_standing(unit, best, evidence) for unit in candidates], np.float32)
        overlap = _overlaps(prepared, candidates)
        scores = cosines + OVERLAP_WEIGHT * overlap + PASSAGE_WEIGHT * standing - penalty
        scores += EXPLAINING_WEIGHT * meets(candidates, evidence.explaining)
        passage_scores = np.array([unit.passage.score for unit in candidates], np.float32)
        chosen = _choose(candidates, scores, passage_scores, limit=self.statements)
        quoted = [
            shorten(candidates[index], similarity=similarity, set_aside=evidence.set_aside)
            for index in chosen
        ]
        return Draft(
            statements=tuple(_statement(unit) for unit in quoted),
            used=tuple(dict.fromkeys(unit.passage for unit in quoted)),
            similarity=float(cosines[chosen[0]]),
        )


def _candidates(
    passages: Sequence[Passage], set_aside: Sequence[Stretch], *, without_orders: bool
) -> list[Unit]:
    return [
        unit
        for passage in passages
        for unit in _quotable(passage, set_aside, without_orders=without_orders)
    ]


def _further(evidence: Evidence) -> tuple[Passage, ...]:
    """Where the question names a model: the nearest of the other passages that hold for it.

    What names the model stands high for that alone; "all pumps" may hold the answer.
    """
    if not evidence.names_known:
        return ()
    rest = evidence.passages[PASSAGES_READ:]
    return tuple(sorted(rest, key=lambda passage: -passage.nearness)[:NEAREST_READ])


def _standing(unit: Unit, best: float, evidence: Evidence) -> float:
    """How far below the best its passage stands.

    Where the question names a model, all passages left hold for it; how often one names it draws
    them apart and says nothing of the answer, so none is pulled down far.
    """
    standing = unit.passage.score - best
    return max(standing, -NAMED_STANDING) if evidence.names_known else standing


def _quotable(
    passage: Passage, set_aside: Sequence[Stretch], *, without_orders: bool
) -> tuple[Unit, ...]:
    """The passage's units, joined to one where the passage is short or one written answer.

    What is set aside is about something else: no unit lies in it, and none joins it to the rest.
    So it is with what orders whoever replies to say something, where that is left out.
    """
    aside = [one for one in set_aside if one.document == passage.document]
    everything = units(passage)
    found = tuple(
        part for one in everything if not lies_in(one, aside) for part in cut_out(one, aside)
    )
    said = units_without_orders(found) if without_orders else found
    if found != everything or said != found:
        return said
    if len(found) == 1:
        return (dataclasses.replace(found[0], is_whole=True),)
    if not found:
        return ()
    limit = WHOLE_ENTRY_CHARACTERS if passage.facts.kind == "faq" else WHOLE_PASSAGE_CHARACTERS
    first, last = found[0], found[-1]
    if last.end - first.start > limit or len({unit.page for unit in found}) > 1:
        return found
    if any(
        block.kind == "heading" and first.start < block.start < last.end for block in passage.blocks
    ):
        return found
    text = passage.text[first.start - passage.start : last.end - passage.start]
    context = first.text_to_compare.removesuffix(first.text)
    return (
        Unit(
            passage=passage,
            start=first.start,
            end=last.end,
            page=first.page,
            page_label=first.page_label,
            table_header=first.table_header,
            text=text,
            text_to_compare=context + text,
            is_whole=True,
        ),
    )


def _cosines(candidates: Sequence[Unit], similarity: Similarity) -> NDArray[np.float32]:
    """How near each unit is to the question; a passage quoted whole is as near as search found."""
    cosines = np.array([unit.passage.nearness for unit in candidates], np.float32)
    parts = [index for index, unit in enumerate(candidates) if not unit.is_whole]
    if parts:
        cosines[parts] = similarity([candidates[index] for index in parts])
    return cosines


def _choose(
    candidates: Sequence[Unit],
    scores: NDArray[np.float32],
    passage_scores: NDArray[np.float32],
    *,
    limit: int,
) -> list[int]:
    """The best, then those nearly as good, of passages that stand nearly as high."""
    first = int(np.argmax(scores))
    standing = np.clip(passage_scores - passage_scores[first], -FURTHER_STANDING, 0.0)
    below = scores - scores[first] + FURTHER_PASSAGE_WEIGHT * standing
    chosen = [first]
    length = len(candidates[first].text)
    for index in np.argsort(-below, kind="stable").tolist():
        unit = candidates[index]
        if len(chosen) == limit or below[index] < -NEARLY_AS_GOOD:
            break
        if index == first or length + len(unit.text) > REPLY_CHARACTERS:
            continue
        if any(_says_the_same(unit, candidates[other]) for other in chosen):
            continue
        chosen.append(index)
        length += len(unit.text)
    return chosen


def _says_the_same(unit: Unit, other: Unit) -> bool:
    """The same words, or the translation of a document that is quoted already."""
    return unit.text == other.text or unit.passage.is_twin_of(other.passage)


def _overlaps(prepared: PreparedQuestion, units: Sequence[Unit]) -> NDArray[np.float32]:
    return np.array([_overlap(prepared, unit) for unit in units], np.float32)


def _overlap(prepared: PreparedQuestion, unit: Unit) -> float:
    """Share of the question's tokens that the unit has; across languages, of its known terms."""
    language = unit.passage.language
    if not same_language(language, prepared.language):
        text = unit.text_to_compare.casefold()
        named = sum(term.casefold() in text for term in prepared.query.expanded_terms)
        return min(named, ENOUGH_TERMS) / ENOUGH_TERMS
    asked = set(query_tokens(prepared.text, language=prepared.language))
    if not asked:
        return 0.0
    present = set(tokens(unit.text_to_compare, language=language))
    return len(asked & present) / len(asked)


def _statement(unit: Unit) -> Statement:
    passage = unit.passage
    return Statement(
        text=unit.text,
        citations=(
            Citation(
                document=passage.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=unit.page,
                page_label=unit.page_label,
                start=unit.start,
                end=unit.end,
                quote=unit.text,
                table_header=unit.table_header,
                language=passage.language,
            ),
        ),
    )
