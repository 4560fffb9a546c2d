"""Many who want the same: every case is claimed once, every message is kept once."""

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from answer.desk.case import NOT_RESOLVED, CaseFilter
from answer.desk.case_store import ANY_STATE
from ingest.errors import DeskConflict
from tests.desk.stored import NOW, Desk, a_case, a_conversation, a_message

PROJECT = Path(__file__).resolve().parents[2]
CASES = 50
CLAIMS = 200
THREADS = 8
PROCESSES = 4


def claims() -> list[tuple[str, str]]:
    """200 claims of 50 cases by agents of their own, each case four times, in any order."""
    found = [(f"case-{number % CASES}", f"agent-{number}") for number in range(CLAIMS)]
    random.Random(11).shuffle(found)
    return found


def check_claimed(desk: Desk, won: dict[str, str], lost: int) -> None:
    """Every case has the one winner it was told to have, and one event of it."""
    assert len(won) == CASES
    assert lost == CLAIMS - CASES
    page = desk.cases.cases(limit=CASES)
    assert {case.id: case.assignee for case in page.cases} == won
    assert {(case.state, case.version) for case in page.cases} == {("claimed", 2)}
    assert dict(page.by_state)["claimed"] == CASES
    events = desk.cases.events(steps=("claimed",))
    assert {event.case_id: event.actor for event in events} == won
    assert len(events) == CASES


def claim(desk: Desk, case_id: str, agent: str) -> str:
    """Who has it now, as a winner is told; nobody, as a loser is."""
    try:
        return desk.cases.claim(case_id, agent=agent, at=NOW).assignee
    except DeskConflict:
        return ""


def at_once(work: Callable[[int], None]) -> None:
    """The work of eight threads that all begin together."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> None:
        start.wait()
        work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(begin, range(THREADS)))


def test_200_claims_of_50_cases_by_threads(desk: Desk) -> None:
    for number in range(CASES):
        desk.open_case(number)
    wanted, outcomes = claims(), []

    def work(number: int) -> None:
        for case_id, agent in wanted[number::THREADS]:
            outcomes.append((case_id, agent, claim(desk, case_id, agent)))

    at_once(work)
    won = [(case_id, agent) for case_id, agent, holder in outcomes if holder == agent]
    assert len(won) == len(dict(won))
    check_claimed(desk, dict(won), sum(not holder for *_, holder in outcomes))


CLAIMING = """
import json, sys
from pathlib import Path
from tests.desk.stored import open_desk
from tests.desk.test_claims import claim, claims

number, processes = map(int, sys.argv[2:])
desk = open_desk(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps([
    [case_id, agent, claim(desk, case_id, agent)]
    for case_id, agent in claims()[number::processes]
]))
desk.database.close()
"""


def test_200_claims_of_50_cases_by_processes(desk: Desk, tmp_path: Path) -> None:
    for number in range(CASES):
        desk.open_case(number)
    path = tmp_path / "var" / "tradewind.db"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMING, str(path), str(number), str(PROCESSES)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = []
    for process in processes:
        output, _ = process.communicate(timeout=100)
        assert process.returncode == 0
        outcomes += json.loads(output)
    won = [(case_id, agent) for case_id, agent, holder in outcomes if holder == agent]
    assert len(won) == len(dict(won))
    check_claimed(desk, dict(won), sum(not holder for *_, holder in outcomes))


def test_a_message_sent_by_all_at_once_is_kept_once(desk: Desk) -> None:
    new = []

    def work(_: int) -> None:
        for number in range(10):
            with desk.database.writing():
                desk.conversations.open_conversation(a_conversation())
                new.append(desk.conversations.add_message(a_message(f"message-{number}")))

    at_once(work)
    assert Counter(new) == {True: 10, False: 10 * (THREADS - 1)}
    assert len(desk.conversations.messages("conversation-1")) == 10


def test_a_conversation_handed_over_by_all_at_once_has_one_case(desk: Desk) -> None:
    desk.conversations.open_conversation(a_conversation())

    def work(number: int) -> None:
        desk.cases.open_case(
            a_case(number, conversation_id="conversation-1", message_id=f"message-{number}")
        )

    at_once(work)
    (case,) = desk.cases.cases(CaseFilter(states=ANY_STATE)).cases
    steps = Counter(event.step for event in desk.cases.events(case_id=case.id))
    assert steps == {"opened": 1, "customer_wrote": THREADS - 1}
    assert case.version == THREADS


def test_no_step_is_lost_and_readers_see_whole_ones(desk: Desk) -> None:
    """Four threads count up one case, four look: no count is lost, none is seen half done."""
    desk.open_case()
    rounds = 25

    def work(number: int) -> None:
        for _ in range(rounds):
            if number % 2:
                desk.cases.step(
                    "case-1",
                    step="noted",
                    actor="ana",
                    at=NOW,
                    allowed_from=NOT_RESOLVED,
                    change=lambda case: replace(case, transfers=case.transfers + 1),
                )
            else:
                with desk.database.reading():
                    case = desk.cases.case("case-1")
                    assert case.transfers == case.version - 1
                    assert len(desk.cases.events(case_id="case-1")) == case.version

    at_once(work)
    assert desk.cases.case("case-1").transfers == rounds * THREADS // 2
