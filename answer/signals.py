"""The named numbers that confidence is judged from. Pure: values in, values out."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from answer.draft import Draft, Evidence
from answer.question import PreparedQuestion
from answer.reply import Signal
from index.closeness import Closeness
from index.passage import Passage
from ingest.language import same_language

QUALITIES = (
    "dense_best",
    "score_spread",
    "score_entropy",
    "met_entropy",
    "question_met",
    "unit_similarity",
    "said_alike",
    "several_quotes",
    "same_language",
    "identifier_agrees",
    "identifier_missing",
)
"""What speaks for a draft or against it."""
CIRCUMSTANCES = ("few_passages", "single_passage", "brief_passages", "asked_alike")
"""What says how much the qualities mean here."""
NAMES = (*QUALITIES, *CIRCUMSTANCES)
"""In the order in which they are shown. Tried and left out, because they said nothing of sets that
the model was not fitted on, or nothing beside these: the nearest rival's distance in cosine, in
score and by tokens, rank in each search, how far the best stands out of the whole base, lengths of
question and quote, whether a number is asked for and quoted, the share of the first passages from
one document, words in common, how well the best passage meets the question's rarest tokens, how
many tokens it leads in, what is met elsewhere only, numbers and names of the question that the
passage lacks, whether the kind of thing asked for (a number, a date, a reason, steps …) is quoted,
and every signal's product with ``same_language``."""

MARGIN_OVER = 10
RIVALS = 12
"""Passages that are compared by their tokens."""
SCORE_SHARPNESS = 0.5
MET_SHARPNESS = 30.0
"""What scores, and cosines of tokens, are multiplied by before they become shares."""
MET_ALIKE = 4
"""Power of likeness: only passages that say nearly the same count as one."""
BRIEF = 0.8
"""Logarithm of how many times the question's length the usual passage has, from which on none is
brief."""
FEW, MANY = 10, 100
"""Chunks to be found: up to ``FEW`` a base is small, from ``MANY`` on it is not."""

Floats = NDArray[np.float32]


def signals(
    prepared: PreparedQuestion,
    evidence: Evidence,
    draft: Draft,
    *,
    closeness: Closeness,
    said_alike: float,
) -> tuple[Signal, ...]:
    """All signals of one draft, in the order of ``NAMES``.

    ``closeness`` is that of ``rivals_of`` the draft, ``said_alike`` how nearly a sentence or a
    table's cell of the quoted passage says what the question says, 0 to 1.
    """
    best = draft.used[0] if draft.used else None
    rivals = rivals_of(evidence, draft)
    scores = np.array([passage.score for passage in rivals])
    # the final order's own distances: what the reranker saw of the rivals
    behind = sorted((rival.score for rival in rivals if rival is not best), reverse=True)
    same = bool(best) and same_language(best.language, prepared.language) if best else False
    wanted = {identifier.canonical for identifier in prepared.identifiers}
    present = set(best.identifiers) if best else set()
    brief = _brief(closeness)
    values = {
        "dense_best": best.nearness if best else 0.0,
        # where entries are ways to ask, the next best is often the same question once more
        "score_spread": (1.0 - brief) * _below(best, behind[:MARGIN_OVER]),
        "score_entropy": _entropy(SCORE_SHARPNESS * scores, closeness.alike),
        "met_entropy": _entropy(
            MET_SHARPNESS * _met(closeness, rivals), closeness.alike**MET_ALIKE
        ),
        "question_met": _question_met(closeness.tokens_met),
        "unit_similarity": draft.similarity,
        "said_alike": said_alike,
        "several_quotes": float(len(draft.statements) > 1),
        "same_language": float(same),
        "identifier_agrees": len(wanted & present) / len(wanted) if wanted else 0.0,
        "identifier_missing": float(bool(wanted - present)),
        "few_passages": _few(closeness.base) if best else 0.0,
        "single_passage": float(len(rivals) == 1),
        "brief_passages": brief,
        "asked_alike": brief * said_alike,
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


def _entropy(logits: NDArray[np.float64], alike: Floats) -> float:
    """How many different things are about as good as the best, as the logarithm of their number.

    The entropy of the softmax where passages that say the same count as one, in nats
    (similarity-sensitive diversity of order 1, Leinster and Cobbold 2012). ``alike`` are the
    likenesses, shape (n, n).
    """
    if not len(logits):
        return 0.0
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    counted = shares > 0.0  # one far behind the best may vanish, and says nothing
    ordinary = alike.astype(np.float64) @ shares
    return max(0.0, -float((shares[counted] * np.log(ordinary[counted])).sum()))


def _met(closeness: Closeness, rivals: Sequence[Passage]) -> NDArray[np.float64]:
    """How well each passage meets the question, its tokens weighted by their rarity, shape (n,).

    Where the release keeps no tokens, how near it is.
    """
    met, weights = closeness.tokens_met, closeness.token_weights
    if not met.size:
        return np.array([passage.nearness for passage in rivals])
    return np.asarray(met @ weights / max(float(weights.sum()), 1e-9), np.float64)


def _question_met(tokens_met: Floats) -> float:
    """How well any passage meets the question, each token weighted by how far it sets one apart."""
    if not tokens_met.size:
        return 0.0
    highest = tokens_met.max(axis=0)
    weights = highest - tokens_met.mean(axis=0) + 1e-3
    return float(highest @ weights / weights.sum())


def _few(base: int) -> float:
    """1 where hardly any passage can be found, 0 from a hundred on."""
    fall = math.log10(MANY / max(1, base)) / math.log10(MANY / FEW)
    return min(1.0, max(0.0, fall))


def _brief(closeness: Closeness) -> float:
    """1 where passages are as short as questions: a base of ways to ask, not of texts to read.

    A single passage tells nothing of the base.
    """
    if len(closeness.lengths) < 2 or not closeness.tokens_met.shape[1]:
        return 0.0
    ratios = (1 + np.array(closeness.lengths)) / (1 + closeness.tokens_met.shape[1])
    return float(np.clip(1.0 - np.log(np.median(ratios)) / BRIEF, 0.0, 1.0))


def _below(best: Passage | None, scores: Sequence[float]) -> float:
    """How far the best passage's score stands above the mean of others, in tens."""
    return (best.score - sum(scores) / len(scores)) / 10 if best and scores else 0.0
