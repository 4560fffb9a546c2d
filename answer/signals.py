"""The named numbers that confidence is judged from. Pure: values in, values out."""

import math
from collections.abc import Sequence

from answer.draft import Draft, Evidence
from answer.question import PreparedQuestion
from answer.reply import Signal
from index.passage import Passage
from ingest.language import same_language

NAMES = (
    "dense_best",
    "dense_margin",
    "dense_spread",
    "dense_agrees",
    "score_margin",
    "score_spread",
    "unit_similarity",
    "lexical_coverage",
    "lexical_agrees",
    "same_language",
    "identifier_agrees",
    "identifier_missing",
    "question_length",
)
"""The order in which the fitted model takes them."""

MARGIN_OVER = 10


def signals(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    *,
    coverage: float,
) -> tuple[Signal, ...]:
    """All signals of one draft, in the order of ``NAMES``.

    ``coverage`` is the idf-weighted share of the question's words that the best passage holds.
    """
    best = draft.used[0] if draft.used else None
    # translations of the best document say the same: they are no rivals of it
    rivals = [
        passage for passage in evidence.passages if best is None or not passage.is_twin_of(best)
    ]
    cosines = sorted((passage.nearness for passage in rivals), reverse=True)
    # the final order's own distances: what the reranker saw of the rivals
    behind = sorted((rival.score for rival in rivals if rival is not best), reverse=True)
    dense_best = best.nearness if best else 0.0
    others = [passage.nearness for passage in rivals if passage is not best]
    same = bool(best) and same_language(best.language, prepared.language) if best else False
    wanted = {identifier.canonical for identifier in prepared.identifiers}
    present = set(best.identifiers) if best else set()
    values = {
        "dense_best": dense_best,
        "dense_margin": dense_best - max(others, default=0.0) if best else 0.0,
        "dense_spread": dense_best - _mean(cosines[1:MARGIN_OVER]) if best else 0.0,
        "dense_agrees": float(_rank(best, "dense") == 1) if best else 0.0,
        "score_margin": _below(best, behind[:1]),
        "score_spread": _below(best, behind[:MARGIN_OVER]),
        "unit_similarity": draft.similarity,
        "lexical_coverage": coverage if same else 0.0,
        "lexical_agrees": float(_rank(best, "lexical") == 1) if best else 0.0,
        "same_language": float(same),
        "identifier_agrees": len(wanted & present) / len(wanted) if wanted else 0.0,
        "identifier_missing": float(bool(wanted - present)),
        "question_length": math.log1p(len(prepared.text)),
    }
    return tuple(Signal(name=name, value=round(values[name], 6)) for name in NAMES)


def _rank(passage: Passage, retriever: str) -> int:
    return next((hit.rank for hit in passage.hits if hit.retriever == retriever), 0)


def _below(best: Passage | None, scores: Sequence[float]) -> float:
    """How far the best passage's score stands above the mean of others, in tens."""
    return (best.score - _mean(scores)) / 10 if best and scores else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
