"""An examined question → the reply in the customer's language: what was decided, put in words."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from answer.contradiction import statement_of
from answer.courtesies import opening_of
from answer.examination import Examination
from answer.explain_wording import wording_signals
from answer.locale.manner import Manner
from answer.locale.names import market_name
from answer.locale.phrases import PhraseBook
from answer.localize import (
    localize_answer,
    localize_clarify,
    localize_handoff,
    localize_small_talk,
)
from answer.reply import (
    Answer,
    Caveat,
    Choice,
    Clarify,
    Confidence,
    Handoff,
    Reply,
    ReplyTopic,
    Statement,
)
from answer.topic import topic_of
from ingest.language import same_language

_PLAIN = Manner()


class _Head(TypedDict):
    """What all three kinds of reply share."""

    id: str
    question_id: str
    language: str
    market: str
    confidence: Confidence
    release: str
    took_ms: float


def phrase_reply(
    examined: Examination,
    *,
    choices: Sequence[str] = (),
    caveats: Sequence[Caveat] = (),
    language: str,
    release: str,
    phrases: PhraseBook,
    manner: Manner = _PLAIN,
    is_part: bool = False,
) -> Reply:
    """What the decision says, as text: an answer, a question back or a hand-off; not yet timed.

    ``choices`` are the decision's as the documents write them, ``caveats`` what an answer says of
    how far it holds; ``is_part`` tells one of several questions of a message.
    """
    prepared, decision = examined.prepared, examined.decision
    frame = replace(phrases.phrases_for(language), address=manner.address)
    head: _Head = {
        "id": uuid.uuid4().hex,
        "question_id": prepared.question.id,
        "language": language,
        "market": prepared.question.market,
        "confidence": _with_wording(examined),
        "release": release,
        "took_ms": 0.0,
    }
    if decision.kind == "small_talk":
        text = localize_small_talk(
            prepared.intent, language=language, phrases=phrases, manner=manner
        )
        return Answer(text=text, **head)
    topic = _topic(examined)
    # of several answers one courtesy stands before all; of several hand-offs one is sent alone
    is_joined = is_part and decision.kind == "answer"
    courtesy = "" if is_joined else opening_of(topic, manner=manner, frame=frame)
    if decision.kind == "answer":
        return _answer(
            examined,
            head,
            caveats=caveats,
            phrases=phrases,
            topic=topic,
            manner=manner,
            courtesy=courtesy,
            is_part=is_part,
        )
    if decision.kind == "clarify":
        is_market = decision.about == "which_market"
        offered = tuple(
            Choice(label=market_name(one, language=language) if is_market else one, value=one)
            for one in choices
        )
        text = localize_clarify(
            decision.about, choices=offered, language=language, phrases=phrases, manner=manner
        )
        return Clarify(text=text, choices=offered, **head)
    reason = decision.reason or "low_confidence"
    return Handoff(
        text=localize_handoff(
            reason,
            language=language,
            phrases=phrases,
            named=decision.named,
            manner=manner,
            courtesy=courtesy,
            is_complaint=topic == "complaint",
            risk_class=decision.risk.risk_class if decision.risk else "",
        ),
        reason=reason,
        level=decision.level,
        risk_class=decision.risk.risk_class if decision.risk else "",
        tier=prepared.question.customer_tier,
        statements=(*examined.draft.statements, *_contradicting(examined)),
        **head,
    )


def _with_wording(examined: Examination) -> Confidence:
    """The confidence with, among its signals, who put the draft in words."""
    confidence = examined.capped
    told = wording_signals(examined.draft)
    return replace(confidence, signals=(*confidence.signals, *told)) if told else confidence


def _contradicting(examined: Examination) -> tuple[Statement, ...]:
    """What the draft is contradicted by, for the agent to see beside it."""
    found = examined.decision.contradiction
    return () if found is None else (statement_of(found.other),)


def _topic(examined: Examination) -> ReplyTopic:
    """What the reply is about; a hand-off only whether it answers a complaint."""
    prepared, draft = examined.prepared, examined.draft
    is_answer = examined.decision.kind == "answer"
    # a translation's document is of its original's kind
    kinds = {one.document: one.facts.kind for one in draft.used} | {
        citation.document: draft.used[0].facts.kind
        for statement in draft.statements
        for citation in statement.citations
        if draft.used and citation.document not in {one.document for one in draft.used}
    }
    found = topic_of(
        prepared.question.question,
        draft.statements if is_answer else (),
        language=prepared.language,
        kinds=kinds,
    )
    return found if is_answer or found == "complaint" else "facts"


def _answer(
    examined: Examination,
    head: _Head,
    *,
    caveats: Sequence[Caveat],
    phrases: PhraseBook,
    topic: ReplyTopic,
    manner: Manner,
    courtesy: str,
    is_part: bool,
) -> Answer:
    draft, language = examined.draft, head["language"]
    differs = any(
        not same_language(citation.language, language)
        for statement in draft.statements
        for citation in statement.citations
    )
    text = localize_answer(
        draft.statements,
        language=language,
        evidence_language_differs=differs,
        phrases=phrases,
        caveats=caveats,
        market=head["market"],
        topic=topic,
        manner=manner,
        courtesy=courtesy,
        is_part=is_part,
    )
    return Answer(
        text=text,
        topic=topic,
        statements=draft.statements,
        translation=draft.translation,
        caveats=tuple(caveats),
        **head,
    )
