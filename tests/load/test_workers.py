"""Processes behind one address: killed, replaced, told to stop, and left without their parent."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.leadership import lead_when_first

PROGRAM = Path(__file__).with_name("small_workers.py")
WAIT_SECONDS = 20.0


def wait_for(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Running:
    """A parent with its workers."""

    def __init__(self, folder: Path, count: int, *options: str) -> None:
        self.told = folder / "port"
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(count), str(self.told), *options],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def workers(self) -> set[int]:
        process = self.process.pid
        listed = Path(f"/proc/{process}/task/{process}/children").read_text()
        return {int(one) for one in listed.split()}

    def ask(self) -> tuple[int, int]:
        """The number and process of whoever answers."""
        with socket.create_connection(("127.0.0.1", int(self.told.read_text())), 10) as connection:
            connection.sendall(b"who?")
            number, process = connection.recv(100).decode().split()
        return int(number), int(process)

    def asked(self, count: int = 12) -> set[tuple[int, int]]:
        return {self.ask() for _ in range(count)}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path, 2)
    wait_for(lambda: found.told.is_file() and found.told.read_text())
    yield found
    if found.process.poll() is None:
        found.process.kill()
    found.process.communicate()


def test_one_that_is_killed_is_replaced_and_who_connects_meanwhile_waits(running: Running) -> None:
    wait_for(lambda: len(running.asked()) == 2)
    before = running.workers()
    for victim in sorted(before):
        os.kill(victim, signal.SIGKILL)
        # whichever socket they reach: somebody answers
        answered = running.asked(8)
        assert victim not in {process for _, process in answered}
    wait_for(lambda: len(running.workers()) == 2)
    assert not running.workers() & before
    assert {number for number, _ in running.asked(20)} == {0, 1}


def test_each_is_replaced_on_request_and_nobody_is_turned_away(running: Running) -> None:
    wait_for(lambda: len(running.asked()) == 2)
    before, refused = running.workers(), []
    stopped = threading.Event()

    def ask_on() -> None:
        while not stopped.is_set():
            try:
                running.ask()
            except (OSError, ValueError) as error:
                refused.append(error)

    asking = [threading.Thread(target=ask_on) for _ in range(3)]
    for one in asking:
        one.start()
    running.process.send_signal(signal.SIGHUP)
    wait_for(lambda: len(running.workers()) == 2 and not running.workers() & before)
    stopped.set()
    for one in asking:
        one.join()
    assert refused == []


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_they_finish_what_is_under_way(running: Running, by: signal.Signals) -> None:
    wait_for(lambda: len(running.asked()) == 2)
    heard: list[tuple[int, int]] = []
    asking = threading.Thread(target=lambda: heard.append(running.ask()))
    asking.start()
    time.sleep(0.05)
    running.process.send_signal(by)
    asking.join()
    assert len(heard) == 1
    assert running.process.wait(WAIT_SECONDS) == 0


def test_without_their_parent_they_end(running: Running) -> None:
    wait_for(lambda: len(running.asked()) == 2)
    workers = running.workers()
    running.process.kill()
    wait_for(lambda: not any(Path(f"/proc/{one}/exe").exists() for one in workers))


def test_what_keeps_all_from_answering_is_told(tmp_path: Path) -> None:
    failing = Running(tmp_path, 2, "fails")
    shown, _ = failing.process.communicate(timeout=WAIT_SECONDS)
    assert shown == "ModelUnavailable: there is no model 'x'; install it\n"


LEADING = """
import sys, threading, time
from pathlib import Path
from api.leadership import lead_when_first
def lead():
    print("leads", flush=True)
    time.sleep(60)
lead_when_first(Path(sys.argv[1]), lead, threading.Event())
"""


def test_one_leads_at_a_time_and_another_when_it_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "leader.lock"

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", LEADING, str(lock)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    first = start()
    assert first.stdout is not None
    assert first.stdout.readline() == "leads\n"
    led, stopped = threading.Event(), threading.Event()
    other = threading.Thread(target=lead_when_first, args=(lock, led.set, stopped))
    other.start()
    try:
        assert not led.wait(1.2)
        began = time.monotonic()
        first.kill()
        assert led.wait(WAIT_SECONDS)
        assert time.monotonic() - began < WAIT_SECONDS
    finally:
        stopped.set()
        other.join()
        first.kill()
        first.communicate()


def test_an_error_of_the_leader_s_lets_another_lead(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lock, stopped = tmp_path / "leader.lock", threading.Event()

    def fails() -> None:
        stopped.set()
        raise ZeroDivisionError

    lead_when_first(lock, fails, stopped)
    assert "what one process does for all of them" in caplog.text
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
