"""Golden and customers' questions asked of two releases → what changes, and may it. CONDUCTOR.

``difference → follow golden places → ask live and candidate → compare → figures → verdict``

The live release's replies are kept from the time it was asked itself, so that as a rule only the
candidate is asked. Replies are those that quote: what a language model would make of them later is
the same evidence in other words, at a price.
"""

import dataclasses
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest

from answer.compare_replies import by_harm, compare_replies, says_the_same
from answer.engine import AnswerEngine
from answer.gate_margins import GateMargins, metrics, why_refused
from answer.gate_report import GateReply, GateReport
from answer.golden import GoldenQuestion, cites
from answer.golden_moved import GoldenFollower
from answer.measure import drafts_of, judged_citations, rank_of, ranked
from answer.question import Question
from answer.reply import Caveat, Handoff
from index.release_difference import ReleaseDifference
from index.search import Searcher
from ingest.errors import BuildCancelled, ContentError, QuestionInvalid

Progress = Callable[[int, int], None]
"""Replies made, and how many there are to make."""
Asked = GoldenQuestion | Question


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GateSide:
    """One release as it is asked, and what it replied earlier under the same conditions."""

    engine: AnswerEngine
    searcher: Searcher
    kept: Mapping[str, GateReply]
    """By ``question_key``."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The report, and every reply of both releases to be kept for the next time."""

    report: GateReport
    live: Mapping[str, GateReply]
    candidate: Mapping[str, GateReply]


def golden_gate(
    golden: Sequence[GoldenQuestion],
    customers: Sequence[Question],
    *,
    live: GateSide,
    candidate: GateSide,
    difference: ReleaseDifference,
    margins: GateMargins,
    conditions: str,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Gated:
    """Whether the candidate may be published, with every reply that changes.

    Raises ``BuildCancelled`` between two questions, ``ContentError`` naming a golden question that
    the engine does not take.
    """
    started = time.perf_counter()
    moved = difference.paths_moved
    follower = GoldenFollower(
        live=live.searcher.document,
        candidate=candidate.searcher.document,
        moved=moved,
        differing=frozenset(
            (
                *(entry.path for entry in difference.removed),
                *(change.path_before for change in (*difference.changed, *difference.moved)),
            )
        ),
    )
    followed = [follower.follow(one) for one in golden]
    asker = _Asker(
        [
            (live, [*golden, *customers]),
            (candidate, [*(one.golden for one in followed), *customers]),
        ],
        progress=progress,
        cancelled=cancelled,
    )
    replies, other_replies = asker.replies()
    pairs = [
        # the same words were right before, whichever page or document they stand in now
        (
            was,
            dataclasses.replace(now, right=True) if was.right and says_the_same(was, now) else now,
        )
        for was, now in zip(replies.values(), other_replies.values(), strict=True)
    ]
    changes = [
        change
        for (was, now), one in zip_longest(pairs, followed)
        if (
            change := compare_replies(
                was, now, moved=moved, cause=one.cause(was.document) if one else ""
            )
        )
        is not None
    ]
    figures = metrics(pairs, margins)
    fallen = [metric for metric in figures if metric.fell]
    report = GateReport(
        release=difference.after,
        against=difference.before,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        passed=not fallen,
        reasons=tuple(map(why_refused, fallen)),
        golden_questions=len(golden),
        customer_questions=len(customers),
        metrics=figures,
        changes=tuple(sorted(changes, key=by_harm)),
        to_mend=tuple(note for one in followed for note in one.to_mend),
        asked=asker.asked,
        seconds=time.perf_counter() - started,
        conditions=conditions,
    )
    return Gated(report=report, live=replies, candidate=other_replies)


def question_key(asked: Asked) -> str:
    """Names a question with everything its reply and its judgement depend on."""
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:20]


class _Asker:
    """Asks what is not kept, release by release, and tells how far it is."""

    def __init__(
        self,
        sides: Sequence[tuple[GateSide, Sequence[Asked]]],
        *,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        self._sides = [
            (side, {question_key(question): question for question in questions})
            for side, questions in sides
        ]
        self._progress, self._cancelled = progress, cancelled
        self._wanted = sum(
            key not in side.kept for side, questions in self._sides for key in questions
        )
        self.asked = 0

    def replies(self) -> list[dict[str, GateReply]]:
        """Of each side every question's reply, by its key."""
        self._progress(0, self._wanted)
        return [
            {
                key: side.kept.get(key) or self._ask(question, side)
                for key, question in questions.items()
            }
            for side, questions in self._sides
        ]

    def _ask(self, asked: Asked, side: GateSide) -> GateReply:
        if self._cancelled():
            raise BuildCancelled(
                f"the golden gate was stopped after {self.asked} of {self._wanted} replies; the "
                f"candidate is kept"
            )
        reply = _reply(asked, side)
        self.asked += 1
        self._progress(self.asked, self._wanted)
        return reply


def _reply(asked: Asked, side: GateSide) -> GateReply:
    golden = asked if isinstance(asked, GoldenQuestion) else None
    question = asked.question if isinstance(asked, GoldenQuestion) else asked
    try:
        reply = side.engine.reply(question)
    except QuestionInvalid as error:
        if golden is not None:
            raise ContentError(f"golden question {question.id!r}: {error}") from error
        return _not_taken(question)
    citations = judged_citations(reply)
    first = citations[0] if citations else None
    answerable = golden is not None and golden.answerable
    return GateReply(
        id=question.id,
        question=question.question,
        language=question.language or reply.language,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        text=reply.text,
        said="\n\n".join(statement.text for drafted in drafts_of(reply) for statement in drafted),
        caveats=() if isinstance(reply, Handoff) else tuple(map(_caveat, reply.caveats)),
        document=first.document if first else "",
        page=first.page if first else None,
        heading=first.heading_path[-1] if first and first.heading_path else "",
        quote=first.quote if first else "",
        confidence=reply.confidence.value,
        answerable=golden.answerable if golden else None,
        right=bool(golden and answerable and cites(citations, golden.gold)),
        rank=rank_of(golden, ranked(golden, engine=side.engine, searcher=side.searcher))
        if golden and answerable
        else 0,
    )


def _not_taken(question: Question) -> GateReply:
    """Of a customer's question that was taken once: the limits have changed since."""
    return GateReply(
        id=question.id,
        question=question.question,
        language=question.language,
        kind="not_taken",
        reason="",
        text="",
        said="",
        caveats=(),
        document="",
        page=None,
        heading="",
        quote="",
        confidence=0.0,
    )


def _caveat(caveat: Caveat) -> str:
    until = caveat.until.isoformat() if caveat.until else ""
    return " ".join(filter(None, (caveat.code, *caveat.names, until)))
