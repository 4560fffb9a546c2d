"""Which signals raised a probability most and which lowered it most, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answer.judge import Contribution
from answer.signal_words import words_for

LEAST_SHARE = 0.1
"""Log odds; a group of signals that adds or takes less is not told."""
STRONG_SHARE = 0.7
"""Log odds: it doubles the odds or halves them."""
SIGNALS_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A group of signals that measure the same thing, and the one that speaks for it."""

    speaker: Contribution
    share: float
    """Of the whole group, in log odds."""


def telling(contributions: Sequence[Contribution]) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """What raised the probability and what lowered it, at most three each, strongest first.

    A signal speaks only where it works as a person expects: that a nearer passage lowers the
    probability because its neighbours are counted too is arithmetic, not a reason.
    """
    across = any(one.name == "same_language" and one.value == 0.0 for one in contributions)
    groups: dict[str, list[Contribution]] = {}
    for one in contributions:
        groups.setdefault(words_for(one.name).group, []).append(one)
    told: list[Told] = []
    for name, members in groups.items():
        share = sum(one.share for one in members)
        speakers = [one for one in members if one.share * share > 0 and _as_expected(one)]
        if across and name == "language":
            speakers = [one for one in members if one.name == "same_language" and share < 0]
        if abs(share) >= LEAST_SHARE and speakers:
            told.append(Told(speaker=max(speakers, key=lambda one: abs(one.share)), share=share))
    told.sort(key=lambda one: -abs(one.share))
    return (
        tuple([one for one in told if one.share > 0][:SIGNALS_TOLD]),
        tuple([one for one in told if one.share < 0][:SIGNALS_TOLD]),
    )


def said(told: Told) -> str:
    """What a group means, by its speaker's value against the average question's."""
    words = words_for(told.speaker.name)
    text = words.above if told.speaker.value > told.speaker.mean else words.below
    return f"{text} (strongly)" if abs(told.share) >= STRONG_SHARE else text


def _as_expected(one: Contribution) -> bool:
    more_is_better = words_for(one.name).more_is_better
    if more_is_better is None:
        return True
    return (one.share > 0) == ((one.value > one.mean) == more_is_better)
