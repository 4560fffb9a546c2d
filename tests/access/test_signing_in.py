"""Signing in by password, link and key; what it leaves in the audit, and what ends it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.password_hash import PasswordHashing
from api.access.person import Role
from api.access.sessions import Visit
from ingest.errors import PasswordUnfit, PersonConflict, PersonMissing, SignInBusy, SignInRefused
from tests.access.staffed import PASSWORD, Staffed, cheap_hashing, staffed

AGENT: tuple[Role, ...] = ("agent",)
LEAD: tuple[Role, ...] = ("lead",)
HERE = Visit(address="192.0.2.1", device="Firefox, Linux")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staffed]:
    with staffed(tmp_path / "a.db") as found:
        yield found


def test_a_name_is_the_same_in_any_case_and_width(office: Staffed) -> None:
    office.person("Han Meimei")
    for name in ("Han Meimei", "han  meimei", " HAN MEIMEI ", "Ｈａｎ Meimei"):
        made = office.people.signing_in.with_password(name, PASSWORD, visit=HERE)
        seat = office.people.at_console.seat(made.token)
        assert seat is not None
        assert (seat.caller.name, seat.caller.kind) == ("Han Meimei", "person")
        assert seat.caller.scopes == {"agent"}
        assert seat.caller.session_id == made.session.id
    with pytest.raises(PersonConflict, match="is here already"):
        office.person("HAN MEIMEI")


def test_whatever_is_wrong_the_words_are_the_same(office: Staffed) -> None:
    office.person("Mei")
    office.person("Ola", password="")
    office.people.managing.remove(office.person("Gone"), by="test")
    told = set()
    for name, password in (
        ("Mei", "wrong"),
        ("Nobody", PASSWORD),
        ("Ola", ""),
        ("Ola", PASSWORD),
        ("Gone", PASSWORD),
        ("", ""),
    ):
        with pytest.raises(SignInRefused) as refused:
            office.people.signing_in.with_password(name, password, visit=HERE)
        told.add(str(refused.value))
    assert len(told) == 1


def test_as_many_hashes_are_made_for_nobody_as_for_somebody(tmp_path: Path) -> None:
    """What takes time is the hash; nobody may tell by the clock who is here."""
    made: list[str] = []

    class Counted(PasswordHashing):
        def matches(self, kept: str, password: str) -> bool:
            found = super().matches(kept, password)
            made.append(password)
            return found

    with staffed(tmp_path / "a.db", hashing=Counted(memory_kib=8, passes=1)) as office:
        office.person("Mei")
        for name in ("Mei", "Nobody"):
            with pytest.raises(SignInRefused):
                office.people.signing_in.with_password(name, name, visit=HERE)
    assert made == ["Mei", "Nobody"]


@pytest.mark.parametrize("what", ["another password", "removed"])
def test_no_session_is_opened_by_what_was_changed_while_it_was_looked_at(
    tmp_path: Path, what: str
) -> None:
    """Else whoever goes on trying an old password comes in while its owner sets another."""

    class Slow(PasswordHashing):
        def matches(self, kept: str, password: str) -> bool:
            found = super().matches(kept, password)
            people, person = staff.people, staff.people.people.named("Mei")
            assert person is not None
            if what == "removed":
                people.managing.remove(person, by="test")
            else:
                people.signing_in.set_password(person, f"{PASSWORD} and more", by="test")
            return found

    with staffed(tmp_path / "a.db", hashing=Slow(memory_kib=8, passes=1)) as staff:
        person = staff.person("Mei")
        with pytest.raises(SignInRefused):
            staff.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
        assert staff.people.sessions.counts([person.id]) == {}


def test_a_hash_moves_to_stronger_parameters_when_its_owner_signs_in(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db") as office:
        person = office.person("Mei")
        before = office.people.people.password_hash(person.id)
    stronger = PasswordHashing(memory_kib=16, passes=2)
    with staffed(tmp_path / "a.db", hashing=stronger) as office:
        office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
        after = office.people.people.password_hash(person.id)
        assert "m=8,t=1" in before
        assert "m=16,t=2" in after
        office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
        assert office.people.people.password_hash(person.id) == after


def test_who_could_not_be_checked_was_not_wrong(tmp_path: Path) -> None:
    class Full(PasswordHashing):
        def matches(self, kept: str, password: str) -> bool:
            raise SignInBusy("full")

    with staffed(tmp_path / "a.db", hashing=Full(memory_kib=8, passes=1)) as office:
        office.person("Mei")
        for _ in range(9):
            with pytest.raises(SignInBusy):
                office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)


def test_no_token_and_no_password_is_in_the_file(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db") as office:
        person = office.person("Mei")
        session = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE).token
        link = office.people.signing_in.make_link(person, by="test")
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        for secret in (session, link, PASSWORD):
            assert secret.encode() not in content, file.name


def test_a_link_signs_in_once_and_for_ten_minutes(office: Staffed) -> None:
    person = office.person("Mei", password="")
    link = office.people.signing_in.make_link(person, by="test")
    office.clock.pass_by(minutes=9, seconds=59)
    made = office.people.signing_in.with_link(link, visit=HERE)
    assert (made.session.method, made.session.person_id) == ("link", person.id)
    late = office.people.signing_in.make_link(person, by="test")
    for again in (link, late, "no link", ""):
        office.clock.pass_by(minutes=10)
        with pytest.raises(SignInRefused, match="used up or older"):
            office.people.signing_in.with_link(again, visit=HERE)


def test_whoever_came_by_a_link_chooses_a_password_without_the_old_one(office: Staffed) -> None:
    person = office.person("Mei")
    earlier = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    unused = office.people.signing_in.make_link(person, by="test")
    made = office.people.signing_in.with_link(
        office.people.signing_in.make_link(person, by="test"), visit=HERE
    )
    anew = "another set of words"
    office.people.signing_in.change_password(
        office.people.people.required("Mei"), anew, known="", session=made.session, visit=HERE
    )
    assert office.people.at_console.seat(made.token)
    assert office.people.at_console.seat(earlier.token) is None, "signed out everywhere else"
    assert office.people.signing_in.with_password("Mei", anew, visit=HERE)
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_link(unused, visit=HERE)


def test_a_link_that_was_used_long_ago_sets_no_password_without_the_old_one(
    office: Staffed,
) -> None:
    person, new = office.person("Mei"), office.person("Ola", password="")
    made, others = (
        office.people.signing_in.with_link(
            office.people.signing_in.make_link(one, by="test"), visit=HERE
        )
        for one in (person, new)
    )
    person = office.people.people.required("Mei")
    change, needs = (
        office.people.signing_in.change_password,
        office.people.signing_in.needs_password,
    )
    assert not needs(person, made.session)
    office.clock.pass_by(minutes=10)
    assert needs(person, made.session)
    with pytest.raises(SignInRefused, match="sign-in link"):
        change(person, "another set of words", known="", session=made.session, visit=HERE)
    change(person, "another set of words", known=PASSWORD, session=made.session, visit=HERE)
    # whoever has none yet takes their time
    office.clock.pass_by(minutes=100)
    change(new, "words of their very own", known="", session=others.session, visit=HERE)
    assert office.people.signing_in.with_password("Ola", "words of their very own", visit=HERE)


def test_whoever_came_by_password_says_it_before_they_change_it(office: Staffed) -> None:
    person = office.person("Mei")
    made = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    change = office.people.signing_in.change_password
    person = office.people.people.required("Mei")
    with pytest.raises(SignInRefused, match="now is wrong"):
        change(person, "another set of words", known="x", session=made.session, visit=HERE)
    with pytest.raises(PasswordUnfit, match="at least 12"):
        change(person, "short", known=PASSWORD, session=made.session, visit=HERE)
    change(person, "another set of words", known=PASSWORD, session=made.session, visit=HERE)
    assert office.people.at_console.seat(made.token)


def test_a_key_signs_in_with_its_scopes_until_it_is_revoked(office: Staffed) -> None:
    key = office.keys.create("helpdesk", scopes=("agent", "lead"), by="t", actor="t")
    made = office.people.signing_in.with_key(f" {key.text}\n", visit=HERE)
    seat = office.people.at_console.seat(made.token)
    assert seat is not None
    assert (seat.caller.kind, seat.caller.name) == ("key", "helpdesk")
    assert seat.caller.scopes == {"agent", "lead"}
    office.keys.revoke(key.key.id, by="t", actor="t")
    assert office.people.at_console.seat(made.token) is None
    for text in (key.text, "tw_nonsense", ""):
        with pytest.raises(SignInRefused, match="wrong, expired or revoked"):
            office.people.signing_in.with_key(text, visit=HERE)


def test_a_chatbots_key_opens_no_console(office: Staffed) -> None:
    key = office.keys.create("shop", scopes=("chatbot",), by="t", actor="t")
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_key(key.text, visit=HERE)


def test_who_is_removed_is_out_at_once_and_back_with_their_own_name(office: Staffed) -> None:
    person = office.person("Mei")
    made = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    link = office.people.signing_in.make_link(person, by="test")
    office.people.managing.remove(person, by="test")
    assert office.people.at_console.seat(made.token) is None
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_link(link, visit=HERE)
    back = office.people.managing.add("mei", roles=LEAD, by="test")
    assert (back.id, back.name, back.roles) == (person.id, "Mei", ("lead",))
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)


def test_roles_count_from_the_next_request_on(office: Staffed) -> None:
    person = office.person("Mei", "agent", "admin")
    made = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    office.people.managing.set_roles(person, AGENT, by="test")
    seat = office.people.at_console.seat(made.token)
    assert seat is not None
    assert seat.caller.scopes == {"agent"}


@pytest.mark.parametrize("name", ["", "  ", "customer", "Desk", "x" * 101, "a\0b", "a\u200bb"])
def test_names_that_are_none_are_refused(office: Staffed, name: str) -> None:
    with pytest.raises(PersonConflict):
        office.people.managing.add(name, roles=AGENT, by="test")


def test_nobody_of_a_name_is_told(office: Staffed) -> None:
    with pytest.raises(PersonMissing, match="nobody is called 'Ana'"):
        office.people.people.required("Ana")


def test_the_audit_has_every_attempt_and_no_secret(office: Staffed) -> None:
    person = office.person("Mei")
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_password("Mei", "a wrong password", visit=HERE)
    with pytest.raises(SignInRefused):
        office.people.signing_in.with_password("my secret as a name", "x", visit=HERE)
    office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    records = office.records()
    assert [one.kind for one in reversed(records)] == [
        *("person_added", "password_set"),
        *("sign_in_refused", "sign_in_refused", "signed_in"),
    ]
    refused_stranger, refused = office.records("sign_in_refused")
    assert refused.subject == f"person:{person.id}"
    assert refused_stranger.subject == ""
    told = repr(records)
    assert "secret" not in told
    assert PASSWORD not in told
    assert "a wrong password" not in told


def test_the_first_person_gets_a_link_and_no_second_one(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db") as office:
        address = office.people.first_link(base="http://127.0.0.1:8080")
        page, _, token = address.partition("#link=")
        assert page == "http://127.0.0.1:8080/console/sign-in"
        seat = office.people.at_console.seat(
            office.people.signing_in.with_link(token, visit=HERE).token
        )
        assert seat is not None
        assert seat.caller.name == "admin"
        assert seat.caller.scopes == {"admin"}
        assert office.people.first_link(base="http://127.0.0.1:8080") == ""


def test_a_link_has_the_address_that_people_use(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db", public_url="https://desk.example.com/") as office:
        link = office.people.link(office.person("Mei"), base="http://127.0.0.1:8080", by="test")
    assert link.startswith("https://desk.example.com/console/sign-in#link=")


def test_hashes_are_read_by_nobody_else(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db", hashing=cheap_hashing()) as office:
        office.person("Mei")
        assert "argon2" not in repr(office.people.people.people())
    with sqlite3.connect(tmp_path / "a.db") as file:
        (kept,) = file.execute("select password_hash from people").fetchone()
    file.close()
    assert kept.startswith("$argon2id$")
