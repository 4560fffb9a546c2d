"""A resolved case → a draft that waits for an editor, and the step that says so. CONDUCTOR."""

from collections.abc import Sequence

from answer.desk.case_steps import TRANSITIONS, next_state
from answer.desk.desk import Desk
from answer.desk.draft_document import DraftDocument
from answer.desk.promote import draft_document
from ingest.document import Audience


def promote_case(
    case_id: str,
    *,
    desk: Desk,
    agent: str,
    title: str,
    question: str,
    answer: str,
    language: str = "",
    products: Sequence[str] = (),
    models: Sequence[str] = (),
    markets: Sequence[str] = (),
    audience: Audience = "agent",
) -> DraftDocument:
    """The draft as it is kept. Raises ``DeskConflict`` for a case that is not resolved yet.

    Promoted again, a case's draft takes the place of the one before, until an editor accepted it.
    """
    case, at = desk.cases.case(case_id), desk.now()
    next_state("promoted", case.state)
    made = draft_document(
        case,
        title=title,
        question=question,
        answer=answer,
        language=language or case.language,
        products=products,
        models=models,
        markets=markets,
        audience=audience,
        agent=agent,
        on=at.date(),
    )
    # the draft first: a process that dies in between has a draft too many, and none is lost
    draft = desk.drafts.put(made)
    desk.cases.step(
        case_id,
        step="promoted",
        actor=agent,
        at=at,
        allowed_from=tuple(TRANSITIONS["promoted"]),
        details=(("draft", draft.id), ("path", draft.path)),
    )
    return draft
