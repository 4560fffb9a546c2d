"""The searcher of the published release, and how a new release takes its place."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from api.one_release import of_this_request
from index.embedder import Embedder
from index.manifest import Manifest, ReleaseStanding
from index.pair_scorer import PairScorer
from index.passage import SearchQuery
from index.release import is_of_tokens, open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.errors import IndexBroken, IndexMissing, IndexOutdated, KbError

logger = logging.getLogger("tradewind")

CHECK_SECONDS = 0.2
"""How often a running server looks whether another release was published."""
_CANNOT_ANSWER = (IndexBroken, IndexMissing, IndexOutdated)
WARM_UP_QUESTION = "如何清潔過濾器？"
"""In characters whose tables take half a second to load."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A searcher, and the release that was published when it was opened."""

    searcher: Searcher
    meant: str
    problem: str = ""
    """Why another release than ``meant`` is open."""


class CurrentSearcher:
    """The searcher of the published release; a new release is opened beside the old one.

    Requests in flight keep the searcher they started with. Every file is compared with its
    checksum before it is opened. A release that cannot answer is reported once, and the one before
    it answers: in a running server the one that is open, after a start the nearest that is whole.
    """

    def __init__(
        self,
        store: ReleaseStore,
        embedder: Callable[[Manifest], Embedder],
        *,
        threads: int,
        cross_encoder: Callable[[], PairScorer | None] = lambda: None,
    ) -> None:
        """``embedder`` gives the model that a release was built by, as far as it is here."""
        self._store = store
        self._embedder = embedder
        self._cross_encoder = cross_encoder
        self._threads = threads
        self._opened: _Opened | None = None
        self._checked_at = 0.0
        self._opening = threading.Lock()

    def __call__(self) -> Searcher:
        """Raises ``IndexMissing`` before the first release, ``IndexOutdated`` for another model."""
        kept = of_this_request()
        if kept is None:
            return self._current().searcher
        if kept.searcher is None:
            kept.searcher = self._current().searcher
        return kept.searcher

    def of(self, release: str) -> Searcher:
        """Over any release that is kept, beside the one that answers; raises as a call does."""
        opened = self._opened
        if opened is not None and opened.searcher.release.manifest.release == release:
            return opened.searcher
        return self._open(release)

    def standing(self) -> ReleaseStanding:
        """Which release answers, and why it is not the published one; raises as a call does."""
        opened = self._current()
        return ReleaseStanding(
            meant=opened.meant,
            manifest=opened.searcher.release.manifest,
            problem=opened.problem,
        )

    def follow(self, stopped: threading.Event) -> None:
        """Looks for new releases until ``stopped``: after a silence the newest answers at once."""
        while not stopped.wait(CHECK_SECONDS):
            if self._opened is not None:
                self()

    def _current(self) -> _Opened:
        opened = self._opened
        if opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = self._open_first()
                return self._opened
        if time.monotonic() - self._checked_at > CHECK_SECONDS:
            self._checked_at = time.monotonic()
            release = self._store.current()
            if release not in ("", opened.meant) and self._opening.acquire(blocking=False):
                threading.Thread(target=self._swap, args=(release,), daemon=True).start()
        return opened

    def _open_first(self) -> _Opened:
        """The published release, or the nearest before it that can answer."""
        release = self._store.current()
        if not release:
            raise IndexMissing(
                f"no release in {str(self._store.directory)!r} yet; run 'tradewind reindex'"
            )
        try:
            return _Opened(self._open(release), release)
        except _CANNOT_ANSWER as error:
            opened = self._open_instead(release, error)
            if opened is None:
                raise
            logger.error("%s; release %s answers", error, opened.searcher.release.manifest.release)
            return opened

    def _open_instead(self, release: str, error: KbError) -> _Opened | None:
        """What answers where the published release cannot; None where nothing can."""
        stand_ins = self._store.stand_ins()
        without_tokens = ((one, False) for one in (release, *stand_ins))
        for name, with_tokens in (*((one, True) for one in stand_ins), *without_tokens):
            with contextlib.suppress(*_CANNOT_ANSWER):
                searcher = self._open(name, with_tokens=with_tokens)
                less = "" if with_tokens else "; until then passages are ranked without their words"
                return _Opened(searcher, release, _told(release, error) + less)
        return None

    def _open(self, release: str, *, with_tokens: bool = True) -> Searcher:
        manifest, damaged = self._store.damage(release)
        harmful = [name for name in damaged if with_tokens or not is_of_tokens(name)]
        if harmful:
            # it must not reach a library that trusts it: that could end the process
            raise IndexBroken(
                f"{harmful[0]!r} of release {release!r} is missing or differs from its checksum; "
                f"run 'tradewind reindex'"
            )
        opened = open_release(
            self._store.path(release), manifest, threads=self._threads, with_tokens=with_tokens
        )
        return Searcher(opened, self._embedder(manifest), cross_encoder=self._cross_encoder())

    def _swap(self, release: str) -> None:
        """Opens ``release`` while the old one answers; the lock is held by the caller."""
        try:
            searcher = self._open(release)
            # what a first question waits for is loaded while the old release still answers
            searcher.search(SearchQuery(text=WARM_UP_QUESTION, language="zh-Hant"))
            self._opened = _Opened(searcher, release)
            logger.info("release %s answers now", release)
        except KbError as error:
            if self._opened is not None:
                self._opened = replace(self._opened, meant=release, problem=_told(release, error))
            logger.error("release %s cannot be opened, the old one answers on: %s", release, error)
        finally:
            self._opening.release()


def _told(release: str, error: KbError) -> str:
    # that message names a folder, and this is told at the border
    return f"release {release!r} is gone" if isinstance(error, IndexMissing) else str(error)
