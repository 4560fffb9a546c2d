"""Gaps and coverage as a person reads them on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.gaps_wire import CountOut, CoverageOut, GapsOut

QUESTION_CHARACTERS = 90
TOPIC_CHARACTERS = 40
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


def print_coverage(console: Console, found: CoverageOut) -> None:
    """One row a cell."""
    holes = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.holes.items())
    told = f"{found.questions} questions placed; holes: {holes or 'none'}"
    console.print(f"{told}; {len(found.cells)} of {found.total} cells", markup=False)
    if not found.cells:
        return
    names = {one.id: one.name for one in found.topics}
    table = Table("product", "topic", "language", "market", "sections", "asked", "answered", "hole")
    for cell in found.cells:
        table.add_row(
            escape(cell.product or "-"),
            escape(names.get(cell.topic, "-")[:TOPIC_CHARACTERS]),
            cell.language,
            cell.market or "all",
            str(len(cell.sections)),
            str(cell.asked),
            str(cell.answered),
            cell.hole.replace("_", " "),
        )
    console.print(table)


def _named(counts: list[CountOut]) -> str:
    return " ".join(one.name for one in counts if one.name)
