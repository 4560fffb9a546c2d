"""Keys: what opens, for how long, in which process; and that no secret is kept anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.database import DeskDatabase
from api.access.key_ring import KeyRing
from api.access.key_store import KeyStore
from api.access.key_text import hash_of, new_key_text, prefix_of
from api.access.keys import FIRST_KEY, Keys, MadeKey
from ingest.errors import KeyConflict, KeyInvalid, KeyMissing
from tests.access.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DeskDatabase]:
    with DeskDatabase(tmp_path / "tradewind.db") as opened:
        yield opened


@pytest.fixture
def keys(database: DeskDatabase, clock: Clock) -> Keys:
    return Keys(database, now=clock)


@pytest.fixture
def ring(keys: Keys, clock: Clock) -> Iterator[KeyRing]:
    opened = KeyRing(keys.store, now=clock)
    yield opened
    opened.close()


def made(keys: Keys, name: str = "shop", **options: object) -> MadeKey:
    values = {"scopes": ("chatbot",), "by": "a test", "actor": "test"} | options
    return keys.create(name, **values)  # type: ignore[arg-type]


def test_a_key_opens_as_whoever_holds_it(keys: Keys, ring: KeyRing) -> None:
    key = made(keys, scopes=("lead", "agent", "lead"))
    caller = ring.caller(key.text)
    assert caller is not None
    assert (caller.kind, caller.name, caller.id) == ("key", "shop", key.key.id)
    assert caller.scopes == {"agent", "lead"}
    assert key.key.scopes == ("agent", "lead")
    assert caller.may_read_internal


@pytest.mark.parametrize("part", range(3))
def test_one_other_character_opens_nothing(keys: Keys, ring: KeyRing, part: int) -> None:
    text = made(keys).text
    pieces = text.split("_", 2)
    pieces[part] = ("b" if pieces[part][0] != "b" else "c") + pieces[part][1:]
    assert ring.caller(text) is not None
    assert ring.caller("_".join(pieces)) is None


@given(st.text())
def test_any_other_text_is_no_key(text: str) -> None:
    assert prefix_of(text) == ""
    assert len(hash_of(text)) == 32


def test_texts_are_as_the_manual_says_and_never_the_same() -> None:
    texts = {new_key_text().text for _ in range(200)}
    assert len(texts) == 200
    for text in texts:
        assert len(prefix_of(text)) == 8
        assert text.startswith(f"tw_{prefix_of(text)}_")
        assert len(text) == len("tw_") + 8 + 1 + 43


def test_an_expired_key_opens_nothing_and_the_last_moment_still_counts(
    keys: Keys, ring: KeyRing, clock: Clock
) -> None:
    text = made(keys, expires_days=30).text
    clock.go_on(days=30, microseconds=-1)
    assert ring.caller(text) is not None
    clock.go_on(microseconds=1)
    assert ring.caller(text) is None
    assert keys.listed()[0].state(clock()) == "expired"


def test_a_revoked_key_opens_nothing_in_another_process_too(
    keys: Keys, ring: KeyRing, clock: Clock, tmp_path: Path
) -> None:
    key, other = made(keys), made(keys, "another")
    with DeskDatabase(tmp_path / "tradewind.db") as beside:
        elsewhere = KeyRing(KeyStore(beside), now=clock)
        assert elsewhere.caller(key.text) == ring.caller(key.text) == key.key.caller
        keys.revoke("shop", by="Ada", actor="person:1")
        assert elsewhere.caller(key.text) is None
        assert ring.caller(key.text) is None
        assert elsewhere.caller(other.text) is not None
        late = made(keys, "later")
        assert elsewhere.caller(late.text) is not None
        elsewhere.close()
    revoked = keys.store.found(key.key.id)
    assert (revoked.state(clock()), revoked.revoked_by) == ("revoked", "Ada")


def test_a_rotated_key_is_the_same_key_and_both_secrets_open_for_a_while(
    keys: Keys, ring: KeyRing, clock: Clock
) -> None:
    first = made(keys)
    second = keys.rotate("shop", overlap_hours=2, actor="test")
    assert second.key.id == first.key.id
    assert second.text != first.text
    assert ring.caller(first.text) == ring.caller(second.text) == first.key.caller
    clock.go_on(hours=2, microseconds=-1)
    assert ring.caller(first.text) is not None
    clock.go_on(microseconds=1)
    assert ring.caller(first.text) is None
    assert ring.caller(second.text) is not None


def test_rotated_twice_no_earlier_secret_lives_longer_than_it_was_to(
    keys: Keys, ring: KeyRing, clock: Clock
) -> None:
    first = made(keys)
    second = keys.rotate("shop", overlap_hours=1, actor="test")
    third = keys.rotate("shop", overlap_hours=48, actor="test")
    clock.go_on(hours=1)
    assert ring.caller(first.text) is None
    assert ring.caller(second.text) is not None
    fourth = keys.rotate("shop", overlap_hours=0, actor="test")
    assert [ring.caller(one.text) for one in (first, second, third)] == [None] * 3
    assert ring.caller(fourth.text) is not None


def test_rotating_may_give_a_key_more_time_and_never_takes_any(keys: Keys, clock: Clock) -> None:
    key = made(keys, expires_days=10).key
    clock.go_on(days=5)
    assert keys.rotate("shop", actor="test").key.expires_at == key.expires_at
    longer = keys.rotate("shop", expires_days=90, actor="test").key
    assert longer.expires_at == clock() + timedelta(days=90)
    clock.go_on(days=90)
    with pytest.raises(KeyConflict, match="'shop' is expired; say for how many days"):
        keys.rotate("shop", actor="test")
    keys.rotate("shop", expires_days=1, actor="test")


def test_a_name_is_one_key_until_that_is_revoked(keys: Keys) -> None:
    first = made(keys, " shop \n").key
    with pytest.raises(KeyConflict, match="'shop' already"):
        made(keys, "shop")
    keys.revoke(first.id, by="Ada", actor="test")
    second = made(keys, "shop").key
    assert keys.store.found("shop") == second
    assert keys.store.found(first.secrets[0].prefix).id == first.id
    with pytest.raises(KeyConflict, match="'shop' was revoked; create another"):
        keys.rotate(first.id, actor="test")
    with pytest.raises(KeyConflict, match="'shop' was revoked"):
        keys.revoke(first.id, by="Ada", actor="test")
    with pytest.raises(KeyMissing, match="no key 'nobody'"):
        keys.revoke("nobody", by="Ada", actor="test")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": " "}, "name: give 1 to 100"),
        ({"name": "x" * 101}, "name: give 1 to 100"),
        ({"name": "a\x1b[31mred"}, "name: give 1 to 100"),
        ({"scopes": ()}, "scope: 'none'; give one or more of chatbot, agent"),
        ({"scopes": ("admin", "boss")}, r"scope: \['boss'\]; give one"),
        ({"scopes": ("agent",), "origins": ("https://a.example",)}, "the scope 'chatbot' alone"),
        ({"expires_days": 0}, "expires: 0 days"),
        ({"expires_days": 3_651}, "expires: 3651 days"),
        ({"origins": [f"https://s{n}.example" for n in range(51)]}, "origin: 51 are too many"),
    ],
)
def test_what_no_key_can_have_is_refused(keys: Keys, options: dict[str, object], said: str) -> None:
    with pytest.raises(KeyInvalid, match=said):
        made(keys, **options)  # type: ignore[arg-type]
    assert keys.listed() == ()


@pytest.mark.parametrize(
    ("given_origin", "kept"),
    [
        ("https://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("https://müller.example", "https://xn--mller-kva.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_an_origin_is_kept_as_a_browser_sends_it(keys: Keys, given_origin: str, kept: str) -> None:
    assert made(keys, origins=(given_origin, given_origin)).key.origins == (kept,)


@pytest.mark.parametrize(
    "text",
    [
        *("*", "null", "shop.example", "https://*.shop.example", "http://shop.example"),
        *("https://shop.example/path", "https://shop.example?x=1", "https://a@shop.example"),
        *("https://", "https://shop.example:99999", "javascript:alert(1)", "https://a b.example"),
        *("https://" + "a" * 64 + ".example", "file:///etc", "https://shop.example#x", ""),
    ],
)
def test_what_is_no_origin_is_refused(keys: Keys, text: str) -> None:
    with pytest.raises(KeyInvalid, match=r"origin: .*is none; give the site's address alone"):
        made(keys, origins=(text,))


def test_the_last_use_is_written_once_a_minute(
    keys: Keys, ring: KeyRing, clock: Clock, database: DeskDatabase
) -> None:
    text = made(keys).text
    start = clock()
    for _ in range(5):
        ring.caller(text)
        clock.go_on(seconds=10)
    ring.close()
    assert keys.listed()[0].last_used_at == start
    another = KeyRing(keys.store, now=clock)
    another.caller(text)
    another.close()
    assert keys.listed()[0].last_used_at == start, "another process wrote it a moment ago"
    clock.go_on(seconds=10)
    third = KeyRing(keys.store, now=clock)
    third.caller(text)
    third.close()
    assert keys.listed()[0].last_used_at == clock()


def test_a_use_moves_nothing_that_every_request_looks_at(keys: Keys, ring: KeyRing) -> None:
    text = made(keys).text
    before = keys.store.changes()
    ring.caller(text)
    ring.close()
    assert keys.store.changes() == before


def test_no_file_holds_a_secret(keys: Keys, ring: KeyRing, tmp_path: Path) -> None:
    texts = [made(keys).text, keys.rotate("shop", actor="test").text]
    keys.revoke("shop", by="Ada", actor="test")
    assert [ring.caller(text) for text in texts] == [None, None]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for text in texts:
        secret = text.split("_", 2)[2].encode()
        assert not [path for path in files if secret in path.read_bytes()]
        assert secret.decode() not in repr(keys.listed())


def test_neither_a_new_key_nor_its_hash_shows_itself(keys: Keys) -> None:
    key = made(keys)
    assert key.text not in repr(key)
    assert new_key_text().text not in repr(new_key_text())


def test_every_step_is_in_the_audit(keys: Keys, database: DeskDatabase) -> None:
    key = made(keys, origins=("https://shop.example",), actor="person:7")
    rotated = keys.rotate("shop", actor="key:8")
    keys.revoke("shop", by="Ada", actor="person:9")
    found = AuditLog(database).page(AuditFilter(subject=key.key.id)).records[::-1]
    assert [(one.kind, one.actor) for one in found] == [
        ("key_create", "person:7"),
        ("key_rotate", "key:8"),
        ("key_revoke", "person:9"),
    ]
    assert found[0].details["origins"] == ["https://shop.example"]
    assert found[1].details["prefix"] == rotated.key.secrets[0].prefix
    assert key.text.split("_", 2)[2] not in repr(found)


def test_the_first_key_is_made_once_whoever_starts(
    keys: Keys, ring: KeyRing, clock: Clock, tmp_path: Path
) -> None:
    first = keys.first()
    assert first is not None
    caller = ring.caller(first.text)
    assert caller is not None
    assert caller.name == FIRST_KEY
    assert caller.scopes == {"admin"}
    with DeskDatabase(tmp_path / "tradewind.db") as beside:
        assert Keys(beside, now=clock).first() is None
    assert keys.has_admin()
    keys.revoke(FIRST_KEY, force=True, by="Ada", actor="test")
    assert keys.first() is None, "revoked it is not made again"
    assert not keys.has_admin()


def test_the_sites_that_may_ask_are_those_of_keys_that_hold(
    keys: Keys, ring: KeyRing, clock: Clock
) -> None:
    assert ring.origins() == frozenset()
    made(keys, "a", origins=("https://a.example", "https://b.example"))
    made(keys, "b", origins=("https://b.example",), expires_days=1)
    made(keys, "c", origins=("https://c.example",), expires_days=1)
    assert ring.origins() == {f"https://{name}.example" for name in "abc"}
    clock.go_on(days=1)
    assert ring.origins() == {"https://a.example", "https://b.example"}
    keys.revoke("a", by="Ada", actor="test")
    assert ring.origins() == frozenset()
