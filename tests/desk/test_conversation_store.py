"""Conversations on disk: kept exactly, never twice, one history over every channel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.desk.columns import MAX_ID_CHARACTERS, stored_time, time_of
from answer.desk.conversation import Customer
from answer.reply import Citation, ExplanationLine, Statement
from ingest.control_characters import holds_controls
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing
from tests.desk.stored import (
    NOW,
    Desk,
    a_conversation,
    a_feedback,
    a_message,
    a_reply,
    a_risk,
    open_desk,
)

LATER = NOW + timedelta(minutes=3)
IDS = (
    "kim@example.com",
    "📦🇩🇪 Kunde",
    "'; drop table customers; --",
    '" or 1=1 --',
    "%",
    "_",
    "../../etc/passwd",
    "客户 42",
    "é",
    "e\u0301",
    "\u202e\u200d",
    "x" * MAX_ID_CHARACTERS,
)
BAD_IDS = ("", "x" * 10_240, "a\0b", "\ud83d", "half \udc00 pair", "a\nb", "a\u2028b", "a\x85")


@pytest.mark.parametrize("text", IDS)
def test_an_id_is_kept_exactly(desk: Desk, tmp_path: Path, text: str) -> None:
    store = desk.conversations
    store.put_customer(Customer(id=text, tier="gold"))
    store.put_customer(Customer(id="somebody else", tier="silver"))
    store.open_conversation(a_conversation(text, customer_id=text))
    store.add_message(a_message(text, conversation_id=text))
    again = open_desk(tmp_path / "var" / "tradewind.db").conversations
    assert again.customer(text) == Customer(id=text, tier="gold")
    assert again.history(text) == (a_message(text, conversation_id=text, customer_id=text),)
    assert again.customer("somebody else") == Customer(id="somebody else", tier="silver")
    assert again.customer(text + " ") is None


@pytest.mark.parametrize("text", BAD_IDS)
def test_an_id_that_cannot_be_kept_is_refused(desk: Desk, text: str) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    store.add_reply(a_reply())
    for work in (
        lambda: store.put_customer(Customer(id=text)),
        lambda: store.open_conversation(a_conversation(text)),
        lambda: store.add_message(a_message(text)),
        lambda: store.add_reply(a_reply(text)),
        lambda: store.add_feedback(a_feedback(text)),
        lambda: store.hand_to_person("conversation-1", case_id=text),
        lambda: store.add_risks(text, conversation_id="conversation-1", risks=[], at=NOW),
    ):
        with pytest.raises(DeskInvalid, match="id"):
            work()
    if text:
        with pytest.raises(DeskInvalid, match="customer id"):
            store.open_conversation(a_conversation("conversation-2", customer_id=text))
        with pytest.raises(DeskInvalid, match="customer id"):
            store.add_message(a_message(customer_id=text))
    assert store.messages("conversation-1") == ()


@pytest.mark.parametrize("text", ["", "nothing\0more", "a" * 100_000, "'; --", "𝔘𝔫𝔦\r\n\u2028 ok"])
def test_a_text_is_kept_exactly(desk: Desk, text: str) -> None:
    desk.conversations.open_conversation(a_conversation())
    desk.conversations.add_message(a_message(text=text))
    assert desk.conversations.messages("conversation-1")[0].text == text


def test_what_is_known_of_a_customer_grows(desk: Desk) -> None:
    store = desk.conversations
    assert store.customer("kim") is None
    store.put_customer(Customer(id="kim", tier="gold", language="de"))
    known = store.put_customer(Customer(id="kim", market="DE", language="fr"))
    assert known == Customer(id="kim", tier="gold", market="DE", language="fr")
    assert store.put_customer(Customer(id="kim")) == known
    assert store.customer("kim") == known


def test_a_conversation_is_opened_once(desk: Desk) -> None:
    store = desk.conversations
    first = a_conversation(customer_id="kim")
    assert store.open_conversation(first) == first
    again = a_conversation(customer_id="kim", channel="email", opened_at=LATER)
    assert store.open_conversation(again) == first
    assert store.open_conversation(a_conversation()) == first
    assert store.conversation(first.id) == first


def test_another_customer_s_conversation_is_closed_without_telling_whose(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation(customer_id="kim"))
    for work in (
        lambda: store.open_conversation(a_conversation(customer_id="eve")),
        lambda: store.add_message(a_message(customer_id="eve")),
        lambda: store.add_asked(
            "message-1",
            conversation_id="conversation-1",
            customer_id="eve",
            at=NOW,
            text="?",
            vector=[1.0],
            vector_of="e5",
        ),
    ):
        with pytest.raises(DeskConflict, match="another customer") as refused:
            work()
        assert "kim" not in str(refused.value)
    assert store.history("eve") == ()
    assert store.messages("conversation-1") == ()


def test_a_stranger_s_conversation_becomes_the_customer_s_who_signs_in(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    store.add_message(a_message())
    store.add_risks("message-1", conversation_id="conversation-1", risks=[a_risk()], at=NOW)
    assert store.history("") == ()
    assert store.conversations_of("") == ()
    store.add_message(a_message("message-2", customer_id="kim", at=LATER))
    assert [one.id for one in store.history("kim")] == ["message-1", "message-2"]
    assert {one.customer_id for one in store.messages("conversation-1")} == {"kim"}
    assert store.conversation("conversation-1").customer_id == "kim"


def test_a_message_is_kept_once_in_a_conversation(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    store.open_conversation(a_conversation("conversation-2"))
    assert store.add_message(a_message())
    assert not store.add_message(a_message())
    assert not store.add_message(a_message(text="something else", at=LATER))
    assert store.add_message(a_message(conversation_id="conversation-2", at=LATER))
    assert store.messages("conversation-1") == (a_message(),)
    assert store.conversation("conversation-1").last_message_at == NOW
    assert store.conversation("conversation-2").last_message_at == LATER


def test_without_a_conversation_nothing_is_kept(desk: Desk) -> None:
    store = desk.conversations
    for work in (
        lambda: store.conversation("none"),
        lambda: store.add_message(a_message()),
        lambda: store.add_reply(a_reply()),
        lambda: store.reply("none"),
        lambda: store.add_feedback(a_feedback()),
        lambda: store.hand_to_person("none", case_id="case-1"),
        lambda: store.give_back("none"),
        lambda: store.add_risks("m", conversation_id="none", risks=[a_risk()], at=NOW),
        lambda: store.add_asked(
            "m",
            conversation_id="none",
            customer_id="",
            at=NOW,
            text="",
            vector=[1.0],
            vector_of="",
        ),
    ):
        with pytest.raises(DeskMissing, match="there is no"):
            work()
    assert store.reply_to("m", conversation_id="none") is None
    assert store.messages("none") == ()
    assert store.feedback_of("none") == ()
    assert store.risks_of("m", conversation_id="none") == ()


def test_one_history_over_channels_oldest_first(desk: Desk) -> None:
    store = desk.conversations
    for channel in ("web", "email", "whatsapp"):
        store.open_conversation(a_conversation(channel, customer_id="kim", channel=channel))
    for minute, channel in ((5, "web"), (1, "email"), (3, "whatsapp"), (4, "web"), (2, "email")):
        at = NOW + timedelta(minutes=minute)
        store.add_message(a_message(f"m{minute}", conversation_id=channel, channel=channel, at=at))
    found = store.history("kim")
    assert [one.id for one in found] == ["m1", "m2", "m3", "m4", "m5"]
    assert [one.channel for one in found] == ["email", "email", "whatsapp", "web", "web"]
    # of the last ones, still oldest first
    assert [one.id for one in store.history("kim", limit=2)] == ["m4", "m5"]
    since = NOW + timedelta(minutes=3)
    assert [one.id for one in store.history("kim", since=since)] == ["m3", "m4", "m5"]
    assert [one.id for one in store.messages("email", limit=1)] == ["m2"]
    assert [one.id for one in store.conversations_of("kim")] == ["web", "whatsapp", "email"]
    assert len(store.conversations_of("kim", limit=1)) == 1


def test_messages_of_one_moment_keep_their_order(desk: Desk) -> None:
    desk.conversations.open_conversation(a_conversation())
    for name in ("z", "a", "m"):
        desk.conversations.add_message(a_message(name))
    assert [one.id for one in desk.conversations.messages("conversation-1")] == ["z", "a", "m"]


def test_a_person_has_it_until_it_is_given_back(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    assert store.hand_to_person("conversation-1", case_id="case-1").case_id == "case-1"
    assert store.conversation("conversation-1").case_id == "case-1"
    assert store.give_back("conversation-1").case_id == ""
    assert store.conversation("conversation-1") == a_conversation()


def test_a_reply_comes_back_as_it_was(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    citation = Citation(
        document="manuals/泵.pdf",
        title="Pump",
        heading_path=("3", "Care"),
        page=4,
        page_label="iv",
        start=10,
        end=20,
        quote="2,5 kg\0",
    )
    reply = a_reply(
        statements=(Statement(text="2,5 kg", citations=(citation,), translation="machine"),),
        explanation=(ExplanationLine(code="x", text="y", values=(("n", 0.1), ("of", ("a",)))),),
    )
    assert store.add_reply(reply)
    assert not store.add_reply(replace(reply, text="another"))
    assert store.reply("reply-1") == reply
    later = a_reply("reply-2", at=LATER, kind="answer", reason=None)
    store.add_reply(later)
    assert store.reply_to("message-1", conversation_id="conversation-1") == later
    assert store.reply_to("message-2", conversation_id="conversation-1") is None


def test_feedback_is_kept_once(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    store.add_reply(a_reply())
    edited = a_feedback(text="Shorter.", reason="too long")
    rated = a_feedback("feedback-2", verdict="csat", agent="", score=5, at=LATER)
    assert store.add_feedback(rated)
    assert store.add_feedback(edited)
    assert not store.add_feedback(replace(edited, verdict="wrong"))
    assert store.feedback_of("reply-1") == (edited, rated)


def test_questions_come_back_with_their_vectors(desk: Desk) -> None:
    store = desk.conversations
    vector = np.random.default_rng(5).standard_normal(384).astype(np.float32)
    for number in range(4):
        name = f"conversation-{number}"
        store.open_conversation(a_conversation(name, customer_id="kim" if number else ""))
        for _ in range(2):
            store.add_asked(
                "message-1",
                conversation_id=name,
                customer_id="",
                at=NOW + timedelta(days=number),
                text=f"question {number}",
                vector=vector,
                vector_of="e5",
            )
    found = store.asked("kim", since=NOW + timedelta(days=2))
    assert [one.text for one in found] == ["question 2", "question 3"]
    assert np.array_equal(np.array(found[0].vector, dtype=np.float32), vector)
    assert (found[0].message_id, found[0].vector_of) == ("message-1", "e5")
    assert [one.text for one in store.asked("kim", since=NOW, limit=1)] == ["question 3"]
    assert store.asked("", since=NOW) == ()


@pytest.mark.parametrize("vector", [[float("nan")], [float("inf"), 1.0], [[1.0], [2.0]], 3.0])
def test_what_is_no_vector_is_refused(desk: Desk, vector: list[float]) -> None:
    desk.conversations.open_conversation(a_conversation())
    with pytest.raises(DeskInvalid, match="finite"):
        desk.conversations.add_asked(
            "message-1",
            conversation_id="conversation-1",
            customer_id="",
            at=NOW,
            text="",
            vector=vector,
            vector_of="e5",
        )


def test_risks_are_counted_by_customer_not_by_message(desk: Desk) -> None:
    store = desk.conversations
    wrote = [
        # conversation, customer, class, day
        ("c1", "kim", "safety", 0),
        ("c1", "kim", "safety", 1),
        ("c2", "kim", "safety", 1),
        ("c3", "lee", "safety", 1),
        ("c4", "", "safety", 1),
        ("c5", "", "safety", 1),
        ("c5", "", "safety", 2),
        ("kim", "", "safety", 1),
        ("c3", "lee", "legal", 1),
        ("c6", "old", "legal", 9),
    ]
    for number, (conversation, customer, risk_class, day) in enumerate(wrote):
        store.open_conversation(a_conversation(conversation, customer_id=customer))
        for _ in range(2):
            store.add_risks(
                f"m{number}",
                conversation_id=conversation,
                risks=[a_risk(risk_class)],
                at=NOW + timedelta(days=day),
            )
    until = NOW + timedelta(days=9)
    assert store.risk_counts(since=NOW, until=until) == {"safety": 5, "legal": 1}
    assert store.risk_counts(since=until, until=until + timedelta(1)) == {"legal": 1}
    assert store.risk_counts(since=NOW - timedelta(1), until=NOW) == {}


def test_risks_of_a_message_the_most_pressing_first(desk: Desk) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    legal = a_risk("legal", priority=5, term="lawyer", level="L3")
    store.add_risks("message-1", conversation_id="conversation-1", risks=[a_risk(), legal], at=NOW)
    assert store.risks_of("message-1", conversation_id="conversation-1") == (legal, a_risk())


@given(at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9, minutes=30))])))
def test_a_time_is_kept_to_the_microsecond(at: datetime) -> None:
    assert time_of(stored_time(at)) == at
    assert time_of(stored_time(at)).tzinfo is UTC


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2))
def test_stored_times_sort_as_times_do(times: list[datetime]) -> None:
    assert [time_of(one) for one in sorted(map(stored_time, times))] == sorted(times)


def test_a_time_without_a_zone_is_refused(desk: Desk) -> None:
    with pytest.raises(DeskInvalid, match="time zone"):
        desk.conversations.open_conversation(a_conversation(opened_at=NOW.replace(tzinfo=None)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(), name=st.text(min_size=1, max_size=MAX_ID_CHARACTERS))
def test_any_text_is_kept_or_refused(desk: Desk, text: str, name: str) -> None:
    store = desk.conversations
    store.open_conversation(a_conversation())
    before = store.messages("conversation-1", limit=10_000)
    try:
        is_new = store.add_message(a_message(name, text=text))
    except DeskInvalid:
        assert holds_controls(name)
        assert store.messages("conversation-1", limit=10_000) == before
        return
    after = store.messages("conversation-1", limit=10_000)
    assert len(after) == len(before) + is_new
    assert is_new == all(one.id != name for one in before)
    if is_new:
        assert next(one for one in after if one.id == name).text == text
