"""A build that tells how far it is, and stops where somebody asked for that."""

from dataclasses import replace

from index.build_progress import BuildProgress, Cancelled, Progress
from ingest.document import Document
from ingest.errors import BuildCancelled

BUILDING_STEPS = 6
"""Tokens, content, vectors, words, spelling, identifiers."""


class WatchedBuild:
    """One build; every call may raise ``BuildCancelled``."""

    def __init__(self, progress: Progress, cancelled: Cancelled) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._now = BuildProgress(stage="reading", done=0, total=0)
        self.embedded = 0

    def reading(self, done: int, total: int, item: str) -> None:
        self._tell(replace(self._now, done=done, total=total, item=item))

    def has_read(self, document: Document, chunks: int) -> None:
        now = self._now
        self._now = replace(
            now,
            files=now.files + 1,
            pages=now.pages + document.page_count,
            chunks=now.chunks + chunks,
        )

    def embedding(self, done: int, total: int) -> None:
        self.embedded = done
        self._tell(replace(self._now, stage="embedding", done=done, total=total, item=""))

    def building(self, done: int) -> None:
        self._tell(replace(self._now, stage="building", done=done, total=BUILDING_STEPS, item=""))

    def _tell(self, now: BuildProgress) -> None:
        self._now = now
        self._progress(now)
        if self._cancelled():
            raise BuildCancelled(
                f"the build was stopped while {now.stage} ({now.done} of {now.total}); nothing of "
                f"it is left, and the published release answers"
            )
