"""Webhooks and their messages as a person reads them on a terminal."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.webhook_views import DeliveryOut, WebhookOut, WebhookTestOut


def print_webhooks(console: Console, webhooks: Sequence[WebhookOut]) -> None:
    """Every target and how it is doing."""
    if not webhooks:
        console.print("No webhooks: the settings have no [[webhooks]].", markup=False)
        return
    for one in webhooks:
        state = "told of events" if one.is_active else "not active"
        if one.disabled_at is not None:
            state = f"disabled since {_when(one.disabled_at)}: {one.disabled_because}"
        lines = [
            f"{one.name}: {one.address} ({state})",
            f"  events: {', '.join(one.events)}; "
            f"{'with' if one.include_text else 'without'} what the customer wrote",
            f"  {one.pending} to be sent, {one.delivered} delivered lately, {one.dead} dead",
        ]
        if one.last_error_at is not None:
            lines.append(f"  last error {_when(one.last_error_at)}: {one.last_error}")
        console.print("\n".join(lines), markup=False, soft_wrap=True)


def print_deliveries(console: Console, deliveries: Sequence[DeliveryOut]) -> None:
    """Messages that could not be delivered."""
    if not deliveries:
        console.print("No dead messages.", markup=False)
        return
    table = Table(Column("Id", justify="right"), "Webhook", "Event", "Case", "Made", "Tries", "Why")
    for one in deliveries:
        row = (one.webhook, one.event, one.case_id, _when(one.created_at), str(one.attempts))
        table.add_row(str(one.id), *map(escape, row), escape(one.last_error or ""))
    console.print(table)


def print_test(console: Console, name: str, tested: WebhookTestOut) -> None:
    """What a target answered to an example."""
    said = f"{name} answers with {tested.status}" if tested.status else f"{name} {tested.problem}"
    console.print(f"{said}, after {tested.took_ms} ms", markup=False, soft_wrap=True)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
