"""Translations that are older than the last change of their originals. Pure."""

from datetime import UTC, datetime, timedelta

from answer.insight.defect import Defect, Severity, defect_id
from answer.insight.document_place import whole
from index.content import StoredDocument

GRACE = timedelta(days=2)
"""Both are seldom saved in the same hour."""
LONG = timedelta(days=30)


def older_translation(original: StoredDocument, twin: StoredDocument) -> tuple[Defect, ...]:
    """A defect where the original was changed days after its translation."""
    if not original.modified_at or not twin.modified_at:
        return ()
    behind = timedelta(seconds=original.modified_at - twin.modified_at)
    if behind <= GRACE:
        return ()
    severity: Severity = "medium" if behind > LONG else "low"
    return (
        Defect(
            id=defect_id(
                "drifted_translation",
                "older_than_original",
                twin.path,
                twin.sha256,
                original.sha256,
            ),
            kind="drifted_translation",
            code="older_than_original",
            severity=severity,
            places=(whole(twin), whole(original)),
            values={
                "original_changed": _day(original),
                "translation_changed": _day(twin),
                "days": behind.days,
            },
            actions=("open_document", "retranslate", "replace"),
        ),
    )


def _day(document: StoredDocument) -> str:
    return datetime.fromtimestamp(document.modified_at, UTC).date().isoformat()
