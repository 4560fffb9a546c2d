"""The console's own words: a catalogue a language, and the language that a browser asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.console_catalogues import Phrase, catalogue

COOKIE = "tradewind_language"
_HIGHEST_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceLanguage:
    """A language that the console speaks."""

    tag: str
    """As ``lang`` says it."""
    file: str
    """``words.<file>.json``; also what ``?lang=`` and the cookie hold."""
    name: str
    """In itself."""
    locale: str
    """Babel's."""
    direction: str = "ltr"


INTERFACE_LANGUAGES = (
    InterfaceLanguage(tag="en", file="en", name="English", locale="en"),
    InterfaceLanguage(tag="zh-Hans", file="zh", name="中文", locale="zh_Hans"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language's catalogue."""

    language: InterfaceLanguage
    phrases: Mapping[str, Phrase]

    def say(self, key: str, **values: str | int) -> str:
        """The phrase with its placeholders filled; raises ``KeyError`` for a key that is none."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            raise KeyError(f"{key!r} has plural forms; scripts say it")
        return phrase.format(**values) if values else phrase


def load_words(language: InterfaceLanguage) -> Words:
    """The catalogue of a language, as it ships."""
    return Words(language=language, phrases=catalogue(language.file))


def interface_language(
    *, asked: str = "", remembered: str = "", accepted: str = ""
) -> InterfaceLanguage:
    """What is asked for now, else what was chosen before, else the browser's, else English.

    ``accepted`` is the header ``Accept-Language``; of equal weights the first one wins (RFC 9110).
    """
    for tag in (asked, remembered, *_by_weight(accepted)):
        found = spoken(tag)
        if found is not None:
            return found
    return INTERFACE_LANGUAGES[0]


def spoken(tag: str) -> InterfaceLanguage | None:
    """The interface language that a tag names: ``zh-CN`` and ``zh`` are the same one here."""
    primary = tag.strip().casefold().split("-")[0]
    return next((one for one in INTERFACE_LANGUAGES if one.file == primary), None)


def _by_weight(accepted: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, parameter = part.partition(";")
        name, _, weight = parameter.partition("=")
        value = _HIGHEST_WEIGHT
        if name.strip() == "q":
            try:
                value = float(weight)
            except ValueError:
                value = 0.0
        if value > 0:
            weighted.append((value, tag))
    return [tag for _, tag in sorted(weighted, key=lambda one: -one[0])]
