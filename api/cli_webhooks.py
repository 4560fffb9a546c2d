"""``tradewind webhooks``: who is told of the desk's events, and what could not be told."""

import base64
import secrets
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from api.bootstrap import Application
from api.cli_opened import opening
from api.print_json import print_json
from api.render_webhooks import print_deliveries, print_test, print_webhooks
from api.webhook_settings import SECRET_PREFIX
from api.webhook_views import (
    DeliveriesOut,
    WebhooksOut,
    delivery_out,
    tested_out,
    webhook_out,
)
from ingest.errors import SettingsInvalid

SECRET_BYTES = 32
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Name = Annotated[str, typer.Argument(help="The target's name in the settings.")]
_opened = opening(lambda application: application.webhooks)


def webhooks_commands(
    application: Callable[[typer.Context], Application], output: Console
) -> typer.Typer:
    """The sub-commands; ``application`` gives what the command's options ask for."""
    commands = typer.Typer(
        help="List webhooks and dead messages, send again, try one out.", no_args_is_help=True
    )

    @commands.command("list")
    def list_webhooks(context: typer.Context, as_json: Json = False) -> None:
        """List the targets of the settings and how each is doing."""
        with _opened(application(context)) as sender:
            found = WebhooksOut(webhooks=[webhook_out(*one) for one in sender.targets()])
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            print_webhooks(output, found.webhooks)

    @commands.command()
    def dead(
        context: typer.Context,
        webhook: Annotated[str, typer.Option(help="Only of this target.")] = "",
        limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 100,
        as_json: Json = False,
    ) -> None:
        """List messages that could not be delivered, the newest first."""
        with _opened(application(context)) as sender:
            listed = sender.deliveries(state="dead", target=webhook, limit=limit)
        found = DeliveriesOut(deliveries=[delivery_out(one) for one in listed])
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            print_deliveries(output, found.deliveries)

    @commands.command()
    def retry(
        context: typer.Context,
        delivery: Annotated[int, typer.Argument(help="An id that 'dead' lists.")] = 0,
        webhook: Annotated[str, typer.Option("--all", help="All of this target.")] = "",
        as_json: Json = False,
    ) -> None:
        """Send dead messages again; a running server does so within seconds."""
        if bool(delivery) == bool(webhook):
            raise SettingsInvalid("webhooks retry: give either a delivery's id or --all TARGET")
        with _opened(application(context)) as sender:
            if webhook:
                count = sender.retry_all(webhook)
            else:
                sender.retry(delivery)
                count = 1
        if as_json:
            print_json({"retried": count})
        else:
            output.print(f"Sent again by the server: {count}", markup=False, soft_wrap=True)

    @commands.command()
    def enable(context: typer.Context, name: Name) -> None:
        """Tell a target again that answered 410 Gone."""
        with _opened(application(context)) as sender:
            sender.enable(name)
        output.print(f"Told of events again: {name}", markup=False, soft_wrap=True)

    @commands.command()
    def test(context: typer.Context, name: Name, as_json: Json = False) -> None:
        """Send a signed example and say what the target answers; exit 1 unless it takes it."""
        with _opened(application(context)) as sender:
            found = tested_out(sender.test(name))
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            print_test(output, name, found)
        if found.outcome == "failed":
            raise typer.Exit(1)

    @commands.command()
    def secret() -> None:
        """Make a secret, for the settings and the receiver."""
        made = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        sys.stdout.write(f"{SECRET_PREFIX}{made}\n")

    return commands
