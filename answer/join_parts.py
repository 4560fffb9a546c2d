"""Replies to the questions of one message → the reply to the message. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from answer.courtesies import opening_of
from answer.draft import Draft
from answer.examination import Examination
from answer.locale.manner import Manner
from answer.locale.phrases import PhraseBook
from answer.localize import localize_parts
from answer.question import PreparedQuestion
from answer.reply import Answer, Clarify, Handoff, Reply, ReplyPart, ReplyTopic, Translation

_PLAIN = Manner()
_BY_WEIGHT: tuple[Translation, ...] = ("machine", "document", "none")


def join_parts(
    replies: Sequence[Reply],
    *,
    questions: Sequence[str],
    phrases: PhraseBook,
    took_ms: float,
    manner: Manner = _PLAIN,
) -> Reply:
    """An ``Answer`` where every part is one, else what the parts that are none ask for.

    1. All parts answered: their texts, each below its question's own words.
    2. Else the first hand-off decides: a person who takes over has the whole message before them,
       and what is handed over is said. Its statements are those of the answered parts.
    3. Else the first question back: the parts that are answered first, then what is asked.

    The confidence is the least of the parts. All of them have to be right for the whole to be, and
    how their errors depend on each other is not known: the product holds only for independent ones,
    the least is what the whole can at most be.
    """
    confidence = min((reply.confidence for reply in replies), key=lambda one: one.value)
    parts = [_part(*pair) for pair in zip(questions, replies, strict=True)]
    answers = [reply for reply in replies if isinstance(reply, Answer)]
    answered = [
        part for part, reply in zip(parts, replies, strict=True) if isinstance(reply, Answer)
    ]
    statements = tuple(dict.fromkeys(made for answer in answers for made in answer.statements))
    caveats = tuple(dict.fromkeys(one for answer in answers for one in answer.caveats))
    notices = tuple(dict.fromkeys(one for answer in answers for one in answer.notices))
    topic = _topic(answers)
    frame = replace(phrases.phrases_for(replies[0].language), address=manner.address)
    text = localize_parts(
        [part.question for part in answered],
        [part.text for part in answered],
        language=replies[0].language,
        phrases=phrases,
        courtesy=opening_of(topic, manner=manner, frame=frame),
    )
    handed_over = next((reply for reply in replies if isinstance(reply, Handoff)), None)
    if handed_over is not None:
        return replace(
            handed_over,
            confidence=confidence,
            statements=statements,
            parts=tuple(parts),
            took_ms=took_ms,
        )
    asked_back = next((reply for reply in replies if isinstance(reply, Clarify)), None)
    if asked_back is not None:
        return replace(
            asked_back,
            text="\n\n".join(filter(None, (text, asked_back.text))),
            confidence=confidence,
            statements=statements,
            parts=tuple(answered),
            caveats=caveats,
            notices=notices,
            took_ms=took_ms,
        )
    first = answers[0]
    return replace(
        first,
        text=text,
        topic=topic,
        confidence=confidence,
        took_ms=took_ms,
        explanation=min(answers, key=lambda answer: answer.confidence.value).explanation,
        statements=statements,
        translation=min((answer.translation for answer in answers), key=_BY_WEIGHT.index),
        caveats=caveats,
        notices=notices,
        parts=tuple(parts),
    )


def _topic(answers: Sequence[Answer]) -> ReplyTopic:
    """A complaint in any part makes the message one; else what all parts are about."""
    topics = {answer.topic for answer in answers}
    if "complaint" in topics:
        return "complaint"
    return topics.pop() if len(topics) == 1 else "facts"


def join_examinations(
    examined: Sequence[Examination], *, prepared: PreparedQuestion
) -> Examination:
    """What is drafted and decided for a message, as ``join_parts`` replies to it.

    The draft is that of all parts, the confidence the least of theirs; ``prepared`` is the message.
    """
    least = min(examined, key=lambda one: one.capped.value)
    by_kind = {one.decision.kind: one for one in reversed(examined)}
    deciding = by_kind.get("handoff") or by_kind.get("clarify") or least
    statements = tuple(made for one in examined for made in one.draft.statements)
    return replace(
        least,
        prepared=prepared,
        draft=Draft(
            statements=tuple(dict.fromkeys(statements)),
            used=tuple(dict.fromkeys(passage for one in examined for passage in one.draft.used)),
            similarity=least.draft.similarity,
            translation=min((one.draft.translation for one in examined), key=_BY_WEIGHT.index),
        ),
        decision=replace(
            deciding.decision,
            confidence_cap=min(one.decision.confidence_cap for one in examined),
        ),
        parts=tuple(examined),
    )


def choose_drafts(
    drafts: Sequence[Sequence[Answer]], *, count: int
) -> tuple[tuple[Answer, ...], ...]:
    """A draft for each part, up to ``count`` times: the best of all, then one changed at a time.

    ``drafts`` are each part's, best first and at least one; the part that is least sure is changed
    first, for there another draft is most likely needed.
    """
    best = tuple(of_part[0] for of_part in drafts)
    by_doubt = sorted(range(len(drafts)), key=lambda part: best[part].confidence.value)
    chosen = [best]
    for rank in range(1, max(map(len, drafts))):
        chosen.extend(
            (*best[:part], drafts[part][rank], *best[part + 1 :])
            for part in by_doubt
            if rank < len(drafts[part])
        )
    return tuple(chosen[:count])


def _part(question: str, reply: Reply) -> ReplyPart:
    return ReplyPart(
        question=question,
        text=reply.text,
        confidence=reply.confidence,
        statements=reply.statements,
    )
