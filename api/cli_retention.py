"""``tradewind retention``: what was kept long enough, and goes."""

from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from rich.console import Console

from api.bootstrap import Application
from api.cli_opened import opening
from api.print_json import print_json

ACTOR = "command line"
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_opened = opening(lambda application: application.administration.retaining)


def retention_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="Let go what was kept long enough, by the settings' rules.", no_args_is_help=True
    )

    @commands.command()
    def plan(context: typer.Context, as_json: Json = False) -> None:
        """Say how much would go now, by rule."""
        with _opened(application(context)) as retaining:
            found = retaining.plan()
        _print(output, found, "would go", as_json=as_json)

    @commands.command()
    def run(
        context: typer.Context,
        compact: Annotated[
            bool,
            typer.Option("--compact", help="Write the database anew; who writes to it waits."),
        ] = False,
        as_json: Json = False,
    ) -> None:
        """Let it go now; a running server does so once a day by itself."""
        with _opened(application(context)) as retaining:
            went = retaining.run(actor=ACTOR, is_written_anew=compact)
        _print(output, went, "went", as_json=as_json)

    return commands


def _print(output: Console, found: Mapping[str, int], what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(dict(found))
        return
    for rule, count in found.items():
        output.print(f"{rule}: {count} {what}", markup=False, soft_wrap=True)
