"""Markets that no customer comes from: what documents may state, and yet hardly mean."""

from collections.abc import Collection
from functools import lru_cache

from babel import Locale

from answer.locale.markets import market_codes
from ingest.facts_result import StatedFacts

_KEY = "markets"
_COUNTRY_LETTERS = 2


def odd_markets(stated: StatedFacts, described: Collection[str] = ()) -> list[tuple[str, int, str]]:
    """Of each stated market that is no country and no group: the file, the line, what to do.

    ``described`` are those of the content folder's own ``markets.yaml``. They are stated all the
    same: a group may be described later.
    """
    known = {*market_codes(), *(code.upper() for code in described)}
    return [
        (one.name, one.line, _message(market))
        for one in stated.stated
        if one.key == _KEY and one.holds and isinstance(one.value, tuple)
        for market in one.value
        if market.upper() not in known
    ]


def _message(market: str) -> str:
    code = _code_of(market)
    way = (
        f"write {code!r}"
        if code
        else "write an ISO 3166-1 code such as 'DE', or describe the group in markets.yaml"
    )
    return f"no customer's market is called {market!r}; {way}"


def _code_of(name: str) -> str:
    return _codes().get(name.casefold(), "")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Countries by what they are called in English and in themselves' commonest languages."""
    found: dict[str, str] = {}
    for tag in ("de", "es", "fr", "zh", "en"):  # the last one wins
        for code, name in Locale(tag).territories.items():
            if len(code) == _COUNTRY_LETTERS and code.isalpha():
                found[name.casefold()] = code
    return found
