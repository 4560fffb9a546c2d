"""Which step may be taken with a case in which state, and what state it is in then."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import get_args

from answer.desk.case import NOT_RESOLVED, Case, CaseState, CaseStep
from ingest.errors import DeskConflict

_Leads = Mapping[CaseState, CaseState]


def _stays(*states: CaseState) -> _Leads:
    return {state: state for state in states}


_ALL: _Leads = _stays(*get_args(CaseState))
_IN_HAND: _Leads = _stays("claimed", "waiting_customer", "waiting_l2", "waiting_l3")
"""Somebody has it, or had it and waits."""


def _all_to(state: CaseState, states: _Leads) -> _Leads:
    return dict.fromkeys(states, state)


TRANSITIONS: Mapping[CaseStep, _Leads] = MappingProxyType(
    {
        "opened": {},
        "claimed": _all_to("claimed", _stays("open", "waiting_l2", "waiting_l3")),
        "released": {**_IN_HAND, "claimed": "open"},
        "assigned": {
            **_all_to("claimed", _stays(*NOT_RESOLVED)),
            "waiting_customer": "waiting_customer",
        },
        "waiting_customer": _all_to(
            "waiting_customer", _stays("claimed", "waiting_l2", "waiting_l3")
        ),
        "waiting_l2": _all_to("waiting_l2", _stays("claimed", "waiting_customer", "waiting_l3")),
        "waiting_l3": _all_to("waiting_l3", _stays("claimed", "waiting_customer", "waiting_l2")),
        # back to whoever has it; to the queue where nobody does
        "customer_wrote": {**_stays(*NOT_RESOLVED), "waiting_customer": "claimed"},
        "replied": _IN_HAND,
        "noted": _ALL,
        "raised": _all_to("open", _stays(*NOT_RESOLVED)),
        # to another team's queue, at the same level
        "passed_on": _all_to("open", _stays(*NOT_RESOLVED)),
        "breached_first_reply": _stays(*NOT_RESOLVED),
        # whether a clock stands while it is the customer's turn is the case's own to say
        "breached_resolution": _stays(*NOT_RESOLVED),
        "breached_legal_step": _stays(*NOT_RESOLVED),
        "legal_step_done": _ALL,
        "alerted": _ALL,
        "resolved": _all_to("resolved", _IN_HAND),
        "reopened": {"resolved": "open"},
        "given_back": _all_to("resolved", {**_IN_HAND, "resolved": "resolved"}),
        "rated": _ALL,
        "promoted": {"resolved": "resolved"},
        # nobody is left who could write
        "erased": {**_ALL, "waiting_customer": "claimed"},
    }
)
"""By step, the states it is allowed in, each with the state it leads to."""

_DOES: dict[CaseStep, str] = {
    "opened": "be opened",
    "claimed": "be claimed",
    "released": "be released",
    "assigned": "be assigned",
    "waiting_customer": "wait for the customer",
    "waiting_l2": "wait for L2",
    "waiting_l3": "wait for L3",
    "customer_wrote": "take a message of the customer",
    "replied": "be replied to",
    "noted": "be noted on",
    "raised": "be raised",
    "passed_on": "be passed on",
    "breached_first_reply": "miss its first reply",
    "breached_resolution": "miss its resolution",
    "breached_legal_step": "miss its legal step",
    "legal_step_done": "have its legal step done",
    "alerted": "join an alert",
    "resolved": "be resolved",
    "reopened": "be opened again",
    "given_back": "be given back to the machine",
    "rated": "be rated",
    "promoted": "be promoted into the knowledge base",
    "erased": "lose its customer",
}
_IS: dict[CaseState, str] = {
    "open": "in the queue; claim it first",
    "claimed": "claimed by an agent; it has to be released or assigned first",
    "waiting_customer": "waiting for the customer",
    "waiting_l2": "waiting for L2; claim it first",
    "waiting_l3": "waiting for L3; claim it first",
    "resolved": "resolved; open it again first",
}


def next_state(step: CaseStep, state: CaseState | None, *, has_assignee: bool = False) -> CaseState:
    """The state after a step; ``state`` is None where there is no case yet.

    ``has_assignee``: somebody has the case, to whom it comes back when the customer writes, or
    never will. Raises ``DeskConflict``, saying what the case is and what to do first.
    """
    if state is None:
        if step == "opened":
            return "open"
        raise DeskConflict(f"a case that is not opened yet cannot {_DOES[step]}; open it first")
    found = TRANSITIONS[step].get(state)
    if found is None:
        raise DeskConflict(f"the case cannot {_DOES[step]}: it is {_why(step, state)}")
    is_turn_over = step in ("customer_wrote", "erased") and state == "waiting_customer"
    if is_turn_over and not has_assignee:
        return "open"
    return found


def step_when_customer_writes(
    case: Case, *, at: datetime, reopens_within_days: int
) -> CaseStep | None:
    """What a message of the customer does to their last case; None: it makes a new one."""
    if case.state != "resolved":
        return "customer_wrote"
    if case.resolved_at is None or at - case.resolved_at <= timedelta(days=reopens_within_days):
        return "reopened"
    return None


def _why(step: CaseStep, state: CaseState) -> str:
    if step == "opened":
        return "open already" if state != "resolved" else "there already, and resolved"
    if step == "claimed" and state == "claimed":
        return "claimed by an agent already"
    if step == "reopened":
        return "not resolved"
    if step == "promoted":
        return "not resolved yet; resolve it first"
    if step == state:
        return f"{_IS[state].split(';')[0]} already"
    if step == "claimed" and state == "waiting_customer":
        return "waiting for the customer; assign it instead"
    return _IS[state]
