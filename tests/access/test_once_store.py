"""What works once, where anybody may begin it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from api.access import once_store
from api.access.once_store import OnceStore

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LASTS = timedelta(minutes=10)


def test_who_fills_the_room_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once_store, "MOST_AT_ONCE", 3)
    with DeskDatabase(tmp_path / "a.db") as database:
        store = OnceStore(database)
        link = store.put("link", person_id="mei", at=AT, lasts=LASTS)
        begun = [
            store.put(
                "oidc", details={"n": str(number)}, at=AT + timedelta(seconds=number), lasts=LASTS
            )
            for number in range(5)
        ]
        soon = AT + timedelta(minutes=1)
        found = [store.take("oidc", one, at=soon) for one in begun]
        assert [one and one[1]["n"] for one in found] == [None, None, "2", "3", "4"]
        assert store.take("link", link, at=soon) == ("mei", {})
