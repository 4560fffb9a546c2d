"""What is told of the audit, for routes and commands: JSON, typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from answer.desk.audit_record import (
    AuditCheck,
    AuditFault,
    AuditHead,
    AuditPage,
    AuditProblem,
    AuditRecord,
)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class AuditRecordOut(_Out):
    """One record. What was erased of it is gone: details, customer and conversation are empty."""

    sequence: int
    at: datetime
    kind: str
    """``decision``, ``suggestion``, ``publish``, ``document``, ``override``, ``erase`` …"""
    actor: str
    """Who did it: ``person:…``, ``key:…``, ``anonymous``, or a name that a log of files has."""
    subject: str
    """What it is about: the id of a reply, a case, a release, an edit, a key."""
    hash: str
    is_erased: bool
    customer_id: str | None
    conversation_id: str | None
    details: dict[str, Any]


class AuditPageOut(_Out):
    """The last record first; where there are more, ``before=next_before`` goes on."""

    records: list[AuditRecordOut]
    next_before: int | None
    names: dict[str, str] = {}
    """How the people and keys among the actors and subjects are called now."""


class AuditHeadOut(_Out):
    """The last record: keep ``text`` elsewhere, and nothing before it can be changed unseen."""

    sequence: int
    hash: str
    at: datetime | None
    text: str


class AuditProblemOut(_Out):
    fault: AuditFault
    first: int
    last: int
    text: str


class AuditCheckOut(_Out):
    """What a look at every record found."""

    is_whole: bool
    records: int
    erased: int
    sealed_from: int | None
    anchors: int
    head: AuditHeadOut
    problems: list[AuditProblemOut]


def record_out(record: AuditRecord) -> AuditRecordOut:
    """A record as it is told."""
    return AuditRecordOut(
        sequence=record.sequence,
        at=record.at,
        kind=record.kind,
        actor=record.actor,
        subject=record.subject,
        hash=record.hash,
        is_erased=record.is_erased,
        customer_id=record.customer_id or None,
        conversation_id=record.conversation_id or None,
        details=dict(record.details),
    )


def page_out(page: AuditPage, *, names: Mapping[str, str] | None = None) -> AuditPageOut:
    """A page as it is told."""
    return AuditPageOut(
        records=[record_out(one) for one in page.records],
        next_before=page.next_before,
        names=dict(names or {}),
    )


def head_out(head: AuditHead) -> AuditHeadOut:
    """A head as it is told."""
    return AuditHeadOut(sequence=head.sequence, hash=head.hash, at=head.at, text=head.text)


def check_out(check: AuditCheck) -> AuditCheckOut:
    """A look at every record as it is told."""
    return AuditCheckOut(
        is_whole=check.is_whole,
        records=check.records,
        erased=check.erased,
        sealed_from=check.sealed_from or None,
        anchors=check.anchors,
        head=head_out(check.head),
        problems=[_problem(one) for one in check.problems],
    )


def _problem(problem: AuditProblem) -> AuditProblemOut:
    return AuditProblemOut(
        fault=problem.fault, first=problem.first, last=problem.last, text=problem.text
    )
