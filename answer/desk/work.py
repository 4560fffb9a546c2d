"""What agents do with a case: claim, reply, pass on, resolve, give back. CONDUCTOR.

Every step is one transaction: the case, its event, what was written to the customer, and whether
the machine answers in the conversation again.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from answer.desk.audit_log import AuditLog
from answer.desk.case import Case, CaseStep
from answer.desk.case_steps import TRANSITIONS, next_state
from answer.desk.conversation import Message
from answer.desk.desk import Desk
from answer.desk.message_ids import check_unused
from answer.desk.new_clocks import at_level, with_new_clocks
from answer.desk.override import COLLEAGUES_CASE, OVERRIDE, override_of
from answer.desk.tell_customer import tell_handed_back
from answer.reply import Level
from ingest.errors import DeskConflict, DeskInvalid, NotYours
from ingest.language import detect

Waiting = Literal["waiting_customer", "waiting_l2", "waiting_l3"]
LEVEL_WAITED_FOR: dict[Waiting, Level] = {"waiting_l2": "L2", "waiting_l3": "L3"}


class Caseworker:
    """The steps of agents. Each raises ``DeskMissing``, or ``DeskConflict`` saying who has it.

    ``version`` is the case's as the agent saw it; None takes the step from whatever it is now. Who
    is no lead takes no step with a colleague's case: raises ``NotYours``. What an agent gave to a
    colleague, they may take back until something else is done with it.
    """

    def __init__(self, desk: Desk, *, is_lead: bool = True) -> None:
        self._desk = desk
        self._is_lead = is_lead

    def claim(self, case_id: str, *, agent: str) -> Case:
        """The case as this agent's; of all who claim one, the first gets it."""
        return self._desk.cases.claim(case_id, agent=agent, at=self._desk.now())

    def release(self, case_id: str, *, agent: str, version: int | None = None) -> Case:
        """The case back in the queue, for somebody else."""
        return self._step(
            case_id,
            "released",
            agent,
            lambda case: replace(case, assignee="", transfers=case.transfers + 1),
            version=version,
        )

    def reply(
        self,
        case_id: str,
        *,
        agent: str,
        text: str,
        language: str = "",
        reply_id: str = "",
        message_id: str = "",
        version: int | None = None,
        then: Literal["stay", "wait", "resolve"] = "stay",
        note: str = "",
    ) -> Case:
        """The customer is written to; the first time stops the clock of the first reply.

        Whoever replies to a case that nobody has, has it. The same ``message_id`` sent twice is
        sent once.
        """
        desk, at = self._desk, self._desk.now()
        if not text.strip():
            raise DeskInvalid("text is empty; write what the customer should read")
        with desk.database.writing():
            case = desk.cases.case(case_id)
            if case.is_erased:
                raise DeskConflict(
                    f"case {case_id!r} has no customer any more, who was erased: nobody would read "
                    f"a reply; leave a note, or resolve it"
                )
            conversation = desk.conversations.conversation(case.conversation_id)
            message = Message(
                id=message_id or uuid.uuid4().hex,
                conversation_id=case.conversation_id,
                customer_id=conversation.customer_id,
                role="agent",
                text=text,
                language=language or detect(text, hint=case.language),
                channel=conversation.channel or case.channel,
                at=at,
                author=agent,
                reply_id=reply_id,
            )
            known = desk.conversations.message(case.conversation_id, message.id)
            check_unused(known, message_id=message.id, role="agent", text=text)
            if not desk.conversations.add_message(message):
                return case
            if case.state == "open" or not (case.assignee or case.state == "waiting_customer"):
                case = self.claim(case_id, agent=agent)
                version = None if version is None else version + 1
            case = self._step(
                case_id,
                "replied",
                agent,
                lambda case: replace(
                    case,
                    first_replied_at=case.first_replied_at or at,
                    assignee=case.assignee or agent,
                ),
                version=version,
                details=(("message_id", message.id),),
            )
            if then == "wait" and case.state != "waiting_customer":
                return self.wait(case_id, agent=agent, on="waiting_customer", note=note)
            if then == "resolve":
                return self.resolve(case_id, agent=agent, note=note)
            return case

    def wait(
        self, case_id: str, *, agent: str, on: Waiting, note: str = "", version: int | None = None
    ) -> Case:
        """The case waits for its customer, or goes to the experts of L2 or L3."""

        def waiting(case: Case) -> Case:
            level = LEVEL_WAITED_FOR.get(on)
            taken_off = replace(case, assignee="")
            return at_level(taken_off, level, desk=self._desk) if level else case

        return self._step(case_id, on, agent, waiting, note=note, version=version)

    def assign(
        self,
        case_id: str,
        *,
        agent: str,
        to_agent: str = "",
        to_team: str = "",
        to_level: Level | None = None,
        note: str = "",
        version: int | None = None,
    ) -> Case:
        """The case goes to another agent, team or level; with a team or level alone, to its queue.

        Raises ``DeskInvalid`` for a team that ``service.yaml`` does not name.
        """
        known = self._desk.service.team_of(to_team) if to_team else None
        if to_team and known is None:
            names = ", ".join(team.name for team in self._desk.service.teams)
            raise DeskInvalid(f"{to_team[:80]!r} is no team; the teams are {names}")
        if not (to_agent or to_team or to_level):
            raise DeskInvalid("nobody to assign to; give 'to_agent', 'to_team' or 'to_level'")

        def assigned(case: Case) -> Case:
            moved = at_level(case, to_level, desk=self._desk) if to_level else case
            return replace(
                moved,
                team=to_team or moved.team,
                assignee=to_agent,
                transfers=case.transfers + 1,
            )

        # without a name it waits in the queue of whoever is meant
        step: CaseStep = "assigned" if to_agent else "raised" if to_level else "passed_on"
        return self._step(case_id, step, agent, assigned, note=note, version=version)

    def note(self, case_id: str, *, agent: str, text: str) -> Case:
        """A note among agents, in the conversation; customers never see it."""
        desk = self._desk
        if not text.strip():
            raise DeskInvalid("note is empty; write what the others should know")
        identity = uuid.uuid4().hex
        with desk.database.writing():
            case = desk.cases.case(case_id)
            desk.conversations.add_message(
                Message(
                    id=identity,
                    conversation_id=case.conversation_id,
                    customer_id=case.customer_id,
                    role="agent",
                    text=text,
                    language=detect(text),
                    channel="note",
                    at=desk.now(),
                    author=agent,
                    is_internal=True,
                )
            )
            return self._step(case_id, "noted", agent, details=(("message_id", identity),))

    def resolve(
        self, case_id: str, *, agent: str, note: str = "", version: int | None = None
    ) -> Case:
        """The case is settled, and the machine answers in the conversation again.

        Raises ``DeskConflict`` where a legal step is still to be taken and no ``note`` says why
        not.
        """
        return self._settled(case_id, "resolved", agent=agent, note=note, version=version)

    def give_back(
        self, case_id: str, *, agent: str, note: str = "", version: int | None = None
    ) -> Case:
        """The machine answers in the conversation again; nobody has anything left to do."""
        return self._settled(case_id, "given_back", agent=agent, note=note, version=version)

    def reopen(
        self, case_id: str, *, agent: str, note: str = "", version: int | None = None
    ) -> Case:
        """A resolved case is this agent's again, and a person has the conversation."""
        desk, at = self._desk, self._desk.now()
        with desk.database.writing():
            case = self._step(
                case_id,
                "reopened",
                agent,
                lambda case: with_new_clocks(
                    replace(
                        case,
                        assignee="",
                        resolved_at=None,
                        reopened=case.reopened + 1,
                        resolution_breached=False,
                    ),
                    desk=desk,
                    at=at,
                ),
                note=note,
                version=version,
            )
            desk.conversations.hand_to_person(case.conversation_id, case_id=case.id)
            return self.claim(case_id, agent=agent)

    def legal_step_done(
        self, case_id: str, *, agent: str, note: str = "", version: int | None = None
    ) -> Case:
        """The legal step of a red case's plan is taken, once; its clock stops."""

        def done(case: Case) -> Case:
            if not case.has_legal_step:
                why = "was taken already" if case.legal_step_due_at else "is of red cases only"
                raise DeskConflict(f"the legal step of case {case.id!r} {why}")
            return replace(case, legal_step_done_at=self._desk.now())

        return self._step(case_id, "legal_step_done", agent, done, note=note, version=version)

    def rate(self, case_id: str, *, score: int, actor: str = "customer", note: str = "") -> Case:
        """How content the customer was, 1 to 5; the last rating counts."""
        if not 1 <= score <= 5:
            raise DeskInvalid(f"score {score} is not between 1 and 5")
        rated = partial(replace, csat=score)
        return self._step(case_id, "rated", actor, rated, note=note)

    def _settled(
        self, case_id: str, step: CaseStep, *, agent: str, note: str, version: int | None
    ) -> Case:
        desk, at = self._desk, self._desk.now()
        with desk.database.writing():
            if (case := desk.cases.case(case_id)).state == "open":
                self.claim(case_id, agent=agent)
                version = None if version is None else version + 1
            case = self._step(
                case_id,
                step,
                agent,
                lambda case: replace(
                    _settleable(case, note),
                    resolved_at=case.resolved_at or at,
                    assignee=case.assignee or agent,
                ),
                note=note,
                version=version,
                # nothing rings for it any more, so its history has to say
                details=(("legal_step", "not taken"),) if case.has_legal_step else (),
            )
            if desk.conversations.conversation(case.conversation_id).case_id == case.id:
                desk.conversations.give_back(case.conversation_id)
                tell_handed_back(case, desk=desk, at=at)
        return case

    def _step(
        self,
        case_id: str,
        step: CaseStep,
        actor: str,
        change: Callable[[Case], Case] = lambda case: case,
        *,
        note: str = "",
        version: int | None = None,
        details: tuple[tuple[str, str], ...] = (),
    ) -> Case:
        def changed(case: Case) -> Case:
            after = change(case)
            state = next_state(step, case.state, has_assignee=bool(after.assignee))
            return replace(after, state=state)

        desk = self._desk
        # raised here where the state forbids it: the sentence says what to do first
        with desk.database.writing():
            known = desk.cases.case(case_id)
            next_state(step, known.state, has_assignee=bool(known.assignee))
            if told := override_of(known, step, actor=actor, note=note):
                may = self._is_lead or self._takes_back(known, change(known), actor=actor)
                if COLLEAGUES_CASE in told["what"] and not may:
                    raise NotYours(
                        f"case {case_id!r} is {known.assignee!r}'s; only they and leads may take "
                        f"this step: leave a note, or have a lead assign it to you"
                    )
                AuditLog(desk.database).add(
                    OVERRIDE,
                    actor=actor,
                    subject=case_id,
                    details=told,
                    customer_id=known.customer_id,
                    conversation_id=known.conversation_id,
                    at=desk.now(),
                )
            return desk.cases.step(
                case_id,
                step=step,
                actor=actor,
                at=desk.now(),
                allowed_from=tuple(TRANSITIONS[step]),
                change=changed,
                details=(*details, *((("note", note),) if note else ())),
                expected_version=version,
            )

    def _takes_back(self, before: Case, after: Case, *, actor: str) -> bool:
        """Whether this agent takes back what they gave away, with nothing done to it since."""
        events = self._desk.cases.events(case_id=before.id)
        was_given_by = events[-1].actor if events and events[-1].step == "assigned" else ""
        return was_given_by == actor == after.assignee


def _settleable(case: Case, note: str) -> Case:
    """A red case is not put away with its legal step open, unless somebody says why."""
    if case.has_legal_step and not note.strip():
        raise DeskConflict(
            f"case {case.id!r} is red and its legal step is not taken; take it "
            "(POST /v1/handoffs/{id}/legal-step), or say in note why it is not needed"
        )
    return case
