"""``manifest.json`` of a release: written last, and compared with the files beside it."""

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from index.embedder import Embedder
from index.manifest import (
    NOBODY,
    SCHEMA_VERSION,
    Builder,
    FileChecksum,
    FileProblem,
    LanguageCount,
    Manifest,
)
from ingest.durable import new_id, sha256_of
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated

MANIFEST_NAME = "manifest.json"


def read_manifest(folder: Path) -> Manifest:
    """What the release in ``folder`` says of itself, all its files being of the right size.

    Raises as ``parse_manifest`` does.
    """
    manifest = parse_manifest(folder)
    for checksum in manifest.checksums:
        if not _has_size(folder, checksum):
            raise IndexBroken(
                f"{checksum.name!r} of release {folder.name!r} is missing or cut short; "
                f"run 'tradewind reindex'"
            )
    return manifest


def parse_manifest(folder: Path) -> Manifest:
    """What the release in ``folder`` says of itself, whatever its other files are like.

    Raises ``IndexMissing`` when there is none, ``IndexBroken`` when it does not parse or a
    file's size differs, ``IndexOutdated`` when another version wrote it.
    """
    release = folder.name
    try:
        values = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissing(
            f"no release {release!r} in {str(folder.parent)!r}; run 'tradewind reindex'"
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise IndexBroken(f"manifest of release {release!r} does not parse ({error})") from error
    except OSError as error:
        raise IndexBroken(
            f"manifest of release {release!r} cannot be read ({error.strerror})"
        ) from error
    if not isinstance(values, dict):
        raise IndexBroken(
            f"manifest of release {release!r} is no JSON object; run 'tradewind reindex'"
        )
    if values.get("schema_version") != SCHEMA_VERSION:
        raise IndexOutdated(
            f"release {release!r} has schema {values.get('schema_version')!r}, this version "
            f"reads {SCHEMA_VERSION}; run 'tradewind reindex'"
        )
    return _manifest_from_json(values)


def damaged_files(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The files that are not what the manifest says."""
    return tuple(
        checksum.name
        for checksum in manifest.checksums
        if not _has_size(folder, checksum) or sha256_of(folder / checksum.name) != checksum.sha256
    )


def _has_size(folder: Path, checksum: FileChecksum) -> bool:
    file = folder / checksum.name
    return file.is_file() and file.stat().st_size == checksum.size


def verify_checksums(folder: Path, manifest: Manifest) -> None:
    """Compares every file of a release with its checksum; raises ``IndexBroken``."""
    for checksum in manifest.checksums:
        if sha256_of(folder / checksum.name) != checksum.sha256:
            raise IndexBroken(
                f"{checksum.name!r} of release {folder.name!r} differs from its checksum; "
                f"run 'tradewind reindex'"
            )


def checksums(folder: Path) -> tuple[FileChecksum, ...]:
    """Size and sha256 of every file in ``folder``."""
    return tuple(
        FileChecksum(name=file.name, size=file.stat().st_size, sha256=sha256_of(file))
        for file in sorted(folder.iterdir())
        if file.name != MANIFEST_NAME
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes ``manifest.json``."""
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")


def new_manifest(
    folder: Path,
    *,
    embedder: Embedder,
    documents: int,
    languages: Sequence[str],
    settings_hash: str,
    parent: str = "",
    problems: tuple[FileProblem, ...] = (),
    model: str = "",
    builder: Builder = NOBODY,
) -> Manifest:
    """What a release says of itself, its files complete in ``folder``; one language a chunk."""
    return Manifest(
        schema_version=SCHEMA_VERSION,
        release=new_id(),
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        documents=documents,
        chunks=len(languages),
        languages=tuple(
            LanguageCount(language=language, chunks=chunks)
            for language, chunks in sorted(Counter(languages).items())
        ),
        settings_hash=settings_hash,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parent=parent,
        checksums=checksums(folder),
        problems=problems,
        model=model,
        built_by=builder.name,
        built_by_id=builder.id,
    )


def _manifest_from_json(values: dict[str, object]) -> Manifest:
    lists = {"languages": LanguageCount, "checksums": FileChecksum, "problems": FileProblem}
    fields: dict[str, object] = dict(values)
    try:
        for name, noun in lists.items():
            entries = fields[name]
            if not isinstance(entries, list):
                raise TypeError(f"{name!r} is not a list")
            fields[name] = tuple(noun(**entry) for entry in entries)
        return Manifest(**fields)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise IndexBroken(
            f"manifest of release {values.get('release')!r} is damaged ({error}); "
            f"run 'tradewind reindex'"
        ) from error
