"""What the doctor says of keys: those that end soon and those nobody uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from api.access.key_ring import KeyRing
from api.access.keys import Keys
from api.access.keys_health import keys_health
from tests.access.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Iterator[Keys]:
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        yield Keys(database, now=clock)


def test_what_ends_and_what_nobody_uses_is_named(keys: Keys, clock: Clock) -> None:
    def made(name: str, *, days: int | None = None) -> str:
        scopes = ("chatbot",)
        return keys.create(name, scopes=scopes, expires_days=days, by="me", actor="me").text

    used = made("used")
    made("forgotten")
    made("ends", days=100)
    made("revoked")
    keys.revoke("revoked", by="a test", actor="test")
    assert keys_health(keys.listed(), now=clock()).text == "3 in force"
    clock.go_on(days=86)
    ring = KeyRing(keys.store, now=clock)
    ring.caller(used)
    ring.close()
    soon = keys_health(keys.listed(), now=clock())
    assert "ending soon: 'ends' on 2026-06-10; 'tradewind keys rotate NAME" in soon.text
    assert "not used" not in soon.text
    clock.go_on(days=5)
    later = keys_health(keys.listed(), now=clock())
    assert "not used for 90 days: 'forgotten', 'ends'" in later.text or (
        "not used for 90 days: 'ends', 'forgotten'" in later.text
    )
    assert "'used'" not in later.text
    assert not soon.is_well
    clock.go_on(days=9)
    assert keys_health(keys.listed(), now=clock()).text.startswith("2 in force")
