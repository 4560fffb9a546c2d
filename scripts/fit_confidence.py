"""Fits the confidence model on the public sets and writes ``answer/data/confidence.json``.

``python -m scripts.fit_confidence [--collect] [--write]``

What right means is said by ``scripts/confidence_rows.py``, which keeps what the product made of the
questions. Questions whose documents are withheld have no right draft.

The score is fitted on ``RANKING_SETS``, in which passages compete as in a knowledge base; the lines
that make it a probability on all sets. Every set is cut into two halves by topic; each half is
judged by a model fitted on the other, and all figures and thresholds come from those judgements.
What ships is fitted on both. A second table leaves one data set out at a time.
"""

import argparse
import dataclasses
import hashlib
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from answer.error_budget import certify
from answer.metrics import auroc, calibration_error, coverage_at
from answer.signal_words import words_for
from answer.signals import CIRCUMSTANCES, NAMES, QUALITIES
from scripts.confidence_rows import Row, collect
from scripts.confidence_sets import ALL, DATASETS, confidence_sets
from scripts.corpora import is_held_back

RANKING_SETS = (
    "faq_en",
    "faq_zh",
    "faq_mixed",
    "entries_en",
    "entries_zh",
    "xquad_pool",
    "docs_rustdesk_withheld",
    "emanual",
)
"""By the names of their corpora."""
TARGET = Path(__file__).resolve().parent.parent / "answer" / "data" / "confidence.json"
SELF_CONTAINED = ("entries_en", "entries_zh", "xquad_pool")
"""Sets whose documents say themselves what they are about, as manuals and FAQ entries do; the
threshold is certified on these. Answers torn from their questions are a stress test for ranking."""
BUDGETS = (0.01, 0.02, 0.03, 0.05, 0.10, 0.20)
SCORE_PRIOR = 2.0
LINE_PRIOR = 0.1
"""Precision of the prior on coefficients of scaled features."""
EQUAL_SETS = 0.0
BY_ROOT_OF_SIZE = 0.5
"""What power of its rows a set counts by."""
SCORE = "score"
TIMES_SCORE = "*score"
"""Ends the name of a circumstance's product with the score."""
ONLY_SHIFT = "asked_alike"
LINES = (
    SCORE,
    *(
        name
        for one in CIRCUMSTANCES
        for name in ((one,) if one == ONLY_SHIFT else (one, f"{one}{TIMES_SCORE}"))
    ),
)
"""The features of the lines."""
FREE = (None, None)
NOT_BELOW_0 = (0.0, None)
LINE_BOUNDS = [NOT_BELOW_0 if name in (SCORE, ONLY_SHIFT) else FREE for name in LINES]
EXTREMES = (
    (),
    ("few_passages",),
    ("brief_passages",),
    ("few_passages", "brief_passages"),
    ("few_passages", "single_passage"),
)
"""The circumstances that may hold together."""
SLOPES = np.array(
    [
        [float(name in (SCORE, *(f"{one}{TIMES_SCORE}" for one in extreme))) for name in LINES]
        for extreme in EXTREMES
    ]
)
"""What the slope is the sum of in each, so that no circumstance turns the order of drafts round."""
LEAST_SLOPE = 0.01
LEAST_OF_A_KIND = 30
"""Right drafts in the question's language, and in others, for a set to tell what a shared language
brings."""
Floats = NDArray[np.float64]
UNCERTIFIED = 0.995
"""The threshold of a budget that the rows do not certify."""


