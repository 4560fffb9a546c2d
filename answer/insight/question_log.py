"""The log of questions asked over HTTP, with what came of each and its vector, on disk.

The vector is kept with the question, so that nothing that looks at many questions has to embed any.
It is half precision: of unit vectors a cosine keeps three decimals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from answer.desk.columns import Value, checked_id, noun_of, row_of, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row
from answer.insight.question_record import QuestionRecord, Verdict
from ingest.errors import DeskInvalid

Vectors = NDArray[np.float32]
LISTED = 100
COLUMNS = (
    '"id", "at", "question", "language", "market", "tier", "channel", "product", "page", '
    '"customer_id", "conversation_id", "audience", "kind", "reason", "confidence", '
    '"release", "documents", "passages", "verdict"'
)
_SEPARATOR = "\n"
"""Between paths: no path has a line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which questions are listed; what is empty narrows nothing."""

    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""
    language: str = ""
    market: str = ""
    tier: str = ""
    channel: str = ""
    product: str = ""
    customer_id: str = ""
    kind: str = ""
    reason: str = ""
    verdict: str = ""
    text: str = ""
    """In the question, as it is written but for the case of ASCII letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A stretch of the log, the last question first."""

    questions: tuple[QuestionRecord, ...]
    next_before: int | None
    """Where the next page begins; None on the last one."""


class QuestionLog:
    """The questions in the order they came. Every method is a transaction, or part of one."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def add(
        self, record: QuestionRecord, *, vector: Vectors | None = None, vector_of: str = ""
    ) -> bool:
        """Whether it is new: a reply's question is logged once.

        ``vector`` has unit length and shape (dimensions,); ``vector_of`` names what it can be
        compared with. Outlives the process at once; a power cut too, where it is part of another
        transaction, else with the next one that is flushed: nobody was promised the record of a
        stranger's question, and a flush would cost more than all the rest.
        """
        checked_id(record.id, what="reply id")
        row = row_of(
            record,
            documents=_SEPARATOR.join(record.documents),
            passages=_SEPARATOR.join(record.passages),
            vector=None if vector is None else _stored_vector(vector),
            vector_of="" if vector is None else vector_of,
        )
        with self._database.writing(is_flushed=False) as database:
            return insert_row(database, "questions", row)

    def latest(self, *, limit: int = LISTED) -> tuple[QuestionRecord, ...]:
        """The last ``limit`` questions, the last one first."""
        return self._records("order by sequence desc limit ?", (limit,))

    def between(self, since: datetime, until: datetime) -> tuple[QuestionRecord, ...]:
        """The questions from ``since`` to before ``until``, oldest first."""
        period = (stored_time(since), stored_time(until))
        return self._records("where at >= ? and at < ? order by at, sequence", period)

    def record(self, reply_id: str) -> QuestionRecord | None:
        """The question of a reply, if it was logged."""
        found = self._records("where id = ?", (reply_id,))
        return found[0] if found else None

    def records(self, ids: Sequence[str]) -> tuple[QuestionRecord, ...]:
        """Those of these ids that are there, oldest first."""
        found: list[QuestionRecord] = []
        with self._database.reading():
            for start in range(0, len(ids), LISTED):
                some = tuple(ids[start : start + LISTED])
                found += self._records(f"where id in ({', '.join('?' * len(some))})", some)
        return tuple(sorted(found, key=lambda one: (one.at, one.id)))

    def page(self, wanted: LogFilter, *, before: int | None = None, limit: int = LISTED) -> LogPage:
        """At most ``limit`` questions that pass the filter, the last one first.

        ``before`` is an earlier page's ``next_before``.
        """
        where, values = _conditions(wanted)
        if before is not None:
            where.append("sequence < ?")
            values.append(before)
        clause = f"where {' and '.join(where)} " if where else ""
        with self._database.reading() as database:
            rows = list(
                database.query(
                    f"select sequence, {COLUMNS} from questions {clause}"  # noqa: S608 - our words
                    "order by sequence desc limit ?",
                    (*values, limit + 1),
                )
            )
        return LogPage(
            questions=tuple(_record_of(row) for row in rows[:limit]),
            next_before=int(rows[limit - 1]["sequence"]) if len(rows) > limit else None,
        )

    def set_verdict(self, reply_id: str, verdict: Verdict) -> bool:
        """Whether the reply's question was logged; the last verdict counts."""
        if verdict not in get_args(Verdict):
            raise DeskInvalid(f"verdict {verdict!r} is none; give one of {get_args(Verdict)}")
        with self._database.writing() as database:
            cursor = database.execute(
                'update questions set "verdict" = ? where id = ?', (verdict, reply_id)
            )
            return bool(cursor.rowcount)

    def state(self) -> str:
        """What changes with every question and verdict, for what is worked out from them."""
        with self._database.reading() as database:
            ends = database.execute(
                "select (select min(sequence) from questions), "
                "(select max(sequence) from questions)"
            ).fetchone()
            # an index of its own: the questions themselves are not looked at
            judged = database.execute(
                "select verdict, count(*) from questions where verdict <> '' group by verdict"
            ).fetchall()
        return " ".join(map(str, (*ends, *(part for one in sorted(judged) for part in one))))

    def vectors(self, ids: Sequence[str], *, vector_of: str) -> tuple[tuple[str, ...], Vectors]:
        """Those of these questions that have a vector of this name, and the vectors.

        Ids in the order given; shape (questions, dimensions).
        """
        found: dict[str, bytes] = {}
        with self._database.reading() as database:
            for start in range(0, len(ids), LISTED):
                some = ids[start : start + LISTED]
                rows = database.execute(
                    "select id, vector from questions where vector_of = ? and vector is not null "  # noqa: S608
                    f"and id in ({', '.join('?' * len(some))})",
                    (vector_of, *some),
                )
                found.update(rows)
        known = tuple(one for one in ids if one in found)
        if not known:
            return (), np.zeros((0, 0), np.float32)
        joined = np.frombuffer(b"".join(found[one] for one in known), dtype="<f2")
        return known, joined.reshape(len(known), -1).astype(np.float32)

    def set_vectors(self, vectors: Mapping[str, Vectors], *, vector_of: str) -> None:
        """Keeps vectors made later: another model's, or of a time without a release."""
        with self._database.writing() as database:
            for reply_id, vector in vectors.items():
                database.execute(
                    'update questions set "vector" = ?, "vector_of" = ? where id = ?',
                    (_stored_vector(vector), vector_of, reply_id),
                )

    def delete_before(self, moment: datetime, *, limit: int = -1) -> int:
        """How many questions from before this moment are gone, from gaps too; the oldest first."""
        with self._database.writing() as database:
            cursor = database.execute(
                "delete from questions where sequence in "
                '(select sequence from questions where "at" < ? order by "at" limit ?)',
                (stored_time(moment), limit),
            )
            if cursor.rowcount:
                database.execute(
                    "delete from gap_members where question_id not in (select id from questions)"
                )
            return cursor.rowcount

    def count_before(self, moment: datetime) -> int:
        """How many questions are from before this moment."""
        with self._database.reading() as database:
            (count,) = database.execute(
                'select count(*) from questions where "at" < ?', (stored_time(moment),)
            ).fetchone()
        return int(count)

    def _records(self, rest: str, values: Sequence[Value]) -> tuple[QuestionRecord, ...]:
        with self._database.reading() as database:
            rows = database.query(f"select {COLUMNS} from questions {rest}", tuple(values))  # noqa: S608 - our own words
            return tuple(_record_of(row) for row in rows)


