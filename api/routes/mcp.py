"""``POST /mcp``: the Model Context Protocol over Streamable HTTP."""

from fastapi import APIRouter

from api.mcp.over_http import McpResponse, server_over_http
from api.routes.context import ContextOf

router = APIRouter(include_in_schema=False)


@router.post("/mcp", response_class=McpResponse)
def mcp(context: ContextOf) -> McpResponse:
    """One message of the protocol, and what is answered to it; nothing is kept between two."""
    services = context.services
    return McpResponse(server_over_http(services), max_body_bytes=services.settings.max_body_bytes)
