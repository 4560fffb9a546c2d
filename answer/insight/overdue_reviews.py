"""Documents that an editor should have looked at again by now. Pure.

The day that the facts state counts alone; where they state none, a period for the kind of document
runs from the last change of its file.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from answer.insight.defect import Defect, DefectCode, defect_id
from answer.insight.document_place import whole
from index.content import StoredDocument
from ingest.document import DocumentKind

REVIEWED_EVERY: Mapping[DocumentKind, timedelta | None] = {
    "manual": timedelta(days=3 * 365),
    "policy": timedelta(days=365),
    "sop": timedelta(days=365),
    "faq": timedelta(days=365),
    "certificate": None,  # has an end of its own
    "case": None,  # tells what happened on a day
}
LONG_OVERDUE = timedelta(days=90)


def overdue_reviews(documents: Sequence[StoredDocument], *, today: date) -> tuple[Defect, ...]:
    """A defect for each document whose day has passed; ``documents`` are those that hold."""
    found = []
    for document in documents:
        due, is_stated = _due(document)
        if due is None or due >= today:
            continue
        days = (today - due).days
        code: DefectCode = "review_day_passed" if is_stated else "review_period_passed"
        found.append(
            Defect(
                id=defect_id("review_due", code, document.path, due.isoformat(), document.sha256),
                kind="review_due",
                code=code,
                severity="medium" if today - due > LONG_OVERDUE else "low",
                places=(whole(document),),
                values={"due": due.isoformat(), "days": days, "kind": document.facts.kind},
                actions=("open_document", "confirm_review", "edit_facts"),
            )
        )
    return tuple(found)


def _due(document: StoredDocument) -> tuple[date | None, bool]:
    """The day, and whether the facts state it."""
    if document.facts.review_by is not None:
        return document.facts.review_by, True
    period = REVIEWED_EVERY[document.facts.kind]
    if period is None or not document.modified_at:
        return None, False
    changed = datetime.fromtimestamp(document.modified_at, UTC).date()
    return max(changed, document.facts.valid_from or changed) + period, False
