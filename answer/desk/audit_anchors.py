"""Heads of the audit in a file beside the database: a line of JSON each, only ever appended to.

Whoever makes the records anew from somewhere on has other heads from there on. The file may lie
where the server can append and nobody can take away (a setting); with a key each line is signed.
"""

import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from answer.desk.audit_chain import canonical
from answer.desk.audit_record import AuditHead
from ingest.durable import flush
from ingest.errors import StorageFull


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A head as it was kept."""

    sequence: int
    hash: str
    where: str
    """For people: the file's line, or what was given by hand."""
    is_signed: bool = True
    """False: the key did not make this line."""


class AuditAnchors:
    """The file of kept heads. Several processes may append."""

    def __init__(self, path: Path, *, key: bytes = b"") -> None:
        self._path = path
        self._key = key

    def append(self, head: AuditHead) -> None:
        """Keeps a head; it is on the disk when the call returns. Raises ``StorageFull``."""
        if head.at is None:
            return
        at = f"{head.at:%Y-%m-%dT%H:%M:%S.%fZ}"
        values = {"at": at, "sequence": head.sequence, "hash": head.hash}
        if self._key:
            values["signature"] = self._signature(at, head.sequence, head.hash)
        line = json.dumps(values).encode() + b"\n"
        try:
            is_new = not self._path.exists()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    line = b"\n" + line  # half a line of a process that died stays alone
                os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if is_new:
                flush(self._path.parent)
        except OSError as error:
            raise StorageFull(
                f"the audit's head cannot be kept in {self._path.name!r} ({error.strerror}); make "
                f"room or let it be written to"
            ) from error

    def read(self) -> tuple[Anchor, ...]:
        """Every head that was kept, oldest first; what a kill cut short is passed over."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return ()
        found = (self._anchor(line, number) for number, line in enumerate(lines, start=1))
        return tuple(anchor for anchor in found if anchor)

    def _anchor(self, line: bytes, number: int) -> Anchor | None:
        try:
            values = json.loads(line)
            at, sequence, kept = str(values["at"]), int(values["sequence"]), str(values["hash"])
            signature = str(values.get("signature", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        is_signed = True
        if self._key:
            is_signed = hmac.compare_digest(
                signature.encode(), self._signature(at, sequence, kept).encode()
            )
        where = f"{self._path.name}, line {number}"
        return Anchor(sequence=sequence, hash=kept, where=where, is_signed=is_signed)

    def _signature(self, at: str, sequence: int, kept: str) -> str:
        text = canonical(["anchor", at, sequence, kept])
        return hmac.new(self._key, text.encode(), "sha256").hexdigest()


def last_of(anchors: Sequence[Anchor]) -> int:
    """The highest number that a head was kept of; 0 for none."""
    return max((anchor.sequence for anchor in anchors), default=0)
