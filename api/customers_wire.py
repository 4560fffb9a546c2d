"""What is told of a customer's erasure, for routes and commands: JSON, typed."""

from pydantic import BaseModel, ConfigDict

from api.erasing import Erased


class ErasedOut(BaseModel):
    """What is gone, and what somebody has to look at; nothing names the customer."""

    model_config = ConfigDict(frozen=True)

    rows: dict[str, int]
    """By table; cases and their events stay as figures, without words and without ids."""
    drafts: int
    reports: int
    audit_details: int
    record: int
    """The audit's, that says so."""
    is_overwritten: bool
    kept_cases: list[str]
    """On the red plan and still open: they stay in the queue, without words and without whose."""
    documents: list[str]
    """Made from their cases by editors: read them, and take out what is theirs."""
    left: list[str]
    """Files of the state in which their id still stands."""


def erased_out(erased: Erased) -> ErasedOut:
    """An erasure as it is told."""
    return ErasedOut(
        rows=dict(erased.rows),
        drafts=erased.drafts,
        reports=erased.reports,
        audit_details=erased.audit_details,
        record=erased.record,
        is_overwritten=erased.is_overwritten,
        kept_cases=list(erased.kept_cases),
        documents=list(erased.documents),
        left=list(erased.left),
    )
