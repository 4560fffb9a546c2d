"""Which code ran: what a report names beside release, model and settings."""

import hashlib
import subprocess
from functools import lru_cache
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_REPLYING = ("ingest", "index", "answer")
"""The folders whose code and data decide what is replied."""


def version() -> str:
    """The distribution's version; of a checkout also its commit, "+changes" when it was edited.

    Looks for a checkout at the code's own place only, and is content without git.
    """
    name = f"tradewind {metadata.version('tradewind')}"
    if not (_ROOT / ".git").exists():
        return name
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return name
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return f"{name} ({commit}{'+changes' if changed else ''})"


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Changes with every file that decides what is replied, committed or not."""
    digest = hashlib.sha256()
    for folder in _REPLYING:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _git(*arguments: str) -> str:
    try:
        ran = subprocess.run(
            ["git", "-C", str(_ROOT), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""
