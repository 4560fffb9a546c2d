"""A real release of one Markdown document, for tests of what search makes of it."""

from pathlib import Path

from index.embedder import Embedder
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore


def searcher_over(text: str, *, folder: Path, embedder: Embedder) -> Searcher:
    """Searches ``pump.md`` with this text."""
    (folder / "documents").mkdir()
    (folder / "documents" / "pump.md").write_text(text, encoding="utf-8")
    store = ReleaseStore(folder / "releases")
    report = refresh(
        folder / "documents",
        store=store,
        cache_dir=folder / "cache",
        embedder=embedder,
        settings=RefreshSettings(),
        progress=lambda now: None,
    )
    release = open_release(store.path(report.release), store.manifest(report.release))
    return Searcher(release, embedder)
