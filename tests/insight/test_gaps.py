"""Gaps over the small company: what was left open, asked again of its release."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answer.insight.gap import Gap, Gaps
from answer.insight.question_record import QuestionRecord
from answer.question import Question
from api.bootstrap import Application
from api.settings import Settings
from tests.api.real_desk import VOLTAGE, desk_application
from tests.insight.logged import a_question

EARLIER = "an-earlier-release"
SOLAR = (
    "Can I connect the XR-200A to solar panels?",
    "Does the XR-200A work with photovoltaic panels?",
    "¿Puedo conectar la XR-200A a paneles solares?",
    "XR-200A 可以接太阳能电池板吗？",
)
LANGUAGES = ("en", "en", "es", "zh-Hans")
PARKING = ("Where can visitors park?", "Is there parking for visitors at your site?")


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


class Asked:
    """Puts questions into a log, each with its vector, as of today."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._count = 0

    def __call__(self, text: str, **fields: Any) -> QuestionRecord:
        self._count += 1
        plain = {"at": datetime.now(UTC) - timedelta(days=2), "release": EARLIER}
        record = a_question(self._count, question=text, **{**plain, **fields})
        vector, name = self._application.searcher().lasting_question_vector(text, record.language)
        self._application.questions.log.add(record, vector=vector, vector_of=name)
        return record

    def solar(self, **fields: Any) -> list[QuestionRecord]:
        return [
            self(text, language=language, **fields)
            for text, language in zip(SOLAR, LANGUAGES, strict=True)
        ]


@pytest.fixture
def asked(application: Application) -> Asked:
    return Asked(application)


def _gap_of(found: Gaps, record: QuestionRecord) -> Gap:
    return next(gap for gap in found.gaps if record.id in gap.questions)


def test_an_empty_log_has_no_gaps(application: Application) -> None:
    found = application.gapping.work_out()
    assert (found.gaps, found.questions, found.unanswered) == ((), 0, 0)


def test_without_a_release_gaps_are_made_of_the_log_alone(tmp_path: Path) -> None:
    application = Application(Settings(content_dir=tmp_path / "content", var_dir=tmp_path / "var"))
    at = datetime.now(UTC)
    application.questions.log.add(a_question(1, at=at, question=SOLAR[0]))
    (gap,) = application.gapping.work_out().gaps
    assert (gap.question, gap.missing, gap.nearest, gap.asked_again) == (
        SOLAR[0],
        "no_document",
        (),
        0,
    )
    application.close()


def test_a_question_in_four_languages_is_one_gap_named_by_its_most_central(
    application: Application, asked: Asked
) -> None:
    solar = asked.solar(market="DE")
    parking = [asked(text) for text in PARKING]
    asked("Do you sell balloons?")
    found = application.gapping.work_out()
    gap = _gap_of(found, solar[0])
    assert set(gap.questions) == {one.id for one in solar}
    assert set(_gap_of(found, parking[0]).questions) == {one.id for one in parking}
    assert [gap.volume for gap in found.gaps] == [4, 2, 1]
    assert gap.question in SOLAR
    assert {one.language for one in gap.examples} | {gap.language} == {"en", "es", "zh-Hans"}
    assert [(one.name, one.count) for one in gap.markets] == [("DE", 4)]
    assert [one.name for one in gap.products] == ["XR-200A"]
    assert gap.state == "open"
    assert gap.nearest
    assert (found.questions, found.unanswered) == (7, 7)


def test_what_was_no_question_of_knowledge_makes_no_gap(
    application: Application, asked: Asked
) -> None:
    for reason in ("asked_for_person", "risk", "with_person"):
        asked(SOLAR[0], reason=reason)
    asked(SOLAR[0], kind="answer", reason="")
    asked(SOLAR[0], audience="agent")
    asked(SOLAR[0], at=datetime.now(UTC) - timedelta(days=91))
    assert application.gapping.work_out().gaps == ()


def test_a_gap_keeps_its_id_when_more_is_asked(application: Application, asked: Asked) -> None:
    first = asked.solar()[0]
    before = _gap_of(application.gapping.work_out(), first)
    for text in (*PARKING, SOLAR[0].upper(), "Solar panels on the XR-200A?"):
        asked(text)
    after = _gap_of(application.gapping.work_out(), first)
    assert after.id == before.id
    assert after.volume > before.volume


def test_what_the_release_answers_now_is_closed_unless_it_left_it_open_itself(
    application: Application, asked: Asked
) -> None:
    current = application.searcher().release.manifest.release
    earlier = asked(VOLTAGE)
    gap = _gap_of(application.gapping.work_out(), earlier)
    assert (gap.state, gap.asked_again, gap.answered_now) == ("closed", 1, 1)
    asked(VOLTAGE, release=current)
    assert _gap_of(application.gapping.work_out(), earlier).state == "open"