class Fitted:
    """A score and the lines that make it a probability, fitted on rows.

    No signal may count against what it says (``answer/signal_words.py``): with free signs the model
    fitted its sets no better than half a point of AUROC and lost two on data it had not seen, where
    a missing identifier, say, had come to speak for a draft. A score fitted on all sets lost up to
    eleven points there: in a base of ten passages hardly anything sets one apart, and the fit gives
    up on what does so in others.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        ranking = [row for row in rows if row.source in RANKING_SETS] or list(rows)
        self._score = Logistic(
            _matrix(ranking, QUALITIES),
            ranking,
            bounds=[_bounds(name) for name in QUALITIES],
            power=EQUAL_SETS,
            prior=SCORE_PRIOR,
        )
        self._lines = Logistic(
            self._of_lines(rows),
            rows,
            bounds=LINE_BOUNDS,
            power=BY_ROOT_OF_SIZE,
            prior=LINE_PRIOR,
            at_least=(SLOPES, LEAST_SLOPE),
        )

    def judge(self, rows: Sequence[Row]) -> Floats:
        """P(right) of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-self._lines(self._of_lines(rows)))))

    def shipped(self) -> dict[str, Any]:
        """Intercept, coefficients and lines as the product reads them."""
        lines = dict(zip(LINES, map(float, self._lines.coefficients), strict=True))
        return {
            "intercept": round(self._score.intercept, 6),
            "coefficients": _named(QUALITIES, self._score.coefficients),
            "line": {"shift": round(self._lines.intercept, 6), "slope": round(lines[SCORE], 6)},
            "circumstances": {
                name: {
                    "shift": round(lines[name], 6),
                    "slope": round(lines.get(f"{name}{TIMES_SCORE}", 0.0), 6),
                }
                for name in CIRCUMSTANCES
            },
        }

    def _of_lines(self, rows: Sequence[Row]) -> Floats:
        score = self._score(_matrix(rows, QUALITIES))
        columns = {SCORE: score}
        for name, values in zip(CIRCUMSTANCES, _matrix(rows, CIRCUMSTANCES).T, strict=True):
            columns |= {name: values, f"{name}{TIMES_SCORE}": values * score}
        return np.stack([columns[name] for name in LINES], axis=1)


class Logistic:
    """A logistic model whose coefficients are given for unscaled features."""

    def __init__(
        self,
        matrix: Floats,
        rows: Sequence[Row],
        *,
        bounds: Sequence[tuple[float | None, float | None]],
        power: float,
        prior: float,
        at_least: tuple[Floats, float] | None = None,
    ) -> None:
        """A set of n rows counts as much as n to the ``power``.

        No row of ``at_least``, times the coefficients, sums to less than its number.
        """
        means, scale = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
        counts = Counter(row.source for row in rows)
        weights = np.array([counts[row.source] ** (power - 1.0) for row in rows])
        found = minimize(
            _loss,
            np.zeros(1 + matrix.shape[1]),
            args=(
                (matrix - means) / scale,
                np.array([row.right for row in rows]),
                weights / weights.mean(),
                prior,
            ),
            jac=True,
            bounds=[FREE, *bounds],
            **_way((at_least[0] / scale, at_least[1]) if at_least else None),
        ).x
        self.coefficients: Floats = found[1:] / scale
        self.intercept = float(found[0] - (self.coefficients * means).sum())

    def __call__(self, matrix: Floats) -> Floats:
        """The log odds of each row."""
        return np.asarray(matrix @ self.coefficients + self.intercept)


def _way(at_least: tuple[Floats, float] | None) -> dict[str, Any]:
    """How the least loss is searched for; to the end, as by default the search stops early enough
    for a useless signal to look useful."""
    if at_least is None:
        return {
            "method": "L-BFGS-B",
            "options": {"ftol": 1e-13, "gtol": 1e-10, "maxiter": 20_000, "maxfun": 100_000},
        }
    rows, least = np.pad(at_least[0], ((0, 0), (1, 0))), at_least[1]
    constraint = {
        "type": "ineq",
        "fun": lambda found: rows @ found - least,
        "jac": lambda found: rows,
    }
    return {
        "method": "SLSQP",
        "constraints": [constraint],
        "options": {"ftol": 1e-12, "maxiter": 1_000},
    }


