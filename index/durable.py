"""Files that survive a power cut, and the checksums that tell whether they did."""

import hashlib
import os
from pathlib import Path


def flush(path: Path) -> None:
    """Forces a file or folder onto the disk; of a folder, the renames inside it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
