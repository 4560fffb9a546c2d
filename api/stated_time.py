"""A time as a caller states it; one without a zone is UTC."""

from datetime import UTC, datetime
from typing import overload


@overload
def stated_time(at: datetime) -> datetime: ...
@overload
def stated_time(at: None) -> None: ...
def stated_time(at: datetime | None) -> datetime | None:
    """The time with its zone; None where none was stated."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
