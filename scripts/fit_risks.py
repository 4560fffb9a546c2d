"""Fits the risk classes of the desk, and writes ``answer/desk/data/risk_weights.npz``.

``OMP_NUM_THREADS=1 python -m scripts.fit_risks [--write]``, from the project root with the
evaluation data beside it. Weights are fitted on the shipped examples, on one half of the open cases
of ``tests/desk`` and on one half of the dev questions, which are of no class. Thresholds are chosen
on the other half of the open cases and on half of the ordinary messages. The closed third has no
part in anything: ``python -m scripts.benchmark_risks --closed`` opens it.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from answer.desk.classify_risk import keyword_features
from answer.desk.keyword_matcher import KeywordMatcher
from answer.desk.letter_grams import PLACES, letter_grams
from answer.desk.risk_files import load_examples, load_risks
from answer.desk.risk_weights import FILE_NAME, Floats, RiskWeights, kernel, write_risk_weights
from index.embed import VectorCache
from index.embedder import Matrix
from scripts.corpora import BENCH, PROJECT
from scripts.risk_sets import (
    Message,
    dev_questions,
    open_cases,
    ordinary_messages,
    remembering_embed,
    vectors_of,
)

NEARNESS = 1.0
"""0.7 and 1.5 rank no better."""
PENALTY = 0.1
POSITIVE_WEIGHT = 2.0
CASE_WEIGHT = 1.5
KEYWORD_WEIGHT = 0.1
WORDING_WEIGHT = 0.5
CRITICAL = ("safety", "legal", "data_subject")
LEAST_CRITICAL_PRECISION = 0.65
TRUSTED = 0.5
"""How far a class's own best threshold is followed, chosen on so few messages."""
QUIET = {True: 0.02, False: 0.005}
"""The share of ordinary messages that a class may be found in, by whether it is critical."""
CAUTION = {True: 0.25, False: 0.5}
"""Log-odds that a class is placed above its threshold, by whether it is critical: of a shop's
messages far fewer are of any class than of these cases."""
GRID = np.arange(-1.3, 1.0, 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Messages as they are fitted."""

    texts: tuple[str, ...]
    vectors: Matrix
    keywords: Floats
    truth: NDArray[np.bool_]
    weights: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {FILE_NAME}")
    arguments = parser.parse_args()
    book = load_risks()
    classes = tuple(name for name, one in book.classes.items() if one.by_text)
    matcher = KeywordMatcher(keywords=book.keywords)
    examples = tuple(
        Message(text=one.text, language=one.language, classes=tuple(sorted(one.classes)))
        for one in load_examples()
    )
    cases, questions = open_cases(half=0), dev_questions(half=0)
    others, ordinary = open_cases(half=1), (*ordinary_messages(half=0), *questions)
    with VectorCache(BENCH / "vectors.db") as cache:
        fingerprint, embed = remembering_embed(cache, print)
        rows, reported, alarming = (
            rows_of(some, classes, vectors=vectors_of(some, embed), matcher=matcher)
            for some in ((*examples, *cases, *questions), others, ordinary)
        )
    rows.weights[len(examples) : len(examples) + len(cases)] *= CASE_WEIGHT
    print(f"{len(examples)} examples, {len(cases)} cases, {len(questions)} dev questions")
    final = fit(rows, rows.vectors[: len(examples) + len(cases)], classes, fingerprint)
    scores, alarms = (
        final.scores(some.texts, some.vectors, some.keywords) for some in (reported, alarming)
    )
    sources = np.array([one.source for one in ordinary])
    quiet = np.array(
        [
            quiet_from(alarms[:, column], sources, QUIET[name in CRITICAL])
            for column, name in enumerate(classes)
        ],
        np.float32,
    )
    thresholds = thresholds_of(scores, reported.truth, quiet, classes)
    for column, name in enumerate(classes):
        found = _f1(scores[:, column], reported.truth[:, column], thresholds[column])
        print(
            f"{name:18} quiet from {quiet[column]:5.2f} chosen {thresholds[column]:5.2f} "
            f"F1 {found:.3f}"
        )
    languages = np.array([one.language for one in others])
    reached = across_languages(scores, reported.truth, quiet, classes, languages)
    each = [_f1(one, true, 0.5) for one, true in zip(reached.T, reported.truth.T, strict=True)]
    print(f"macro-F1 where thresholds come from other languages {np.mean(each):.3f}")
    slope = log_odds_of(scores, reported.truth)
    caution = np.array([CAUTION[name in CRITICAL] for name in classes], np.float32)
    placed = replace(
        final,
        weights=slope * final.weights,
        keyword_weights=slope * final.keyword_weights,
        gram_weights=(slope * final.gram_weights).astype(np.float16),
        offsets=slope * (final.offsets - thresholds) - caution,
    )
    if arguments.write:
        path = PROJECT / "answer" / "desk" / "data" / FILE_NAME
        write_risk_weights(path, placed)
        print(f"written: {path} ({path.stat().st_size} bytes)")


def rows_of(
    messages: tuple[Message, ...],
    classes: tuple[str, ...],
    *,
    vectors: Matrix,
    matcher: KeywordMatcher,
) -> Rows:
    truth = np.array([[name in one.classes for name in classes] for one in messages])
    return Rows(
        texts=tuple(one.text for one in messages),
        vectors=vectors,
        keywords=keyword_features(
            [matcher.hits(one.text, one.language) for one in messages], classes
        ),
        truth=truth,
        weights=np.where(truth.any(axis=1), POSITIVE_WEIGHT, 1.0).astype(np.float32),
    )


def fit(rows: Rows, prototypes: Matrix, classes: tuple[str, ...], fingerprint: str) -> RiskWeights:
    """Weighted ridge regression on three kernels: meaning, keywords, wording.

    The first is spanned by the prototypes (Williams and Seeger 2000, *Using the Nyström method to
    speed up kernel machines*). Solved among the rows, of which there are fewer than inputs.
    """
    among = kernel(prototypes, prototypes, nearness=NEARNESS).astype(np.float64)
    lower = np.linalg.cholesky(among + 1e-4 * np.eye(len(prototypes)))
    near = kernel(rows.vectors, prototypes, nearness=NEARNESS)
    spanned = solve_triangular(lower, near.T, lower=True).T.astype(np.float32)
    counts = _counts(rows.texts)
    rareness = _rareness(counts)
    worded = normalize(counts.multiply(rareness[None]).tocsr())
    alike = spanned @ spanned.T + KEYWORD_WEIGHT * (rows.keywords @ rows.keywords.T)
    alike += WORDING_WEIGHT * (worded @ worded.T).toarray() + 1
    alike[np.diag_indices(len(alike))] += PENALTY / rows.weights
    dual = cho_solve(cho_factor(alike, lower=True, overwrite_a=True), 2.0 * rows.truth - 1)
    return RiskWeights(
        fingerprint=fingerprint,
        classes=classes,
        nearness=NEARNESS,
        prototypes=prototypes,
        weights=solve_triangular(lower.T, spanned.T @ dual, lower=False).astype(np.float32),
        keyword_weights=(KEYWORD_WEIGHT * rows.keywords.T @ dual).astype(np.float32),
        rareness=rareness,
        gram_weights=(WORDING_WEIGHT * (worded.T @ dual)).astype(np.float16),
        offsets=dual.sum(axis=0).astype(np.float32),
    )


def _counts(texts: Sequence[str]) -> csr_matrix:
    found = [letter_grams(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places, often = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return csr_matrix((often, places, ends), shape=(len(texts), PLACES), dtype=np.float32)


def _rareness(counts: csr_matrix) -> Floats:
    """Of every run of letters; nothing of those that are met in one text alone."""
    met = np.asarray((counts > 0).sum(axis=0)).ravel()
    rare = np.log((1 + counts.shape[0]) / (1 + met)) + 1
    return np.where(met > 1, rare, 0).astype(np.float32)


def thresholds_of(
    scores: Floats, truth: NDArray[np.bool_], quiet: Floats, classes: tuple[str, ...]
) -> Floats:
    """One a class, none below where ordinary messages are left in peace (``quiet``).

    A critical class's is the lowest that is right often enough: a message too many is handed over
    rather than one too few. Another's lies half way between the one that is best by F1 for all
    classes together and its own: there are some twenty messages a class.
    """
    common = max(GRID, key=lambda least: sum(map(_f1, scores.T, truth.T, [least] * len(classes))))
    chosen = np.zeros(len(classes), np.float32)
    for column, name in enumerate(classes):
        score, true = scores[:, column], truth[:, column]
        if name in CRITICAL:
            right = (t for t in GRID if _precision(score, true, t) >= LEAST_CRITICAL_PRECISION)
            chosen[column] = min(right, default=common)
        else:
            found = np.array([_f1(score, true, least) for least in GRID])
            best = float(np.median(GRID[found >= found.max() - 0.02]))
            chosen[column] = common + TRUSTED * (best - common)
    result: Floats = np.maximum(chosen, quiet)
    return result


def across_languages(
    scores: Floats,
    truth: NDArray[np.bool_],
    quiet: Floats,
    classes: tuple[str, ...],
    languages: NDArray[np.str_],
) -> NDArray[np.bool_]:
    """What is found where a language's thresholds are chosen on two thirds of the others."""
    found = np.zeros(truth.shape, np.bool_)
    thirds = np.array([sum(map(ord, one)) % 3 for one in languages])
    for third in range(3):
        others = thirds != third
        least = thresholds_of(scores[others], truth[others], quiet, classes)
        found[~others] = scores[~others] >= least
    return found


def log_odds_of(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """By how much the log-odds rise with a score, over all classes."""
    fitted = LogisticRegression(C=1e3).fit(scores.reshape(-1, 1), truth.ravel())
    return float(fitted.coef_[0, 0])


def quiet_from(scores: Floats, sources: NDArray[np.str_], most: float) -> float:
    """The lowest threshold that so small a share of every source of ordinary messages reaches, or
    a single one."""
    kinds = [scores[sources == source] for source in np.unique(sources)]
    return float(
        min(t for t in GRID if all((kind >= t).sum() <= max(1, most * len(kind)) for kind in kinds))
    )


def _precision(scores: Floats, truth: NDArray[np.bool_], least: float) -> float:
    reached = scores >= least
    return float((reached & truth).sum() / max(1, reached.sum()))


def _f1(scores: Floats, truth: NDArray[np.bool_], least: float) -> float:
    reached = scores >= least
    return float(2 * (reached & truth).sum() / max(1, reached.sum() + truth.sum()))


if __name__ == "__main__":
    main()
