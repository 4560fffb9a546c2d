"""Replies to the questions of one message → the reply to the message. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from answer.locale.phrases import PhraseBook
from answer.localize import localize_parts
from answer.reply import Answer, Clarify, Confidence, Handoff, Reply, ReplyPart, Translation

_BY_WEIGHT: tuple[Translation, ...] = ("machine", "document", "none")


def join_parts(
    replies: Sequence[Reply], *, questions: Sequence[str], phrases: PhraseBook, took_ms: float
) -> Reply:
    """An ``Answer`` where every part is one, else what the first part that is none asks for.

    1. All parts answered: their texts, each below its question's own words.
    2. Else the first part that falls short decides: its question back, or a hand-off with its
       reason; the hand-off's statements are those of the parts that could be answered.

    The confidence is the least of the parts. All of them have to be right for the whole to be, and
    how their errors depend on each other is not known: the product holds only for independent ones,
    the least is what the whole can at most be.
    """
    first = replies[0]
    confidence = _least(replies)
    short = next((reply for reply in replies if not isinstance(reply, Answer)), None)
    if isinstance(short, Clarify):
        return replace(short, confidence=confidence, took_ms=took_ms)
    parts = tuple(
        ReplyPart(
            question=question,
            text=reply.text,
            confidence=reply.confidence,
            statements=() if isinstance(reply, Clarify) else reply.statements,
        )
        for question, reply in zip(questions, replies, strict=True)
    )
    answers = [reply for reply in replies if isinstance(reply, Answer)]
    statements = tuple(dict.fromkeys(made for answer in answers for made in answer.statements))
    if isinstance(short, Handoff):
        return replace(
            short, confidence=confidence, statements=statements, parts=parts, took_ms=took_ms
        )
    return Answer(
        id=first.id,
        question_id=first.question_id,
        text=localize_parts(
            questions,
            [reply.text for reply in replies],
            language=first.language,
            phrases=phrases,
        ),
        language=first.language,
        market=first.market,
        confidence=confidence,
        release=first.release,
        took_ms=took_ms,
        explanation=min(replies, key=lambda reply: reply.confidence.value).explanation,
        statements=statements,
        translation=min((answer.translation for answer in answers), key=_BY_WEIGHT.index),
        caveats=tuple(dict.fromkeys(code for answer in answers for code in answer.caveats)),
        parts=parts,
    )


def _least(replies: Sequence[Reply]) -> Confidence:
    return min((reply.confidence for reply in replies), key=lambda one: one.value)
