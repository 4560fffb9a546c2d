"""How the desk's nouns stand in rows: microseconds, 0 and 1, ids that can be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from types import UnionType
from typing import (
    Any,
    ClassVar,
    Protocol,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
from numpy.typing import NDArray

from ingest.control_characters import holds_controls
from ingest.errors import DeskInvalid


class Dataclass(Protocol):
    """What ``dataclasses.fields`` takes."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Noun = TypeVar("Noun", bound=Dataclass)
Vector = Sequence[float] | NDArray[np.float32]
Value = str | int | float | bytes | None
MAX_ID_CHARACTERS = 200
"""An id stands in several indexes; PostgreSQL's take 2,700 bytes."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def stored_time(at: datetime) -> int:
    """Microseconds since 1970, which sort as times do. Raises ``DeskInvalid`` without a zone."""
    if at.tzinfo is None:
        raise DeskInvalid(f"time {at.isoformat()!r} has no time zone; give an aware datetime")
    return (at - _EPOCH) // _MICROSECOND


def time_of(stored: int) -> datetime:
    """The time in UTC that ``stored_time`` wrote."""
    return _EPOCH + stored * _MICROSECOND


def stored_vector(vector: Vector) -> bytes:
    """A vector as float32, little-endian. Raises ``DeskInvalid`` where it is none."""
    numbers = np.asarray(vector, dtype="<f4")
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise DeskInvalid(
            f"a vector of shape {numbers.shape} cannot be kept; give one row of finite numbers"
        )
    return numbers.tobytes()


def vector_of_stored(stored: bytes) -> tuple[float, ...]:
    """The numbers of ``stored_vector``, as exact as float32 is."""
    return tuple(np.frombuffer(stored, dtype="<f4").tolist())


def checked_id(value: str, *, what: str) -> str:
    """``value``, if something may be kept under it; ``what`` names it in the error.

    Any text does that ``storable_id`` takes (emoji, SQL, spaces) but for one with line breaks or
    other control characters, which no address can name. Raises ``DeskInvalid``.
    """
    if holds_controls(storable_id(value, what=what)):
        raise DeskInvalid(f"{what} {value!r} holds a control character; leave it out")
    return value


def storable_id(value: str, *, what: str) -> str:
    """``value``, if something could ever have been kept under it.

    That is nothing empty, no half of a surrogate pair, no NUL, which PostgreSQL does not take, and
    no more than ``MAX_ID_CHARACTERS``. Raises ``DeskInvalid``.
    """
    if not value:
        raise DeskInvalid(f"{what} is empty; give an id")
    if len(value) > MAX_ID_CHARACTERS:
        raise DeskInvalid(
            f"{what} {value[:40]!r}… has {len(value)} characters; "
            f"give one of at most {MAX_ID_CHARACTERS}"
        )
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise DeskInvalid(f"{what} {value!r} has a character that cannot be kept; leave it out")
    return value


def row_of(noun: Dataclass, **columns: Value) -> dict[str, Value]:
    """A row with a column for each field; ``columns`` are taken instead, or beside them."""
    row: dict[str, Value] = {
        field.name: _stored(getattr(noun, field.name))
        for field in fields(noun)
        if field.name not in columns
    }
    return row | columns


def noun_of(kind: type[Noun], row: Mapping[str, Value], **values: object) -> Noun:
    """The noun of a row that ``row_of`` made; ``values`` are taken instead of their columns."""
    times, truths = _special_fields(kind)
    found = dict(values)
    for field in fields(kind):
        if field.name in values:
            continue
        value = row[field.name]
        if isinstance(value, int):
            if field.name in times:
                found[field.name] = time_of(value)
                continue
            if field.name in truths:
                found[field.name] = bool(value)
                continue
        found[field.name] = value
    return kind(**found)


def _stored(value: object) -> Value:
    if isinstance(value, datetime):
        return stored_time(value)
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    raise TypeError(f"{value!r} has no column of its own")


@cache
def _special_fields(kind: type) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the fields that hold times, and of those that hold truth values."""
    hints = {name: _alternatives(hint) for name, hint in get_type_hints(kind).items()}
    return (
        frozenset(name for name, kinds in hints.items() if datetime in kinds),
        frozenset(name for name, kinds in hints.items() if bool in kinds),
    )


def _alternatives(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (UnionType, Union) else (hint,)
