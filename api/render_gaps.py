"""Gaps as a person reads them on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.gaps_wire import CountOut, GapsOut

QUESTION_CHARACTERS = 90
_MARKS = {"rising": "[red]↑[/red]", "falling": "[green]↓[/green]", "steady": ""}


def print_gaps(console: Console, found: GapsOut) -> None:
    """One row a gap, the most pressing first."""
    asked = f"{found.questions} questions of customers, {found.unanswered} left open"
    console.print(f"{asked}, since {found.since[:10]}", markup=False)
    if not found.gaps:
        return
    table = Table(
        Column("gap", no_wrap=True),
        Column("asked", justify="right"),
        "",
        Column("priority", justify="right"),
        "missing",
        "state",
        "markets",
        "question",
    )
    for gap in found.gaps:
        table.add_row(
            gap.id,
            str(gap.volume),
            _MARKS[gap.change.trend],
            f"{gap.priority.value:.1f}",
            gap.missing.replace("_", " "),
            gap.state.replace("_", " "),
            escape(_named(gap.markets)),
            escape(gap.question[:QUESTION_CHARACTERS]),
        )
    console.print(table)


def _named(counts: list[CountOut]) -> str:
    return " ".join(one.name for one in counts if one.name)
