"""Which groups a market belongs to: the European Union's rules hold in each of its countries."""

import json
from functools import lru_cache
from importlib import resources

from babel import Locale


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    text = (resources.files("answer.locale") / "market_groups.json").read_text(encoding="utf-8")
    values: dict[str, list[str]] = json.loads(text)
    return {name: frozenset(members) for name, members in values.items()}


def groups_of(market: str) -> frozenset[str]:
    """The groups that hold a market (ISO 3166-1 alpha-2): ``"DE"`` → EU, EEA."""
    return frozenset(name for name, members in _groups().items() if market.upper() in members)


def known_markets() -> tuple[str, ...]:
    """Every market that belongs to a group, in order."""
    return tuple(sorted({market for members in _groups().values() for market in members}))


def known_groups() -> tuple[str, ...]:
    """Every group of markets, in order: EEA, EU …"""
    return tuple(sorted(_groups()))


@lru_cache(maxsize=1)
def market_codes() -> frozenset[str]:
    """Every code that may be stated as a market: ISO 3166-1 alpha-2, and the groups."""
    territories = map(str, Locale("en").territories)
    countries = (code for code in territories if len(code) == 2 and code.isalpha())
    return frozenset((*countries, *known_groups()))
