"""Which releases were live, where a roll-back leads, and what the rule of keeping lets go of."""

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.publication import Publication
from index.publication_log import PublicationLog
from index.release_history import to_delete, took_place, way_back, were_live
from tests.index.conftest import KnowledgeBase

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def named(day: int, number: int = 0) -> str:
    """An id of that day in November."""
    return f"202611{day:02}T120000{number:06}Z-abcdef"


def switches(*steps: tuple[str, str, str]) -> tuple[Publication, ...]:
    return tuple(
        Publication(at="", kind=kind, from_release=old, to_release=new)  # type: ignore[arg-type]
        for kind, old, new in steps
    )


A, B, C, D = (named(day) for day in (18, 19, 20, 21))


def test_a_switch_that_a_kill_prevented_is_no_publication() -> None:
    written = switches(("publish", "", A), ("publish", A, B), ("publish", A, C), ("publish", C, D))
    assert [one.to_release for one in took_place(written, current=D)] == [A, C, D]
    assert [one.to_release for one in took_place(written, current=C)] == [A, C]
    assert took_place((), current=A) == ()


def test_what_was_never_live_is_a_candidate() -> None:
    history = switches(("publish", A, C))
    # older than the history is A, so it was published before there was one
    assert were_live(history, kept=(A, B, C, D), current=C) == {A, C}
    assert were_live((), kept=(A, B, C), current=B) == {A, B}
    assert were_live((), kept=(A,), current="") == set()


def test_the_way_back_goes_down_what_was_published() -> None:
    history = switches(("publish", "", A), ("publish", A, C), ("publish", C, D))
    assert way_back(history, kept=(A, B, C, D), current=D) == (C, A)
    back = (*history, *switches(("rollback", D, C)))
    assert way_back(back, kept=(A, B, C, D), current=C) == (A,)
    again = (*back, *switches(("publish", C, B)))
    assert way_back(again, kept=(A, B, C, D), current=B) == (C, A)
    assert way_back(again, kept=(A, B, D), current=B) == (A,)


def test_the_live_one_its_parent_the_last_and_a_fresh_candidate_are_kept() -> None:
    history = switches(("publish", "", A), ("publish", A, B), ("publish", B, C))

    def deleted(kept: tuple[str, ...], *, keep: int, parent: str = "") -> tuple[str, ...]:
        return to_delete(
            history, kept=kept, whole=kept, current=C, parent=parent, keep=keep, now=NOW
        )

    assert deleted((A, B, C), keep=2) == (A,)
    assert deleted((A, B, C), keep=1) == (A, B)
    assert deleted((A, B, C), keep=1, parent=A) == (B,)
    assert deleted((A, B, C, D), keep=3) == ()
    newer = named(22)
    assert deleted((A, B, C, D, newer), keep=3) == (D,)
    # eight days later nobody has published it
    late = datetime(2026, 11, 30, 12, tzinfo=UTC)
    kept = (A, B, C, D)
    gone = to_delete(history, kept=kept, whole=kept, current=C, parent="", keep=3, now=late)
    assert gone == (D,)


def test_a_damaged_release_is_not_counted_among_those_kept() -> None:
    history = switches(("publish", "", A), ("publish", A, B), ("publish", B, C))
    gone = to_delete(history, kept=(A, B, C), whole=(A, C), current=C, parent="", keep=2, now=NOW)
    assert gone == (B,)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30), st.integers(1, 4))
def test_whatever_was_switched_the_live_one_is_kept_and_is_no_way_back(
    steps: list[tuple[bool, int]], keep: int
) -> None:
    names = [named(day) for day in range(10, 16)]
    current = ""
    history: list[Publication] = []
    for is_back, number in steps:
        if names[number] != current:
            kind = "rollback" if is_back else "publish"
            history.append(*switches((kind, current, names[number])))
            current = names[number]
    assert took_place(history, current=current) == tuple(history)
    back = way_back(history, kept=names, current=current)
    assert current not in back
    assert len(set(back)) == len(back)
    assert set(back) <= were_live(history, kept=names, current=current)
    gone = to_delete(
        history, kept=names, whole=names, current=current, parent="", keep=keep, now=NOW
    )
    assert current not in gone
    assert len(names) - len(gone) <= keep + 1


def test_a_line_that_was_cut_short_is_passed_over_and_the_next_one_is_whole(
    tmp_path: Path,
) -> None:
    log = PublicationLog(tmp_path / "log")
    first, second = switches(("publish", "", A), ("publish", A, B))
    for number in range(3):
        with log.writing() as append:
            append(first)
        whole = (tmp_path / "log").read_bytes()
        torn = json.dumps({"at": "é"}).encode()[: 5 + number]
        (tmp_path / "log").write_bytes(whole + torn)
        with log.writing() as append:
            append(second)
    assert log.read() == (first, second) * 3


def test_a_publication_is_kept_with_who_and_why(base: KnowledgeBase) -> None:
    first, second = base.build().release, base.build().release
    base.store.publish(first, kind="rollback", by="Ada \ud800", reason="wrong\nprices 价格")
    latest = base.store.publications()[-1]
    assert (latest.kind, latest.from_release, latest.to_release) == ("rollback", second, first)
    assert latest.reason == "wrong\nprices 价格"
    assert latest.by.startswith("Ada ")
    lines = len(base.store.publications())
    # what is live already is not published again
    base.store.publish(first)
    assert len(base.store.publications()) == lines
