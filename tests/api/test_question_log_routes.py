"""What is logged of questions over HTTP, and what is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.bootstrap import Application
from tests.api.real_desk import PERSON, VOLTAGE, DeskClient, desk_application, desk_client


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def test_everybodys_questions_are_logged_with_their_outcome(
    application: Application, desk: DeskClient
) -> None:
    stranger = desk.ok(
        desk.http.post("/v1/answers", json={"question": VOLTAGE, "market": "de", "channel": "web"})
    )
    customer = desk.ask(PERSON, customer={"id": "ana", "tier": "gold"}, conversation_id="c")
    waiting = desk.ask(VOLTAGE, customer={"id": "ana"}, conversation_id="c")
    logged = application.questions.log.latest()
    assert [one.id for one in logged] == [waiting["id"], customer["id"], stranger["id"]]
    with_person, wish, asked = logged
    assert (with_person.kind, with_person.reason) == ("handoff", "with_person")
    assert (wish.reason, wish.customer_id, wish.tier) == ("asked_for_person", "ana", "gold")
    assert (asked.question, asked.language, asked.market) == (VOLTAGE, "en", "DE")
    assert (asked.kind, asked.customer_id, asked.channel) == ("answer", "", "web")
    citation = stranger["citations"][0]
    assert asked.documents[0] == citation["document"]
    assert asked.passages[0].startswith(f"{citation['document']}#")
    fingerprint = application.models.embedder().fingerprint
    ids = [one.id for one in logged]
    assert list(application.questions.log.vectors(ids, vector_of=fingerprint)[0]) == ids


def test_what_asks_nothing_or_was_not_asked_by_customers_is_not_logged(
    application: Application, desk: DeskClient
) -> None:
    desk.ask("Hello!")
    desk.ok(desk.http.post("/v1/answers", json={"question": "Thank you!"}))
    desk.ok(desk.http.post("/v1/search", json={"question": VOLTAGE}))
    desk.ok(desk.http.post("/v1/suggestions", json={"question": VOLTAGE}))
    assert application.questions.log.latest() == ()


def test_a_message_sent_twice_is_logged_once(application: Application, desk: DeskClient) -> None:
    for _ in range(2):
        desk.ask(VOLTAGE, id="m1", conversation_id="c", customer={"id": "ana"})
    assert len(application.questions.log.latest()) == 1


def test_feedback_is_a_verdict(application: Application, desk: DeskClient) -> None:
    reply = desk.ask(VOLTAGE)
    body = {"reply_id": reply["id"], "verdict": "wrong"}
    desk.ok(desk.http.post("/v1/feedback", json=body))
    assert application.questions.log.latest()[0].verdict == "wrong"


@pytest.mark.parametrize(("change", "verdict"), [("", "right"), ("another text", "edited")])
def test_an_agent_who_sends_the_draft_judges_it(
    application: Application, desk: DeskClient, change: str, verdict: str
) -> None:
    handed = desk.ask(
        f"{VOLTAGE} {PERSON}", customer={"id": "ana"}, conversation_id="c", market="DE"
    )
    case_id = handed["handoff"]["queue_id"]
    tried = desk.packet(case_id)["tried"]
    text = change or tried["draft"]
    desk.take(case_id, "reply", text=text, reply_id=handed["id"])
    assert application.questions.log.latest()[0].verdict == verdict


def test_a_log_that_takes_no_records_loses_no_answer(
    application: Application, desk: DeskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with application.database.writing() as database:
        database.execute("alter table questions rename to questions_elsewhere")
    stranger = desk.ok(desk.http.post("/v1/answers", json={"question": VOLTAGE}))
    customer = desk.ask(VOLTAGE, conversation_id="c", customer={"id": "ana"})
    assert stranger["kind"] == customer["kind"] == "answer"
    assert len(desk.get("/v1/conversations/c")["messages"]) == 2
    told = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert [stranger["id"] in told[0], customer["id"] in told[1]] == [True, True]
    assert "voltage" not in "".join(told)
