"""Bytes on their way in among the documents: aside, counted, hashed, told by their first bytes."""

import contextlib
import fcntl
import hashlib
import io
import os
import secrets
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ingest.errors import DocumentRefused, DocumentTooLarge, DocumentUnsupported
from ingest.file_steps import make_folders, storage_errors
from ingest.media_type import SNIFF_BYTES, media_type_of

INCOMING = ".incoming"
"""Below the documents folder; a scan passes over it."""
_ZIP = b"PK"
_READ = (
    "PDF, DOCX, XLSX, CSV, HTML, Markdown, reStructuredText, text, and pictures (PNG, JPEG, TIFF, "
    "WebP, BMP, GIF)"
)


class Incoming:
    """Write the bytes, then hand it to ``DocumentFolder.put``. A context manager.

    The file is locked as long as it is open: one that is not is what a killed process left.
    """

    def __init__(self, folder: Path, path: str, *, max_bytes: int) -> None:
        self.path = path
        self.size = 0
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()
        self._head = b""
        with storage_errors(f"the document {path!r}"):
            make_folders(folder)
            self.location, self._file = _locked(folder)

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Takes the next bytes.

        Raises ``DocumentTooLarge``, ``StorageFull``, and ``DocumentUnsupported`` as soon as the
        first bytes tell that no reader takes the file.
        """
        self.size += len(data)
        if self.size > self._max_bytes:
            raise too_large(self._max_bytes)
        known = len(self._head) >= SNIFF_BYTES
        if not known:
            self._head = (self._head + data)[:SNIFF_BYTES]
        with storage_errors(f"the document {self.path!r}"):
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
        self._digest.update(data)
        if not known and len(self._head) >= SNIFF_BYTES and not self._head.startswith(_ZIP):
            self._check(io.BytesIO(self._head))

    def finish(self) -> None:
        """Forces the bytes onto the disk. Raises as ``write`` does, and for an empty file."""
        if not self.size:
            raise DocumentRefused(f"{self.path!r} is empty; send the file's bytes")
        self._check(self._file)
        with storage_errors(f"the document {self.path!r}"):
            os.fsync(self._file.fileno())

    def _check(self, stream: BinaryIO) -> None:
        found = media_type_of(self.path, head=self._head, stream=stream)
        if found.problem:
            raise DocumentUnsupported(
                f"{self.path!r} cannot be read: {found.problem}. What is read: {_READ}"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes the file away unless it became a document."""
        self._file.close()
        # what cannot be taken away now is swept up with the next edit
        with contextlib.suppress(OSError):
            self.location.unlink()


def too_large(max_bytes: int) -> DocumentTooLarge:
    """What is said of a file over the limit."""
    return DocumentTooLarge(
        f"the file is larger than {max_bytes / 2**20:.0f} MiB; split it, or raise max_upload_bytes"
    )


def is_dead(aside: Path) -> bool:
    """Whether nobody writes this file any more."""
    try:
        with aside.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False


def _locked(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        location = folder / secrets.token_hex(12)
        file = location.open("x+b", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        # between the two somebody may have taken it for what a killed process left
        if os.fstat(file.fileno()).st_nlink:
            return location, file
        file.close()
