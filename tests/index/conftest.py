"""A knowledge base on disk that tests may change and build with the fast embedder."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.manifest import RefreshReport
from index.pair_scorer import PairScorer
from index.passage import Passage, SearchQuery
from index.refresh import RefreshSettings, build, refresh
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from tests.hashing_embedder import HashingEmbedder
from tests.small_company import FILES, write_documents


class KnowledgeBase:
    """Documents, caches and releases below one folder."""

    def __init__(self, folder: Path, files: dict[str, str] | None = None) -> None:
        self.documents = write_documents(folder, files)
        self.store = ReleaseStore(folder / "releases")
        self.cache = folder / "cache"
        self.embedder: HashingEmbedder = HashingEmbedder()
        self.stages: list[str] = []

    def build(self, settings: RefreshSettings | None = None) -> RefreshReport:
        """Builds and publishes; ``embedder.passages`` then holds what this build embedded."""
        self.embedder.passages.clear()
        return refresh(
            self.documents,
            store=self.store,
            cache_dir=self.cache,
            embedder=self.embedder,
            settings=settings or RefreshSettings(max_tokens=64),
            progress=lambda now: self.stages.append(now.stage),
        )

    def candidate(self) -> RefreshReport:
        """Builds and publishes nothing."""
        return build(
            self.documents,
            store=self.store,
            cache_dir=self.cache,
            embedder=self.embedder,
            settings=RefreshSettings(max_tokens=64),
            progress=lambda now: None,
        )

    def searcher(self, cross_encoder: PairScorer | None = None) -> Searcher:
        """Over the current release, every file of it compared with its checksum."""
        release = self.store.current()
        self.store.verify(release)
        opened = open_release(self.store.path(release), self.store.manifest(release))
        return Searcher(opened, self.embedder, cross_encoder=cross_encoder)

    def find(self, text: str) -> Sequence[Passage]:
        """What the current release finds, as an agent."""
        return self.searcher().search(SearchQuery(text=text, language="en"))

    def write(self, path: str, text: str) -> None:
        """Writes one document."""
        target = self.documents / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def leftovers(self) -> list[str]:
        """Hidden entries beside the releases, but for the lock."""
        return [
            entry.name
            for entry in self.store.directory.iterdir()
            if entry.name.startswith(".") and entry.name != ".lock"
        ]


TWO_FILES = {
    "pump.md": "# Pump\n\nThe pump PX-100 delivers 40 litres a minute.\n",
    "valve.md": "# Valve\n\nThe valve VX-200 opens at 3 bar.\n",
}


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All these files as the sandbox reads them, so that a test starts no process for each."""
    folder = tmp_path_factory.mktemp("parsed")
    KnowledgeBase(folder, {**FILES, **TWO_FILES}).build()
    return folder / "cache" / "parsed.db"


def _prepared(folder: Path, files: dict[str, str], parsed: Path) -> KnowledgeBase:
    made = KnowledgeBase(folder, files)
    made.cache.mkdir()
    shutil.copy(parsed, made.cache)
    return made


@pytest.fixture
def base(tmp_path: Path, parsed: Path) -> KnowledgeBase:
    """Two documents, nothing built yet."""
    return _prepared(tmp_path, TWO_FILES, parsed)


@pytest.fixture
def big_base(tmp_path: Path, parsed: Path) -> KnowledgeBase:
    """The whole small company, nothing built yet."""
    return _prepared(tmp_path, FILES, parsed)
