"""Bodies on their way in, over a real connection: too large, without a length, slow, broken off."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.bootstrap import Application
from api.routes.edit_documents import _uploads_of
from api.uploads import Uploads
from ingest.incoming import INCOMING
from tests.api.edited_company import edited_application
from tests.browser import served_app
from tests.everyone import EVERYONE

LIMIT = 3_000_000
IDLE_SECONDS = 0.5


@pytest.fixture(scope="module")
def server(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Host and port, and the documents folder."""
    folder = tmp_path_factory.mktemp("uploads")
    with edited_application(company, folder, max_upload_bytes=LIMIT) as application:
        app = create_app(application.services(), access=EVERYONE)
        uploads = Uploads(idle_seconds=IDLE_SECONDS, at_once=2)
        app.dependency_overrides[_uploads_of] = lambda: uploads
        with served_app(app) as address:
            yield address.removeprefix("http://"), application.documents_dir


def asides(documents_dir: Path) -> list[str]:
    folder = documents_dir / INCOMING
    return [one.name for one in folder.iterdir()] if folder.is_dir() else []


def wait_for_none(documents_dir: Path) -> None:
    deadline = time.monotonic() + 10
    while asides(documents_dir) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert asides(documents_dir) == []


def put(address: str, path: str, body: object, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request("PUT", f"/v1/documents/{path}?by=Ines", body=body, headers=headers)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def begun(address: str, path: str, *headers: str) -> socket.socket:
    """A connection on which the head of an upload was sent."""
    host, _, port = address.rpartition(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    head = [f"PUT /v1/documents/{path}?by=Ines HTTP/1.1", f"Host: {address}", *headers, "", ""]
    connection.sendall("\r\n".join(head).encode())
    return connection


def test_a_body_larger_than_other_requests_may_have_is_taken(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    data = b"# Large\n\n" + b"All work and no play. " * 100_000
    assert put(address, "large.md", data)[0] == 201
    assert (documents_dir / "large.md").read_bytes() == data
    chunks = iter([data[:100], data[100:1_000_000], data[1_000_000:]])
    assert put(address, "chunked.md", chunks)[0] == 201
    assert (documents_dir / "chunked.md").read_bytes() == data
    other = b'{"by": "Ines", "values": {"title": "' + b"x" * 1_100_000 + b'"}}'
    assert put(address, "large.md/facts", other, **{"Content-Type": "application/json"})[0] == 413
    assert asides(documents_dir) == []


def test_two_gigabytes_are_refused_before_they_are_sent(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    for length in (LIMIT + 1, 2**31, 10**17):
        with begun(
            address, "huge.md", f"Content-Length: {length}", "Expect: 100-continue"
        ) as connection:
            answer = connection.recv(4_000)
        # not "100 Continue": nothing of the body is asked for
        assert answer.startswith(b"HTTP/1.1 413"), answer
    assert asides(documents_dir) == []
    assert not (documents_dir / "huge.md").exists()


def test_a_body_without_a_length_is_refused_where_it_grows_too_large(
    server: tuple[str, Path],
) -> None:
    address, documents_dir = server
    with begun(address, "huge.md", "Transfer-Encoding: chunked") as connection:
        sent = 0
        step = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        try:
            while sent < 100 * LIMIT:
                connection.sendall(step)
                sent += 0x10000
        except OSError:
            pass  # it was closed in our face
        assert sent < 50 * LIMIT
    wait_for_none(documents_dir)
    assert not (documents_dir / "huge.md").exists()


def test_a_client_that_goes_silent_is_refused(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    with begun(address, "slow.md", "Content-Length: 1000") as connection:
        connection.sendall(b"# Slow")
        answer = connection.recv(4_000)
    assert answer.startswith(b"HTTP/1.1 408"), answer
    wait_for_none(documents_dir)
    assert not (documents_dir / "slow.md").exists()


def test_a_client_that_goes_away_leaves_nothing(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    with begun(address, "gone.md", "Content-Length: 1000") as connection:
        connection.sendall(b"# Gone")
        deadline = time.monotonic() + 10
        while not asides(documents_dir) and time.monotonic() < deadline:
            time.sleep(0.01)
    wait_for_none(documents_dir)
    assert not (documents_dir / "gone.md").exists()


def test_only_some_uploads_are_taken_at_once(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    with (
        begun(address, "one.md", "Content-Length: 1000") as one,
        begun(address, "two.md", "Content-Length: 1000") as two,
    ):
        one.sendall(b"# One")
        two.sendall(b"# Two")
        deadline = time.monotonic() + 10
        while len(asides(documents_dir)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        status, text = put(address, "three.md", b"# Three\n")
        assert (status, "Too many uploads" in text) == (503, True)
    wait_for_none(documents_dir)
    assert put(address, "three.md", b"# Three\n")[0] == 201


def test_a_slow_upload_does_not_hold_up_others(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    with begun(address, "drips.md", "Content-Length: 8") as connection:

        def drip() -> None:
            for letter in b"# drips\n":
                connection.sendall(bytes([letter]))
                time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        assert put(address, "quick.md", b"# Quick\n")[0] == 201
        thread.join()
        assert connection.recv(4_000).startswith(b"HTTP/1.1 201")
    assert (documents_dir / "drips.md").read_bytes() == b"# drips\n"


def test_an_upload_is_refused_by_its_first_bytes(server: tuple[str, Path]) -> None:
    address, documents_dir = server
    status, text = put(address, "program.md", b"\x7fELF" + b"\0" * 2_000_000)
    assert status == 415
    assert "What is read: PDF, DOCX" in text
    wait_for_none(documents_dir)
