"""The health of the live release, worked out behind the scenes and kept beside it."""

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from answer.desk.database import DeskDatabase
from answer.golden import GoldenQuestion, read_golden
from answer.insight.defect import Dismissal, HealthReport, SourceChange
from answer.insight.dismissal_store import DismissalStore
from answer.insight.examined import Examined, ReleaseBefore
from answer.insight.health import health
from answer.insight.health_files import read_health, write_health
from answer.insight.question_log import QuestionLog
from answer.insight.unused_documents import DAYS_LOOKED_BACK
from api.document_listing import ListedDocument
from api.worked_out import Keeping, WorkedOut
from index.content import Content
from index.publication import Publication
from index.search import Searcher
from index.store import ReleaseStore
from ingest.errors import (
    ContentError,
    DeskMissing,
    DeskUnavailable,
    IndexBroken,
    IndexMissing,
    IndexOutdated,
    KbError,
    StorageFull,
)

HealthState = Literal["ready", "making", "failed", "none"]
GOLDEN_NAME = "golden.jsonl"
FIRST_WAIT_SECONDS = 2.0
"""A small base is ready by then; of others the report that was kept is shown meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthNow:
    """The report as far as there is one, and whether it is of now."""

    state: HealthState
    report: HealthReport | None
    problem: str = ""
    dismissals: Mapping[str, Dismissal]


class KnowledgeHealth:
    """What is wrong with what answers, and what editors said of it. Safe for many threads."""

    def __init__(
        self,
        *,
        store: ReleaseStore,
        searcher: Callable[[], Searcher],
        database: Callable[[], DeskDatabase],
        listed: Callable[[], Sequence[ListedDocument]],
        content_dir: Path,
        keeping: Keeping,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Nothing is opened before it is asked for. ``listed`` gives the documents folder."""
        self._store = store
        self._searcher = searcher
        self._database = database
        self._listed = listed
        self._content_dir = content_dir
        self._now = now
        self._working = threading.Lock()
        self._worked_out = WorkedOut(
            "health",
            kind=HealthReport,
            key=self._key,
            work_out=self.work_out,
            keeping=keeping,
            first_wait_seconds=FIRST_WAIT_SECONDS,
        )

    def now(self) -> HealthNow:
        """The report that there is, at once; a newer one is made behind the scenes."""
        dismissals = self.dismissals()
        try:
            release = self._searcher().release.manifest.release
        except IndexMissing:
            return HealthNow(state="none", report=None, dismissals=dismissals)
        except (IndexBroken, IndexOutdated) as error:
            return HealthNow(state="failed", report=None, problem=str(error), dismissals=dismissals)
        try:
            report, is_current = self._worked_out.now()
        except DeskUnavailable:
            # an earlier server's, of this release
            kept = read_health(self._store.path(release))
            return HealthNow(state="making", report=kept, dismissals=dismissals)
        except KbError as error:
            kept = read_health(self._store.path(release))
            return HealthNow(state="failed", report=kept, problem=str(error), dismissals=dismissals)
        return HealthNow(
            state="ready" if is_current else "making", report=report, dismissals=dismissals
        )

    def work_out(self) -> HealthReport:
        """The report as of now, however long it takes. Raises ``IndexMissing``, ``IndexBroken``."""
        with self._working:
            searcher = self._searcher()
            release = searcher.release
            published_at, before = self._published(release.manifest.release)
            now = self._now()
            since = now - timedelta(days=DAYS_LOOKED_BACK)
            report = health(
                Examined(
                    release=release.manifest.release,
                    content=release.content,
                    dense=release.dense,
                    problems=release.manifest.problems,
                    published_at=published_at,
                    before=before,
                    waiting=self._waiting(datetime.fromisoformat(release.manifest.built_at)),
                    records=QuestionLog(self._database()).between(since, now),
                    golden=self._golden(),
                    likeness=searcher.likeness,
                    now=now,
                )
            )
            # what cannot be kept is worked out again by the next server
            with contextlib.suppress(StorageFull):
                write_health(self._store.path(report.release), report)
            return report

    def dismiss(self, defect_id: str, *, why: str, by: str) -> Dismissal:
        """Sets a defect of the report aside; raises ``DeskMissing`` where it has none of this id,
        ``DeskConflict`` where somebody was first."""
        report = self.now().report
        if report is None or all(one.id != defect_id for one in report.defects):
            raise DeskMissing(f"there is no defect {defect_id[:80]!r} now; list the defects again")
        dismissal = Dismissal(id=defect_id, why=why, by=by, at=self._now())
        DismissalStore(self._database()).add(dismissal)
        return dismissal

    def dismissals(self) -> Mapping[str, Dismissal]:
        """What was set aside, by the ids of the defects."""
        return DismissalStore(self._database()).dismissals()

    def undo(self, defect_id: str) -> bool:
        """Whether the defect had been set aside; now it counts again."""
        return DismissalStore(self._database()).remove(defect_id)

    def _key(self) -> str:
        """Another release, another day, other golden questions."""
        release = self._searcher().release.manifest.release
        golden = self._content_dir / GOLDEN_NAME
        changed = golden.stat().st_mtime_ns if golden.is_file() else 0
        return f"{release} {self._now().date()} {changed}"

    def _golden(self) -> tuple[GoldenQuestion, ...]:
        try:
            return read_golden(self._content_dir / GOLDEN_NAME)
        except ContentError:
            return ()  # 'evaluate' names the line

    def _waiting(self, built_at: datetime) -> tuple[SourceChange, ...]:
        return tuple(
            SourceChange(
                document=one.path,
                title=one.title,
                freshness=one.facts.freshness,
                sha256=one.sha256,
                # put there with an older time, it came after the build all the same
                changed_at=max(built_at, datetime.fromisoformat(one.modified_at)),
                published_at=None,
            )
            for one in self._listed()
            if one.modified_at
            and (one.state == "new" or (one.state == "changed" and "bytes" in one.changed))
        )

    def _published(self, release: str) -> tuple[datetime | None, ReleaseBefore | None]:
        """When a release was published, and what was live until then."""
        publications = self._store.publications()
        mine = _first(publications, release)
        if mine is None:
            return None, None
        before = None
        if mine.from_release and mine.kind == "publish":
            with contextlib.suppress(IndexMissing, IndexBroken, IndexOutdated):
                manifest = self._store.manifest(mine.from_release)
                theirs = _first(publications, mine.from_release)
                before = ReleaseBefore(
                    cards=Content(self._store.path(mine.from_release)).cards,
                    published_at=datetime.fromisoformat(theirs.at if theirs else manifest.built_at),
                )
        return datetime.fromisoformat(mine.at), before


def _first(publications: Sequence[Publication], release: str) -> Publication | None:
    """The first time that a release went live: a roll-back brings nothing new."""
    return next((one for one in publications if one.to_release == release), None)
