"""Outcomes → figures a group: all together, by language, by pair of languages, by why not. Pure."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from answer.evaluation import Group, Outcome
from answer.metrics import (
    Estimate,
    auroc,
    calibration_error,
    coverage_at,
    discounted_gain,
    estimate,
    mean,
    recall_at,
    reciprocal_rank,
)
from ingest.language import primary

LEAST_TO_JUDGE = 20
"""Questions from which on a group's confidence is judged; fewer tell nothing."""
RESAMPLES_OF_CONFIDENCE = 400
"""A calibration error takes a hundred times as long as a mean."""


def groups(outcomes: Sequence[Outcome]) -> tuple[Group, ...]:
    """All questions, then each language, each question → document language, each reason."""
    languages = sorted({primary(outcome.language) for outcome in outcomes})
    pairs = sorted({pair for outcome in outcomes if (pair := language_pair(outcome))})
    reasons = sorted({outcome.why for outcome in outcomes if outcome.why})
    return (
        _group("all", outcomes),
        *(_group(name, [o for o in outcomes if primary(o.language) == name]) for name in languages),
        *(_group(name, [o for o in outcomes if language_pair(o) == name]) for name in pairs),
        *(_group(f"must not: {why}", [o for o in outcomes if o.why == why]) for why in reasons),
    )


def language_pair(outcome: Outcome) -> str:
    """``de→en``; empty where no document in the release answers."""
    if not outcome.document_language:
        return ""
    return f"{primary(outcome.language)}→{primary(outcome.document_language)}"


def worst_first(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What an editor should look at, worst first; what is right and ranked first is left out.

    1. Given as an answer and wrong, the surest first: a customer would have read it.
    2. The passage that answers is not among the ten found.
    3. It is, but not first; the lowest first.
    4. It is first, but the draft quotes something else.
    """

    def order(outcome: Outcome) -> tuple[int, float]:
        if outcome.answered and not outcome.right:
            return 0, -outcome.confidence
        if not outcome.rank:
            return 1, -outcome.confidence
        return (2, -outcome.rank) if outcome.rank > 1 else (3, -outcome.confidence)

    amiss = [
        outcome
        for outcome in outcomes
        if (outcome.answered and not outcome.right)
        or (outcome.answerable and (outcome.rank != 1 or not outcome.right))
    ]
    return tuple(sorted(amiss, key=lambda outcome: (*order(outcome), outcome.id)))


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    answerable = [o for o in outcomes if o.answerable]
    ranks = [o.rank for o in answerable]
    answered = [o for o in outcomes if o.answered]
    judged = outcomes if len(outcomes) >= LEAST_TO_JUDGE and answerable else ()
    return Group(
        name=name,
        questions=len(outcomes),
        recall_at_1=mean([recall_at(rank, 1) for rank in ranks]),
        recall_at_5=mean([recall_at(rank, 5) for rank in ranks]),
        recall_at_10=mean([recall_at(rank, 10) for rank in ranks]),
        mrr_at_10=mean([reciprocal_rank(rank) for rank in ranks]),
        ndcg_at_10=mean([discounted_gain(rank) for rank in ranks]),
        correct=mean([float(o.right) for o in answerable]),
        answered_right=mean([float(o.right and o.answered) for o in answerable]),
        answered_wrong=mean([float(not o.right) for o in answered]),
        unanswerable_answered=mean([float(o.answered) for o in outcomes if not o.answerable]),
        auroc=_of_confidence(judged, auroc),
        calibration_error=_of_confidence(judged, calibration_error),
        coverage_at_3_percent_wrong=_of_confidence(
            judged, lambda scores, right: coverage_at(scores, right, wrong_share=0.03)
        ),
        coverage_at_10_percent_wrong=_of_confidence(
            judged, lambda scores, right: coverage_at(scores, right, wrong_share=0.10)
        ),
    )


def _of_confidence(
    outcomes: Sequence[Outcome], figure: Callable[[Sequence[float], Sequence[bool]], float]
) -> Estimate:
    scores = np.array([outcome.confidence for outcome in outcomes])
    right = np.array([outcome.right for outcome in outcomes])

    def of_chosen(chosen: NDArray[np.int64]) -> float:
        return figure(scores[chosen].tolist(), right[chosen].tolist())

    return estimate(len(outcomes), of_chosen, resamples=RESAMPLES_OF_CONFIDENCE)
