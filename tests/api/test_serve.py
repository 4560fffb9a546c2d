"""Serving: a taken port and an open address are told before anything is loaded."""

import socket
import threading
import time
import urllib.request
from pathlib import Path
from typing import Self

import pytest
import uvicorn

from api.access.identify import Access
from api.app import create_app
from api.serve import bind, serve
from api.services import Services
from api.settings import Settings
from ingest.errors import SettingsInvalid
from tests.everyone import EVERYONE
from tests.fakes import fake_services


class Application:
    """Counts what is asked of it."""

    def __init__(self, settings: Settings, *, refusal: str = "") -> None:
        self.settings = settings
        self.refusal = refusal
        self.built = 0
        self.closed = 0

    @property
    def administration(self) -> Self:
        return self

    @property
    def access(self) -> Access:
        raise AssertionError("nothing may be loaded before the address is had")

    def admit_first(self) -> str:
        raise SettingsInvalid(self.refusal)

    def first_sign_in(self, base: str) -> str:
        raise AssertionError("nothing may be loaded before the address is had")

    def services(self) -> Services:
        self.built += 1
        raise AssertionError("nothing may be loaded before the address is had")

    def preload(self) -> None:
        raise AssertionError("nothing may be loaded before the address is had")

    def warm_up(self) -> None:
        raise AssertionError("nothing may be loaded before the address is had")

    def follow_releases(self) -> None:
        raise AssertionError("nothing may be loaded before the address is had")

    def lead_when_first(self) -> None:
        raise AssertionError("nothing may be loaded before the address is had")

    def close(self) -> None:
        self.closed += 1


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        application = Application(Settings(port=taken.getsockname()[1]))
        with pytest.raises(SettingsInvalid, match=r"is taken by another program.*--port"):
            serve(application)
    assert application.built == 0


def test_nothing_is_loaded_where_nobody_could_administer_what_others_can_reach() -> None:
    application = Application(Settings(host="0.0.0.0", port=0), refusal="no admin's key holds")
    with pytest.raises(SettingsInvalid, match="no admin's key holds"):
        serve(application)
    assert (application.built, application.closed) == (0, 1)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match=r"cannot listen on '203\.0\.113\.7' port 0"):
        bind(Settings(host="203.0.113.7", port=0))


def test_answers_do_not_wait_to_be_sent() -> None:
    """asyncio turns Nagle's algorithm off only where the protocol is named."""
    with bind(Settings(port=0)) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_bound_server_answers(tmp_path: Path) -> None:
    listening = bind(Settings(port=0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(fake_services(tmp_path), access=EVERYONE), log_config=None, access_log=False
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as response:
            assert response.status == 200
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
