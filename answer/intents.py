"""Greetings, thanks, goodbyes and the wish for a person, told from the words alone."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from answer.question import Intent

_NOT_LETTERS = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentWords:
    """Whole messages by intent, and phrases that ask for a person wherever they stand."""

    whole: dict[str, Intent]
    person: tuple[str, ...]
    languages: dict[str, tuple[str, ...]]
    """The languages in which a whole message is said, by the message."""


@lru_cache(maxsize=1)
def load_intent_words() -> IntentWords:
    """The shipped words of 18 languages."""
    text = (resources.files("answer.data") / "intents.json").read_text(encoding="utf-8")
    values: dict[str, dict[str, list[str]]] = json.loads(text)
    whole: dict[str, Intent] = {}
    spelled: dict[str, Intent] = {}
    person: list[str] = []
    languages: dict[str, tuple[str, ...]] = {}
    for language, groups in values.items():
        for intent in ("greeting", "thanks", "goodbye"):
            for phrase in groups[intent]:
                whole[plain(phrase)] = intent
                spelled[_with_accents(phrase)] = intent
                for form in {plain(phrase), _with_accents(phrase)}:
                    languages[form] = (*languages.get(form, ()), language)
        person.extend(plain(phrase) for phrase in groups["wants_person"])
    # as spelled goes first: Spanish "chao" says goodbye, Vietnamese "chào" says hello
    return IntentWords(whole={**whole, **spelled}, person=tuple(person), languages=languages)


def intent_of(text: str) -> Intent:
    """What a message wants; ``unclear`` when it holds no letter or digit at all."""
    words = load_intent_words()
    folded = plain(text)
    if not folded:
        return "unclear"
    found = words.whole.get(_with_accents(text)) or words.whole.get(folded)
    if found is not None:
        return found
    padded = f" {folded} "
    for phrase in words.person:
        # scripts without spaces have no word border to ask for
        if (phrase in folded) if _has_no_spaces(phrase) else (f" {phrase} " in padded):
            return "wants_person"
    return "question"


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that say this whole message as a greeting, thanks or goodbye."""
    words = load_intent_words()
    return words.languages.get(_with_accents(text)) or words.languages.get(plain(text), ())


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
