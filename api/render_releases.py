"""Releases and their history as a person reads them on a terminal."""

from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from index.manifest import ListedRelease, ReleaseState
from index.publication import Publication

SHOWN = 10
STATES: dict[ReleaseState, str] = {
    "live": "[green]→ live[/green]",
    "candidate": "[yellow]candidate[/yellow]",
    "earlier": "earlier",
    "damaged": "[red]damaged[/red]",
}
_STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def print_releases(console: Console, releases: tuple[ListedRelease, ...]) -> None:
    """One row a release, newest first; the published one is marked."""
    if not releases:
        console.print("No release yet; run 'tradewind reindex'.")
        return
    columns = ("state", "release", "built", "files", "passages", "MB", "own")
    columns = ("state", "release", "built", "files", "passages", "MB", "own")
    # without lines an id is whole on a terminal of eighty columns
    table = Table(*(Column(name, no_wrap=True) for name in columns), box=None, padding=(0, 1, 0, 0))
    for listed in releases:
        manifest = listed.manifest
        state = STATES[listed.state]
        table.add_row(
            f"→ {state}" if listed.current and listed.state != "live" else state,
            listed.release,
            time_ago(manifest.built_at) if manifest else "",
            str(manifest.documents) if manifest else "",
            str(manifest.chunks) if manifest else "",
            f"{listed.size_bytes / 1e6:.1f}",
            f"{listed.own_bytes / 1e6:.1f}",
        )
    console.print(table)
    for listed in releases:
        if listed.problem:
            console.print(f"  [red]{escape(listed.problem)}[/red]", soft_wrap=True)


def print_publications(console: Console, publications: tuple[Publication, ...]) -> None:
    """A line for each of the latest, newest first."""
    for one in publications[:SHOWN]:
        console.print(f"  {_line(one)}", markup=False, soft_wrap=True)


def print_publication(console: Console, publication: Publication) -> None:
    """What was switched just now."""
    before = f" instead of {publication.from_release}" if publication.from_release else ""
    if publication.from_release == publication.to_release:
        text = f"{publication.to_release} answers already."
    elif publication.kind == "rollback":
        text = f"Published {publication.to_release} again{before}."
    else:
        text = f"Published {publication.to_release}{before}."
    console.print(text, markup=False, soft_wrap=True)
    if publication.verdict:
        console.print(f"  gate: {publication.verdict}", markup=False, soft_wrap=True)


def time_ago(moment: str, *, now: datetime | None = None) -> str:
    """``2026-11-22T08:00:00+00:00`` → ``3 h ago``; empty for what is no moment."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    for length, unit in _STEPS:
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def _line(one: Publication) -> str:
    what = "rolled back to" if one.kind == "rollback" else "published"
    forced = " by force" if one.forced else ""
    who = f" by {one.by}" if one.by else ""
    why = f": {one.reason}" if one.reason else ""
    gate = f" (gate: {one.verdict})" if one.verdict else ""
    return f"{one.at[:16].replace('T', ' ')} {what} {one.to_release}{forced}{who}{why}{gate}"
