"""One signed message → what the target answered, within a time that holds whatever it does.

A connection that hangs, headers or a body that come byte by byte: one deadline is over all of it,
which the library's own timeouts, one for each read, cannot give. So requests run in an event loop
of their own, each under a scope that ends it; threads wait for them.
"""

import logging
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import anyio
import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.webhook_retry import Answered
from api.webhook_settings import is_private
from api.webhook_target import WebhookTarget

USER_AGENT = "Tradewind-Webhooks/1"
MOST_ANSWER_BYTES = 4_096
"""Read of an answer's body, so that a target is not cut off in the middle of a few words."""
ANSWER_SECONDS = 1.0
"""For that, at most; the status alone says whether a message was taken."""


class PostStopped(Exception):
    """The sender was closed while a message was on its way: nobody knows whether it arrived."""


class WebhookPost:
    """Sends; safe for many threads. Nothing is started before the first message."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._portal: BlockingPortal | None = None
        self._is_closed = False
        # it would log whole addresses, and an address may hold a password
        logging.getLogger("httpx2").setLevel(logging.WARNING)

    def send(self, target: WebhookTarget, body: bytes, headers: Mapping[str, str]) -> Answered:
        """What came back. Raises ``PostStopped``."""
        try:
            return self._opened().call(_send, target, body, headers)
        except (CancelledError, RuntimeError):
            if not self._is_closed:
                raise
            raise PostStopped from None

    def close(self) -> None:
        """Ends every request that is still on its way."""
        with self._lock:
            self._is_closed = True
            if self._portal is not None:
                self._portal.call(self._portal.stop, True)
                self._portal = None
            self._stack.close()

    def _opened(self) -> BlockingPortal:
        with self._lock:
            if self._is_closed:
                raise PostStopped
            if self._portal is None:
                self._portal = self._stack.enter_context(start_blocking_portal(name="webhooks"))
            return self._portal


async def _send(target: WebhookTarget, body: bytes, headers: Mapping[str, str]) -> Answered:
    started = time.monotonic()
    status, retry_after, problem = None, None, ""
    try:
        with anyio.fail_after(target.timeout_seconds):
            async with (
                httpx2.AsyncClient(
                    timeout=target.timeout_seconds,
                    follow_redirects=False,
                    # no proxy stands between this machine and its own network
                    trust_env=not is_private(httpx2.URL(target.url).host),
                ) as client,
                client.stream(
                    "POST",
                    target.url,
                    content=body,
                    headers={
                        "content-type": "application/json; charset=utf-8",
                        "user-agent": USER_AGENT,
                        "accept": "application/json, text/plain, */*",
                        "accept-encoding": "identity",
                        **headers,
                    },
                ) as response,
            ):
                status = response.status_code
                retry_after = _seconds(response.headers.get("retry-after", ""))
                with anyio.move_on_after(ANSWER_SECONDS):
                    await _read_a_little(response)
    except (TimeoutError, httpx2.TimeoutException):
        problem = f"gives no answer within {target.timeout_seconds:g} s"
    except httpx2.ConnectError as error:
        problem = (
            "cannot be trusted: its certificate or its TLS is not in order"
            if _is_of_tls(error)
            else "cannot be reached"
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError):
        problem = "breaks off the connection or answers with something that is not HTTP"
    return Answered(
        status=status,
        # a target that said what it thinks of the message, and then broke off, has said it
        problem=problem if status is None else "",
        retry_after_seconds=retry_after,
        took_ms=round((time.monotonic() - started) * 1000),
    )


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


async def _read_a_little(response: httpx2.Response) -> None:
    read = 0
    async for piece in response.aiter_raw():
        read += len(piece)
        if read >= MOST_ANSWER_BYTES:
            return


def _seconds(header: str) -> float | None:
    """What ``Retry-After`` says: seconds, or a time (RFC 9110, 10.2.3)."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
