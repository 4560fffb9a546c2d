"""The console's own files, under an address that changes with what they hold.

A page names its files below ``/console/files/<version>/``: a browser keeps them for ever, and a
newer Tradewind is a new address. Scripts name each other relatively and so stay with their version.
"""

import hashlib
import json
from functools import lru_cache
from importlib import resources

from api.console_catalogues import catalogue, is_catalogue

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""What is served; templates are not."""
_VERSION_CHARACTERS = 16


@lru_cache(maxsize=1)
def console_files() -> dict[str, bytes]:
    """Every file that a browser may ask for, by name; a language's words are one file."""
    folder = resources.files("api") / "console"
    files = sorted(folder.iterdir(), key=lambda one: one.name)
    languages = {file.name.split(".")[-2] for file in files if is_catalogue(file.name)}
    return {
        file.name: file.read_bytes()
        for file in files
        if media_type(file.name) and not is_catalogue(file.name)
    } | {
        f"words.{language}.json": json.dumps(catalogue(language), ensure_ascii=False).encode()
        for language in sorted(languages)
    }


@lru_cache(maxsize=1)
def files_version() -> str:
    """Names what all files hold together."""
    digest = hashlib.sha256()
    for name, content in console_files().items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_VERSION_CHARACTERS]


def files_address() -> str:
    """What pages put before the name of a file."""
    return f"/console/files/{files_version()}"


def media_type(name: str) -> str:
    """Of a file that is served; empty for any other."""
    return next((kind for ending, kind in MEDIA_TYPES.items() if name.endswith(ending)), "")
