"""Small talk and the wish for a person, in every language the product is framed in."""

import csv
import json
from importlib import resources
from pathlib import Path

import pytest

from answer.intents import intent_of, plain
from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.question import SMALL_TALK

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
    for intent in ("greeting", "thanks", "goodbye", "how_are_you", "are_you_a_robot"):
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


TYPED = [
    line.split("\t")
    for line in (Path(__file__).parent / "small_talk.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(("intent", "message"), TYPED)
def test_small_talk_as_people_type_it_and_questions_that_begin_like_it(
    intent: str, message: str
) -> None:
    assert intent_of(message) == intent


def test_a_long_message_is_never_small_talk() -> None:
    assert intent_of("thanks " * 500) == "question"


@pytest.mark.shared_data
def test_no_question_of_other_people_is_taken_for_small_talk(shared_data: Path) -> None:
    with (shared_data / "banking77" / "dev" / "train.csv").open(encoding="utf-8") as file:
        questions = [row["text"] for row in csv.DictReader(file)]
    for path in sorted((shared_data / "esp_faq" / "dev").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            questions += [json.loads(line)[key] for key in ("q_en", "q_zh")]
    manuals = (shared_data / "emanual" / "dev" / "questions.jsonl").read_text(encoding="utf-8")
    for line in manuals.splitlines():
        one = json.loads(line)
        questions.append(one.get("question") or one["Question"])
    assert len(questions) > 10_000
    talk = [one for one in questions if intent_of(one) in SMALL_TALK]
    assert talk == []
