"""Whatever is done to the audit by other means is found, and it is said what."""

import sqlite3
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.desk.audit_anchors import AuditAnchors
from answer.desk.audit_chain import ChainRow, hash_of
from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditHead
from answer.desk.check_audit import kept_head
from answer.desk.database import DeskDatabase
from ingest.errors import DeskInvalid
from tests.desk.audited import RECORDS, by_other_means, copied, looked_at, written

KEY = b"k" * 32
CHAIN = ("sequence", "at", "kind", "actor", "subject", "commitment", "previous", "seal", "hash")
DETAILS = ("sequence", "salt", "customer_id", "conversation_id", "told")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("audit") / "whole.db")


@pytest.fixture
def spoilt(original: Path, tmp_path: Path) -> Path:
    return copied(original, tmp_path / "spoilt.db")


def test_nothing_is_found_where_nothing_was_done(original: Path) -> None:
    check = looked_at(original)
    assert check.is_whole
    assert (check.records, check.erased, check.sealed_from) == (RECORDS, 0, 0)


def test_before_the_first_record_all_is_whole(tmp_path: Path) -> None:
    assert looked_at(written(tmp_path / "new.db", records=0)).is_whole


def _changed(value: object, at: int, by: int) -> object:
    if isinstance(value, int):
        return value + by
    if isinstance(value, bytes):
        place = at % len(value)
        return value[:place] + bytes([(value[place] + by) % 256]) + value[place + 1 :]
    assert isinstance(value, str)
    letters = string.ascii_letters + string.digits
    if not value:
        return letters[by % len(letters)]
    place = at % len(value)
    other = letters[(letters.find(value[place]) + by) % len(letters)]
    if other == value[place]:
        other = "#"
    return value[:place] + other + value[place + 1 :]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.sampled_from(
        [*(("audit_chain", name) for name in CHAIN)] + [("audit_details", name) for name in DETAILS]
    ),
    record=st.integers(1, RECORDS),
    at=st.integers(0, 500),
    by=st.integers(1, 60),
)
def test_a_change_of_any_byte_of_any_column_is_found(
    original: Path, tmp_path: Path, column: tuple[str, str], record: int, at: int, by: int
) -> None:
    path = copied(original, tmp_path / "spoilt.db")
    table, name = column
    if name == "sequence":
        by += RECORDS  # elsewhere is somebody else
    with by_other_means(path) as connection:
        (value,) = connection.execute(
            f"select {name} from {table} where sequence = ?", (record,)
        ).fetchone()
        connection.execute(
            f"update {table} set {name} = ? where sequence = ?", (_changed(value, at, by), record)
        )
    check = looked_at(path)
    assert not check.is_whole
    if name not in ("sequence", "seal"):
        assert {(one.first, one.last) for one in check.problems} == {(record, record)}
        expected = "details" if table == "audit_details" else "changed"
        if name != "commitment":
            assert {one.fault for one in check.problems} == {expected}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.sets(st.integers(1, RECORDS), min_size=1, max_size=5),
    is_closed_up=st.booleans(),
    with_details=st.booleans(),
)
def test_what_was_deleted_is_named(
    original: Path, tmp_path: Path, records: set[int], is_closed_up: bool, with_details: bool
) -> None:
    path = copied(original, tmp_path / "spoilt.db")
    with by_other_means(path) as connection:
        for number in sorted(records, reverse=True):
            connection.execute("delete from audit_chain where sequence = ?", (number,))
            if with_details or is_closed_up:
                connection.execute("delete from audit_details where sequence = ?", (number,))
            if is_closed_up:
                _shift(connection, after=number, by=-1)
    found = [
        number
        for one in looked_at(path).problems
        if one.fault in ("deleted", "cut")
        for number in range(one.first, one.last + 1)
    ]
    assert set(found) == records


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.integers(1, RECORDS), other=st.integers(1, RECORDS))
def test_two_that_changed_places_are_named(
    original: Path, tmp_path: Path, one: int, other: int
) -> None:
    if one == other:
        return
    path = copied(original, tmp_path / "spoilt.db")
    with by_other_means(path) as connection:
        for table in ("audit_chain", "audit_details"):
            for before, after in ((one, 1_000), (other, one), (1_000, other)):
                connection.execute(
                    f"update {table} set sequence = ? where sequence = ?", (after, before)
                )
    moved = {p.first for p in looked_at(path).problems if p.fault == "moved"}
    assert moved == {one, other}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(2, RECORDS), is_well_made=st.booleans(), is_copy=st.booleans())
