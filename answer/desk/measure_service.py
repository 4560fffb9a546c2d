"""How well the desk serves: each figure with the cases it is made from, whole and by group.

Measured are the cases opened in a period, as they stand at its end or later. All times are by the
wall clock, as the customer waits them. A share counts every case whose outcome is known, also those
that nobody has answered, not only the answered ones. Medians and percentiles are by nearest rank:
each is the time of a real case.

=========================== =======================================================================
``cases``                   Opened in the period.
``backlog``                 Of all cases, those not resolved when the period ends.
``first_reply_minutes``     From opening to an agent's first reply; median.
``first_reply_minutes_p90`` Nine of ten were replied to sooner.
``first_reply_in_time``     Replied to before the clock to the first reply ran out; not yet due and
                            not yet replied to counts neither way.
``resolution_in_time``      Resolved before the clock to the resolution ran out, alike.
``handling_minutes``        Average handling time: how long agents had a case in hand, from claiming
                            it to waiting for somebody, releasing or resolving it, all such spans
                            together; of resolved cases. (Call centres add talk, hold and after-call
                            work; of written cases this is what the three come to.)
``first_contact_resolution`` Resolved by the first who took it: not raised, not handed to another
                            agent or team, not opened again within the days the book gives. Passing
                            on an unclaimed case with the sun is no transfer. Known once those days
                            have passed.
``reopened_share``          Of resolved cases, those opened again.
``transfers``               Raised, or handed on by an agent; mean number a case.
``csat``                    Mean of the ratings, 1 to 5.
=========================== =======================================================================
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answer.desk.case import Case, CaseEvent
from answer.desk.service import ServiceTargets
from answer.desk.service_figures import DIMENSIONS, Figure, GroupFigures

DESK = "desk"
"""The actor of what nobody did: the clock, the sun."""
_SOMEBODY = "?"
"""Who a case was assigned to, whatever their name."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One case as its events tell it."""

    case: Case
    is_in_period: bool
    is_open_at_end: bool
    first_reply_minutes: float | None
    first_reply_in_time: bool | None
    """None: not known yet."""
    resolution_in_time: bool | None
    is_resolved: bool
    handling_minutes: float
    resolved_at_first_contact: bool | None
    is_reopened: bool
    transfers: int


def measure_service(
    cases: Sequence[Case],
    events: Sequence[CaseEvent],
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    reopens_within_days: int,
    targets: ServiceTargets,
) -> tuple[GroupFigures, ...]:
    """The figures of the cases opened from ``since`` to before ``until``, looked at ``at``.

    All cases first, then group by group of each dimension. ``cases`` and ``events`` may hold more
    than the period: the backlog is made from all of them.
    """
    of_case: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event.id):
        if event.at <= at:
            of_case[event.case_id].append(event)
    told = [
        _told(
            case,
            of_case[case.id],
            since=since,
            until=until,
            at=at,
            reopens_within=timedelta(days=reopens_within_days),
        )
        for case in sorted(cases, key=lambda case: (case.opened_at, case.id))
        if case.opened_at < until
    ]
    found = [GroupFigures(dimension="", group="", figures=_figures(told, targets))]
    for dimension in DIMENSIONS:
        groups: dict[str, list[_Told]] = defaultdict(list)
        for one in told:
            groups[str(getattr(one.case, dimension))].append(one)
        found += [
            GroupFigures(dimension=dimension, group=name, figures=_figures(groups[name], targets))
            for name in sorted(groups)
        ]
    return tuple(found)


def _figures(told: Sequence[_Told], targets: ServiceTargets) -> tuple[Figure, ...]:
    inside = [one for one in told if one.is_in_period]
    resolved = [one for one in inside if one.is_resolved]
    replied = [one for one in inside if one.first_reply_minutes is not None]
    minutes = {one.case.id: one.first_reply_minutes or 0.0 for one in replied}
    backlog = [one for one in told if one.is_open_at_end]
    rated = {one.case.id: float(one.case.csat) for one in inside if one.case.csat is not None}
    figures = (
        Figure(name="cases", value=len(inside), cases=_ids(inside)),
        Figure(name="backlog", value=len(backlog), cases=_ids(backlog)),
        Figure(name="first_reply_minutes", value=_quantile(minutes, 0.5), cases=_ids(replied)),
        Figure(name="first_reply_minutes_p90", value=_quantile(minutes, 0.9), cases=_ids(replied)),
        _share("first_reply_in_time", inside, lambda one: one.first_reply_in_time),
        _share("resolution_in_time", inside, lambda one: one.resolution_in_time),
        Figure(
            name="handling_minutes",
            value=_mean({one.case.id: one.handling_minutes for one in resolved}),
            cases=_ids(resolved),
        ),
        _share("first_contact_resolution", resolved, lambda one: one.resolved_at_first_contact),
        Figure(
            name="reopened_share",
            value=_mean({one.case.id: float(one.is_reopened) for one in resolved}),
            cases=_ids(resolved),
            short=_ids([one for one in resolved if one.is_reopened]),
        ),
        Figure(
            name="transfers",
            value=_mean({one.case.id: float(one.transfers) for one in inside}),
            cases=_ids(inside),
            short=_ids([one for one in inside if one.transfers]),
        ),
        Figure(name="csat", value=_mean(rated), cases=tuple(rated)),
    )
    return tuple(replace(figure, target=getattr(targets, figure.name, None)) for figure in figures)


