"""The address that others reach this server by, for links that leave it."""

from starlette.requests import Request

from api.settings import Settings


def public_address(settings: Settings, request: Request) -> str:
    """As the operator says it is; else as the request came. Without a slash at its end."""
    return (settings.public_url or str(request.base_url)).rstrip("/")
