"""The nouns of markets: how one writes there, when one works there, what has to be said there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Literal

Topic = Literal["returns", "warranty", "disposal", "batteries", "certificates"]
"""What a reply can be about that markets have rules for."""
Formality = Literal["formal", "polite", "neutral"]
Order = Literal["answer_first", "courtesy_first"]
Refusal = Literal["direct", "indirect"]
Units = Literal["metric", "us", "uk"]
Paper = Literal["a4", "letter"]
Strictness = Literal["error", "warning"]
LANGUAGE_OF_LAST_RESORT = "en"
"""Every notice has its text in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one writes to customers in a language, in a market."""

    language: str
    formality: Formality
    address: str
    """The word or the form by which the customer is addressed: Sie, usted, 您, 敬語."""
    order: Order
    """Whether the answer stands first, or a courtesy before it."""
    refusal: Refusal
    salutation: str
    apology: str
    """A whole sentence."""
    closing: str
    """Below the message, above the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours:
    """From when to when people answer on a working day, on the market's clock."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a reply about a topic has to say in a market."""

    key: str
    topic: Topic
    texts: Mapping[str, str]
    """By language."""
    source: str
    """The law or official page that asks for it, by name."""
    owner: str
    """Who answers for its being right."""
    checked: date
    """When it was last compared with its source."""
    confirmed: bool
    """Whether the owner has confirmed it for this company."""
    holds_in: str
    """The market or group of markets that states it."""
    when_named: tuple[str, ...] = ()
    """Carried only where the question names one of these marks; empty: always."""

    def text(self, language: str) -> str:
        """Its text in the language, else in English."""
        wide = language.split("-")[0]
        return (
            self.texts.get(language) or self.texts.get(wide) or self.texts[LANGUAGE_OF_LAST_RESORT]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """Wordings that are not used in a market, with the reason."""

    key: str
    wordings: Mapping[str, tuple[str, ...]]
    """By language."""
    reason: str
    instead: str
    """What to write."""
    strictness: Strictness = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that come back every year. Exactly one of the three ways is used."""

    first: tuple[int, int] | None = None
    """Month and day of the Gregorian year."""
    last: tuple[int, int] | None = None
    hijri_first: tuple[int, int] | None = None
    """Month and day of the Hijri year, as the Umm al-Qura calendar has it."""
    hijri_last: tuple[int, int] | None = None
    holidays: tuple[str, ...] = ()
    """English names of public holidays, by what they begin with."""
    days_before: int = 0
    days_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A time of the year with its greeting and with what it does to replies."""

    key: str
    period: Period
    greetings: Mapping[str, str]
    """By language; none where one does not wish anything."""
    service_hours: ServiceHours | None = None
    """Other hours than usual."""
    reply_within_hours: int | None = None
    """Another number of working hours than usual."""
    closed: bool = False
    """Nobody answers, holiday or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One country or group of countries, with everything that holds there."""

    code: str
    """ISO 3166-1 alpha-2, or the name of a group of markets."""
    languages: tuple[str, ...]
    """In which customers are answered there; the first where the question's cannot be told."""
    styles: Mapping[str, Style]
    """By language."""
    currency: str
    """ISO 4217; empty where countries of a group differ."""
    time_zones: tuple[str, ...]
    """IANA names, the one that most customers live in first; none for a group."""
    units: Units
    paper: Paper
    service_hours: ServiceHours
    reply_within_hours: int
    """Working hours in which a person replies."""
    weekend: tuple[int, ...] | None = None
    """Monday is 0; None: as the country has it."""
    subdivision: str = ""
    """Whose public holidays are kept, where regions differ: ENG of GB."""
    seasons: tuple[Season, ...] = ()
    notices: tuple[Notice, ...] = ()
    avoided: tuple[Avoided, ...] = ()
    is_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketBook:
    """Every market that something is known about."""

    markets: Mapping[str, Market] = field(default_factory=lambda: MappingProxyType({}))
    styles: Mapping[str, Style] = field(default_factory=lambda: MappingProxyType({}))
    """By language, where no market is told."""
    described: tuple[str, ...] = ()
    """Codes of the markets with an entry of their own; the others follow from their groups."""

    def find(self, code: str) -> Market | None:
        """The market a question states; None where it states none, or one nothing is known of."""
        return self.markets.get(code.strip().upper()) if code.strip() else None

    def style_of(self, code: str, language: str) -> Style:
        """How one writes in a language, as the market does where one is stated.

        A language nobody described is written like English.
        """
        market = self.find(code)
        styles = market.styles if market else self.styles
        wide = language.split("-")[0]
        found = styles.get(language) or styles.get(wide)
        return found or styles[LANGUAGE_OF_LAST_RESORT]
