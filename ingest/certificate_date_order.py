"""Whether 03/04/2025 on a paper is the third of April or the fourth of March, and what says so."""

from collections.abc import Sequence
from datetime import date, timedelta

from ingest.certificate_cues import DAY_FIRST_LANGUAGES, DAY_FIRST_MARKETS, MONTH_FIRST_MARKETS
from ingest.dates_in_text import FoundDate


def order_of_numbers(
    dates: Sequence[FoundDate],
    *,
    first: FoundDate | None,
    last: FoundDate | None,
    language: str,
    markets: Sequence[str],
) -> tuple[bool | None, str]:
    """Whether the day stands first in 03/04/2025, and what decides it; None where nothing does.

    ``first`` and ``last`` are the dates taken for the paper's first and last day.
    """
    all_dates = [one for one in dates if one.separator in ("/", "-")]
    sure = [one for one in all_dates if len(one.readings) == 1 and not _is_double(one)]
    orders = {_is_day_first(one) for one in sure}
    if len(orders) == 1:
        return orders.pop(), "read as the paper's other dates are written"
    base = language.split("-")[0]
    if base in DAY_FIRST_LANGUAGES:
        return True, "day first, as usual in the paper's language"
    if markets and all(market in MONTH_FIRST_MARKETS for market in markets):
        return False, "month first, as usual in the paper's market"
    if markets and all(market in DAY_FIRST_MARKETS for market in markets):
        return True, "day first, as usual in the paper's market"
    return _by_whole_years(first, last)


def _by_whole_years(first: FoundDate | None, last: FoundDate | None) -> tuple[bool | None, str]:
    """First and last day decide where only one reading makes whole years of them."""
    if first is None or last is None or not len(first.readings) == len(last.readings) == 2:
        return None, ""
    whole = [
        place for place in (0, 1) if _is_whole_years(first.readings[place], last.readings[place])
    ]
    if len(whole) == 1:
        return whole[0] == 0, "the reading that makes whole years of first and last day"
    return None, ""


def _is_whole_years(first: date, last: date) -> bool:
    after = last + timedelta(days=1)
    same = (first.month, first.day)
    return same in ((after.month, after.day), (last.month, last.day))


def _is_double(one: FoundDate) -> bool:
    day = one.readings[0]
    return day.day == day.month


def _is_day_first(one: FoundDate) -> bool:
    """Of a date with one reading: one of its numbers is over twelve."""
    return one.first_number > 12
