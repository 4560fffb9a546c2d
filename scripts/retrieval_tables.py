"""The figures of a retrieval run as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from answer.metrics import Estimate
from scripts.retrieval_figures import Loss, Row

_SHORT = {
    "mrr_at_10": "MRR@10",
    "mean_average_precision": "mAP",
    "recall_at_5": "R@5",
    "abstain_auroc": "abstain AUROC",
}


def print_rows(console: Console, rows: Sequence[Row]) -> None:
    """A line a row; MRR@10, or mAP where every gold text counts."""
    table = Table(
        *("row", "n", "MRR@10 / mAP", "95 %", "held back", "R@1", "R@5", "R@10", "nDCG@10"),
        *("abstain AUROC", "plain BM25", "plain e5"),
        title="MRR@10 (xquad_r: mAP); 'held back': on topics that nothing was fitted on",
    )
    for row in rows:
        first = next(iter(row.metrics.values()))
        table.add_row(
            row.name,
            str(row.questions),
            f"{first.value:.3f}",
            f"{first.low:.3f}–{first.high:.3f}",
            _value(row.held_back),
            *(
                _value(row.metrics.get(name))
                for name in (
                    *("recall_at_1", "recall_at_5", "recall_at_10", "ndcg_at_10", "abstain_auroc"),
                )
            ),
            *(_value(row.plain.get(method)) for method in ("plain_bm25", "plain_e5")),
        )
    console.print(table)


def print_targets(console: Console, rows: Sequence[Row]) -> None:
    """Floor, target, value and whether it is met, a line a verdict."""
    if not any(row.verdicts for row in rows):
        return
    table = Table("row", "metric", "floor", "target", "value", "", "from", title="Targets")
    for row in rows:
        for verdict in row.verdicts:
            short = verdict.met is False
            under = verdict.floor is not None and verdict.value < verdict.floor
            state = "[red]short[/red]" if short else "[green]met[/green]"
            if verdict.met is None:
                state = "above floor"
            if under:
                state = "[red]under floor[/red]"
            if short and verdict.target is not None:
                state += f" by {verdict.target - verdict.value:.3f}"
            table.add_row(
                row.name,
                _SHORT.get(verdict.metric, verdict.metric),
                _number(verdict.floor),
                _number(verdict.target),
                f"{verdict.value:.3f}",
                state,
                verdict.why,
            )
    console.print(table)


def print_losses(console: Console, losses: Sequence[Loss]) -> None:
    """What careless typing costs, a line a row and variant."""
    table = Table(
        *("row", "variant", "n", "changed", "MRR@10", "lost", "95 %", ""),
        title="Careless typing, the language told from the question alone",
    )
    for loss in losses:
        table.add_row(
            loss.row,
            loss.variant,
            str(loss.before.count),
            str(loss.changed),
            f"{loss.before.value:.3f}",
            f"{loss.lost.value:+.3f}",
            f"{loss.lost.low:+.3f} – {loss.lost.high:+.3f}",
            "[green]met[/green]" if loss.met else "[red]short[/red]",
        )
    console.print(table)


def print_differences(
    console: Console, gains: Sequence[tuple[str, Estimate]], earlier: str
) -> None:
    """What changed since an earlier report, a line a row."""
    table = Table("row", "n", "gain", "95 %", "", title=f"Since {earlier}, paired by question")
    for row, gain in gains:
        sure = "better" if gain.low > 0 else "worse" if gain.high < 0 else ""
        table.add_row(
            row,
            str(gain.count),
            f"{gain.value:+.3f}",
            f"{gain.low:+.3f} – {gain.high:+.3f}",
            sure,
        )
    console.print(table)


def _value(found: Estimate | None) -> str:
    return f"{found.value:.3f}" if found is not None and found.count else "·"


def _number(value: float | None) -> str:
    return "·" if value is None else f"{value:.3f}"
