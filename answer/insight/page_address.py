"""A page's address → by what name its questions are counted, without what tells of a visitor."""

import re
from urllib.parse import unquote, urlsplit

MAX_CHARACTERS = 300
_ONE = ":id"
"""In the place of a part that names one thing among many: an order, an account, a session."""
_NAMES_ONE = re.compile(r"@|^\d{5,}$|^[0-9a-f]{16,}$|^[0-9a-f]{8}-[0-9a-f]{4}-|^[\w-]{32,}$", re.I)
_UNSEEN = re.compile(r"[\x00-\x20\x7f]+")


def page_of(address: str) -> str:
    """``https://Shop.example/de/xr-200a/?utm=1#top`` → ``shop.example/de/xr-200a``.

    Query and fragment are left out, and so are parts that look like somebody's: an e-mail address,
    a long number. Empty where there is no page.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https"):
        return ""
    path = [part for part in unquote(parts.path).split("/") if part]
    kept = [_ONE if _NAMES_ONE.search(part) else _UNSEEN.sub(" ", part) for part in path]
    if not host and not kept:
        return ""
    name = "/".join([host, *kept]) if host else "/" + "/".join(kept)
    return name[:MAX_CHARACTERS].encode("utf-8", "ignore").decode()
