"""Two evaluations of the same questions → what got better and worse. Pure.

The earlier one is the JSON report that ``tradewind evaluate --out`` wrote.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.evaluation import Evaluation, Outcome
from answer.groups import language_pair
from answer.metrics import Estimate, mean_difference, recall_at, reciprocal_rank
from ingest.errors import ContentError

_NEEDED = {"id": str, "answerable": bool, "rank": int, "right": bool, "answered": bool}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What an earlier report says of its questions, by id."""

    name: str
    release: str
    outcomes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """How one figure of a group changed, with its paired interval."""

    group: str
    figure: str
    before: float
    after: float
    gain: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A question whose outcome changed."""

    id: str
    question: str
    better: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two evaluations, over the questions that both asked."""

    earlier: str
    earlier_release: str
    shared: int
    only_earlier: int
    only_now: int
    gains: tuple[Gain, ...]
    flips: tuple[Flip, ...]
    """Worse ones first."""


def read_earlier(path: Path) -> Earlier:
    """An earlier report. Raises ``ContentError`` when the file is none."""
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
        outcomes = {str(entry["id"]): entry for entry in values["outcomes"]}
        release = str(values["release"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ContentError(
            f"{str(path)!r} is no report of 'tradewind evaluate --out' ({error!r})"
        ) from error
    for question, entry in outcomes.items():
        for name, kind in _NEEDED.items():
            if not isinstance(entry.get(name), kind):
                raise ContentError(
                    f"{str(path)!r}: the outcome of question {question!r} has no {name!r}; write "
                    f"the report again with 'tradewind evaluate --out'"
                )
    return Earlier(name=str(path), release=release, outcomes=outcomes)


def compare(earlier: Earlier, now: Evaluation) -> Comparison:
    """What changed. Raises ``ContentError`` when no question stands in both."""
    shared = [outcome for outcome in now.outcomes if outcome.id in earlier.outcomes]
    if not shared:
        raise ContentError(f"{earlier.name!r} shares no question with this evaluation; check ids")
    gains: list[Gain] = []
    pairs = sorted({pair for outcome in shared if (pair := language_pair(outcome))})
    for group in ("all", *pairs):
        chosen = [o for o in shared if group in ("all", language_pair(o))]
        gains.extend(_gains(group, chosen, earlier))
    flips = [flip for outcome in shared if (flip := _flip(outcome, earlier)) is not None]
    return Comparison(
        earlier=earlier.name,
        earlier_release=earlier.release,
        shared=len(shared),
        only_earlier=len(earlier.outcomes) - len(shared),
        only_now=len(now.outcomes) - len(shared),
        gains=tuple(gains),
        flips=tuple(sorted(flips, key=lambda flip: (flip.better, flip.id))),
    )


def _gains(group: str, outcomes: Sequence[Outcome], earlier: Earlier) -> list[Gain]:
    answerable = [o for o in outcomes if o.answerable and earlier.outcomes[o.id]["answerable"]]
    gains = []
    for figure, value in _FIGURES.items():
        before = [value(earlier.outcomes[outcome.id]) for outcome in answerable]
        after = [value(_values(outcome)) for outcome in answerable]
        if answerable:
            gains.append(
                Gain(
                    group=group,
                    figure=figure,
                    before=sum(before) / len(before),
                    after=sum(after) / len(after),
                    gain=mean_difference(before, after),
                )
            )
    return gains


def _flip(outcome: Outcome, earlier: Earlier) -> Flip | None:
    before, after = earlier.outcomes[outcome.id], _values(outcome)
    if before["answerable"] is not outcome.answerable or _worth(before) == _worth(after):
        return None
    return Flip(
        id=outcome.id,
        question=outcome.question,
        better=_worth(after) > _worth(before),
        before=_said(before),
        after=_said(after),
    )


def _worth(values: Mapping[str, Any]) -> tuple[int, float]:
    """Sent and right, handed over with a right draft, handed over without, sent and wrong; then
    the rank."""
    if values["answered"]:
        worth = 3 if values["right"] else 0
    else:
        worth = 2 if values["right"] or not values["answerable"] else 1
    return worth, reciprocal_rank(values["rank"])


def _said(values: Mapping[str, Any]) -> str:
    rank = f"rank {values['rank']}" if values["rank"] else "not found"
    sent = "sent" if values["answered"] else "handed over"
    if not values["answerable"]:
        return f"{sent}, must not be answered"
    return f"{rank}, draft {'right' if values['right'] else 'wrong'}, {sent}"


def _values(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in _NEEDED}


_FIGURES: dict[str, Callable[[Mapping[str, Any]], float]] = {
    "R@1": lambda values: recall_at(values["rank"], 1),
    "R@5": lambda values: recall_at(values["rank"], 5),
    "MRR@10": lambda values: reciprocal_rank(values["rank"]),
    "draft right": lambda values: float(values["right"]),
    "sent and right": lambda values: float(values["right"] and values["answered"]),
}
