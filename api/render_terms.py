"""The term base as a person reads it on a terminal."""

from rich.console import Console
from rich.table import Column, Table

from answer.term_report import TermReport
from api.term_files import TermCheck, TermImport

_LISTED = 30


def print_term_check(console: Console, checked: TermCheck) -> None:
    """What a table holds, and what to look at in it."""
    report = checked.report
    console.print(
        f"{checked.file}: {report.concepts} concepts, {report.fixed} of them not to be translated",
        markup=False,
        soft_wrap=True,
    )
    held = ", ".join(f"{tag} {count}" for tag, count in report.languages)
    console.print(f"Languages: {held or 'none'}", markup=False, soft_wrap=True)
    if report.gaps:
        console.print(
            f"Without a term in some language: {len(report.gaps)}; 'tradewind terms report' lists "
            f"them",
            markup=False,
            soft_wrap=True,
        )
    for note in checked.notes[:_LISTED]:
        console.print(f"! {note}", markup=False, soft_wrap=True)
    if len(checked.notes) > _LISTED:
        console.print(f"! and {len(checked.notes) - _LISTED} more", markup=False)


def print_term_import(console: Console, done: TermImport) -> None:
    """What an import changed, or would change."""
    what = "Written" if done.written else "Not written"
    console.print(
        f"{what}: {done.file}: {len(done.added)} added, {len(done.changed)} changed, "
        f"{len(done.removed)} removed, {done.unchanged} as before",
        markup=False,
        soft_wrap=True,
    )
    for title, names in (("added", done.added), ("changed", done.changed)):
        if names:
            more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
            shown = ", ".join(names[:_LISTED])
            console.print(f"  {title}: {shown}{more}", markup=False, soft_wrap=True)


def print_term_report(console: Console, report: TermReport) -> None:
    """The gaps, those that are asked for most often first."""
    console.print(
        f"{report.concepts} concepts, {report.fixed} not to be translated; "
        f"{report.questions} questions read",
        markup=False,
    )
    if not report.gaps:
        console.print("No term lacks a language.")
        return
    table = Table(Column("Concept"), Column("Asked", justify="right"), "Asked in", "Missing")
    for gap in report.gaps[:_LISTED]:
        asked_in = ", ".join(f"{tag} {count}" for tag, count in gap.asked_in)
        name = f"{gap.concept} ({gap.brand})" if gap.brand else gap.concept
        table.add_row(name, str(gap.asked), asked_in, ", ".join(gap.missing))
    console.print(table)
    if len(report.gaps) > _LISTED:
        console.print(f"and {len(report.gaps) - _LISTED} more; --json lists all")
