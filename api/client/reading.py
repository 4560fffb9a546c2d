"""JSON values → the client's frozen values, by their own types."""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from api.client.errors import ResponseUnreadable

Made = TypeVar("Made")


def read_as(kind: type[Made], values: object) -> Made:
    """A value of this kind; raises ``ResponseUnreadable`` naming the field that does not fit."""
    return cast(Made, _read(kind, values, kind.__name__))


def _read(kind: Any, value: Any, at: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        wanted = [one for one in get_args(kind) if one is not type(None)]
        return None if value is None else _read(wanted[0], value, at)
    if origin is Literal:
        # a newer server may know more words; the caller sees them as they are
        return _plain(str, value, at)
    if origin is tuple:
        inner = get_args(kind)
        items = _plain(list, value, at)
        if inner[-1] is ...:
            return tuple(
                _read(inner[0], one, f"{at}[{number}]") for number, one in enumerate(items)
            )
        return tuple(_read(one, item, at) for one, item in zip(inner, items, strict=True))
    if origin is dict:
        _, inner_kind = get_args(kind)
        found = _plain(dict, value, at)
        return {str(name): _read(inner_kind, one, f"{at}.{name}") for name, one in found.items()}
    if is_dataclass(kind):
        return _made(kind, _plain(dict, value, at), at)
    if kind is datetime:
        try:
            return datetime.fromisoformat(_plain(str, value, at))
        except ValueError as error:
            raise ResponseUnreadable(f"{at} is no time: {value!r}") from error
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _plain(kind, value, at)


def _made(kind: Any, values: dict[str, Any], at: str) -> Any:
    given: dict[str, Any] = {}
    for name, (hint, is_needed) in _fields(kind).items():
        if name in values:
            given[name] = _read(hint, values[name], f"{at}.{name}")
        elif is_needed:
            raise ResponseUnreadable(f"{at}.{name} is missing; is this a Tradewind server?")
    return kind(**given)


@lru_cache(maxsize=64)
def _fields(kind: Any) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(kind)
    return {
        one.name: (hints[one.name], one.default is MISSING and one.default_factory is MISSING)
        for one in fields(kind)
    }


def _plain(kind: type[Made], value: Any, at: str) -> Made:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ResponseUnreadable(f"{at} is {type(value).__name__}, not {kind.__name__}")
    return value
