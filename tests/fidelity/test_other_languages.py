"""The six languages of the product that the set has no bases in: right translations pass."""

import itertools
from pathlib import Path

import pytest

from answer.findings import findings

LINES = (Path(__file__).parent / "other_languages.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")]
LANGUAGES = ROWS[0][1:]
SENTENCES = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
NEGATED = "Do not touch the housing during operation."


def differs(reply: str, language: str, evidence: str, evidence_language: str) -> list[str]:
    found = findings(
        reply,
        evidence,
        language=language,
        evidence_language=evidence_language,
        is_translation=True,
    )
    return [one.kind for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_translations_pass_both_ways(language: str) -> None:
    for row in SENTENCES:
        assert not differs(row[language], language, row["en"], "en")
        assert not differs(row["en"], "en", row[language], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_sentence_does_not(language: str) -> None:
    for row, other in itertools.pairwise(SENTENCES):
        assert differs(row[language], language, other["en"], "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_changed_numbers_and_turned_sentences_are_found(language: str) -> None:
    for row in SENTENCES:
        if "350" in row["en"]:
            assert "number" in differs(
                row[language].replace("350", "530"), language, row["en"], "en"
            )
        if row["en"] == NEGATED:
            turned = "You may touch the housing during operation."
            assert "negation" in differs(row[language], language, turned, "en")
        if "dry" in row["en"]:
            loose = "It can be used in dry rooms."
            assert "only" in differs(row[language], language, loose, "en")
