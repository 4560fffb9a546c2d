"""A hand-off → its case: a new one, or the conversation's own, written to or opened again."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from answer.desk.case import NOT_RESOLVED, Case, CaseFilter
from answer.desk.case_rows import Details
from answer.desk.case_steps import next_state, step_when_customer_writes
from answer.desk.conversation import Message
from answer.desk.desk import Desk
from answer.desk.promise import (
    PRIORITY_IF_SUSPECTED,
    PRIORITY_WITHOUT_RISK,
    deadlines_of,
    priority_of,
)
from answer.desk.service import LEVELS, Deadlines, tier_of
from answer.desk.service_clock import after_waiting
from answer.question import PreparedQuestion
from answer.reply import Handoff
from answer.risk import Risk

ASKED_BEFORE = "asked_before"
"""Among an event's details, once for each: the message that asked the same."""


def file_case(
    handoff: Handoff,
    prepared: PreparedQuestion,
    *,
    asked_before: Sequence[str] = (),
    by: str = "",
    note: str = "",
    desk: Desk,
    at: datetime,
) -> Case:
    """The case that a person has the message by; from now on they have the conversation.

    ``asked_before`` are the customer's messages that asked the same; ``by`` is the agent who handed
    it over, with their ``note``, where the machine did not. Runs inside the transaction that keeps
    the reply.
    """
    question = prepared.question
    clocks = deadlines_of(
        handoff, prepared, service=desk.service, risks=desk.risks, markets=desk.markets, at=at
    )
    last = desk.cases.case_of(question.conversation_id)
    step = last and step_when_customer_writes(
        last, at=at, reopens_within_days=desk.service.reopens_within_days
    )
    told: Details = tuple((ASKED_BEFORE, message_id) for message_id in asked_before)
    if note:
        told = (*told, ("note", note))
    if last is None or step is None:
        case = desk.cases.open_case(
            _new_case(handoff, prepared, clocks, desk=desk, at=at),
            actor=by or "desk",
            details=told,
        )
    elif step == "reopened":
        case = _reopened(last, handoff, prepared, clocks, told, by=by, desk=desk, at=at)
    else:
        case = _written_to(last, prepared, clocks, desk=desk, at=at)
    desk.conversations.hand_to_person(question.conversation_id, case_id=case.id)
    return case


def note_message(message: Message, case: Case, *, risks: Sequence[Risk] = (), desk: Desk) -> Case:
    """The case whose customer wrote elsewhere: it is no longer their turn.

    What is more pressing in it puts the case first; its clocks stay as they were promised.
    """
    told = [risk for risk in risks if not risk.is_suspected]
    pressing = _more_pressing(case, told, desk=desk)
    rank = min(tier_of(desk.service, case.tier).rank, 9)

    def written(found: Case) -> Case:
        found = _customers_turn_over(found, desk=desk, at=message.at)
        if pressing is None:
            return found
        return replace(
            found,
            risk_class=pressing.risk_class,
            priority=min(found.priority, pressing.priority + rank),
        )

    return desk.cases.step(
        case.id,
        step="customer_wrote",
        actor="customer",
        at=message.at,
        allowed_from=NOT_RESOLVED,
        change=written,
        details=(("message_id", message.id),),
    )


def _new_case(
    handoff: Handoff, prepared: PreparedQuestion, clocks: Deadlines, *, desk: Desk, at: datetime
) -> Case:
    question = prepared.question
    assignee = clocks.assignee or _dispatched_to(clocks.team, question.customer_tier, desk)
    return Case(
        id=f"{at:%y%m%d}-{secrets.token_hex(4)}",
        conversation_id=question.conversation_id,
        customer_id=question.customer_id,
        message_id=question.id,
        reply_id=handoff.id,
        question=question.question,
        language=handoff.language,
        market=question.market,
        product=question.product,
        channel=question.channel,
        reason=handoff.reason,
        risk_class=handoff.risk_class,
        tier=question.customer_tier,
        level=handoff.level,
        priority=_priority_of(handoff, prepared, desk),
        opened_at=at,
        team=clocks.team,
        assignee=assignee,
        state="claimed" if assignee else "open",
        first_reply_due_at=clocks.first_reply_at,
        resolve_due_at=clocks.resolve_at,
        legal_step_due_at=clocks.legal_step_at,
    )


def _dispatched_to(team_name: str, tier: str, desk: Desk) -> str:
    """Whoever of the team has the fewest cases, where the tier's cases are given out at once."""
    team = desk.service.team_of(team_name)
    if team is None or not tier_of(desk.service, tier).is_dispatched:
        return ""

    def load(agent: str) -> int:
        return desk.cases.cases(CaseFilter(assignee=agent), limit=1).total

    return min(team.agents, key=load, default="")


