"""Results as a person reads them on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from answer.reply import Caveat, CaveatCode, Clarify, Handoff, Reply, Statement
from index.manifest import RefreshReport
from index.passage import Passage, Validity

VALIDITY: dict[Validity, str] = {
    "expired": "expired",
    "not_yet_valid": "not yet valid",
    "superseded": "replaced by a newer one",
    "holds": "holds",
}
EXPLAINED = {
    "source": "why this",
    "probability": "how sure",
    "vetoes": "vetoed",
    "raise": "more",
    "decision": "decided",
}
"""What each line of an explanation is about, by the first part of its code."""
CAVEATS: dict[CaveatCode, str] = {
    "expires_soon": "holds until",
    "certificate_valid_until": "certificate valid until",
    "for_models": "holds for",
    "for_markets": "holds in",
    "machine_translation": "translated by machine, the original decides",
    "sensitive_person_data": "asks not to send such numbers",
}
QUOTE_CHARACTERS = 240
LISTED = 20


def print_reply(console: Console, question: str, reply: Reply, *, explain: bool) -> None:
    """The reply in a frame, its sources and how sure it is; why, where that is asked for."""
    colour = {"answer": "green", "clarify": "yellow", "handoff": "magenta"}[reply.kind]
    confidence = reply.confidence
    title = f"{reply.kind} · {confidence.value:.0%} sure ({confidence.band}) · {reply.language}"
    if isinstance(reply, Handoff):
        title += f" · {reply.reason}"
    console.print(f"[bold]{escape(question)}[/bold]")
    console.print(
        Panel(escape(reply.text), title=escape(title), title_align="left", border_style=colour)
    )
    _print_sources(console, reply.statements)
    if not isinstance(reply, Handoff) and reply.caveats:
        console.print(f"  with a caveat: {escape(', '.join(map(_caveat, reply.caveats)))}")
    if isinstance(reply, Clarify):
        console.print("  choices: " + ", ".join(escape(choice.label) for choice in reply.choices))
    if explain:
        _print_explanation(console, reply)
        _print_signals(console, reply)


def print_passages(console: Console, passages: tuple[Passage, ...], *, read_as: str = "") -> None:
    """One row a passage, best first, below what was searched where that is not what was typed."""
    if read_as:
        console.print(f"Searched for: {escape(read_as)}")
    if not passages:
        console.print(
            "Nothing found. Try other words, or 'tradewind doctor' to see what is indexed."
        )
        return
    table = Table("#", "score", "source", "text", show_lines=True)
    for number, passage in enumerate(passages, start=1):
        page = f", page {passage.page}" if passage.page is not None else ""
        mark = "" if passage.validity == "holds" else f"[{VALIDITY[passage.validity]}] "
        source = f"{mark}{passage.document}{page}\n{' › '.join(passage.heading_path)}"
        retrievers = ", ".join(hit.retriever for hit in passage.hits)
        table.add_row(
            str(number),
            f"{passage.score:.2f}\n{retrievers}",
            escape(source),
            escape(_shortened(passage.text)),
        )
    console.print(table)


def print_report(console: Console, report: RefreshReport) -> None:
    """What a build found and left out, and whether it was published."""
    done = (
        "[green]Published[/green]" if report.published else "[yellow]Built, not published[/yellow]"
    )
    console.print(
        f"{done} release [bold]{report.release}[/bold]: "
        f"{report.documents} documents, {report.pages} pages, {report.chunks} passages "
        f"in {report.seconds:.1f} s ({report.embedded} newly embedded)",
        soft_wrap=True,
    )
    if report.verdict:
        console.print(f"  gate: {escape(report.verdict)}", soft_wrap=True)
    for name, paths in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
    ):
        if paths:
            more = f" … and {len(paths) - LISTED} more" if len(paths) > LISTED else ""
            console.print(f"  {name}: {escape(', '.join(paths[:LISTED]))}{more}", soft_wrap=True)
    if report.unchanged:
        console.print(f"  unchanged: {report.unchanged}")
    for problem in report.problems:
        colour = "yellow" if problem.severity == "warning" else "red"
        console.print(
            f"  [{colour}]{problem.severity}[/{colour}] {escape(problem.path)}: "
            f"{escape(problem.reason)}",
            soft_wrap=True,
        )


def _caveat(caveat: Caveat) -> str:
    named = [*caveat.names, *([caveat.until.isoformat()] if caveat.until else [])]
    told = CAVEATS.get(caveat.code, caveat.code.replace("_", " "))
    return f"{told} {', '.join(named)}".strip()


def _print_sources(console: Console, statements: tuple[Statement, ...]) -> None:
    for number, statement in enumerate(statements, start=1):
        for citation in statement.citations:
            page = f", page {citation.page_label or citation.page}" if citation.page else ""
            path = " › ".join(citation.heading_path)
            console.print(
                f"  [dim][{number}] {escape(citation.document)}{page} · {escape(path)}[/dim]"
            )


def _print_explanation(console: Console, reply: Reply) -> None:
    for line in reply.explanation:
        topic = EXPLAINED[line.code.partition(".")[0]]
        console.print(f"  [bold]{topic:<9}[/bold] {escape(line.text)}", soft_wrap=True)


def _print_signals(console: Console, reply: Reply) -> None:
    table = Table("signal", "value", title="why this probability")
    for signal in reply.confidence.signals:
        table.add_row(signal.name, f"{signal.value:.3f}")
    table.add_row(
        f"threshold ({reply.confidence.threshold_source})", f"{reply.confidence.threshold:.3f}"
    )
    console.print(table)


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_CHARACTERS else flat[: QUOTE_CHARACTERS - 1] + "…"
