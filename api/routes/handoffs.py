"""``/v1/handoffs``: the queue, the packet of a case, and what agents do with it."""

from functools import partial
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import StreamingResponse

from answer.desk.case import NOT_RESOLVED, CaseFilter, CaseState
from answer.desk.promote_case import promote_case
from answer.desk.work import Caseworker, Waiting
from answer.reply import HandoffReason, Level
from api.access.acting import acting, is_lead
from api.access.caller import Caller
from api.desk_schemas import case_out, draft_out, moment
from api.desk_wire import (
    AgentIn,
    AssignIn,
    CaseOut,
    CaseReplyIn,
    CasesOut,
    DraftOut,
    PacketOut,
    PromoteIn,
    WaitIn,
)
from api.idempotent_route import IdempotentRoute
from api.listeners import ListenedStream
from api.named_states import states_named
from api.packing import packet_out
from api.routes.context import CallerOf, Context, ContextOf
from api.stated_language import stated_language

router = APIRouter(route_class=IdempotentRoute, prefix="/v1/handoffs", tags=["agents"])
WAITING: dict[str, Waiting] = {
    "customer": "waiting_customer",
    "l2": "waiting_l2",
    "l3": "waiting_l3",
}
Name = Annotated[str, Query(max_length=200)]
Id = Annotated[str, Path(max_length=200)]
LAST_ID = 2**63 - 1
"""That the store can count to."""
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.get("")
def cases(
    context: ContextOf,
    state: Name = "",
    assignee: Name = "",
    unassigned: bool = False,
    team: Name = "",
    level: Level | None = None,
    reason: HandoffReason | None = None,
    risk_class: Name = "",
    language: Name = "",
    market: Name = "",
    tier: Name = "",
    customer: Name = "",
    q: Name = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> CasesOut:
    """The queue, what is most urgent first; ``state`` names several with commas, or ``all``."""
    desk = context.desk.desk
    page = desk.cases.cases(
        CaseFilter(
            states=states_named(state, get_args(CaseState), otherwise=NOT_RESOLVED),
            assignee=assignee,
            is_unassigned=unassigned,
            team=team,
            level=level,
            reason=reason,
            risk_class=risk_class,
            language=language,
            market=market.upper(),
            tier=tier,
            customer_id=customer,
            text=q,
        ),
        limit=limit,
        offset=offset,
    )
    suspected = context.desk.suspicions.of_cases(page.cases)
    return CasesOut(
        cases=[case_out(case, is_listed=True, suspected=suspected[case.id]) for case in page.cases],
        total=page.total,
        by_state=dict(page.by_state),
        last_event_id=desk.cases.last_event_id(),
        now=moment(desk.now()),
    )


@router.get("/events", response_class=StreamingResponse, responses=_EVENTS)
def events(
    context: ContextOf,
    after: Annotated[int | None, Query(ge=0, le=LAST_ID)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=LAST_ID)] = None,
) -> ListenedStream:
    """Every step of every case as Server-Sent Events, from now on or after an event.

    ``id`` is the event's; a listener that lost its connection gives the last one that it has as
    ``Last-Event-ID``, as browsers do, and misses nothing. A worker keeps 200 listeners, 20 of
    one caller; one more is answered 503 or 429 with ``Retry-After``.
    """
    cases = context.desk.desk.cases
    newest = cases.last_event_id()
    known = last_event_id if last_event_id is not None else after
    # a store put back from a backup has not come as far as its listeners
    begin = newest if known is None else min(known, newest)
    return ListenedStream(
        partial(context.case_events.stream, cases, after=begin), listeners=context.listeners
    )


@router.get("/{case_id}")
def packet(
    case_id: Id,
    context: ContextOf,
    response: Response,
    agent_language: Annotated[str, Query(max_length=35)] = "en",
) -> PacketOut:
    """Everything a person needs to take the case over."""
    response.headers["Cache-Control"] = "no-store"
    found = context.desk.packet(case_id)
    knowledge = context.services.searcher() if found.found.passages else None

    def title_of(path: str) -> str:
        card = knowledge.document(path) if knowledge else None
        return card.title if card else ""

    return packet_out(
        found,
        now=context.desk.desk.now(),
        reader=stated_language(agent_language) or "en",
        gist=context.desk.gist,
        title_of=title_of,
    )


