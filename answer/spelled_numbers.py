"""Numbers in words: ``two``, ``三十``, ``千二百``, ``여섯``. Pure.

Words that mean something else as well count only before a unit or a counter.
"""

import re
from collections.abc import Iterator
from functools import cache

from answer.number_words import (
    COUNTERS,
    HAN_COUNTERS,
    HAN_DIGITS,
    HAN_UNITS,
    NUMBER_WORDS,
    ONLY_WITH_UNIT,
    SINO_KOREAN,
)
from answer.unit_at import any_of, is_unit

_HAN = re.compile(
    rf"(?<![第\d])[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]{{1,8}}(?=\s?(?:{HAN_COUNTERS}))"
)
_SINO = re.compile(
    rf"(?<!\w)(?P<word>[{''.join(SINO_KOREAN)}]{{1,3}})\s?(?=(?:년|개월|주|일|분|시간|초)"
    r"(?:\s?(?:동안|간|이내|후|전|마다|이상|이하|까지)|[\s.,]*$))"
)
_ADJECTIVE_BEHIND = re.compile(r"-[^\W\d]")


def spelled_numbers(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each, from two on: one is an article in many languages."""
    for found in _HAN.finditer(text):
        number = _han(found.group())
        if number > 1:
            yield found.start(), found.end(), number
    if language == "ko":
        for found in _SINO.finditer(text):
            number = _sino(found["word"])
            if number > 1:
                yield found.start(), found.end("word"), number
    yield from _words(text, language)


def _han(text: str) -> int:
    """千二百 → 1200, 三十六 → 36, 二〇 → 20."""
    if not any(character in HAN_UNITS for character in text):
        return int("".join(str(HAN_DIGITS[character]) for character in text))
    total = part = digit = 0
    for character in text:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            continue
        size = HAN_UNITS[character]
        if size == 10_000:
            total += (part + digit or 1) * size
            part = 0
        else:
            part += (digit or 1) * size
        digit = 0
    return total + part + digit


def _sino(word: str) -> int:
    tens, ten, ones = word.rpartition("십")
    if not ten:
        return SINO_KOREAN[word] if len(word) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (SINO_KOREAN[tens] if tens else 1) + (SINO_KOREAN[ones] if ones else 0)


@cache
def _word_pattern(language: str) -> re.Pattern[str] | None:
    words = NUMBER_WORDS.get(language)
    if words is None:
        return None
    if language == "th":
        return re.compile(f"(?P<word>{any_of(words)})")
    before = r"(?<!\w)[وبل]?(?:ال)?" if language == "ar" else r"(?<![\w-])"
    behind = r"(?!\w)" if language != "ko" else rf"(?=\s?(?:{COUNTERS['ko']}|달|시간|살|해)|\s)"
    return re.compile(rf"{before}(?P<word>{any_of(words)}){behind}", re.IGNORECASE)


def _words(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    pattern = _word_pattern(language)
    if pattern is None:
        return
    doubtful = ONLY_WITH_UNIT.get(language, frozenset())
    counters = COUNTERS.get(language)
    for found in pattern.finditer(text):
        word = found["word"].casefold()
        end = found.end("word")
        if _ADJECTIVE_BEHIND.match(text, end):
            continue
        if word in doubtful:
            counted = counters is not None and re.match(rf"\s?(?:{counters})", text[end:])
            if not counted and not is_unit(text, end):
                continue
        yield found.start("word"), end, NUMBER_WORDS[language][word]
