"""The words by which a message leans on what was said: connectives, pronouns, "the second one".

They are data (``answer/data/follow_up_words.json``), in the product's languages. A short message is
easily told to be in the wrong language, so callers name several that it may be in.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from answer.intents import plain
from answer.question_words import words_of
from ingest.language import primary

Role = Literal["connects", "refers", "designates", "corrects", "also", "idle", "yes"]
Place = Literal["first", "second", "third", "fourth", "last", "middle", "other"]
PLACES: tuple[Place, ...] = ("first", "second", "third", "fourth", "last", "middle", "other")
UNSPACED = frozenset({"zh", "ja", "ko", "th"})
"""Written without spaces, or with endings grown on to words."""
_WORD = re.compile(r"[^\W_]+(?:[.,/][^\W_]+)*")
_ARABIC_AND = re.compile(r"و(?=\w{3,})")
_ARABIC_PRONOUN = re.compile(r"(?<!\w)(?!هذه)\w{3,}(?:ه|ها|هما)(?!\w)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_POLITE_WORDS = 4
_LETTERS_A_WORD = 2
"""Where words are not told apart by spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word where it stands in a message, folded: no case, no accents."""

    start: int
    end: int
    folded: str


def words_in(text: str) -> tuple[Word, ...]:
    """The words of a text that is written with spaces, in order."""
    return tuple(
        Word(start=found.start(), end=found.end(), folded=plain(found.group()))
        for found in _WORD.finditer(text)
    )


def connects(text: str, *, languages: Sequence[str]) -> bool:
    """Whether the text goes on from what was said, behind a thanks or an "ok"."""
    for _ in range(_POLITE_WORDS):
        if begins_with(text, "connects", languages=languages):
            return True
        polite = begins_with(text, "idle", languages=languages)
        if not polite:
            return False
        text = text[polite:]
    return False


def begins_with(text: str, role: Role, *, languages: Iterable[str]) -> int:
    """Where the text goes on behind the words of this role that it begins with; 0 for none."""
    reached = 0
    for language in languages:
        phrases = _phrases(primary(language), role)
        if primary(language) in UNSPACED:
            after = _folded(text)
            longest = max((len(one) for one in phrases if after.startswith(one)), default=0)
            reached = max(reached, _behind(text, longest))
            continue
        words = words_in(text)
        for phrase in phrases:
            size = phrase.count(" ") + 1
            if " ".join(word.folded for word in words[:size]) == phrase:
                reached = max(reached, words[size - 1].end)
        if primary(language) == "ar" and not reached and _ARABIC_AND.match(text.strip()):
            reached = text.index("و") + 1
    return reached


def holds(text: str, role: Role | Place, *, languages: Iterable[str]) -> bool:
    """Whether words of this role or place stand anywhere in the text."""
    for language in languages:
        phrases = _phrases(primary(language), role)
        if primary(language) in UNSPACED:
            if any(phrase in _folded(text) for phrase in phrases):
                return True
            continue
        padded = f" {' '.join(word.folded for word in words_in(text))} "
        if any(f" {phrase} " in padded for phrase in phrases):
            return True
        if role == "refers" and primary(language) == "ar" and _ARABIC_PRONOUN.search(text):
            return True
    return False


def left_over(text: str, *, languages: Sequence[str]) -> tuple[str, ...]:
    """What a text says beyond words that only connect, point, ask or are polite, numbers too.

    Words; in scripts without spaces a piece for every two letters.
    """
    bases = [primary(language) for language in languages]
    unspaced = [base for base in bases if base in UNSPACED]
    if not unspaced:
        idle = frozenset().union(*map(_idle_words, bases))
        bare = f" {' '.join(word.folded for word in words_in(text))} "
        for phrase in sorted(frozenset().union(*map(_idle_phrases, bases)), key=len, reverse=True):
            bare = bare.replace(f" {phrase} ", "  ")
        return tuple(word for word in bare.split() if word not in idle)
    bare = _folded(text, marks=" ")
    for base in unspaced:
        for phrase in _idle_pieces(base):
            bare = bare.replace(phrase, " ")
    pieces: list[str] = []
    for run in bare.split():
        if run.isascii():
            pieces.append(run)
        else:
            pieces += [run[at : at + _LETTERS_A_WORD] for at in range(0, len(run), _LETTERS_A_WORD)]
    # a single letter of a syllabary is an ending; a single ideograph is a word
    return tuple(one for one in pieces if len(one) > 1 or _HAN.match(one) or one.isascii())


def place_named(text: str, *, languages: Sequence[str]) -> Place | None:
    """Which of several things offered the text points at; None for none or more than one."""
    named = [place for place in PLACES if holds(text, place, languages=languages)]
    if "other" in named and len(named) > 1:
        named.remove("other")
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=256)
def _phrases(base: str, role: str) -> tuple[str, ...]:
    """The phrases of a role, longest first, folded as texts are."""
    shipped = _shipped().get(base)
    if shipped is None:
        return ()
    fold = _folded if base in UNSPACED else plain
    return tuple(sorted({fold(phrase) for phrase in shipped[role]}, key=len, reverse=True))


@lru_cache(maxsize=32)
def _idle_words(base: str) -> frozenset[str]:
    """Single words that make no topic."""
    words = words_of(base)
    known = {*words.empty, *words.anaphora, *words.wh, *words.articles, *words.also}
    return frozenset({*known, *(one for one in _role_phrases(base) if " " not in one)})


@lru_cache(maxsize=32)
def _idle_phrases(base: str) -> frozenset[str]:
    words = words_of(base)
    phrases = {*_role_phrases(base), *words.also, *words.asks, *words.opens}
    return frozenset(one for one in phrases if " " in one)


@lru_cache(maxsize=32)
def _idle_pieces(base: str) -> tuple[str, ...]:
    words = words_of(base)
    known = {*words.empty, *words.anaphora, *words.wh, *words.ends, *words.asks}
    pieces = {*(_folded(one) for one in known), *_role_phrases(base)} - {""}
    return tuple(sorted(pieces, key=len, reverse=True))


def _role_phrases(base: str) -> frozenset[str]:
    roles = ("connects", "refers", "designates", "corrects", "also", "idle", "yes", *PLACES)
    return frozenset(phrase for role in roles for phrase in _phrases(base, role))


def _behind(text: str, letters: int) -> int:
    """Where so many letters of the folded text end in the text itself."""
    counted = 0
    for position, letter in enumerate(text):
        if counted >= letters:
            return position
        counted += len(_folded(letter))
    return len(text) if letters else 0


def _folded(text: str, *, marks: str = "") -> str:
    """Case, width and spaces taken away; marks become ``marks``."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        letter if letter.isalnum() or unicodedata.combining(letter) else marks
        for letter in composed
    )


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, list[str]]]:
    path = resources.files("answer.data") / "follow_up_words.json"
    values: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return values