@router.post("/{case_id}/claim")
def claim(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The case as this agent's; 409 says who was first."""
    return case_out(_work(context, caller).claim(case_id, agent=acting(caller, body.agent)))


@router.post("/{case_id}/release")
def release(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The case back in the queue."""
    return case_out(
        _work(context, caller).release(
            case_id, agent=acting(caller, body.agent), version=body.version
        )
    )


@router.post("/{case_id}/wait")
def wait(case_id: Id, body: WaitIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The case waits for its customer, or goes to the experts."""
    case = _work(context, caller).wait(
        case_id,
        agent=acting(caller, body.agent),
        on=WAITING[body.on],
        note=body.note,
        version=body.version,
    )
    return case_out(case)


@router.post("/{case_id}/reply")
def reply(case_id: Id, body: CaseReplyIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """What the agent writes to the customer, and what becomes of the case with it."""
    case = _work(context, caller).reply(
        case_id,
        agent=acting(caller, body.agent),
        text=body.text,
        language=stated_language(body.language),
        reply_id=body.reply_id,
        message_id=body.id,
        version=body.version,
        then=body.then,
        note=body.note,
    )
    if context.services.questions:
        context.services.questions.judge_by_reply(case, reply_id=body.reply_id, text=body.text)
    return case_out(case)


@router.post("/{case_id}/assign")
def assign(case_id: Id, body: AssignIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The case goes to another agent, team or level.

    Where people sign in, 422 for an agent who is none of them, of the keys for the desk, and of
    those who work on a case now; names are told. Who gave it away may take it back
    (``to_agent``: themselves) until something else is done with it.
    """
    agent = acting(caller, body.agent)
    case = _work(context, caller).assign(
        case_id,
        agent=agent,
        to_agent=context.colleagues.named(body.to_agent, agent=agent),
        to_team=body.to_team.strip(),
        to_level=body.to_level,
        note=body.note,
        version=body.version,
    )
    return case_out(case)


@router.post("/{case_id}/note")
def note(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """A note among agents; customers never see it."""
    return case_out(
        _work(context, caller).note(case_id, agent=acting(caller, body.agent), text=body.note)
    )


@router.post("/{case_id}/resolve")
def resolve(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The case is settled, and the machine answers in the conversation again."""
    work = _work(context, caller)
    return case_out(
        work.resolve(
            case_id, agent=acting(caller, body.agent), note=body.note, version=body.version
        )
    )


@router.post("/{case_id}/legal-step")
def legal_step(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The legal step of a red case's plan is taken, ``note`` says which; its clock stops."""
    work = _work(context, caller)
    return case_out(
        work.legal_step_done(
            case_id, agent=acting(caller, body.agent), note=body.note, version=body.version
        )
    )


@router.post("/{case_id}/reopen")
def reopen(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """A resolved case is this agent's again."""
    work = _work(context, caller)
    return case_out(
        work.reopen(case_id, agent=acting(caller, body.agent), note=body.note, version=body.version)
    )


@router.post("/{case_id}/give-back")
def give_back(case_id: Id, body: AgentIn, context: ContextOf, caller: CallerOf) -> CaseOut:
    """The machine answers in the conversation again; nobody has anything left to do."""
    work = _work(context, caller)
    return case_out(
        work.give_back(
            case_id, agent=acting(caller, body.agent), note=body.note, version=body.version
        )
    )


@router.post("/{case_id}/promote")
def promote(case_id: Id, body: PromoteIn, context: ContextOf, caller: CallerOf) -> DraftOut:
    """A resolved case becomes a draft of the knowledge base; an editor reviews it first."""
    draft = promote_case(
        case_id,
        desk=context.desk.desk,
        agent=acting(caller, body.agent),
        title=body.title,
        question=body.question,
        answer=body.answer,
        language=stated_language(body.language or None),
        products=body.products,
        models=body.models,
        markets=body.markets,
        audience=body.audience,
    )
    return draft_out(draft)


def _work(context: Context, caller: Caller) -> Caseworker:
    """The steps of agents, as far as this caller may take them."""
    return context.desk.work if is_lead(caller) else context.desk.own_work
