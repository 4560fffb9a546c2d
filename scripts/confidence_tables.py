"""The figures of confidence as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from answer.metrics import Estimate
from scripts.confidence_figures import Figures, Verdict

_WAYS = {"cross_fitted": "other topics", "left_out": "data left out"}


def print_figures(console: Console, found: Sequence[Figures]) -> None:
    """How confidence ranks and how far its probabilities hold, a line a group and way."""
    for way, title in _WAYS.items():
        table = Table(
            *("group", "n", "right", "AUROC", "95 %", "AURC", "ECE", "95 %"),
            *("coverage at 3 %", "95 %", "at 10 %", "answerable AUROC"),
            title=f"Judged on {title}; ECE debiased, 15 bins of equal mass",
        )
        for one in found:
            if one.way != way:
                continue
            metrics = one.metrics
            table.add_row(
                one.name,
                str(one.rows),
                f"{one.right:.2f}",
                *_with_interval(metrics["auroc"]),
                _value(metrics["risk_coverage_area"]),
                *_with_interval(metrics["calibration_error"]),
                *_with_interval(metrics["coverage_at_3_percent_wrong"]),
                _value(metrics["coverage_at_10_percent_wrong"]),
                _value(metrics["auroc_answerable"]),
            )
        console.print(table)


def print_operating_points(console: Console, found: Sequence[Figures], *, budget: float) -> None:
    """What the error budget comes to, and what is traded for it, a line a group and way."""
    table = Table(
        *("group", "judged on", "answered", "n", "wrong of those", "95 %"),
        "unanswerable answered",
        *("answerable refused", "false answers at 5 % refused", "at 20 % refused"),
        title=f"At a budget of {budget:.0%} wrong, thresholds certified on other rows",
    )
    for one in found:
        metrics = one.metrics
        table.add_row(
            one.name,
            _WAYS[one.way],
            _value(metrics["answered"]),
            str(metrics["wrong_of_answered"].count),
            *_with_interval(metrics["wrong_of_answered"]),
            _value(metrics["false_answers"]),
            _value(metrics["false_refusals"]),
            _value(metrics["false_answers_at_5_percent_refused"]),
            _value(metrics["false_answers_at_20_percent_refused"]),
        )
    console.print(table)


def print_verdicts(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Every target: met or short, and by how much."""
    table = Table("group", "judged on", "metric", "target", "value", "", "from", title="Targets")
    for one in verdicts:
        state = "[green]met[/green]" if one.met else "[red]short[/red]"
        if one.met is None:
            state = "nothing answered"
        if one.instead:
            state = "met by the other"
        table.add_row(
            one.name,
            _WAYS[one.way],
            one.metric,
            f"{'≥' if one.at_least else '≤'} {one.limit:.3g}",
            f"{one.value:.3f}",
            state,
            one.why,
        )
    console.print(table)


def _with_interval(found: Estimate) -> tuple[str, str]:
    return _value(found), f"{found.low:.3f}–{found.high:.3f}" if found.count else ""


def _value(found: Estimate) -> str:
    return f"{found.value:.3f}" if found.count else "·"
