"""Fault codes: the row asked for and no neighbour's, and what nobody knows is said to be unknown.

A slice of the set; ``python -m scripts.benchmark_error_codes`` prints the figures of all of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.asked_codes import asked_codes
from answer.engine import AnswerEngine
from api.bootstrap import Application
from api.settings import Settings
from ingest.fault_code import codes_at_start, fault_code
from ingest.identifiers import canonical
from scripts.error_codes import FOLDER, MUST_SAY, read_questions, read_stretches, score

SLICE = (
    *("c004", "c007", "c010", "c012", "c016", "c048", "c053", "c067", "c069", "c083", "c087"),
    *("c098", "c103", "l002", "l020"),
)
QUESTIONS = {one.id: one for one in read_questions(closed=False)}
NAMES = frozenset({"HK40", "LS3", "BC12"})


@pytest.fixture(scope="module")
def engine(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AnswerEngine]:
    var = tmp_path_factory.mktemp("error-codes")
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=FOLDER, var_dir=var))
    assert not application.reindex().failed
    yield application.engines.engine()
    application.close()


@pytest.mark.parametrize("name", SLICE)
def test_no_quote_is_about_another_code_and_the_unknown_is_said(
    engine: AnswerEngine, name: str
) -> None:
    found = score(QUESTIONS[name], engine=engine, stretches=read_stretches())
    assert found.wrong_sent == found.wrong_drafted == found.wrong_suggested == ()
    assert found.beside == ()
    assert found.said
    assert found.right or QUESTIONS[name].kind in MUST_SAY


def test_the_set_asks_in_every_language_for_codes_that_are_not_there_too() -> None:
    everything = (*read_questions(closed=False), *read_questions(closed=True))
    assert len({one.language for one in everything}) == 18
    absent = [one for one in everything if one.kind in MUST_SAY]
    assert len(absent) * 3 >= sum(one.kind != "look_alike" for one in everything)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("E02", "e-2", True),
        ("Err 5", "E05", True),
        ("7", "F07", True),
        ("0x8007", "0X8007", True),
        ("E2", "E20", False),
        ("E2", "F2", False),
        ("P2", "2", False),
        ("E12", "E12a", False),
    ],
)
def test_codes_are_one_however_they_are_written(one: str, other: str, same: bool) -> None:
    first, second = fault_code(one), fault_code(other)
    assert first is not None
    assert second is not None
    assert first.is_same(second) is same


@pytest.mark.parametrize(
    ("cell", "covered", "left"),
    [("E01, E03", "E3", "E2"), ("F1 至 F5", "F3", "F7"), ("E10–E15", "E12", "E16")],
)
def test_a_cell_states_lists_and_ranges(cell: str, covered: str, left: str) -> None:
    spans = codes_at_start(cell, bare=False)
    inside, outside = fault_code(covered), fault_code(left)
    assert inside is not None
    assert outside is not None
    assert any(span.covers(inside) for span in spans)
    assert not any(span.covers(outside) for span in spans)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("BC-12显示F2怎么办", ["F2"]),
        ("что значит ошибка F7", ["F7"]),
        ("Fehler 7 am Kessel HK-40", ["Fehler 7"]),
        ("the error came 3 times", []),
        ("What does the F1 key of the LS-3 do?", []),
        ("What breaker does it need, a C16 breaker?", []),
        ("the alarm goes off at 24 V", []),
    ],
)
def test_a_code_is_read_by_the_words_around_it(text: str, codes: list[str]) -> None:
    found = asked_codes(text, is_name=lambda name: canonical(name) in NAMES)
    assert [one.text for one in found if one.cue != "none"] == codes
