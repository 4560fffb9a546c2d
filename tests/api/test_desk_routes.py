"""The desk over HTTP, as chatbots and agents have it in a day, over a real engine."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.bootstrap import Application
from tests.api.real_desk import (
    BURNT,
    PERSON,
    SECRET,
    SOP,
    VOLTAGE,
    DeskClient,
    desk_application,
    desk_client,
)


@pytest.fixture(scope="module")
def application(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with desk_application(company, tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="module")
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def seen(desk: DeskClient, conversation_id: str, **query: Any) -> Any:
    return desk.get(f"/v1/conversations/{conversation_id}", **query)


# the chatbot's day -----------------------------------------------------------------------------


def test_one_history_over_two_channels_with_what_was_answered(desk: DeskClient) -> None:
    customer = {"id": "ana", "tier": "gold"}
    first = desk.ask(VOLTAGE, customer=customer, channel="web", id="a1")
    desk.ask("thanks", customer=customer, channel="whatsapp")
    (conversation,) = desk.get("/v1/conversations", customer="ana")["conversations"]
    assert conversation["messages"] == []
    found = seen(desk, conversation["id"])
    assert [one["role"] for one in found["messages"]] == ["customer", "assistant"] * 2
    assert [one["channel"] for one in found["messages"][::2]] == ["web", "whatsapp"]
    assert found["messages"][0]["id"] == "a1"
    assert found["messages"][1]["reply_id"] == first["id"]
    assert found["messages"][1]["text"] == first["text"]
    assert found["customer_id"] == "ana"


def test_a_message_sent_twice_is_kept_and_replied_once(desk: DeskClient) -> None:
    sent = {"id": "m1", "conversation_id": "twice", "customer": {"id": "bo"}}
    first, again = desk.ask(PERSON, **sent), desk.ask(PERSON, **sent)
    assert (again["id"], again["text"], again["handoff"]) == (
        first["id"],
        first["text"],
        first["handoff"],
    )
    assert len(seen(desk, "twice")["messages"]) == 2


def test_another_message_under_an_id_that_was_used_is_refused_not_lost(desk: DeskClient) -> None:
    sent = {"id": "1", "conversation_id": "reused", "customer": {"id": "bea"}}
    desk.ask("hello", **sent)
    other = {"question": "Where is my parcel?", **sent}
    response = desk.http.post("/v1/answers", json=other)
    assert response.status_code == 409
    assert "'1' was used" in response.json()["detail"]
    # an agent's reply under the id of the customer's message is another message too
    case = desk.hand_over(PERSON, conversation_id="reused", customer={"id": "bea"}, id="2")
    refused = desk.step(case["queue_id"], "reply", text="Hello!", id="2")
    assert refused.status_code == 409
    assert [one["role"] for one in seen(desk, "reused")["messages"]][-2:] == [
        "customer",
        "assistant",
    ]


def test_while_a_person_has_it_the_chatbot_waits_for_their_reply(desk: DeskClient) -> None:
    sent = {"conversation_id": "wait for it", "customer": {"id": "cem"}}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    more = desk.ask(VOLTAGE, **sent)
    assert (more["kind"], more["handoff"]["reason"]) == ("handoff", "with_person")
    assert more["handoff"]["queue_id"] == case
    assert "24 V" not in more["text"]
    shown = seen(desk, "wait for it")
    assert shown["case_id"] == case
    last = shown["messages"][-1]["id"]
    assert seen(desk, "wait for it", after=last)["messages"] == []
    desk.take(case, "note", note="Pays late, be strict.")
    assert seen(desk, "wait for it", after=last)["messages"] == []
    desk.take(case, "reply", text="I am Li. It is 24 V.", id="r1")
    (reply,) = seen(desk, "wait for it", after=last)["messages"]
    assert (reply["role"], reply["text"], reply["id"]) == ("agent", "I am Li. It is 24 V.", "r1")
    desk.take(case, "resolve")
    after = seen(desk, "wait for it", after="r1")
    assert after["case_id"] is None
    assert [one["role"] for one in after["messages"]] == ["assistant"], "told that it is settled"
    # who has shown nothing yet, or something that is not there, gets everything
    assert len(seen(desk, "wait for it", after="?")["messages"]) == 6


def test_a_customer_sees_no_note_no_name_and_nothing_that_was_thought_of_them(
    desk: DeskClient,
) -> None:
    sent = {"conversation_id": "discreet", "customer": {"id": "dan"}}
    case = desk.hand_over(BURNT, **sent)["queue_id"]
    desk.take(case, "claim", agent="Li Xiaoming")
    desk.take(case, "note", agent="Li Xiaoming", note="Looks like fraud to me.")
    suggestion = desk.ask(VOLTAGE, audience="agent")["id"]
    sent_by = {"agent": "Li Xiaoming", "reply_id": suggestion}
    desk.take(case, "reply", text="We are so sorry.", **sent_by)
    response = desk.http.get("/v1/conversations/discreet")
    for hidden in ("Xiaoming", "fraud", "safety", "risk", suggestion, SECRET, SOP):
        assert hidden not in response.text
    message = response.json()["messages"][-1]
    assert (message["author"], message["reply_id"], message["gist"]) == (None, None, None)
    assert not any(one["is_internal"] for one in response.json()["messages"])
    of_agent = seen(desk, "discreet", audience="agent")["messages"]
    assert {one["author"] for one in of_agent if one["role"] == "agent"} == {"Li Xiaoming"}
    assert [one["text"] for one in of_agent if one["is_internal"]] == ["Looks like fraud to me."]
    listed = desk.http.get("/v1/conversations", params={"customer": "dan"})
    assert "Xiaoming" not in listed.text


def test_a_hand_off_tells_the_chatbot_who_and_by_when_and_nothing_internal(
    desk: DeskClient,
) -> None:
    response = desk.http.post(
        "/v1/answers",
        json={"question": BURNT, "customer": {"id": "eva", "tier": "diamond"}, "market": "DE"},
    )
    reply = response.json()
    handoff = reply["handoff"]
    assert (handoff["reason"], handoff["risk_class"]) == ("risk", "safety")
    assert handoff["tier"] == "diamond"
    assert handoff["due_at"]
    assert handoff["queue_id"]
    assert (reply["citations"], reply["parts"], reply["signals"]) == ([], [], None)
    assert reply["explanation"] is None
    for hidden in (SECRET, SOP, "Stop its use", "fire", "burn"):
        assert hidden not in reply["text"]


def test_how_a_reply_and_a_case_were_liked(desk: DeskClient) -> None:
    reply = desk.ask(VOLTAGE)
    for body in (
        {"reply_id": reply["id"], "verdict": "csat", "score": 5},
        {"reply_id": reply["id"], "verdict": "wrong", "reason": "other model", "agent": "li"},
    ):
        assert desk.http.post("/v1/feedback", json=body).status_code == 201
    case = desk.case()
    desk.take(case, "resolve")
    rating = {"case_id": case, "verdict": "csat", "score": 2, "reason": "It took a week."}
    assert desk.http.post("/v1/feedback", json=rating).status_code == 201
    packet = desk.packet(case)
    assert packet["case"]["csat"] == 2
    assert packet["events"][-1]["details"]["note"] == "It took a week."
    assert packet["events"][-1]["actor"] == "customer"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verdict": "csat", "score": 5}, 422),
        ({"reply_id": "r", "case_id": "c", "verdict": "csat", "score": 5}, 422),
        ({"reply_id": "no such", "verdict": "right"}, 404),
        ({"case_id": "no such", "verdict": "csat", "score": 5}, 404),
        ({"case_id": "c", "verdict": "right"}, 422),
        ({"reply_id": "r", "verdict": "csat"}, 422),
        ({"reply_id": "r", "verdict": "right", "score": 3}, 422),
        ({"reply_id": "r", "verdict": "csat", "score": 6}, 422),
        ({"reply_id": "r", "verdict": "great"}, 422),
        ({"reply_id": "r", "verdict": "right", "agent": "desk"}, 422),
    ],
)
def test_feedback_on_nothing_is_refused(
    desk: DeskClient, body: dict[str, object], status: int
) -> None:
    assert desk.http.post("/v1/feedback", json=body).status_code == status


def test_what_came_by_mail_is_kept_once_and_reaches_whoever_has_the_case(desk: DeskClient) -> None:
    sent = {"conversation_id": "mail/4711 <x@y>", "customer": {"id": "fay"}}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    desk.take(case, "reply", text="Which model?")
    assert desk.packet(case)["case"]["state"] == "waiting_customer"
    mail = {"id": "<1@y>", "role": "customer", "text": "Die XR-200A.", "customer_id": "fay"}
    path = "/v1/conversations/mail%2F4711%20%3Cx@y%3E"
    assert desk.http.post(f"{path}/messages", json=mail).status_code == 201
    assert desk.http.post(f"{path}/messages", json=mail).status_code == 200
    changed = {**mail, "text": "Die XR-200B."}
    assert desk.http.post(f"{path}/messages", json=changed).status_code == 409
    assert desk.packet(case)["case"]["state"] == "claimed"
    messages = desk.get(path)["messages"]
    assert [one["text"] for one in messages].count("Die XR-200A.") == 1
    assert messages[-1]["language"] == "de"
    note = {"role": "agent", "text": "Rang thrice.", "agent": "li", "is_internal": True}
    assert desk.http.post(f"{path}/messages", json=note).status_code == 201
    assert "thrice" not in str(desk.get(path))
    of_customer = {**note, "role": "customer"}
    assert desk.http.post(f"{path}/messages", json=of_customer).status_code == 422


def test_who_signs_in_has_the_case_that_was_opened_before(desk: DeskClient) -> None:
    stranger = desk.http.post(
        "/v1/answers", json={"question": PERSON, "conversation_id": "signs in later"}
    ).json()
    case = stranger["handoff"]["queue_id"]
    assert desk.packet(case)["case"]["customer_id"] is None
    customer = {"id": "gus", "tier": "diamond"}
    desk.ask("Hello?", conversation_id="signs in later", customer=customer)
    packet = desk.packet(case)
    assert packet["case"]["customer_id"] == "gus"
    assert packet["case"]["tier"] == "diamond"
    assert packet["customer"]["open_cases"] == 1
    assert [one["id"] for one in desk.get("/v1/handoffs", customer="gus")["cases"]] == [case]
    assert [one["id"] for one in desk.get("/v1/handoffs", q="gus")["cases"]] == [case]
    other = {"question": "x", "conversation_id": "signs in later", "customer": {"id": "hal"}}
    refused = desk.http.post("/v1/answers", json=other)
    assert refused.status_code == 409
    assert "gus" not in refused.text


# the agent's day -------------------------------------------------------------------------------


def test_the_packet_has_everything_a_person_needs(desk: DeskClient) -> None:
    customer = {"id": "ida", "tier": "gold"}
    desk.ask(VOLTAGE, customer=customer, conversation_id="ida 1", channel="web")
    question = f"Wer zahlt, wenn der XR-200A brennt? {BURNT}"
    sent = {"customer": customer, "conversation_id": "ida 2", "channel": "email"}
    handoff = desk.hand_over(question, product="XR-200A", **sent)
    packet = desk.packet(handoff["queue_id"], agent_language="zh")
    case = packet["case"]
    assert (case["state"], case["tier"], case["channel"]) == ("open", "gold", "email")
    assert (case["due"], case["due_at"]) == ("first_reply", case["first_reply_due_at"])
    assert case["due_at"][:19] <= handoff["due_at"][:19], "who was told a round time gets it"
    assert case["legal_step_due_at"]
    assert packet["question"] == question
    assert packet["language_name"] in ("英语", "德语")
    assert packet["tried"]["kind"] == "handoff"
    assert packet["tried"]["reason"] == "risk"
    assert packet["passages"], "the best there is, internal documents among them"
    (risk,) = [one for one in packet["risks"] if one["risk_class"] == "safety"]
    assert (risk["sop"], risk["level"]) == (SOP, "L3")
    assert risk["reason"]["zh-Hans"]
    opened = desk.http.get(risk["sop_url"].partition("#")[0])
    assert opened.status_code == 200
    assert SECRET in opened.text
    assert packet["customer"]["conversations"] == 2
    assert packet["customer"]["tier"] == "gold"
    assert [one["role"] for one in packet["messages"]] == ["customer", "assistant"]
    assert packet["other_messages"][0]["text"] == VOLTAGE
    assert [one["step"] for one in packet["events"]] == ["opened"]
    assert packet["now"].endswith("Z")


def test_internal_documents_are_shown_to_agents_alone(desk: DeskClient) -> None:
    question = "May I have a goodwill discount after two complaints? I want to talk to a person."
    sent = {"conversation_id": "goodwill", "customer": {"id": "jo"}}
    case = desk.hand_over(question, **sent)["queue_id"]
    packet = desk.packet(case)
    internal = [one for one in packet["passages"] if one["audience"] == "agent"]
    assert any(SECRET in one["text"] for one in internal)
    assert SECRET not in desk.http.get("/v1/conversations/goodwill").text
    assert SECRET not in str(desk.ask(question, **sent))


def test_what_is_written_later_raises_the_case_and_stands_in_its_packet(desk: DeskClient) -> None:
    sent = {"conversation_id": "worse", "customer": {"id": "kai"}}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    before = desk.packet(case)["case"]
    assert before["legal_step_due_at"] is None
    desk.ask(BURNT, **sent)
    packet = desk.packet(case)
    assert packet["case"]["risk_class"] == "safety"
    assert packet["case"]["level"] == "L3"
    assert packet["case"]["priority"] < before["priority"]
    assert packet["case"]["legal_step_due_at"]
    assert "safety" in [one["risk_class"] for one in packet["risks"]]


def test_a_resolved_case_that_comes_back_with_worse_is_about_that(desk: DeskClient) -> None:
    sent = {"conversation_id": "comes back", "customer": {"id": "kim"}}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    desk.take(case, "resolve")
    assert desk.hand_over(BURNT, **sent)["queue_id"] == case
    packet = desk.packet(case)
    found = packet["case"]
    assert (found["state"], found["reopened"], found["risk_class"]) == ("open", 1, "safety")
    assert (found["level"], found["reason"]) == ("L3", "risk")
    assert found["legal_step_due_at"]
    assert packet["question"] == BURNT
    assert packet["tried"]["reason"] == "risk"


def test_the_queue_by_every_filter(desk: DeskClient) -> None:
    handoff = desk.hand_over(
        "Quiero hablar con una persona, por favor.",
        market="ES",
        customer={"id": "luz", "tier": "silver"},
        conversation_id="filters",
    )
    case = desk.packet(handoff["queue_id"])["case"]
    for query in (
        {"language": case["language"]},
        {"market": "es"},
        {"tier": "silver", "customer": "luz"},
        {"team": case["team"]},
        {"level": case["level"]},
        {"reason": case["reason"]},
        {"risk_class": case["risk_class"] or ""},
        {"q": "HABLAR persona"},
        {"q": case["id"]},
        {"state": "open"},
        {"state": "open,claimed"},
        {"state": "all"},
        {"unassigned": True},
    ):
        page = desk.get("/v1/handoffs", limit=200, **query)
        assert case["id"] in [one["id"] for one in page["cases"]], query
        assert page["total"] == len(page["cases"])
    assert desk.get("/v1/handoffs", customer="luz", assignee="li")["cases"] == []
    desk.take(case["id"], "claim")
    mine = desk.get("/v1/handoffs", assignee="li", customer="luz", state="claimed")
    assert [one["id"] for one in mine["cases"]] == [case["id"]]
    assert desk.get("/v1/handoffs", unassigned=True, customer="luz")["total"] == 0
    desk.take(case["id"], "resolve")
    assert desk.get("/v1/handoffs", customer="luz")["total"] == 0
    assert desk.get("/v1/handoffs", customer="luz", state="resolved")["total"] == 1


def test_the_queue_is_read_in_stretches(desk: DeskClient) -> None:
    for _ in range(3):
        desk.case()
    whole = desk.get("/v1/handoffs", limit=200)
    ids = [one["id"] for one in whole["cases"]]
    assert len(ids) == whole["total"] == len(set(ids))
    assert sum(whole["by_state"].values()) >= whole["total"]
    found = [
        one["id"]
        for offset in range(0, len(ids), 2)
        for one in desk.get("/v1/handoffs", limit=2, offset=offset)["cases"]
    ]
    assert found == ids
    assert desk.get("/v1/handoffs", offset=1_000_000)["cases"] == []


def test_a_long_question_is_listed_by_its_beginning(desk: DeskClient) -> None:
    question = f"{PERSON} {'It is long. ' * 60}"
    case = desk.hand_over(question, customer={"id": "long"})["queue_id"]
    (listed,) = desk.get("/v1/handoffs", customer="long")["cases"]
    assert len(listed["question"]) == 300
    assert desk.packet(case)["question"] == question


def test_of_two_who_claim_the_second_is_told_who_has_it(desk: DeskClient) -> None:
    case = desk.case()
    assert desk.take(case, "claim", agent="ann")["assignee"] == "ann"
    assert desk.take(case, "claim", agent=" ann ")["version"] == 2, "it is hers already"
    refused = desk.step(case, "claim", agent="ben")
    assert refused.status_code == 409
    assert "'ann' has it" in refused.json()["detail"]
    assert desk.take(case, "release", agent="ann")["state"] == "open"
    assert desk.take(case, "claim", agent="ben")["transfers"] == 1


@pytest.mark.parametrize(
    ("then", "state", "due"),
    [
        ("stay", "claimed", "resolution"),
        ("wait", "waiting_customer", None),
        ("resolve", "resolved", None),
    ],
)
def test_what_becomes_of_a_case_with_a_reply(
    desk: DeskClient, then: str, state: str, due: str | None
) -> None:
    case = desk.case()
    found = desk.take(case, "reply", text="Hello!", then=then)
    assert (found["state"], found["due"], found["assignee"]) == (state, due, "li")
    assert found["first_replied_at"]
    sent_again = desk.take(case, "note", note="x") if then == "stay" else None
    assert sent_again is None or sent_again["state"] == "claimed"


def test_a_reply_sent_twice_is_sent_once(desk: DeskClient) -> None:
    case = desk.case(conversation_id="sent once")
    for _ in range(2):
        desk.take(case, "reply", text="Hello!", then="resolve", id="r")
    texts = [one["text"] for one in seen(desk, "sent once")["messages"]]
    assert texts.count("Hello!") == 1


def test_a_case_goes_to_others_and_comes_back(desk: DeskClient) -> None:
    service = desk.get("/v1/service")
    case = desk.case()
    assert desk.take(case, "assign", to_agent="ben")["assignee"] == "ben"
    team = service["teams"][0]["name"]
    assert desk.take(case, "assign", to_team=team)["state"] == "open"
    raised = desk.take(case, "assign", to_level="L2", note="firmware")
    assert (raised["level"], raised["transfers"]) == ("L2", 3)
    unknown = desk.step(case, "assign", to_team="nobody")
    assert unknown.status_code == 422
    assert team in unknown.json()["detail"]
    assert desk.step(case, "assign").status_code == 422
    desk.take(case, "claim")
    waiting = desk.take(case, "wait", on="l3", note="parts?")
    assert (waiting["state"], waiting["level"], waiting["assignee"]) == ("waiting_l3", "L3", None)
    # whoever of them writes to the customer has it
    replied = desk.take(case, "reply", agent="eve", text="It is on its way.")
    assert (replied["state"], replied["assignee"]) == ("waiting_customer", "eve")


def test_a_step_from_an_older_view_is_refused(desk: DeskClient) -> None:
    case = desk.case()
    version = desk.take(case, "claim")["version"]
    desk.take(case, "note", note="seen")
    refused = desk.step(case, "resolve", version=version)
    assert refused.status_code == 409
    assert "moved on" in refused.json()["detail"]
    assert desk.take(case, "resolve", version=version + 1)["state"] == "resolved"


def test_given_back_the_machine_answers_again(desk: DeskClient) -> None:
    sent = {"conversation_id": "given back", "customer": {"id": "may"}}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    assert desk.take(case, "give-back")["state"] == "resolved"
    assert desk.ask("hello", **sent)["kind"] == "answer"
    assert desk.take(case, "reopen", agent="ben")["assignee"] == "ben"
    assert desk.ask("hello", **sent)["handoff"]["reason"] == "with_person"


def test_the_legal_step_of_a_red_case_is_taken_once(desk: DeskClient) -> None:
    case = desk.case(question=BURNT)
    assert desk.packet(case)["case"]["legal_step_done_at"] is None
    done = desk.take(case, "legal-step", note="Reported to the authority, number 12.")
    assert done["legal_step_done_at"]
    assert done["state"] == "open"
    again = desk.step(case, "legal-step")
    assert again.status_code == 409
    assert "was taken already" in again.json()["detail"]
    other = desk.step(desk.case(), "legal-step")
    assert other.status_code == 409
    assert "of red cases only" in other.json()["detail"]
    events = desk.packet(case)["events"]
    assert [one["step"] for one in events] == ["opened", "legal_step_done"]
    assert events[-1]["details"]["note"].endswith("number 12.")


def test_a_red_case_resolved_without_its_legal_step_says_so(desk: DeskClient) -> None:
    case = desk.case(question=BURNT)
    for step in ("resolve", "give-back"):
        refused = desk.step(case, step)
        assert refused.status_code == 409
        assert "legal-step" in refused.json()["detail"]
    assert desk.packet(case)["case"]["state"] != "resolved"
    desk.take(case, "resolve", note="A test report: nobody was hurt.")
    details = desk.packet(case)["events"][-1]["details"]
    assert details["legal_step"] == "not taken"
    assert details["note"].startswith("A test report")


def test_a_resolved_case_becomes_a_document_only_when_an_editor_accepts_it(
    desk: DeskClient, application: Application
) -> None:
    case = desk.case()
    promoted = {
        "title": "Voltage of old XR-200A",
        "question": "Which voltage had the first series?",
        "answer": "12 V, until 2019. Write to ana@example.com.",
        "models": ["XR-200A"],
    }
    refused = desk.step(case, "promote", **promoted)
    assert refused.status_code == 409
    assert "resolve it first" in refused.json()["detail"]
    desk.take(case, "resolve")
    first, draft = desk.take(case, "promote", **promoted), desk.take(case, "promote", **promoted)
    assert first["id"] == draft["id"]
    assert "ana@example.com" not in draft["text"]
    assert any("[email]" in one for one in draft["warnings"])
    listed = desk.get("/v1/drafts")["drafts"]
    assert [one["id"] for one in listed].count(draft["id"]) == 1
    target = application.documents_dir / draft["path"]
    assert not target.exists()
    path = f"/v1/drafts/{draft['id']}"
    edited = draft["text"].replace(" Write to [email].", "")
    assert desk.ok(desk.http.post(f"{path}/accept", json={"text": edited})) == {
        "path": draft["path"]
    }
    assert target.read_text(encoding="utf-8") == edited
    assert desk.http.post(f"{path}/accept", json={}).status_code == 404
    assert desk.packet(case)["events"][-1]["step"] == "promoted"
    # promoted again it is another draft, which may not take the document's place
    again = desk.take(case, "promote", **promoted)
    assert desk.http.post(f"/v1/drafts/{again['id']}/accept", json={}).status_code == 409
    assert desk.http.delete(f"/v1/drafts/{again['id']}").status_code == 204
    assert desk.http.delete(f"/v1/drafts/{again['id']}").status_code == 404
    assert target.read_text(encoding="utf-8") == edited


def test_an_old_case_given_back_leaves_the_new_one_with_its_person(
    desk: DeskClient, application: Application
) -> None:
    """Two cases of one conversation: the machine stays silent while the second is open."""
    sent = {"conversation_id": "two cases", "customer": {"id": "ned"}}
    old = desk.hand_over(PERSON, **sent)["queue_id"]
    desk.take(old, "resolve")
    with application.database.writing() as database:
        database.execute("update cases set resolved_at = 0 where id = ?", (old,))
    new = desk.hand_over(PERSON, **sent)["queue_id"]
    assert new != old
    assert desk.take(old, "give-back")["state"] == "resolved"
    assert seen(desk, "two cases")["case_id"] == new
    assert desk.ask("hello", **sent)["handoff"]["reason"] == "with_person"
