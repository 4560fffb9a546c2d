"""Which fault codes a text names, and how sure that is from the words around them.

A word for a fault right beside it makes any code, and a bare number, one. A display, a message or
"what does it mean" in the same sentence makes letters with a number one, more surely right beside
it, unless a noun right beside them says what else they are the name of: a key, a terminal, a
breaker. Letters a space away from their number need more: they may be words.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from answer.spelled_numbers import spelled_numbers
from ingest.fault_code import (
    BARE,
    CODE_END,
    CODE_START,
    LETTERED,
    SPACED,
    CodeSpan,
    FaultCode,
    blinks,
    codes_at_start,
    fault_code,
    fold_codes,
    is_spaced,
    stems,
)
from ingest.fault_code_words import (
    BLINK_STEMS,
    CODE_WORDS,
    DISPLAY_STEMS,
    FAULT_LABELS,
    NO_CODE_NOUNS,
    NO_UNITS,
    SHOWN_BEHIND,
    SHOWN_WORDS,
    SHOWS_BEFORE,
    TIMES,
    TIMES_IN_A_WORD,
)
from ingest.identifier_grammar import any_of
from ingest.identifier_words import MONTHS, UNITS
from ingest.language import primary

Cue = Literal["label", "named", "shown", "none"]
"""A word for a fault right beside it; one of showing or meaning; one of these in the sentence;
neither."""

TELEGRAPHIC_WORDS = 5
"""Who writes no more than "HK-40 E04" need not say that the display shows it."""

MOST_CODES = 16
"""Of one question: every passage is read for each of them."""

BLINKS_WITHIN = 40
"""Characters between a word for blinking and how often."""
_SEPARATOR = r"[\s:：#.№\"'“„«「『(-]{0,3}"
_CODE_WORD = rf"(?:[\s-]?(?:{any_of(CODE_WORDS)}))?"
_LABELLED = re.compile(
    rf"(?:{any_of(FAULT_LABELS)}|(?<![^\W\d_])(?:fehler|störungs|fout|storings)code){_CODE_WORD}"
    rf"{_SEPARATOR}(?P<code>{LETTERED}|{SPACED}|{BARE}){CODE_END}",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(
    rf"{CODE_START}(?P<code>{LETTERED}){CODE_END}[\s-]?(?:{any_of(FAULT_LABELS)})", re.IGNORECASE
)
_SHOWN_NUMBER = re.compile(
    rf"(?:{any_of(SHOWS_BEFORE)}){_CODE_WORD}{_SEPARATOR}(?P<before>{BARE}){CODE_END}"
    rf"|{CODE_START}(?P<behind>{BARE})[」』\"]?(?:{'|'.join(SHOWN_BEHIND)})",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{CODE_START}(?P<code>{LETTERED}){CODE_END}(?!-[A-Za-z0-9])")
_UNITS = tuple(unit for unit in UNITS if len(unit) > 1 and unit not in NO_UNITS)
_COUNTED = re.compile(
    rf"\s?(?:{any_of((*TIMES, *_UNITS, *MONTHS))})"
    r"|\s?[%°℃]|\s?[VAWKΩ]\b|:\d",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"\s?(?:{any_of(TIMES)})", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w.,])\d{1,2}(?![\d.,])")
_IN_A_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(TIMES_IN_A_WORD)})(?!\w)", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d_]+)[\s.:\"'(-]{0,3}$")
_WORD_BEHIND = re.compile(r"[\s\"')-]{0,2}(?P<word>[^\W\d_]+)")
_SIGNS_LOOKED_AT = 5
_LOOKED_BACK = 64
"""Characters before a code in which the word beside it begins: looked for in all of the text, each
of many codes behind a word of thousands of letters would cost that word's square."""
_SHORT = 4
"""Letters of a noun that more than its plural may begin with."""
_SENTENCE_END = re.compile(r"[.!?。！？؟\n]+(?=\s|$)|[。！？\n]")


