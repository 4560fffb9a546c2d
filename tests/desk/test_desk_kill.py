"""A process killed at any moment: what it said it has done is there, nothing is half done."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.desk.case import CaseFilter
from answer.desk.case_store import ANY_STATE
from tests.desk.stored import open_desk

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 24
MOST_WRITES = 14
LONGEST_SECONDS = 0.004
"""From a write to the kill: the next one or two are under way."""

# loads everything once; its children begin at once, each with a connection of its own
WORKING = """
import json, os, signal, sys
from dataclasses import replace
from pathlib import Path
from answer.desk.case import NOT_RESOLVED
from tests.desk.stored import NOW, a_case, a_conversation, a_message, a_reply, a_risk, open_desk


def tell(*what):
    # whole lines, whenever the kill comes
    os.write(1, (json.dumps(what) + "\\n").encode())


def work(run, path):
    tell("child", str(os.getpid()))
    desk = open_desk(Path(path))
    number = 0
    while True:
        number += 1
        key = f"{run}-{number}"
        conversation = a_conversation(f"conversation-{key}", customer_id=f"customer-{key}")
        # what a customer wrote, with all that it brings: one transaction
        with desk.database.writing():
            desk.conversations.open_conversation(conversation)
            desk.conversations.add_message(a_message(conversation_id=conversation.id,
                                                     text="x" * (number * 777 % 9_000)))
            desk.conversations.add_risks("message-1", conversation_id=conversation.id,
                                         risks=[a_risk()], at=NOW)
            desk.conversations.add_reply(a_reply(f"reply-{key}", conversation_id=conversation.id))
            desk.cases.open_case(a_case(key, conversation_id=conversation.id))
            desk.conversations.hand_to_person(conversation.id, case_id=f"case-{key}")
        tell("opened", key)
        desk.cases.claim(f"case-{key}", agent="ana", at=NOW)
        tell("claimed", key)
        # what the agent replied, and the step: one transaction
        with desk.database.writing():
            desk.conversations.add_message(a_message("message-2", role="agent", author="ana",
                                                     conversation_id=conversation.id))
            desk.cases.step(f"case-{key}", step="replied", actor="ana", at=NOW,
                            allowed_from=("claimed",),
                            change=lambda case: replace(case, first_replied_at=NOW))
        tell("replied", key)
        if number % 2:
            with desk.database.writing():
                desk.cases.step(f"case-{key}", step="resolved", actor="ana", at=NOW,
                                allowed_from=NOT_RESOLVED,
                                change=lambda case: replace(case, state="resolved",
                                                            resolved_at=NOW))
                desk.conversations.give_back(conversation.id)
            tell("resolved", key)


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*json.loads(line))
    os.waitpid(child, 0)
    tell("dead", str(child))
"""
STEPS = {"opened": 1, "claimed": 2, "replied": 3, "resolved": 4}


def check(path: Path, acknowledged: dict[str, str]) -> set[str]:
    """The keys that are there: each whole, and as far as it was acknowledged, or further."""
    desk = open_desk(path)
    try:
        page = desk.cases.cases(CaseFilter(states=ANY_STATE), limit=500)
        cases = {case.id.removeprefix("case-"): case for case in page.cases}
        while len(cases) < page.total:
            page = desk.cases.cases(CaseFilter(states=ANY_STATE), limit=500, offset=len(cases))
            cases |= {case.id.removeprefix("case-"): case for case in page.cases}
        assert acknowledged.keys() <= cases.keys()
        assert sum(number for _, number in page.by_state) == len(cases)
        for key, case in cases.items():
            done = case.version
            assert done >= STEPS[acknowledged.get(key, "opened")], key
            steps = [event.step for event in desk.cases.events(case_id=case.id)]
            assert steps == list(STEPS)[:done]
            conversation = desk.conversations.conversation(case.conversation_id)
            assert conversation.case_id == ("" if done == 4 else case.id)
            messages = desk.conversations.messages(case.conversation_id)
            assert [message.role for message in messages] == ["customer", "agent"][: 1 + (done > 2)]
            assert (case.state, case.assignee) == {
                1: ("open", ""),
                2: ("claimed", "ana"),
                3: ("claimed", "ana"),
                4: ("resolved", "ana"),
            }[done]
            assert (case.first_replied_at is not None) == (done > 2)
            assert desk.conversations.risks_of("message-1", conversation_id=conversation.id)
            assert desk.conversations.reply(f"reply-{key}").conversation_id == conversation.id
        with desk.database.reading() as database:
            assert database.execute("pragma integrity_check").fetchone()[0] == "ok"
            assert database.execute("pragma foreign_key_check").fetchall() == []
        return set(cases)
    finally:
        desk.database.close()


class Worker:
    """A process whose children work until they are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKING],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def told(self) -> tuple[str, str]:
        """The next thing a child says it has done, with its key."""
        assert self._process.stdout is not None
        step, key = json.loads(self._process.stdout.readline())
        return step, key

    def work(self, run: str, path: Path, *, writes: int, seconds: float) -> dict[str, str]:
        """What a child told before it was killed, so long after so many writes."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([run, str(path)]) + "\n")
        self._process.stdin.flush()
        kind, child = self.told()
        assert kind == "child"
        acknowledged = {key: step for step, key in (self.told() for _ in range(writes))}
        time.sleep(seconds)
        os.kill(int(child), signal.SIGKILL)
        while (last := self.told())[0] != "dead":
            acknowledged[last[1]] = last[0]
        return acknowledged

    def close(self) -> None:
        """Ends the process; its children are dead already."""
        self._process.communicate(timeout=30)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    started = Worker()
    yield started
    started.close()


def test_a_desk_killed_at_any_moment_keeps_what_it_accepted(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    chance = random.Random(5)
    acknowledged: dict[str, str] = {}
    there: set[str] = set()
    for run in range(KILLS):
        acknowledged |= worker.work(
            str(run),
            path,
            writes=chance.randrange(MOST_WRITES),
            seconds=chance.random() * LONGEST_SECONDS,
        )
        kept = check(path, acknowledged)
        # what was there before is still there; at most one more than it could tell us of
        assert there <= kept
        assert len(kept - acknowledged.keys()) <= run + 1
        there = kept
    assert len(acknowledged) > KILLS
    assert set(acknowledged.values()) == set(STEPS)
    assert [one.name for one in tmp_path.iterdir()] == ["tradewind.db"]


@pytest.mark.parametrize("number", range(8))
def test_a_desk_killed_while_its_file_is_made_can_be_made(
    worker: Worker, tmp_path: Path, number: int
) -> None:
    path = tmp_path / "var" / "tradewind.db"
    acknowledged = worker.work("first", path, writes=0, seconds=number * LONGEST_SECONDS)
    check(path, acknowledged)
    assert worker.work("second", path, writes=3, seconds=0).keys() <= check(path, {})
