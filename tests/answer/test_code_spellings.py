"""Fault codes in other spellings than their lists: the same code, and one of two only where told.

A slice of the set; ``python -m scripts.benchmark_error_codes --spellings`` prints all of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.asked_codes import asked_codes
from answer.engine import AnswerEngine
from answer.question import Question, Turn
from api.bootstrap import Application
from api.settings import Settings
from ingest.fault_code import codes_at_start, fault_code
from ingest.identifiers import canonical
from scripts.error_codes import (
    AMBIGUOUS,
    AS_OF,
    MUST_SAY,
    SPELLINGS_FOLDER,
    read_questions,
    read_stretches,
    score,
)

SLICE = (
    *("s003", "s005", "s011", "s017", "s024", "s031", "s037", "s051", "s059", "s083", "s093"),
    *("s095", "s096", "s103", "s107", "s115", "s120", "s127", "s138", "s144", "s147", "s157"),
)
QUESTIONS = {one.id: one for one in read_questions(SPELLINGS_FOLDER, closed=False)}
NAMES = frozenset({"KX20", "FD9", "LA6", "TR5"})


@pytest.fixture(scope="module")
def engine(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AnswerEngine]:
    var = tmp_path_factory.mktemp("code-spellings")
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=SPELLINGS_FOLDER, var_dir=var))
    assert not application.reindex().failed
    yield application.engines.engine()
    application.close()


@pytest.mark.parametrize("name", SLICE)
def test_another_spelling_finds_the_code_and_no_sibling(engine: AnswerEngine, name: str) -> None:
    asked = QUESTIONS[name]
    found = score(asked, engine=engine, stretches=read_stretches(SPELLINGS_FOLDER))
    assert found.wrong_sent == found.wrong_drafted == found.wrong_suggested == ()
    assert asked.kind == AMBIGUOUS or found.beside == ()
    assert found.said
    assert found.right or asked.kind in (*MUST_SAY, AMBIGUOUS)


@pytest.mark.parametrize(("choice", "row"), [("E7", "Wash arm"), ("E07", "Boiler too hot")])
def test_the_code_chosen_of_two_is_the_one_quoted(
    engine: AnswerEngine, choice: str, row: str
) -> None:
    first = Question(id="first", question="Error 7 on our KX-30, please help", as_of=AS_OF)
    asked_back = engine.reply(first)
    assert asked_back.kind == "clarify"
    turns = (
        Turn(role="customer", text=first.question),
        Turn(role="assistant", text=asked_back.text),
    )
    examined = engine.examine(Question(id="then", question=choice, history=turns, as_of=AS_OF))
    assert examined.decision.kind != "clarify"
    assert [row in one.text for one in examined.draft.statements] == [True]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("E.07", "E7", True),
        ("Er.07", "E 07", True),
        ("Ｅ０７", "E07", True),
        ("Е07", "E07", True),
        ("Ε07", "E07", True),
        ("EO7", "E07", True),
        ("С12", "C12", True),
        ("Е07", "F07", False),
        ("E70", "E7", False),
    ],
)
def test_codes_are_one_in_every_alphabet_and_width(one: str, other: str, same: bool) -> None:
    first, second = fault_code(one), fault_code(other)
    assert first is not None
    assert second is not None
    assert first.is_same(second) is same


@pytest.mark.parametrize("cell", ["Er.07", "E 07", "Е07", "Ｅ０７"])
def test_a_cell_states_the_number_as_it_writes_it(cell: str) -> None:
    (span,) = codes_at_start(cell, bare=False)
    assert (span.first.letters, span.first.number, span.first.digits) == ("E", "7", "07")


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("KX-20 shows H3", "en", ["H3"]),
        ("The KX-20 displays E 07.", "en", ["E 07"]),
        ("LA-6에 F 02가 표시됩니다", "ko", ["F 02"]),
        ("TR-5 показывает Е07", "ru", ["Е07"]),
        ("Стоит с 12 часов дня, показывает Е2", "ru", ["Е2"]),
        ("la lavatrice mostra un 3 e 7 punti", "it", []),
        ("Er 8 Stunden lang lief der KX-20 gestern ohne Pause", "de", []),
        ("The display of the LA-6 needs E 24 V, does it show?", "en", []),
        ("see p.12 of the manual, what does it show?", "en", []),
        ("The drive shows the value of parameter A 3 times a day", "en", []),
        ("What does the E 27 socket of the LA-6 show?", "en", []),
    ],
)
def test_letters_apart_from_their_number_are_a_code_only_where_words_say_so(
    text: str, language: str, codes: list[str]
) -> None:
    found = asked_codes(text, language=language, is_name=lambda name: canonical(name) in NAMES)
    assert [one.text for one in found if one.cue != "none"] == codes
