"""Greetings, thanks, goodbyes and the wish for a person, told from the words alone.

A message is small talk when all of it is: phrases that say so, side by side, and words that add
nothing to them ("so much", "everyone"). One word more makes it a question.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from answer.question import Intent

_NOT_LETTERS = re.compile(r"[^\w\s]|_")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d])\1+(?!\w)")
LONGEST_SMALL_TALK_CHARACTERS = 120
_RANK: tuple[Intent, ...] = (*("are_you_a_robot", "how_are_you", "goodbye", "thanks", "greeting"),)
"""Which of several said at once is replied to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentWords:
    """Phrases of small talk by intent, and phrases that ask for a person wherever they stand."""

    whole: dict[str, Intent]
    person: tuple[str, ...]
    person_unspaced: tuple[str, ...]
    """Those of scripts without spaces: there is no word border to ask for."""
    languages: dict[str, tuple[str, ...]]
    """The languages in which a phrase is said, by the phrase."""
    fillers: frozenset[str]
    """What may stand beside small talk and adds nothing."""
    longest: int
    """Characters of the longest phrase or filler."""


@lru_cache(maxsize=1)
def load_intent_words() -> IntentWords:
    """The shipped words of 18 languages."""
    text = (resources.files("answer.data") / "intents.json").read_text(encoding="utf-8")
    values: dict[str, dict[str, list[str]]] = json.loads(text)
    whole: dict[str, Intent] = {}
    spelled: dict[str, Intent] = {}
    person: list[str] = []
    languages: dict[str, tuple[str, ...]] = {}
    fillers: set[str] = set()
    for language, groups in values.items():
        for intent in _RANK:
            for phrase in groups[intent]:
                whole[plain(phrase)] = intent
                spelled[_with_accents(phrase)] = intent
                for form in {plain(phrase), _with_accents(phrase)}:
                    languages[form] = (*languages.get(form, ()), language)
        person.extend(plain(phrase) for phrase in groups["wants_person"])
        for phrase in groups["filler"]:
            fillers |= {plain(phrase), _with_accents(phrase)}
    # as spelled goes first: Spanish "chao" says goodbye, Vietnamese "chào" says hello
    both = {**whole, **spelled}
    return IntentWords(
        whole=both,
        person=tuple(f" {phrase} " for phrase in person if not _has_no_spaces(phrase)),
        person_unspaced=tuple(phrase for phrase in person if _has_no_spaces(phrase)),
        languages=languages,
        fillers=frozenset(fillers - {""}),
        longest=max(map(len, (*both, *fillers))),
    )


def intent_of(text: str) -> Intent:
    """What a message wants; ``unclear`` when it holds no letter or digit at all."""
    words = load_intent_words()
    folded = plain(text)
    if not folded:
        return "unclear"
    said = {words.whole[phrase] for phrase in _phrases_of(text)}
    for intent in _RANK:
        if intent in said:
            return intent
    padded = f" {folded} "
    asks = any(phrase in padded for phrase in words.person)
    asks = asks or any(phrase in folded for phrase in words.person_unspaced)
    return "wants_person" if asks else "question"


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that say all of this message as small talk, else those of some of it."""
    spoken = load_intent_words().languages
    found = [spoken.get(phrase, ()) for phrase in _phrases_of(text)]
    mixed = tuple(dict.fromkeys(language for each in found for language in each))
    shared = tuple(language for language in mixed if all(language in each for each in found))
    return shared or mixed


def _phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of small talk that, with fillers, make up the whole message; else none."""
    if len(text) > LONGEST_SMALL_TALK_CHARACTERS:
        return ()
    for spelled in (_with_accents(text), plain(text)):
        drawn_in = _DRAWN_OUT.sub(r"\1", spelled)
        forms = (spelled, drawn_in, _DRAWN_OUT.sub(r"\1\1", spelled), _DOUBLED.sub(r"\1", spelled))
        for form in dict.fromkeys(forms):
            phrases = _tiles(form)
            if phrases:
                return phrases
    return ()


def _tiles(form: str) -> tuple[str, ...]:
    """Phrases that tile the text beside fillers, the longest at each place; none if one is left."""
    words = load_intent_words()
    found: list[str] = []
    at = 0
    while at < len(form):
        if form[at] == " ":
            at += 1
            continue
        for end in range(min(len(form), at + words.longest), at, -1):
            piece = form[at:end]
            ends_word = end == len(form) or form[end] == " " or _has_no_spaces(form[end - 1])
            if ends_word and (piece in words.whole or piece in words.fillers):
                break
        else:
            return ()
        if piece in words.whole:
            found.append(piece)
        at = end
    return tuple(found)


def plain(text: str) -> str:
    """Case, accents, width and punctuation taken away."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(
        c for c in folded if not unicodedata.combining(c) or "\u0e00" <= c <= "\u0e7f"
    )
    # Turkish capitals: I is the capital of ı there, and of i everywhere else
    composed = unicodedata.normalize("NFKC", letters).replace("ı", "i")
    return " ".join(_NOT_LETTERS.sub(" ", composed).split())


def _with_accents(text: str) -> str:
    """Case, width and punctuation taken away, accents kept."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_NOT_LETTERS.sub(" ", composed).split())


def _has_no_spaces(phrase: str) -> bool:
    return any("\u0e00" <= c <= "\u0e7f" or "\u3040" <= c <= "\u9fff" for c in phrase)
