"""``/v1/widget/…``: what a visitor may do, and what nobody else may do with their conversation."""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.visitor_store import VisitorStore
from answer.question import Question
from api.access.caller import CHATBOT, Caller
from api.app import create_app
from api.ask_as import ask_as
from api.bootstrap import Application
from api.widget.visits import hash_of
from ingest.errors import DeskConflict, DeskMissing
from tests.api.real_desk import desk_application
from tests.api.widget_site import SECRET_HEADER, Visitor, WidgetSite, widget_site
from tests.conftest import PROJECT
from tests.desk.working_desk import PERSON
from tests.everyone import EVERYONE
from tests.small_company import SECRET

WARRANTY = "How long is the warranty on every drive?"
SHOP = "https://shop.example"


@pytest.fixture(scope="module")
def site(company: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WidgetSite]:
    with widget_site(company, tmp_path_factory.mktemp("widget")) as made:
        yield made


@pytest.fixture
def http(site: WidgetSite) -> Iterator[TestClient]:
    with site.client() as made:
        yield made


@pytest.fixture
def visitor(http: TestClient) -> Visitor:
    return Visitor(http).begin(language="en", market="DE")


def test_a_visitor_asks_and_reads_again_what_was_said(visitor: Visitor) -> None:
    reply = visitor.write(WARRANTY)
    assert not reply["with_person"]
    message = reply["message"]
    assert (message["author"], message["kind"]) == ("assistant", "answer")
    source = message["sources"][0]
    assert source["title"] == "Warranty 2025"
    assert source["url"].startswith("/v1/documents/policies/warranty-2025.md/view?")
    assert visitor.http.get(source["url"]).status_code == 200
    assert "thirty-six months" in message["pieces"][0]["text"]
    said = visitor.read()["messages"]
    assert [one["author"] for one in said] == ["visitor", "assistant"]
    assert said[0]["pieces"][0]["text"] == WARRANTY
    assert said[1] | {"at": ""} == message | {"at": ""}
    assert visitor.read(after=said[0]["id"])["messages"] == said[1:]
    assert visitor.read(after=said[1]["id"])["messages"] == []


def test_the_same_message_sent_again_is_answered_once(visitor: Visitor) -> None:
    first, again = (visitor.write(WARRANTY, id="the-same-message") for _ in range(2))
    assert first["message"]["id"] == again["message"]["id"]
    assert first["message"]["pieces"] == again["message"]["pieces"]
    assert len(visitor.read()["messages"]) == 2


def test_events_come_in_order_and_end_with_the_reply(visitor: Visitor) -> None:
    body = {"id": "message-by-events", "text": WARRANTY}
    headers = {SECRET_HEADER: visitor.secret, "Accept": "text/event-stream"}
    found = visitor.http.post("/v1/widget/messages", json=body, headers=headers)
    events = [part.split("\n") for part in found.text.strip().split("\n\n")]
    assert [lines[0] for lines in events] == ["event: searching", "event: passages", "event: done"]
    done = json.loads(events[-1][1].removeprefix("data: "))
    assert done["message"]["sources"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "messages", None),
        ("POST", "messages", {"id": "message-x", "text": "Hello"}),
        ("PUT", "email", {"email": "kim@example.com"}),
        ("POST", "judgements", {"reply_id": "x", "is_helpful": True}),
        ("DELETE", "conversations", None),
    ],
)
def test_without_the_secret_there_is_no_conversation(
    site: WidgetSite, visitor: Visitor, method: str, path: str, body: dict[str, object] | None
) -> None:
    visitor.write(WARRANTY)
    elsewhere = {"Authorization": f"Bearer {site.key()}"}
    for stranger in (
        Visitor(visitor.http),
        Visitor(visitor.http, secret=visitor.secret.swapcase()),
        # the right secret with another key
        Visitor(visitor.http, headers=elsewhere, secret=visitor.secret),
    ):
        refused = stranger.send(method, path, **({"json": body} if body else {}))
        assert refused.status_code == 404
        assert visitor.secret[:12] not in refused.text
    assert len(visitor.read()["messages"]) == 2


def test_a_secret_is_long_and_kept_as_a_hash_alone(site: WidgetSite, visitor: Visitor) -> None:
    visitor.write(WARRANTY)
    assert len(visitor.secret) >= 32  # 192 bits in base64
    with sqlite3.connect(site.desk.desk.database._path) as database:
        dump = "\n".join(database.iterdump())
    assert visitor.secret not in dump


