"""The checked file → markets with everything that holds in each: defaults, groups, their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from answer.locale.market import (
    LANGUAGE_OF_LAST_RESORT,
    Avoided,
    Market,
    MarketBook,
    Notice,
    Period,
    Season,
    ServiceHours,
    Style,
)
from answer.locale.market_schema import (
    WEEKDAYS,
    AvoidedEntry,
    HoursEntry,
    MarketEntry,
    MarketsFile,
    NoticeEntry,
    RulesEntry,
    SeasonEntry,
    month_and_day,
)
from answer.locale.markets import groups_of, known_groups, known_markets
from ingest.language import normalise_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What everything that is stated for a market comes to."""

    seasons: tuple[Season, ...]
    notices: tuple[Notice, ...]
    avoided: tuple[Avoided, ...]


def resolve_markets(file: MarketsFile) -> MarketBook:
    """Every described market, every other country of a group, and the groups themselves.

    A country without an entry of its own has its groups' rules, and from CLDR its language,
    currency and, where it has but one, its time zone.
    """
    styles = {
        tag: Style(language=tag, **entry.model_dump()) for tag, entry in file.languages.items()
    }
    seasons = {key: _season(key, entry) for key, entry in file.seasons.items()}
    markets: dict[str, Market] = {}
    for code in sorted({*file.markets, *known_markets()}):
        entry = file.markets.get(code) or _derived(code, styles)
        markets[code] = _market(code, entry, file=file, styles=styles, seasons=seasons)
    for name in known_groups():
        markets[name] = _group(name, file=file, styles=styles, seasons=seasons)
    return MarketBook(
        markets=MappingProxyType(markets),
        styles=MappingProxyType(styles),
        described=tuple(sorted(file.markets)),
    )


def _derived(code: str, styles: Mapping[str, Style]) -> MarketEntry:
    official = [normalise_tag(tag) for tag in get_official_languages(code, de_facto=True)]
    spoken = [tag for tag in official if tag in styles] or [LANGUAGE_OF_LAST_RESORT]
    zones: list[str] = get_global("territory_zones").get(code, [])
    # not checked again: what CLDR says of a country needs no line to mend
    return MarketEntry.model_construct(
        languages=spoken, time_zones=zones if len(zones) == 1 else [], style={}
    )


def _market(
    code: str,
    entry: MarketEntry,
    *,
    file: MarketsFile,
    styles: Mapping[str, Style],
    seasons: Mapping[str, Season],
) -> Market:
    defaults = file.defaults
    groups = [name for name in sorted(groups_of(code)) if name in file.groups]
    stated = [*((name, file.groups[name]) for name in groups), (code, entry)]
    rules = _rules(stated, file=file, seasons=seasons)
    own_currency = entry.currency or next(iter(get_territory_currencies(code)), "")
    weekend = entry.weekend
    return Market(
        code=code,
        languages=tuple(entry.languages),
        styles=MappingProxyType(dict(_styles(entry, styles))),
        currency=own_currency,
        time_zones=tuple(entry.time_zones),
        units=entry.units or defaults.units,
        paper=entry.paper or defaults.paper,
        service_hours=_hours(entry.service_hours or defaults.service_hours),
        reply_within_hours=entry.reply_within_hours or defaults.reply_within_hours,
        weekend=tuple(map(WEEKDAYS.index, weekend)) if weekend is not None else None,
        subdivision=entry.holidays_of or "",
        seasons=rules.seasons,
        notices=rules.notices,
        avoided=rules.avoided,
    )


def _group(
    name: str, *, file: MarketsFile, styles: Mapping[str, Style], seasons: Mapping[str, Season]
) -> Market:
    stated = [(name, file.groups[name])] if name in file.groups else []
    rules = _rules(stated, file=file, seasons=seasons)
    return Market(
        code=name,
        languages=(LANGUAGE_OF_LAST_RESORT,),
        styles=MappingProxyType(dict(styles)),
        currency="",
        time_zones=(),
        units=file.defaults.units,
        paper=file.defaults.paper,
        service_hours=_hours(file.defaults.service_hours),
        reply_within_hours=file.defaults.reply_within_hours,
        is_group=True,
        seasons=rules.seasons,
        notices=rules.notices,
        avoided=rules.avoided,
    )


def _rules(
    stated: Sequence[tuple[str, RulesEntry]], *, file: MarketsFile, seasons: Mapping[str, Season]
) -> _Rules:
    """Those of the groups first; a market's entry of the same key takes their place."""
    notices: dict[str, Notice] = {}
    avoided = {key: _avoided(key, entry) for key, entry in file.avoided.items()}
    own_seasons: dict[str, Season] = {}
    for place, entry in stated:
        notices |= {key: _notice(key, one, place) for key, one in entry.notices.items()}
        avoided |= {key: _avoided(key, one) for key, one in entry.avoided.items()}
        own_seasons |= {key: seasons[key] for key in entry.seasons}
    return _Rules(
        seasons=tuple(own_seasons.values()),
        notices=tuple(notices.values()),
        avoided=tuple(avoided.values()),
    )


def _styles(entry: MarketEntry, styles: Mapping[str, Style]) -> Iterator[tuple[str, Style]]:
    """Every language's, as this market writes it."""
    for tag, style in styles.items():
        change = entry.style.get(tag)
        yield tag, replace(style, **change.model_dump(exclude_none=True)) if change else style


def _notice(key: str, entry: NoticeEntry, place: str) -> Notice:
    return Notice(
        key=key,
        topic=entry.topic,
        texts=MappingProxyType({tag: " ".join(text.split()) for tag, text in entry.text.items()}),
        source=entry.source,
        owner=entry.owner,
        checked=entry.checked,
        confirmed=entry.confirmed,
        holds_in=place,
        when_named=tuple(entry.when_named),
    )


def _avoided(key: str, entry: AvoidedEntry) -> Avoided:
    return Avoided(
        key=key,
        wordings=MappingProxyType({tag: tuple(texts) for tag, texts in entry.wordings.items()}),
        reason=entry.reason,
        instead=entry.instead,
        strictness=entry.strictness,
    )


def _season(key: str, entry: SeasonEntry) -> Season:
    days, hijri = entry.days, entry.hijri
    return Season(
        key=key,
        period=Period(
            first=month_and_day(days.first) if days else None,
            last=month_and_day(days.last) if days else None,
            hijri_first=month_and_day(hijri.first) if hijri else None,
            hijri_last=month_and_day(hijri.last) if hijri else None,
            holidays=tuple(entry.holidays),
            days_before=entry.days_before,
            days_after=entry.days_after,
        ),
        greetings=MappingProxyType(dict(entry.greetings)),
        service_hours=_hours(entry.service_hours) if entry.service_hours else None,
        reply_within_hours=entry.reply_within_hours,
        closed=entry.closed,
    )


def _hours(entry: HoursEntry) -> ServiceHours:
    return ServiceHours(opens=entry.opens, closes=entry.closes)
