"""``tradewind mcp``: the Model Context Protocol over standard input and output."""

from collections.abc import Callable
from typing import Annotated

import typer

from api.bootstrap import Application
from ingest.document import Audience


def add_mcp_command(
    commands: typer.Typer, application: Callable[[typer.Context], Application]
) -> None:
    """The command; ``application`` gives what the options ask for."""

    @commands.command()
    def mcp(
        context: typer.Context,
        audience: Annotated[
            Audience, typer.Option(help="Whose documents: customer, or agent for internal ones.")
        ] = "customer",
    ) -> None:
        """Serve MCP over standard input and output, for a program that starts this one."""
        from api.mcp.over_stdio import run_over_stdio  # the protocol's library takes its time

        made = application(context)
        try:
            run_over_stdio(made.services(), audience=audience, warm_up=made.warm_up)
        finally:
            made.close()
