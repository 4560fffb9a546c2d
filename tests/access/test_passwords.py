"""Passwords: which ones are taken, what is kept of them, and how many are hashed at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.access.password_hash import MEMORY_KIB, PASSES, PasswordHashing
from api.access.password_rules import fault_of
from ingest.errors import SignInBusy
from tests.access.staffed import PASSWORD, cheap_hashing


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "kräftig blaue Möwen tanzen",
        "四个毫不相干的词语放在一起就好",
        "x7!kP2#vQ9zL",
        "the wind trades nothing on Mondays",
        "4915 7326 8804 1937",
    ],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    assert fault_of(password, name="Mei") == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 1_001 + "yz", "more than 1000"),
        ("aaaaaaaaaaaa", "tried first"),
        ("abcabcabcabcab", "tried first"),
        ("123456789012", "tried first"),
        ("abcdefghijklmnop", "tried first"),
        ("qwertyuiopasdf", "tried first"),
        ("Password1234", "tried first"),
        ("P@ssw0rd 2026!!", "tried first"),
        ("passwordpassword", "tried first"),
        ("administrator!", "tried first"),
        ("Tradewind 2026", "tried first"),
        ("............", "tried first"),
        ("555 123 4567 89", "tried first"),
        ("Han Meimei 123", "the name"),
        ("hanmeimei!!!!!", "the name"),
        ("2026hanMEIMEI", "the name"),
    ],
)
def test_what_is_easy_to_guess_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in fault_of(password, name="Han Meimei")


def test_a_name_within_a_long_password_is_no_fault() -> None:
    assert fault_of("han meimei likes her tea cold", name="Han Meimei") == ""


def test_a_hash_knows_its_password_and_no_other() -> None:
    hashing = cheap_hashing()
    kept = hashing.hash(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert hashing.matches(kept, PASSWORD)
    assert not hashing.matches(kept, PASSWORD + " ")
    assert not hashing.matches("", PASSWORD)
    assert not hashing.matches("no hash", PASSWORD)
    assert hashing.hash(PASSWORD) != kept, "salted"


def test_a_letter_is_the_same_however_the_keyboard_composes_it() -> None:
    hashing = cheap_hashing()
    assert hashing.matches(hashing.hash("Möwen über Köln"), "Mo\u0308wen u\u0308ber Ko\u0308ln")


def test_half_a_letter_is_a_wrong_password_and_no_failure() -> None:
    hashing = cheap_hashing()
    assert not hashing.matches(hashing.hash(PASSWORD), "\ud800" * 12)


def test_the_parameters_are_those_of_the_standard() -> None:
    """RFC 9106, 4: where 2 GiB are too much, 64 MiB and three passes."""
    kept = PasswordHashing().hash(PASSWORD)
    assert (MEMORY_KIB, PASSES) == (64 * 1024, 3)
    assert "$v=19$m=65536,t=3,p=1$" in kept
    assert cheap_hashing().is_outdated(kept)
    assert not PasswordHashing().is_outdated(kept)


def test_no_more_are_hashed_at_once_than_memory_allows() -> None:
    """Of forty who come at once two are hashed, eight wait, and the others are told to."""
    running, most, lock = 0, 0, threading.Lock()

    class Watched(PasswordHashing):
        def matches(self, kept: str, password: str) -> bool:
            with self._turn():
                nonlocal running, most
                with lock:
                    running += 1
                    most = max(most, running)
                time.sleep(0.02)
                with lock:
                    running -= 1
                return False

    hashing = Watched(memory_kib=8, passes=1)
    start = threading.Barrier(40)

    def come(_: int) -> bool:
        start.wait()
        try:
            hashing.matches("", PASSWORD)
        except SignInBusy:
            return False
        return True

    with ThreadPoolExecutor(40) as threads:
        admitted = sum(threads.map(come, range(40)))
    assert most <= 2
    assert 10 <= admitted < 40
    assert not hashing.matches("", PASSWORD), "whoever comes later is served"
