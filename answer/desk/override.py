"""A step that somebody took against the rule → what the audit keeps of it; most steps are none."""

from collections.abc import Mapping
from typing import Any

from answer.desk.case import Case, CaseStep

OVERRIDE = "override"
"""The kind of record."""
_SETTLES: tuple[CaseStep, ...] = ("resolved", "given_back")
_OF_WHOEVER_HAS_IT: tuple[CaseStep, ...] = (
    "released",
    "assigned",
    "waiting_customer",
    "waiting_l2",
    "waiting_l3",
    "replied",
    "raised",
    "passed_on",
    "legal_step_done",
    *_SETTLES,
)
COLLEAGUES_CASE = "colleagues_case"
_NO_PERSON = ("customer", "desk")


def override_of(before: Case, step: CaseStep, *, actor: str, note: str) -> Mapping[str, Any] | None:
    """What was overridden, of a case as it stood before the step; None: nothing was.

    A red case put away without its legal step, or a colleague's case.
    """
    what = []
    if step in _SETTLES and before.has_legal_step:
        what.append("legal_step_not_taken")
    is_others = before.state != "resolved" and before.assignee not in ("", actor)
    if is_others and actor not in _NO_PERSON and step in _OF_WHOEVER_HAS_IT:
        what.append(COLLEAGUES_CASE)
    if not what:
        return None
    return {"what": what, "step": step, "assignee": before.assignee, "note": note}
