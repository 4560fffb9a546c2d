"""What may go wrong between a client and its server.

::

    TradewindError
    ├── NotAnswered         no response came: no connection, or not in time
    ├── ResponseUnreadable  a response that no Tradewind server of this kind gives
    └── Refused             the server says no, and what to change
        ├── Unauthorized    401: no key, or one that opens nothing
        ├── Forbidden       403: the key may not do this
        ├── NotFound        404
        ├── Conflict        409: somebody was faster
        ├── TooFast         429: later; ``retry_after_seconds`` says when
        └── ServerFailed    5xx: the server cannot answer now
"""

from collections.abc import Sequence


class TradewindError(Exception):
    """Root of everything this client raises."""


class NotAnswered(TradewindError):
    """No response came, however often it was asked."""


class ResponseUnreadable(TradewindError):
    """A response that no Tradewind server gives."""


class Refused(TradewindError):
    """The server said what is wrong (RFC 9457)."""

    def __init__(
        self,
        detail: str,
        *,
        status: int,
        title: str = "",
        type: str = "about:blank",  # noqa: A002  the standard's own word
        errors: Sequence[dict[str, str]] = (),
        retry_after_seconds: float | None = None,
    ) -> None:
        """``errors`` says of each field what to change."""
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.title = title
        self.type = type
        self.errors = tuple(errors)
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return f"{self.status} {self.title}: {self.detail}"


class Unauthorized(Refused):
    """No key, or one that opens nothing."""


class Forbidden(Refused):
    """The key may not do this."""


class NotFound(Refused):
    """There is nothing of this name."""


class Conflict(Refused):
    """Somebody was faster, or it is not in a state for this."""


class TooFast(Refused):
    """Ask again later."""


class ServerFailed(Refused):
    """The server cannot answer now."""
