"""What editors said is no defect: kept once, taken back, and not in the way of a changed text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from answer.insight.defect import Dismissal, defect_id
from answer.insight.dismissal_store import DismissalStore
from ingest.errors import DeskConflict, DeskInvalid

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DismissalStore]:
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        yield DismissalStore(database)


def said(id_: str = "a1") -> Dismissal:
    return Dismissal(id=id_, why="sold no more", by="mei", at=AT)


def test_a_dismissal_is_kept_as_it_was_said(store: DismissalStore) -> None:
    store.add(said())
    assert store.dismissals() == {"a1": said()}


def test_who_comes_second_is_told_so(store: DismissalStore) -> None:
    store.add(said())
    with pytest.raises(DeskConflict, match="already"):
        store.add(said())


def test_one_that_is_taken_back_is_gone(store: DismissalStore) -> None:
    store.add(said())
    assert store.remove("a1")
    assert not store.remove("a1")
    assert not store.dismissals()


def test_an_id_has_to_be_one(store: DismissalStore) -> None:
    with pytest.raises(DeskInvalid):
        store.add(said(""))


def test_a_changed_text_is_another_defect() -> None:
    before = defect_id("contradiction", "other_value", "a.md\n24 V", "b.md\n36 V")
    assert before == defect_id("contradiction", "other_value", "a.md\n24 V", "b.md\n36 V")
    assert before != defect_id("contradiction", "other_value", "a.md\n24 V", "b.md\n48 V")
    assert before != defect_id("duplicate", "same_text", "a.md\n24 V", "b.md\n36 V")
