"""The first candidates put in their final order by a small learned model.

A linear model over a few signals of every candidate, fitted by ``scripts/fit_reranker.py`` on
questions whose answers are known, split by topic (listwise softmax cross-entropy, ListNet of Cao et
al. 2007). The signals:

* ``fused``: what the fusion of exact, lexical and dense search says;
* ``late_interaction``: how well the question's tokens are met in the candidate, each weighted by
  how much better its best candidate is than the usual one (a word that all candidates have says
  nothing), and by its rarity in the release and in text of any kind (``index.token_weights``). In
  standard deviations among the candidates.

Eleven other signals were tried and brought nothing on topics that they were not fitted on; the
script prints each.

A rare identifier decides, whatever the other words meet: like in the fusion, but falling with the
fourth power of the exact score, because late interaction can move a passage further than words can.
Without it an identifier in a sentence found a passage that holds it in 0.89 to 0.99 of cases first,
with it in 0.988 to 0.996 (``scripts/benchmark_identifier_search.py``), for 0.005 of MRR elsewhere;
with 8 in place of 12 it was 0.976 in Chinese questions, with 16 questions lost another 0.002.

Tokens of one language meet better among themselves even after centring, so what the question's own
language gains over the others at equal dense scores is taken away first.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from index.fuse import FUZZY_SHARE, Candidates, Floats, standardised

SIGNALS = ("fused", "late_interaction")
LANGUAGE_PRIOR = 1.0
"""Keeps the estimate of a language's gain small where candidates of one kind are few."""
IDENTIFIER_WEIGHT = 12.0
"""Of a passage that alone holds the question's identifier, in units of the fusion."""
IDENTIFIER_SHARE_WEIGHT = 6.0
"""Of an identifier that is the whole question."""
LEAST_DEVIATION = 1e-6
"""Of scores that say anything: coded vectors are no more exact."""
_FILE = "reranker.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankModel:
    """What each signal weighs."""

    weights: Mapping[str, float]


def load_reranker() -> RerankModel:
    """The shipped model."""
    text = (resources.files("index") / "data" / _FILE).read_text(encoding="utf-8")
    return RerankModel(weights={name: float(json.loads(text)["weights"][name]) for name in SIGNALS})


def rerank(
    candidates: Candidates,
    fused: Floats,
    order: NDArray[np.int64],
    similarities: Floats,
    *,
    token_weights: Floats | None = None,
    model: RerankModel,
) -> Floats:
    """A score for every candidate, shape (n,): those of ``order`` anew, the others below them.

    ``order`` are the rows of the first candidates, best first; ``similarities`` theirs with every
    token of the question, shape (len(order), tokens); ``token_weights`` say how much each of those
    says by itself, all alike by default. Scores keep the scale of the fusion.
    """
    signals = rerank_signals(candidates, fused, order, similarities, token_weights)
    weights = np.array([model.weights[name] for name in SIGNALS], np.float32)
    scores = signals @ (weights / max(float(weights[0]), 1e-6)) + _identifiers(candidates, order)
    result = fused.astype(np.float32, copy=True)
    others = np.ones(len(fused), np.bool_)
    others[order] = False
    if others.any():
        # never above one that was looked at closely
        result[others] += min(0.0, float(scores.min()) - float(fused[others].max()) - 1e-3)
    result[order] = scores
    return result


def _identifiers(candidates: Candidates, order: NDArray[np.int64]) -> Floats:
    exact = candidates.exact[order]
    firm = np.where(candidates.fuzzy[order], np.float32(FUZZY_SHARE), np.float32(1))
    share = IDENTIFIER_SHARE_WEIGHT * candidates.identifier_share
    result: Floats = (firm * (IDENTIFIER_WEIGHT * exact**4 + share * exact)).astype(np.float32)
    return result


def as_similarities(scores: Floats) -> Floats:
    """A cross-encoder's scores, in any unit, in the place of similarities, shape (n, 1)."""
    return standardised(scores, least=LEAST_DEVIATION)[:, None]


def rerank_signals(
    candidates: Candidates,
    fused: Floats,
    order: NDArray[np.int64],
    similarities: Floats,
    token_weights: Floats | None = None,
) -> Floats:
    """The signals of the first candidates, shape (len(order), len(SIGNALS))."""
    dense = candidates.dense[order]
    same = candidates.same_language[order]
    met = _without_language(_late_interaction(similarities, token_weights), dense, same)
    return np.stack((fused[order], standardised(met, least=LEAST_DEVIATION)), axis=1).astype(
        np.float32
    )


def _late_interaction(similarities: Floats, token_weights: Floats | None) -> Floats:
    """The mean over the question's tokens, each weighted by what sets its best candidate apart."""
    if not similarities.shape[1]:
        return np.zeros(len(similarities), np.float32)
    weights = similarities.max(axis=0) - similarities.mean(axis=0) + 1e-3
    if token_weights is not None:
        weights = weights * token_weights
    result: Floats = similarities @ (weights / weights.sum())
    return result


def _without_language(scores: Floats, dense: Floats, same: NDArray[np.bool_]) -> Floats:
    """The scores less what the question's own language gains: scores ~ 1 + dense + same."""
    if same.all() or not same.any():
        return scores
    # centred, in double precision: equal scores then have no gain, not even one of rounding
    columns = np.stack([dense, same], axis=1).astype(np.float64)
    columns -= columns.mean(axis=0)
    squares = columns.T @ columns + np.diag([1e-6, LANGUAGE_PRIOR])
    gain = np.linalg.solve(squares, columns.T @ (scores - scores.mean(dtype=np.float64)))[1]
    return np.asarray(scores - gain * same, np.float32)
