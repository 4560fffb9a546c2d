"""Judged drafts → the line that corrects the shipped log odds, blended with its prior. Pure.

Platt scaling (1999) as a posterior mode: intercept and slope have a Gaussian prior around the
identity, so few judgements move little and many decide. A language's line has its prior around
the line of all.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from answer.judged_draft import JudgedDraft
from answer.recalibration import AS_SHIPPED, LogOddsLine, Recalibration, log_odds
from ingest.language import primary

PRIOR_DEVIATION = 0.5
"""Of intercept and slope. Fitted without one of eight public sets and then corrected on it, the
intercepts deviate by 0.35 and the slopes by 0.55 from the identity: so far may a company be off."""
LANGUAGE_DEVIATION = 0.25
"""Of a language from the whole: half of that."""
LEAST_IN_LANGUAGE = 20
LEAST_SLOPE = 0.1
"""More evidence never lowers the probability, whatever the judgements say."""
MOST_LOG_ODDS = 8.0
"""Beyond it one judgement would outweigh all others."""
STEPS = 60
FOLDS = 5

Numbers = NDArray[np.float64]


def fit_recalibration(drafts: Sequence[JudgedDraft], *, by_language: bool) -> Recalibration:
    """The correction of these drafts; for none of them the identity."""
    whole = _line(drafts, around=AS_SHIPPED, deviation=PRIOR_DEVIATION)
    if not by_language:
        return Recalibration(whole=whole)
    return Recalibration(
        whole=whole,
        languages={
            language: _line(members, around=whole, deviation=LANGUAGE_DEVIATION)
            for language, members in fitted_languages(drafts).items()
        },
    )


def fitted_languages(drafts: Sequence[JudgedDraft]) -> dict[str, list[JudgedDraft]]:
    """The drafts of every language that has enough for a line of its own."""
    found: dict[str, list[JudgedDraft]] = {}
    for draft in drafts:
        found.setdefault(primary(draft.language), []).append(draft)
    return {
        language: members
        for language, members in sorted(found.items())
        if language and len(members) >= LEAST_IN_LANGUAGE
    }


def doubt(drafts: Sequence[JudgedDraft], line: LogOddsLine, *, at: float) -> float:
    """The standard deviation that these drafts leave open of corrected log odds.

    ``at`` is a corrected log odds. Without drafts it is the prior's, with many it tends to 0
    (the curvature of the loss at its mode: Laplace's approximation).
    """
    x, weights = _features(drafts), np.array([draft.weight for draft in drafts])
    given = 1.0 / (1.0 + np.exp(-(x @ np.array([line.intercept, line.slope]))))
    curve = (x.T * (weights * given * (1.0 - given))) @ x + np.eye(2) / PRIOR_DEVIATION**2
    point = np.array([1.0, (at - line.intercept) / line.slope])
    return math.sqrt(float(point @ np.linalg.solve(curve, point)))


def held_back(drafts: Sequence[JudgedDraft], *, by_language: bool) -> tuple[float, ...]:
    """Each draft's corrected probability, by a fit that saw nothing of its topic."""
    values = [draft.value for draft in drafts]
    for fold in folds(drafts):
        members = set(fold)
        rest = [draft for n, draft in enumerate(drafts) if n not in members]
        fitted = fit_recalibration(rest, by_language=by_language)
        for n in fold:
            values[n] = fitted.apply(drafts[n].value, language=drafts[n].language)
    return tuple(values)


def folds(drafts: Sequence[JudgedDraft]) -> tuple[tuple[int, ...], ...]:
    """The drafts' places in up to five folds of like size; a topic is in one fold alone."""
    topics: dict[str, list[int]] = {}
    for n, draft in enumerate(drafts):
        topics.setdefault(draft.topic, []).append(n)
    made: list[list[int]] = [[] for _ in range(min(FOLDS, len(topics)))]
    for topic in sorted(topics, key=lambda one: (-len(topics[one]), one)):
        min(made, key=len).extend(topics[topic])
    return tuple(tuple(sorted(fold)) for fold in made)


def log_loss(
    probabilities: Iterable[float], right: Iterable[bool], weights: Iterable[float]
) -> float:
    """The weighted mean of −log of what was given to what came true."""
    values = np.array([log_odds(one) for one in probabilities])
    signs = np.where(np.fromiter(right, np.bool_), 1.0, -1.0)
    return float(
        np.average(np.logaddexp(0.0, -signs * values), weights=np.fromiter(weights, float))
    )


def _line(drafts: Sequence[JudgedDraft], *, around: LogOddsLine, deviation: float) -> LogOddsLine:
    """The most probable line, by Newton's method; the loss is convex."""
    x = _features(drafts)
    y = np.array([draft.right for draft in drafts], np.float64)
    weights = np.array([draft.weight for draft in drafts])
    centre = np.array([around.intercept, around.slope])
    line = _mode(x, y, weights, centre=centre, deviation=deviation, free=(True, True))
    if line[1] < LEAST_SLOPE:
        at_least = np.array([around.intercept, LEAST_SLOPE])
        line = _mode(x, y, weights, centre=at_least, deviation=deviation, free=(True, False))
    return LogOddsLine(intercept=round(float(line[0]), 6), slope=round(float(line[1]), 6))


def _features(drafts: Sequence[JudgedDraft]) -> Numbers:
    """(1, shipped log odds) a row."""
    found = np.array([log_odds(draft.value) for draft in drafts], np.float64)
    return np.stack([np.ones(len(drafts)), np.clip(found, -MOST_LOG_ODDS, MOST_LOG_ODDS)], axis=1)


def _mode(
    x: Numbers,
    y: Numbers,
    weights: Numbers,
    *,
    centre: Numbers,
    deviation: float,
    free: tuple[bool, bool],
) -> Numbers:
    """Of (intercept, slope) under a Gaussian prior; what is not free stays at the centre."""
    moving = np.array(free)
    line = centre.copy()

    def loss(one: Numbers) -> float:
        signs = 2.0 * y - 1.0
        misfit = float((weights * np.logaddexp(0.0, -signs * (x @ one))).sum())
        return misfit + float(((one - centre) ** 2).sum()) / (2.0 * deviation**2)

    for _ in range(STEPS):
        given = 1.0 / (1.0 + np.exp(-(x @ line)))
        slope = x.T @ (weights * (given - y)) + (line - centre) / deviation**2
        curve = (x.T * (weights * given * (1.0 - given))) @ x + np.eye(2) / deviation**2
        step = np.zeros(2)
        step[moving] = np.linalg.solve(curve[np.ix_(moving, moving)], slope[moving])
        while loss(line - step) > loss(line) and float(np.abs(step).max()) > 1e-12:
            step = step / 2.0
        line = line - step
        if float(np.abs(step).max()) < 1e-9:
            break
    return line
