"""What lies in the documents folder: every file, named, hashed and typed by its content."""

import hashlib
import os
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.document import SourceFile
from ingest.document_names import (
    DEFAULT_MAX_FILE_BYTES,
    FACTS_FILE,
    SIDECAR_ENDINGS,
    is_leftover,
)
from ingest.errors import ContentMissing
from ingest.media_type import SNIFF_BYTES, media_type_of
from ingest.unicode_names import location_of

_HASH_STEP_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file that cannot become a document, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Everything in the folder, in three heaps that together hold every file."""

    files: tuple[SourceFile, ...]
    """What can be read, by path."""
    ignored: tuple[str, ...]
    """Facts, sidecars, hidden files and editors' leftovers."""
    problems: tuple[Problem, ...]


class ScannedBefore:
    """What files were when they were last looked at: one that was not touched is not read again.

    For whoever looks often; a build reads every byte.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, ...], SourceFile | Problem]] = {}

    def result(self, location: Path) -> SourceFile | Problem | None:
        """As the file was found before, unless it was touched since."""
        known = self._known.get(str(location))
        return known[1] if known is not None and known[0] == _signature(location) else None

    def keep(
        self, location: Path, signature: tuple[int, ...], result: SourceFile | Problem
    ) -> None:
        """Keeps what a file was while its ``signature`` did not change."""
        touched_seconds = max(signature[:2], default=0) / 1e9
        # a second touch within a tick of the clock would not show
        if signature and signature == _signature(location) and time.time() - touched_seconds > 2:
            self._known[str(location)] = (signature, result)


def _signature(location: Path) -> tuple[int, ...]:
    try:
        status = location.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def scan(
    documents_dir: Path,
    *,
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES,
    before: ScannedBefore | None = None,
) -> Scan:
    """Every file below ``documents_dir``; nothing is dropped without being named.

    Raises ContentMissing when the folder is absent, unreadable or holds no file at all.
    """
    if not documents_dir.is_dir():
        raise ContentMissing(
            f"documents folder {str(documents_dir)!r} does not exist; create it and put manuals "
            "in it, or point to another content folder with --content DIR"
        )
    root = documents_dir.resolve()
    files: dict[str, SourceFile] = {}
    ignored: list[str] = []
    problems: list[Problem] = []
    for found in _walk(documents_dir, documents_dir, root=root):
        path = found.path
        if found.reason:
            problems.append(Problem(path=path, reason=found.reason))
        elif found.ignored or _is_sidecar(documents_dir, found.location):
            ignored.append(path)
        elif path in files:
            reason = "another file has the same name in another Unicode form; rename one of them"
            problems.append(Problem(path=path, reason=reason))
        else:
            result = _result(found.location, path, max_file_bytes=max_file_bytes, before=before)
            if isinstance(result, Problem):
                problems.append(result)
            else:
                files[path] = result
    if not files and not problems:
        raise ContentMissing(
            f"documents folder {str(documents_dir)!r} holds no documents; put PDF, DOCX, XLSX, "
            "CSV, HTML, Markdown, reStructuredText or text files in it"
        )
    return Scan(
        files=tuple(files[path] for path in sorted(files)),
        ignored=tuple(sorted(ignored)),
        problems=tuple(sorted(problems, key=lambda problem: problem.path)),
    )


def scan_file(
    documents_dir: Path, path: str, *, max_file_bytes: int = DEFAULT_MAX_FILE_BYTES
) -> SourceFile | Problem:
    """One file of the folder, as ``scan`` finds it; ``path`` is known to lie inside."""
    location = location_of(documents_dir, path)
    return _source_file(location, path, max_file_bytes=max_file_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    location: Path
    path: str
    ignored: bool = False
    reason: str = ""


def _walk(folder: Path, documents_dir: Path, *, root: Path) -> Iterator[_Found]:
    """Files below ``folder`` in a stable order; links are followed only to files inside."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        reason = f"the folder cannot be listed ({error.strerror}); mend its permissions"
        yield _Found(location=folder, path=_relative(folder, documents_dir), reason=reason)
        return
    for entry in entries:
        location = Path(entry.path)
        path = _relative(location, documents_dir)
        if is_leftover(entry.name):
            yield _Found(location=location, path=path, ignored=True)
        elif entry.is_symlink():
            yield _link(location, path, root=root)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(location, documents_dir, root=root)
        elif not entry.is_file(follow_symlinks=False):
            yield _Found(location=location, path=path, reason="not a regular file; remove it")
        elif not _is_unicode(entry.name):
            reason = "its name is not valid UTF-8; rename it"
            yield _Found(location=location, path=path, reason=reason)
        else:
            yield _Found(location=location, path=path, ignored=entry.name == FACTS_FILE)


def _link(location: Path, path: str, *, root: Path) -> _Found:
    try:
        target = location.resolve(strict=True)
    except (OSError, RuntimeError):
        return _Found(location=location, path=path, reason="a link that leads nowhere; remove it")
    if not target.is_relative_to(root):
        reason = "a link that leaves the documents folder; put a copy of the file there instead"
        return _Found(location=location, path=path, reason=reason)
    if target.is_dir():
        reason = "a link to a folder; its files are read where they are, remove the link"
        return _Found(location=location, path=path, reason=reason)
    return _Found(location=location, path=path, ignored=location.name == FACTS_FILE)


def _relative(location: Path, documents_dir: Path) -> str:
    path = location.relative_to(documents_dir).as_posix()
    # Bytes that are no UTF-8 are shown, not carried: every path can be printed and stored.
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", shown)


def _is_unicode(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _is_sidecar(documents_dir: Path, location: Path) -> bool:
    """``name.ext.yaml`` beside ``name.ext`` holds its facts and is no document."""
    if location.suffix.lower() not in SIDECAR_ENDINGS:
        return False
    return location.with_suffix("").is_file() and location != documents_dir


def _result(
    location: Path, path: str, *, max_file_bytes: int, before: ScannedBefore | None
) -> SourceFile | Problem:
    known = before.result(location) if before is not None else None
    if known is not None and known.path == path:
        return known
    signature = _signature(location)
    result = _source_file(location, path, max_file_bytes=max_file_bytes)
    if before is not None:
        before.keep(location, signature, result)
    return result


def _too_large(max_file_bytes: int) -> str:
    return f"larger than {max_file_bytes / 2**20:.0f} MiB; split it"


def _source_file(location: Path, path: str, *, max_file_bytes: int) -> SourceFile | Problem:
    digest = hashlib.sha256()
    head = b""
    size = 0
    try:
        with location.open("rb") as stream:
            status = os.fstat(stream.fileno())
            modified_at = status.st_mtime
            if status.st_size > max_file_bytes:
                return Problem(path=path, reason=_too_large(max_file_bytes))
            while step := stream.read(_HASH_STEP_BYTES):
                if not head:
                    head = step[:SNIFF_BYTES]
                digest.update(step)
                size += len(step)
                if size > max_file_bytes:
                    return Problem(path=path, reason=_too_large(max_file_bytes))
            media_type = media_type_of(path, head=head, stream=stream)
    except OSError as error:
        reason = f"cannot be read ({error.strerror}); mend its permissions"
        return Problem(path=path, reason=reason)
    if size == 0:
        return Problem(path=path, reason="the file is empty; remove it or fill it")
    if media_type.problem:
        return Problem(path=path, reason=media_type.problem)
    return SourceFile(
        path=path,
        media_type=media_type.name,
        size=size,
        sha256=digest.hexdigest(),
        modified_at=modified_at,
    )
