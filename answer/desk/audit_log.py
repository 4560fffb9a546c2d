"""The audit: every decision, publication, key, override and erasure, appended and never changed.

Each record holds the hash of the one before it (``audit_chain.py``), and the file refuses to change
or delete one. Whoever writes the file by other means gets round the file's own refusal:
``check_audit.py`` finds it by the hashes, and by heads that were kept elsewhere. Details lie in a
table of their own and may be erased; that is a record itself.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from answer.desk.audit_chain import (
    BEGINNING,
    ERASURES,
    RECORDS,
    SALT_BYTES,
    ChainRow,
    ToldRow,
    canonical,
    commitment_of,
    hash_of,
    number_ranges,
    seal_of,
)
from answer.desk.audit_record import AuditFilter, AuditHead, AuditPage, AuditRecord
from answer.desk.columns import MAX_ID_CHARACTERS, Value, stored_time, time_of
from answer.desk.database import DeskDatabase
from answer.desk.schema import AUDIT_GUARDS
from ingest.errors import DeskInvalid

LISTED = 100
READ_AT_ONCE = 2_000
_CHAIN = tuple(field.name for field in fields(ChainRow))
_TOLD = tuple(field.name for field in fields(ToldRow))
_COLUMNS, _TOLD_COLUMNS = ", ".join(_CHAIN), ", ".join(_TOLD)
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_JOINED = "from audit_chain as chain left join audit_details as of on of.sequence = chain.sequence"


class AuditLog:
    """The records of one file. Every method is a transaction of its own, or part of one.

    Safe for threads and processes: while a record is written nobody else writes, so that two
    records never follow the same one. They are sealed with the database's ``audit_key``.
    """

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def add(
        self,
        kind: str,
        *,
        actor: str,
        subject: str,
        details: Mapping[str, Any] | None = None,
        customer_id: str = "",
        conversation_id: str = "",
        at: datetime | None = None,
    ) -> int:
        """The number of the new record; it is written whole, with the rest of the transaction.

        ``actor`` and ``subject`` can never be erased: give ids that we made (of a reply, a case, a
        key, a person of the company), and whatever tells of a customer in ``details``, with whose
        it is. Raises ``DeskInvalid``.
        """
        if not _KIND.fullmatch(kind):
            raise DeskInvalid(f"audit kind {kind[:80]!r} is none; give a short word as 'publish'")
        for what, value in (("actor", actor), ("subject", subject)):
            if len(value) > 5 * MAX_ID_CHARACTERS:
                raise DeskInvalid(f"audit {what} {value[:40]!r}… is too long; give an id")
        told = ToldRow(
            salt=secrets.token_bytes(SALT_BYTES),
            customer_id=customer_id,
            conversation_id=conversation_id,
            told=canonical(details or {}),
        )
        key = self._database.audit_key
        with self._database.writing() as database:
            last, previous, _ = _last(database)
            row = ChainRow(
                # also where the last records were taken out by other means: the gap stays
                sequence=max(last, _given(database)) + 1,
                at=stored_time(at or datetime.now(UTC)),
                kind=kind,
                actor=actor,
                subject=subject,
                commitment=commitment_of(told),
                previous=previous,
                seal=seal_of(key),
            )
            database.execute(
                f"insert into audit_chain ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - names of columns
                (*astuple(row)[:-1], hash_of(row, key=key)),
            )
            database.execute(
                f"insert into audit_details (sequence, {_TOLD_COLUMNS}) values (?, ?, ?, ?, ?)",  # noqa: S608 - names of columns
                (row.sequence, *astuple(told)),
            )
        return row.sequence

    def head(self) -> AuditHead:
        """The last record; number 0 before the first."""
        with self._database.reading() as database:
            sequence, found, at = _last(database)
        return AuditHead(sequence=sequence, hash=found, at=time_of(at) if sequence else None)

    def page(
        self, wanted: AuditFilter, *, before: int | None = None, limit: int = LISTED
    ) -> AuditPage:
        """At most ``limit`` records that pass the filter, the last one first.

        ``before`` is an earlier page's ``next_before``.
        """
        where, values = _conditions(wanted)
        if before is not None:
            where.append("chain.sequence < ?")
            values.append(before)
        clause = f"where {' and '.join(where)} " if where else ""
        with self._database.reading() as database:
            rows = list(
                database.query(
                    "select chain.sequence, at, kind, actor, subject, hash, "
                    f"{_TOLD_COLUMNS} {_JOINED} {clause}order by chain.sequence desc limit ?",
                    (*values, limit + 1),
                )
            )
        return AuditPage(
            records=tuple(_record(row) for row in rows[:limit]),
            next_before=int(rows[limit - 1]["sequence"]) if len(rows) > limit else None,
        )

    def subjects(self, *kinds: str, limit: int = -1) -> tuple[str, ...]:
        """What the records of these kinds are about, the last first; also where it was erased."""
        with self._database.reading() as database:
            rows = database.execute(
                "select subject from audit_chain where kind in "  # noqa: S608 - marks
                f"({', '.join('?' * len(kinds))}) order by sequence desc limit ?",
                (*kinds, limit),
            )
            return tuple(str(row[0]) for row in rows)

    def erase(
        self,
        sequences: Sequence[int],
        *,
        kind: str,
        actor: str,
        subject: str,
        details: Mapping[str, Any],
        at: datetime | None = None,
    ) -> int:
        """The number of the record that says which records' details are gone, and they are.

        ``kind`` is one of ``ERASURES``, whose own details are never taken.
        """
        if kind not in ERASURES:
            raise DeskInvalid(f"audit kind {kind!r} erases nothing; give one of {ERASURES}")
        with self._database.writing() as database:
            gone = [one for one in sorted(set(sequences)) if _take_details(database, one)]
            told = {**details, RECORDS: number_ranges(gone)}
            return self.add(kind, actor=actor, subject=subject, details=told, at=at)

    def of_customer(self, customer_id: str, *, conversations: Sequence[str]) -> tuple[int, ...]:
        """Records whose details are of a customer or their conversations, oldest first."""
        found: set[int] = set()
        with self._database.reading() as database:
            for column, ids in (("customer_id", [customer_id]), ("conversation_id", conversations)):
                for one in filter(None, ids):
                    rows = database.execute(
                        f"select sequence from audit_details where {column} = ?",  # noqa: S608 - our own word
                        (one,),
                    )
                    found.update(int(row[0]) for row in rows)
        return tuple(sorted(found))

    def older_than(self, moment: datetime) -> tuple[int, ...]:
        """Records of before this moment that have details which may be erased."""
        marks = ", ".join("?" * len(ERASURES))
        with self._database.reading() as database:
            rows = database.execute(
                f"select chain.sequence {_JOINED} where told is not null and at < ? "
                f"and kind not in ({marks}) order by chain.sequence",
                (stored_time(moment), *ERASURES),
            )
            return tuple(int(row[0]) for row in rows)

    def rows(self) -> Iterator[tuple[ChainRow, ToldRow | None]]:
        """Every record as it stands, in its order, with its details; None: they are gone.

        Of one moment, and to be read to the end.
        """
        with self._database.reading() as database:
            cursor = database.execute(
                f"select chain.{_COLUMNS.replace(', ', ', chain.')}, {_TOLD_COLUMNS} {_JOINED} "
                "order by chain.sequence"
            )
            while some := cursor.fetchmany(READ_AT_ONCE):
                for row in some:
                    chain, told = row[: len(_CHAIN)], row[len(_CHAIN) :]
                    yield (
                        ChainRow(**dict(zip(_CHAIN, chain, strict=True))),
                        ToldRow(**dict(zip(_TOLD, told, strict=True)))
                        if told[0] is not None
                        else None,
                    )

    def strays(self) -> tuple[int, ...]:
        """Numbers of details that no record has."""
        with self._database.reading() as database:
            rows = database.execute(
                "select sequence from audit_details "
                "where sequence not in (select sequence from audit_chain) order by sequence"
            )
            return tuple(int(row[0]) for row in rows)

    def given(self) -> int:
        """The highest number that was ever given to a record."""
        with self._database.reading() as database:
            return _given(database)

    def missing_guards(self) -> tuple[str, ...]:
        """What should keep records from being changed and is not in the file any more."""
        with self._database.reading() as database:
            found = dict(database.execute("select name, sql from sqlite_master"))
        return tuple(
            name
            for name, sql in AUDIT_GUARDS.items()
            if _words(found.get(name) or "") != _words(sql)
        )


def _words(sql: str) -> list[str]:
    # the file keeps the first words in capitals
    return sql.casefold().split()


def _last(database: Database) -> tuple[int, str, int]:
    """The last record's number, hash and time; before the first one what it has before it."""
    found = database.execute(
        "select sequence, hash, at from audit_chain order by sequence desc limit 1"
    ).fetchone()
    return (int(found[0]), str(found[1]), int(found[2])) if found else (0, BEGINNING, 0)


