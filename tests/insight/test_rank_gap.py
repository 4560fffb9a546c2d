import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.service_files import load_service
from answer.insight.change_of_gap import change_of_gap, two_sided
from answer.insight.rank_gap import MOST_WAITING, rank_gap
from answer.insight.unanswered import unanswered
from tests.desk.stored import a_case
from tests.insight.logged import NOW, a_question

SERVICE = load_service()
DAY = timedelta(days=1)


@pytest.mark.parametrize(("recent", "before"), [(0, 0), (1, 0), (2, 1), (1, 4), (3, 4)])
def test_a_few_more_or_fewer_are_no_trend(recent: int, before: int) -> None:
    asked = [NOW - DAY] * recent + [NOW - 10 * DAY] * before
    change = change_of_gap(asked, all_recent=100, all_before=400, until=NOW)
    assert (change.last_7_days, change.before_28_days) == (recent, before)
    assert change.trend == "steady"


def test_what_is_asked_far_more_often_rises_and_what_is_no_longer_asked_falls() -> None:
    rising = change_of_gap(
        [NOW - DAY] * 12 + [NOW - 10 * DAY] * 5, all_recent=100, all_before=400, until=NOW
    )
    falling = change_of_gap([NOW - 10 * DAY] * 30, all_recent=100, all_before=400, until=NOW)
    assert (rising.trend, falling.trend) == ("rising", "falling")
    assert rising.expected == pytest.approx(17 * 0.2)


def test_a_busier_shop_and_a_young_log_are_no_trend() -> None:
    asked = [NOW - DAY] * 40 + [NOW - 10 * DAY] * 10
    assert change_of_gap(asked, all_recent=800, all_before=200, until=NOW).trend == "steady"
    young = change_of_gap([NOW - DAY] * 40, all_recent=90, all_before=0, until=NOW)
    assert young.trend == "steady"


def test_days_count_from_their_first_moment_to_before_their_last() -> None:
    edges = [NOW, NOW - 7 * DAY, NOW - 7 * DAY - timedelta(microseconds=1), NOW - 35 * DAY]
    change = change_of_gap(edges, all_recent=1, all_before=4, until=NOW)
    assert (change.last_7_days, change.before_28_days) == (1, 2)


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.05, 0.95))
def test_the_probability_is_that_of_adding_up_the_binomial(
    successes: int, failures: int, share: float
) -> None:
    trials = successes + failures
    each = [
        math.comb(trials, count) * share**count * (1 - share) ** (trials - count)
        for count in range(trials + 1)
    ]
    wanted = sum(one for one in each if one <= each[successes] * (1 + 1e-7))
    assert two_sided(successes, trials, share) == pytest.approx(min(wanted, 1.0), abs=1e-6)


def test_people_count_not_messages() -> None:
    ten = [a_question(n, customer_id=f"c{n}") for n in range(10)]
    one = [a_question(n, customer_id="c") for n in range(10)]
    spam = [a_question(n, question="SAME  line" if n % 2 else "same line") for n in range(10_000)]
    volumes = [rank_gap(asked, (), service=SERVICE, at=NOW).volume for asked in (ten, one, spam)]
    assert volumes == [10, pytest.approx(1 + math.log2(10)), pytest.approx(1 + math.log2(10_000))]


def test_waiting_and_tier_multiply() -> None:
    plain = a_question(1, customer_id="a", tier="standard")
    case = a_case(1, opened_at=NOW - DAY)
    found = rank_gap([plain], [case], service=SERVICE, at=NOW)
    assert (found.waiting_hours, found.waiting_factor, found.tier_factor) == (24, 2, 1)
    assert found.value == found.volume * found.waiting_factor * found.tier_factor
    replied = replace(case, first_replied_at=NOW - DAY + timedelta(hours=6))
    assert rank_gap([plain], [replied], service=SERVICE, at=NOW).waiting_hours == 6
    diamond = rank_gap([replace(plain, tier="diamond")], (), service=SERVICE, at=NOW)
    assert (diamond.tier_factor, diamond.waiting_hours, diamond.waiting_factor) == (4, None, 1)
    old = rank_gap([plain], [replace(case, opened_at=NOW - 400 * DAY)], service=SERVICE, at=NOW)
    assert old.waiting_factor == MOST_WAITING
    unknown = rank_gap([replace(plain, tier="Zinn")], (), service=SERVICE, at=NOW)
    assert unknown.tier_factor == 1


@pytest.mark.parametrize(
    ("fields", "is_open"),
    [
        ({"reason": "nothing_found"}, True),
        ({"reason": "low_confidence", "verdict": "right"}, True),
        ({"reason": "repeated"}, True),
        ({"reason": "asked_for_person"}, False),
        ({"reason": "risk"}, False),
        ({"reason": "risk", "verdict": "wrong"}, False),
        ({"reason": "with_person"}, False),
        ({"reason": "sensitive_person_data"}, False),
        ({"reason": "low_confidence", "audience": "agent"}, False),
        ({"kind": "answer", "reason": ""}, False),
        ({"kind": "answer", "reason": "", "verdict": "edited"}, False),
        ({"kind": "answer", "reason": "", "verdict": "wrong"}, True),
        ({"kind": "clarify", "reason": ""}, False),
    ],
)
def test_what_is_left_open(fields: dict[str, Any], is_open: bool) -> None:
    record = a_question(**fields)
    assert unanswered([record], at=NOW + 2 * DAY) == ((record,) if is_open else ())


def test_a_question_back_is_open_once_nobody_has_followed_it_up_for_a_day() -> None:
    back = a_question(1, kind="clarify", reason="", conversation_id="c")
    later = a_question(2, kind="answer", reason="", conversation_id="c", at=NOW + DAY / 2)
    late = replace(later, at=NOW + 2 * DAY)
    assert unanswered([back], at=NOW + DAY / 2) == ()
    assert unanswered([back], at=NOW + DAY) == (back,)
    assert unanswered([back, later], at=NOW + 3 * DAY) == ()
    assert unanswered([back, late], at=NOW + 3 * DAY) == (back,)
