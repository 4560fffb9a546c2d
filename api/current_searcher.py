"""The searcher of the published release, and how a new release takes its place."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from index.embedder import Embedder
from index.manifest import Manifest
from index.pair_scorer import PairScorer
from index.passage import SearchQuery
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.errors import IndexMissing, KbError

logger = logging.getLogger("tradewind")

CHECK_SECONDS = 0.5
"""How often a running server looks whether another release was published."""
WARM_UP_QUESTION = "如何清潔過濾器？"
"""In characters whose tables take half a second to load."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A searcher, and the pointer's state it was opened for."""

    searcher: Searcher
    release: str


class CurrentSearcher:
    """The searcher of the published release; a new release is opened beside the old one.

    Questions in flight keep the searcher they started with. A release that does not open is
    reported once and the old one goes on answering.
    """

    def __init__(
        self,
        store: ReleaseStore,
        embedder: Callable[[], Embedder],
        *,
        threads: int,
        cross_encoder: Callable[[], PairScorer | None] = lambda: None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._cross_encoder = cross_encoder
        self._threads = threads
        self._opened: _Opened | None = None
        self._refused = ""
        self._checked_at = 0.0
        self._opening = threading.Lock()

    def __call__(self) -> Searcher:
        """Raises ``IndexMissing`` before the first release, ``IndexOutdated`` for another model."""
        opened = self._opened
        if opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = self._open(self._current())
                return self._opened.searcher
        if time.monotonic() - self._checked_at > CHECK_SECONDS:
            self._checked_at = time.monotonic()
            release = self._store.current()
            if release not in ("", opened.release, self._refused) and self._opening.acquire(
                blocking=False
            ):
                threading.Thread(target=self._swap, args=(release,), daemon=True).start()
        return opened.searcher

    def follow(self, stopped: threading.Event) -> None:
        """Looks for new releases until ``stopped``: after a silence the newest answers at once."""
        while not stopped.wait(CHECK_SECONDS):
            if self._opened is not None:
                self()

    def manifest(self) -> Manifest | None:
        """What the published release says of itself; None before the first."""
        release = self._store.current()
        return self._store.manifest(release) if release else None

    def _current(self) -> str:
        release = self._store.current()
        if not release:
            raise IndexMissing(
                f"no release in {str(self._store.directory)!r} yet; run 'tradewind reindex'"
            )
        return release

    def _open(self, release: str) -> _Opened:
        manifest = self._store.manifest(release)
        opened = open_release(self._store.path(release), manifest, threads=self._threads)
        searcher = Searcher(opened, self._embedder(), cross_encoder=self._cross_encoder())
        return _Opened(searcher=searcher, release=release)

    def _swap(self, release: str) -> None:
        """Opens ``release`` while the old one answers; the lock is held by the caller."""
        try:
            opened = self._open(release)
            # what a first question waits for is loaded while the old release still answers
            opened.searcher.search(SearchQuery(text=WARM_UP_QUESTION, language="zh-Hant"))
            self._opened = opened
            logger.info("release %s answers now", release)
        except KbError as error:
            self._refused = release
            logger.error("release %s cannot be opened, the old one answers on: %s", release, error)
        finally:
            self._opening.release()
