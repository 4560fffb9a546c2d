"""Files that survive a power cut, the checksums that tell whether they did, and names for them."""

import hashlib
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path


def flush(path: Path) -> None:
    """Forces a file or folder onto the disk; of a folder, the renames inside it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Writes a small file by one atomic rename: it holds the old text or all of the new one.

    A write that is killed may leave a hidden file named after it. Raises ``OSError``.
    """
    aside = path.parent / f".{path.name}-{secrets.token_hex(4)}"
    try:
        aside.write_text(text, encoding="utf-8")
        flush(aside)
        aside.replace(path)
        flush(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def new_id() -> str:
    """An id that sorts by time and is never given twice."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(3)}"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
