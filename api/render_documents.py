"""Documents, edits and a look at the parse, as a person reads them on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.document_listing import DocumentState
from api.documents_wire import (
    DocumentFactsOut,
    DocumentsOut,
    EditOut,
    ProposedFactOut,
    ReferenceOut,
    TrashedOut,
)
from api.parse_wire import ParseOut

STATES: dict[DocumentState, str] = {
    "published": "[green]published[/green]",
    "changed": "[yellow]changed[/yellow]",
    "new": "[cyan]new[/cyan]",
    "removed": "removed",
    "failed": "[red]failed[/red]",
    "quarantined": "[red]quarantined[/red]",
}
SHOWN_REFERENCES = 10


def print_documents(console: Console, found: DocumentsOut) -> None:
    """One row a document, by path; then how many are in which state."""
    table = Table(
        Column("state", no_wrap=True),
        Column("path", overflow="fold", min_width=28),
        Column("kind", no_wrap=True),
        Column("language", no_wrap=True),
        "remark",
    )
    for one in found.documents:
        remark = one.reason or ", ".join(one.changed) or "; ".join(one.warnings)
        table.add_row(
            STATES[one.state], escape(one.path), one.facts.kind, one.language, escape(remark)
        )
    console.print(table)
    counts = ", ".join(f"{one.documents} {one.state}" for one in found.states if one.documents)
    console.print(f"{found.total} of: {counts or 'no documents'}", markup=False)


def print_edit(console: Console, edit: EditOut) -> None:
    """What was done, and how it is taken back."""
    to = f" → {edit.to}" if edit.to else ""
    console.print(f"{edit.action}: {edit.path}{to}", markup=False, soft_wrap=True)
    console.print(f"  undo: tradewind documents restore {edit.undo}", markup=False, soft_wrap=True)


def print_references(console: Console, references: Sequence[ReferenceOut]) -> None:
    """What names a document."""
    for one in references[:SHOWN_REFERENCES]:
        what = f"{one.kind.replace('_', ' ')}: {one.name} {one.text}".rstrip()
        console.print(f"  {what}", markup=False, soft_wrap=True)
    if len(references) > SHOWN_REFERENCES:
        console.print(f"  … and {len(references) - SHOWN_REFERENCES} more", markup=False)


def print_trash(console: Console, trash: Sequence[TrashedOut]) -> None:
    """What can be taken back, the newest first."""
    if not trash:
        console.print("There is nothing to take back.")
    for one in trash:
        to = f" → {one.to}" if one.to else ""
        console.print(
            f"{one.id}  {one.at}  {one.by}: {one.action} {one.path}{to} (until {one.until})",
            markup=False,
            soft_wrap=True,
        )


def print_facts(console: Console, found: DocumentFactsOut) -> None:
    """Every statement, the weakest first, and what is wrong."""
    table = Table("fact", "value", "stated by", "holds")
    for one in found.stated:
        value = ", ".join(one.value) if isinstance(one.value, list) else (one.value or "–")
        place = f"{one.file}:{one.line}"
        table.add_row(one.key, escape(value), escape(place), "yes" if one.holds else "no")
    console.print(table)
    for problem in found.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        console.print(f"  wrong: {place}: {problem.message}", markup=False, soft_wrap=True)
    for doubt in found.odd:
        console.print(
            f"  odd: {doubt.file}:{doubt.line}: {doubt.message}", markup=False, soft_wrap=True
        )
    for warning in found.warnings:
        console.print(f"  {warning}", markup=False, soft_wrap=True)


def print_proposed(console: Console, proposed: Sequence[ProposedFactOut]) -> None:
    """What a text seems to state, with its line."""
    if not proposed:
        console.print("Nothing is proposed: the text is not that of a certificate.")
    for one in proposed:
        value = ", ".join(one.value) if isinstance(one.value, list) else (one.value or "?")
        mark = "stated" if one.holds else "proposed" if one.takes else "seen"
        console.print(f"{mark}: {one.key} = {value}", markup=False, soft_wrap=True)
        console.print(f"    line {one.line_number}: {one.line}", markup=False, soft_wrap=True)


def print_parse(console: Console, found: ParseOut) -> None:
    """One page, block by block."""
    of = f"release {found.release}" if found.of == "release" else "the file as it lies there"
    head = f"{found.title} · page {found.page} of {found.page_count} · {found.language} · {of}"
    console.print(head, markup=False, soft_wrap=True)
    for block in found.blocks:
        level = f" {block.level}" if block.level else ""
        marks = ", ".join(one.canonical for one in block.identifiers)
        tail = f"  [{marks}]" if marks else ""
        console.print(
            f"--- {block.kind}{level} · {block.language} · passage {block.chunk}{tail}",
            markup=False,
            soft_wrap=True,
        )
        console.print(block.text, markup=False, soft_wrap=True)
    for warning in found.warnings:
        console.print(f"warning: {warning}", markup=False, soft_wrap=True)
    for one in found.findings:
        place = f"page {one.page}" if one.page else one.place
        console.print(
            f"{one.severity}: {one.kind.replace('_', ' ')} ({place}): {one.excerpt}",
            markup=False,
            soft_wrap=True,
        )
