"""The releases on disk as they are listed: state, size, and since when they answer."""

from collections.abc import Collection, Mapping
from pathlib import Path

from index.manifest import ListedRelease, Manifest, ReleaseState
from index.manifest_file import read_manifest
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated


def list_releases(
    folders: Collection[Path],
    *,
    current: str,
    live: Collection[str],
    published_at: Mapping[str, str],
) -> tuple[ListedRelease, ...]:
    """One entry a folder; ``live`` answered once, the others are candidates."""
    listed = []
    for folder in folders:
        release = folder.name
        size, own = _sizes(folder)
        manifest: Manifest | None = None
        problem = ""
        try:
            manifest = read_manifest(folder)
        except (IndexBroken, IndexMissing, IndexOutdated) as error:
            problem = str(error)
        state: ReleaseState = "earlier" if release in live else "candidate"
        if release == current:
            state = "live"
        listed.append(
            ListedRelease(
                release=release,
                state="damaged" if problem else state,
                current=release == current,
                published_at=published_at.get(release, ""),
                size_bytes=size,
                own_bytes=own,
                problem=problem,
                manifest=manifest,
            )
        )
    return tuple(listed)


def _sizes(folder: Path) -> tuple[int, int]:
    """Bytes in all, and bytes of the files that no other release shares."""
    size = own = 0
    for file in folder.iterdir():
        found = file.stat()
        size += found.st_size
        own += found.st_size if found.st_nlink == 1 else 0
    return size, own
