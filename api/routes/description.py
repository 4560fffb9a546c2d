"""``GET /v1/openapi.json``: what the routes take and give, for programs that read it."""

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(include_in_schema=False)


@router.get("/v1/openapi.json")
def description(request: Request) -> dict[str, Any]:
    """The description of every route, as OpenAPI has it."""
    found: dict[str, Any] = request.app.openapi()
    return found
