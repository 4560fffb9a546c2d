"""MCP over standard input and output, for a program on this machine that starts Tradewind."""

import threading
from collections.abc import Callable

import anyio
from mcp.server.stdio import stdio_server

from api.access.caller import CHATBOT, Caller
from api.mcp.server import mcp_server
from api.mcp.tool_calls import Tools
from api.services import Services
from ingest.document import Audience

COLLEAGUE = Caller(kind="anonymous", name="mcp on this machine", scopes=frozenset({"agent"}))
"""Who may read internal texts: whoever started this process can read its files as well."""


def run_over_stdio(services: Services, *, audience: Audience, warm_up: Callable[[], None]) -> None:
    """Serves until the other side closes; whatever else prints goes to standard error."""
    caller = COLLEAGUE if audience == "agent" else CHATBOT
    tools = Tools(services, caller, base_url=services.settings.public_url.rstrip("/"))
    server = mcp_server(lambda call: tools)

    async def serve() -> None:
        async with stdio_server() as (reading, writing):
            threading.Thread(target=warm_up, daemon=True, name="warm_up").start()
            await server.run(reading, writing, server.create_initialization_options())

    anyio.run(serve)
