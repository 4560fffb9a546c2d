"""What every conductor of the desk works with: the stores, the books, the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from answer.desk.case_store import CaseStore
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.draft_store import DraftStore
from answer.desk.service import ServiceBook
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook
from answer.risk import RiskBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One desk's. What is done inside ``database.writing()`` is done whole or not at all."""

    database: DeskDatabase
    conversations: ConversationStore
    cases: CaseStore
    drafts: DraftStore
    service: ServiceBook
    risks: RiskBook
    markets: MarketBook
    phrases: Callable[[], PhraseBook]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
