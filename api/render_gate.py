"""What differs between releases, and the golden gate's verdict, as an editor reads them."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from answer.gate_report import GateMetric, GateReply, GateReport, ReplyChange, ReplyChangeKind
from index.manifest import FileProblem
from index.release_difference import (
    DocumentChange,
    PassageChange,
    PassageChangeKind,
    ReleaseDifference,
    SpanKind,
    TextSpan,
)
from index.text_difference import text_difference

SHOWN_PASSAGES = 20
"""Of one document; --json and the console have all."""
SHOWN_DOCUMENTS = 50
SHOWN_CHANGES = 20
UNCHANGED_CHARACTERS = 60
"""Of what stayed, around a change."""
STYLES: dict[SpanKind, str] = {"same": "", "removed": "red strike", "added": "green"}
SIGNS: dict[PassageChangeKind, tuple[str, str]] = {
    "added": ("+", "green"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
    "moved": (">", "cyan"),
}
KINDS: dict[ReplyChangeKind, tuple[str, str]] = {
    "wrong_sent": ("red", "wrong, and would be sent"),
    "unanswerable_sent": ("red", "answered although it must not be"),
    "right_lost": ("red", "was sent and right, would be handed over"),
    "draft_lost": ("red", "the draft does not hold the answer any more"),
    "answer_lost": ("yellow", "a customer was answered, and would be handed over"),
    "answer_won": ("yellow", "a customer was handed over, and would be answered"),
    "place": ("yellow", "cites another place for other words"),
    "text": ("yellow", "says something else from the same place"),
    "reason": ("cyan", "handed over or asked back otherwise"),
    "draft": ("cyan", "hands over another draft"),
    "rank": ("cyan", "what answers is not among the first five any more"),
    "moved": ("dim", "says the same from another place"),
    "better": ("green", "better"),
}
METRICS = {
    "correct_drafts": "drafts that hold the answer",
    "answered_right": "sent and right",
    "answered_wrong": "sent and wrong",
    "unanswerable_answered": "answered, must not be",
    "recall_at_5": "found among five",
    "coverage": "answered without a person",
}


def print_difference(console: Console, found: ReleaseDifference) -> None:
    """Counts, then each document with its facts and passages; a change by its words."""
    console.print(f"{found.before} → {found.after}", markup=False, soft_wrap=True)
    if found.nothing:
        console.print(f"Nothing differs; {found.unchanged} documents are the same.")
        return
    documents, chunks = found.documents, found.chunks
    console.print(
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed, "
        f"{len(found.moved)} moved, {found.unchanged} unchanged · documents "
        f"{documents.before} → {documents.after}, passages {chunks.before} → {chunks.after}",
        soft_wrap=True,
    )
    for setting in found.settings:
        _line(console, f"  built with another {setting.name}: {setting.before} → {setting.after}")
    for count in found.languages:
        _line(console, f"  {count.name}: {count.before} → {count.after} passages")
    for sign, style, entries in (("+", "green", found.added), ("-", "red", found.removed)):
        for entry in entries[:SHOWN_DOCUMENTS]:
            told = f"{sign} {entry.path}  {entry.title} ({entry.chunks} passages)"
            _line(console, told, style=style)
        _more(console, len(entries) - SHOWN_DOCUMENTS)
    for change in (*found.moved, *found.changed)[:SHOWN_DOCUMENTS]:
        _print_document(console, change)
    _more(console, len(found.moved) + len(found.changed) - SHOWN_DOCUMENTS)
    _print_problems(console, "now amiss", "yellow", found.problems_new)
    _print_problems(console, "no longer amiss", "green", found.problems_gone)


def print_gate(console: Console, report: GateReport, *, changes: int = SHOWN_CHANGES) -> None:
    """The verdict and why, the figures, then the replies that change, the most harmful first."""
    verdict = Text("passed", "bold green") if report.passed else Text("refused", "bold red")
    console.print(
        Text.assemble(f"{report.release} against {report.against}: ", verdict), soft_wrap=True
    )
    for reason in report.reasons:
        _line(console, f"  {reason}", style="red")
    table = Table(
        "figure",
        *("of", "live", "now", "worse", "better", "allowed", ""),
        box=SIMPLE_HEAD,
    )
    for metric in report.metrics:
        table.add_row(*_metric(metric))
    console.print(table)
    asked = report.golden_questions + report.customer_questions
    console.print(
        f"{len(report.changes)} of {asked} replies change ({report.golden_questions} golden, "
        f"{report.customer_questions} customers'); {report.asked} were made in "
        f"{report.seconds:.1f} s",
        soft_wrap=True,
    )
    for change in report.changes[:changes]:
        _print_change(console, change)
    _more(console, len(report.changes) - changes)
    if report.to_mend:
        _line(console, "Golden questions to mend in golden.jsonl:", style="bold")
        for note in report.to_mend[:SHOWN_CHANGES]:
            _line(console, f"  {note}")
        _more(console, len(report.to_mend) - SHOWN_CHANGES)


def _metric(metric: GateMetric) -> tuple[str | Text, ...]:
    mark = Text("fell", "red") if metric.fell else Text("")
    counts = (metric.questions, metric.before, metric.after, metric.worse, metric.better)
    return (METRICS[metric.name], *map(str, counts), str(metric.allowed), mark)


def _print_document(console: Console, change: DocumentChange) -> None:
    place = f"{change.path_before} → {change.path}" if change.moved else change.path
    _line(console, f"{'>' if change.moved else '~'} {place}", style="bold")
    for fact in change.facts:
        _line(console, f"    {fact.name}: {fact.before or '-'} → {fact.after or '-'}")
    if change.cut_anew:
        _line(console, "    the same text, cut into other passages", style="dim")
    if change.bytes_changed and not change.passages:
        _line(console, "    other bytes, the same text", style="dim")
    for passage in change.passages[:SHOWN_PASSAGES]:
        _print_passage(console, passage)
    _more(console, len(change.passages) - SHOWN_PASSAGES, indent="    ")


def _print_passage(console: Console, passage: PassageChange) -> None:
    sign, style = SIGNS[passage.kind]
    page = passage.page_after or passage.page_before
    where = " › ".join((*passage.heading_path, *([f"page {page}"] if page else [])))
    _line(console, f"    {sign} {where}", style=style)
    if passage.table_header:
        _line(console, f"        {_flat(passage.table_header)}", style="dim")
    if passage.kind == "moved":
        _line(console, f"        {_shortened(passage.after)}", style="dim")
        return
    console.print(_marked(text_difference(passage.before, passage.after)), soft_wrap=True)


def _marked(spans: Sequence[TextSpan], *, indent: str = "        ") -> Text:
    """A text with what went struck out and what came in green; long stretches that stayed, short.

    Without colours the same is told by brackets: ``[-2000-]{+2500+}``.
    """
    marked = Text(indent)
    alone = len(spans) == 1
    for number, span in enumerate(spans):
        text = _flat(span.text)
        if span.kind == "same":
            marked.append(_around(text, first=not number, last=number + 1 == len(spans)), "dim")
        elif alone:
            marked.append(_shortened(text), STYLES[span.kind])
        else:
            signs = ("[-", "-]") if span.kind == "removed" else ("{+", "+}")
            marked.append(f"{signs[0]}{_shortened(text)}{signs[1]}", STYLES[span.kind])
    return marked


def _print_change(console: Console, change: ReplyChange) -> None:
    style, words = KINDS[change.kind]
    asked = change.after
    whose = asked.id if asked.answerable is not None else "customer"
    _line(console, f"{whose} [{asked.language}] {_shortened(asked.question)}", style="bold")
    _line(console, f"    {words}{f': {change.cause}' if change.cause else ''}", style=style)
    _line(console, f"    live       {_told(change.before)}", style="dim")
    _line(console, f"    candidate  {_told(change.after)}", style="dim")
    if change.before.said != change.after.said:
        console.print(
            _marked(text_difference(change.before.said, change.after.said)), soft_wrap=True
        )


def _told(reply: GateReply) -> str:
    page = f", page {reply.page}" if reply.page is not None else ""
    place = f" · {reply.document}{page}" if reply.document else ""
    right = "" if reply.answerable is None else " · right" if reply.right else " · not right"
    reason = f" ({reply.reason})" if reply.reason else ""
    return f"{reply.kind}{reason} · {reply.confidence:.0%}{right}{place}"


def _print_problems(
    console: Console, words: str, style: str, problems: Sequence[FileProblem]
) -> None:
    for problem in problems[:SHOWN_DOCUMENTS]:
        _line(console, f"! {words}: {problem.path} ({problem.severity}): {problem.reason}", style)
    _more(console, len(problems) - SHOWN_DOCUMENTS)


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style), soft_wrap=True)


def _more(console: Console, count: int, *, indent: str = "") -> None:
    if count > 0:
        _line(console, f"{indent}… and {count} more; --json has all", style="dim")


def _around(text: str, *, first: bool, last: bool) -> str:
    """What stays of a stretch that did not change, next to the changes beside it."""
    half = UNCHANGED_CHARACTERS // 2
    if len(text) <= UNCHANGED_CHARACTERS + 1:
        return text
    start = "" if first else text[:half]
    end = "" if last else text[-half:]
    return f"{start}…{end}"


def _shortened(text: str, most: int = 400) -> str:
    flat = _flat(text)
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))
