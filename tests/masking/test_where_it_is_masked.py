"""No personal data in the log of questions, drafts and log lines; the desk keeps what it needs."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from answer.question import Question
from api.bootstrap import Application
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application, desk_client

PRIVATE = ("Jane", "Doe", "jane.doe@gmail.com", "07911 123456", "4111 1111 1111 1111")
ASKED = (
    f"{VOLTAGE} I paid with 4111 1111 1111 1111. Mail jane.doe@gmail.com or call 07911 123456.\n\n"
    "Best regards,\nJane Doe"
)


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


@pytest.mark.parametrize("customer", [None, {"id": "ana"}], ids=["stranger", "customer"])
def test_the_log_of_questions_and_its_vectors_know_nobody(
    application: Application, desk: DeskClient, customer: dict[str, str] | None
) -> None:
    body = {"question": ASKED, **({"customer": customer} if customer else {})}
    desk.ok(desk.http.post("/v1/answers", json=body))
    (logged,) = application.questions.log.latest()
    assert [one for one in PRIVATE if one in logged.question] == []
    assert "[card]" in logged.question
    assert "XR-200A" in logged.question
    fingerprint = application.models.embedder().fingerprint
    _, vectors = application.questions.log.vectors([logged.id], vector_of=fingerprint)
    masked, _ = application.searcher().lasting_question_vector(logged.question, logged.language)
    assert float(vectors[0] @ masked) == pytest.approx(1.0, abs=1e-3)
    unmasked, _ = application.searcher().lasting_question_vector(ASKED, logged.language)
    assert not np.allclose(vectors[0], unmasked, atol=1e-3)


def test_of_a_stranger_no_file_holds_anything_personal(
    application: Application, desk: DeskClient
) -> None:
    for path in ("answers", "suggestions", "search"):
        desk.ok(desk.http.post(f"/v1/{path}", json={"question": ASKED}))
    messages = [{"role": "user", "content": ASKED}]
    desk.ok(
        desk.http.post("/v1/chat/completions", json={"model": "tradewind", "messages": messages})
    )
    files = [
        one
        for one in application.settings.var_dir.rglob("*")
        if one.is_file() and not one.is_symlink()
    ]
    assert any(one.name.startswith("tradewind.db") for one in files)
    held = {
        (one.name, word) for one in files for word in PRIVATE if word.encode() in one.read_bytes()
    }
    assert held == set()


def test_the_desk_reads_what_the_customer_wrote(desk: DeskClient) -> None:
    case = desk.case(question=f"I want to talk to a real person. {ASKED}")
    packet = desk.ok(desk.http.get(f"/v1/handoffs/{case}"))
    assert PRIVATE[2] in str(packet)


def test_an_answer_to_a_message_with_a_card_number_asks_not_to_send_such(desk: DeskClient) -> None:
    reply = desk.ask(f"{VOLTAGE} My card is 4111 1111 1111 1111.")
    assert reply["kind"] == "answer"
    assert reply["caveats"][-1] == "sensitive_person_data"
    assert "please do not send passwords, card numbers" in reply["text"]
    assert desk.ask(VOLTAGE)["caveats"].count("sensitive_person_data") == 0


def test_a_passport_is_no_model_that_nobody_knows(
    application: Application, desk: DeskClient
) -> None:
    asked = f"My passport no. is X1234567. {VOLTAGE}"
    prepared = application.engines.engine().prepare(Question(id="q", question=asked))
    assert [one.text for one in prepared.identifiers] == ["XR-200A"]
    reply = desk.ask(asked)
    assert reply["kind"] == "answer" or reply["handoff"]["reason"] == "sensitive_person_data"
    assert "X1234567" not in reply["text"]


def test_a_draft_from_a_case_knows_nobody(desk: DeskClient) -> None:
    case = desk.case(question=f"I want to talk to a real person. {ASKED}")
    desk.ok(desk.http.post(f"/v1/handoffs/{case}/claim", json={"agent": "kim"}))
    desk.ok(
        desk.http.post(f"/v1/handoffs/{case}/reply", json={"agent": "kim", "text": "It is 24 V."})
    )
    desk.ok(desk.http.post(f"/v1/handoffs/{case}/resolve", json={"agent": "kim"}))
    promoted = desk.ok(
        desk.http.post(
            f"/v1/handoffs/{case}/promote",
            json={
                "agent": "kim",
                "title": "Voltage, asked by jane.doe@gmail.com",
                "question": ASKED,
                "answer": "Dear Jane Doe, the XR-200A has 24 V.",
            },
        )
    )
    (draft,) = desk.ok(desk.http.get("/v1/drafts"))["drafts"]
    text = draft["text"]
    assert [one for one in PRIVATE if one in text + str(promoted)] == []
    assert "the XR-200A has 24 V." in text


def test_no_log_line_holds_what_anybody_wrote(
    desk: DeskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    marker = "quetzalcoatlus"
    asked = f"{marker} {ASKED}"
    desk.ask(asked)
    desk.ok(desk.http.post("/v1/answers", json={"question": asked}))
    desk.http.post("/v1/answers", json={"question": asked, "market": marker})
    desk.http.post("/v1/answers", json={"question": asked * 100})
    desk.http.post("/v1/answers", json={"question": asked, marker: 1})
    desk.http.post("/v1/answers", content=asked.encode())
    desk.ok(desk.http.post("/v1/search", json={"question": asked}))
    desk.ok(desk.http.post("/v1/suggestions", json={"question": asked}))
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    lines = [f"{one.getMessage()} {vars(one)}" for one in ours]
    assert [one for one in lines if any(word in one for word in (marker, *PRIVATE))] == []
