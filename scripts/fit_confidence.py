"""Fits the confidence model on the public sets and writes ``answer/data/confidence.json``.

``python -m scripts.fit_confidence [--collect] [--write]``

What right means is said by ``scripts/confidence_rows.py``, which keeps what the product made of the
questions. Questions whose documents are withheld have no right draft. Every set is cut into two
halves by topic; each half is judged by a model fitted on the other, and all figures and thresholds
come from those judgements.
What ships is fitted on both. A second table leaves one set out at a time.
"""

import argparse
import dataclasses
import hashlib
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from answer.error_budget import certify
from answer.judge import PRODUCT, features
from answer.metrics import auroc, calibration_error, coverage_at
from answer.signal_words import words_for
from scripts.confidence_rows import Row, collect
from scripts.corpora import corpora, is_held_back

SETS = (
    "faq_en",
    "faq_zh",
    "faq_mixed",
    "entries_en",
    "entries_zh",
    "xquad_pool",
    "rustdesk_withheld",
    "emanual",
)
TARGET = Path(__file__).resolve().parent.parent / "answer" / "data" / "confidence.json"
SELF_CONTAINED = ("entries_en", "entries_zh", "xquad_pool")
"""Sets whose documents say themselves what they are about, as manuals and FAQ entries do; the
threshold is certified on these. Answers torn from their questions are a stress test for ranking."""
BUDGETS = (0.01, 0.02, 0.03, 0.05, 0.10, 0.20)
PRIOR = 2.0
"""Precision of the prior on coefficients of scaled features."""
FREE = (None, None)
Floats = NDArray[np.float64]
UNCERTIFIED = 0.995
"""The threshold of a budget that the rows do not certify."""


class Fitted:
    """A logistic model whose coefficients are given for unscaled features.

    No signal may count against what it says (``answer/signal_words.py``): with free signs the model
    fitted its sets no better than half a point of AUROC and lost two on data it had not seen, where
    a missing identifier, say, had come to speak for a draft.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.names = sorted(features(rows[0].signals))
        matrix = self._matrix(rows)
        labels = np.array([row.right for row in rows])
        counts = Counter(row.source for row in rows)
        weights = np.array([1.0 / math.sqrt(counts[row.source]) for row in rows])
        self.means = matrix.mean(axis=0)
        self.right_means = matrix[labels].mean(axis=0)
        scale = matrix.std(axis=0) + 1e-9
        found = minimize(
            _loss,
            np.zeros(1 + len(self.names)),
            args=((matrix - self.means) / scale, labels, weights / weights.mean()),
            jac=True,
            method="L-BFGS-B",
            bounds=[FREE, *map(_bounds, self.names)],
        ).x
        self.coefficients = found[1:] / scale
        self.intercept = float(found[0] - (self.coefficients * self.means).sum())

    def judge(self, rows: Sequence[Row]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        total = self._matrix(rows) @ self.coefficients + self.intercept
        return np.asarray(1.0 / (1.0 + np.exp(-total)))

    def _matrix(self, rows: Sequence[Row]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.array([[features(row.signals)[name] for name in self.names] for row in rows])


def _bounds(feature: str) -> tuple[float | None, float | None]:
    """What the coefficient of a feature may be, so that its signal says what it is named for."""
    more_is_better = words_for(feature.removesuffix(PRODUCT)).more_is_better
    if more_is_better is None or feature == "same_language":
        return FREE
    return (0.0, None) if more_is_better else (None, 0.0)


def _loss(
    parameters: Floats, matrix: Floats, labels: NDArray[np.bool_], weights: Floats
) -> tuple[float, Floats]:
    """Weighted log loss with a Gaussian prior on the coefficients, and its gradient."""
    intercept, coefficients = parameters[0], parameters[1:]
    signs = np.where(labels, 1.0, -1.0)
    margins = signs * (matrix @ coefficients + intercept)
    value = weights @ np.logaddexp(0.0, -margins) + PRIOR / 2 * coefficients @ coefficients
    slopes = -signs * weights / (1.0 + np.exp(margins))
    gradient = np.concatenate([[slopes.sum()], matrix.T @ slopes + PRIOR * coefficients])
    return float(value), gradient


def cross_fitted(rows: Sequence[Row]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Each row's probability from a model that saw nothing of its topic."""
    probabilities = np.zeros(len(rows))
    for half in (True, False):
        chosen = [i for i, row in enumerate(rows) if is_held_back(row.topic) is half]
        model = Fitted([row for row in rows if is_held_back(row.topic) is not half])
        probabilities[chosen] = model.judge([rows[i] for i in chosen])
    return probabilities


