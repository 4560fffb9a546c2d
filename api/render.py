"""Results as a person reads them on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Column, Table

from answer.measure import Evaluation
from answer.metrics import Estimate
from answer.reply import Answer, Clarify, Handoff, Reply, Statement
from index.manifest import ListedRelease, RefreshReport
from index.passage import Passage

QUOTE_CHARACTERS = 240
LISTED = 20


def print_reply(console: Console, question: str, reply: Reply, *, explain: bool) -> None:
    """The reply in a frame, its sources and how sure it is."""
    colour = {"answer": "green", "clarify": "yellow", "handoff": "magenta"}[reply.kind]
    confidence = reply.confidence
    title = f"{reply.kind} · {confidence.value:.0%} sure ({confidence.band}) · {reply.language}"
    if isinstance(reply, Handoff):
        title += f" · {reply.reason}"
    console.print(f"[bold]{escape(question)}[/bold]")
    console.print(
        Panel(escape(reply.text), title=escape(title), title_align="left", border_style=colour)
    )
    if isinstance(reply, Answer | Handoff):
        _print_sources(console, reply.statements)
    if isinstance(reply, Clarify):
        console.print("  choices: " + ", ".join(escape(choice.label) for choice in reply.choices))
    if explain:
        _print_signals(console, reply)


def print_passages(console: Console, passages: tuple[Passage, ...]) -> None:
    """One row a passage, best first."""
    if not passages:
        console.print(
            "Nothing found. Try other words, or 'tradewind doctor' to see what is indexed."
        )
        return
    table = Table("#", "score", "source", "text", show_lines=True)
    for number, passage in enumerate(passages, start=1):
        page = f", page {passage.pages[0]}" if passage.pages else ""
        source = f"{passage.document}{page}\n{' › '.join(passage.heading_path)}"
        retrievers = ", ".join(hit.retriever for hit in passage.hits)
        table.add_row(
            str(number),
            f"{passage.score:.2f}\n{retrievers}",
            escape(source),
            escape(_shortened(passage.text)),
        )
    console.print(table)


def print_report(console: Console, report: RefreshReport) -> None:
    """What a build found, left out and published."""
    console.print(
        f"[green]Published[/green] release [bold]{report.release}[/bold]: "
        f"{report.documents} documents, {report.pages} pages, {report.chunks} passages "
        f"in {report.seconds:.1f} s ({report.embedded} newly embedded)",
        soft_wrap=True,
    )
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
        colour = "red" if problem.severity == "error" else "yellow"
        console.print(
            f"  [{colour}]{problem.severity}[/{colour}] {escape(problem.path)}: "
            f"{escape(problem.reason)}",
            soft_wrap=True,
        )


def print_releases(console: Console, releases: tuple[ListedRelease, ...]) -> None:
    """One row a release, newest first; the published one is marked."""
    if not releases:
        console.print("No release yet; run 'tradewind reindex'.")
        return
    table = Table("", Column("release", no_wrap=True), "built (UTC)", "files", "passages", "remark")
    for release in releases:
        table.add_row(
            "→" if release.current else "",
            release.release,
            release.built_at[:16].replace("T", " "),
            str(release.documents) if not release.problem else "",
            str(release.chunks) if not release.problem else "",
            escape(release.problem),
        )
    console.print(table)


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """All questions with intervals, a row a group, then the figures of the confidence.

    Everything else, and every question's outcome, is in the JSON report.
    """
    console.print(f"release {evaluation.release} · {evaluation.model}")
    everything = evaluation.groups[0]
    for name, estimate in (
        ("R@1", everything.recall_at_1),
        ("R@5", everything.recall_at_5),
        ("R@10", everything.recall_at_10),
        ("MRR@10", everything.mrr_at_10),
        ("nDCG@10", everything.ndcg_at_10),
        ("draft holds the answer", everything.correct),
        ("sent and right, of the answerable", everything.answered_right),
        ("sent and wrong, of those sent", everything.answered_wrong),
        ("sent, of those that must not be", everything.unanswerable_answered),
    ):
        if estimate.count:
            console.print(
                f"  {name:34} {estimate.value:.3f}  "
                f"[dim]95 %: {estimate.low:.3f} to {estimate.high:.3f}, n={estimate.count}[/dim]"
            )
    table = Table("group", "n", "R@1", "R@5", "MRR", "draft", "sent", "wrong", "must not")
    for group in evaluation.groups:
        table.add_row(
            group.name,
            str(group.questions),
            *(
                _figure(estimate)
                for estimate in (
                    group.recall_at_1,
                    group.recall_at_5,
                    group.mrr_at_10,
                    group.correct,
                    group.answered_right,
                    group.answered_wrong,
                    group.unanswerable_answered,
                )
            ),
        )
    console.print(table)
    console.print(
        f"confidence: AUROC {evaluation.auroc:.3f}, calibration error "
        f"{evaluation.calibration_error:.3f}, coverage at 3 % wrong "
        f"{evaluation.coverage_at_3_percent_wrong:.2f}, at 10 % "
        f"{evaluation.coverage_at_10_percent_wrong:.2f}, threshold {evaluation.threshold:.3f}"
    )
    console.print(f"one answer: p50 {evaluation.p50_ms:.0f} ms, p95 {evaluation.p95_ms:.0f} ms")


def _figure(estimate: Estimate) -> str:
    return f"{estimate.value:.2f}" if estimate.count else "·"


def _print_sources(console: Console, statements: tuple[Statement, ...]) -> None:
    for number, statement in enumerate(statements, start=1):
        for citation in statement.citations:
            page = f", page {citation.page_label or citation.page}" if citation.page else ""
            path = " › ".join(citation.heading_path)
            console.print(
                f"  [dim][{number}] {escape(citation.document)}{page} · {escape(path)}[/dim]"
            )


def _print_signals(console: Console, reply: Reply) -> None:
    table = Table("signal", "value", title="why this probability")
    for signal in reply.confidence.signals:
        table.add_row(signal.name, f"{signal.value:.3f}")
    table.add_row("threshold", f"{reply.confidence.threshold:.3f}")
    console.print(table)


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_CHARACTERS else flat[: QUOTE_CHARACTERS - 1] + "…"