def _reopened(
    last: Case,
    handoff: Handoff,
    prepared: PreparedQuestion,
    clocks: Deadlines,
    told: Details,
    *,
    by: str,
    desk: Desk,
    at: datetime,
) -> Case:
    """It is as urgent as what they write now, and is about that from now on."""
    question = prepared.question
    priority = _priority_of(handoff, prepared, desk)

    def opened_again(case: Case) -> Case:
        return replace(
            _on_the_red_plan(case, clocks),
            state=next_state("reopened", case.state),
            assignee="",
            team=clocks.team,
            reply_id=handoff.id,
            question=question.question,
            language=handoff.language,
            product=question.product or case.product,
            reason=case.reason if handoff.reason == "with_person" else handoff.reason,
            risk_class=handoff.risk_class or case.risk_class,
            tier=question.customer_tier,
            level=max(case.level, handoff.level, key=LEVELS.index),
            priority=min(case.priority, priority),
            resolved_at=None,
            reopened=case.reopened + 1,
            first_reply_due_at=clocks.first_reply_at,
            resolve_due_at=clocks.resolve_at,
            first_replied_at=None,
            first_reply_breached=False,
            resolution_breached=False,
        )

    return desk.cases.step(
        last.id,
        step="reopened",
        actor=by or "customer",
        at=at,
        allowed_from=("resolved",),
        change=opened_again,
        details=(("message_id", question.id), *told),
    )


def _written_to(
    last: Case, prepared: PreparedQuestion, clocks: Deadlines, *, desk: Desk, at: datetime
) -> Case:
    """The case that the customer went on writing in; what is more pressing raises it."""
    pressing = _more_pressing(last, prepared.risks, desk=desk)
    raised = pressing is not None and LEVELS.index(pressing.level) > LEVELS.index(last.level)
    tier = tier_of(desk.service, prepared.question.customer_tier)

    def written(case: Case) -> Case:
        case = _customers_turn_over(case, desk=desk, at=at)
        if case.tier != tier.name:  # who they are was told only now
            priority = min(case.priority, _priority_of_class(case, desk) + min(tier.rank, 9))
            case = _sooner_by(replace(case, tier=tier.name, priority=priority), clocks)
        if prepared.suspected:
            suspected = PRIORITY_IF_SUSPECTED + min(tier.rank, 9)
            case = replace(case, priority=min(case.priority, suspected))
        if pressing is None:
            return case
        return replace(
            _on_the_red_plan(_sooner_by(case, clocks), clocks),
            risk_class=pressing.risk_class,
            priority=min(case.priority, pressing.priority + min(tier.rank, 9)),
            level=pressing.level if raised else case.level,
            team=clocks.team if raised else case.team,
        )

    return desk.cases.step(
        last.id,
        step="customer_wrote",
        actor="customer",
        at=at,
        allowed_from=NOT_RESOLVED,
        change=written,
        details=(("message_id", prepared.question.id),),
    )


def _customers_turn_over(case: Case, *, desk: Desk, at: datetime) -> Case:
    state = next_state("customer_wrote", case.state, has_assignee=bool(case.assignee))
    if case.state != "waiting_customer":
        return replace(case, state=state)
    waits = desk.cases.events(case_id=case.id, steps=("waiting_customer",))
    since = waits[-1].at if waits else case.opened_at
    due = after_waiting(desk.service, case, since=since, until=at)
    return replace(case, state=state, resolve_due_at=due)


def _more_pressing(case: Case, risks: Sequence[Risk], *, desk: Desk) -> Risk | None:
    """What a person has to answer and comes before what the case is about so far.

    Compared by class: a case's own priority also tells of its customer and its breaches.
    """
    found = next((risk for risk in risks if risk.action == "hand_over"), None)
    return found if found and found.priority < _priority_of_class(case, desk) else None


def _priority_of(handoff: Handoff, prepared: PreparedQuestion, desk: Desk) -> int:
    return priority_of(
        handoff, service=desk.service, risks=desk.risks, is_suspected=bool(prepared.suspected)
    )


def _priority_of_class(case: Case, desk: Desk) -> int:
    known = desk.risks.classes.get(case.risk_class)
    return known.priority if known else PRIORITY_WITHOUT_RISK


def _on_the_red_plan(case: Case, clocks: Deadlines) -> Case:
    """The case with its legal step, where what was written now puts it on the plan."""
    if case.has_legal_step or clocks.legal_step_at is None:
        return case
    return replace(case, legal_step_due_at=clocks.legal_step_at, legal_step_done_at=None)


def _sooner_by(case: Case, clocks: Deadlines) -> Case:
    """The case with each clock that ends later ended with these."""
    first, resolve = case.first_reply_due_at, case.resolve_due_at
    return replace(
        case,
        first_reply_due_at=min(first or clocks.first_reply_at, clocks.first_reply_at),
        resolve_due_at=min(resolve or clocks.resolve_at, clocks.resolve_at),
    )
