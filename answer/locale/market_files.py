"""The shipped ``markets.yaml``, overridden key by key by the content folder's own.

Both are laid over each other before they are checked, so that a wrong entry is named by the file
and the line where it stands. ``null`` takes a shipped notice, season or market away.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from pathlib import Path

from answer.locale import market_schema
from answer.locale.editors_file import fields_of, read_over
from answer.locale.laid_over import joined
from answer.locale.lined_yaml import LinedYaml, Place, read_lined
from answer.locale.market import MarketBook
from answer.locale.market_schema import MarketsFile
from answer.locale.resolve_markets import resolve_markets
from answer.locale.working_days import subdivisions_of
from ingest.errors import ContentError

FILE_NAME = "markets.yaml"
_FIELDS = fields_of(market_schema)


def load_markets(content_dir: Path | None = None) -> MarketBook:
    """Every market as shipped and as the content folder's ``markets.yaml`` changes it.

    Raises ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    own = content_dir / FILE_NAME if content_dir else None
    file, lined = read_over(_shipped(), own, schema=MarketsFile, fields=_FIELDS)
    problems = [*_unknown_seasons(file, lined.places), *_unknown_regions(file, lined.places)]
    if problems:
        raise ContentError(joined(problems))
    return resolve_markets(file)


@lru_cache(maxsize=1)
def _shipped() -> LinedYaml:
    text = (resources.files("answer.locale") / FILE_NAME).read_text(encoding="utf-8")
    return read_lined(text, name=f"answer/locale/{FILE_NAME}")


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
