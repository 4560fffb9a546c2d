"""A response's status and bytes → values, or the error that they are; and when to ask again."""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from api.client.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    ResponseUnreadable,
    ServerFailed,
    TooFast,
    Unauthorized,
)
from api.client.reading import read_as
from api.client.replies import Done, Event, PassagesFound, Reply, Searching, TextPiece

_KINDS: dict[int, type[Refused]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: TooFast,
}
_LATER = frozenset({408, 429, 502, 503, 504})
"""Statuses after which the same request may be answered a little later."""
_LONGEST_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying:
    """How often, and when, a request is sent again."""

    times: int = 3
    first_wait_seconds: float = 0.5

    def wait_seconds(self, attempt: int, error: Refused | None) -> float | None:
        """How long to wait after a failed attempt (0 is the first); None where it was the last.

        ``error`` is None where no response came. What the server says of when is held to; else the
        wait doubles, and is a little shorter or longer, so that clients do not come all at once.
        """
        if attempt >= self.times:
            return None
        if error is not None:
            # a conflict is final unless the server says when it will be over
            if error.status not in _LATER and (
                error.status != 409 or error.retry_after_seconds is None
            ):
                return None
            if error.retry_after_seconds is not None:
                wait = error.retry_after_seconds
                return wait if wait <= _LONGEST_WAIT_SECONDS else None
        wait = self.first_wait_seconds * 2.0**attempt
        return wait * random.uniform(0.75, 1.25)  # noqa: S311  no secret hangs on it


def values_of(body: bytes) -> dict[str, Any]:
    """The JSON object of a response."""
    try:
        values = json.loads(body)
    except ValueError as error:
        raise ResponseUnreadable("the response is not JSON; is this a Tradewind server?") from error
    if not isinstance(values, dict):
        raise ResponseUnreadable("the response is no JSON object; is this a Tradewind server?")
    return values


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refused:
    """The error that a response is."""
    try:
        problem = values_of(body)
    except ResponseUnreadable:
        problem = {"title": "", "detail": "no reason was given"}
    return refusal_of(status, problem, retry_after=headers.get("retry-after", ""))


def refusal_of(status: int, problem: Mapping[str, Any], *, retry_after: str = "") -> Refused:
    """The error that a problem document is."""
    kind = _KINDS.get(status, ServerFailed if status >= 500 else Refused)
    return kind(
        str(problem.get("detail", "")),
        status=status,
        title=str(problem.get("title", "")),
        type=str(problem.get("type", "about:blank")),
        errors=problem.get("errors") or (),
        retry_after_seconds=_seconds(retry_after),
    )


def event_of(name: str, data: str) -> Event | None:
    """An event of a stream; None for one of a newer server. Raises what an ``error`` event says."""
    values = values_of(data.encode())
    match name:
        case "searching":
            return read_as(Searching, values)
        case "passages":
            return read_as(PassagesFound, values)
        case "text":
            return read_as(TextPiece, values)
        case "done":
            return Done(reply=read_as(Reply, values))
        case "error":
            raise refusal_of(int(values.get("status", 500)), values)
    return None


class EventLines:
    """The lines of a stream → its events, as they become whole."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def take(self, line: str) -> Iterator[Event]:
        """The event that this line ends, if it ends one."""
        if line.startswith(":"):
            return
        if line:
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                self._name = value
            elif field == "data":
                self._data.append(value)
            return
        name, data = self._name, "\n".join(self._data)
        self._name, self._data = "", []
        if data and (event := event_of(name, data)):
            yield event


def _seconds(retry_after: str) -> float | None:
    """``Retry-After`` in seconds, whether it counts them or names a time."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (then - datetime.now(UTC)).total_seconds())
