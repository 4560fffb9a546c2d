"""Whether people are at the desk now, and when they next are, on the visitor's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from answer.desk.open_hours import next_opening
from answer.desk.service import ServiceBook, Team
from answer.desk.service_clock import team_now
from answer.locale.formats import show_day_and_time
from answer.locale.market import MarketBook


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskHours:
    """Of the team that a visitor's case would go to."""

    is_open: bool
    opens_at: datetime
    """In UTC; now where it is open."""
    told: str
    """The next opening in words: ``Monday, November 23, 9:00 AM``; empty where it is open."""


def hours_for(
    book: ServiceBook,
    markets: MarketBook,
    *,
    language: str,
    market: str,
    time_zone: str,
    at: datetime,
) -> DeskHours:
    """The desk's hours for somebody who writes in this language, from this market.

    ``time_zone`` is what the browser calls its clock; where it is none of the world's, the market's
    first or the team's own is taken, and named. Raises ``DeskInvalid`` where nobody ever is there.
    """
    team = team_now(book, level="L1", market=market, language=language, at=at)
    opens = next_opening((team,), at)
    if opens <= at:
        return DeskHours(is_open=True, opens_at=at.astimezone(UTC), told="")
    zone = _zone(time_zone)
    local = opens.astimezone(zone or _fallback(team, markets, market))
    told = show_day_and_time(local, language=language, market=_country(market))
    if zone is None:
        # +01:00, as ISO 8601 writes it
        told += f" (UTC{local.isoformat()[-6:]})"
    return DeskHours(is_open=False, opens_at=opens, told=told)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # any text may come from a browser
        return None


def _fallback(team: Team, markets: MarketBook, market: str) -> ZoneInfo:
    found = markets.find(market)
    return ZoneInfo(found.time_zones[0] if found and found.time_zones else team.time_zone)


def _country(market: str) -> str:
    return market.upper() if len(market) == 2 else ""
