"""Responses kept by their keys: whose they are, how long, and what a crash leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk.conversation import Conversation
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.kept_response import Claim, KeptResponse, RequestSubject
from answer.desk.kept_response_store import KEPT, LEASE, KeptResponseStore

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RESPONSE = KeptResponse(
    status=201, headers=(("content-type", "application/json"),), body=b'{"caf\xc3\xa9":1}\n'
)
NOBODY = RequestSubject()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DeskDatabase]:
    with DeskDatabase(tmp_path / "desk.db") as made:
        yield made


@pytest.fixture
def store(database: DeskDatabase) -> KeptResponseStore:
    return KeptResponseStore(database)


def begin(
    store: KeptResponseStore,
    key: str = "k",
    *,
    caller: str = "key:1",
    body: str = "b",
    at: datetime = AT,
) -> Claim:
    return store.begin(caller, key, request_print=body, at=at)


def test_what_was_responded_comes_back_byte_for_byte(store: KeptResponseStore) -> None:
    claim = begin(store)
    assert claim.state == "begun"
    store.finish(claim.lease, RESPONSE, about=NOBODY)
    again = begin(store, at=AT + timedelta(hours=23))
    assert (again.state, again.response) == ("kept", RESPONSE)


def test_a_key_is_its_caller_s_own(store: KeptResponseStore) -> None:
    store.finish(begin(store).lease, RESPONSE, about=NOBODY)
    assert begin(store, caller="key:2").state == "begun"
    assert begin(store, body="other").state == "another"


def test_it_holds_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with DeskDatabase(path) as database:
        store = KeptResponseStore(database)
        store.finish(begin(store).lease, RESPONSE, about=NOBODY)
    with DeskDatabase(path) as database:
        assert begin(KeptResponseStore(database)).response == RESPONSE


def test_a_worker_that_died_frees_its_key_within_seconds(store: KeptResponseStore) -> None:
    dead = begin(store)
    waiting = begin(store, at=AT + LEASE / 2)
    assert waiting.state == "under_way"
    assert 0 < waiting.free_in_seconds <= LEASE.total_seconds()
    heir = begin(store, at=AT + LEASE)
    assert heir.state == "begun"
    # one that was only slow keeps nothing over what its heir responds
    store.finish(dead.lease, KeptResponse(status=200, headers=(), body=b"late"), about=NOBODY)
    store.finish(heir.lease, RESPONSE, about=NOBODY)
    assert begin(store, at=AT + LEASE).response == RESPONSE


def test_who_is_at_work_renews_the_lease(store: KeptResponseStore) -> None:
    claim = begin(store)
    store.renew(claim.lease, at=AT + LEASE / 2)
    assert begin(store, at=AT + LEASE).state == "under_way"


def test_what_was_given_up_may_be_sent_again(store: KeptResponseStore) -> None:
    store.give_up(begin(store).lease)
    assert begin(store, body="changed").state == "begun"


def test_after_a_day_the_key_is_new_and_the_response_gone(
    store: KeptResponseStore, database: DeskDatabase
) -> None:
    for key in ("k", "another"):
        store.finish(begin(store, key).lease, RESPONSE, about=NOBODY)
    assert begin(store, body="other", at=AT + KEPT + timedelta(seconds=1)).state == "begun"
    with database.reading() as reader:
        rows = reader.execute("select body from kept_responses").fetchall()
    assert rows == [(None,)], "the other key's response is swept up too"


def test_what_is_old_goes_also_where_nobody_sends_anything(store: KeptResponseStore) -> None:
    store.finish(begin(store).lease, RESPONSE, about=NOBODY)
    begin(store, "k2", at=AT + timedelta(hours=1))
    before = AT + timedelta(minutes=1)
    assert store.count_before(before) == 1
    assert store.delete_before(before) == 1
    assert store.count_before(AT + KEPT) == 1


def test_responses_are_a_customer_s_however_they_were_named(
    store: KeptResponseStore, database: DeskDatabase
) -> None:
    ConversationStore(database).open_conversation(
        Conversation(id="c-1", customer_id="u-1", channel="web", opened_at=AT, last_message_at=AT)
    )
    for number, about in enumerate(
        (
            RequestSubject(customer_id="u-1"),
            RequestSubject(conversation_id="c-1"),
            RequestSubject(customer_id="u-2"),
            NOBODY,
        )
    ):
        store.finish(begin(store, f"k{number}").lease, RESPONSE, about=about)
    assert store.erase("u-1") == 2
    assert [begin(store, f"k{number}").state for number in range(4)] == [
        *("begun", "begun"),
        *("kept", "kept"),
    ]


def test_no_key_stands_on_the_disk_as_it_was_sent(store: KeptResponseStore, tmp_path: Path) -> None:
    begin(store, "anna@example.com")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"kept_responses" in written
    assert b"anna@example.com" not in written
