"""The noun that calibrating works on: a draft whose rightness somebody has judged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from answer.reply import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDraft:
    """One draft that the probability alone decided on, and whether it was right."""

    id: str
    topic: str
    """Drafts about one place share it; they are never on both sides of a held-back fold."""
    language: str
    """Of the question, BCP 47."""
    signals: tuple[Signal, ...]
    value: float
    """P(right) by the shipped model, before any correction and any veto."""
    right: bool
    weight: float = 1.0
    """How much it counts for fitting; below 1 it does not count for certifying."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDrafts:
    """What one source gave."""

    drafts: tuple[JudgedDraft, ...]
    decided_otherwise: int
    """Judged as well, but a veto, a question back or a wish for a person came first."""


class JudgementSource(Protocol):
    """Where judged drafts come from: golden questions, judged replies, agents' feedback."""

    def __call__(self, progress: Callable[[int, int], None]) -> JudgedDrafts:
        """Everything judged so far; ``progress`` takes how much is done and how much there is."""
        ...
