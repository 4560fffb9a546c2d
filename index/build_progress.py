"""How far a build is, told while it runs; and how it is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["reading", "embedding", "building", "checking", "publishing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildProgress:
    """Where a build stands; files, pages and chunks count what has been read so far."""

    stage: Stage
    done: int
    total: int
    item: str = ""
    """The file that is being worked on."""
    files: int = 0
    pages: int = 0
    chunks: int = 0


Progress = Callable[[BuildProgress], None]
Cancelled = Callable[[], bool]
"""Asked between files and between batches; true stops the build there."""


def nobody_watches(progress: BuildProgress) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """A build that nobody stops."""
    return False