def _told(
    case: Case,
    events: Sequence[CaseEvent],
    *,
    since: datetime,
    until: datetime,
    at: datetime,
    reopens_within: timedelta,
) -> _Told:
    first_reply = next((event.at for event in events if event.step == "replied"), None)
    resolutions = [event.at for event in events if event.step in ("resolved", "given_back")]
    first_resolution = resolutions[0] if resolutions else None
    reopened_at = next((event.at for event in events if event.step == "reopened"), None)
    transfers = _transfers(events)
    return _Told(
        case=case,
        is_in_period=case.opened_at >= since,
        is_open_at_end=_state_at(events, until) != "resolved",
        first_reply_minutes=None
        if first_reply is None
        else (first_reply - case.opened_at) / _MINUTE,
        first_reply_in_time=_in_time(
            first_reply,
            case.first_reply_due_at,
            is_breached=_breached(events, "breached_first_reply", first_reply),
            # who settles a case without a word has not missed a reply
            is_over=first_reply is None and first_resolution is not None,
            at=at,
        ),
        resolution_in_time=_in_time(
            first_resolution,
            None if reopened_at else case.resolve_due_at,
            is_breached=_breached(events, "breached_resolution", first_resolution),
            is_over=False,
            at=at,
        ),
        is_resolved=first_resolution is not None,
        handling_minutes=_handling(events, at=at) / _MINUTE,
        resolved_at_first_contact=_at_first_contact(
            first_resolution, reopened_at, transfers, within=reopens_within, at=at
        ),
        is_reopened=reopened_at is not None,
        transfers=transfers,
    )


def _in_time(
    done_at: datetime | None,
    due_at: datetime | None,
    *,
    is_breached: bool,
    is_over: bool,
    at: datetime,
) -> bool | None:
    """A breach gives a case new clocks, so that what was due first is told by the breach alone."""
    if is_breached:
        return False
    if is_over:
        return None
    if done_at is not None:
        return due_at is None or done_at <= due_at
    return False if due_at is not None and due_at < at else None


def _breached(events: Sequence[CaseEvent], step: str, done_at: datetime | None) -> bool:
    return any(event.step == step and (done_at is None or event.at <= done_at) for event in events)


def _at_first_contact(
    resolved_at: datetime | None,
    reopened_at: datetime | None,
    transfers: int,
    *,
    within: timedelta,
    at: datetime,
) -> bool | None:
    if resolved_at is None:
        return None
    if transfers or (reopened_at is not None and reopened_at - resolved_at <= within):
        return False
    return True if at - resolved_at > within else None


def _transfers(events: Sequence[CaseEvent]) -> int:
    """Of what somebody had, or was too much for a level."""
    found, holder = 0, ""
    for event in events:
        match event.step:
            case "claimed":
                found += holder not in ("", _SOMEBODY, event.actor)
                holder = event.actor
            case "assigned":
                found += holder != ""
                holder = _SOMEBODY
            case "raised" | "passed_on" if event.step == "raised" or event.actor != DESK:
                found, holder = found + 1, ""
    return found


def _handling(events: Sequence[CaseEvent], *, at: datetime) -> timedelta:
    total = timedelta()
    since: datetime | None = None
    for event in events:
        if event.state == "claimed" and since is None:
            since = event.at
        elif event.state != "claimed" and since is not None:
            total, since = total + (event.at - since), None
    return total if since is None else total + (at - since)


def _state_at(events: Sequence[CaseEvent], moment: datetime) -> str:
    return next((event.state for event in reversed(events) if event.at < moment), "open")


def _share(name: str, told: Sequence[_Told], came_out: Callable[[_Told], bool | None]) -> Figure:
    """Of those whose outcome is known."""
    known = {one.case.id: out for one in told if (out := came_out(one)) is not None}
    return Figure(
        name=name,
        value=_mean({case_id: float(out) for case_id, out in known.items()}),
        cases=tuple(known),
        short=tuple(case_id for case_id, out in known.items() if not out),
    )


def _ids(told: Sequence[_Told]) -> tuple[str, ...]:
    return tuple(one.case.id for one in told)


def _mean(values: Mapping[str, float]) -> float | None:
    return sum(values.values()) / len(values) if values else None


def _quantile(values: Mapping[str, float], share: float) -> float | None:
    """By nearest rank."""
    ordered = sorted(values.values())
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else None