def means_of(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """What usual questions and right drafts look like: means of every signal.

    Over all rows, over right drafts from texts in the question's language, and by how much right
    drafts there are above those from other languages, in sets that have both.
    """
    right = [row for row in rows if row.right]
    same = [row for row in right if row.signals["same_language"]]
    gains = []
    for source in sorted({row.source for row in right}):
        within = [row for row in same if row.source == source]
        across = [row for row in right if row.source == source and not row.signals["same_language"]]
        if min(len(within), len(across)) >= LEAST_OF_A_KIND:
            gains.append(_mean(within) - _mean(across))
    return {
        "means": _named(NAMES, _mean(rows)),
        "right_means": _named(NAMES, _mean(same)),
        "language_gain": _named(NAMES, np.mean(gains, axis=0)),
    }


def _mean(rows: Sequence[Row]) -> Floats:
    return np.asarray(_matrix(rows, NAMES).mean(axis=0))


def _named(names: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(names, values, strict=True)}


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> Floats:
    return np.array([[row.signals[name] for name in names] for row in rows])


def _bounds(signal: str) -> tuple[float | None, float | None]:
    """What the coefficient of a quality may be, so that it says what it is named for."""
    more_is_better = words_for(signal).more_is_better
    if more_is_better is None or signal == "same_language":
        return FREE
    return NOT_BELOW_0 if more_is_better else (None, 0.0)


def _loss(
    parameters: Floats,
    matrix: Floats,
    labels: NDArray[np.bool_],
    weights: Floats,
    prior: float,
) -> tuple[float, Floats]:
    """Weighted log loss with a Gaussian prior on the coefficients, and its gradient."""
    intercept, coefficients = parameters[0], parameters[1:]
    signs = np.where(labels, 1.0, -1.0)
    margins = signs * (matrix @ coefficients + intercept)
    value = weights @ np.logaddexp(0.0, -margins) + prior / 2 * coefficients @ coefficients
    slopes = -signs * weights / (1.0 + np.exp(margins))
    gradient = np.concatenate([[slopes.sum()], matrix.T @ slopes + prior * coefficients])
    count = len(labels)  # the mean: searches go wrong on large sums
    return float(value) / count, gradient / count


def cross_fitted(rows: Sequence[Row]) -> Floats:
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
    rows = collect(
        confidence_sets(ALL), again=arguments.collect, say=lambda line: print(line, flush=True)
    )
    text = json.dumps([dataclasses.asdict(row) for row in rows])

    probabilities = cross_fitted(rows)
    print("cross-fitted by topic")
    report(rows, probabilities.tolist(), "all")
    by: dict[str, Callable[[Row], str]] = {
        "source": lambda row: row.source,
        "group": lambda row: row.group,
        "language": lambda row: row.language,
    }
    for key in by.values():
        for name in sorted(set(map(key, rows))):
            chosen = [i for i, row in enumerate(rows) if key(row) == name]
            report([rows[i] for i in chosen], [probabilities[i] for i in chosen], name)
    print("leave one data set out")
    for name in sorted(set(DATASETS.values())):
        model = Fitted([row for row in rows if DATASETS[row.source] != name])
        for source in sorted({row.source for row in rows if DATASETS[row.source] == name}):
            inside = [row for row in rows if row.source == source]
            report(inside, model.judge(inside).tolist(), source)
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
    print("thresholds", thresholds)
    shipped = {
        **Fitted(rows).shipped(),
        **means_of(rows),
        "thresholds": thresholds,
        "data_hash": hashlib.sha256(text.encode()).hexdigest()[:16],
        "fitted_on": f"{len(rows)} questions; the score on {', '.join(RANKING_SETS)}, "
        f"the lines on {', '.join(ALL)}",
    }
    print(json.dumps({name: shipped[name] for name in ("coefficients", "line", "circumstances")}))
    if arguments.write:
        TARGET.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
