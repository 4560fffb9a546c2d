"""How far a figure may fall before a candidate is refused. Pure.

The same questions are asked of both releases and the engine makes no chances, so nothing here is an
estimate: a change is a change, and each one has a name. What the margins allow for is that every
edit moves ranks and confidence a little everywhere, and that what one borderline question loses
another gains. Therefore:

1. Changes are counted in questions, as a pair of numbers: turned worse, turned better. A share is
   shown, never judged.
2. A margin is a share of what there is to lose, rounded down to whole questions: of 20 right
   answers 1 % is none, so that one lost refuses; of 300 it is three, and four lost against none won
   refuse. Where only chance decided, four of four would turn out worse once in 16 times (sign
   test), three of three once in 8: from there on chance is a poor explanation. With few questions
   the gate is stricter than the statistics, because each of them stands for more of what customers
   ask and can be looked at by hand. Of 36 answers that are sent among 236 questions none may be
   lost either: the share is of the 36.
3. Losses may be made good by gains where a gain is worth as much as a loss: correct drafts, right
   answers, passages found, coverage. An answer that is newly wrong, or newly given where none may
   be, would reach customers tomorrow, and no other question makes that good: each counts by
   itself, and none is allowed unless a margin says so.
4. Coverage counts customers' questions too, for which nobody knows what is right. An answer known
   to be wrong that is not sent any more is no loss of it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.gate_report import GateMetric, GateReply, MetricName

Pair = tuple[GateReply, GateReply]
"""A question's reply from the live release and from the candidate."""
FOUND = 5
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class GateMargins:
    """By which share each figure may fall, 0 to 1: of what it counts in the live release, and where
    nothing of it is wanted of the questions it is counted over."""

    correct_drafts: float = 0.01
    answered_right: float = 0.01
    answered_wrong: float = 0.0
    unanswerable_answered: float = 0.0
    recall_at_5: float = 0.01
    coverage: float = 0.02


def metrics(pairs: Sequence[Pair], margins: GateMargins) -> tuple[GateMetric, ...]:
    """Every figure that some question counts for."""
    golden = [pair for pair in pairs if pair[1].answerable is not None]
    answerable = [pair for pair in golden if pair[1].answerable]
    others = [pair for pair in golden if not pair[1].answerable]
    found = (
        _metric("correct_drafts", answerable, lambda one: one.right, margins.correct_drafts),
        _metric("answered_right", answerable, _sent_right, margins.answered_right),
        _metric("answered_wrong", answerable, _sent_wrong, margins.answered_wrong, good=False),
        _metric(
            "unanswerable_answered",
            others,
            lambda one: one.sent,
            margins.unanswerable_answered,
            good=False,
        ),
        _metric("recall_at_5", answerable, lambda one: 0 < one.rank <= FOUND, margins.recall_at_5),
        _metric("coverage", pairs, lambda one: one.sent, margins.coverage, ignored=_is_known_wrong),
    )
    return tuple(metric for metric in found if metric.questions)


def why_refused(metric: GateMetric) -> str:
    """What fell, in words."""
    counts = f"{_NAMES[metric.name]}: {metric.after} of {metric.questions} instead of"
    turned = f"{metric.before} ({metric.worse} {_TURNED[metric.name]}"
    gained = "" if metric.name in _BY_ITSELF else f", {metric.better} gained"
    may = f"{metric.allowed} may be" if metric.allowed else "none may be"
    return f"{counts} {turned}{gained}; {may})"


_BY_ITSELF: frozenset[MetricName] = frozenset({"answered_wrong", "unanswerable_answered"})
_NAMES: dict[MetricName, str] = {
    "correct_drafts": "drafts that hold the answer",
    "answered_right": "sent and right",
    "answered_wrong": "sent and wrong",
    "unanswerable_answered": "answered although they must not be",
    "recall_at_5": "found among the first five",
    "coverage": "answered without a person",
}
_TURNED: dict[MetricName, str] = dict.fromkeys(_NAMES, "lost") | dict.fromkeys(_BY_ITSELF, "new")


def _metric(
    name: MetricName,
    pairs: Sequence[Pair],
    counts: Callable[[GateReply], bool],
    margin: float,
    *,
    good: bool = True,
    ignored: Callable[[Pair], bool] = lambda pair: False,
) -> GateMetric:
    """``good`` says whether what is counted is wanted; ``ignored`` pairs turned neither way."""
    before = [counts(was) for was, _ in pairs]
    after = [counts(now) for _, now in pairs]
    turned = [
        (was, now) for pair, was, now in zip(pairs, before, after, strict=True) if not ignored(pair)
    ]
    lost = sum(was and not now for was, now in turned)
    won = sum(now and not was for was, now in turned)
    worse, better = (lost, won) if good else (won, lost)
    allowed = math.floor(margin * (sum(before) if good else len(pairs)) + _ROUNDING)
    fall = worse - better if name not in _BY_ITSELF else worse
    return GateMetric(
        name=name,
        questions=len(pairs),
        before=sum(before),
        after=sum(after),
        worse=worse,
        better=better,
        margin=margin,
        allowed=allowed,
        fell=fall > allowed,
    )


def _is_known_wrong(pair: Pair) -> bool:
    return pair[0].wrong_sent or pair[1].wrong_sent


def _sent_right(reply: GateReply) -> bool:
    return reply.sent and reply.right


def _sent_wrong(reply: GateReply) -> bool:
    return reply.sent and not reply.right
