"""What lies beside a document and may state facts of it → a checksum, as quickly as can be."""

import errno
import hashlib
import os
from pathlib import Path, PurePosixPath

from ingest.document_names import FACTS_FILE, SIDECAR_ENDINGS
from ingest.facts_file import MAX_FACTS_CHARACTERS


def stated_beside(documents_dir: Path, path: str) -> bytes:
    """A checksum of every file beside a document that may state facts of it."""
    digest = hashlib.sha256()
    folder = str(documents_dir)
    parents = [parent.as_posix() for parent in PurePosixPath(path).parents]
    beside = (f"{parent}/{FACTS_FILE}" for parent in parents)
    for name in (*beside, *(path + ending for ending in SIDECAR_ENDINGS)):
        try:
            data = _beginning(f"{folder}/{name}", documents_dir)
        except FileNotFoundError:
            continue
        except OSError as error:
            data = str(error.errno).encode()
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
    return digest.digest()


def _beginning(name: str, documents_dir: Path) -> bytes:
    """As much of a file as facts may have; of a link that leaves the folder only where it leads."""
    # asked for every document: one call where there is nothing; a pipe is not waited for
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        opened = os.open(name, flags | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        target = Path(name).resolve()
        if not target.is_relative_to(documents_dir.resolve()):
            return str(target).encode("utf-8", "surrogateescape")
        opened = os.open(target, flags)
    with open(opened, "rb") as stream:  # noqa: PTH123 - what is opened has no path any more
        return stream.read(MAX_FACTS_CHARACTERS * 4 + 1) or b""
