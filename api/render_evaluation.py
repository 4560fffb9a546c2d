"""An evaluation as an editor reads it on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from answer.compare import Comparison
from answer.evaluation import Evaluation, Outcome
from answer.groups import worst_first
from answer.metrics import Estimate

SHOWN_FLIPS = 20
SHOWN_MISSING = 10
SHOWN_PLACES = 2
QUESTION_CHARACTERS = 120


def print_evaluation(console: Console, evaluation: Evaluation, *, program: str, worst: int) -> None:
    """All questions with intervals, a row a group, the confidence, then what to look at first.

    Everything else, and every question's outcome, is in the JSON report.
    """
    console.print(
        f"release {evaluation.release} · {evaluation.model} ({evaluation.fingerprint}) · settings "
        f"{evaluation.settings_hash} · {program}",
        soft_wrap=True,
    )
    _print_missing(console, evaluation)
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
        ("AUROC of confidence", everything.auroc),
        ("calibration error", everything.calibration_error),
        ("coverage at 3 % wrong", everything.coverage_at_3_percent_wrong),
        ("coverage at 10 % wrong", everything.coverage_at_10_percent_wrong),
    ):
        if estimate.count:
            console.print(
                f"  {name:34} {estimate.value:.3f}  "
                f"[dim]95 %: {estimate.low:.3f} to {estimate.high:.3f}, n={estimate.count}[/dim]"
            )
    _print_groups(console, evaluation)
    curve = ", ".join(f"{wrong:.0%} of {share:.0%}" for share, wrong in evaluation.risk_coverage)
    console.print(f"wrong among the surest: {curve}", soft_wrap=True)
    console.print(
        f"threshold {evaluation.threshold:.3f} ({evaluation.threshold_source}) · "
        f"one answer: p50 {evaluation.p50_ms:.0f} ms, p95 {evaluation.p95_ms:.0f} ms"
    )
    _print_worst(console, worst_first(evaluation.outcomes), limit=worst)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """What changed since an earlier report: figures with paired intervals, then questions."""
    console.print(
        f"\n[bold]Since {escape(comparison.earlier)}[/bold] (release "
        f"{escape(comparison.earlier_release)}): {comparison.shared} questions in both, "
        f"{comparison.only_now} only now, {comparison.only_earlier} only then",
        soft_wrap=True,
    )
    table = Table("group", "figure", "n", "before", "now", "gain", "95 %", "")
    for gain in comparison.gains:
        sure = "better" if gain.gain.low > 0 else "worse" if gain.gain.high < 0 else ""
        table.add_row(
            gain.group,
            gain.figure,
            str(gain.gain.count),
            f"{gain.before:.3f}",
            f"{gain.after:.3f}",
            f"{gain.gain.value:+.3f}",
            f"{gain.gain.low:+.3f} to {gain.gain.high:+.3f}",
            sure,
        )
    console.print(table)
    for flip in comparison.flips[:SHOWN_FLIPS]:
        colour, word = ("green", "better") if flip.better else ("red", "worse")
        console.print(
            f"[{colour}]{word}[/{colour}] {escape(flip.id)} {escape(_shortened(flip.question))}\n"
            f"    {flip.before} → {flip.after}",
            soft_wrap=True,
        )
    if len(comparison.flips) > SHOWN_FLIPS:
        console.print(f"… and {len(comparison.flips) - SHOWN_FLIPS} more in the JSON report")


def _print_missing(console: Console, evaluation: Evaluation) -> None:
    missing = evaluation.missing_documents
    if not missing:
        return
    more = f" … and {len(missing) - SHOWN_MISSING} more" if len(missing) > SHOWN_MISSING else ""
    console.print(
        f"[yellow]Not in the release:[/yellow] {escape(', '.join(missing[:SHOWN_MISSING]))}{more}. "
        f"Questions that only these answer count as not found; correct the paths, or run "
        f"'tradewind reindex'.",
        soft_wrap=True,
    )


def _print_groups(console: Console, evaluation: Evaluation) -> None:
    ranking = Table(
        Column("group", no_wrap=True),
        *("n", "R@1", "R@5", "R@10", "MRR@10", "95 %", "nDCG@10"),
        title="finding",
    )
    answering = Table(
        Column("group", no_wrap=True),
        *(
            "n",
            "draft",
            "sent right",
            "sent wrong",
            "must not",
            "AUROC",
            "ECE",
            "at 3 %",
            "at 10 %",
        ),
        title="answering",
    )
    for group in evaluation.groups:
        name, count = escape(group.name), str(group.questions)
        mrr = group.mrr_at_10
        if mrr.count:
            ranking.add_row(
                name,
                str(mrr.count),
                _figure(group.recall_at_1),
                _figure(group.recall_at_5),
                _figure(group.recall_at_10),
                f"{mrr.value:.3f}",
                f"{mrr.low:.2f}–{mrr.high:.2f}",
                _figure(group.ndcg_at_10),
            )
        answering.add_row(
            name,
            count,
            *(
                _figure(estimate)
                for estimate in (
                    group.correct,
                    group.answered_right,
                    group.answered_wrong,
                    group.unanswerable_answered,
                    group.auroc,
                    group.calibration_error,
                    group.coverage_at_3_percent_wrong,
                    group.coverage_at_10_percent_wrong,
                )
            ),
        )
    console.print(ranking)
    console.print(answering)


def _print_worst(console: Console, outcomes: Sequence[Outcome], *, limit: int) -> None:
    if not outcomes or limit < 1:
        return
    console.print(f"\n[bold]Look at these first[/bold] ({len(outcomes)} questions are amiss)")
    for outcome in outcomes[:limit]:
        if outcome.answered and not outcome.right:
            state = f"[red]sent a wrong answer, {outcome.confidence:.0%} sure[/red]"
        elif not outcome.rank:
            state = "[yellow]not among ten[/yellow]"
        elif outcome.rank > 1:
            state = f"ranked {outcome.rank}"
        else:
            state = "found first, but the draft quotes something else"
        console.print(
            f"  {escape(outcome.id)} [{outcome.language}] {escape(_shortened(outcome.question))}",
            soft_wrap=True,
            markup=True,
        )
        console.print(f"      {state}", soft_wrap=True)
        if outcome.answerable:
            more = len(outcome.expected) - SHOWN_PLACES
            places = "; ".join(outcome.expected[:SHOWN_PLACES])
            tail = f" or {more} more" if more > 0 else ""
            console.print(f"      answers: {escape(places)}{tail}", soft_wrap=True)
        else:
            console.print(
                f"      must not be answered{f' ({outcome.why})' if outcome.why else ''}",
                markup=False,
                soft_wrap=True,
            )
        if outcome.rank != 1:
            console.print(f"      came first: {outcome.first or '-'}", markup=False, soft_wrap=True)


def _figure(estimate: Estimate) -> str:
    return f"{estimate.value:.2f}" if estimate.count else "·"


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUESTION_CHARACTERS else flat[: QUESTION_CHARACTERS - 1] + "…"
