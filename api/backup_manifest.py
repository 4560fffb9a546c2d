"""What a backup holds: every file with size and checksum. Nothing here trusts what it reads."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from ingest.errors import BackupBroken

FORMAT = 1
NAME = "manifest.json"
"""The archive's first member."""
MAX_BYTES = 256 * 1024 * 1024
ROOTS = ("var", "content")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """One file; ``name`` begins with ``var/`` or ``content/``."""

    name: str
    size: int
    sha256: str
    modified_at: float
    same_as: str = ""
    """Another file of the backup whose bytes it shares; it then has no member of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """A whole backup."""

    made_at: str
    """ISO 8601, UTC."""
    program: str
    release: str
    """The release that answered; empty where none was published."""
    files: tuple[BackupFile, ...]
    left_out: tuple[str, ...] = ()
    """Links and what is no file, with the reason."""

    @property
    def size(self) -> int:
        """Bytes of all files once they are unpacked; shared ones count once."""
        return sum(one.size for one in self.files if not one.same_as)


def manifest_bytes(manifest: BackupManifest) -> bytes:
    """The manifest as JSON; names that are no Unicode survive it."""
    return json.dumps({"tradewind_backup": FORMAT, **asdict(manifest)}, indent=1).encode("ascii")


def manifest_from(data: bytes) -> BackupManifest:
    """The manifest of an archive that nobody trusts.

    Raises ``BackupBroken`` for anything that this format does not allow.
    """
    try:
        values: dict[str, Any] = json.loads(data)
        version = values["tradewind_backup"]
        if version != FORMAT:
            raise BackupBroken(
                f"the backup has format {version!r}, this version reads {FORMAT}; use the version "
                f"of Tradewind that made it, or a newer one"
            )
        manifest = BackupManifest(
            made_at=str(values["made_at"]),
            program=str(values["program"]),
            release=str(values["release"]),
            files=tuple(_file(one) for one in values["files"]),
            left_out=tuple(str(one) for one in values.get("left_out", ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BackupBroken(
            f"the backup's manifest cannot be read ({error}); take another backup"
        ) from error
    _check(manifest.files)
    return manifest


def _file(values: dict[str, Any]) -> BackupFile:
    return BackupFile(
        name=str(values["name"]),
        size=int(values["size"]),
        sha256=str(values["sha256"]),
        modified_at=float(values["modified_at"]),
        same_as=str(values.get("same_as", "")),
    )


def _check(files: Sequence[BackupFile]) -> None:
    """Names stay below their root, are given once, and none lies within another."""
    with_bytes = {one.name: one for one in files if not one.same_as}
    seen: set[str] = set()
    folders: set[str] = set()
    for one in files:
        path = PurePosixPath(one.name)
        wrong = (
            path.as_posix() != one.name
            or path.is_absolute()
            or len(path.parts) < 2
            or path.parts[0] not in ROOTS
            or ".." in path.parts
            or "\0" in one.name
            or len(one.name) > 4_096
        )
        if wrong or one.name in seen:
            raise BackupBroken(
                f"the backup names {one.name!r}, which no backup holds; nothing was changed"
            )
        if (
            one.size < 0
            or _SHA256.fullmatch(one.sha256) is None
            or not -1e12 < one.modified_at < 1e12
        ):
            raise BackupBroken(f"the backup's manifest is wrong about {one.name!r}; take another")
        shared = with_bytes.get(one.same_as)
        if one.same_as and (
            shared is None or (shared.size, shared.sha256) != (one.size, one.sha256)
        ):
            raise BackupBroken(f"the backup's manifest is wrong about {one.name!r}; take another")
        seen.add(one.name)
        folders.update(parent.as_posix() for parent in path.parents)
    within = sorted(seen & folders)
    if within:
        raise BackupBroken(f"the backup has {within[0]!r} both as file and as folder; take another")
