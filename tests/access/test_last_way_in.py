"""An admin's last way in: who would shut it is refused, over HTTP, by command, of two at once."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.database import DeskDatabase
from api.access.caller import Caller
from api.access.keys import FIRST_KEY, Keys
from api.access.people_store import PeopleStore
from api.access.person import Person, Role
from ingest.errors import LastAdmin, LastAdminKey
from tests.access.clock import Clock
from tests.access.staffed import Staffed, staffed
from tests.in_process import run_command

LEAD: tuple[Role, ...] = ("lead",)
ADMIN: tuple[Role, ...] = ("admin",)
ISSUER = "https://login.example.com"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DeskDatabase]:
    with DeskDatabase(tmp_path / "tradewind.db") as opened:
        yield opened


@pytest.fixture
def people(database: DeskDatabase) -> PeopleStore:
    return PeopleStore(database)


@pytest.fixture
def keys(database: DeskDatabase, clock: Clock) -> Keys:
    kept = Keys(database, issuer=ISSUER, now=clock)
    assert kept.first() is not None
    return kept


def admin_key(keys: Keys, name: str = "another", days: int | None = None) -> None:
    keys.create(name, scopes=("admin",), expires_days=days, by="test", actor="test")


def revoke(keys: Keys, name: str = FIRST_KEY, *, force: bool = False) -> None:
    keys.revoke(name, force=force, by="test", actor="test")


def test_the_last_admin_key_is_kept_and_says_what_to_do(
    keys: Keys, database: DeskDatabase, clock: Clock
) -> None:
    keys.create("shop", scopes=("chatbot", "agent", "lead"), by="test", actor="test")
    admin_key(keys, "over", days=1)
    clock.go_on(days=1)
    with pytest.raises(LastAdminKey, match="make another admin key or an admin's password first"):
        revoke(keys)
    assert keys.has_admin()
    assert not AuditLog(database).page(AuditFilter(kind="key_revoke")).records
    revoke(keys, "shop")
    revoke(keys, "over")
    admin_key(keys)
    revoke(keys)
    with pytest.raises(LastAdminKey):
        revoke(keys, "another")
    revoke(keys, "another", force=True)
    assert not keys.has_admin()


def with_password(people: PeopleStore, ada: Person) -> None:
    people.keep_password(ada.id, "a hash", at=ada.created_at)


def known_to_the_provider(people: PeopleStore, ada: Person) -> None:
    people.change(ada, subject=f"{ISSUER} 1234")


@pytest.mark.parametrize("given", [with_password, known_to_the_provider])
def test_an_admin_who_can_sign_in_is_a_way_in(
    keys: Keys, people: PeopleStore, clock: Clock, given: Callable[[PeopleStore, Person], None]
) -> None:
    given(people, people.add("Ada", roles=("agent", "admin"), at=clock()))
    revoke(keys)
    assert not keys.has_admin()


def removed(people: PeopleStore, ada: Person) -> None:
    with_password(people, ada)
    people.change(ada, is_active=False)


def no_admin(people: PeopleStore, ada: Person) -> None:
    with_password(people, ada)
    people.change(ada, roles=("agent", "lead", "editor"))


def of_a_provider_that_was(people: PeopleStore, ada: Person) -> None:
    people.change(ada, subject=f"{ISSUER}.old 1234")


@pytest.mark.parametrize(
    "given", [lambda people, ada: None, removed, no_admin, of_a_provider_that_was]
)
def test_who_cannot_come_in_alone_is_none(
    keys: Keys, people: PeopleStore, clock: Clock, given: Callable[[PeopleStore, Person], None]
) -> None:
    given(people, people.add("Ada", roles=ADMIN, at=clock()))
    with pytest.raises(LastAdminKey):
        revoke(keys)


def test_without_a_provider_whom_it_knew_comes_in_no_more(
    keys: Keys, people: PeopleStore, database: DeskDatabase, clock: Clock
) -> None:
    known_to_the_provider(people, people.add("Ada", roles=ADMIN, at=clock()))
    with pytest.raises(LastAdminKey):
        revoke(Keys(database, now=clock))


def test_rotating_brings_the_last_way_in_no_nearer_end(keys: Keys, clock: Clock) -> None:
    with pytest.raises(LastAdminKey):
        keys.rotate(FIRST_KEY, expires_days=90, actor="test")
    assert keys.listed()[0].expires_at is None
    keys.rotate(FIRST_KEY, overlap_hours=0, actor="test")

    admin_key(keys, days=60)
    with pytest.raises(LastAdminKey):
        keys.rotate(FIRST_KEY, expires_days=60, actor="test")
    keys.rotate(FIRST_KEY, expires_days=59, actor="test")
    # 'another' is the last by now, and may be given more time, not less
    with pytest.raises(LastAdminKey):
        keys.rotate("another", expires_days=59, actor="test")
    later = keys.rotate("another", expires_days=90, actor="test").key
    assert later.expires_at == clock() + timedelta(days=90)
    keys.rotate("another", expires_days=59, force=True, actor="test")


def test_of_two_who_revoke_each_other_s_at_once_one_is_refused(
    keys: Keys, tmp_path: Path, clock: Clock
) -> None:
    for _ in range(10):
        names = ("one", "two")
        for name in names:
            admin_key(keys, name)
        if any(one.name == FIRST_KEY and one.revoked_at is None for one in keys.listed()):
            revoke(keys)
        refused: list[str] = []
        ready = threading.Barrier(2)

        def take(name: str, refused: list[str] = refused, ready: threading.Barrier = ready) -> None:
            with DeskDatabase(tmp_path / "tradewind.db") as beside:
                kept = Keys(beside, now=clock)
                ready.wait()
                try:
                    revoke(kept, name)
                except LastAdminKey:
                    refused.append(name)

        threads = [threading.Thread(target=take, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        assert keys.has_admin()
        revoke(keys, refused[0], force=True)


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staffed]:
    with staffed(tmp_path / "tradewind.db") as opened:
        yield opened


def test_over_http_it_is_a_conflict_and_a_person_s_password_opens_the_way(
    staff: Staffed, tmp_path: Path
) -> None:
    first = staff.keys.first()
    assert first is not None
    bearer = {"Authorization": f"Bearer {first.text}"}
    with staff.client(tmp_path / "company") as client:
        for method, rest, body in (
            ("DELETE", "", None),
            ("POST", "/rotate", {"expires_days": 30}),
        ):
            address = f"/v1/keys/{first.key.id}{rest}"
            refused = client.request(method, address, headers=bearer, json=body)
            assert refused.status_code == 409
            assert refused.json()["type"].endswith(":last-admin-key")
            assert "'first admin key' is the last admin key" in refused.json()["detail"]
        assert client.get("/v1/keys", headers=bearer).status_code == 200
        staff.person("Ada", "admin")
        assert client.delete(f"/v1/keys/{first.key.id}", headers=bearer).status_code == 200
        assert client.get("/v1/keys", headers=bearer).status_code == 401


def test_nor_is_it_shut_from_the_other_side(staff: Staffed) -> None:
    """Where no key holds, an admin who comes by links alone is none to be left with."""
    staff.person("Ada", "admin")
    bo = staff.person("Bo", "admin", password="")
    caller = Caller(kind="person", name="Bo", id=bo.id, scopes=frozenset({"admin"}))
    with pytest.raises(LastAdmin, match="'Ada' is the last admin who can sign in without a link"):
        staff.people.overseeing.change("Ada", is_active=False, by=caller)
    with pytest.raises(LastAdmin):
        staff.people.overseeing.change("Ada", roles=LEAD, by=caller)
    staff.keys.first()
    staff.people.overseeing.change("Ada", is_active=False, by=caller)
    with pytest.raises(LastAdminKey):
        revoke(staff.keys)


def test_by_command_it_is_refused_too_unless_forced(
    keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def ask(*arguments: str) -> tuple[int, str]:
        given = ("--var", tmp_path, "keys", *arguments)
        ended = run_command(*given, monkeypatch=monkeypatch, capfd=capfd)
        return ended.code, ended.err

    for arguments in (("revoke", FIRST_KEY), ("rotate", FIRST_KEY, "--expires-days", "3")):
        code, said = ask(*arguments)
        assert code == 1
        assert "is the last admin key" in said
        assert len(said.splitlines()) == 1
    assert keys.has_admin()
    assert ask("rotate", FIRST_KEY, "--expires-days", "3", "--force")[0] == 0
    assert ask("revoke", FIRST_KEY, "--force")[0] == 0
    assert not keys.has_admin()
