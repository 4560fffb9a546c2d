"""One order from three retrievers, knowing languages.

Scores are standardised within the question's own candidates, so the order does not depend on the
scale of a retriever. Words can only agree within a language, so in a base of several languages
plain addition rewards a passage for being in the question's language. Instead a passage in another
language is credited with the lexical score that the question's own language shows, on average, at
the same dense score; words that agree across languages all the same (names, loan words) count on
top, and identifiers count the more the more of the question they are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ordinals = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Every retriever's score for every candidate, arrays of shape (n,)."""

    ordinals: Ordinals
    dense: Floats
    """Centred cosine, known for all candidates."""
    lexical: Floats
    """BM25, 0 where the lexical search did not return the passage."""
    exact: Floats
    """Agreement of identifiers, 0 to 1."""
    fuzzy: Mask
    """The identifier agrees only within a typing error."""
    same_language: Mask
    identifier_share: float
    """How much of the question's text is identifiers the release knows, 0 to 1."""


FUZZY_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionWeights:
    """What one standard deviation of a signal is worth against one of the dense score.

    Chosen on half of the topics of six public sets and looked at on the other half
    (``scripts/fit_fusion.py``); the optimum is flat.
    """

    lexical: float = 0.5
    lexical_other_language: float = 0.4
    exact: float = 5.0
    """Of an identifier that stands in one passage alone. It falls with the square of the exact
    score, so that a model named on every page decides nothing. With 0.4 and no square, questions
    that name an identifier in a sentence found it first in 71 to 99 % of cases, now in 98 to 100 %,
    for 0.007 of MRR on support questions."""
    exact_by_share: float = 3.0
    fuzzy_share: float = FUZZY_SHARE
    """A match within a typing error counts this share of a firm one."""


REGRESSION_PRIOR = 10
"""Candidates that the slope of lexical over dense scores is shrunk by."""


def fuse(candidates: Candidates, *, weights: FusionWeights) -> Floats:
    """A score for every candidate, shape (n,); only its order and differences mean something."""
    if len(candidates.ordinals) == 0:
        return np.empty(0, np.float32)
    dense = standardised(candidates.dense)
    lexical = _standardised_where_found(candidates.lexical)
    same = candidates.same_language
    credited = np.where(same, lexical, _expected_lexical(dense, lexical, same))
    exact = candidates.exact * (
        weights.exact * candidates.exact + weights.exact_by_share * candidates.identifier_share
    )
    fused = (
        dense
        + weights.lexical * credited
        + weights.lexical_other_language * np.where(same, 0.0, lexical)
        + exact * np.where(candidates.fuzzy, weights.fuzzy_share, 1.0)
    )
    return np.asarray(fused, np.float32)


def _expected_lexical(dense: Floats, lexical: Floats, same: Mask) -> Floats:
    """The lexical score that passages of the question's language have at each dense score.

    A straight line through them, its slope shrunk where they are few; never negative.
    """
    count = int(same.sum())
    if count == 0:
        return np.zeros_like(dense)
    nearness, words = dense[same], lexical[same]
    variance = float(nearness.var())
    slope = 0.0
    if variance > 1e-9:
        covariance = float(((nearness - nearness.mean()) * (words - words.mean())).mean())
        slope = max(0.0, covariance / variance) * count / (count + REGRESSION_PRIOR)
    expected = words.mean() + slope * (dense - nearness.mean())
    return np.asarray(np.maximum(expected, 0.0), np.float32)


def standardised(scores: Floats, *, least: float = 1e-9) -> Floats:
    """Zero mean, unit deviation; all zero when they deviate by less than ``least``."""
    # in double precision: rounding would give equal scores a deviation of its own
    deviation = float(scores.std(dtype=np.float64))
    if deviation < least:
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean(dtype=np.float64)) / deviation, np.float32)


def _standardised_where_found(scores: Floats) -> Floats:
    """In units of the deviation among those found; 0 where nothing was found."""
    found = scores > 0
    if not found.any():
        return np.zeros_like(scores)
    # in double precision: rounding would give equal scores a deviation of its own
    deviation = float(scores.std(dtype=np.float64))
    return np.asarray(scores / (deviation if deviation > 1e-9 else float(scores.max())), np.float32)
