"""Look-alike models: a quote never holds for another model alone, and the right one is found.

The bounds hold for every question, over the reply, the draft whatever its probability, and what
agents are suggested. ``python -m scripts.benchmark_near_miss`` prints the figures by language.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from answer.engine import AnswerEngine
from answer.question import Question
from answer.reply import Handoff, Reply
from api.bootstrap import Application
from api.schemas import reply_values
from api.settings import Settings
from scripts.benchmark_near_miss import LEAST_RECALL
from scripts.near_miss import (
    AS_OF,
    FOLDER,
    MUST_ASK,
    MUST_SAY,
    NearMiss,
    Outcome,
    read_questions,
    read_stretches,
    score,
)
from tests.small_company import write_documents

QUESTIONS = read_questions()
LANGUAGES = sorted({question.language for question in QUESTIONS})
LEAST_RECALL_IN_A_LANGUAGE = 0.9
"""A language has some forty questions: one more or less is a fortieth."""


@pytest.fixture(scope="module")
def engine(near_miss: Application) -> AnswerEngine:
    return near_miss.engines.engine()


@pytest.fixture(scope="module")
def outcomes(engine: AnswerEngine) -> dict[str, Outcome]:
    """Filled as the languages are asked, so that none is asked twice."""
    return {}


def asked(
    questions: Sequence[NearMiss], engine: AnswerEngine, kept: dict[str, Outcome]
) -> list[Outcome]:
    stretches = read_stretches()
    for one in questions:
        if one.id not in kept:
            kept[one.id] = score(one, engine=engine, stretches=stretches)
    return [kept[one.id] for one in questions]


def test_the_set_is_large_and_says_what_it_tests() -> None:
    assert len({question.question for question in QUESTIONS}) == len(QUESTIONS) >= 500
    assert len(LANGUAGES) == 10
    kinds = Counter(question.kind for question in QUESTIONS)
    assert set(kinds) >= {"model", "shared", "both", "certificate", "mention"} | MUST_ASK | MUST_SAY
    assert kinds["model"] >= 300
    for language in LANGUAGES:
        assert sum(question.language == language for question in QUESTIONS) >= 40


def test_every_gold_text_stands_in_its_document(near_miss: Application) -> None:
    for question in QUESTIONS:
        for path, text in question.gold:
            found = near_miss.searcher().document(path)
            assert found is not None
            assert text in found.text, (question.id, path, text)
    for stretch in read_stretches():
        found = near_miss.searcher().document(stretch.document)
        assert found is not None
        assert found.text.count(stretch.text) == 1, stretch


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_quote_is_about_another_model_and_the_unknown_is_said(
    engine: AnswerEngine, outcomes: dict[str, Outcome], language: str
) -> None:
    found = asked(
        [question for question in QUESTIONS if question.language == language], engine, outcomes
    )
    wrong = [
        (one.question.question, one.wrong_sent, one.wrong_drafted, one.wrong_suggested)
        for one in found
        if one.wrong_sent or one.wrong_drafted or one.wrong_suggested
    ]
    assert wrong == []
    assert [one.question.question for one in found if not one.said] == []
    answerable = [one for one in found if one.question.gold]
    missed = [one.question.question for one in answerable if not one.right]
    assert 1 - len(missed) / len(answerable) >= LEAST_RECALL_IN_A_LANGUAGE, missed


def test_the_right_text_is_among_the_first_three_citations(
    engine: AnswerEngine, outcomes: dict[str, Outcome]
) -> None:
    answerable = [one for one in asked(QUESTIONS, engine, outcomes) if one.question.gold]
    assert sum(one.right for one in answerable) / len(answerable) >= LEAST_RECALL


def told(reply: Reply) -> dict[str, object]:
    """What a customer is told, without what differs from run to run."""
    values = reply_values(reply, audience="customer")
    shown = ("kind", "text", "choices", "handoff", "citations", "confidence")
    return {name: values[name] for name in shown}


@pytest.mark.parametrize(
    "question",
    [
        "What supply voltage does the DP-260X need?",
        "what is the voltage of the dp 260 x",
        "What supply voltage does the DP-261X need?",
        "Is there a DP260X or a DP-210A?",
        "Until when does certificate KF-CE-2026-0901 hold?",
        "Until when does certificate KF-CE-2026-0902 hold?",
    ],
)
def test_a_customer_is_told_the_same_whether_internal_papers_exist_or_not(
    engine: AnswerEngine, without_internal: AnswerEngine, question: str
) -> None:
    message = Question(id="q", question=question, as_of=AS_OF)
    with_papers, without = engine.reply(message), without_internal.reply(message)
    assert told(with_papers) == told(without)
    assert not isinstance(with_papers, Handoff) or "60 V" not in str(with_papers.statements)


def test_an_agent_is_told_what_internal_papers_say(engine: AnswerEngine) -> None:
    question = "What supply voltage will the DP-260X need?"
    agent = Question(id="q", question=question, audience="agent", as_of=AS_OF)
    quoted = [statement.text for statement in engine.examine(agent).draft.statements]
    assert any("60 V" in text for text in quoted)
    customer = Question(id="q", question=question, as_of=AS_OF)
    reply = engine.reply(customer)
    assert isinstance(reply, Handoff)
    assert reply.reason == "unknown_model"
    assert "DP-260X" in reply.text


@pytest.fixture(scope="module")
def without_internal(
    near_miss: Application, default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AnswerEngine:
    """The same company had it never written an internal paper."""
    content, var = tmp_path_factory.mktemp("open-company"), tmp_path_factory.mktemp("open-var")
    files = {
        path.relative_to(FOLDER / "documents").as_posix(): path.read_text(encoding="utf-8")
        for path in (FOLDER / "documents").rglob("*")
        if path.is_file() and "audience: agent" not in path.read_text(encoding="utf-8")
    }
    write_documents(content, files)
    (content / "terms.csv").write_bytes((FOLDER / "terms.csv").read_bytes())
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=content, var_dir=var))
    application.reindex()
    return application.engines.engine()
