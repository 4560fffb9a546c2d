"""An editor's YAML over the shipped one, key by key; what is wrong is named by file and line."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from answer.locale.lined_yaml import LinedYaml, Place
from ingest.errors import ContentError

_NAMED_AT_MOST = 8


def laid_over(shipped: LinedYaml, own: LinedYaml) -> LinedYaml:
    """Own entries over shipped ones, to any depth; lists and texts are replaced as a whole.

    ``null`` takes a shipped entry away. Raises ``ContentError`` where there is none to take away.
    """
    places = dict(shipped.places)
    values = _merged(shipped.values, own.values, (), own=own, places=places)
    return LinedYaml(values=values, places=places)


def problem_at(
    found: Mapping[str, Any], *, places: Mapping[Place, str], fields: Collection[str]
) -> str:
    """One of pydantic's errors as an editor can use it; ``fields`` are the keys that exist."""
    loc, given, said = found["loc"], found["input"], str(found["msg"])
    assert isinstance(loc, tuple)
    way = tuple(part for part in loc if part != "[key]")
    place = next(
        (places[way[:length]] for length in range(len(way), -1, -1) if way[:length] in places), ""
    )
    name = ".".join(map(str, way)) or "the file"
    match found["type"]:
        case "extra_forbidden":
            return (
                f"{place}: unknown key {name!r}; {near_match(str(way[-1]), fields) or 'remove it'}"
            )
        case "missing":
            return f"{place}: {name!r} is missing; add it"
        case "value_error":
            return f"{place}: {name}: {said.removeprefix('Value error, ')}"
        case _:
            shown = repr(given)
            shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
            return f"{place}: {name} is {shown}; {said[:1].lower()}{said[1:]}"


def near_match(name: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` where something known is spelled nearly so; else nothing."""
    near = get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def joined(problems: Sequence[str]) -> str:
    """The first problems, and how many more there are."""
    more = len(problems) - _NAMED_AT_MOST
    shown = "; ".join(problems[:_NAMED_AT_MOST])
    return f"{shown}; and {more} more" if more > 0 else shown


def _merged(
    under: Mapping[str, object],
    over: Mapping[str, object],
    way: Place,
    *,
    own: LinedYaml,
    places: dict[Place, str],
) -> dict[str, object]:
    merged = dict(under)
    for key, value in over.items():
        here = (*way, key)
        below = merged.get(key)
        places[here] = own.places[here]
        if value is None:
            if key not in merged:
                hint = near_match(key, merged) or "remove the line"
                raise ContentError(f"{own.places[here]}: there is no {key!r} to take away; {hint}")
            del merged[key]
        elif isinstance(value, dict) and isinstance(below, Mapping):
            merged[key] = _merged(below, value, here, own=own, places=places)
        else:
            merged[key] = value
            places |= {at: line for at, line in own.places.items() if at[: len(here)] == here}
    return merged
