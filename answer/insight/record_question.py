"""A reply and the question it answers → the record that the log keeps."""

from datetime import datetime

from answer.insight.page_address import page_of
from answer.insight.question_record import QuestionRecord
from answer.masking.mask import mask
from answer.question import SMALL_TALK, PreparedQuestion
from answer.reply import Handoff, Reply


def is_logged(prepared: PreparedQuestion) -> bool:
    """Whether a message asks anything: greetings and thanks do not."""
    return prepared.intent not in SMALL_TALK


def masked_question(prepared: PreparedQuestion) -> str:
    """The standalone question as it may be kept and compared with others.

    The product of the page it came from stays, whatever it is called.
    """
    asked = prepared.question
    keep = (asked.product,) if asked.product else ()
    return mask(prepared.text, language=prepared.language, market=asked.market, keep=keep).text


def record_question(reply: Reply, prepared: PreparedQuestion, *, at: datetime) -> QuestionRecord:
    """What was asked without personal data, who asked it as far as known, and what came of it.

    A hand-off's documents are those of the draft that was not sent.
    """
    asked = prepared.question
    citations = [citation for made in reply.statements for citation in made.citations]
    return QuestionRecord(
        id=reply.id,
        at=at,
        question=masked_question(prepared),
        language=prepared.language,
        market=asked.market.upper(),
        tier=asked.customer_tier,
        channel=asked.channel,
        product=asked.product,
        page=page_of(asked.page_url),
        customer_id=asked.customer_id,
        conversation_id=asked.conversation_id,
        audience=asked.audience,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        confidence=reply.confidence.value,
        release=reply.release,
        documents=tuple(dict.fromkeys(one.document for one in citations)),
        passages=tuple(dict.fromkeys(f"{one.document}#{one.start}-{one.end}" for one in citations)),
    )
