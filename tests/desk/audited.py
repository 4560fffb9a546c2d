"""Audits to look at, and what somebody does to one who can write the file by other means."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from answer.desk.audit_anchors import Anchor
from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditCheck
from answer.desk.check_audit import AuditChecker
from answer.desk.database import DeskDatabase
from answer.desk.schema import AUDIT_GUARDS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RECORDS = 24


def written(path: Path, *, key: bytes = b"", records: int = RECORDS) -> Path:
    """A file with some records of several kinds, two of them of Ada."""
    with DeskDatabase(path, audit_key=key) as database:
        log = AuditLog(database)
        for number in range(1, records + 1):
            log.add(
                "decision" if number % 5 else "publish",
                actor=f"key:{number % 3}",
                subject=f"reply-{number}",
                details={"outcome": "answer", "threshold": 0.8, "question": f"frage {number}"},
                customer_id="ada" if number in (4, 9) else "",
                conversation_id="talk-1" if number == 11 else "",
                at=NOW + timedelta(seconds=number),
            )
    return path


@contextmanager
def by_other_means(path: Path) -> Iterator[sqlite3.Connection]:
    """Writes into the file as nobody should, and leaves its guards as they were."""
    with closing(sqlite3.connect(path)) as connection:
        for name in AUDIT_GUARDS:
            connection.execute(f"drop trigger {name}")
        yield connection
        for guard in AUDIT_GUARDS.values():
            connection.execute(guard)
        connection.commit()


def looked_at(path: Path, *, key: bytes = b"", anchors: Sequence[Anchor] = ()) -> AuditCheck:
    """What a look at the file finds."""
    with DeskDatabase(path) as database:
        log = AuditLog(database)
        with database.reading():
            return AuditChecker(anchors=anchors, key=key).check(
                log.rows(),
                given=log.given(),
                strays=log.strays(),
                missing_guards=log.missing_guards(),
            )


def copied(source: Path, target: Path) -> Path:
    """A file of its own, to be spoilt."""
    for rest in target.parent.glob(f"{target.name}*"):
        rest.unlink()
    shutil.copy(source, target)
    return target