def test_a_record_that_was_put_in_is_found_at_its_place(
    original: Path, tmp_path: Path, at: int, is_well_made: bool, is_copy: bool
) -> None:
    path = copied(original, tmp_path / "spoilt.db")
    with by_other_means(path) as connection:
        _shift(connection, after=at - 1, by=1)
        values = connection.execute(
            f"select {', '.join(CHAIN)} from audit_chain where sequence = ?", (at - 1,)
        ).fetchone()
        row = dict(zip(CHAIN, values, strict=True))
        before = row["hash"]
        row["sequence"] = at
        if not is_copy:
            row |= {"actor": "mallory", "previous": before}
        if is_well_made and not is_copy:
            row["hash"] = hash_of(ChainRow(**row))
        marks = ", ".join("?" * len(CHAIN))
        connection.execute(
            f"insert into audit_chain ({', '.join(CHAIN)}) values ({marks})", tuple(row.values())
        )
    inserted = {p.first for p in looked_at(path).problems if p.fault == "inserted"}
    assert inserted in ({at}, {at - 1}) if is_copy else inserted == {at}


@pytest.mark.parametrize("number", [1, 9, RECORDS - 1])
def test_a_record_whose_hash_was_made_anew_is_named(spoilt: Path, number: int) -> None:
    with by_other_means(spoilt) as connection:
        _remake(connection, first=number, last=number, actor="mallory")
    (problem,) = looked_at(spoilt).problems
    assert (problem.fault, problem.first) == ("changed", number)


@pytest.mark.parametrize("first", [1, 7, RECORDS])
def test_all_made_anew_from_somewhere_on_is_found_by_a_kept_head_alone(
    original: Path, spoilt: Path, tmp_path: Path, first: int
) -> None:
    anchors = _anchored(original, tmp_path / "anchors.jsonl")
    with by_other_means(spoilt) as connection:
        _remake(connection, first=first, last=RECORDS, actor="mallory")
    assert looked_at(spoilt).is_whole, "it fits together"
    (problem,) = looked_at(spoilt, anchors=anchors.read()).problems
    assert (problem.fault, problem.last) == ("rewritten", RECORDS)


def test_a_tail_that_was_cut_without_a_trace_is_found_by_a_kept_head_alone(
    original: Path, spoilt: Path, tmp_path: Path
) -> None:
    anchors = _anchored(original, tmp_path / "anchors.jsonl")
    with by_other_means(spoilt) as connection:
        for table in ("audit_chain", "audit_details"):
            connection.execute(f"delete from {table} where sequence > 20")
        connection.execute("update sqlite_sequence set seq = 20 where name = 'audit_chain'")
    assert looked_at(spoilt).is_whole
    (problem,) = looked_at(spoilt, anchors=anchors.read()).problems
    assert (problem.fault, problem.first, problem.last) == ("cut", 21, RECORDS)


def test_after_a_cut_the_gap_stays_though_the_server_goes_on(spoilt: Path) -> None:
    with by_other_means(spoilt) as connection:
        for table in ("audit_chain", "audit_details"):
            connection.execute(f"delete from {table} where sequence > 20")
    with DeskDatabase(spoilt) as database:
        AuditLog(database).add("decision", actor="key:1", subject="reply-x")
    (problem,) = looked_at(spoilt).problems
    assert (problem.fault, problem.first, problem.last) == ("deleted", 21, RECORDS)


def test_with_the_key_what_is_made_anew_is_found_without_a_head(tmp_path: Path) -> None:
    path = written(tmp_path / "sealed.db", key=KEY)
    assert looked_at(path, key=KEY).is_whole
    (problem,) = looked_at(path).problems
    assert "not given" in problem.text
    with by_other_means(path) as connection:
        _remake(connection, first=7, last=RECORDS, actor="mallory", key=b"another" * 5)
    assert not looked_at(path, key=KEY).is_whole
    with by_other_means(path) as connection:
        connection.execute("update audit_chain set seal = '' where sequence > 6")
        _remake(connection, first=7, last=RECORDS, actor="mallory")
    assert {one.fault for one in looked_at(path, key=KEY).problems} == {"unsealed"}
    with by_other_means(path) as connection:
        connection.execute("update audit_chain set seal = ''")
        _remake(connection, first=1, last=RECORDS, actor="mallory")
    assert {one.fault for one in looked_at(path, key=KEY).problems} == {"unsealed"}


