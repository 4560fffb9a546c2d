"""Small talk and the wish for a person, in every language the product is framed in."""

import json
from importlib import resources

import pytest

from answer.intents import intent_of, plain
from answer.locale.phrases import SHIPPED_LANGUAGES

WORDS: dict[str, dict[str, list[str]]] = json.loads(
    (resources.files("answer.data") / "intents.json").read_text(encoding="utf-8")
)

QUESTIONS = {
    "en": "Which cleaning agent is safe for a person with allergies?",
    "zh-Hans": "你好，人工复位需要多长时间？",
    "zh-Hant": "手動重設需要多長時間？",
    "es": "¿Cuántas personas hacen falta para hablar de una instalación segura?",
    "pt": "Quantas pessoas são precisas para a instalação?",
    "fr": "Combien de personnes faut-il pour l'installation ?",
    "de": "Wie viele Menschen braucht man für die Montage?",
    "it": "Quante persone servono per il montaggio?",
    "nl": "Hoeveel mensen zijn nodig voor de montage?",
    "pl": "Ile osób potrzeba do montażu?",
    "ru": "Сколько человек нужно для монтажа?",
    "tr": "Montaj için kaç insan gerekiyor?",
    "ar": "كم شخصا يلزم للتركيب؟",
    "ja": "取り付けには何人必要ですか？",
    "ko": "설치에 몇 사람이 필요합니까?",
    "vi": "Cần mấy người để lắp đặt?",
    "th": "ต้องใช้คนกี่คนในการติดตั้ง",
    "id": "Berapa orang yang dibutuhkan untuk pemasangan?",
}


def test_all_languages_are_there() -> None:
    assert set(WORDS) == set(SHIPPED_LANGUAGES) == set(QUESTIONS)


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_small_talk_is_told_however_it_is_typed(language: str) -> None:
    for intent in ("greeting", "thanks", "goodbye"):
        assert len(WORDS[language][intent]) >= 1
        for phrase in WORDS[language][intent]:
            for typed in (phrase, f" {phrase.upper()}!! ", f"{phrase} 🙂", f"¡{phrase}。"):
                assert intent_of(typed) == intent, typed


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_the_wish_for_a_person_is_told_wherever_it_stands(language: str) -> None:
    for phrase in WORDS[language]["wants_person"]:
        for typed in (phrase, f"{phrase.upper()}!", f"XR-200A, {phrase}, 24 V"):
            assert intent_of(typed) == "wants_person", typed


@pytest.mark.parametrize(("language", "question"), QUESTIONS.items())
def test_a_question_is_a_question(language: str, question: str) -> None:
    assert intent_of(question) == "question"
    greeting = WORDS[language]["greeting"][0]
    assert intent_of(f"{greeting}, {question}") == "question"


@pytest.mark.parametrize("text", ["?", "…", "🙂🙂", "-- !!", "\u200b"])
def test_what_holds_no_letter_is_unclear(text: str) -> None:
    assert intent_of(text) == "unclear"


@pytest.mark.parametrize("text", ["Ｈｅｌｌｏ！", "olá", "ÔLA", "Dzień—dobry_", "สวัสดี", "24 V"])
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
