"""The desk put together over its file, for the routes and the thread that watches the clocks."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from answer.applicability import vetoes_of
from answer.desk.alert_store import AlertStore
from answer.desk.case import Case
from answer.desk.case_store import CaseStore
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.desk import Desk
from answer.desk.draft_store import DraftStore
from answer.desk.look_at_suspected import Suspicions
from answer.desk.packet import FindPassages, FoundPassages, Packet, packet
from answer.desk.receive import KeepAsked, Reception
from answer.desk.service import ServiceBook
from answer.desk.watch import Watch
from answer.desk.watch_alerts import AlertWatch
from answer.desk.work import Caseworker
from answer.engine import AnswerEngine
from answer.examine import FindRisks
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook
from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.risk import Risk, RiskBook
from index.search import Searcher
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated, KbError, QuestionInvalid

LOOK_SECONDS = 2.0
"""How often the clocks are looked at; a breach is noticed this much later at most."""
LOOKS_AN_ALERT = 5
"""Counting customers takes longer than looking at clocks."""
PASSAGES = 5
PROCEDURES = 2
"""That an agent finds in a packet."""
logger = logging.getLogger("tradewind")

Gist = Callable[[str, str, str], str]
"""A text, its language and the reader's → the text in theirs; empty where nobody translates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBooks:
    """What the editors say of the desk: service levels and risks."""

    service: ServiceBook
    risks: RiskBook


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskServices:
    """What the routes need of the desk."""

    desk: Desk
    reception: Reception
    work: Caseworker
    """Of leads: with every case."""
    own_work: Caseworker
    """Of agents: with what is theirs or nobody's."""
    suspicions: Suspicions
    watch: Watch
    alert_watch: AlertWatch
    alerts: AlertStore
    find_passages: FindPassages
    product_of: Callable[[Case], str]
    """What a case is about, as documents name it; empty where they do not."""
    gist: Gist

    def packet(self, case_id: str) -> Packet:
        """Everything a person needs to take a case over; raises ``DeskMissing``."""
        return packet(case_id, desk=self.desk, find_passages=self.find_passages)


def open_desk(
    database: DeskDatabase,
    *,
    drafts: DraftStore,
    books: DeskBooks,
    markets: MarketBook,
    phrases: Callable[[], PhraseBook],
    engine: Callable[[], AnswerEngine],
    searcher: Callable[[], Searcher],
    gist: Gist,
    keep_asked: KeepAsked | None = None,
    find_risks: FindRisks | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> DeskServices:
    """The desk over its file; the engine and the release are those of the moment."""
    desk = Desk(
        database=database,
        conversations=ConversationStore(database),
        cases=CaseStore(database),
        drafts=drafts,
        service=books.service,
        risks=books.risks,
        markets=markets,
        phrases=phrases,
        now=now,
    )

    alerts = AlertStore(database)

    def find_passages(question: Question) -> FoundPassages:
        try:
            prepared, release = engine().prepare(question), searcher()
            query = prepared.query
            passages = release.search(replace(query, limit=PASSAGES))
            of_procedures = replace(query.filters, kinds=("sop",), product="")
            return FoundPassages(
                passages=passages,
                vetoes=vetoes_of(prepared, passages, register=release.register(question.audience)),
                procedures=release.search(replace(query, filters=of_procedures, limit=PROCEDURES)),
            )
        except (IndexMissing, IndexOutdated, IndexBroken, QuestionInvalid):
            return FoundPassages()  # the case is as urgent without them

    def product_of(case: Case) -> str:
        try:
            register = searcher().register("agent")
        except (IndexMissing, IndexOutdated, IndexBroken):
            return ""
        if case.product and register.knows_product(case.product):
            return case.product
        said = desk.conversations.messages(case.conversation_id)
        written = [one.text for one in reversed(said) if one.role == "customer"]
        return next(
            (
                register.written_form(one.canonical)
                for text in (case.question, *written)
                for one in register.identify(text)
                if one.kind == "model" and register.knows(one.canonical)
            ),
            "",
        )

    machine = _Machine(engine, searcher)
    return DeskServices(
        desk=desk,
        reception=Reception(desk, machine=machine, keep_asked=keep_asked, find_risks=find_risks),
        work=Caseworker(desk),
        own_work=Caseworker(desk, is_lead=False),
        suspicions=Suspicions(desk, hand_over=machine.hand_over),
        watch=Watch(desk),
        alert_watch=AlertWatch(desk, alerts=alerts),
        alerts=alerts,
        find_passages=find_passages,
        product_of=product_of,
        gist=gist,
    )


class _Machine:
    """The engine of the moment, as the desk needs it."""

    def __init__(
        self, engine: Callable[[], AnswerEngine], searcher: Callable[[], Searcher]
    ) -> None:
        self._engine = engine
        self._searcher = searcher

    def prepare(self, question: Question) -> PreparedQuestion:
        return self._engine().prepare(question)

    def reply(self, prepared: PreparedQuestion, *, progress: ReplyProgress = NOBODY_WAITS) -> Reply:
        return self._engine().reply(prepared.question, prepared=prepared, progress=progress)

    def hand_over(
        self, question: Question, risks: Sequence[Risk]
    ) -> tuple[Reply, PreparedQuestion]:
        """The hand-off of a message of which a person says that it holds these risks."""
        prepared = self.prepare(question)
        told = tuple(
            replace(risk, action="hand_over", is_suspected=False)
            for risk in sorted(risks, key=lambda risk: risk.priority)
        )
        sure = replace(prepared, risks=told, suspected=())
        return self.reply(sure), sure

    def vector(self, prepared: PreparedQuestion) -> tuple[NDArray[np.float32], str]:
        return self._searcher().lasting_question_vector(prepared.text, prepared.language)


def watch_clocks(desk: DeskServices, closed: threading.Event) -> None:
    """Looks at the clocks until ``closed``; what goes wrong once is logged, and looked at again."""
    looks = 0
    while not closed.wait(LOOK_SECONDS):
        try:
            done = desk.watch.look()
            alerts = desk.alert_watch.look() if looks % LOOKS_AN_ALERT == 0 else ()
            looks += 1
        except KbError as error:
            logger.error("the desk's clocks: %s", error)
            continue
        except Exception:  # a thread's outermost edge: without it no clock would ring any more
            logger.exception("the desk's clocks")
            continue
        if done.failed:
            count, first = len(done.failed), done.failed[0]
            logger.error("the desk's clocks: %d cases are stuck; the first is %s", count, first)
        if done.breached or done.passed_on:
            logger.info("desk: %d breached, %d passed on", done.breached, done.passed_on)
        for alert in alerts:
            logger.warning(
                "desk: %s is %s (%d customers)",
                alert.risk_class,
                alert.colour or "no alert any more",
                alert.customers,
            )
