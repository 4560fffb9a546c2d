"""``tradewind releases``: what is kept, publishing, rolling back, and what is let go of."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from api.bootstrap import Application
from api.cli_gate import shown_when_refused
from api.command_line import COMMAND_LINE, who_acts
from api.print_json import print_json
from api.progress import bar_per_stage
from api.release_schemas import publication_out, releases_out
from api.render_releases import print_publication, print_publications, print_releases

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
By = Annotated[str, typer.Option(help="Who does so; kept in the history.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the history.")]


def releases_commands(
    application: Callable[[typer.Context], Application], output: Console, errors: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(help="List releases, publish one, roll back, delete old ones.")

    def show(context: typer.Context, as_json: bool) -> None:
        releasing = application(context).releasing
        listed, publications = releasing.listed(), releasing.publications()
        if as_json:
            print_json(releases_out(listed, publications).model_dump(mode="json"))
        else:
            print_releases(output, listed)
            print_publications(output, publications)

    @commands.callback(invoke_without_command=True)
    def bare(context: typer.Context, as_json: Json = False) -> None:
        """List releases, publish one, roll back, delete old ones."""
        if context.invoked_subcommand is None:
            show(context, as_json)

    @commands.command("list")
    def list_releases(context: typer.Context, as_json: Json = False) -> None:
        """List the releases that are kept, newest first, and the latest publications."""
        show(context, as_json)

    @commands.command()
    def publish(
        context: typer.Context,
        release: Annotated[str, typer.Argument(help="The candidate to publish.")],
        force: Annotated[
            bool, typer.Option("--force", help="Also where the golden gate refuses it.")
        ] = False,
        reason: Reason = "",
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Publish a candidate; a running server follows within a second."""
        opened = application(context)
        with shown_when_refused(opened.gating, errors, release), bar_per_stage(errors) as progress:
            done = opened.releasing.publish(
                release,
                by=by,
                by_id=COMMAND_LINE,
                force=force,
                reason=reason,
                progress=progress,
            )
        if as_json:
            print_json(publication_out(done).model_dump(mode="json"))
        else:
            print_publication(output, done)

    @commands.command()
    def rollback(
        context: typer.Context,
        release: Annotated[
            str, typer.Argument(help="The release to go back to; default: the one before.")
        ] = "",
        reason: Reason = "",
        by: By = "",
        as_json: Json = False,
    ) -> None:
        """Publish an earlier release again; a running server follows within a second."""
        done = application(context).releasing.roll_back(
            release, by=by, by_id=COMMAND_LINE, reason=reason
        )
        if as_json:
            print_json(publication_out(done).model_dump(mode="json"))
        else:
            print_publication(output, done)

    @commands.command()
    def prune(context: typer.Context, by: By = "", as_json: Json = False) -> None:
        """Delete the releases that are no longer needed to go back."""
        deleted = application(context).releasing.prune(by=who_acts(by), by_id=COMMAND_LINE)
        if as_json:
            print_json({"deleted": list(deleted)})
        else:
            told = ", ".join(deleted) or "none; every release that is kept is needed"
            output.print(f"Deleted: {told}", markup=False, soft_wrap=True)

    return commands