def test_details_taken_without_a_record_are_named(spoilt: Path) -> None:
    with by_other_means(spoilt) as connection:
        connection.execute("delete from audit_details where sequence in (3, 8)")
    assert [(one.fault, one.first) for one in looked_at(spoilt).problems] == [
        ("details", 3),
        ("details", 8),
    ]


@pytest.mark.parametrize("change", ["drop", "other"])
def test_a_guard_that_is_gone_is_missed(spoilt: Path, change: str) -> None:
    connection = sqlite3.connect(spoilt)
    connection.execute("drop trigger audit_chain_is_not_deleted")
    if change == "other":
        connection.execute(
            "create trigger audit_chain_is_not_deleted before delete on audit_chain "
            "begin select 1; end"
        )
    connection.close()
    assert [one.fault for one in looked_at(spoilt).problems] == ["guard"]


def test_a_line_of_the_kept_heads_without_the_key_s_signature_is_none(
    original: Path, tmp_path: Path
) -> None:
    anchors = _anchored(original, tmp_path / "anchors.jsonl")
    signed = AuditAnchors(tmp_path / "anchors.jsonl", key=KEY)
    (problem,) = looked_at(original, anchors=signed.read()).problems
    assert problem.fault == "rewritten"
    assert "not signed" in problem.text
    assert looked_at(original, anchors=anchors.read()).is_whole


def test_a_head_is_kept_in_one_word() -> None:
    head = AuditHead(sequence=12, hash="ab" * 32, at=None)
    anchor = kept_head(f" {head.text}\n")
    assert (anchor.sequence, anchor.hash) == (12, "ab" * 32)
    for wrong in ("", "12", "12:abc", f"x:{'ab' * 32}"):
        with pytest.raises(DeskInvalid):
            kept_head(wrong)


def test_half_a_line_of_the_kept_heads_is_passed_over(original: Path, tmp_path: Path) -> None:
    anchors = _anchored(original, tmp_path / "anchors.jsonl")
    with (tmp_path / "anchors.jsonl").open("ab") as file:
        file.write(b'{"at": "2026')
    anchors.append(_head(original))
    assert [one.sequence for one in anchors.read()] == [RECORDS, RECORDS]


def _head(path: Path) -> AuditHead:
    with DeskDatabase(path) as database:
        return AuditLog(database).head()


def _anchored(path: Path, file: Path) -> AuditAnchors:
    anchors = AuditAnchors(file)
    anchors.append(_head(path))
    return anchors


def _shift(connection: sqlite3.Connection, *, after: int, by: int) -> None:
    for table in ("audit_chain", "audit_details"):
        numbers = [
            row[0]
            for row in connection.execute(
                f"select sequence from {table} where sequence > ? order by sequence", (after,)
            )
        ]
        for number in numbers if by < 0 else reversed(numbers):
            connection.execute(
                f"update {table} set sequence = ? where sequence = ?", (number + by, number)
            )


def _remake(
    connection: sqlite3.Connection, *, first: int, last: int, actor: str, key: bytes = b""
) -> None:
    """Changes a record and makes the hashes of all of these anew, as one who knows the code."""
    before: Callable[[int], str] = lambda number: connection.execute(  # noqa: E731
        "select hash from audit_chain where sequence = ?", (number - 1,)
    ).fetchone()[0]
    for number in range(first, last + 1):
        values = connection.execute(
            f"select {', '.join(CHAIN)} from audit_chain where sequence = ?", (number,)
        ).fetchone()
        row = dict(zip(CHAIN, values, strict=True)) | {"hash": ""}
        if number == first:
            row["actor"] = actor
        if number > 1:
            row["previous"] = before(number)
        made = hash_of(ChainRow(**row), key=key)
        connection.execute(
            "update audit_chain set actor = ?, previous = ?, hash = ? where sequence = ?",
            (row["actor"], row["previous"], made, number),
        )
