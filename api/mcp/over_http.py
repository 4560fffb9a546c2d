"""MCP over Streamable HTTP: every request stands alone, so that any worker may answer it."""

from typing import Any, cast

from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.access.authorise import caller_of
from api.mcp.server import Call, mcp_server
from api.mcp.tool_calls import Tools
from api.public_address import public_address
from api.services import Services


def server_over_http(services: Services) -> Server[Any]:
    """A server whose calls are made as whoever the request's credentials name."""

    def tools_of(call: Call) -> Tools:
        request = cast(Request, call.request)
        base_url = public_address(services.settings, request)
        return Tools(services, caller_of(request.scope), base_url=base_url)

    return mcp_server(tools_of)


class McpResponse(Response):
    """The response that the protocol gives to a request.

    What runs for it runs within the request: nothing of it outlives the response, and all of it
    sees one release.
    """

    def __init__(self, server: Server[Any], *, max_body_bytes: int) -> None:
        super().__init__()
        self._server = server
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Host, origin and size of the request were looked at by ``api/guard.py``."""
        manager = StreamableHTTPSessionManager(
            app=self._server,
            json_response=True,
            stateless=True,
            max_request_body_size=self._max_body_bytes,
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)
