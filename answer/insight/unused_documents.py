"""Documents that nobody was ever answered from, in a log long enough to say so. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from answer.insight.defect import Defect, defect_id
from answer.insight.document_place import whole
from index.content import StoredDocument

ENOUGH_ANSWERS = 100
"""Of a log with fewer nothing follows."""
DAYS_LOOKED_BACK = 90


def unused_documents(
    documents: Sequence[StoredDocument],
    *,
    cited: Collection[str],
    answers: int,
    since: datetime,
) -> tuple[Defect, ...]:
    """A defect for each document that holds, was there ``since`` then, and was never cited."""
    if answers < ENOUGH_ANSWERS:
        return ()
    return tuple(
        Defect(
            id=defect_id("never_answered", "never_cited", document.path, document.sha256),
            kind="never_answered",
            code="never_cited",
            severity="low",
            places=(whole(document),),
            values={
                "answers": answers,
                "days": DAYS_LOOKED_BACK,
                "since": since.date().isoformat(),
            },
            actions=("open_document", "delete", "edit_facts"),
        )
        for document in documents
        if document.path not in cited and document.modified_at <= since.timestamp()
    )
