"""Outcomes by group, what to look at first, and what changed between two reports."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from answer.compare import compare, read_earlier
from answer.evaluation import Evaluation, Outcome
from answer.groups import LEAST_TO_JUDGE, groups, worst_first
from ingest.errors import ContentError


def outcome(name: str, **fields: Any) -> Outcome:
    """Found first, quoted right and sent, unless said otherwise."""
    values: dict[str, Any] = {
        "id": name,
        "question": f"question {name}",
        "language": "de",
        "document_language": "en",
        "answerable": True,
        "why": "",
        "rank": 1,
        "kind": "answer",
        "reason": "",
        "confidence": 0.9,
        "right": True,
        "answered": True,
        "took_ms": 5.0,
    }
    return Outcome(**{**values, **fields})


def unanswerable(name: str, *, answered: bool = False, confidence: float = 0.1) -> Outcome:
    return outcome(
        name,
        document_language="",
        answerable=False,
        why="internal",
        rank=0,
        right=False,
        answered=answered,
        confidence=confidence,
    )


def evaluation(*outcomes: Outcome, release: str = "r2") -> Evaluation:
    return Evaluation(
        release=release,
        model="m",
        fingerprint="f",
        settings_hash="s",
        threshold=0.8,
        groups=groups(outcomes),
        auroc=1.0,
        calibration_error=0.0,
        coverage_at_3_percent_wrong=1.0,
        coverage_at_10_percent_wrong=1.0,
        risk_coverage=(),
        p50_ms=1.0,
        p95_ms=1.0,
        missing_documents=(),
        outcomes=outcomes,
    )


def test_groups_are_languages_pairs_and_reasons() -> None:
    found = {
        group.name: group
        for group in groups(
            [
                outcome("1"),
                outcome("2", document_language="zh-Hans", rank=4),
                outcome("3", language="pt-BR", rank=0, right=False, answered=False),
                unanswerable("4", answered=True),
            ]
        )
    }
    assert list(found) == ["all", "de", "pt", "de→en", "de→zh", "pt→en", "must not: internal"]
    assert found["all"].questions == 4
    assert found["all"].mrr_at_10.value == pytest.approx((1 + 1 / 4 + 0) / 3)
    assert found["all"].mrr_at_10.count == 3, "what must not be answered has no rank"
    assert found["all"].answered_wrong.value == pytest.approx(1 / 3)
    assert found["de→zh"].recall_at_5.value == 1
    assert found["de→zh"].recall_at_1.value == 0
    assert found["must not: internal"].unanswerable_answered.value == 1
    assert found["must not: internal"].mrr_at_10.count == 0
    assert found["all"].auroc.count == 0, "four questions tell nothing of confidence"


def test_confidence_is_judged_by_language_where_there_are_enough_questions() -> None:
    count = LEAST_TO_JUDGE
    good = [outcome(f"g{n}", confidence=0.9) for n in range(count)]
    bad = [outcome(f"b{n}", confidence=0.2, right=False, rank=0) for n in range(count)]
    few = [outcome(f"f{n}", language="fr") for n in range(count - 1)]
    found = {group.name: group for group in groups([*good, *bad, *few])}
    german = found["de"]
    assert german.auroc.value == 1
    assert german.auroc.low <= german.auroc.value <= german.auroc.high
    assert german.coverage_at_3_percent_wrong.value == 0.5
    assert german.calibration_error.value == pytest.approx((0.1 + 0.2) / 2, abs=0.02)
    assert found["fr"].auroc.count == found["fr"].calibration_error.count == 0


def test_what_went_worst_comes_first_and_what_went_well_not_at_all() -> None:
    amiss = [
        outcome("sure and wrong", rank=1, right=False, confidence=0.95),
        unanswerable("must not", answered=True, confidence=0.85),
        outcome("not found", rank=0, right=False, answered=False),
        outcome("ninth", rank=9, answered=False),
        outcome("second", rank=2),
        outcome("misquoted", right=False, answered=False),
    ]
    fine = [outcome("fine"), unanswerable("refused"), outcome("handed over", answered=False)]
    found = worst_first([*fine, *reversed(amiss)])
    assert [one.id for one in found] == [one.id for one in amiss]


def report(path: Path, *outcomes: Outcome) -> Path:
    values = dataclasses.asdict(evaluation(*outcomes, release="r1"))
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_two_reports_are_compared_question_by_question(tmp_path: Path) -> None:
    earlier = read_earlier(
        report(
            tmp_path / "old.json",
            outcome("better", rank=3),
            outcome("worse"),
            outcome("same"),
            unanswerable("kept back"),
            outcome("gone"),
        )
    )
    now = evaluation(
        outcome("better", rank=1),
        outcome("worse", rank=2, right=False, answered=False),
        outcome("same", confidence=0.7),
        unanswerable("kept back", answered=True),
        outcome("new", rank=0),
    )
    found = compare(earlier, now)
    assert (found.earlier_release, found.shared) == ("r1", 4)
    assert (found.only_earlier, found.only_now) == (1, 1)
    assert [(flip.id, flip.better) for flip in found.flips] == [
        ("kept back", False),
        ("worse", False),
        ("better", True),
    ]
    gains = {(gain.group, gain.figure): gain for gain in found.gains}
    mrr = gains["all", "MRR@10"]
    assert (mrr.before, mrr.after) == pytest.approx(((1 / 3 + 1 + 1) / 3, (1 + 1 / 2 + 1) / 3))
    assert mrr.gain.value == pytest.approx(mrr.after - mrr.before)
    assert mrr.gain.low <= mrr.gain.value <= mrr.gain.high
    assert gains["de→en", "draft right"].gain.value == pytest.approx(-1 / 3)


def test_a_run_compared_with_itself_gains_nothing(tmp_path: Path) -> None:
    outcomes = [outcome(str(number), rank=number % 4) for number in range(30)]
    found = compare(read_earlier(report(tmp_path / "old.json", *outcomes)), evaluation(*outcomes))
    assert found.flips == ()
    assert {(g.gain.value, g.gain.low, g.gain.high) for g in found.gains} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no report"),
        ("[]", "no report"),
        ('{"outcomes": []}', "no report"),
        ('{"release": "r", "outcomes": [{"id": "1"}]}', "'answerable'"),
        ('{"release": "r", "outcomes": []}', "shares no question"),
    ],
)
def test_a_file_that_is_no_report_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=says) as raised:
        compare(read_earlier(path), evaluation(outcome("1")))
    assert "old.json" in str(raised.value)
