"""What becomes of the cases of somebody who is erased.

A person was to reply, and nobody is left to reply to: such a case is closed. One on the red plan is
not: the danger that it tells of, to whoever else has the product, is no matter of the customer's
alone. It stays in the queue with its clocks, without words and without whose it was.

Every case, also one that was resolved long ago, has a step that says so: webhooks tell of it, so
that a helpdesk erases what it was told.
"""

from dataclasses import replace

from answer.desk.case import Case
from answer.desk.case_steps import TRANSITIONS, next_state
from api.desking import DeskServices

CLOSED = "closed because everything about its customer was erased"
"""In a case's history, where it was open until then."""


class CasesOfErased:
    """The desk's, one by one; each step is part of the erasure's transaction."""

    def __init__(self, desk: DeskServices) -> None:
        self._desk = desk

    def close(self, case_id: str, *, actor: str) -> None:
        """Settled, unanswered."""
        self._desk.work.resolve(case_id, agent=actor, note=CLOSED)

    def product(self, case_id: str) -> str:
        """What the case is about, if documents name it so; what only its customer called something
        is their words."""
        return self._desk.product_of(self._desk.desk.cases.case(case_id))

    def tell(self, case_id: str, *, product: str, actor: str) -> None:
        """A step that says why nobody is named. What is open goes on, and no first reply is due;
        ``product`` is what it is about."""

        def alone(case: Case) -> Case:
            if case.state == "resolved":
                return case
            state = next_state("erased", case.state, has_assignee=bool(case.assignee))
            return replace(case, state=state, product=product, first_reply_due_at=None)

        self._desk.desk.cases.step(
            case_id,
            step="erased",
            actor=actor,
            at=self._desk.desk.now(),
            allowed_from=tuple(TRANSITIONS["erased"]),
            change=alone,
        )