def test_an_answer_that_was_rejected_is_open_while_it_is_given_from_the_same_place(
    application: Application, asked: Asked
) -> None:
    examined = application.engines.engine().examine(Question(id="q", question=VOLTAGE))
    cited = tuple(
        f"{one.document}#{one.start}-{one.end}"
        for made in examined.draft.statements
        for one in made.citations
    )
    wrong = {"kind": "answer", "reason": "", "verdict": "wrong"}
    same = asked(VOLTAGE, passages=cited, **wrong)
    gap = _gap_of(application.gapping.work_out(), same)
    assert (gap.missing, gap.state, gap.answered_now) == ("rejected", "open", 0)


@pytest.mark.parametrize(
    ("text", "fields", "missing"),
    [
        ("Where can visitors park their bicycles?", {}, "no_document"),
        ("What is the rated voltage of the XR-990?", {"reason": "unknown_model"}, "other_model"),
        (
            "Does a courier pick up defective drives at home free of charge?",
            {"market": "DE", "reason": "other_market"},
            "other_market",
        ),
        (
            "Does the XR-200A have an explosion protection certificate?",
            {"reason": "expired"},
            "expired",
        ),
        ("Which goodwill discount may I get after two complaints?", {}, "internal_only"),
    ],
)
def test_what_is_missing_is_told_by_asking_again(
    application: Application, asked: Asked, text: str, fields: dict[str, str], missing: str
) -> None:
    record = asked(text, **fields)
    gap = _gap_of(application.gapping.work_out(), record)
    assert gap.missing == missing, gap
    if missing in ("other_market", "expired", "internal_only"):
        assert gap.nearest[0].veto or any(one.veto for one in gap.nearest)


def test_a_thousand_lines_emoji_and_markup_do_no_harm(
    application: Application, asked: Asked
) -> None:
    lines = asked("Does it float?\n" * 1_000)
    emoji = asked("🔌🔋❓" * 50, language="und")
    markup = asked("<script>alert(1)</script> [x](javascript:1) ' OR 1=1 --")
    found = application.gapping.work_out()
    assert {one for gap in found.gaps for one in gap.questions} == {lines.id, emoji.id, markup.id}


def test_one_line_sent_by_nobody_known_all_day_does_not_lead_the_list(
    application: Application, asked: Asked
) -> None:
    for _ in range(200):
        asked("Do you sell balloons?")
    people = [
        asked(text, language=language, customer_id=f"{text}-{number}", tier="standard")
        for number in range(3)
        for text, language in zip(SOLAR, LANGUAGES, strict=True)
    ]
    first = application.gapping.work_out().gaps[0]
    assert people[0].id in first.questions
    assert first.priority.volume == len(people)


def test_vectors_of_another_model_are_made_anew_and_kept(
    application: Application, asked: Asked
) -> None:
    log = application.questions.log
    solar = asked.solar()
    log.set_vectors({one.id: np.ones(7, np.float32) for one in solar}, vector_of="another model")
    gap = _gap_of(application.gapping.work_out(), solar[0])
    assert gap.volume == 4
    name = application.searcher().lasting_question_vector("?", "en")[1]
    assert len(log.vectors([one.id for one in solar], vector_of=name)[0]) == 4


def test_the_matrix_traces_every_figure_to_its_documents_and_questions(
    application: Application, asked: Asked
) -> None:
    found = application.searcher().document("manuals/xr-200-en.md")
    assert found is not None
    place = found.text.index("Grease the bearing")
    passage = f"{found.path}#{place}-{place + 10}"
    answered = asked(
        "How often do I grease the XR-200A?", kind="answer", reason="", passages=(passage,)
    )
    parking = asked(PARKING[0], market="DE")
    matrix = application.covering.work_out()
    names = {one.id: one for one in matrix.topics}
    cell = next(cell for cell in matrix.cells if answered.id in cell.questions)
    assert (cell.product, cell.language, cell.answered) == ("XR-200A", "en", 1)
    assert {"Lubrication", "润滑", "Lubricación"} <= set(names[cell.topic].headings)
    assert found.path in cell.documents
    hole = next(cell for cell in matrix.cells if parking.id in cell.questions)
    assert (hole.hole, hole.topic, hole.market, hole.sections) == ("asked", "", "DE", ())
    for cell in matrix.cells:
        for section in cell.sections:
            path, _, span = section.rpartition("#")
            start, end = map(int, span.split("-"))
            document = application.searcher().document(path)
            assert document is not None
            assert document.text[start:end].strip()
    lacking = [cell for cell in matrix.cells if cell.hole.startswith("sibling")]
    assert all(cell.because and not cell.sections for cell in lacking)