def _given(database: Database) -> int:
    found = database.execute(
        "select seq from sqlite_sequence where name = 'audit_chain'"
    ).fetchone()
    return int(found[0]) if found else 0


def _take_details(database: Database, sequence: int) -> bool:
    cursor = database.execute(
        "delete from audit_details where sequence = ? and sequence not in "  # noqa: S608 - marks
        f"(select sequence from audit_chain where kind in ({', '.join('?' * len(ERASURES))}))",
        (sequence, *ERASURES),
    )
    return bool(cursor.rowcount)


def _conditions(wanted: AuditFilter) -> tuple[list[str], list[Value]]:
    where: list[str] = []
    values: list[Value] = []
    for name in ("kind", "subject", "customer_id", "conversation_id"):
        if value := getattr(wanted, name):
            where.append(f"{name} = ?")
            values.append(value)
    if wanted.actor:
        where.append("actor in (?, ?)")
        values += [wanted.actor, wanted.or_actor or wanted.actor]
    for clause, moment in (("at >= ?", wanted.since), ("at < ?", wanted.until)):
        if moment:
            where.append(clause)
            values.append(stored_time(moment))
    return where, values


def _record(row: Mapping[str, Any]) -> AuditRecord:
    told = row["told"]
    return AuditRecord(
        sequence=row["sequence"],
        at=time_of(row["at"]),
        kind=row["kind"],
        actor=row["actor"],
        subject=row["subject"],
        hash=row["hash"],
        is_erased=told is None,
        details=json.loads(told) if told is not None else {},
        customer_id=row["customer_id"] or "",
        conversation_id=row["conversation_id"] or "",
    )
