"""A calibration's report as a person reads it on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from answer.calibration import BudgetThreshold, Figures, Fit, GroupFigures
from api.calibrating import Calibrating, ListedCalibration

METHODS = {
    "shipped": "the shipped probabilities stay as they are: no correction was better on "
    "judgements held back",
    "whole": "the shipped probabilities are corrected by one line for all languages",
    "languages": "the shipped probabilities are corrected by a line for each language",
}
SOURCES = {
    "certified": "certified on your own judgements",
    "prior": "prior: other companies' data, with a margin",
}


def print_calibration(console: Console, done: Calibrating) -> None:
    """Where the judgements came from, what they change, before and after."""
    calibration, fit = done.calibration, done.calibration.fit
    for name, drafts, otherwise in done.sources:
        console.print(
            f"{escape(name)}: {drafts} drafts judged; {otherwise} more were decided by a rule, "
            f"not by the probability",
            soft_wrap=True,
        )
    right = fit.groups[0].right
    console.print(f"{fit.drafts} drafts about {fit.topics} places, {right} of them right")
    losses = ", ".join(f"{method} {loss:.4f}" for method, loss in fit.losses)
    console.print(f"held-back log loss: {losses}; {METHODS[fit.method]}", soft_wrap=True)
    console.print(_figures_table(fit))
    console.print(_threshold_table(fit))
    own = next(one for one in fit.thresholds if one.max_wrong_share == fit.max_wrong_share)
    console.print(
        f"For at most {fit.max_wrong_share:.1%} wrong, drafts are sent from {own.threshold:.3f} on "
        f"([bold]{own.source}[/bold]: {_why(own)}).",
        soft_wrap=True,
    )
    if done.in_force:
        console.print(
            f"[green]In force[/green]: calibration [bold]{calibration.id}[/bold]; a running server "
            f"follows within a second. 'tradewind calibrate --restore shipped' undoes it.",
            soft_wrap=True,
        )
    else:
        console.print("Nothing was changed (--dry-run).")


def print_calibrations(console: Console, listed: tuple[ListedCalibration, ...]) -> None:
    """One row a calibration, newest first; the one in force is marked."""
    table = Table(
        "",
        Column("calibration", no_wrap=True),
        "made (UTC)",
        "drafts",
        "correction",
        "threshold",
        "remark",
    )
    for one in listed:
        table.add_row(
            "→" if one.current else "",
            one.id,
            one.made_at[:16].replace("T", " "),
            str(one.drafts) if one.drafts else "",
            one.method,
            f"{one.threshold:.3f} ({one.source})" if one.source else "",
            # what to do about it is told by 'tradewind doctor' and --restore
            escape(one.problem.partition(";")[0]),
        )
    console.print(table)


def _figures_table(fit: Fit) -> Table:
    table = Table(
        "questions",
        "drafts",
        "",
        "AUROC",
        "calibration error",
        "log loss",
        "sent by itself",
        "wrong of those (95 %)",
    )
    for group in fit.groups:
        _add_rows(table, group)
    return table


def _add_rows(table: Table, group: GroupFigures) -> None:
    for name, figures in (("before", group.before), ("after", group.after)):
        table.add_row(
            group.name if name == "before" else "",
            str(group.drafts) if name == "before" else "",
            name,
            "" if figures.auroc is None else f"{figures.auroc:.3f}",
            f"{figures.calibration_error:.3f}",
            f"{figures.log_loss:.3f}",
            f"{figures.coverage:.1%}",
            _wrong(figures),
        )


def _wrong(figures: Figures) -> str:
    if not figures.answered:
        return "none sent"
    share = figures.wrong / figures.answered
    interval = f"{figures.wrong_low:.1%} to {figures.wrong_high:.1%}"
    return f"{figures.wrong} of {figures.answered}: {share:.1%} ({interval})"


def _threshold_table(fit: Fit) -> Table:
    table = Table("at most wrong", "threshold", "", "own judgements at or above it")
    for one in fit.thresholds:
        table.add_row(
            f"{one.max_wrong_share:.1%}",
            f"{one.threshold:.3f}",
            SOURCES[one.source],
            _judged(one),
        )
    return table


def _judged(one: BudgetThreshold) -> str:
    if not one.answered:
        return "none"
    return f"{one.wrong} wrong of {one.answered}, at most {one.bound:.1%} at 90 % sureness"


def _why(own: BudgetThreshold) -> str:
    if own.source == "certified":
        return f"{own.wrong} wrong of {own.answered} of your own judgements keep it"
    return (
        "your own judgements do not suffice to certify it; for 3 % it takes 76 sent with none "
        "wrong or 129 with one"
    )
