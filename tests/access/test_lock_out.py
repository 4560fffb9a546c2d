"""After how many wrong attempts nobody may try again, where, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from api.access.attempt_store import AttemptStore
from api.access.lock_out import NAME, NAME_AT_ADDRESS, LockRule
from api.access.network_address import network_of
from api.access.sessions import Visit
from ingest.errors import SignInLocked, SignInRefused
from tests.access.staffed import MORNING, PASSWORD, Staffed, staffed

HERE, THERE = Visit(address="192.0.2.1"), Visit(address="198.51.100.7")


@pytest.fixture
def office(tmp_path: Path):  # type: ignore[no-untyped-def]
    with staffed(tmp_path / "a.db") as found:
        found.person("Mei")
        yield found


def guess(office: Staffed, *, visit: Visit = HERE, name: str = "Mei", times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            office.people.signing_in.with_password(name, "wrong", visit=visit)


def wait_told(office: Staffed, *, visit: Visit = HERE, name: str = "Mei") -> int:
    with pytest.raises(SignInLocked) as refused:
        office.people.signing_in.with_password(name, PASSWORD, visit=visit)
    return refused.value.retry_after_seconds


def test_each_further_attempt_doubles_the_wait() -> None:
    waits = [NAME_AT_ADDRESS.wait_seconds(count) for count in range(1, 14)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert NAME.wait_seconds(10**9) == 300


def test_the_fifth_wrong_attempt_locks_and_time_opens_again(office: Staffed) -> None:
    guess(office, times=5)
    assert wait_told(office) == 30
    office.clock.pass_by(seconds=12)
    assert wait_told(office) == 18, "what is refused while locked makes it no longer"
    office.clock.pass_by(seconds=18)
    guess(office)
    assert wait_told(office) == 60
    office.clock.pass_by(seconds=60)
    office.people.signing_in.with_password("mei", PASSWORD, visit=HERE)
    guess(office, times=5)
    assert wait_told(office) == 30, "counted anew once somebody was in"


def test_a_colleague_elsewhere_is_not_locked_out(office: Staffed) -> None:
    guess(office, times=5)
    assert wait_told(office) == 30
    assert office.people.signing_in.with_password("Mei", PASSWORD, visit=THERE).session


def test_a_name_nobody_has_is_locked_like_one_that_somebody_has(office: Staffed) -> None:
    guess(office, name="Nobody", times=5)
    assert wait_told(office, name="nobody ") == 30


def test_an_address_that_tries_many_names_is_locked_for_all(office: Staffed) -> None:
    for number in range(20):
        guess(office, name=f"Name {number}")
    assert wait_told(office) == 30
    assert office.people.signing_in.with_password("Mei", PASSWORD, visit=THERE).session


def test_a_name_tried_from_everywhere_is_locked_but_where_its_owner_is_known(
    office: Staffed,
) -> None:
    office.people.signing_in.with_password("Mei", PASSWORD, visit=THERE)
    for number in range(50):
        guess(office, visit=Visit(address=f"203.0.113.{number}"))
    assert wait_told(office) == 30, "an address that nobody has seen"
    for _ in range(3):
        assert office.people.signing_in.with_password("Mei", PASSWORD, visit=THERE).session


def test_open_sessions_and_links_go_on_while_the_name_is_locked(office: Staffed) -> None:
    made = office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE)
    guess(office, times=5)
    assert wait_told(office)
    assert office.people.at_console.seat(made.token)
    link = office.people.signing_in.make_link(office.people.people.required("Mei"), by="test")
    assert office.people.signing_in.with_link(link, visit=THERE).session


def test_what_went_wrong_is_forgotten_after_a_day(office: Staffed) -> None:
    guess(office, times=4)
    office.clock.pass_by(hours=25)
    guess(office, times=4)
    assert office.people.signing_in.with_password("Mei", PASSWORD, visit=HERE).session


def test_two_processes_count_together(tmp_path: Path) -> None:
    with staffed(tmp_path / "a.db") as one, staffed(tmp_path / "a.db") as other:
        one.person("Mei")
        guess(one, times=3)
        guess(other, times=2)
        assert wait_told(one) == wait_told(other) == 30


def test_a_hundred_at_once_get_no_more_than_five(tmp_path: Path) -> None:
    with DeskDatabase(tmp_path / "a.db") as database:
        store = AttemptStore(database)
        with ThreadPoolExecutor(8) as threads:
            waits = list(
                threads.map(
                    lambda _: store.begin({"x": LockRule(5, 30, 900)}, at=MORNING), range(100)
                )
            )
    assert waits.count(0) == 5


def test_what_was_typed_as_a_name_is_kept_nowhere(office: Staffed, tmp_path: Path) -> None:
    """People type passwords where their names belong."""
    secret = "hunter two and a horse"
    guess(office, name=secret, times=3)
    office.database.close()
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name


def test_an_address_is_let_in_by_hand_and_what_counts_everywhere_stays(office: Staffed) -> None:
    far = Visit(address="2001:db8::1")
    for number in range(15):
        guess(office, visit=far, name=f"Name {number}")
    guess(office, visit=far, times=5)
    guess(office, times=5)
    (there,) = office.people.unlocking.addresses()
    assert (there.address, there.failures) == ("2001:db8::/64", 20)
    assert there.last_at == MORNING
    assert there.locked_until == MORNING + timedelta(seconds=30)

    assert office.people.unlocking.address("2001:db8::5", by="person:ada")
    assert office.people.unlocking.addresses() == ()
    assert office.people.signing_in.with_password("Mei", PASSWORD, visit=far).session
    guess(office, visit=far, name="Name 1", times=4)
    assert wait_told(office) == 30, "at another address she is locked as before"
    (record,) = office.records("sign_in_unlocked")
    assert (record.actor, record.subject) == ("person:ada", "")
    assert record.details == {"address": "2001:db8::/64"}


def test_another_address_that_ends_alike_stays_locked(office: Staffed) -> None:
    for address in ("10.0.0.1", "110.0.0.1"):
        for number in range(20):
            guess(office, visit=Visit(address=address), name=f"Name {number}")
    assert office.people.unlocking.address("10.0.0.1", by="test")
    (there,) = office.people.unlocking.addresses()
    assert there.address == "110.0.0.1"
    assert not office.people.unlocking.address("10.0.0.1", by="test")
    assert not office.people.unlocking.address("*", by="test")
    assert not office.people.unlocking.address("", by="test")
    assert len(office.records("sign_in_unlocked")) == 1


def test_an_address_that_waited_long_enough_is_not_listed(office: Staffed) -> None:
    for number in range(20):
        guess(office, name=f"Name {number}")
    office.clock.pass_by(seconds=29)
    assert office.people.unlocking.addresses()
    office.clock.pass_by(seconds=1)
    assert not office.people.unlocking.addresses()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_household_has_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
