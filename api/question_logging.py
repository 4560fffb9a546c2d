"""Questions over HTTP and what came of them → the log and the audit, in one write.

An answer never waits for its record.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from answer.desk.audit_log import AuditLog
from answer.desk.case import Case
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.decision_details import decision_details
from answer.engine import AnswerEngine
from answer.insight.question_log import QuestionLog
from answer.insight.question_record import Verdict
from answer.insight.record_question import is_logged, record_question
from answer.masking.mask import mask
from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from ingest.errors import DeskMissing, KbError

logger = logging.getLogger("tradewind")

VectorOf = Callable[[PreparedQuestion], tuple[NDArray[np.float32], str]]
"""A question → its vector, and the name of what that can be compared with."""
DECISION = "decision"
"""The kind of record that the audit keeps of a reply."""
NOBODY = "anonymous"
"""Who asked where nobody said."""


def masked_question(prepared: PreparedQuestion) -> str:
    """What was asked, without personal data."""
    asked = prepared.question
    return mask(asked.question, language=prepared.language, market=asked.market).text


class QuestionLogging:
    """Answers who is kept nowhere else, logs everybody's questions, and has every reply audited.

    A record that cannot be written loses no answer: it is told in the server's log, by the reply's
    id and without the question.
    """

    def __init__(
        self,
        database: DeskDatabase,
        *,
        engine: Callable[[], AnswerEngine],
        vector_of: VectorOf,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.log = QuestionLog(database)
        self._database = database
        self._audit = AuditLog(database)
        self._conversations = ConversationStore(database)
        self._engine = engine
        self._vector_of = vector_of
        self._now = now

    def reply(self, question: Question, *, progress: ReplyProgress = NOBODY_WAITS) -> Reply:
        """The reply to a stranger or an agent, logged. Raises as the engine does."""
        at, engine = self._now(), self._engine()
        prepared = engine.prepare(question)
        reply = engine.reply(question, prepared=prepared, progress=progress)
        if is_logged(prepared):
            # embedded for the search already
            vector, compares_with = self._vector_of(prepared)
            self.keep(reply, prepared, vector, compares_with, at)
        else:
            self.decided((reply,), prepared, at=at)
        return reply

    def keep(
        self,
        reply: Reply,
        prepared: PreparedQuestion,
        vector: NDArray[np.float32],
        vector_of: str,
        at: datetime,
    ) -> None:
        """Logs what a message asked, if it asked anything, and has the reply audited; part of a
        transaction that is open, or one of its own."""
        # what takes time comes before the lock of all who write
        record = record_question(reply, prepared, at=at)
        is_wanted = is_logged(prepared)
        try:
            if is_wanted and record.question != prepared.text:
                # what was masked is not to be told from the vector either
                masked = replace(prepared, text=record.question)
                vector, vector_of = self._vector_of(masked)
            with self._database.writing(is_flushed=False):
                self._add_decision(reply, prepared, record.question, kind=DECISION, at=at)
                if is_wanted:
                    self.log.add(record, vector=vector, vector_of=vector_of)
        except KbError as error:
            logger.error("log and audit of questions lack reply %s: %s", reply.id, error)

    def decided(
        self,
        replies: Sequence[Reply],
        prepared: PreparedQuestion,
        *,
        kind: str = DECISION,
        at: datetime | None = None,
    ) -> None:
        """Has replies audited that are not logged: small talk, or ``suggestion``s for an agent."""
        masked = masked_question(prepared)
        try:
            with self._database.writing(is_flushed=False):
                for reply in replies:
                    self._add_decision(reply, prepared, masked, kind=kind, at=at or self._now())
        except KbError as error:
            ids = ", ".join(reply.id for reply in replies)
            logger.error("the audit lacks replies %s: %s", ids, error)

    def _add_decision(
        self, reply: Reply, prepared: PreparedQuestion, masked: str, *, kind: str, at: datetime
    ) -> None:
        asked = prepared.question
        self._audit.add(
            kind,
            actor=asked.asked_by or NOBODY,
            subject=reply.id,
            details=decision_details(reply, prepared, masked=masked),
            customer_id=asked.customer_id,
            conversation_id=asked.conversation_id,
            at=at,
        )

    def judge(self, reply_id: str, verdict: Verdict) -> None:
        """What somebody thinks of a reply, where its question was logged."""
        try:
            self.log.set_verdict(reply_id, verdict)
        except KbError as error:
            logger.error("the log of questions lacks a verdict on %s: %s", reply_id, error)

    def judge_by_reply(self, case: Case, *, reply_id: str, text: str) -> None:
        """What an agent who sent a case's own draft, as it was or changed, thinks of it."""
        if not reply_id or reply_id != case.reply_id:
            return  # of what they wrote by themselves nothing follows
        try:
            draft = self._conversations.reply(reply_id)
        except DeskMissing:
            return
        sent, drafted = " ".join(text.split()), [made.text for made in draft.statements]
        is_same = bool(drafted) and all(" ".join(one.split()) in sent for one in drafted)
        self.judge(reply_id, "right" if is_same else "edited")