_SHOWN = stems((*SHOWN_WORDS, *FAULT_LABELS, *BLINK_STEMS))
_SHOWN_SPACED = "|".join(re.escape(word) for word in SHOWN_WORDS if is_spaced(word))
_SHOWN_OTHER = "|".join(re.escape(word) for word in SHOWN_WORDS if not is_spaced(word))
_SHOWN_BEFORE = re.compile(
    rf"(?:(?<![^\W\d_])(?:{_SHOWN_SPACED})[^\W\d_]{{0,12}}|(?:{_SHOWN_OTHER})[^\W\d_]{{0,3}})"
    r"[\s:：\"'“„«「『(]{0,3}(?:[^\W\d_]{1,3}\s)?$",
    re.IGNORECASE,
)
_SHOWN_BESIDE = re.compile(
    rf"[\s\"'”»」』)]{{0,2}}(?:[^\W\d_]{{1,3}}\s?)?(?:{_SHOWN_SPACED}|{_SHOWN_OTHER})"
    rf"|(?:\s[^\W\d_]{{1,4}}){{1,3}}\s(?:{'|'.join(DISPLAY_STEMS)})",
    re.IGNORECASE,
)
"""Behind a code; a short word may stand between."""
_SPACED_TOKEN = re.compile(
    rf"{CODE_START}(?P<code>(?:[A-Z]|E[Rr][Rr]?|ALM?|FLT|[ef]|err) \d{{1,4}}){CODE_END}"
    r"(?!-[A-Za-z0-9])"
)
_SAYS_FAULT = frozenset({"E", "F"})
"""Letters a space before their number that a sentence about a display suffices for."""
_WORDS: dict[str, frozenset[str]] = {"e": frozenset({"it", "pt"}), "Er": frozenset({"de", "nl"})}
"""What is a word of a language as well."""
_BLINK = stems(BLINK_STEMS)
_NOUN = stems(tuple(noun for noun in NO_CODE_NOUNS if len(noun) > _SHORT or not is_spaced(noun)))
_SHORT_NOUN = re.compile(
    rf"(?:{'|'.join(noun for noun in NO_CODE_NOUNS if len(noun) <= _SHORT and is_spaced(noun))})s?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCode:
    """A code that a text names."""

    code: FaultCode
    text: str
    """As written."""
    start: int
    end: int
    cue: Cue
    digits: str = ""
    """The number as it has to be written, zeros and all, where that tells two codes apart."""

    def is_written_as(self, span: CodeSpan) -> bool:
        """Whether a text that states the code writes its number so."""
        return not self.digits or span.first != span.last or span.first.digits == self.digits


def asked_codes(
    text: str, *, language: str = "", is_name: Callable[[str], bool]
) -> tuple[AskedCode, ...]:
    """The codes that a question or a heading names, in reading order, each place once.

    ``is_name`` says of letters with a number whether they are the name of a product.
    """
    folded = fold_codes(text)
    source = folded.text
    found: dict[int, AskedCode] = {}
    taken = bytearray(len(source))
    for start, end, code, cue in _found(source, language, is_name):
        if not any(taken[start:end]):
            taken[start:end] = bytes([1]) * (end - start)
            found[start] = AskedCode(
                code=code, text=source[start:end], start=start, end=end, cue=cue
            )
    offsets = folded.offsets
    return tuple(
        AskedCode(
            code=one.code,
            text=text[offsets[start] : offsets[one.end - 1] + 1],
            start=offsets[start],
            end=offsets[one.end - 1] + 1,
            cue=one.cue,
        )
        for start, one in sorted(found.items())
    )


def each_once(codes: Iterable[AskedCode]) -> tuple[AskedCode, ...]:
    """The first of these codes, each where it stands first: more than anybody asks about."""
    first: dict[tuple[FaultCode, str, Cue], AskedCode] = {}
    for one in codes:
        first.setdefault((one.code, one.text, one.cue), one)
    return tuple(first.values())[:MOST_CODES]


def labelled_spans(text: str) -> tuple[CodeSpan, ...]:
    """The codes, lists and ranges of codes that stand right behind a word for a fault."""
    source = fold_codes(text).text
    return tuple(
        span
        for found in _LABELLED.finditer(source)
        if not _is_counted(source, found)
        for span in codes_at_start(source[found.start("code") :], bare=False)
        or codes_at_start(found["code"], bare=True)
    )


def _found(
    source: str, language: str, is_name: Callable[[str], bool]
) -> Iterator[tuple[int, int, FaultCode, Cue]]:
    yield from _blinking(source, language)
    for found in (*_LABELLED.finditer(source), *_LABEL_BEHIND.finditer(source)):
        code = fault_code(found["code"])
        if code and not is_name(found["code"]) and not _is_counted(source, found):
            # "alarm 9": the number alone would name nothing
            start = found.start("code") if code.letters else found.start()
            yield start, found.end("code"), code, "label"
    sentences = _Sentences(source)
    for found in _SPACED_TOKEN.finditer(source):
        code = fault_code(found["code"])
        if code is None or is_name(found["code"]) or _is_named_otherwise(source, found):
            continue
        letters = found["code"].partition(" ")[0]
        is_word = primary(language) in _WORDS.get(letters, ())
        if _COUNTED.match(source, found.end()) or (is_word and letters.islower()):
            continue
        cue = _cue(source, found, sentences)
        if len(letters) > 1 and not is_word and cue == "none":
            cue = "shown"  # an "Err" is nothing else
        if cue == "named" or (cue == "shown" and code.letters in _SAYS_FAULT):
            yield *found.span("code"), code, cue
    for found in _SHOWN_NUMBER.finditer(source):
        group = "before" if found["before"] else "behind"
        code = fault_code(found[group])
        if code and _COUNTED.match(source, found.end(group)) is None:
            yield *found.span(group), code, "shown"
    for found in _TOKEN.finditer(source):
        code = fault_code(found["code"])
        if code and not is_name(found["code"]) and not _is_named_otherwise(source, found):
            yield *found.span("code"), code, _cue(source, found, sentences)


def _blinking(source: str, language: str) -> Iterator[tuple[int, int, FaultCode, Cue]]:
    """How often a lamp blinks: a word for it, and within a few words a number of times."""
    places = [found.start() for found in _BLINK.finditer(source)]
    if not places:
        return
    counted = [
        (found.start(), found.end(), TIMES_IN_A_WORD[found.group().casefold()])
        for found in _IN_A_WORD.finditer(source)
    ]
    numbers = (
        *((found.start(), found.end(), int(found.group())) for found in _DIGITS.finditer(source)),
        *spelled_numbers(source, language),
    )
    counted.extend(one for one in numbers if _TIMES.match(source, one[1]))
    for start, end, count in counted:
        if any(abs(start - place) <= BLINKS_WITHIN for place in places):
            yield start, end, blinks(count), "label"


def _is_counted(source: str, found: re.Match[str]) -> bool:
    """Whether a bare number counts something: "the error 3 times", "Alarm 24 V"."""
    return found["code"].isdigit() and _COUNTED.match(source, found.end("code")) is not None


def _cue(source: str, found: re.Match[str], sentences: "_Sentences") -> Cue:
    start = max(0, found.start() - _LOOKED_BACK)
    if _SHOWN_BEFORE.search(source, start, found.start()) or _SHOWN_BESIDE.match(
        source, found.end()
    ):
        return "named"
    return "shown" if sentences.show(found.span()) else "none"


def _is_named_otherwise(source: str, found: re.Match[str]) -> bool:
    """Whether a noun right beside it says what it is the name of.

    Scripts without spaces run on: there it is looked for in the signs next to it.
    """
    before = _WORD_BEFORE.search(source, max(0, found.start() - _LOOKED_BACK), found.start())
    behind = _WORD_BEHIND.match(source, found.end())
    return bool(
        (before and _names_otherwise(before["word"], before["word"][-_SIGNS_LOOKED_AT:]))
        or (behind and _names_otherwise(behind["word"], behind["word"][:_SIGNS_LOOKED_AT]))
    )


def _names_otherwise(word: str, signs: str) -> bool:
    if not is_spaced(word):
        return _NOUN.search(signs) is not None
    return bool(_NOUN.match(word) or _SHORT_NOUN.fullmatch(word))


class _Sentences:
    """Which sentences of a text say that something is shown, or ask what it means."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._is_telegraphic = len(source.split()) <= TELEGRAPHIC_WORDS
        self._ends = [end.end() for end in _SENTENCE_END.finditer(source)]
        self._shows: dict[tuple[int, int], bool] = {}
        """By sentence: one of many codes is looked through once."""

    def show(self, span: tuple[int, int]) -> bool:
        """Whether the sentence around a place does, or the text says next to nothing else."""
        if self._is_telegraphic:
            return True
        begins, ends = bisect_right(self._ends, span[0]), bisect_left(self._ends, span[1])
        start = self._ends[begins - 1] if begins else 0
        end = self._ends[ends] if ends < len(self._ends) else len(self._source)
        if (start, end) not in self._shows:
            self._shows[start, end] = _SHOWN.search(self._source[start:end]) is not None
        return self._shows[start, end]
