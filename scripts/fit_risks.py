"""Fits the risk classes of the desk, and writes ``answer/desk/data/risk_weights.npz``.

``OMP_NUM_THREADS=1 python -m scripts.fit_risks [--write]``, from the project root with the
evaluation data beside it. Fitted on the shipped examples, one half of the open cases of
``tests/desk`` and one half of the dev questions, which are of no class. Thresholds are chosen on
what two thirds of that half say of the other; ``python -m scripts.benchmark_risks`` reports the
other halves and, with ``--closed``, the closed third.
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
    half_of,
    open_cases,
    remembering_embed,
    vectors_of,
)

NEARNESS = 1.0
"""0.7 and 1.5 rank no better."""
LEAST_PENALTY = 8.0
"""The inverse weight of the penalty on the weights."""
POSITIVE_WEIGHT = 4.0
CASE_WEIGHT = 1.5
QUESTION_WEIGHT = 0.3
"""A dev question counts less than a message that somebody wrote for this."""
KEYWORD_SCALE = 0.5
ROUNDS = 80
FOLDS = 3
CRITICAL = ("safety", "legal", "data_subject")
CRITICAL_RECALL = 0.95
MOST_FALSE_ALARMS = 0.01
"""Of the dev questions, by all critical classes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Messages as they are fitted."""

    vectors: Matrix
    keywords: Floats
    truth: NDArray[np.bool_]
    weights: Floats

    def of(self, kept: NDArray[np.bool_]) -> "Rows":
        return Rows(
            vectors=self.vectors[kept],
            keywords=self.keywords[kept],
            truth=self.truth[kept],
            weights=self.weights[kept],
        )


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
    prototypes = vectors[: len(examples)]
    fold = np.full(len(messages), -1)
    place = slice(len(examples), len(examples) + len(cases))
    fold[place] = np.arange(len(cases)) % FOLDS
    fold[place.stop :] = [half_of(one.text + "fold") for one in questions]
    held_out = np.zeros((len(messages), len(classes)), np.float32)
    for number in range(FOLDS):
        fitted = fit(rows.of(fold != number), prototypes, classes, fingerprint)
        seen = fold == number
        held_out[seen] = fitted.scores(rows.vectors[seen], rows.keywords[seen])
        print(f"fold {number + 1} of {FOLDS}")
    judged = fold >= 0
    asked = np.arange(len(messages)) >= place.stop
    thresholds = choose(
        held_out[judged & ~asked],
        rows.truth[judged & ~asked],
        held_out[judged & asked],
        classes,
    )
    final = fit(rows, prototypes, classes, fingerprint)
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


def choose(
    scores: Floats, truth: NDArray[np.bool_], asked: Floats, classes: tuple[str, ...]
) -> Floats:
    """A threshold for the critical classes and one for the others, in log-odds.

    One for each class would be fitted on some twenty messages. The others' is the best by
    macro-F1, the critical classes' the highest that finds enough of their messages, or the lowest
    that few enough dev questions reach.
    """
    critical = np.array([name in CRITICAL for name in classes])
    grid = np.arange(-5, 3, 0.1)
    best = max(grid, key=lambda least: _macro_f1(scores[:, ~critical], truth[:, ~critical], least))
    alarms = [float((asked[:, critical] >= least).any(axis=1).mean()) for least in grid]
    recall = [float((scores[:, critical] >= least)[truth[:, critical]].mean()) for least in grid]
    enough = max(
        (least for least, share in zip(grid, recall, strict=True) if share >= CRITICAL_RECALL),
        default=grid[0],
    )
    quiet = min(
        least for least, share in zip(grid, alarms, strict=True) if share <= MOST_FALSE_ALARMS
    )
    lowest = max(enough, quiet)
    print(f"critical from {lowest:.1f} (recall from {enough:.1f}, quiet from {quiet:.1f})")
    print(f"others from {best:.1f}: macro-F1 {_macro_f1(scores, truth, best):.3f} held out")
    return np.where(critical, lowest, best).astype(np.float32)


def _macro_f1(scores: Floats, truth: NDArray[np.bool_], least: float) -> float:
    reached = scores >= least
    hits = (reached & truth).sum(axis=0)
    return float((2 * hits / np.maximum(1, reached.sum(axis=0) + truth.sum(axis=0))).mean())


if __name__ == "__main__":
    main()
