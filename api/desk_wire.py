"""The desk's shapes as JSON: cases, packets, conversations, feedback. Requests in are strict."""

from typing import Annotated, Literal

from pydantic import Field

from answer.desk.case import CaseColour, CaseState, CaseStep
from answer.desk.conversation import Verdict
from answer.question import Role
from answer.reply import Level
from api.agent_name import AgentName, SomeName
from api.wire import CitationOut, ExplanationOut, PassageOut, StrictIn, ValueOut

Note = Annotated[str, Field(max_length=4_000)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Tag = Annotated[str, Field(max_length=200)]


class AgentIn(StrictIn):
    """A step that needs no more than who takes it."""

    agent: AgentName = ""
    """Who acts; a person who is signed in need not say it, and can say no other name."""
    note: Note = ""
    version: Annotated[int, Field(ge=1)] | None = None
    """The case's, as the agent saw it; a step from an older one is refused with 409."""


class WaitIn(AgentIn):
    """The case waits for somebody else."""

    on: Literal["customer", "l2", "l3"]


class CaseReplyIn(AgentIn):
    """What the agent writes to the customer."""

    text: Text
    language: Tag | None = None
    then: Literal["stay", "wait", "resolve"] = "wait"
    """What becomes of the case: it stays with the agent, waits for the customer, or is resolved."""
    reply_id: Tag = ""
    """Of the suggestion it was made from."""
    id: Tag = ""
    """The caller's own; the same reply sent twice is sent once."""


class AssignIn(AgentIn):
    """The case goes to another agent, team or level."""

    to_agent: SomeName = ""
    to_team: Annotated[str, Field(max_length=100)] = ""
    to_level: Level | None = None


class PromoteIn(AgentIn):
    """A resolved case becomes a draft of the knowledge base, for an editor to review."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    question: Text
    answer: Text
    language: Tag = ""
    products: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    models: Annotated[tuple[Tag, ...], Field(max_length=100)] = ()
    markets: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    audience: Literal["customer", "agent"] = "agent"


class FeedbackIn(StrictIn):
    """What an agent or a customer thinks of a reply or of how a case went."""

    reply_id: Tag = ""
    case_id: Tag = ""
    """For ``csat`` of a case; one of the two is needed."""
    verdict: Verdict
    reason: Note = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    """What was sent instead, for ``edited``."""
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    agent: SomeName = ""


class MessageIn(StrictIn):
    """A message that was sent or received elsewhere: an e-mail, a call, a marketplace."""

    id: Tag = ""
    role: Role
    text: Text
    channel: Tag = ""
    language: Tag | None = None
    customer_id: Tag = ""
    agent: SomeName = ""
    is_internal: bool = False


class CaseOut(ValueOut):
    """A hand-off as it stands in the queue. Times are ISO 8601 in UTC."""

    id: str
    state: CaseState
    level: Level
    tier: str
    priority: int
    colour: CaseColour
    reason: str
    risk_class: str | None
    question: str
    """The first 300 characters in lists, the whole in a packet."""
    is_erased: bool
    """Everybody's words, and whose it was, are gone; nobody would read a reply."""
    language: str
    market: str | None
    product: str | None
    channel: str | None
    conversation_id: str
    customer_id: str | None
    team: str | None
    assignee: str | None
    opened_at: str
    due_at: str | None
    """Of the clock that runs; null while none does."""
    due: Literal["first_reply", "resolution"] | None
    first_reply_due_at: str | None
    resolve_due_at: str | None
    legal_step_due_at: str | None
    legal_step_done_at: str | None
    first_replied_at: str | None
    resolved_at: str | None
    reopened: int
    transfers: int
    breaches: int
    csat: int | None
    suspected: list[str]
    """In lists: the classes that its conversation may be of besides."""
    version: int
    url: str
    """Of the case in the console."""


class CasesOut(ValueOut):
    """A stretch of the queue."""

    cases: list[CaseOut]
    total: int
    by_state: dict[str, int]
    last_event_id: int
    """From which the events go on."""
    now: str
    """The server's clock, for the time left."""


class CaseEventOut(ValueOut):
    id: int
    case_id: str
    at: str
    step: CaseStep
    actor: str
    state: CaseState
    details: dict[str, str]


class MessageOut(ValueOut):
    id: str
    role: Role
    text: str
    language: str
    channel: str | None
    at: str
    author: str | None
    reply_id: str | None
    is_internal: bool
    gist: str | None = None
    """In the agent's language, where a translator is configured; for agents."""


class ConversationOut(ValueOut):
    id: str
    customer_id: str | None
    channel: str | None
    opened_at: str
    last_message_at: str
    case_id: str | None
    """While it is set a person has the conversation, and the machine does not answer in it."""
    messages: list[MessageOut]


class ConversationsOut(ValueOut):
    conversations: list[ConversationOut]


class TriedOut(ValueOut):
    """What the machine replied or would have replied, and why it was not sent."""

    reply_id: str
    kind: Literal["answer", "clarify", "handoff"]
    reason: str | None
    text: str
    """What the customer was sent."""
    draft: str
    """What would have been sent; empty where there was none."""
    language: str
    confidence: float
    threshold: float
    citations: list[CitationOut]
    explanation: list[ExplanationOut]
    at: str


class CustomerOut(ValueOut):
    id: str
    tier: str
    market: str | None
    language: str | None
    name: str | None
    email: str | None
    conversations: int
    open_cases: int
    resolved_cases: int


class RiskOut(ValueOut):
    """A class that the message is of, as agents are told."""

    risk_class: str
    probability: float
    level: Level
    action: str
    reason: dict[str, str]
    """By interface language (en, zh-Hans)."""
    term: str | None
    sop: str | None
    sop_url: str | None
    sop_title: str | None
    """Of the document, where one is published under that path."""
    is_suspected: bool
    """Only possible: below the class's threshold."""


class PacketOut(ValueOut):
    """Everything a person needs to take over."""

    case: CaseOut
    question: str
    language: str
    language_name: str
    gist: str | None
    """The question in the agent's language, where a translator is configured and it differs."""
    tried: TriedOut | None
    passages: list[PassageOut]
    """The best found now, internal documents among them."""
    procedures: list[PassageOut]
    """The standard operating procedures nearest to the question, internal ones among them."""
    customer: CustomerOut | None
    messages: list[MessageOut]
    """Of the conversation, oldest first."""
    other_messages: list[MessageOut]
    """Of the customer's other conversations, oldest first."""
    risks: list[RiskOut]
    asked_before: list[MessageOut]
    """The same question, as this customer asked it before."""
    events: list[CaseEventOut]
    now: str


class FeedbackOut(ValueOut):
    id: str


class DraftOut(ValueOut):
    """A case that waits for an editor."""

    id: str
    title: str
    path: str
    """Of the document it becomes, below ``documents/``."""
    case_id: str
    agent: str
    created_at: str
    text: str
    """The document as it will stand, with its facts."""
    warnings: tuple[str, ...] = ()
    """Personal data in it that an editor should take out."""


class AcceptDraftIn(StrictIn):
    """An editor takes a draft among the documents."""

    text: Annotated[str, Field(max_length=200_000)] = ""
    """As it shall stand, with its facts; empty: as it was written."""
    by: Annotated[str, Field(max_length=100)] = ""
    """Who accepts it."""


class AcceptedOut(ValueOut):
    path: str
    """Below ``documents/``; the next release has it."""


class DraftsOut(ValueOut):
    drafts: list[DraftOut]
