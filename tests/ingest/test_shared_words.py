"""Short messages made of words that English has too are told by their little words."""

from collections import Counter
from pathlib import Path

from ingest.language import detect

LINES = (Path(__file__).parent / "shared_words.tsv").read_text(encoding="utf-8").splitlines()
MESSAGES = [line.split("\t") for line in LINES if not line.startswith("#")]
WRONG_AT_MOST = 4
"""Of 80: "App mostra error 12" is Italian as well as Portuguese."""


def test_few_are_taken_for_another_language_and_none_in_german_dutch_or_english() -> None:
    wrong = Counter(tag for tag, text in MESSAGES if detect(text) != tag)
    assert len(MESSAGES) == 80
    assert wrong.total() <= WRONG_AT_MOST
    assert not wrong.keys() & {"de", "nl", "en"}


def test_english_with_a_foreign_word_stays_english() -> None:
    for text in (
        "What is the Garantie?",
        "Where is my Rechnung, please?",
        "How do I reset the Akku",
    ):
        assert detect(text) == "en"
