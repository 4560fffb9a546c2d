"""Which gap each question was in last, what editors decided about it, and its cases, on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from answer.desk.case import Case
from answer.desk.case_rows import CASE_COLUMNS, case_of_row
from answer.desk.columns import checked_id, noun_of, row_of
from answer.desk.database import DeskDatabase

Deed = Literal["", "set_aside", "drafted"]
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDecision:
    """What an editor did about a gap last."""

    gap_id: str
    deed: Deed
    """Empty: set aside before, and counts again."""
    by: str
    at: datetime
    draft_id: str = ""
    document: str = ""
    note: str = ""


class GapStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def members(self) -> Mapping[str, str]:
        """The gap of each question when gaps were worked out last."""
        with self._database.reading() as database:
            rows = database.execute("select question_id, gap_id from gap_members")
            return {str(question): str(gap) for question, gap in rows}

    def gaps_of(self, question_ids: Sequence[str]) -> Mapping[str, str]:
        """The gaps of these questions, as far as they were in any."""
        found: dict[str, str] = {}
        with self._database.reading() as database:
            for start in range(0, len(question_ids), _AT_ONCE):
                some = tuple(question_ids[start : start + _AT_ONCE])
                found.update(
                    database.execute(
                        "select question_id, gap_id from gap_members "  # noqa: S608 - marks
                        f"where question_id in ({', '.join('?' * len(some))})",
                        some,
                    )
                )
        return found

    def replace_members(self, members: Mapping[str, str]) -> None:
        """Keeps what ``members`` tells next time; only what changed is written."""
        with self._database.writing() as database:
            known = dict(database.execute("select question_id, gap_id from gap_members"))
            database.conn.executemany(
                "delete from gap_members where question_id = ?",
                [(one,) for one in known if one not in members],
            )
            database.conn.executemany(
                "insert into gap_members (question_id, gap_id) values (?, ?) "
                "on conflict (question_id) do update set gap_id = excluded.gap_id",
                [pair for pair in members.items() if known.get(pair[0]) != pair[1]],
            )

    def decide(self, decision: GapDecision) -> None:
        """Keeps the decision, in place of an earlier one."""
        checked_id(decision.by, what="agent")
        row = row_of(decision)
        names = ", ".join(f'"{name}"' for name in row)
        with self._database.writing() as database:
            database.execute(
                f"insert or replace into gap_decisions ({names}) "  # noqa: S608 - our own words
                f"values ({', '.join('?' * len(row))})",
                tuple(row.values()),
            )

    def decisions(self) -> Mapping[str, GapDecision]:
        """What was decided last, by gap."""
        with self._database.reading() as database:
            rows = list(database.query("select * from gap_decisions"))
        return {row["gap_id"]: noun_of(GapDecision, row) for row in rows}

    def cases_of(self, reply_ids: Sequence[str]) -> Mapping[str, Case]:
        """The cases that these replies opened, by reply."""
        found: dict[str, Case] = {}
        with self._database.reading() as database:
            for start in range(0, len(reply_ids), _AT_ONCE):
                some = tuple(reply_ids[start : start + _AT_ONCE])
                rows = database.query(
                    f"select {CASE_COLUMNS} from cases "  # noqa: S608 - names of columns
                    f"where reply_id in ({', '.join('?' * len(some))}) order by number",
                    some,
                )
                found.update({row["reply_id"]: case_of_row(row) for row in rows})
        return found