def threshold(probabilities: Sequence[float], right: Sequence[bool], *, budget: float) -> float:
    """The lowest threshold certified for the budget; near certainty where none is."""
    # as replies carry them: what rounds up to a threshold is sent too
    found = certify([round(one, 4) for one in probabilities], right, budget=budget)
    return math.ceil(found.threshold * 1e4 - 1e-6) / 1e4 if found else UNCERTIFIED


def independent(rows: Sequence[Row]) -> list[int]:
    """The rows that thresholds are certified on: of the self-contained sets, and of each question
    one language, by hash. Exact bounds count trials, and a question in twelve languages is one.
    """
    versions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.source in SELF_CONTAINED:
            versions[row.source, row.id.split("@")[0]].append(place)
    return [
        min(places, key=lambda one: hashlib.sha256(rows[one].id.encode()).digest())
        for places in versions.values()
    ]


def report(rows: Sequence[Row], probabilities: Sequence[float], name: str) -> None:
    right = [row.right for row in rows]
    values = list(map(float, probabilities))
    print(
        f"{name:28} n={len(rows):5} right {np.mean(right):.2f}  AUROC {auroc(values, right):.3f}  "
        f"ECE {calibration_error(values, right):.3f}  coverage at 3 % wrong "
        f"{coverage_at(values, right, wrong_share=0.03):.2f}, at 10 % "
        f"{coverage_at(values, right, wrong_share=0.10):.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collect", action="store_true", help="ask every set again")
    parser.add_argument("--write", action="store_true", help="write the shipped model")
    arguments = parser.parse_args()
    rows = collect(corpora(SETS), again=arguments.collect, say=lambda line: print(line, flush=True))
    text = json.dumps([dataclasses.asdict(row) for row in rows])

    probabilities = cross_fitted(rows)
    print("cross-fitted by topic")
    report(rows, probabilities.tolist(), "all")
    for key in ("source", "group", "language"):
        for name in sorted({getattr(row, key) for row in rows}):
            chosen = [i for i, row in enumerate(rows) if getattr(row, key) == name]
            report([rows[i] for i in chosen], [probabilities[i] for i in chosen], name)
    print("leave one set out")
    for name in sorted({row.source for row in rows}):
        inside = [row for row in rows if row.source == name]
        model = Fitted([row for row in rows if row.source != name])
        report(inside, model.judge(inside).tolist(), f"without {name}")
        abstain = [row.answerable for row in inside]
        if not all(abstain):
            score = auroc(model.judge(inside).tolist(), abstain)
            print(f"{'':28} answerable against not: AUROC {score:.3f}")

    chosen = independent(rows)
    right = [rows[i].right for i in chosen]
    values = [float(probabilities[i]) for i in chosen]
    certified = [threshold(values, right, budget=budget) for budget in BUDGETS]
    # what keeps a smaller budget keeps every larger one
    lowest = list(itertools.accumulate(certified, min))
    thresholds = [[budget, value] for budget, value in zip(BUDGETS, lowest, strict=True)]
    for budget, value in thresholds:
        for name in sorted({row.source for row in rows}):
            members = [i for i, row in enumerate(rows) if row.source == name]
            answered = [i for i in members if probabilities[i] >= value]
            wrong = sum(not rows[i].right for i in answered)
            print(
                f"  budget {budget:.2f} threshold {value:.3f} {name:24} answered "
                f"{len(answered) / len(members):.2f}, wrong of those "
                f"{wrong / max(1, len(answered)):.3f}"
            )
    final = Fitted(rows)
    print("thresholds", thresholds)
    for name, value in zip(final.names, final.coefficients, strict=True):
        print(f"  {name:32} {value:+.3f}")
    if arguments.write:
        shipped = {
            "intercept": round(final.intercept, 6),
            "coefficients": {
                name: round(float(value), 6)
                for name, value in zip(final.names, final.coefficients, strict=True)
            },
            "means": {
                name: round(float(value), 6)
                for name, value in zip(final.names, final.means, strict=True)
            },
            "right_means": {
                name: round(float(value), 6)
                for name, value in zip(final.names, final.right_means, strict=True)
            },
            "thresholds": thresholds,
            "data_hash": hashlib.sha256(text.encode()).hexdigest()[:16],
            "fitted_on": f"{len(rows)} questions of {', '.join(SETS)}",
        }
        TARGET.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
