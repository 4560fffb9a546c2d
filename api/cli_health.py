"""``tradewind health``: what is wrong with the knowledge base, worked out now."""

from collections.abc import Callable
from contextlib import closing
from typing import Annotated, cast, get_args

import typer
from rich.console import Console

from answer.insight.choose_defects import choose_defects
from answer.insight.defect import DefectKind
from api.bootstrap import Application
from api.health_schemas import health_out
from api.knowledge_health import HealthNow
from api.print_json import print_json
from api.render_health import print_health
from ingest.errors import SettingsInvalid


def add_health_command(
    app: typer.Typer, application: Callable[[typer.Context], Application], output: Console
) -> None:
    """Adds it; ``application`` gives what the command's options ask for."""

    @app.command()
    def health(
        context: typer.Context,
        kind: Annotated[str, typer.Option(help="Only this kind of defect.")] = "",
        document: Annotated[str, typer.Option(help="Only where a path or title holds this.")] = "",
        dismissed: Annotated[
            bool, typer.Option("--dismissed", help="Also what editors set aside.")
        ] = False,
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
        as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    ) -> None:
        """List contradictions, copies, drifted translations and what else is wrong with the
        published documents."""
        kinds = get_args(DefectKind)
        if kind and kind not in kinds:
            raise SettingsInvalid(f"health: no kind {kind!r}; give one of {', '.join(kinds)}")
        with closing(application(context)) as opened:
            report = opened.health.work_out()
            dismissals = opened.health.dismissals()
        found = choose_defects(
            report.defects,
            kind=cast(DefectKind, kind) if kind else None,
            document=document,
            without=() if dismissed else dismissals,
        )
        now = HealthNow(state="ready", report=report, dismissals=dismissals)
        out = health_out(now, found[:limit], total=len(found))
        if as_json:
            print_json(out.model_dump(mode="json"))
        else:
            print_health(output, out)
