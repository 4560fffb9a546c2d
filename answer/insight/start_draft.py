"""A gap → a draft that waits for review, prefilled from its cases' replies. CONDUCTOR."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from answer.desk.case import Case
from answer.desk.desk import Desk
from answer.desk.draft_document import DraftDocument
from answer.desk.promote import written_draft
from answer.insight.gap import Gap
from answer.insight.gap_store import GapDecision, GapStore
from answer.masking.mask import mask_all
from ingest.document import Audience
from ingest.errors import DeskConflict, DeskInvalid

FOLDER = "faq"
"""Below the documents folder."""
MOST_SOURCES = 10
TITLE_CHARACTERS = 120
NAMED_BY = 0.5
"""Of a gap's questions, from which a product or a market is the document's too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSource:
    """What an agent wrote to a customer who asked the same, without personal data."""

    case_id: str
    question: str
    reply: str
    agent: str
    language: str
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDraft:
    """What a gap's draft begins with where the editor says nothing else."""

    title: str
    question: str
    answer: str
    language: str
    products: tuple[str, ...]
    models: tuple[str, ...]
    markets: tuple[str, ...]


def draft_sources(gap: Gap, *, desk: Desk) -> tuple[DraftSource, ...]:
    """The replies of a gap's resolved cases, those to its most central questions first."""
    found = (_source(desk.cases.case(one), desk) for one in gap.resolved_cases[:MOST_SOURCES])
    return tuple(one for one in found if one is not None)


def proposed_draft(
    gap: Gap, sources: Sequence[DraftSource], *, is_model: Callable[[str], bool]
) -> ProposedDraft:
    """The central question, the reply to the most central case in the question's own language, and
    what most of the questions are about.

    The answer is empty where no case was resolved with a reply.
    """
    spoken = [one for one in sources if one.language == gap.language]
    first = next(iter((*spoken, *sources)), None)
    least = NAMED_BY * gap.volume
    named = [one.name for one in gap.products if one.name and one.count >= least]
    return ProposedDraft(
        title=" ".join(gap.question.split())[:TITLE_CHARACTERS],
        question=gap.question,
        answer=first.reply if first else "",
        language=first.language if first else gap.language,
        products=tuple(name for name in named if not is_model(name)),
        models=tuple(name for name in named if is_model(name)),
        # asked in one market alone it may hold there alone; the editor widens it
        markets=tuple(one.name for one in gap.markets if one.name and one.count == gap.volume),
    )


def start_draft(
    gap: Gap,
    *,
    desk: Desk,
    store: GapStore,
    agent: str,
    is_model: Callable[[str], bool],
    title: str = "",
    question: str = "",
    answer: str = "",
    language: str = "",
    products: Sequence[str] | None = None,
    models: Sequence[str] | None = None,
    markets: Sequence[str] | None = None,
    audience: Audience = "customer",
) -> DraftDocument:
    """The draft as it is kept; what is not given is proposed from the gap.

    ``is_model`` tells a model from a product among the names that questions are about.
    Raises ``DeskConflict`` while another draft of the gap waits, and ``DeskInvalid`` where there is
    no answer to begin with.
    """
    if gap.state == "in_work":
        raise DeskConflict(
            f"gap {gap.id!r} has the draft {gap.draft_id!r} already; edit or reject that"
        )
    proposed = proposed_draft(gap, draft_sources(gap, desk=desk), is_model=is_model)
    if not (answer or proposed.answer):
        raise DeskInvalid(
            f"gap {gap.id!r} has no resolved case to take an answer from; write 'answer'"
        )
    at = desk.now()
    made = written_draft(
        gap.id,
        case_id=next(iter(gap.resolved_cases), ""),
        folder=FOLDER,
        kind="faq",
        freshness="standard",
        title=title or proposed.title,
        question=question or proposed.question,
        answer=answer or proposed.answer,
        language=language or proposed.language,
        products=proposed.products if products is None else products,
        models=proposed.models if models is None else models,
        markets=proposed.markets if markets is None else markets,
        audience=audience,
        agent=agent,
        on=at.date(),
    )
    # the draft first: a process that dies in between has a draft too many, and none is lost
    draft = desk.drafts.put(made)
    store.decide(
        GapDecision(
            gap_id=gap.id,
            deed="drafted",
            by=agent,
            at=at,
            draft_id=draft.id,
            document=draft.path,
        )
    )
    return draft


def set_aside(
    gap: Gap, *, store: GapStore, agent: str, reason: str, at: datetime, undo: bool = False
) -> None:
    """No document is to answer the gap, for a reason that is kept; ``undo``: it counts again.

    Raises ``DeskInvalid`` without a reason.
    """
    if not undo and not reason.strip():
        raise DeskInvalid("reason is empty; say why no document is to answer this")
    store.decide(
        GapDecision(
            gap_id=gap.id,
            deed="" if undo else "set_aside",
            by=agent,
            at=at,
            note=reason,
        )
    )


def _source(case: Case, desk: Desk) -> DraftSource | None:
    """The longest thing a person wrote to the customer: short ones say that one is looking."""
    written = [
        message
        for message in desk.conversations.messages(case.conversation_id)
        if message.role == "agent" and not message.is_internal and message.at >= case.opened_at
    ]
    if not written:
        return None
    longest = max(written, key=lambda message: len(message.text))
    question, reply = mask_all((case.question, longest.text))
    return DraftSource(
        case_id=case.id,
        question=question.text,
        reply=reply.text,
        agent=longest.author,
        language=longest.language,
        resolved_at=case.resolved_at,
    )
