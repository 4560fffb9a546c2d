"""A gap's questions, asked of the current release as they were asked then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from answer.examination import Examination
from answer.insight.question_record import QuestionRecord
from answer.insight.unanswered import is_rejected
from answer.question import Question

MOST_CENTRAL = 3
LATEST = 2
"""Questions of a gap that are asked again, each text once."""

Examine = Callable[[Question], Examination]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """What asking again has shown; empty where nothing was asked."""

    asked: tuple[QuestionRecord, ...] = ()
    answered: tuple[QuestionRecord, ...] = ()
    as_customer: Examination | None = None
    """The central question's."""
    as_agent: Examination | None = None
    anywhere: Examination | None = None
    """As an agent of no market; None where the question named none."""


def ask_again(questions: Sequence[QuestionRecord], *, examine: Examine) -> AskedAgain:
    """What the most central and the latest of a gap's questions are answered now.

    ``questions`` are the most central first; the first is also asked as an agent.
    """
    latest = sorted(questions, key=lambda one: one.at, reverse=True)[:LATEST]
    chosen = {one.question: one for one in (*latest, *questions[:MOST_CENTRAL][::-1])}
    examined = {one.id: examine(question_again(one)) for one in chosen.values()}
    central = chosen[questions[0].question]
    internal = replace(question_again(central), audience="agent")
    return AskedAgain(
        asked=tuple(chosen.values()),
        answered=tuple(one for one in chosen.values() if _is_answered(one, examined[one.id])),
        as_customer=examined[central.id],
        as_agent=examine(internal),
        anywhere=examine(replace(internal, market="")) if central.market else None,
    )


def question_again(record: QuestionRecord) -> Question:
    """A logged question, to be asked again as its customer asked it."""
    return Question(
        id=record.id,
        question=record.question,
        language="" if record.language == "und" else record.language,
        market=record.market,
        product=record.product,
        customer_tier=record.tier,
        channel=record.channel,
        audience=record.audience,
    )


def _is_answered(record: QuestionRecord, examined: Examination) -> bool:
    """Whether it is; what was rejected has to be answered from somewhere else."""
    if examined.decision.kind != "answer":
        return False
    cited = {
        f"{one.document}#{one.start}-{one.end}"
        for made in examined.draft.statements
        for one in made.citations
    }
    return not is_rejected(record) or not cited & set(record.passages)
