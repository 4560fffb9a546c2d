"""What languages and markets are called in a language. CLDR's names, from Babel."""

from babel import Locale, UnknownLocaleError


def language_name(tag: str, *, language: str) -> str:
    """What ``tag`` is called in ``language``: zh-Hans is "Chinesisch (vereinfacht)" in German."""
    named, shown_in = _locale(tag), _locale(language)
    if named is None or shown_in is None:
        return tag
    # "Simplified Chinese" where the locale has a name for it, else "Chinese (Simplified)"
    whole = shown_in.languages.get(str(named))
    return whole or named.get_display_name(shown_in) or tag


def market_name(market: str, *, language: str) -> str:
    """A market or group of markets (DE, EU) in a language; its code where it has no name there."""
    shown_in = _locale(language)
    return str(shown_in.territories.get(market, market)) if shown_in else market


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
