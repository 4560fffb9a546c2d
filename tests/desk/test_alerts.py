"""The three-colour alert: what it counts, when it rises at once, how it falls step by step."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.alert import Alert
from answer.desk.alerts import COLOURS, alert_now, has_risen, windows
from answer.desk.case import CaseColour
from answer.desk.service import AlertRules
from answer.desk.service_files import load_service

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def shipped() -> AlertRules:
    found = load_service().alerts
    assert found is not None
    return found


RULES = shipped()


def seen(
    risk_class: str,
    customers: int,
    *,
    before: Sequence[int] = (0, 0, 0, 0),
    last: Alert | None = None,
    at: datetime = NOW,
) -> Alert | None:
    return alert_now(
        RULES, risk_class, customers=customers, customers_before=before, last=last, at=at
    )


def colour_of(alert: Alert | None) -> CaseColour:
    return alert.colour if alert else ""


@pytest.mark.parametrize(
    ("risk_class", "customers", "before", "colour"),
    [
        ("safety", 0, (0, 0, 0, 0), ""),
        ("safety", 1, (0, 0, 0, 0), "yellow"),
        ("safety", 2, (0, 0, 0, 0), "orange"),
        ("safety", 3, (0, 0, 0, 0), "red"),
        # an injury is never usual
        ("safety", 3, (9, 9, 9, 9), "red"),
        ("fraud", 3, (0, 0, 0, 0), ""),
        ("fraud", 4, (0, 0, 0, 0), "yellow"),
        ("fraud", 12, (0, 0, 0, 0), "red"),
        # four times as many as usual for red, three for orange, two for yellow
        ("fraud", 12, (3, 3, 3, 3), "red"),
        ("fraud", 12, (4, 4, 4, 4), "orange"),
        ("fraud", 12, (5, 5, 5, 5), "yellow"),
        ("fraud", 12, (7, 7, 7, 7), ""),
        ("fraud", 12, (12, 0, 0, 0), "red"),
        ("negotiation", 500, (0, 0, 0, 0), ""),
    ],
)
def test_a_colour_is_so_many_customers_and_so_many_times_the_usual_number(
    risk_class: str, customers: int, before: Sequence[int], colour: CaseColour
) -> None:
    found = seen(risk_class, customers, before=before)
    assert colour_of(found) == colour
    if found:
        assert (found.customers, found.usual) == (customers, sum(before) / 4)
        assert found.since == NOW
        assert found.is_red == (colour == "red")


def test_windows_follow_each_other_back_from_now() -> None:
    found = windows(RULES, "safety", at=NOW)
    assert len(found) == RULES.windows_before + 1
    assert found[0] == (NOW - timedelta(hours=72), NOW)
    assert all(later[0] == earlier[1] for later, earlier in pairwise(found))


def test_it_rises_at_once_and_is_told_once() -> None:
    one = seen("safety", 1)
    three = seen("safety", 3, last=one, at=NOW + timedelta(minutes=1))
    assert has_risen(None, one)
    assert has_risen(one, three)
    assert colour_of(three) == "red"
    again = seen("safety", 3, last=three, at=NOW + timedelta(minutes=2))
    assert not has_risen(three, again)
    assert again is not None
    assert again.since == NOW + timedelta(minutes=1)


def test_it_falls_a_step_a_day_and_no_sooner() -> None:
    alert = seen("safety", 3)
    colours = []
    for hour in range(1, 80):
        alert = seen("safety", 0, last=alert, at=NOW + timedelta(hours=hour))
        colours.append(colour_of(alert))
    assert colours[22:24] == ["red", "orange"]
    assert colours[46:48] == ["orange", "yellow"]
    assert colours[70:72] == ["yellow", ""]


def test_a_count_that_goes_up_and_down_neither_blinks_nor_is_told_twice() -> None:
    alert = seen("safety", 3)
    told = 0
    for hour in range(1, 20 * 24):
        before, at = alert, NOW + timedelta(hours=hour)
        alert = seen("safety", 3 if hour % 20 == 0 else 2, last=before, at=at)
        told += has_risen(before, alert)
        assert colour_of(alert) == "red"
    assert told == 0


counts = st.lists(st.integers(0, 20), min_size=1, max_size=60)


@given(
    st.sampled_from(["safety", "fraud", "legal", "a class of one's own"]),
    counts,
    st.lists(st.integers(0, 20), max_size=5),
    st.integers(1, 48),
)
def test_whatever_is_counted_it_jumps_up_and_climbs_down(
    risk_class: str, counted: list[int], before: list[int], hours: int
) -> None:
    last: Alert | None = None
    for number, customers in enumerate(counted):
        at = NOW + timedelta(hours=hours * number)
        asked = colour_of(seen(risk_class, customers, before=before, at=at))
        now = seen(risk_class, customers, before=before, last=last, at=at)
        was, is_now = COLOURS.index(colour_of(last)), COLOURS.index(colour_of(now))
        # never below what is asked for, never more than a step down
        assert is_now >= COLOURS.index(asked)
        assert is_now >= was - 1
        if is_now > was:
            assert colour_of(now) == asked
            assert has_risen(last, now)
        if is_now < was:
            assert last is not None
            assert at - last.upheld_at >= timedelta(hours=RULES.falls_after_hours)
        if now is not None:
            assert now.upheld_at <= at
            assert now.since <= at
        last = now


@given(
    st.sampled_from(["safety", "fraud"]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.lists(st.integers(0, 20), max_size=5),
    st.sampled_from(COLOURS),
)
def test_more_customers_never_lower_a_colour(
    risk_class: str, customers: int, more: int, before: list[int], colour: CaseColour
) -> None:
    last = Alert(
        risk_class=risk_class, colour=colour, customers=1, usual=0.0, since=NOW, upheld_at=NOW
    )
    at = NOW + timedelta(hours=30)
    fewer = seen(risk_class, customers, before=before, last=last, at=at)
    many = seen(risk_class, customers + more, before=before, last=last, at=at)
    assert COLOURS.index(colour_of(many)) >= COLOURS.index(colour_of(fewer))


def test_an_alert_that_is_over_is_told_once_more_and_then_no_longer() -> None:
    yellow = seen("safety", 1)
    assert yellow is not None
    over = seen("safety", 0, last=yellow, at=NOW + timedelta(hours=25))
    assert over is not None
    assert over.colour == ""
    assert seen("safety", 0, last=over, at=NOW + timedelta(hours=26)) is None
    assert colour_of(seen("safety", 1, last=over, at=NOW + timedelta(hours=26))) == "yellow"
