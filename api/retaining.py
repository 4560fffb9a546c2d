"""What was kept long enough goes, by the rules of the settings; what went is a record of the audit.

Once a day, in the one process that leads, and by ``tradewind retention run``. Done twice it finds
nothing the second time; killed half-way, the rest goes with the next run.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.compact_database import compact, empty_log
from answer.desk.customer_data import CustomerData
from answer.desk.database import DeskDatabase
from answer.desk.kept_response_store import KeptResponseStore
from answer.desk.visitor_store import VisitorStore
from answer.desk.webhook_store import WebhookStore
from answer.insight.question_log import QuestionLog
from api.retention_settings import RetentionSetting
from ingest.edit_documents import DocumentFolder
from ingest.errors import KbError

RETENTION = "retention"
"""The kind of record; its subject is the rule, and ``run`` where a whole run ended."""
RUN = "run"
SERVER = "server"
EVERY = timedelta(hours=24)
FIRST_LOOK_SECONDS, LOOK_SECONDS = 60.0, 600.0
KEPT_RESPONSE_DAYS = 1
"""What was responded under an Idempotency-Key: nobody sends a request again after a day."""
UNUSED_VISIT_DAYS = 2
"""A page's visitor who wrote nothing has nothing to come back to."""
CONVERSATIONS_AT_ONCE, QUESTIONS_AT_ONCE, RECORDS_AT_ONCE = 200, 5_000, 5_000
"""In one transaction: nobody who writes waits for long."""
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of thing that goes after so many days."""

    name: str
    days: int
    count: Callable[[datetime], int]
    """How many are from before a moment."""
    delete: Callable[[datetime], int]
    """How many went."""


class Retaining:
    """The rules, and what they come to now."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        rules: RetentionSetting,
        trash_days: int,
        file: Path,
        folder: Callable[[], DocumentFolder],
        usage_dir: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``file`` is the database's; ``folder`` has the trash, which has its own days."""
        self._database = database
        self._settings = rules
        self._trash_days = trash_days
        self._file = file
        self._folder = folder
        self._usage_dir = usage_dir
        self._now = now
        self._audit = AuditLog(database)
        self._data = CustomerData(database)
        self._questions = QuestionLog(database)
        self._webhooks = WebhookStore(database)
        self._visitors = VisitorStore(database)
        self._responses = KeptResponseStore(database)

    def plan(self) -> Mapping[str, int]:
        """How much would go now, by rule; a rule that keeps everything is left out."""
        return {rule.name: rule.count(self._before(rule)) for rule in self._rules()}

    def run(self, *, actor: str, is_written_anew: bool = False) -> Mapping[str, int]:
        """How much went, by rule; ``is_written_anew`` leaves no byte of it in the database's file.

        Raises ``DeskUnavailable`` or ``StorageFull``.
        """
        went: dict[str, int] = {}
        for rule in self._rules():
            before = self._before(rule)
            went[rule.name] = 0
            while rule.count(before):
                with self._database.writing():
                    gone = rule.delete(before)
                    told = {"before": before.isoformat(), "count": gone}
                    if rule.name != "audit_details":  # which says so itself
                        self._audit.add(RETENTION, actor=actor, subject=rule.name, details=told)
                went[rule.name] += gone
                if not gone:
                    break
        self._audit.add(RETENTION, actor=actor, subject=RUN, details={"went": went}, at=self._now())
        (compact if is_written_anew else empty_log)(self._file)
        return went

    def is_due(self) -> bool:
        """Whether no run ended within a day."""
        last = self._audit.page(AuditFilter(kind=RETENTION, subject=RUN), limit=1).records
        return not last or last[0].at + EVERY <= self._now()

    def _rules(self) -> Iterator[Rule]:
        days = self._settings
        for rule in (
            Rule(
                name="questions",
                days=days.questions,
                count=self._questions.count_before,
                delete=partial(self._questions.delete_before, limit=QUESTIONS_AT_ONCE),
            ),
            Rule(
                name="conversations",
                days=days.conversations,
                count=lambda before: len(self._data.conversations_before(before)),
                delete=self._erase_conversations,
            ),
            Rule(
                name="messages",
                days=days.messages,
                count=self._data.messages_before,
                delete=self._data.delete_messages_before,
            ),
            Rule(
                name="kept_responses",
                days=KEPT_RESPONSE_DAYS,
                count=self._responses.count_before,
                delete=self._responses.delete_before,
            ),
            Rule(
                name="unused_visits",
                days=UNUSED_VISIT_DAYS,
                count=self._visitors.count_unused_before,
                delete=partial(self._visitors.forget_unused_before, limit=QUESTIONS_AT_ONCE),
            ),
            Rule(
                name="webhook_deliveries",
                days=days.webhook_deliveries,
                count=lambda _: self._webhooks.count_old(
                    now=self._now(), keep_dead_days=days.webhook_deliveries
                ),
                delete=lambda _: self._webhooks.prune(
                    now=self._now(), keep_dead_days=days.webhook_deliveries
                ),
            ),
            Rule(
                name="audit_details",
                days=days.audit_details,
                count=lambda before: len(self._audit.older_than(before)),
                delete=self._erase_audit_details,
            ),
            Rule(
                name="usage",
                days=days.usage,
                count=lambda before: len(self._old_months(before)),
                delete=self._delete_months,
            ),
            Rule(
                name="trash",
                days=self._trash_days,
                count=lambda _: self._folder().count_old_trash(),
                delete=lambda _: self._folder().purge_trash(),
            ),
        ):
            if rule.days:
                yield rule

    def _before(self, rule: Rule) -> datetime:
        return self._now() - timedelta(days=rule.days)

    def _erase_conversations(self, before: datetime) -> int:
        some = self._data.conversations_before(before, limit=CONVERSATIONS_AT_ONCE)
        self._data.erase_conversations(some)
        return len(some)

    def _erase_audit_details(self, before: datetime) -> int:
        old = self._audit.older_than(before)[:RECORDS_AT_ONCE]
        told = {"before": before.isoformat(), "count": len(old)}
        self._audit.erase(old, kind=RETENTION, actor=SERVER, subject="audit_details", details=told)
        return len(old)

    def _old_months(self, before: datetime) -> list[Path]:
        """Of the usage ledger: a month is old once all of it is."""
        return [path for path in self._usage_dir.glob("*.jsonl") if path.stem < f"{before:%Y-%m}"]

    def _delete_months(self, before: datetime) -> int:
        old = self._old_months(before)
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def follow_retention(retaining: Retaining, closed: threading.Event) -> None:
    """Runs the rules once a day, beside everything else, until ``closed``."""

    def follow() -> None:
        wait_seconds = FIRST_LOOK_SECONDS
        while not closed.wait(wait_seconds):
            wait_seconds = LOOK_SECONDS
            try:
                if retaining.is_due():
                    went = retaining.run(actor=SERVER)
                    logger.info("retention: %s", {name: n for name, n in went.items() if n})
            except KbError as error:
                logger.error("retention: %s", error)
            except Exception:  # a thread's outermost edge: without it nothing would go any more
                logger.exception("retention")

    threading.Thread(target=follow, daemon=True, name="retention").start()
