"""What the widget says in 18 languages, and that it says nothing else."""

import re
from importlib import resources

import pytest

from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from api.widget.words import direction_of, language_for, words_of

BROWSER = resources.files("api.widget") / "browser"
SOURCE = "\n".join(
    file.read_text(encoding="utf-8") for file in BROWSER.iterdir() if file.name.endswith(".js")
)
FAMILIAR = {
    "de": r"\b(du|dich|dir|dein\w*)\b",
    "fr": r"\b(tu|toi|ton|tes)\b",
    "es": r"\b(tú|tu|tus|te)\b",
    "it": r"\b(tu|tuo|tua|ti)\b",
    "nl": r"\b(je|jij|jouw)\b",
    "pl": r"\b(ty|twój|twoja|twoje|cię|ci)\b",
    "ru": r"\b(ты|тебе|тебя|твой|твоя)\b",
    "tr": r"\b(sen|sana|senin)\b",
    "vi": r"\b(bạn|mày)\b",
    "id": r"\b(kamu|kau|lu)\b",
    "zh-Hans": "你",
    "zh-Hant": "你",
}
"""How one speaks to friends."""


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_every_language_says_everything_with_the_same_values(language: str) -> None:
    english, words = words_of("en"), words_of(language)
    assert list(words) == list(english)
    for key, text in words.items():
        assert text == text.strip()
        assert text
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", english[key]), key
    same = [key for key in words if words[key] == english[key] and len(english[key]) > 14]
    assert language == "en" or same == [], "left untranslated"


@pytest.mark.parametrize(("language", "pattern"), FAMILIAR.items())
def test_customers_are_addressed_politely(language: str, pattern: str) -> None:
    told = [text for text in words_of(language).values() if re.search(pattern, text.lower())]
    assert told == []


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    known = words_of("en").keys()
    named = set(re.findall(r"\bwords\.(\w+)", SOURCE))
    by_kind = {f"kind_{kind}" for kind in ("manual", "certificate", "faq")}
    of_problems = set(re.findall(r'Problem\((?:[^()]*\? )?"(\w+)"(?: : "(\w+)")?', SOURCE))
    problems = {one for pair in of_problems for one in pair if one}
    steps = {"searching", "checking"}
    assert problems == {"refused", "failed", "too_many", "offline"}
    assert named | by_kind | problems | steps == set(known)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("de-AT", "de"),
        ("zh-TW", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("pt-BR", "pt"),
        ("in", "id"),
        ("fi", "en"),
        ("", "en"),
        ("<script>", "en"),
    ],
)
def test_the_nearest_language_is_spoken(wanted: str, found: str) -> None:
    assert language_for(wanted, load_phrases()) == found


def test_arabic_alone_is_written_from_the_right() -> None:
    assert [one for one in SHIPPED_LANGUAGES if direction_of(one) == "rtl"] == ["ar"]
