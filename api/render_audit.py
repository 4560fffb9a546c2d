"""The audit as a person reads it on a terminal."""

import json

from rich.console import Console

from answer.desk.audit_record import AuditCheck
from api.audit_wire import AuditPageOut, AuditRecordOut

DETAIL_CHARACTERS = 160


def print_check(console: Console, check: AuditCheck) -> None:
    """What was looked at, then every problem."""
    erased = f", {check.erased} of them with erased details" if check.erased else ""
    sealed = f", sealed from {check.sealed_from} on" if check.sealed_from else ", no key"
    _line(
        console,
        f"{check.records} records{erased}{sealed}; {check.anchors} kept heads compared",
    )
    _line(console, f"head {check.head.text}")
    for problem in check.problems:
        _line(console, f"✗ {problem.fault}: {problem.text}")
    if check.is_whole:
        _line(console, "✓ nothing was changed, deleted, put in or moved")
    else:
        _line(
            console,
            "Keep the file as it is, and compare it with the last backup of which you kept a head.",
        )


def print_records(console: Console, page: AuditPageOut) -> None:
    """A line each, the last record first."""
    if not page.records:
        _line(console, "No record is like that; without options all are listed.")
    for record in page.records:
        at = f"{record.at:%Y-%m-%d %H:%M:%S}"
        what = f"{record.kind} {record.subject}".strip()
        _line(console, f"{record.sequence}  {at}  {record.actor}: {what}  {_details(record)}")
    if page.next_before is not None:
        _line(console, f"… and earlier ones: --before {page.next_before}")


def _details(record: AuditRecordOut) -> str:
    if record.is_erased:
        return "(erased)"
    text = json.dumps(record.details, ensure_ascii=False)
    return text if len(text) <= DETAIL_CHARACTERS else f"{text[:DETAIL_CHARACTERS]}…"


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
