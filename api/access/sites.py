"""Whether a page of another site sends a request, told by what browsers cannot leave out."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def foreign_origin(headers: Headers) -> str:
    """The other site whose page sends this, as the browser names it; empty where none does."""
    origin = headers.get("origin")
    if origin is None or _host_of(origin) == headers.get("host", "").lower():
        return ""
    return origin.lower() or "null"


def _host_of(origin: str) -> str | None:
    """None where it is no address: no browser sends that, and it is nobody's site."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
