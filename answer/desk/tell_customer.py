"""What a customer is told of their case without anybody writing it: late, or handed back."""

from dataclasses import replace
from datetime import datetime

from answer.desk.case import Case
from answer.desk.conversation import Message
from answer.desk.desk import Desk
from answer.locale.fill import sentences
from answer.locale.phrases import Phrases
from answer.reply_for_market import expected_by


def tell_delayed(case: Case, *, desk: Desk, at: datetime) -> bool:
    """Who waits longer for the first reply than was said hears so once, with the new time."""
    due = case.first_reply_due_at
    if due is None:
        return False
    frame = _frame(case, desk)
    when = expected_by(due, frame=frame, market=desk.markets.find(case.market), now=at)
    text = sentences(frame, frame.text("handoff_delayed"), when)
    return _told(f"delayed-{case.id}", text, case, desk=desk, at=at)


def tell_handed_back(case: Case, *, desk: Desk, at: datetime) -> bool:
    """That it is settled, and whoever writes again is answered again."""
    identity = f"handed-back-{case.id}-{case.version}"
    text = _frame(case, desk).text("handed_back")
    return _told(identity, text, case, desk=desk, at=at)


def _frame(case: Case, desk: Desk) -> Phrases:
    """Polite, whoever they are: how they are addressed otherwise is not known any more."""
    return replace(desk.phrases().phrases_for(case.language), address="polite")


def _told(identity: str, text: str, case: Case, *, desk: Desk, at: datetime) -> bool:
    if case.is_erased:
        return False
    return desk.conversations.add_message(
        Message(
            id=identity,
            conversation_id=case.conversation_id,
            customer_id=case.customer_id,
            role="assistant",
            text=text,
            language=case.language,
            channel=case.channel,
            at=at,
        )
    )
