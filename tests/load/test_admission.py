"""The queue before the engine: who is let in, who waits, who is sent away, and who never is."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from api import admission
from api.admission import Admission, SentAway, Urgency


def run(what: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(what, 10))


class Visitors:
    """Callers who come to an admission, and stay until they are told to go."""

    def __init__(self, admission: Admission) -> None:
        self.admission = admission
        self.inside: list[str] = []
        self.away: dict[str, SentAway] = {}
        self._may_go: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, who: str, urgency: Urgency = Urgency.ORDINARY) -> None:
        self._may_go[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._visit(name, who, urgency))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def go(self, name: str) -> None:
        self._may_go[name].set()
        await self.tasks[name]
        for _ in range(4):
            await asyncio.sleep(0)

    async def _visit(self, name: str, who: str, urgency: Urgency) -> None:
        try:
            async with self.admission.entered(who, urgency):
                self.inside.append(name)
                await self._may_go[name].wait()
                self.inside.remove(name)
        except SentAway as away:
            self.away[name] = away


def test_only_so_many_at_once_and_equals_in_turn_by_caller() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=10))
        await visitors.come("first", "a")
        for name, who in (("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("c1", "c")):
            await visitors.come(name, who)
        order = []
        await visitors.go("first")
        while visitors.inside:
            order += visitors.inside
            await visitors.go(visitors.inside[0])
        assert order == ["a1", "b1", "c1", "a2", "a3"]
        assert (visitors.admission.answering, visitors.admission.waiting) == (0, 0)

    run(visits())


def test_what_is_urgent_goes_first_and_is_never_sent_away() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=1))
        await visitors.come("first", "a")
        await visitors.come("batch", "a", Urgency.BATCH)
        await visitors.come("question", "a")
        await visitors.come("agent", "b", Urgency.STAFF)
        for number in range(50):
            await visitors.come(f"person {number}", "a", Urgency.HANDOFF)
        await visitors.come("too many", "a")
        assert set(visitors.away) == {"too many"}
        order = []
        await visitors.go("first")
        while visitors.inside:
            order += visitors.inside
            await visitors.go(visitors.inside[0])
        assert order[:50] == [f"person {number}" for number in range(50)]
        assert order[50:] == ["agent", "question", "batch"]

    run(visits())


def test_the_caller_with_most_in_the_queue_is_sent_away_for_another() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=3))
        await visitors.come("first", "a")
        for number in range(3):
            await visitors.come(f"a{number}", "a")
        # alone it is the server that is busy
        await visitors.come("a3", "a")
        assert visitors.away.pop("a3").why == "busy"
        await visitors.come("b0", "b")
        assert visitors.away.pop("a2").why == "share"
        await visitors.come("a4", "a")
        assert visitors.away.pop("a4").why == "share"
        assert visitors.away == {}
        assert visitors.admission.waiting == 3

    run(visits())


def test_it_is_told_when_to_come_back_and_recovers_at_once() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=2, most_waiting=1))
        for name in ("one", "two", "waits"):
            await visitors.come(name, "a")
        await visitors.come("away", "a")
        assert 1 <= visitors.away["away"].retry_after_seconds <= 60
        for name in ("one", "two", "waits"):
            await visitors.go(name)
        assert visitors.admission.has_room(Urgency.ORDINARY)
        await visitors.come("again", "a")
        assert visitors.inside == ["again"]
        await visitors.go("again")

    run(visits())


def test_who_has_waited_too_long_is_sent_away_and_what_is_urgent_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "MOST_WAIT_SECONDS", 0.05)

    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=5))
        await visitors.come("first", "a")
        await visitors.come("waits", "a")
        await visitors.come("person", "a", Urgency.HANDOFF)
        await visitors.tasks["waits"]
        assert visitors.away["waits"].why == "busy"
        await visitors.go("first")
        assert visitors.inside == ["person"]
        await visitors.go("person")
        assert (visitors.admission.answering, visitors.admission.waiting) == (0, 0)

    run(visits())


def test_who_goes_while_waiting_takes_nobody_s_turn() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=5))
        for name in ("first", "leaves", "stays"):
            await visitors.come(name, "a")
        visitors.tasks["leaves"].cancel()
        with pytest.raises(asyncio.CancelledError):
            await visitors.tasks["leaves"]
        await visitors.go("first")
        assert visitors.inside == ["stays"]
        await visitors.go("stays")
        assert (visitors.admission.answering, visitors.admission.waiting) == (0, 0)

    run(visits())


def test_who_goes_as_their_turn_comes_gives_it_to_the_next() -> None:
    async def visits() -> None:
        visitors = Visitors(Admission(at_once=1, most_waiting=5))
        for name in ("first", "leaves", "stays"):
            await visitors.come(name, "a")
        visitors._may_go["first"].set()
        await asyncio.sleep(0)  # the turn is given, and not taken yet
        visitors.tasks["leaves"].cancel()
        for _ in range(6):
            await asyncio.sleep(0)
        assert visitors.inside == ["stays"]
        await visitors.go("stays")
        assert visitors.admission.answering == 0

    run(visits())
