"""What is done to documents and releases → records of the audit, from the logs that tell of it.

Edits, publications, switches of the calibration and accepted findings have logs of their own, on
the disk before anybody is told that they were done, whichever process did them. What those logs
hold beyond the audit is added to it, at every look: a process that dies loses none, two that look
at once add none twice. Heads of the audit are kept in a file as it grows.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from answer.calibration_switches import CalibrationSwitch
from answer.desk.audit_anchors import AuditAnchors
from answer.desk.audit_chain import canonical
from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditCheck
from answer.desk.check_audit import AuditChecker, kept_head
from answer.desk.database import DeskDatabase
from index.manifest import Builder
from index.publication import Pruned, Publication
from ingest.accepted import read_accepted
from ingest.durable import flush
from ingest.edit import Edit
from ingest.errors import ContentError, KbError

LOOK_SECONDS = 2.0
ANCHOR_EVERY = 100
"""Records, at most, between two kept heads while the server runs."""
EDITS_AT_ONCE = 500
ALL = 1_000_000
NOBODY = "unnamed"
"""Who did what nobody put a name to."""
logger = logging.getLogger("tradewind")


class AuditTrail:
    """Adds what the audit lacks, and keeps its heads. Safe for several processes."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        file: Path,
        anchors: AuditAnchors,
        publications: Callable[[], Sequence[Publication]],
        releases: Callable[[], Sequence[str]],
        pruned: Callable[[], Sequence[Pruned]],
        builder: Callable[[str], Builder],
        switches: Callable[[], Sequence[CalibrationSwitch]],
        edits: Callable[[int], Sequence[Edit]],
        accepted_file: Path,
        watched: Sequence[Path],
    ) -> None:
        """``file`` is the database's; ``builder`` tells who had a release built; ``edits`` gives so
        many, the newest first; of ``watched``, files and folders, one changes with everything that
        is done."""
        self.log = AuditLog(database)
        self._database = database
        self._write_ahead = file.with_name(f"{file.name}-wal")
        self._anchors = anchors
        self._publications = publications
        self._releases = releases
        self._pruned = pruned
        self._builder = builder
        self._switches = switches
        self._edits = edits
        self._accepted_file = accepted_file
        self._watched = (*watched, accepted_file)
        self._verifying = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._anchored = 0

    def catch_up(self) -> int:
        """How many records were added. Raises ``DeskUnavailable`` or ``StorageFull``."""
        now = tuple(_changed_at(path) for path in self._watched)
        if now == self._seen:
            return 0
        with self._database.writing():
            added = self._add_edits() + self._add_acceptances()
            added += self._add_builds() + self._add_publications() + self._add_switches()
        self._seen = now
        return added

    def keep_head(self, *, least: int = 1) -> bool:
        """Whether the head was kept: where ``least`` records came since the one before."""
        head = self.log.head()
        if not self._anchored:
            self._anchored = max((one.sequence for one in self._anchors.read()), default=0)
        if head.sequence - self._anchored < least:
            return False
        # a head that is kept must not be ahead of a file that a power cut takes back
        with suppress(FileNotFoundError):
            flush(self._write_ahead)
        self._anchors.append(head)
        self._anchored = head.sequence
        logger.info("audit: head %s", head.text)
        return True

    def verify(self, *, heads: Sequence[str] = ()) -> AuditCheck:
        """Every record looked at, and compared with the heads in the file and with these.

        Nothing is written, and one look waits for another. Raises ``DeskInvalid`` for a head that
        is none.
        """
        # the kept heads first: what is written meanwhile comes after them
        anchors = (*self._anchors.read(), *map(kept_head, heads))
        with self._verifying, self._database.reading():
            return AuditChecker(anchors=anchors, key=self._database.audit_key).check(
                self.log.rows(),
                given=self.log.given(),
                strays=self.log.strays(),
                missing_guards=self.log.missing_guards(),
            )

    def close(self) -> None:
        """Keeps the last head; what cannot be kept is told in the server's log."""
        try:
            self.catch_up()
            self.keep_head()
        except KbError as error:
            logger.error("the audit: %s", error)

    def _add_edits(self) -> int:
        last = next(iter(self.log.subjects("document", limit=1)), "")
        missing: list[tuple[str, Edit]] = []
        for edit in self._edits(EDITS_AT_ONCE if last else ALL):
            # an edit that failed after all is a line of its own, with the same id
            name = f"{edit.id} {edit.action}" if edit.action == "failed" else edit.id
            if name == last:
                break
            missing.append((name, edit))
        for name, edit in reversed(missing):
            told = {key: value for key, value in asdict(edit).items() if key not in ("id", "by")}
            self.log.add("document", actor=edit.by or NOBODY, subject=name, details=told)
        return len(missing)

    def _add_publications(self) -> int:
        known = len(self.log.subjects("publish", "forced_publish", "roll_back"))
        missing = self._publications()[known:]
        for made in missing:
            kind = "forced_publish" if made.forced else "publish"
            told = asdict(made)
            del told["by_id"], told["kind"]
            if not (made.by and made.by_id):
                del told["by"]
            self.log.add(
                "roll_back" if made.kind == "rollback" else kind,
                # lines of an earlier version have the name alone
                actor=made.by_id or made.by or NOBODY,
                subject=made.to_release,
                details=told,
            )
        return len(missing)

    def _add_builds(self) -> int:
        there, added = self._releases(), 0
        built = set(self.log.subjects("build")) - set(self.log.subjects("prune"))
        for release in there:
            if release not in built:
                by = self._builder(release)
                told = {"by": by.name} if by.name else {}
                self.log.add("build", actor=by.id or NOBODY, subject=release, details=told)
                added += 1
        gone = sorted(built - set(there))
        # the last line of each: one that a kill left without its deletion is older
        pruned = {one.release: one for one in self._pruned()} if gone else {}
        for release in gone:
            found = pruned.get(release)
            told = {"by": found.by} if found and found.by else {}
            actor = (found.by_id if found else "") or NOBODY
            self.log.add("prune", actor=actor, subject=release, details=told)
            added += 1
        return added

    def _add_switches(self) -> int:
        missing = self._switches()[len(self.log.subjects("calibration")) :]
        for made in missing:
            told = {"what": made.kind, "before": made.before}
            told |= {"by": made.by} if made.by else {}
            self.log.add("calibration", actor=made.by_id or NOBODY, subject=made.now, details=told)
        return len(missing)

    def _add_acceptances(self) -> int:
        try:
            decisions = read_accepted(self._accepted_file)
        except ContentError:
            return 0  # an editor is told of it where the file is used
        known, added = set(self.log.subjects("finding_accepted")), 0
        for one in decisions:
            told = {**asdict(one), "kinds": sorted(one.kinds), "on": one.on.isoformat()}
            name = hashlib.sha256(canonical(told).encode()).hexdigest()[:32]
            if name not in known:
                del told["by"]
                actor = one.by or NOBODY
                self.log.add("finding_accepted", actor=actor, subject=name, details=told)
                added += 1
        return added


def follow_audit(trail: AuditTrail, closed: threading.Event) -> None:
    """Looks beside everything else until ``closed``."""

    def follow() -> None:
        while not closed.wait(LOOK_SECONDS):
            try:
                added = trail.catch_up()
                trail.keep_head(least=1 if added else ANCHOR_EVERY)
            except KbError as error:
                logger.error("the audit: %s", error)
            except Exception:  # a thread's outermost edge: without it no head would be kept
                logger.exception("the audit")

    threading.Thread(target=follow, daemon=True, name="audit").start()


def _changed_at(path: Path) -> int:
    """When a file or folder changed last, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
