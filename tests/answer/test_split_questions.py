"""Messages told apart into their questions: hand-written ones, and shared questions as traps."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.question_words import words_of
from answer.split_questions import (
    MAX_PARTS,
    asked_words,
    searched_text,
    split_questions,
)
from ingest.language import primary

MESSAGES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "labelled_messages.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def _is_held_back(message: str) -> bool:
    """A third, measured apart."""
    return hashlib.sha256(message.encode()).digest()[0] % 3 == 0


def _split(message: str) -> list[str]:
    return [message[part.start : part.end] for part in split_questions(message)]


@pytest.mark.parametrize("held_back", [False, True])
def test_labelled_messages_are_split_as_a_person_would(held_back: bool) -> None:
    chosen = [one for one in MESSAGES if _is_held_back(one["message"]) is held_back]
    single = [one for one in chosen if not one["questions"]]
    several = [one for one in chosen if one["questions"]]
    wrongly = [one["message"] for one in single if len(_split(one["message"])) > 1]
    assert len(wrongly) <= 0.05 * len(single), wrongly
    missed = []
    for one in several:
        got = _split(one["message"])
        wanted = one["questions"]
        fits = len(got) == len(wanted) and all(
            [question in part for question in wanted] == [own == at for own in range(len(wanted))]
            for at, part in enumerate(got)
        )
        if not fits:
            missed.append(one["message"])
    assert len(missed) <= 0.25 * len(several), missed


def test_the_names_of_the_context_are_carried_and_nothing_else() -> None:
    message = (
        "Hello, we bought an XR-200A last year. What is its rated voltage? "
        "And how long is the warranty? What does the XR-300 weigh?"
    )
    parts = split_questions(message)
    assert [searched_text(message, part) for part in parts] == [
        "Hello, we bought an XR-200A last year. What is its rated voltage?",
        "XR-200A\nAnd how long is the warranty?",
        "What does the XR-300 weigh?",
    ]
    assert asked_words(message, parts[0]) == "What is its rated voltage?"


def test_a_long_list_ends_in_one_part_that_holds_the_rest() -> None:
    questions = [
        "Where is the depot?",
        "Do you ship to Chile?",
        "Which plug has the lamp?",
        "Can I pay by invoice?",
        "How heavy are the drives?",
        "Who repairs pumps?",
        "Is the manual free?",
    ]
    message = "\n".join(f"{number}. {text}" for number, text in enumerate(questions, 1))
    parts = split_questions(message)
    assert len(parts) == MAX_PARTS
    assert all(text in message[parts[-1].start :] for text in questions[MAX_PARTS - 1 :])


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "What? ",
                    "1. ",
                    "2. ",
                    "- ",
                    "also ",
                    "XR-200A ",
                    '"',
                    "“",
                    "？",
                    "؟",
                    ", ",
                    "\n",
                ),
                *("Do you ship to Chile? ", "还有", "吗", " ", "How heavy is the drive", "\u200f"),
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_parts_are_ranges_in_order_that_do_not_overlap(message: str) -> None:
    parts = split_questions(message, language="en")
    assert 1 <= len(parts) <= MAX_PARTS
    ends = [0]
    for part in parts:
        assert ends[-1] <= part.start <= part.asked_start <= part.end <= len(message)
        ends.append(part.end)


def test_a_long_message_takes_no_longer_than_its_length() -> None:
    message = "Do you ship to Chile, and also where is the depot? " * 80
    assert len(split_questions(message, language="en")) == MAX_PARTS


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_every_language_has_words_of_its_own(language: str) -> None:
    words = words_of(language)
    assert words.tails
    assert words.joins
    assert words.also
    if primary(language) != "en":
        assert words != words_of("en")


@pytest.mark.shared_data
def test_single_questions_of_other_people_stay_whole(shared_data: Path) -> None:
    faq = [
        json.loads(line)
        for path in sorted((shared_data / "esp_faq" / "dev").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    questions = [one[key] for one in faq for key in ("q_en", "q_zh") if one.get(key)]
    emanual = shared_data / "emanual" / "dev" / "questions.jsonl"
    questions += [
        one.get("question") or one["Question"]
        for one in map(json.loads, emanual.read_text(encoding="utf-8").splitlines())
    ]
    with (shared_data / "banking77" / "dev" / "train.csv").open(encoding="utf-8") as file:
        questions += [row["text"] for row in list(csv.DictReader(file))[::20]]
    assert len(questions) > 1000
    divided = [one for one in questions if len(split_questions(one)) > 1]
    assert len(divided) <= 0.01 * len(questions), divided