def test_conversations_can_be_reached_in_no_other_way(site: WidgetSite, visitor: Visitor) -> None:
    visitor.write(WARRANTY)
    for path in ("/v1/conversations?customer=visitor", "/v1/conversations/widget"):
        assert visitor.http.get(path).status_code in (401, 403)
    assert visitor.http.get("/v1/widget/conversations").status_code == 405
    headers = {"Authorization": f"Bearer {site.key(SHOP)}", "Origin": SHOP}
    found = visitor.http.get("/v1/conversations?customer=visitor", headers=headers)
    assert found.status_code == 403


def test_by_the_button_a_person_gets_whatever_is_written(
    site: WidgetSite, http: TestClient
) -> None:
    visitor = Visitor(http).begin(language="de", market="DE")
    reply = visitor.write(WARRANTY, to_person=True, email="kim@example.com")
    assert reply["with_person"]
    assert reply["message"]["kind"] == "handoff"
    assert reply["message"]["sources"] == []
    said = visitor.read()
    assert said["with_person"]
    assert said["has_email"]
    assert "kim@example.com" not in json.dumps(said)
    case = site.desk.desk.cases.case_of(_conversation(site, visitor))
    assert case is not None
    assert case.reason == "asked_for_person"
    assert _notes(site, visitor) == ["✉ kim@example.com"]
    site.desk.work.reply(case.id, agent="Mei", text="Guten Tag, hier ist Mei.", then="resolve")
    after = said["messages"][-1]["id"]
    news = visitor.read(after=after)
    first = news["messages"][0]
    assert first["author"] == "team"
    assert first["pieces"][0]["text"] == "Guten Tag, hier ist Mei."
    assert "Mei" not in json.dumps(first | {"pieces": []}), "agents have no names"
    assert not news["with_person"]


def test_an_address_can_be_left_before_and_after_and_is_noted_once(
    site: WidgetSite, visitor: Visitor
) -> None:
    assert visitor.send("PUT", "email", json={"email": "a@example.com"}).status_code == 204
    visitor.write(PERSON)
    visitor.write(PERSON)
    notes = _notes(site, visitor)
    assert notes == ["✉ a@example.com"]
    assert visitor.send("PUT", "email", json={"email": "b@example.com"}).status_code == 204
    assert _notes(site, visitor) == ["✉ a@example.com", "✉ b@example.com"]
    case = site.desk.desk.cases.case_of(_conversation(site, visitor))
    assert case is not None
    assert site.desk.services.packet(case.id).email == "b@example.com", "the last one counts"


@pytest.mark.parametrize(
    "email",
    ["kim", "kim@", "@example.com", "kim@example", "a b@example.com", "a@b@c.de", "a\n@b.de"],
)
def test_what_is_no_address_is_refused(visitor: Visitor, email: str) -> None:
    assert visitor.send("PUT", "email", json={"email": email}).status_code == 422


def test_a_reply_is_judged_by_its_own_visitor_alone(
    site: WidgetSite, http: TestClient, visitor: Visitor
) -> None:
    reply_id = visitor.write(WARRANTY)["message"]["reply_id"]
    other = Visitor(http).begin()
    other.write(WARRANTY)
    body = {"reply_id": reply_id, "is_helpful": False}
    assert other.send("POST", "judgements", json=body).status_code == 404
    assert visitor.send("POST", "judgements", json=body).status_code == 204
    found = site.desk.desk.conversations.feedback_of(reply_id)
    assert [one.verdict for one in found] == ["wrong"]


def test_no_internal_word_reaches_a_visitor(visitor: Visitor) -> None:
    for text in ("Which goodwill discount may agents grant?", f"Is {SECRET} the code?", PERSON):
        visitor.write(text)
    said = [one for one in visitor.read()["messages"] if one["author"] != "visitor"]
    assert SECRET not in json.dumps(said)
    assert "17 percent" not in json.dumps(said)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "message-1", "text": "  "}, 422),
        ({"id": "message-1", "text": "x" * 4_001}, 422),
        ({"id": "short", "text": "Hello"}, 422),
        ({"id": "message-1", "text": "Hello", "customer": {"id": "ana"}}, 422),
        ({"id": "message-1", "text": "Hello", "audience": "agent"}, 422),
        ({"id": "message-1"}, 422),
    ],
)
def test_what_a_browser_may_not_say_is_refused(
    visitor: Visitor, body: dict[str, object], status: int
) -> None:
    assert visitor.send("POST", "messages", json=body).status_code == status


def test_a_market_that_nobody_knows_is_none(http: TestClient) -> None:
    for market in ("Atlantis", "<b>", "de", ""):
        assert Visitor(http).begin(market=market).write(WARRANTY)["message"]["pieces"]


