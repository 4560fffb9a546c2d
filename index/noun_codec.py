"""Frozen nouns as JSON and back, by their own fields and type hints: for caches.

A noun is the list of its fields' values in their order, so one of another shape does not decode;
whoever keeps one also keeps which program wrote it (``index.program``).
"""

import dataclasses
import json
import types
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")
Decoder = Callable[[Any], Any]


def encode(noun: object) -> bytes:
    """JSON of a frozen dataclass of texts, numbers, dates, tuples and further dataclasses."""
    text = json.dumps(_plain(noun), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def decode(payload: bytes, kind: type[Noun]) -> Noun:
    """What ``encode`` wrote of a noun of this kind; raises ``ValueError`` for anything else."""
    wanted: Any = kind
    try:
        found: Noun = _noun(wanted)(json.loads(payload.decode("utf-8", "surrogatepass")))
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise ValueError(f"no {kind.__name__}: {error}") from error
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    kind: Any = type(value)
    names = _names(kind)
    return value if names is None else [_plain(getattr(value, name)) for name in names]


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...] | None:
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(field.name for field in dataclasses.fields(kind))


@lru_cache(maxsize=64)
def _decoder(hint: Any) -> Decoder | None:
    """Makes a value of its JSON; None where JSON gives the value itself."""
    origin, arguments = get_origin(hint), get_args(hint)
    is_noun: bool = dataclasses.is_dataclass(hint)
    if hint in (str, int, float, bool) or origin is Literal:
        return None
    if hint is date:
        return date.fromisoformat
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in arguments if one is not type(None))
        return _optional(_decoder(inner))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _tuple_of(_decoder(arguments[0]))
    if is_noun:
        return _noun(hint)
    raise TypeError(f"no codec for {hint!r}")


def _optional(inner: Decoder | None) -> Decoder | None:
    if inner is None:
        return None
    return lambda value: None if value is None else inner(value)


def _tuple_of(inner: Decoder | None) -> Decoder:
    return tuple if inner is None else lambda values: tuple(map(inner, values))


@lru_cache(maxsize=64)
def _noun(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    names = _names(kind) or ()
    inner = [(name, made) for name in names if (made := _decoder(hints[name])) is not None]

    def make(values: list[Any]) -> Any:
        fields = dict(zip(names, values, strict=True))
        for name, decoder in inner:
            fields[name] = decoder(fields[name])
        return kind(**fields)

    return make
