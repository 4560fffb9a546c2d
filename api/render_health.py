"""Health as a person reads it on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.health_wire import DefectOut, DefectPlaceOut, HealthOut

LINE_CHARACTERS = 100
PLACES = 3
_COLOURS = {"high": "red", "medium": "yellow", "low": "dim"}


def print_health(console: Console, found: HealthOut) -> None:
    """The counts, the promises, then each defect with its places."""
    counted = ", ".join(
        f"{count} {kind.replace('_', ' ')}" for kind, count in found.counts.kinds.items() if count
    )
    console.print(
        f"{found.release}: {found.documents} documents, {found.chunks} passages; "
        f"{counted or 'no defects'}"
        + (f"; {found.counts.dismissed} set aside" if found.counts.dismissed else ""),
        markup=False,
    )
    _print_promises(console, found)
    for defect in found.defects:
        _print_defect(console, defect)
    if found.total > len(found.defects):
        console.print(f"… and {found.total - len(found.defects)} more: --limit", markup=False)


def _print_promises(console: Console, found: HealthOut) -> None:
    table = Table(
        "tier",
        Column("promised", justify="right"),
        Column("documents", justify="right"),
        Column("planned", justify="right"),
        Column("published in time", justify="right"),
        Column("waiting", justify="right"),
        Column("of these late", justify="right"),
    )
    for one in found.promises:
        table.add_row(
            one.freshness,
            f"{one.promised_hours:g} h",
            f"{one.documents} ({one.share:.0%})",
            f"{one.planned_share:.0%}",
            f"{one.published_in_time} of {one.published}",
            str(one.waiting),
            str(one.waiting_late),
        )
    console.print(table)


def _print_defect(console: Console, defect: DefectOut) -> None:
    told = ", ".join(f"{name} {value}" for name, value in defect.values.items() if value != "")
    colour = _COLOURS[defect.severity]
    console.print(
        f"[{colour}]{defect.kind}[/{colour}] {defect.code} {escape(told)} "
        f"[dim]{defect.id}[/dim]" + (" [dim](set aside)[/dim]" if defect.dismissed else ""),
        soft_wrap=True,
    )
    for place in defect.places[:PLACES]:
        console.print(f"    {_place(place)}", markup=False, soft_wrap=True)


def _place(place: DefectPlaceOut) -> str:
    where = place.document + (f", page {place.page}" if place.page else "")
    heading = f" › {place.heading[-1]}" if place.heading else ""
    line = f": {place.line[:LINE_CHARACTERS]}" if place.line else ""
    return f"{where}{heading}{line}"
