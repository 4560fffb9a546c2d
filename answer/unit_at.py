"""What unit or currency a number in a text has, by what stands around it. Pure."""

import re
from collections.abc import Iterable

from answer.value_words import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    UNIT_SYMBOLS,
    UNIT_WORDS,
)

_LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|e|º|ª|ème)(?=\s)")
_ASCII_WORDS = {word: unit for word, unit in UNIT_WORDS.items() if word[0] < "\u0e00"}
_WIDE_WORDS = {word: unit for word, unit in UNIT_WORDS.items() if word[0] >= "\u0e00"}


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNIT = re.compile(
    rf"[\s\u00a0-]?(?:(?P<symbol>{any_of(UNIT_SYMBOLS)})(?![{_LETTER}\d²³]|[/·]\w)"
    rf"|(?P<word>(?i:{any_of(_ASCII_WORDS)}))(?!\w)|(?P<wide>{any_of(_WIDE_WORDS)}))"
)
_COMPOUND = re.compile(rf"[\s\u00a0]?(?P<symbol>[{_LETTER}μΩ]{{1,4}}[²³23]?[/·][{_LETTER}]{{1,4}})")
_MONEY_BEHIND = re.compile(
    rf"[\s\u00a0-]?(?:(?P<sign>{any_of(CURRENCY_SIGNS)})|(?P<code>{any_of(CURRENCY_CODES)})(?!\w)"
    rf"|(?P<word>(?i:{any_of(CURRENCY_WORDS)}))(?![A-Za-zÀ-ɏЀ-ӿ]))"
)
_MONEY_BEFORE = re.compile(
    rf"(?:(?P<sign>{any_of(CURRENCY_SIGNS)})|(?<!\w)(?P<code>{any_of(CURRENCY_CODES)}))[\s\u00a0]?$"
)


def unit_at(text: str, start: int, end: int) -> tuple[str, int]:
    """The unit of the number at ``start:end``, empty for none, and where it ends."""
    before = _MONEY_BEFORE.search(text[max(0, start - 5) : start])
    if before is not None:
        return CURRENCY_SIGNS.get(before["sign"] or "", before["code"] or ""), end
    ordinal = _ORDINAL.match(text, end)
    if ordinal is not None:
        end = ordinal.end()
    compound = _COMPOUND.match(text, end)
    if compound is not None:
        return compound["symbol"].replace("2", "²").replace("3", "³"), compound.end()
    unit, money = _UNIT.match(text, end), _MONEY_BEHIND.match(text, end)
    # 달러 begins with the word for a month
    if unit is not None and (money is None or unit.end() >= money.end()):
        if unit["symbol"]:
            return UNIT_SYMBOLS[unit["symbol"]], unit.end()
        word = (unit["word"] or unit["wide"]).casefold()
        return UNIT_WORDS[word], unit.end()
    if money is not None:
        if money["sign"]:
            return CURRENCY_SIGNS[money["sign"]], money.end()
        code = money["code"] or CURRENCY_WORDS[money["word"].casefold()]
        return ("CNY" if code == "RMB" else code), money.end()
    return "", end


def is_unit(text: str, place: int) -> bool:
    """Whether a unit of measure stands at a place, after a space at the most."""
    return _UNIT.match(text, place) is not None
