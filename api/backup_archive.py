"""A backup's archive: written whole or not at all, read without trusting a byte of it.

``.tar`` or ``.tar.gz``: the manifest first, then every file that shares its bytes with none before.
"""

import contextlib
import gzip
import hashlib
import io
import os
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, cast

from api.backup_manifest import (
    MAX_BYTES,
    NAME,
    BackupFile,
    BackupManifest,
    manifest_bytes,
    manifest_from,
)
from ingest.durable import flush
from ingest.errors import BackupBroken, BackupRefused

ENDINGS = (".tar", ".tar.gz", ".tgz")
BLOCK_BYTES = 1024 * 1024
COMPRESSION = 5
_MAX_HEADER_BYTES = MAX_BYTES
"""No single read of a header may ask for more."""
Progress = Callable[[int, int], None]


class SourceChanged(Exception):
    """A file was written to between its checksum and its copy: the moment has to be taken again."""


def check_name(file: Path) -> None:
    """Raises ``BackupRefused`` where an archive cannot have the name."""
    if not file.name.endswith(ENDINGS):
        raise BackupRefused(f"a backup's name ends with .tar or .tar.gz; {file.name!r} does not")


def write_archive(
    target: Path, manifest: BackupManifest, sources: Mapping[str, Path], *, progress: Progress
) -> None:
    """Writes the archive; nothing has the name ``target`` before it is whole and on the disk.

    Raises ``SourceChanged``, ``BackupRefused`` where the name is taken, ``OSError``.
    """
    aside = target.parent / f".{target.name}-{secrets.token_hex(4)}.part"
    done = 0
    try:
        descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as raw, _packed(target, raw) as archive:
            data = manifest_bytes(manifest)
            archive.addfile(_header(NAME, len(data), 0.0), io.BytesIO(data))
            for one in manifest.files:
                if one.same_as:
                    continue
                with sources[one.name].open("rb") as source:
                    reader = _Hashing(source)
                    try:
                        archive.addfile(_header(one.name, one.size, one.modified_at), reader)
                    except OSError as error:
                        if reader.count < one.size:
                            raise SourceChanged(one.name) from error
                        raise
                    if reader.digest() != one.sha256 or source.read(1):
                        raise SourceChanged(one.name)
                done += one.size
                progress(done, manifest.size)
        flush(aside)
        try:
            os.link(aside, target)  # unlike a rename it takes no other file's place
        except FileExistsError as error:
            raise BackupRefused(f"{target.name!r} exists; give another name") from error
        except OSError:
            aside.replace(target)
        flush(target.parent)
    finally:
        aside.unlink(missing_ok=True)


def read_manifest(file: Path) -> BackupManifest:
    """What a backup holds. Raises ``BackupBroken``."""
    with _opened(file) as archive:
        return _first(archive)


def unpack(
    file: Path, manifest: BackupManifest, roots: Mapping[str, Path], *, progress: Progress
) -> None:
    """Writes every file of a backup below the folder of its root, each compared with its checksum.

    Raises ``BackupBroken`` naming what is damaged, missing or does not belong there, ``OSError``.
    """
    wanted = {one.name: one for one in manifest.files if not one.same_as}
    done = 0
    with _opened(file) as archive:
        if _first(archive) != manifest:
            raise BackupBroken(f"{file.name!r} was changed while it was read; restore it again")
        for member in _members(archive):
            one = wanted.pop(member.name, None)
            if one is None or member.size != one.size:
                raise BackupBroken(
                    f"{file.name!r} holds {member.name!r}, which its manifest does not; it is "
                    f"damaged or no backup of ours: restore another"
                )
            _write(archive, member, one, _target(roots, one.name))
            done += one.size
            progress(done, manifest.size)
    if wanted:
        raise BackupBroken(f"{file.name!r} ends before {min(wanted)!r}; restore another backup")
    for one in manifest.files:
        if one.same_as:
            target = _target(roots, one.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            _share(_target(roots, one.same_as), target)


def _target(roots: Mapping[str, Path], name: str) -> Path:
    root, _, path = name.partition("/")
    return roots[root] / path


def _write(
    archive: tarfile.TarFile, member: tarfile.TarInfo, one: BackupFile, target: Path
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(member)
    if source is None:
        raise BackupBroken(f"{one.name!r} is no file in the backup; restore another")
    digest = hashlib.sha256()
    private = 0o600 if one.name.startswith("var/") else 0o666
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, private)
    with os.fdopen(descriptor, "wb") as out:
        while block := source.read(BLOCK_BYTES):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != one.sha256:
        raise BackupBroken(
            f"{one.name!r} is damaged in the backup: its checksum differs; restore another"
        )
    os.utime(target, (one.modified_at, one.modified_at))


def _share(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _first(archive: tarfile.TarFile) -> BackupManifest:
    member = next(_members(archive), None)
    if member is None or member.name != NAME or member.size > MAX_BYTES:
        raise BackupBroken("the archive does not begin with a manifest: it is no backup of ours")
    source = archive.extractfile(member)
    return manifest_from(source.read() if source is not None else b"")


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The plain files of an archive; anything else is refused."""
    while (member := archive.next()) is not None:
        # what was read is not kept: a hostile archive has a hundred million members
        archive.members.clear()  # type: ignore[attr-defined]
        plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
        if not plain:
            raise BackupBroken(
                f"the backup holds {member.name!r}, which is no plain file; nothing was changed"
            )
        yield member


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with file.open("rb") as raw, contextlib.ExitStack() as opened:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            source = opened.enter_context(gzip.GzipFile(fileobj=raw)) if packed else raw
            bounded = cast("IO[bytes]", _Bounded(source))
            yield opened.enter_context(tarfile.open(fileobj=bounded, mode="r:"))
    except FileNotFoundError as error:
        raise BackupBroken(f"there is no {str(file)!r}; name the backup's file") from error
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeError) as error:
        raise BackupBroken(
            f"{file.name!r} is damaged or no backup ({error}); restore another"
        ) from error


@contextlib.contextmanager
def _packed(target: Path, raw: IO[bytes]) -> Iterator[tarfile.TarFile]:
    with contextlib.ExitStack() as opened:
        sink: IO[bytes] = raw
        if not target.name.endswith(".tar"):
            packed = gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=COMPRESSION, mtime=0)
            sink = cast("IO[bytes]", opened.enter_context(packed))
        yield opened.enter_context(tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT))


def _header(name: str, size: int, modified_at: float) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mtime, header.mode = size, int(modified_at), 0o600
    return header


class _Hashing:
    """Reads a file and knows the checksum of what it gave."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        self.count += len(data)
        return data

    def digest(self) -> str:
        return self._digest.hexdigest()


class _Bounded:
    """A file of which nobody reads more at once than a header may have."""

    def __init__(self, source: IO[bytes] | gzip.GzipFile) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {size} bytes")
        return self._source.read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._source.seek(place, whence)

    def tell(self) -> int:
        return self._source.tell()