def test_a_message_in_no_language_is_answered_in_the_widgets(http: TestClient) -> None:
    reply = Visitor(http).begin(language="pl").write("XR-200A?")
    assert reply["message"]["language"] == "pl"


def test_words_and_hours_are_kept_by_their_tag(http: TestClient) -> None:
    query = {"language": "de-AT", "time_zone": "Europe/Vienna"}
    first = http.get("/v1/widget/config", params=query)
    assert first.status_code == 200
    found = first.json()
    assert (found["language"], found["direction"]) == ("de", "ltr")
    assert found["hours"] == {"is_open": True, "opens_at": None, "told": ""}
    tag = first.headers["etag"]
    again = http.get("/v1/widget/config", params=query, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = http.get("/v1/widget/config", params={"language": "ar"}, headers={"If-None-Match": tag})
    assert (other.status_code, other.json()["direction"]) == (200, "rtl")


def test_a_widgets_key_opens_these_routes_from_its_own_pages(
    site: WidgetSite, http: TestClient
) -> None:
    headers = {"Authorization": f"Bearer {site.key(SHOP)}", "Origin": SHOP}
    visitor = Visitor(http, headers=headers).begin()
    assert visitor.write(WARRANTY)["message"]["sources"]
    told = http.options(
        "/v1/widget/messages",
        headers={
            "Origin": SHOP,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,tradewind-conversation",
        },
    )
    assert told.headers["access-control-allow-origin"] == SHOP
    assert SECRET_HEADER.lower() in told.headers["access-control-allow-headers"]
    elsewhere = {**headers, "Origin": "https://evil.example"}
    assert http.post("/v1/widget/conversations", json={}, headers=elsewhere).status_code == 403


def test_a_visitors_question_is_counted_logged_and_audited_like_anybody_s(
    company: Application, tmp_path: Path
) -> None:
    with (
        desk_application(company, tmp_path) as application,
        TestClient(
            create_app(application.services(), access=EVERYONE), base_url="http://localhost"
        ) as http,
    ):
        visitor = Visitor(http).begin()
        reply_id = visitor.write(WARRANTY)["message"]["reply_id"]
        records = AuditLog(application.database).page(AuditFilter(subject=reply_id)).records
        assert [(one.kind, one.actor) for one in records] == [("decision", "key:test")]
        logged = http.get("/v1/insights/questions").json()
        assert WARRANTY in json.dumps(logged)
        told = http.get("/metrics").text
        assert re.search(r'^tradewind_replies_total\{kind="answer".*\} 1.0$', told, re.MULTILINE)


def test_a_pages_key_speaks_for_its_own_visitor_alone(site: WidgetSite, visitor: Visitor) -> None:
    store = VisitorStore(site.desk.desk.database)
    known = store.visitor(hash_of(visitor.secret), caller="")
    question = Question(
        id="speaks-for",
        question=WARRANTY,
        customer_id=known.customer_id,
        conversation_id=known.conversation_id,
    )
    page = Caller(kind="key", id="shop", scopes=frozenset({"chatbot"}), origins=(SHOP,))
    services = site.app.state.context.services
    other = replace(known, customer_id="visitor-other")
    for said, whose in (
        (question, None),
        (question, other),
        (replace(question, customer_tier="gold"), known),
        (Question(id="other", question=WARRANTY, conversation_id="of-others"), None),
    ):
        with pytest.raises(HTTPException) as refused:
            ask_as(page, said, services=services, visitor=whose)
        assert refused.value.status_code == 403
    assert ask_as(page, question, services=services, visitor=known).kind == "answer"


def test_every_surface_asks_in_one_place() -> None:
    callers = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "api").rglob("*.py")
        if ".reception.ask(" in path.read_text(encoding="utf-8")
    }
    # messages that were put off come from where they were kept, with who brought them
    assert callers == {"api/ask_as.py", "api/putting_off.py"}


def test_a_deleted_conversation_is_gone_on_this_side_too(
    site: WidgetSite, http: TestClient
) -> None:
    marker = "zebrafish-quartz-4711"
    visitor = Visitor(http).begin(language="en")
    visitor.write(f"{WARRANTY} My order is {marker}.")
    visitor.write(
        f"Let me talk to a person about {marker}", to_person=True, email="zoe@zoe.example"
    )
    gone = visitor.send("DELETE", "conversations")
    assert (gone.status_code, gone.json()) == (200, {"is_case_kept": False})
    assert visitor.send("GET", "messages").status_code == 404
    with sqlite3.connect(site.desk.desk.database._path) as database:
        dump = "\n".join(database.iterdump())
    assert marker not in dump
    assert "zoe@zoe.example" not in dump


