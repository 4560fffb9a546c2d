"""The named numbers that confidence is judged from. Pure: values in, values out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from answer.draft import Draft, Evidence
from answer.question import PreparedQuestion
from answer.reply import Signal
from index.passage import Passage
from ingest.language import same_language

NAMES = (
    "dense_best",
    "score_spread",
    "score_entropy",
    "nearness_entropy",
    "question_met",
    "tokens_lead",
    "unit_similarity",
    "lexical_coverage",
    "lexical_agrees",
    "same_language",
    "identifier_agrees",
    "identifier_missing",
)
"""The order in which the fitted model takes them. Tried and left out, because they said nothing of
sets that the model was not fitted on: nearest rival's distance in cosine and in score, rank in the
dense search, lengths of question and quote, number of quotes, whether a number is asked for and
quoted, share of the first passages from one document, least met tokens."""

MARGIN_OVER = 10
RIVALS = 12
"""Passages that are compared by their tokens."""
NEARNESS_SHARPNESS = 10.0
LEAD = 0.05
"""By how much, in cosine, the best passage must meet a token better than the usual one."""

Floats = NDArray[np.float32]


def signals(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    *,
    coverage: float,
    tokens_met: Floats,
) -> tuple[Signal, ...]:
    """All signals of one draft, in the order of ``NAMES``.

    ``coverage`` is the idf-weighted share of the question's words that the best passage holds,
    ``tokens_met`` the best cosine of every token of the question in each of ``rivals_of`` the
    draft, shape (n, tokens); without columns where the release keeps no tokens.
    """
    best = draft.used[0] if draft.used else None
    rivals = rivals_of(evidence, draft)
    nearness = [passage.nearness for passage in rivals]
    scores = [passage.score for passage in rivals]
    place = next((row for row, passage in enumerate(rivals) if passage is best), None)
    # the final order's own distances: what the reranker saw of the rivals
    behind = sorted((rival.score for rival in rivals if rival is not best), reverse=True)
    same = bool(best) and same_language(best.language, prepared.language) if best else False
    wanted = {identifier.canonical for identifier in prepared.identifiers}
    present = set(best.identifiers) if best else set()
    values = {
        "dense_best": best.nearness if best else 0.0,
        "score_spread": _below(best, behind[:MARGIN_OVER]),
        "score_entropy": _entropy(scores),
        "nearness_entropy": _entropy([NEARNESS_SHARPNESS * one for one in nearness]),
        "question_met": _question_met(tokens_met),
        "tokens_lead": _tokens_lead(tokens_met, place),
        "unit_similarity": draft.similarity,
        "lexical_coverage": coverage if same else 0.0,
        "lexical_agrees": float(_rank(best, "lexical") == 1) if best else 0.0,
        "same_language": float(same),
        "identifier_agrees": len(wanted & present) / len(wanted) if wanted else 0.0,
        "identifier_missing": float(bool(wanted - present)),
    }
    return tuple(Signal(name=name, value=round(values[name], 6)) for name in NAMES)


def rivals_of(evidence: Evidence, draft: Draft) -> tuple[Passage, ...]:
    """The evidence in its order, of every document one language only: translations say the same.

    Of the draft's document the one it quotes, of others the one found first; at most ``RIVALS``,
    and the quoted passage among them.
    """
    best = draft.used[0] if draft.used else None
    kept: dict[str, str] = {best.original: best.document} if best else {}
    rivals = [
        passage
        for passage in evidence.passages
        if kept.setdefault(passage.original, passage.document) == passage.document
    ]
    first = rivals[:RIVALS]
    if best in rivals and best not in first:
        first[-1] = best
    return tuple(first)


def _entropy(logits: Sequence[float]) -> float:
    """Of the softmax, in nats: how many are about as good as the best."""
    if not logits:
        return 0.0
    shares = np.exp(np.asarray(logits, np.float64) - max(logits))
    shares /= shares.sum()
    return float(-(shares * np.log(shares + 1e-9)).sum())


def _question_met(tokens_met: Floats) -> float:
    """How well any passage meets the question, each token weighted by how far it sets one apart."""
    if not tokens_met.size:
        return 0.0
    highest = tokens_met.max(axis=0)
    weights = highest - tokens_met.mean(axis=0) + 1e-3
    return float(highest @ weights / weights.sum())


def _tokens_lead(tokens_met: Floats, place: int | None) -> float:
    """The share of the question's tokens that the quoted passage meets better than is usual."""
    if not tokens_met.size or place is None:
        return 0.0
    return float((tokens_met[place] - tokens_met.mean(axis=0) > LEAD).mean())


def _rank(passage: Passage, retriever: str) -> int:
    return next((hit.rank for hit in passage.hits if hit.retriever == retriever), 0)


def _below(best: Passage | None, scores: Sequence[float]) -> float:
    """How far the best passage's score stands above the mean of others, in tens."""
    return (best.score - sum(scores) / len(scores)) / 10 if best and scores else 0.0
