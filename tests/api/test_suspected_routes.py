"""``/v1/handoffs/suspected`` over HTTP: what was answered although a person may have to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.bootstrap import Application
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application, desk_client
from tests.desk.stored import a_risk

PATH = "/v1/handoffs/suspected"


@pytest.fixture
def application(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with desk_application(company, tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def answered(desk: DeskClient, application: Application, conversation_id: str) -> str:
    """The id of a message that was answered and is suspected, whatever a classifier makes of it."""
    message_id = desk.name("message")
    reply = desk.ask(VOLTAGE, id=message_id, conversation_id=conversation_id)
    assert reply["kind"] == "answer"
    services = application.services().desk
    assert services is not None
    services.desk.conversations.add_risks(
        message_id,
        conversation_id=conversation_id,
        risks=[a_risk("safety", probability=0.25, is_suspected=True)],
        at=datetime.now(UTC),
    )
    return message_id


def test_the_list_and_both_ways_out_of_it(desk: DeskClient, application: Application) -> None:
    first = answered(desk, application, "suspected")
    second = answered(desk, application, "x/2 🙂")
    found = desk.get(PATH)
    assert [one["message"]["id"] for one in found["messages"]] == [second, first]
    assert found["total"] == 2
    one = found["messages"][1]
    assert one["message"]["text"] == VOLTAGE
    assert one["reply"]["kind"] == "answer"
    assert "24 V" in one["reply"]["text"]
    assert (one["market"], one["language"], one["case_url"]) == ("DE", "en", None)
    (risk,) = one["risks"]
    assert (risk["risk_class"], risk["probability"], risk["is_suspected"]) == ("safety", 0.25, True)
    assert "hurt" in risk["reason"]["en"]
    assert desk.get(PATH, limit=1, offset=1)["messages"] == [one]

    def look(message_id: str, conversation_id: str, **body: object) -> object:
        of = {"conversation_id": conversation_id, "message_id": message_id, "agent": "li"}
        return desk.ok(desk.http.post(f"{PATH}/looked-at", json={**of, **body}))

    seen = look(first, "suspected", note="harmless")
    assert isinstance(seen, dict)
    assert (seen["by"], seen["note"], seen["case"]) == ("li", "harmless", None)
    taken = look(second, "x/2 🙂", hand_over=True)
    assert isinstance(taken, dict)
    assert taken["case"]["risk_class"] == "safety"
    assert desk.get(PATH)["messages"] == []
    packet = desk.packet(taken["case"]["id"])
    assert packet["question"] == VOLTAGE
    assert [risk["is_suspected"] for risk in packet["risks"]] == [False]
    talk = desk.get("/v1/conversations/x/2 🙂")
    assert talk["case_id"] == taken["case"]["id"]
    assert talk["messages"][-1]["role"] == "assistant"


def test_who_comes_second_and_what_is_none_is_told(
    desk: DeskClient, application: Application
) -> None:
    message_id = answered(desk, application, "once")
    body = {"conversation_id": "once", "message_id": message_id, "agent": "li"}
    assert desk.http.post(f"{PATH}/looked-at", json=body).status_code == 200
    late = desk.http.post(f"{PATH}/looked-at", json={**body, "agent": "bo"})
    assert late.status_code == 409
    assert "'li'" in late.json()["detail"]
    none = desk.http.post(f"{PATH}/looked-at", json={**body, "message_id": "none"})
    assert none.status_code == 404
    assert desk.http.post(f"{PATH}/looked-at", json={**body, "agent": " "}).status_code == 422
    assert desk.http.post(f"{PATH}/looked-at", json={**body, "more": 1}).status_code == 422
