"""One message over a real connection: what a target may do to the sender, and what it comes to."""

import hashlib
import hmac
import logging
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from api.webhook_post import PostStopped, WebhookPost
from api.webhook_retry import Answered, judge_answer
from api.webhook_signature import signed_headers
from api.webhook_target import WebhookTarget
from tests.webhook_target import (
    Close,
    DripBody,
    DripHeaders,
    Given,
    Hang,
    Raw,
    Status,
    TargetServer,
    target_server,
)

KEY = bytes(range(24))
TRY_SECONDS = 0.3
"""So that a target that never answers costs the test no more."""


@pytest.fixture(scope="module")
def one_server() -> Iterator[TargetServer]:
    with target_server() as made:
        yield made


@pytest.fixture
def server(one_server: TargetServer) -> TargetServer:
    one_server.received.clear()
    one_server.answer(Status())
    return one_server


@pytest.fixture(scope="module")
def post() -> Iterator[WebhookPost]:
    made = WebhookPost()
    yield made
    made.close()


def target(url: str, *, seconds: float = 10.0) -> WebhookTarget:
    return WebhookTarget(
        name="desk", url=url, keys=(KEY,), events=frozenset(), timeout_seconds=seconds
    )


def test_a_message_arrives_as_it_was_signed(server: TargetServer, post: WebhookPost) -> None:
    body = '{"question": "Où est ma commande ? 🙂"}'.encode()
    now = datetime.now(UTC)
    old = b"o" * 24
    headers = signed_headers("msg_1", body, keys=(KEY, old), at=now)
    answered = post.send(target(server.url), body, headers)
    assert (answered.status, answered.problem) == (200, "")
    (received,) = server.received
    assert received.body == body
    assert received.headers["content-type"] == "application/json; charset=utf-8"
    assert received.headers["user-agent"].startswith("Tradewind-Webhooks/")
    assert (received.id, received.headers["webhook-timestamp"]) == (
        "msg_1",
        str(int(now.timestamp())),
    )
    assert "authorization" not in received.headers
    signed = f"msg_1.{int(now.timestamp())}.".encode() + body
    assert received.headers["webhook-signature"].split(" ") == [
        f"v1,{b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
        for key in (KEY, old)
    ]


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example that the specification's own libraries are tested with."""
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', keys=(key,), at=at
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("given", "status", "problem"),
    [
        (Status(204, body=b""), 204, ""),
        (Status(500), 500, ""),
        (Status(410), 410, ""),
        (Hang(), None, "gives no answer within 0.3 s"),
        (DripHeaders(), None, "gives no answer within 0.3 s"),
        (DripBody(), 200, ""),
        (DripBody(503), 503, ""),
        (Close(), None, "breaks off the connection"),
        (Raw(b"SSH-2.0-OpenSSH_9.2\r\n"), None, "breaks off the connection"),
        (Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"), 200, ""),
        (Raw(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 1_000_000), None, "breaks off the connection"),
        (Status(200, body=b"a" * 10_000_000), 200, ""),
        (Status(500, body=b"a" * 10_000_000), 500, ""),
        (Status(200, (("content-encoding", "gzip"),), b"\x1f\x8b no gzip"), 200, ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_whatever_a_target_does_a_try_ends_with_a_word(
    server: TargetServer, post: WebhookPost, given: Given, status: int | None, problem: str
) -> None:
    server.answer(given)
    seconds = TRY_SECONDS if isinstance(given, Hang | DripHeaders | DripBody) else 10.0
    answered = post.send(target(server.url, seconds=seconds), b"{}", {})
    assert answered.status == status
    assert answered.problem.startswith(problem)
    assert bool(answered.problem) == bool(problem)
    assert len(server.received) == 1, "never twice by itself"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(server: TargetServer, post: WebhookPost, code: int) -> None:
    elsewhere = server.url.replace("/hooks/", "/elsewhere/")
    server.answer(Status(code, (("location", elsewhere),)))
    assert post.send(target(server.url), b"{}", {}).status == code
    assert len(server.received) == 1


def test_a_target_that_is_not_there_cannot_be_reached(post: WebhookPost) -> None:
    answered = post.send(target("http://127.0.0.1:1/x"), b"{}", {})
    assert (answered.status, answered.problem) == (None, "cannot be reached")


def test_a_target_without_tls_is_told_nothing(server: TargetServer, post: WebhookPost) -> None:
    answered = post.send(target(server.url.replace("http://", "https://")), b"{}", {})
    assert answered.status is None
    assert answered.problem == "cannot be trusted: its certificate or its TLS is not in order"
    assert server.received == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 50, 999_999_999.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_target_may_say_when(
    server: TargetServer, post: WebhookPost, header: str, seconds: float | None
) -> None:
    server.answer(Status(429, (("retry-after", header),)))
    assert post.send(target(server.url), b"{}", {}).retry_after_seconds == seconds


def test_a_target_may_say_when_as_a_date(server: TargetServer, post: WebhookPost) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.answer(Status(503, (("retry-after", in_an_hour),)))
    found = post.send(target(server.url), b"{}", {}).retry_after_seconds
    assert found is not None
    assert 0 < found <= 3_600


def test_no_log_holds_an_address(
    server: TargetServer, post: WebhookPost, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        post.send(target(server.url), b"{}", {})
    assert "nobody-should-see" not in caplog.text


def test_no_proxy_stands_before_this_machine(
    server: TargetServer, post: WebhookPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post.send(target(server.url), b"{}", {}).status == 200


def test_closing_ends_what_is_on_its_way(server: TargetServer) -> None:
    made, ended = WebhookPost(), threading.Event()
    server.answer(Hang())

    def send() -> None:
        with pytest.raises(PostStopped):
            made.send(target(server.url, seconds=60), b"{}", {})
        ended.set()

    thread = threading.Thread(target=send)
    thread.start()
    server.wait_for(1)
    made.close()
    thread.join(30)
    assert ended.is_set()
    with pytest.raises(PostStopped):
        made.send(target(server.url), b"{}", {})


def judged(status: int | None, *, attempts: int = 1, **more: float) -> tuple[str, float]:
    answered = Answered(status=status, problem="" if status else "x", **more)  # type: ignore[arg-type]
    found = judge_answer(answered, attempts=attempts, jitter=lambda: 0.5, back_off=(5.0, 30.0))
    return found.outcome, found.wait_seconds


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_a_delivery(status: int) -> None:
    assert judged(status) == ("delivered", 0.0)


@pytest.mark.parametrize(
    "status", [None, 100, 302, 400, 401, 404, 408, 429, 500, 502, 503, 504, 599]
)
def test_every_other_answer_is_tried_again_ever_later_and_then_dead(status: int | None) -> None:
    assert [judged(status, attempts=n) for n in (1, 2, 3, 4)] == [
        ("again", 5.0),
        ("again", 30.0),
        ("dead", 0.0),
        ("dead", 0.0),
    ]


def test_410_is_for_good() -> None:
    assert judged(410)[0] == "gone"


def test_retry_after_counts_within_bounds_and_only_where_it_means_this() -> None:
    assert judged(429, retry_after_seconds=77.0) == ("again", 77.0)
    assert judged(503, retry_after_seconds=1e9) == ("again", 3_600.0)
    assert judged(429, retry_after_seconds=1.0) == ("again", 5.0), "never sooner than otherwise"
    assert judged(500, retry_after_seconds=77.0) == ("again", 5.0)
    assert judged(429, attempts=3, retry_after_seconds=77.0) == ("dead", 0.0)


def test_pauses_differ_by_a_fifth() -> None:
    given = iter((0.0, 0.5, 1.0))
    failed, back_off = Answered(status=500), (10.0,)
    waits = [
        judge_answer(failed, attempts=1, jitter=lambda: next(given), back_off=back_off)
        for _ in range(3)
    ]
    assert [one.wait_seconds for one in waits] == [8.0, 10.0, 12.0]
