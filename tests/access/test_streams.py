"""A stream of events ends with the rights of whoever began it, however it was asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from api.access.at_console import COOKIE
from api.access.identify import CALLER
from api.access.sessions import Visit
from api.access.streams import Streams
from tests.access.staffed import PASSWORD, Staffed, staffed

EVENTS = b"text/event-stream; charset=utf-8"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staffed]:
    with staffed(tmp_path / "a.db") as found:
        found.person("Mei")
        yield found


def heard(
    office: Staffed,
    headers: list[tuple[bytes, bytes]],
    change: Callable[[], object],
    *,
    media_type: bytes = EVENTS,
) -> list[bytes]:
    """What is heard of six events, where something changes after the third."""
    sent: list[Message] = []

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        start = {"status": 200, "headers": [(b"content-type", media_type)]}
        await send({"type": "http.response.start", **start})
        for number in range(6):
            if number == 3:
                change()
            await send({"type": "http.response.body", "body": b"event", "more_body": True})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/v1/handoffs/events", "headers": headers}
    caller = office.access.caller(Headers(scope=scope))
    assert caller is not None
    assert caller.is_known
    stream = Streams(endless, access=office.access, look_seconds=0.0)
    anyio.run(stream, {**scope, CALLER: caller}, receive, send)
    bodies = [one["body"] for one in sent[1:]]
    assert sent[-1]["more_body"] is (len(bodies) == 6)
    return bodies


@pytest.mark.parametrize("accept", [b"text/event-stream", b"*/*"])
@pytest.mark.parametrize("what", ["removed", "another role", "signed out"])
def test_a_stream_ends_with_its_session(office: Staffed, what: str, accept: bytes) -> None:
    """Whoever is removed hears nothing more, though the connection was open."""
    person = office.people.people.required("Mei")
    made = office.people.signing_in.with_password("Mei", PASSWORD, visit=Visit())
    changes: dict[str, Callable[[], object]] = {
        "removed": lambda: office.people.managing.remove(person, by="test"),
        "another role": lambda: office.people.managing.set_roles(person, ["editor"], by="test"),
        "signed out": lambda: office.people.sessions.end(made.token),
    }
    headers = [(b"accept", accept), (b"cookie", f"{COOKIE}={made.token}".encode())]
    assert heard(office, headers, changes[what]) == [b"event"] * 3 + [b""]


def test_a_stream_ends_with_its_key(office: Staffed) -> None:
    made = office.keys.create("helpdesk", scopes=["agent"], by="test", actor="test")
    headers = [(b"authorization", f"Bearer {made.text}".encode())]
    assert heard(office, headers, lambda: None) == [b"event"] * 6
    change = lambda: office.keys.revoke("helpdesk", by="test", actor="test")  # noqa: E731
    assert heard(office, headers, change) == [b"event"] * 3 + [b""]


def test_what_is_no_stream_is_told_to_its_end(office: Staffed) -> None:
    made = office.keys.create("helpdesk", scopes=["agent"], by="test", actor="test")
    headers = [(b"authorization", f"Bearer {made.text}".encode())]
    change = lambda: office.keys.revoke("helpdesk", by="test", actor="test")  # noqa: E731
    assert heard(office, headers, change, media_type=b"text/csv") == [b"event"] * 6
