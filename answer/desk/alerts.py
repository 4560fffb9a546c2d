"""The three-colour alert: a class of risk seen with more customers than is usual.

1. Counted are different customers, in the window that ends now and in the windows before it, whose
   mean is what is usual.
2. A colour is asked for when both its counts are reached: so many customers, and so many times the
   usual number.
3. A higher colour is taken at once. A lower one is taken step by step, each after
   ``falls_after_hours`` in which nothing asked for the present one: a count that goes up and down
   around a threshold neither blinks nor is told of twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from answer.desk.alert import Alert
from answer.desk.case import CaseColour
from answer.desk.service import AlertRule, AlertRules

COLOURS: tuple[CaseColour, ...] = ("", "yellow", "orange", "red")
"""From none to the highest."""


def windows(
    rules: AlertRules, risk_class: str, *, at: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """From when and until when (exclusive) customers are counted: the present window, then those
    before it, latest first."""
    length = timedelta(hours=rules.rule_of(risk_class).window_hours)
    return tuple(
        (at - length * (number + 1), at - length * number)
        for number in range(rules.windows_before + 1)
    )


def alert_now(
    rules: AlertRules,
    risk_class: str,
    *,
    customers: int,
    customers_before: Sequence[int],
    last: Alert | None,
    at: datetime,
) -> Alert | None:
    """The alert of a class at a moment; None where there is none and was none.

    ``customers`` and ``customers_before`` are the counts of ``windows``; ``last`` is the alert as
    it was. One that has fallen all the way is given once more, without a colour.
    """
    if risk_class in rules.unwatched:
        return None
    usual = sum(customers_before) / len(customers_before) if customers_before else 0.0
    asked = COLOURS.index(_asked_for(rules.rule_of(risk_class), customers, usual))
    before = COLOURS.index(last.colour) if last else 0
    if last is None or not (asked or before):
        if not asked:
            return None
        return _alert(risk_class, asked, customers, usual, since=at, upheld_at=at)
    if asked >= before:
        since = at if asked > before else last.since
        return _alert(risk_class, asked, customers, usual, since=since, upheld_at=at)
    if at - last.upheld_at < timedelta(hours=rules.falls_after_hours):
        return _alert(
            risk_class, before, customers, usual, since=last.since, upheld_at=last.upheld_at
        )
    return _alert(risk_class, before - 1, customers, usual, since=at, upheld_at=at)


def has_risen(last: Alert | None, now: Alert | None) -> bool:
    """Whether somebody has to be told: the colour is higher than it was."""
    before, after = (COLOURS.index(one.colour) if one else 0 for one in (last, now))
    return after > before


def _asked_for(rule: AlertRule, customers: int, usual: float) -> CaseColour:
    steps = {"red": rule.red, "orange": rule.orange, "yellow": rule.yellow}
    for colour in reversed(COLOURS[1:]):
        step = steps[colour]
        if customers >= step.customers and customers >= step.times_usual * usual:
            return colour
    return ""


def _alert(
    risk_class: str,
    colour: int,
    customers: int,
    usual: float,
    *,
    since: datetime,
    upheld_at: datetime,
) -> Alert:
    return Alert(
        risk_class=risk_class,
        colour=COLOURS[colour],
        customers=customers,
        usual=usual,
        since=since,
        upheld_at=upheld_at,
    )
