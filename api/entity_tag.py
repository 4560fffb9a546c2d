"""Versions as HTTP tells them: ``If-Match`` and ``ETag`` (RFC 9110, section 8.8.3)."""


def tag_of(header: str) -> str:
    """``"abc"`` → ``abc``: an entity tag, with or without its quotes; ``*`` is any version."""
    return header.strip().removeprefix("W/").strip('"')
