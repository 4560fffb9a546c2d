"""The shipped ``markets.yaml``, overridden key by key by the content folder's own.

Both are laid over each other before they are checked, so that a wrong entry is named by the file
and the line where it stands. ``null`` takes a shipped notice, season or market away.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ValidationError

from answer.locale import market_schema
from answer.locale.lined_yaml import LinedYaml, Place, read_lined, read_lined_file
from answer.locale.market import MarketBook
from answer.locale.market_schema import MarketsFile
from answer.locale.resolve_markets import resolve_markets
from answer.locale.working_days import subdivisions_of
from ingest.errors import ContentError

FILE_NAME = "markets.yaml"
_NAMED_AT_MOST = 8
_FIELDS = frozenset(
    name
    for entry in vars(market_schema).values()
    if isinstance(entry, type) and issubclass(entry, BaseModel)
    for name in entry.model_fields
)


def load_markets(content_dir: Path | None = None) -> MarketBook:
    """Every market as shipped and as the content folder's ``markets.yaml`` changes it.

    Raises ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    lined = _shipped()
    own = content_dir / FILE_NAME if content_dir else None
    if own is not None and own.is_file():
        lined = _laid_over(lined, read_lined_file(own))
    try:
        file = MarketsFile.model_validate(lined.values)
    except ValidationError as error:
        problems = [
            _problem(found["type"], found["loc"], found["input"], found["msg"], lined.places)
            for found in error.errors(include_url=False)
        ]
        raise ContentError(_joined(problems)) from error
    problems = [*_unknown_seasons(file, lined.places), *_unknown_regions(file, lined.places)]
    if problems:
        raise ContentError(_joined(problems))
    return resolve_markets(file)


@lru_cache(maxsize=1)
def _shipped() -> LinedYaml:
    text = (resources.files("answer.locale") / FILE_NAME).read_text(encoding="utf-8")
    return read_lined(text, name=f"answer/locale/{FILE_NAME}")


def _laid_over(shipped: LinedYaml, own: LinedYaml) -> LinedYaml:
    """Own entries over shipped ones, to any depth; lists and texts are replaced as a whole."""
    places = dict(shipped.places)
    values = _merged(shipped.values, own.values, (), own=own, places=places)
    return LinedYaml(values=values, places=places)


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
                known = get_close_matches(key, merged, n=1)
                hint = f"did you mean {known[0]!r}?" if known else "remove the line"
                raise ContentError(f"{own.places[here]}: there is no {key!r} to take away; {hint}")
            del merged[key]
        elif isinstance(value, dict) and isinstance(below, Mapping):
            merged[key] = _merged(below, value, here, own=own, places=places)
        else:
            merged[key] = value
            places |= {at: line for at, line in own.places.items() if at[: len(here)] == here}
    return merged


def _problem(kind: str, loc: Place, given: object, said: str, places: Mapping[Place, str]) -> str:
    """One of pydantic's errors as an editor can use it: its kind, where, on what, in its words."""
    way = tuple(part for part in loc if part != "[key]")
    place = next(
        (places[way[:length]] for length in range(len(way), -1, -1) if way[:length] in places), ""
    )
    name = ".".join(map(str, way)) or "the file"
    last = str(way[-1]) if way else ""
    match kind:
        case "extra_forbidden":
            near = get_close_matches(last, _FIELDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "remove it"
            return f"{place}: unknown key {name!r}; {hint}"
        case "missing":
            return f"{place}: {name!r} is missing; add it"
        case "value_error":
            return f"{place}: {name}: {said.removeprefix('Value error, ')}"
        case _:
            shown = repr(given)
            shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
            return f"{place}: {name} is {shown}; {said[:1].lower()}{said[1:]}"


def _unknown_seasons(file: MarketsFile, places: Mapping[Place, str]) -> Iterable[str]:
    for part, entries in (("groups", file.groups), ("markets", file.markets)):
        for code, entry in entries.items():
            for position, name in enumerate(entry.seasons):
                if name not in file.seasons:
                    near = get_close_matches(name, file.seasons, n=1)
                    hint = f"did you mean {near[0]!r}?" if near else "describe it under 'seasons'"
                    place = places.get((part, code, "seasons", position), "")
                    yield f"{place}: {part}.{code}.seasons: no season is called {name!r}; {hint}"


def _unknown_regions(file: MarketsFile, places: Mapping[Place, str]) -> Iterable[str]:
    for code, entry in file.markets.items():
        if entry.holidays_of and entry.holidays_of not in subdivisions_of(code):
            place = places.get(("markets", code, "holidays_of"), "")
            known = ", ".join(subdivisions_of(code)) or "none"
            yield (
                f"{place}: markets.{code}.holidays_of: {entry.holidays_of!r} is no region with "
                f"public holidays of its own; known are {known}"
            )


def _joined(problems: list[str]) -> str:
    more = len(problems) - _NAMED_AT_MOST
    shown = "; ".join(problems[:_NAMED_AT_MOST])
    return f"{shown}; and {more} more" if more > 0 else shown
