"""``tradewind serve`` killed at any moment, started again, and started twice over one folder."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from answer.desk.database import DeskDatabase
from api.bootstrap import Application
from api.settings import DATABASE
from tests.api.real_desk import PERSON, desk_application

PROJECT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60.0
"""Until a server that starts answers; it takes two or three."""


def wait_for(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Server:
    """A process of its own."""

    def __init__(self, content: Path, var: Path, *, key: str) -> None:
        self._key = key
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        folders = ["--content", str(content), "--var", str(var)]
        command = "from api.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, *folders, "serve", "--port", str(self.port)],
            cwd=PROJECT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._answers)

    def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON; a connection for each call, so that none outlives a server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        try:
            headers = {"content-type": "application/json", "x-api-key": self._key}
            data = None if body is None else json.dumps(body)
            connection.request(method, path, body=data, headers=headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def ok(self, method: str, path: str, body: object = None) -> Any:
        status, found = self.call(method, path, body)
        assert status in (200, 201), found
        return found

    def ask(self, message_id: str, conversation_id: str, text: str = PERSON) -> Any:
        body = {"id": message_id, "conversation_id": conversation_id, "question": text}
        return self.ok("POST", "/v1/answers", {**body, "customer": {"id": conversation_id}})

    def kill(self) -> None:
        """No good-bye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(WAIT_SECONDS)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the server has ended"
        try:
            return self.call("GET", "/healthz")[0] == 200
        except OSError:
            return False


class Folders:
    """What servers are started over; whatever was started is killed at the end."""

    def __init__(self, application: Application) -> None:
        self.content = application.settings.content_dir
        self.var = application.settings.var_dir
        made = application.administration.keys.create(
            "helpdesk", scopes=("chatbot", "agent"), by="a test", actor="test"
        )
        self._key = made.text
        self._started: list[Server] = []

    def start(self) -> Server:
        self._started.append(Server(self.content, self.var, key=self._key))
        return self._started[-1]

    def running(self, count: int) -> list[Server]:
        """So many servers, with as few new ones as it takes: a start costs seconds."""
        alive = [one for one in self._started if one.process.poll() is None][:count]
        return [*alive, *(self.start() for _ in range(count - len(alive)))]

    def close(self) -> None:
        for one in self._started:
            one.kill()


@pytest.fixture(scope="module")
def folders(company: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    folder = tmp_path_factory.mktemp("killed")
    with desk_application(company, folder) as application:
        made = Folders(application)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def server(folders: Folders) -> Server:
    return folders.start()


def write_until_killed(server: Server, sent: list[str], accepted: dict[str, Any]) -> None:
    """Customers who write one after the other, until nobody answers."""
    worker = threading.get_ident()
    for number in range(10_000):
        name = f"{worker}-{number}"
        sent.append(name)
        try:
            accepted[name] = server.ask("m", name)
        except (OSError, http.client.HTTPException):
            return


def test_a_server_killed_at_work_goes_on_where_it_was(folders: Folders, server: Server) -> None:
    mine = server.ask("m1", "mine")["handoff"]["queue_id"]
    waits = server.ask("m1", "waits")["handoff"]["queue_id"]
    claimed = server.ok("POST", f"/v1/handoffs/{mine}/claim", {"agent": "li"})
    sent: list[str] = []
    accepted: dict[str, Any] = {}
    writers = [
        threading.Thread(target=write_until_killed, args=(server, sent, accepted)) for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    wait_for(lambda: len(accepted) >= 25)
    server.kill()
    for writer in writers:
        writer.join(WAIT_SECONDS)
    with DeskDatabase(folders.var / DATABASE) as database, database.writing() as rows:
        # the clock of the case that nobody has runs out while nothing runs
        rows.execute(
            "update cases set first_reply_due_at = opened_at, alarm_at = opened_at where id = ?",
            (waits,),
        )
    again = folders.start()

    # between claim and reply: it is still theirs
    packet = again.ok("GET", f"/v1/handoffs/{mine}")
    assert packet["case"] == claimed
    assert [one["step"] for one in packet["events"]] == ["opened", "claimed"]
    assert again.call("POST", f"/v1/handoffs/{mine}/claim", {"agent": "bo"})[0] == 409
    reply = {"agent": "li", "text": "Here I am again.", "id": "r1"}
    assert again.ok("POST", f"/v1/handoffs/{mine}/reply", reply)["assignee"] == "li"

    # whatever was accepted is there
    for name, told in accepted.items():
        conversation = again.ok("GET", f"/v1/conversations/{name}")
        assert conversation["case_id"] == told["handoff"]["queue_id"]
        assert [one["role"] for one in conversation["messages"]] == ["customer", "assistant"]
    # and what its sender saw no answer to, and sends again, is there once
    for name in sent:
        told = again.ask("m", name)
        if name in accepted:
            assert (told["id"], told["text"]) == (accepted[name]["id"], accepted[name]["text"])
        conversation = again.ok("GET", f"/v1/conversations/{name}")
        assert [one["role"] for one in conversation["messages"]] == ["customer", "assistant"]
        assert conversation["case_id"] == told["handoff"]["queue_id"]
    assert again.ok("GET", "/v1/handoffs?limit=1")["total"] == len(sent) + 2

    # the clocks went on
    def case() -> Any:
        return again.ok("GET", f"/v1/handoffs/{waits}")

    wait_for(lambda: case()["case"]["breaches"] == 1)
    steps = [one["step"] for one in case()["events"]]
    assert steps == ["opened", "breached_first_reply", "raised"]


def test_two_hundred_claims_over_two_servers_have_fifty_winners(folders: Folders) -> None:
    servers = folders.running(2)
    cases = [servers[n % 2].ask("m", f"v{n}")["handoff"]["queue_id"] for n in range(50)]

    def claim(number: int) -> tuple[int, str]:
        agent = f"agent {number}"
        path = f"/v1/handoffs/{cases[number % 50]}/claim"
        status, found = servers[number // 50 % 2].call("POST", path, {"agent": agent})
        assert status in (200, 409), found
        return status, agent

    with ThreadPoolExecutor(40) as threads:
        found = list(threads.map(claim, range(200)))
    winners = {agent for status, agent in found if status == 200}
    assert len(winners) == 50
    for server in servers:
        listed = server.ok("GET", "/v1/handoffs?state=claimed&limit=200")["cases"]
        held = {case["id"]: case["assignee"] for case in listed}
        assert {held[case] for case in cases} == winners
