"""Where the browser goes after signing in: a page of the console, and nothing else."""

from urllib.parse import urlsplit

HOME = "/console"
LONGEST = 2_000


def safe_next(wanted: str) -> str:
    """``wanted`` where it is an address of the console without a host; else the console."""
    if len(wanted) > LONGEST or not wanted.isprintable() or "\\" in wanted:
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return HOME
    if parts.path != HOME and not parts.path.startswith(f"{HOME}/"):
        return HOME
    # a path that climbs out is another one by the time the browser asks for it
    return HOME if ".." in parts.path or parts.path.startswith(f"{HOME}/sign-in") else wanted
