"""The benchmark of confidence: nobody judges what he has seen, targets, tables and pictures."""

import dataclasses
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from rich.console import Console

from answer.metrics import Estimate
from answer.signals import NAMES
from scripts.benchmark_confidence import cross_fitted, left_out, panels, third_of
from scripts.confidence_figures import (
    LEAST_OF_A_LANGUAGE,
    OF_ANSWERABLE,
    OF_RIGHT,
    Figures,
    Judged,
    figures,
    names_of,
    of_group,
    read_targets,
    verdicts,
)
from scripts.confidence_pictures import Panel, reliability_picture, risk_coverage_picture
from scripts.confidence_rows import Row
from scripts.confidence_sets import DATASETS
from scripts.confidence_tables import print_figures, print_operating_points, print_verdicts
from scripts.corpora import is_held_back

SOURCES = ("entries_en", "xquad_pool", "clinc_oos")


def made(count: int = 1_200, *, seed: int = 3) -> list[Row]:
    """Rows whose first signals say how likely they are right."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        values = dict(zip(NAMES, random.random(len(NAMES)).tolist(), strict=True))
        values["same_language"] = float(random.random() < 0.5)
        chance = 1 / (1 + np.exp(15 - 20 * values["dense_best"] - 14 * values["unit_similarity"]))
        right = bool(random.random() < chance)
        source = SOURCES[number % len(SOURCES)]
        rows.append(
            Row(
                id=str(number),
                source=source,
                group=f"group {source}",
                topic=f"topic {number % 120}",
                language=("en", "zh-TW", "de")[number % 7 % 3],
                right=right,
                answerable=right or bool(random.random() < 0.5),
                signals=values,
            )
        )
    return rows


def lied(rows: Sequence[Row], about: Callable[[Row], bool]) -> list[Row]:
    return [
        dataclasses.replace(row, right=not row.right, answerable=True) if about(row) else row
        for row in rows
    ]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return made()


def test_what_is_left_out_was_never_seen(rows: list[Row]) -> None:
    honest = left_out(rows, rows)
    lying = lied(rows, lambda row: row.source == "xquad_pool")
    after = left_out(lying, lying)
    for before, one in zip(honest, after, strict=True):
        assert before.row.id == one.row.id
        if one.row.source == "xquad_pool":
            assert (one.probability, one.answered) == (before.probability, before.answered)
    others = [one for one in after if one.row.source != "xquad_pool"]
    assert [one.probability for one in others] != [
        one.probability for one in honest if one.row.source != "xquad_pool"
    ]


def test_a_topic_is_judged_by_others(rows: list[Row]) -> None:
    honest = cross_fitted(rows, rows)
    lying = lied(rows, lambda row: is_held_back(row.topic))
    for before, one in zip(honest, cross_fitted(lying, lying), strict=True):
        if is_held_back(one.row.topic):
            assert one.probability == before.probability


def test_whether_it_is_answered_is_decided_by_other_thirds(rows: list[Row]) -> None:
    honest = cross_fitted(rows, rows)
    assert any(one.answered for one in honest)
    for third in range(3):
        lying = [
            dataclasses.replace(row, right=not row.right) if third_of(row.topic) == third else row
            for row in rows
        ]
        for before, one in zip(honest, cross_fitted(lying, lying), strict=True):
            if third_of(one.row.topic) == third:
                assert one.answered == before.answered


def test_vetoes_cap_and_are_never_answered(rows: list[Row]) -> None:
    vetoed = [dataclasses.replace(row, kind="handoff", reason="expired", cap=0.05) for row in rows]
    for judged in (cross_fitted(vetoed, rows), left_out(vetoed, rows)):
        assert len(judged) == len(rows)
        assert max(one.probability for one in judged) <= 0.05
        assert not any(one.answered for one in judged)


def test_the_budget_is_kept_on_rows_nobody_fitted_on() -> None:
    many = made(3_000, seed=11)
    everything = of_group("all", cross_fitted(many, many), way="cross_fitted", resamples=10)
    assert everything.metrics["answered"].value > 0.02
    assert everything.metrics["wrong_of_answered"].low <= 0.03
    assert everything.metrics["calibration_error"].value < 0.05


def test_groups_and_languages(rows: list[Row]) -> None:
    judged = cross_fitted(rows, rows)
    found = {one.name: one for one in figures(judged, way="cross_fitted", resamples=20)}
    assert next(iter(found)) == "all"
    assert found["esp_faq whole entries"].rows == found["dataset esp_faq"].rows == 400
    count = {language: sum(row.language == language for row in rows) for language in ("en", "de")}
    assert count["de"] < LEAST_OF_A_LANGUAGE <= count["en"]
    assert "language en" in found
    assert "language de" not in found
    for one in found.values():
        assert set(OF_RIGHT) | set(OF_ANSWERABLE) < set(one.metrics)
        for name in ("auroc", "calibration_error", "answered", "risk_coverage_area"):
            assert one.metrics[name].low <= one.metrics[name].high


def test_questions_of_one_topic_are_drawn_together() -> None:
    rows = made(60)
    same = [
        Judged(row=dataclasses.replace(row, id=f"{row.id}-{copy}"), probability=0.5, answered=False)
        for row in rows
        for copy in range(20)
    ]
    alone = [
        dataclasses.replace(one, row=dataclasses.replace(one.row, topic=one.row.id)) for one in same
    ]
    wide, narrow = (
        of_group("all", judged, way="left_out", resamples=50).metrics["risk_coverage_area"]
        for judged in (same, alone)
    )
    assert wide.value == narrow.value
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def figure(name: str, way: str, **metrics: float) -> Figures:
    return Figures(
        name=name,
        way=way,  # type: ignore[arg-type]
        rows=10,
        right=0.5,
        answerable=0.5,
        metrics={
            key: Estimate(value=value, low=value - 0.02, high=value + 0.02, count=10)
            for key, value in metrics.items()
        },
    )


def target(*limits: dict[str, Any], rows: Sequence[str] = ("all",)) -> dict[str, Any]:
    return {"rows": list(rows), "judged": "left_out", "limits": list(limits), "why": "it was asked"}


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        ([{"metric": "auroc", "at_least": 0.8}], [True]),
        ([{"metric": "auroc", "at_least": 0.81}], [False]),
        ([{"metric": "auroc", "at_least": 0.81, "within": True}], [True]),
        ([{"metric": "wrong", "at_most": 0.03}], [False]),
        ([{"metric": "wrong", "at_most": 0.03, "within": True}], [True]),
        ([{"metric": "wrong", "at_most": 0.01, "within": True}], [False]),
    ],
)
def test_targets_are_met_or_short(limits: list[dict[str, Any]], met: list[bool]) -> None:
    found = [figure("all", "left_out", auroc=0.8, wrong=0.04), figure("all", "cross_fitted")]
    assert [one.met for one in verdicts(found, [target(*limits)])] == met


def test_nothing_answered_is_neither_kept_nor_broken() -> None:
    nothing = Estimate(value=0.0, low=0.0, high=0.0, count=0)
    empty = dataclasses.replace(figure("all", "left_out"), metrics={"wrong": nothing})
    (one,) = verdicts([empty], [target({"metric": "wrong", "at_most": 0.03, "within": True})])
    assert one.met is None
    assert not one.instead


def test_one_of_several_limits_is_enough() -> None:
    found = [figure("all", "left_out", auroc=0.8, wrong=0.04)]
    short, kept = verdicts(
        found, [target({"metric": "wrong", "at_most": 0.01}, {"metric": "auroc", "at_least": 0.7})]
    )
    assert (short.met, short.instead, kept.met) == (False, True, True)


def test_the_targets_name_groups_and_metrics_that_exist() -> None:
    metrics = {*OF_RIGHT, *OF_ANSWERABLE, "wrong_of_answered", "answered", "false_answers"}
    groups = {name for row in made(100) for name in names_of(row)}
    groups |= {f"dataset {name}" for name in DATASETS.values()}
    groups |= {"esp_faq answers only", "clinc in scope", "nomiracl en", "nomiracl zh"}
    for one in read_targets():
        assert one["judged"] in ("cross_fitted", "left_out")
        assert {limit["metric"] for limit in one["limits"]} <= metrics
        for limit in one["limits"]:
            assert ("at_least" in limit) != ("at_most" in limit)
        assert all(name.endswith("*") or name in groups for name in one["rows"])


def test_tables_show_every_group_and_target(rows: list[Row]) -> None:
    across, without = cross_fitted(rows, rows), left_out(rows, rows)
    found = [
        *figures(across, way="cross_fitted", resamples=10),
        *figures(without, way="left_out", resamples=10),
    ]
    text = StringIO()
    console = Console(file=text, width=220)
    print_figures(console, found)
    print_operating_points(console, found, budget=0.03)
    print_verdicts(console, verdicts(found, read_targets()))
    shown = text.getvalue()
    for name in ("esp_faq whole entries", "language en", "dataset clinc_oos", "AURC", "≥ 0.95"):
        assert name in shown


def test_pictures_are_drawn_from_figures_alone(rows: list[Row]) -> None:
    drawn = panels(cross_fitted(rows, rows))
    assert [panel.title for panel in drawn][:2] == ["all", "esp_faq"]
    odd = Panel(title="a < b & c", probabilities=[0.1, 0.9] * 40, right=[False, True] * 40)
    for draw in (reliability_picture, risk_coverage_picture):
        tree = ElementTree.fromstring(draw([*drawn, odd], title="Reliability"))
        texts = [node.text for node in tree.iter() if node.tag.endswith("text")]
        assert "a < b & c" in texts
        for panel in drawn:
            assert panel.title in texts
        curves = [node for node in tree.iter() if node.tag.endswith("polyline")]
        assert len(curves) == len(drawn) + 1
        width, height = float(tree.attrib["width"]), float(tree.attrib["height"])
        assert width > 0
        assert height > 0
    assert draw([], title="Nothing").startswith("<svg")


def test_a_perfect_judge_lies_on_the_line() -> None:
    random = np.random.default_rng(2)
    stated = random.random(6_000)
    right = random.random(6_000) < stated
    picture = reliability_picture(
        [Panel(title="perfect", probabilities=stated.tolist(), right=right.tolist())],
        title="Reliability",
    )
    tree = ElementTree.fromstring(picture)
    circles = [node.attrib for node in tree.iter() if node.tag.endswith("circle")]
    assert len(circles) == 15
    for circle in circles:
        across, up = float(circle["cx"]), float(circle["cy"])
        assert across + up == pytest.approx(168, abs=10), "on the diagonal, y counts downwards"
