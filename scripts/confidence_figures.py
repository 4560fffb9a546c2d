"""Judged rows → figures a group with intervals, against what was asked for. Pure."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from answer.error_budget import lower_bound, upper_bound
from answer.metrics import (
    Estimate,
    auroc,
    calibration_error,
    coverage_at,
    estimate,
    false_answers_at,
    risk_coverage_area,
)
from scripts.confidence_rows import Row
from scripts.confidence_sets import DATASETS

TARGETS = Path(__file__).with_name("confidence_targets.toml")
LEAST_OF_A_LANGUAGE = 500
RESAMPLES = 200
EACH_SIDE = 0.975
"""Sureness of one end of a 95 % interval."""

Way = Literal["cross_fitted", "left_out"]
"""Fitted on other topics of all sets; fitted without the set's data."""
NAMED = {
    "esp_faq answers only": ("faq_en", "faq_zh"),
    "esp_faq whole entries": ("entries_en", "entries_zh"),
}
"""Groups made of whole sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row with the probability that a model which never saw it gives it."""

    row: Row
    probability: float
    """After vetoes."""
    answered: bool
    """At the error budget, with a threshold certified on yet other rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one group, judged one way."""

    name: str
    way: Way
    rows: int
    right: float
    """Share of the drafts."""
    answerable: float
    metrics: Mapping[str, Estimate]
    """An estimate whose count is 0 is not determined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A figure beside its limit."""

    name: str
    way: Way
    metric: str
    value: float
    limit: float
    at_least: bool
    met: bool | None
    """None where there is nothing to judge: no row was answered."""
    why: str
    instead: bool
    """Another limit of the same target may be met instead, and is."""


def names_of(row: Row) -> tuple[str, ...]:
    """The groups a row counts in."""
    return (
        "all",
        f"dataset {DATASETS[row.source]}",
        *(name for name, sources in NAMED.items() if row.source in sources),
        row.group,
        f"language {row.language.split('-')[0]}",
    )


def figures(judged: Iterable[Judged], *, way: Way, resamples: int = RESAMPLES) -> list[Figures]:
    """Every group's figures; languages only where there are enough rows."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for name in dict.fromkeys(names_of(one.row)):
            groups[name].append(one)
    order = sorted(groups, key=lambda name: (name != "all", name))
    return [
        of_group(name, groups[name], way=way, resamples=resamples)
        for name in order
        if not name.startswith("language ") or len(groups[name]) >= LEAST_OF_A_LANGUAGE
    ]


def of_group(
    name: str, judged: Sequence[Judged], *, way: Way, resamples: int = RESAMPLES
) -> Figures:
    """One group's figures. Intervals draw whole topics: a paragraph's questions, or a question in
    twelve languages, are right or wrong together.
    """
    scores = np.array([one.probability for one in judged])
    right = np.array([one.row.right for one in judged])
    answerable = np.array([one.row.answerable for one in judged])
    topics: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(judged):
        topics[one.row.topic].append(place)
    members = [np.array(places) for places in topics.values()]

    def of(
        metric: Callable[[Sequence[float], Sequence[bool]], float], labels: NDArray[np.bool_]
    ) -> Estimate:
        def statistic(chosen: NDArray[np.int64]) -> float:
            places = np.concatenate([members[topic] for topic in chosen])
            return metric(scores[places].tolist(), labels[places].tolist())

        return estimate(len(members), statistic, resamples=resamples)

    metrics = {name: of(metric, right) for name, metric in OF_RIGHT.items()}
    metrics |= {name: of(metric, answerable) for name, metric in OF_ANSWERABLE.items()}
    answered = [one for one in judged if one.answered]
    metrics |= {
        "answered": _share([one.answered for one in judged]),
        "wrong_of_answered": _share([not one.row.right for one in answered]),
        "false_answers": _share([one.answered for one in judged if not one.row.answerable]),
        "false_refusals": _share([not one.answered for one in judged if one.row.answerable]),
    }
    return Figures(
        name=name,
        way=way,
        rows=len(judged),
        right=float(right.mean()),
        answerable=float(answerable.mean()),
        metrics=metrics,
    )


def verdicts(found: Sequence[Figures], targets: Sequence[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """Every target beside its figure; ``language *`` stands for every language measured."""
    made: list[Verdict] = []
    for target in targets:
        for one in found:
            if one.way == target["judged"] and any(_named(one, name) for name in target["rows"]):
                made.extend(_of_target(one, target))
    return tuple(made)


def read_targets(path: Path = TARGETS) -> list[dict[str, Any]]:
    """The targets, as they stand in the file."""
    targets: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["target"]
    return targets


def _of_target(one: Figures, target: Mapping[str, Any]) -> list[Verdict]:
    made = []
    limits = target["limits"]
    kept = [_is_kept(one.metrics[limit["metric"]], limit) for limit in limits]
    for limit, met in zip(limits, kept, strict=True):
        at_least = "at_least" in limit
        made.append(
            Verdict(
                name=one.name,
                way=one.way,
                metric=limit["metric"],
                value=one.metrics[limit["metric"]].value,
                limit=limit["at_least" if at_least else "at_most"],
                at_least=at_least,
                met=met,
                why=target.get("why", ""),
                instead=met is False and any(kept),
            )
        )
    return made


def _is_kept(value: Estimate, limit: Mapping[str, Any]) -> bool | None:
    """``within`` says that the limit may lie inside the interval."""
    if not value.count:
        return None
    within = bool(limit.get("within"))
    if "at_least" in limit:
        return (value.high if within else value.value) >= float(limit["at_least"]) - 1e-9
    return (value.low if within else value.value) <= float(limit["at_most"]) + 1e-9


def _named(one: Figures, name: str) -> bool:
    return one.name == name or (name.endswith("*") and one.name.startswith(name[:-1]))


def _share(of: Sequence[bool]) -> Estimate:
    """A share with its exact interval (Clopper and Pearson 1934)."""
    count, total = sum(of), len(of)
    if not total:
        return Estimate(value=0.0, low=0.0, high=0.0, count=0)
    return Estimate(
        value=count / total,
        low=lower_bound(count, total, sureness=EACH_SIDE),
        high=upper_bound(count, total, sureness=EACH_SIDE),
        count=total,
    )


def _auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    return auroc(scores, labels) if 0 < sum(labels) < len(labels) else math.nan


OF_RIGHT: dict[str, Callable[[Sequence[float], Sequence[bool]], float]] = {
    "auroc": _auroc,
    "risk_coverage_area": risk_coverage_area,
    "calibration_error": calibration_error,
    "coverage_at_3_percent_wrong": lambda scores, right: coverage_at(
        scores, right, wrong_share=0.03
    ),
    "coverage_at_10_percent_wrong": lambda scores, right: coverage_at(
        scores, right, wrong_share=0.10
    ),
}
OF_ANSWERABLE: dict[str, Callable[[Sequence[float], Sequence[bool]], float]] = {
    "auroc_answerable": _auroc,
    "false_answers_at_5_percent_refused": lambda scores, answerable: false_answers_at(
        scores, answerable, false_refusals=0.05
    ),
    "false_answers_at_20_percent_refused": lambda scores, answerable: false_answers_at(
        scores, answerable, false_refusals=0.20
    ),
}