def test_a_message_that_waited_brings_nobody_back_who_was_deleted_meanwhile(
    site: WidgetSite, http: TestClient
) -> None:
    visitor = Visitor(http).begin(language="en")
    visitor.write(WARRANTY)
    store = VisitorStore(site.desk.desk.database)
    known = store.visitor(hash_of(visitor.secret), caller="")
    late = Question(
        id="late-message",
        question="My order is quokka-flint-3391.",
        customer_id=known.customer_id,
        conversation_id=known.conversation_id,
    )
    assert visitor.send("DELETE", "conversations").status_code == 200
    with pytest.raises(DeskMissing):
        ask_as(CHATBOT, late, services=site.app.state.context.services, visitor=known)
    with sqlite3.connect(site.desk.desk.database._path) as database:
        dump = "\n".join(database.iterdump())
    assert known.customer_id not in dump
    assert "quokka-flint" not in dump


def test_that_something_caught_fire_is_not_deleted_with_who_said_so(
    site: WidgetSite, http: TestClient
) -> None:
    marker, desk = "okapi-basalt-8812", site.desk.desk
    visitor = Visitor(http).begin(language="en", market="DE")
    visitor.write("What is the rated voltage of the xr 200a?")
    visitor.write(f"It caught fire and burned my hand, {marker}!", email="pia@pia.example")
    visitor.write(f"It caught fire, do you hear? {marker}")
    known = desk.cases.case_of(_conversation(site, visitor))
    assert known is not None
    before = desk.conversations.risk_counts(since=known.opened_at, until=_later(site))
    gone = visitor.send("DELETE", "conversations")
    assert gone.json() == {"is_case_kept": True}
    assert visitor.send("GET", "messages").status_code == 404
    case = desk.cases.case(known.id)
    assert case.is_erased
    assert (case.state, case.risk_class, case.level) == ("open", "safety", known.level)
    assert (case.market, case.product) == ("DE", "XR-200A")
    assert case.legal_step_due_at == known.legal_step_due_at is not None
    assert case.first_reply_due_at is None, "there is nobody to reply to"
    last = desk.cases.events(case_id=case.id)[-1]
    assert (last.step, last.actor) == ("erased", "customer")
    assert before["safety"] == 1
    assert desk.conversations.risk_counts(since=known.opened_at, until=_later(site)) == before
    told = site.desk.services.packet(case.id)
    assert [risk.risk_class for risk, _ in told.risks] == ["safety"]
    with sqlite3.connect(desk.database._path) as database:
        dump = "\n".join(database.iterdump())
    for word in (marker, "pia@pia.example", "burned my hand", known.customer_id, known.message_id):
        assert word not in dump, word


def test_a_case_without_its_customer_is_worked_on_to_its_end(
    site: WidgetSite, http: TestClient
) -> None:
    work, cases = site.desk.work, site.desk.desk.cases
    visitor = Visitor(http).begin(language="en")
    visitor.write("The charger caught fire and burned my hand")
    known = cases.case_of(_conversation(site, visitor))
    assert known is not None
    work.reply(known.id, agent="Mei", text="Is everybody well?", then="wait")
    visitor.send("DELETE", "conversations")
    assert cases.case(known.id).state == "claimed", "nobody is left to wait for"
    with pytest.raises(DeskConflict, match="was erased"):
        work.reply(known.id, agent="Mei", text="Hello?")
    with pytest.raises(DeskConflict, match="legal step"):
        work.resolve(known.id, agent="Mei")
    work.legal_step_done(known.id, agent="Mei", note="reported")
    site.desk.clock.pass_by(hours=72)
    site.desk.services.watch.look()
    work.assign(known.id, agent="Mei", to_agent="Mei")
    case = work.resolve(known.id, agent="Mei")
    assert case.state == "resolved"
    assert site.desk.texts(case.conversation_id) == [], "what the desk says would have no reader"


def _later(site: WidgetSite) -> datetime:
    return site.desk.clock.at + timedelta(seconds=1)


def _conversation(site: WidgetSite, visitor: Visitor) -> str:
    store = VisitorStore(site.desk.desk.database)
    return store.visitor(hash_of(visitor.secret), caller="").conversation_id


def _notes(site: WidgetSite, visitor: Visitor) -> list[str]:
    said = site.desk.desk.conversations.messages(_conversation(site, visitor))
    return [one.text for one in said if one.is_internal]
