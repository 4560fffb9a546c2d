"""A visitor's message that finds no room is kept, answered later, and never twice."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from answer.desk.put_off_store import PutOffStore
from answer.desk.visitor_store import VisitorStore
from api.bootstrap import Application
from api.putting_off import PATIENCE, PuttingOff
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
    return putting_off.keep(body, visitor.secret, "", "anonymous")


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
    assert not putting_off.keep(body, visitor.secret, "", "anonymous")
    assert not putting_off.keep({"id": "message-5", "text": WARRANTY}, "stranger", "", "anonymous")
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