def _conditions(wanted: LogFilter) -> tuple[list[str], list[Value]]:
    where: list[str] = []
    values: list[Value] = []
    for name in ("language", "market", "tier", "channel", "product", "customer_id", "kind"):
        if value := getattr(wanted, name):
            where.append(f'"{name}" = ?')
            values.append(value)
    for name in ("reason", "verdict"):
        if value := getattr(wanted, name):
            where.append(f'"{name}" = ?')
            values.append(value)
    if wanted.since:
        where.append("at >= ?")
        values.append(stored_time(wanted.since))
    if wanted.until:
        where.append("at < ?")
        values.append(stored_time(wanted.until))
    if wanted.text:
        where.append("instr(lower(question), lower(?)) > 0")
        values.append(wanted.text)
    return where, values


def _record_of(row: Mapping[str, Any]) -> QuestionRecord:
    return noun_of(
        QuestionRecord,
        row,
        documents=tuple(filter(None, row["documents"].split(_SEPARATOR))),
        passages=tuple(filter(None, row["passages"].split(_SEPARATOR))),
    )


def _stored_vector(vector: Vectors) -> bytes:
    numbers = np.asarray(vector, dtype="<f2")
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise DeskInvalid(
            f"a vector of shape {numbers.shape} cannot be kept; give one row of finite numbers"
        )
    return numbers.tobytes()
