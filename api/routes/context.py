"""What every route can ask for: the services, and what this server keeps in memory."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment
from starlette.exceptions import HTTPException

from answer.question import Question
from api.access.authorise import caller_of, require_audience
from api.access.caller import Caller
from api.admission import Admission
from api.case_events import CaseEvents
from api.colleagues import Colleagues
from api.desking import DeskServices
from api.document_files import PagePictures
from api.editing import Editing
from api.gate_runs import GateRuns
from api.knowledge_health import KnowledgeHealth
from api.listeners import Listeners
from api.measures import Measures
from api.people_services import PeopleServices
from api.reindexing import Reindexing
from api.schemas import question_from
from api.services import Services
from api.wire import QuestionIn
from ingest.document import Audience
from ingest.errors import DeskUnavailable, DocumentMissing, ReleaseMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One server's."""

    services: Services
    reindexing: Reindexing
    pictures: PagePictures
    templates: Environment
    case_events: CaseEvents
    measures: Measures
    admission: Admission
    listeners: Listeners = field(default_factory=Listeners)
    gate_runs: GateRuns | None = None

    @property
    def gates(self) -> GateRuns:
        """Comparing releases; raises ``ReleaseMissing`` where this server has none to compare."""
        if self.gate_runs is None:
            raise ReleaseMissing("this server compares no releases")
        return self.gate_runs

    @property
    def desk(self) -> DeskServices:
        """The desk; raises ``DeskUnavailable`` where this server keeps none."""
        if self.services.desk is None:
            raise DeskUnavailable("this server keeps no desk")
        return self.services.desk

    @property
    def colleagues(self) -> Colleagues:
        """Whom a case may be given to; raises ``DeskUnavailable`` where there are no cases."""
        known = self.services
        return Colleagues(people=known.people, keys=known.keys, cases=self.desk.desk.cases)

    @property
    def editing(self) -> Editing:
        """The editors' documents; raises ``DocumentMissing`` where this server edits none."""
        if self.services.editing is None:
            raise DocumentMissing("this server edits no documents")
        return self.services.editing

    @property
    def health(self) -> KnowledgeHealth:
        """What is wrong with the documents; raises ``DeskUnavailable`` where nothing is kept."""
        if self.services.health is None:
            raise DeskUnavailable("this server keeps no health reports")
        return self.services.health

    def question(self, body: QuestionIn, caller: Caller) -> Question:
        """The question within this server's limits; raises ``QuestionInvalid``, and 403 where it
        says what this caller may not say."""
        require_may_say(caller, body)
        settings = self.services.settings
        return question_from(
            body,
            max_characters=settings.max_question_characters,
            max_turns=settings.max_history_turns,
        )


def require_may_say(caller: Caller, body: QuestionIn) -> None:
    """Raises 403: internal text is for those who work here, and a page's visitor is a stranger."""
    require_audience(caller, body.audience)
    if caller.is_public and (body.customer.id or body.customer.tier or body.conversation_id):
        raise HTTPException(
            403,
            "customer, conversation_id: a key that stands in a page may name neither; "
            "the widget's own routes keep a conversation.",
        )


def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


ContextOf = Annotated[Context, Depends(_context)]


def _caller(request: Request) -> Caller:
    return caller_of(request.scope)


CallerOf = Annotated[Caller, Depends(_caller)]
"""Who calls; that they may call this route is settled before."""


def _people(context: ContextOf) -> PeopleServices:
    if context.services.people is None:
        raise DeskUnavailable("this server keeps no people")
    return context.services.people


PeopleOf = Annotated[PeopleServices, Depends(_people)]
"""Who signs in; raises ``DeskUnavailable`` where nobody does."""


def _editor(context: ContextOf, audience: Audience = "customer") -> Editing:
    """For editors only: a customer's reader learns nothing of it."""
    if audience != "agent":
        raise HTTPException(404, "This is for editors: ask with audience=agent.")
    return context.editing


EditorOf = Annotated[Editing, Depends(_editor)]
