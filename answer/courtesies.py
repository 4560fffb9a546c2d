"""What is said before and after an answer: one sentence each at most, by topic and market. Pure.

Returns: confirmed, then the options, then thanks. Complaints: acknowledged, then what is done.
Plain facts: nothing, unless courtesies come first where the customer lives.
"""

from dataclasses import replace

from answer.locale.manner import Manner, manner_of
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook, Phrases
from answer.question import PreparedQuestion
from answer.reply import Answer, Clarify, Handoff, Reply, ReplyTopic


def manner_for(prepared: PreparedQuestion, *, markets: MarketBook, phrases: PhraseBook) -> Manner:
    """How the reply to a question is written: as in its market, if that is known."""
    question = prepared.question
    return manner_of(
        markets.find(question.market),
        language=phrases.phrases_for(prepared.reply_language).language,
        styles=markets.styles,
        opens=all(turn.role == "customer" for turn in question.history),
        channel=question.channel,
    )


def opening_of(topic: ReplyTopic, *, manner: Manner, frame: Phrases) -> str:
    """The sentence before an answer; empty where none is due."""
    if topic == "complaint":
        return manner.apology or frame.text("courtesy_complaint")
    if topic == "returns" and not manner.bare_facts:
        return frame.text("courtesy_returns")
    return frame.text("courtesy_question") if manner.courtesy else ""


def closing_of(topic: ReplyTopic, *, manner: Manner, frame: Phrases) -> str:
    """The sentence after an answer; empty where none is due."""
    if topic in ("complaint", "returns"):
        return frame.text(f"closing_{topic}")
    return frame.text("closing_questions") if manner.courtesy else ""


def with_courtesies(reply: Reply, *, manner: Manner, phrases: PhraseBook) -> Reply:
    """The whole message with what closes it, and as a letter where one writes letters.

    Small talk stays as it is, and a question back ends with its question.
    """
    if isinstance(reply, Answer) and not reply.statements:
        return reply
    frame = replace(phrases.phrases_for(reply.language), address=manner.address)
    parts = [manner.salutation, reply.text]
    if isinstance(reply, Answer):
        parts.append(closing_of(reply.topic, manner=manner, frame=frame))
    if isinstance(reply, Answer | Handoff):
        parts.append(manner.closing)
    text = "\n\n".join(part for part in parts if part)
    match reply:
        case Answer() | Clarify() | Handoff():
            return replace(reply, text=text)
