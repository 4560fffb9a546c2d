"""Judged questions → figures a row, against floors and targets; what two runs differ by. Pure."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from answer.metrics import (
    Estimate,
    auroc,
    discounted_gain,
    estimate,
    mean,
    mean_difference,
    recall_at,
    reciprocal_rank,
)

TARGETS = Path(__file__).with_name("retrieval_targets.toml")
PLAIN = ("plain_bm25", "plain_e5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question's outcome with every method."""

    id: str
    rows: tuple[str, ...]
    held_back: bool
    """Its topic belongs to the half that nothing is fitted on."""
    found: Mapping[str, float]
    """Method → rank of the first gold (0 for none among ten), or average precision."""
    average_precision: bool = False
    answerable: bool = True
    best_score: float | None = None
    """The product's nearest passage, where the set has questions without an answer."""

    def figure(self, method: str = "product") -> float:
        """What the row's mean is taken of: reciprocal rank, or average precision."""
        found = self.found[method]
        return found if self.average_precision else reciprocal_rank(int(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Varied:
    """Reciprocal ranks of one question as it stands and typed carelessly."""

    id: str
    row: str
    variant: str
    changed: bool
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What one kind of careless typing costs a row."""

    row: str
    variant: str
    changed: int
    """Questions that it makes any different."""
    before: Estimate
    """MRR@10 as the questions stand."""
    lost: Estimate
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A figure beside what was asked for."""

    metric: str
    value: float
    floor: float | None
    target: float | None
    met: bool | None
    """None where no target stands."""
    why: str
    """Where floor and target come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one row."""

    name: str
    questions: int
    metrics: Mapping[str, Estimate]
    held_back: Estimate
    """The first metric on the topics that nothing was fitted on."""
    plain: Mapping[str, Estimate]
    verdicts: tuple[Verdict, ...]


def row_figures(judged: Iterable[Judged], targets: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    """A row's figures in the order the rows were met first."""
    by_row: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for row in one.rows:
            by_row[row].append(one)
    return tuple(_row(name, found, targets) for name, found in by_row.items())


def losses(varied: Iterable[Varied], *, most_lost: float) -> tuple[Loss, ...]:
    """Every row and all together, by kind of careless typing."""
    by_kind: defaultdict[tuple[str, str], list[Varied]] = defaultdict(list)
    for one in varied:
        by_kind[one.row, one.variant].append(one)
        by_kind["all rows", one.variant].append(one)
    table = []
    for (row, variant), found in by_kind.items():
        lost = mean_difference([one.after for one in found], [one.before for one in found])
        table.append(
            Loss(
                row=row,
                variant=variant,
                changed=sum(one.changed for one in found),
                before=mean([one.before for one in found]),
                lost=lost,
                met=lost.value <= most_lost,
            )
        )
    return tuple(table)


def read_targets(path: Path = TARGETS) -> dict[str, Any]:
    """The floors and targets, as they stand in the file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def differences(
    before: Mapping[str, Mapping[str, float]], after: Mapping[str, Mapping[str, float]]
) -> tuple[tuple[str, Estimate], ...]:
    """(row, gain of its first metric) over the questions that both runs asked, paired."""
    gains = []
    for row in after:
        shared = sorted(before.get(row, {}).keys() & after[row].keys())
        if shared:
            old, new = ([run[row][question] for question in shared] for run in (before, after))
            gains.append((row, mean_difference(old, new)))
    return tuple(gains)


def _row(name: str, judged: Sequence[Judged], targets: Sequence[Mapping[str, Any]]) -> Row:
    answerable = [one for one in judged if one.answerable]
    if answerable and answerable[0].average_precision:
        metrics = {"mean_average_precision": mean([one.figure() for one in answerable])}
    else:
        metrics = {
            metric: mean([function(int(one.found["product"])) for one in answerable])
            for metric, function in _RANKED.items()
        }
    if len(answerable) < len(judged):
        metrics["abstain_auroc"] = _abstaining(judged)
    plain = {
        method: mean([one.figure(method) for one in answerable])
        for method in PLAIN
        if answerable and method in answerable[0].found
    }
    held_back = mean([one.figure() for one in answerable if one.held_back])
    return Row(
        name=name,
        questions=len(answerable),
        metrics=metrics,
        held_back=held_back,
        plain=plain,
        verdicts=tuple(
            _verdict(target, metrics, plain) for target in targets if name in target["rows"]
        ),
    )


def _verdict(
    target: Mapping[str, Any], metrics: Mapping[str, Estimate], plain: Mapping[str, Estimate]
) -> Verdict:
    metric = target["metric"]
    value = metrics[metric].value
    floor, wanted = target.get("floor"), target.get("target")
    if "at_least_plain" in target:
        wanted = plain[target["at_least_plain"]].value
    if "times_plain_e5" in target:
        wanted = target["times_plain_e5"] * plain["plain_e5"].value
    return Verdict(
        metric=metric,
        value=value,
        floor=floor,
        target=wanted,
        # a mean of the same numbers taken in another order may differ in its last digits
        met=None if wanted is None else bool(value >= wanted - 1e-9),
        why=target.get("why", ""),
    )


def _abstaining(judged: Sequence[Judged]) -> Estimate:
    scores = np.array([math.nan if one.best_score is None else one.best_score for one in judged])
    answerable = np.array([one.answerable for one in judged])
    return estimate(
        len(judged),
        lambda chosen: auroc(scores[chosen].tolist(), answerable[chosen].tolist()),
    )


_RANKED: dict[str, Callable[[int], float]] = {
    "mrr_at_10": reciprocal_rank,
    "recall_at_1": lambda rank: recall_at(rank, 1),
    "recall_at_5": lambda rank: recall_at(rank, 5),
    "recall_at_10": lambda rank: recall_at(rank, 10),
    "ndcg_at_10": discounted_gain,
}
