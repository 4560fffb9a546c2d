"""``tradewind releases diff`` and ``gate``: what a candidate changes, and whether it may."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from rich.console import Console

from api.bootstrap import Application
from api.gate_schemas import difference_out, gate_report_out
from api.gating import Gating
from api.print_json import print_json
from api.progress import one_bar
from api.render_gate import SHOWN_CHANGES, print_difference, print_gate
from ingest.errors import PublishRefused

REFUSED = 3
"""Exit code where the gate does not let a candidate pass, as of ``reindex``."""
ALL = 1_000_000
WORST = 5
"""Changed replies that are shown with a refusal."""
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def add_gate_commands(
    commands: typer.Typer,
    application: Callable[[typer.Context], Application],
    *,
    output: Console,
    errors: Console,
) -> None:
    """The commands below ``releases``; ``application`` gives what the options ask for."""

    @commands.command()
    def diff(
        context: typer.Context,
        first: Annotated[
            str, typer.Argument(help="A release; alone it is compared with the live one.")
        ] = "",
        second: Annotated[str, typer.Argument(help="What the first became.")] = "",
        as_json: Json = False,
    ) -> None:
        """Show what a release holds otherwise than another: documents, facts, passages."""
        gating = application(context).gating
        found = gating.difference(second or first, against=first if second else "")
        if as_json:
            print_json(difference_out(found, passages=ALL).model_dump(mode="json"))
        else:
            print_difference(output, found)

    @commands.command()
    def gate(
        context: typer.Context,
        release: Annotated[str, typer.Argument(help="The candidate.")],
        anew: Annotated[
            bool, typer.Option("--anew", help="Also where a report still holds.")
        ] = False,
        changes: Annotated[int, typer.Option(min=0, help="Changed replies to show.")] = (
            SHOWN_CHANGES
        ),
        as_json: Json = False,
    ) -> None:
        """Ask golden and customers' questions of a candidate and the live release; exit 3 where
        it is refused."""
        with closing(application(context)) as opened, one_bar(errors, "asking") as progress:
            report = opened.gating.judge(release, progress=progress, anew=anew)
        if as_json:
            print_json(gate_report_out(report, changes=ALL).model_dump(mode="json"))
        else:
            print_gate(output, report, changes=changes)
        if not report.passed:
            raise typer.Exit(REFUSED)


@contextmanager
def shown_when_refused(gating: Gating, console: Console, release: str = "") -> Iterator[None]:
    """Shows the report of a candidate, by default the newest, before its refusal is told."""
    try:
        yield
    except PublishRefused:
        report = gating.latest(release or gating.newest())
        if report is not None and not report.passed:
            print_gate(console, report, changes=WORST)
        raise
