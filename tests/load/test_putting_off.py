"""A visitor's message that finds no room is kept, answered later, and never twice."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from answer.desk.put_off_store import PutOffStore
from answer.desk.visitor_store import VisitorStore
from answer.question import Question
from api.access.caller import CHATBOT, Caller
from api.bootstrap import Application
from api.putting_off import ANSWERS, MOST_WAITING, PATIENCE, WIDGET, PuttingOff
from api.widget.visits import hash_of
from ingest.errors import DeskMissing
from tests.api.widget_site import Visitor, WidgetSite, widget_site

WARRANTY = "How long is the warranty on every drive?"
NOWHERE = "Do you sell coffee machines in Peru?"
"""Nothing in its words tells that a person has to answer it."""


@pytest.fixture(scope="module")
def site(company: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WidgetSite]:
    with widget_site(company, tmp_path_factory.mktemp("widget")) as made:
        yield made


@pytest.fixture
def putting_off(site: WidgetSite) -> PuttingOff:
    return PuttingOff(lambda: site.desk.services, max_characters=4_000)


@pytest.fixture
def visitor(site: WidgetSite) -> Iterator[Visitor]:
    with site.client() as http:
        yield Visitor(http).begin(language="en", market="DE")


def keep(putting_off: PuttingOff, visitor: Visitor, **body: Any) -> bool:
    return putting_off.keep(WIDGET, body, visitor.secret, CHATBOT)


def waiting(site: WidgetSite) -> int:
    store = PutOffStore(site.desk.desk.database)
    return len(store.before(site.desk.clock.at + 2 * PATIENCE, limit=100))


def test_who_does_not_ask_again_is_handed_to_a_person_all_the_same(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    for _ in range(2):
        assert keep(putting_off, visitor, id="message-1", text=NOWHERE, email="kim@kim.example")
    assert waiting(site) == 1
    assert putting_off.answer_due() == 0, "the widget asks again by itself"
    site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
    assert putting_off.answer_due() == 1
    assert (putting_off.answer_due(), waiting(site)) == (0, 0)
    said = visitor.read()
    assert said["with_person"]
    assert [one["author"] for one in said["messages"]] == ["visitor", "assistant"]
    known = VisitorStore(site.desk.desk.database).visitor(hash_of(visitor.secret), caller="")
    case = site.desk.desk.cases.case_of(known.conversation_id)
    assert case is not None
    assert (case.question, case.market) == (NOWHERE, "DE")
    assert site.desk.services.packet(case.id).email == "kim@kim.example"
    again = visitor.write(NOWHERE, id="message-1")
    assert again["message"]["id"] == said["messages"][1]["id"], "it has its reply"


def test_who_asks_again_is_answered_once(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    assert keep(putting_off, visitor, id="message-2", text=WARRANTY)
    reply = visitor.write(WARRANTY, id="message-2")
    site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
    putting_off.answer_due()
    messages = visitor.read()["messages"]
    assert len(messages) == 2
    assert messages[1]["id"] == reply["message"]["id"]


def test_by_the_button_it_is_a_person_s_also_later(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    assert keep(putting_off, visitor, id="message-3", text=WARRANTY, to_person=True)
    site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
    putting_off.answer_due()
    assert visitor.read()["with_person"]


@pytest.mark.parametrize(
    "body",
    [
        {"id": "message-4", "text": " "},
        {"id": "message-4", "text": "x" * 4_001},
        {"id": "short", "text": WARRANTY},
        {"id": "message-4", "text": WARRANTY, "audience": "agent"},
        {"id": "message-4", "text": WARRANTY, "email": "nobody"},
        ["no object"],
    ],
)
def test_what_would_be_refused_is_not_kept(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor, body: Any
) -> None:
    assert not putting_off.keep(WIDGET, body, visitor.secret, CHATBOT)
    written = {"id": "message-5", "text": WARRANTY}
    assert not putting_off.keep(WIDGET, written, "stranger", CHATBOT)
    assert not putting_off.keep("/v1/search", written, visitor.secret, CHATBOT)
    assert waiting(site) == 0


def test_what_can_never_be_answered_holds_up_nobody(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    assert keep(putting_off, visitor, id="message-6", text=WARRANTY)
    visitor.write(NOWHERE, id="message-6")  # another text by the same id
    assert keep(putting_off, visitor, id="message-7", text=WARRANTY)
    site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
    assert putting_off.answer_due() == 1
    assert waiting(site) == 0


def test_it_goes_with_the_visitor(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    assert keep(putting_off, visitor, id="message-8", text=WARRANTY)
    assert visitor.send("DELETE", "conversations").status_code == 200
    assert waiting(site) == 0


def test_who_goes_while_it_waits_for_its_turn_is_not_brought_back(
    site: WidgetSite, putting_off: PuttingOff, visitor: Visitor
) -> None:
    assert keep(putting_off, visitor, id="message-9", text=NOWHERE)
    desk = site.desk.desk
    store = PutOffStore(desk.database)
    (question,) = store.before(desk.now() + 2 * PATIENCE, limit=100)
    assert visitor.send("DELETE", "conversations").status_code == 200
    with pytest.raises(DeskMissing):
        site.desk.services.reception.ask(question, still_there=partial(store.require, question))
    assert desk.conversations.conversations_of(question.customer_id) == ()
    assert desk.conversations.history(question.customer_id, since=desk.now() - PATIENCE) == ()


BOT = Caller(kind="key", id="bot", scopes=frozenset({"chatbot"}))


def from_program(number: int, **fields: Any) -> dict[str, Any]:
    """A message that says whose it is, where, and by which id."""
    return {
        "id": f"m-{number}",
        "conversation_id": f"c-{number}",
        "customer": {"id": f"kim-{number}", "tier": "gold"},
        "question": NOWHERE,
        "urgency": "urgent",
        "market": "DE",
        "language": "en",
        **fields,
    }


def test_a_program_s_message_is_answered_in_its_conversation(
    site: WidgetSite, putting_off: PuttingOff
) -> None:
    body = from_program(1)
    for _ in range(2):
        assert putting_off.keep(ANSWERS, body, "", BOT)
    assert waiting(site) == 1
    site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
    assert putting_off.answer_due() == 1
    key = {"X-API-Key": site.key()}
    with site.client() as http:
        read = http.get("/v1/conversations/c-1", headers=key).json()
        assert [one["role"] for one in read["messages"]] == ["customer", "assistant"]
        case = site.desk.desk.cases.case_of("c-1")
        assert case is not None
        assert (case.question, case.market, case.tier) == (NOWHERE, "DE", "gold")
        # who asks again after all is told what was replied
        again = http.post("/v1/answers", json=body, headers=key).json()
        assert f"reply-{again['id']}" == read["messages"][1]["id"]
        assert len(http.get("/v1/conversations/c-1", headers=key).json()["messages"]) == 2


def test_a_program_that_asks_again_is_answered_once(
    site: WidgetSite, putting_off: PuttingOff
) -> None:
    body = from_program(2)
    assert putting_off.keep(ANSWERS, body, "", BOT)
    key = {"X-API-Key": site.key()}
    with site.client() as http:
        reply = http.post("/v1/answers", json=body, headers=key).json()
        site.desk.clock.pass_by(seconds=PATIENCE.total_seconds() + 1)
        putting_off.answer_due()
        messages = http.get("/v1/conversations/c-2", headers=key).json()["messages"]
    assert [one["id"] for one in messages] == ["m-2", f"reply-{reply['id']}"]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": ""},
        {"conversation_id": ""},
        {"customer": {}},
        {"question": " "},
        {"question": "x" * 4_001},
        {"customer": {"id": "kim", "tier": "unheard of"}},
        {"market": "Atlantis"},
        {"audience": "agent"},
        {"history": [{"role": "customer", "text": "volts?"}]},
        {"as_of": "2026-01-01"},
        {"unknown": 1},
    ],
)
def test_what_a_program_leaves_open_is_not_kept(
    site: WidgetSite, putting_off: PuttingOff, fields: dict[str, Any]
) -> None:
    assert not putting_off.keep(ANSWERS, from_program(3, **fields), "", BOT)
    assert waiting(site) == 0


def test_only_who_may_ask_has_a_message_kept(site: WidgetSite, putting_off: PuttingOff) -> None:
    page = Caller(
        kind="key", id="page", scopes=frozenset({"chatbot"}), origins=("https://shop.example",)
    )
    for caller in (page, Caller(kind="anonymous"), Caller(kind="key", id="none")):
        assert not putting_off.keep(ANSWERS, from_program(4), "", caller)
    assert waiting(site) == 0


def test_neither_anothers_conversation_nor_another_text_is_kept(
    site: WidgetSite, putting_off: PuttingOff
) -> None:
    body = from_program(5)
    with site.client() as http:
        http.post("/v1/answers", json=body, headers={"X-API-Key": site.key()})
    assert not putting_off.keep(ANSWERS, {**body, "question": WARRANTY}, "", BOT)
    assert not putting_off.keep(ANSWERS, {**body, "id": "m-6", "customer": {"id": "ann"}}, "", BOT)
    assert putting_off.keep(ANSWERS, {**body, "id": "m-6"}, "", BOT)
    PutOffStore(site.desk.desk.database).forget(
        Question(id="m-6", question="", conversation_id="c-5")
    )


def test_one_caller_fills_no_disk(site: WidgetSite, putting_off: PuttingOff) -> None:
    store, at = PutOffStore(site.desk.desk.database), site.desk.desk.now()
    kept = [
        Question(id=f"m-{number}", question="", conversation_id="c-7", asked_by=BOT.actor)
        for number in range(MOST_WAITING)
    ]
    for one in kept:
        store.add(one, at=at)
    assert not putting_off.keep(ANSWERS, from_program(8), "", BOT)
    other = Caller(kind="key", id="other", scopes=frozenset({"chatbot"}))
    assert putting_off.keep(ANSWERS, from_program(8), "", other)
    for one in (*kept, Question(id="m-8", question="", conversation_id="c-8")):
        store.forget(one)
