"""Which documents a build would change, added or removed against the release that answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.content import Content
from index.manifest_file import read_manifest
from ingest.document import Chunk, Document
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDocuments:
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def changed_documents(
    live: Path | None, documents: Sequence[tuple[Document, tuple[Chunk, ...]]]
) -> ChangedDocuments:
    """Paths that differ, in bytes or in facts, from the release in the folder ``live``."""
    now = {document.path: (document.sha256, document.facts) for document, _ in documents}
    try:
        if live is not None:
            read_manifest(live)
        cards = Content(live).cards if live is not None else ()
    except (IndexMissing, IndexBroken, IndexOutdated):
        # whatever the old release is, the new one replaces it
        cards = ()
    before = {card.path: (card.sha256, card.facts) for card in cards}
    common = now.keys() & before.keys()
    changed = sorted(path for path in common if now[path] != before[path])
    return ChangedDocuments(
        added=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(changed),
        removed=tuple(sorted(before.keys() - now.keys())),
        unchanged=len(common) - len(changed),
    )
