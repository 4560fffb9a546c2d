"""Fits the risk classes of the desk, and writes ``answer/desk/data/risk_weights.npz``.

``OMP_NUM_THREADS=1 python -m scripts.fit_risks [--write]``, from the project root with the
evaluation data beside it. Weights are fitted on the shipped examples, on one half of the open cases
of ``tests/desk`` and on one half of the dev questions, which are of no class. Thresholds are chosen
on the other half of the open cases and on half of the ordinary messages. The closed third has no
part in anything: ``python -m scripts.benchmark_risks --closed`` opens it.
"""

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

from answer.desk.classify_risk import keyword_features
from answer.desk.keyword_matcher import KeywordMatcher
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
LEAST_PENALTY = 8.0
"""The inverse weight of the penalty on the weights."""
POSITIVE_WEIGHT = 4.0
CASE_WEIGHT = 1.5
QUESTION_WEIGHT = 1.0
KEYWORD_SCALE = 0.5
ROUNDS = 80
CRITICAL = ("safety", "legal", "data_subject")
LEAST_CRITICAL_PRECISION = 0.65
TRUSTED = 0.5
"""How far a threshold chosen on so few messages is followed: all the way it fits them alone."""
QUIET = {True: 0.015, False: 0.005}
"""The share of ordinary messages that a class may be found in, by whether it is critical."""
GRID = np.arange(-2.5, 4.0, 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Messages as they are fitted."""

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
    messages = (*examples, *cases, *questions)
    with VectorCache(BENCH / "vectors.db") as cache:
        fingerprint, embed = remembering_embed(cache, print)
        vectors = vectors_of(messages, embed)
    rows = Rows(
        vectors=vectors,
        keywords=keyword_features(
            [matcher.hits(one.text, one.language) for one in messages], classes
        ),
        truth=np.array([[name in one.classes for name in classes] for one in messages]),
        weights=np.array(
            [1.0] * len(examples) + [CASE_WEIGHT] * len(cases) + [QUESTION_WEIGHT] * len(questions),
            np.float32,
        ),
    )
    print(f"{len(examples)} examples, {len(cases)} cases, {len(questions)} dev questions")
    final = fit(rows, vectors[: len(examples)], classes, fingerprint)
    others, ordinary = open_cases(half=1), (*ordinary_messages(half=0), *questions)
    with VectorCache(BENCH / "vectors.db") as cache:
        _, embed = remembering_embed(cache, lambda said: None)
        scores, alarming = (
            final.scores(
                vectors_of(some, embed),
                keyword_features([matcher.hits(one.text, one.language) for one in some], classes),
            )
            for some in (others, ordinary)
        )
    truth = np.array([[name in one.classes for name in classes] for one in others])
    sources = np.array([one.source for one in ordinary])
    thresholds = np.zeros(len(classes), np.float32)
    for column, name in enumerate(classes):
        score, true = scores[:, column], truth[:, column]
        is_critical = name in CRITICAL
        floor = quiet_from(alarming[:, column], sources, QUIET[is_critical])
        thresholds[column] = max(floor, choose(score, true, is_critical=is_critical))
        print(
            f"{name:18} quiet from {floor:5.2f} chosen {thresholds[column]:5.2f} "
            f"F1 {_f1(score, true, thresholds[column]):.3f}"
        )
    placed = RiskWeights(
        fingerprint=final.fingerprint,
        classes=final.classes,
        nearness=final.nearness,
        prototypes=final.prototypes,
        weights=final.weights,
        keyword_weights=final.keyword_weights,
        offsets=final.offsets - thresholds,
    )
    if arguments.write:
        path = PROJECT / "answer" / "desk" / "data" / FILE_NAME
        write_risk_weights(path, placed)
        print(f"written: {path} ({path.stat().st_size} bytes)")


def fit(rows: Rows, prototypes: Matrix, classes: tuple[str, ...], fingerprint: str) -> RiskWeights:
    """Logistic regression in the space that the prototypes' kernel spans (Nyström's method).

    Williams and Seeger 2000, *Using the Nyström method to speed up kernel machines*.
    """
    among = kernel(prototypes, prototypes, nearness=NEARNESS).astype(np.float64)
    lower = np.linalg.cholesky(among + 1e-3 * np.eye(len(prototypes)))
    near = kernel(rows.vectors, prototypes, nearness=NEARNESS)
    spanned = solve_triangular(lower, near.T, lower=True).T.astype(np.float32)
    inputs = np.hstack([spanned, KEYWORD_SCALE * rows.keywords])
    found = _logistic(inputs, rows.truth, rows.weights)
    count = len(prototypes)
    return RiskWeights(
        fingerprint=fingerprint,
        classes=classes,
        nearness=NEARNESS,
        prototypes=prototypes,
        weights=solve_triangular(lower.T, found[:count], lower=False).astype(np.float32),
        keyword_weights=KEYWORD_SCALE * found[count:-1],
        offsets=found[-1],
    )


def _logistic(inputs: Floats, truth: NDArray[np.bool_], weights: Floats) -> Floats:
    """Weights of every input and, last, the offset; shape (inputs + 1, classes)."""
    wanted = truth.astype(np.float32)
    counted = LEAST_PENALTY * weights[:, None] * np.where(truth, POSITIVE_WEIGHT, 1)
    shape = (inputs.shape[1] + 1, truth.shape[1])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(shape).astype(np.float32)
        scores = inputs @ table[:-1] + table[-1]
        off = counted * (1 / (1 + np.exp(-scores)) - wanted)
        slope = np.vstack([inputs.T @ off + table[:-1], off.sum(axis=0)])
        value = (counted * (np.logaddexp(0, scores) - wanted * scores)).sum()
        return float(value + 0.5 * (table[:-1] ** 2).sum()), slope.astype(np.float64).ravel()

    start = np.zeros(shape)
    start[-1] = -2
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    result: Floats = found.x.reshape(shape).astype(np.float32)
    return result


def choose(scores: Floats, truth: NDArray[np.bool_], *, is_critical: bool) -> float:
    """The threshold of one class, in log-odds.

    A critical class's is the lowest that is right often enough: a message too many is handed over
    rather than one too few. Another's is drawn to 0 from the middle of those that are best by F1,
    or nearly: there are some twenty messages a class.
    """
    if is_critical:
        return min(
            least for least in GRID if truth[scores >= least].mean() >= LEAST_CRITICAL_PRECISION
        )
    found = np.array([_f1(scores, truth, least) for least in GRID])
    best = float(np.median(GRID[found >= found.max() - 0.02]))
    return best * TRUSTED


def quiet_from(scores: Floats, sources: NDArray[np.str_], most: float) -> float:
    """The lowest threshold that so small a share of every source of ordinary messages reaches."""
    kinds = [scores[sources == source] for source in np.unique(sources)]
    return float(min(t for t in GRID if all((kind >= t).mean() <= most for kind in kinds)))


def _f1(scores: Floats, truth: NDArray[np.bool_], least: float) -> float:
    reached = scores >= least
    return float(2 * (reached & truth).sum() / max(1, reached.sum() + truth.sum()))


if __name__ == "__main__":
    main()
