"""Comparing releases, and the golden gate: what it asks, what it keeps, when it need not ask."""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from answer.engine import AnswerEngine
from answer.gate_files import read_replies, read_report, write_replies, write_report
from answer.gate_report import GateReport
from answer.golden import GoldenQuestion, read_golden
from answer.golden_gate import GateSide, golden_gate
from answer.question import Question
from api.gate_settings import GateSetting
from api.provenance import code_hash
from index.build_progress import BuildProgress, Cancelled, never
from index.build_progress import Progress as BuildWatcher
from index.build_progress import nobody_watches as nobody_builds
from index.compare_releases import compare_releases
from index.content import Content
from index.manifest import Manifest
from index.publication import GateVerdict
from index.release_difference import ReleaseDifference
from index.search import Searcher
from index.store import ReleaseStore
from ingest.durable import sha256_of
from ingest.errors import (
    ContentError,
    DeskError,
    IndexBroken,
    IndexMissing,
    IndexOutdated,
    ReleaseMissing,
)

GOLDEN_NAME = "golden.jsonl"
logger = logging.getLogger("tradewind")
Progress = Callable[[int, int], None]
"""Replies made, and how many there are to make."""


def nobody_watches(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the gate needs of the application that asks."""

    searcher: Callable[[str], Searcher]
    """Of any release that is kept; raises as ``index.release`` does."""
    engine: Callable[[Searcher], AnswerEngine]
    """One that quotes, judged by the current calibration."""
    customers: Callable[[int], Sequence[Question]]
    """At most so many of the last questions of customers."""
    judged_by: Callable[[], str]
    """Names the calibration and the error budgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A release as far as a comparison needs it."""

    manifest: Manifest
    content: Content


class Gating:
    """Says what differs between releases and whether a candidate may be published.

    Safe for many threads; one candidate is asked at a time.
    """

    def __init__(
        self, store: ReleaseStore, asking: Asking, *, content_dir: Path, setting: GateSetting
    ) -> None:
        self._store = store
        self._asking = asking
        self._content_dir = content_dir
        self._setting = setting
        self._judging = threading.Lock()

    def difference(self, release: str = "", *, against: str = "") -> ReleaseDifference:
        """What ``release``, the newest by default, holds otherwise than ``against``: the live one,
        or for the live one its parent.

        Raises ``ReleaseMissing``, ``IndexBroken`` or ``IndexOutdated``.
        """
        release = release or self.newest()
        before = against or self._before(release)
        return compare_releases(self._read(before), self._read(release))

    def newest(self) -> str:
        """The release that was built last; empty before the first."""
        return max(self._store.releases(), default="")

    def latest(self, release: str) -> GateReport | None:
        """The latest report on a release, under whatever conditions; None where there is none.

        Raises ``ReleaseMissing``.
        """
        self._require(release)
        return read_report(self._store.path(release))

    def judge(
        self,
        release: str,
        *,
        progress: Progress = nobody_watches,
        cancelled: Cancelled = never,
        anew: bool = False,
    ) -> GateReport:
        """The report on a candidate against the live release; one that still holds is read again
        unless it shall be made ``anew``.

        Raises ``ReleaseMissing``, ``IndexBroken``, ``IndexOutdated``, ``BuildCancelled``, or
        ``ContentError`` where there are no golden questions.
        """
        self._require(release)
        with self._judging:
            live = self._store.current()
            golden = self._golden()
            replied, conditions = self._conditions(), self._conditions_of(golden)
            report = read_report(self._store.path(release))
            if (
                report is not None
                and not anew
                and (report.conditions, report.against) == (conditions, live)
            ):
                return report
            return self._asked(
                release,
                live,
                golden,
                replied=replied,
                conditions=conditions,
                progress=progress,
                cancelled=cancelled,
            )

    def verdict(
        self, release: str, progress: BuildWatcher = nobody_builds, cancelled: Cancelled = never
    ) -> GateVerdict:
        """Whether a candidate may be published; passes where there is nothing to compare.

        That is before the first release, without golden questions, when nothing differs, and
        when the live release cannot answer: whatever can is better. Golden questions that cannot
        be read refuse: nobody wrote them to be passed over. Raises ``BuildCancelled``.
        """
        if (known := self.at_hand(release)) is not None:
            return known

        def show(done: int, total: int) -> None:
            progress(BuildProgress(stage="checking", done=done, total=total))

        try:
            report = self.judge(release, progress=show, cancelled=cancelled)
        except ContentError as error:
            return GateVerdict(passed=False, line=f"not compared: {error}")
        return GateVerdict(passed=report.passed, line=report.line)

    def at_hand(self, release: str, *, just_made: bool = False) -> GateVerdict | None:
        """The verdict where nobody has to be asked for it; None where questions have to be.

        ``just_made``: a report against the live release counts whatever its conditions are. A
        process that was started after the program's files changed names others than this one.
        """
        live = self._store.current()
        if not live or release == live or not (self._content_dir / GOLDEN_NAME).is_file():
            return GateVerdict(passed=True)
        try:
            if self.difference(release, against=live).nothing:
                return GateVerdict(passed=True, line="nothing differs from the live release")
            self._asking.searcher(live)
        except (IndexBroken, IndexMissing, IndexOutdated, ReleaseMissing) as error:
            logger.warning("the golden gate compares nothing: %s", error)
            return GateVerdict(passed=True, line="not compared: the live release cannot answer")
        report = read_report(self._store.path(release))
        if report is None or report.against != live:
            return None
        try:
            holds = just_made or report.conditions == self._conditions_of(self._golden())
        except ContentError as error:
            return GateVerdict(passed=False, line=f"not compared: {error}")
        return GateVerdict(passed=report.passed, line=report.line) if holds else None

    def _asked(
        self,
        release: str,
        live: str,
        golden: Sequence[GoldenQuestion],
        *,
        replied: str,
        conditions: str,
        progress: Progress,
        cancelled: Cancelled,
    ) -> GateReport:
        difference = self.difference(release, against=live)
        done = golden_gate(
            golden,
            self._customers(),
            live=self._side(live, replied),
            candidate=self._side(release, replied),
            difference=difference,
            margins=self._setting.margins,
            conditions=conditions,
            progress=progress,
            cancelled=cancelled,
        )
        for name, replies in ((live, done.live), (release, done.candidate)):
            write_replies(self._store.path(name), replies, conditions=replied)
        write_report(self._store.path(release), done.report)
        logger.info(
            "release %s against %s: %s; %d replies made in %.1f s",
            *(release, live, done.report.line, done.report.asked, done.report.seconds),
        )
        return done.report

    def _side(self, release: str, replied: str) -> GateSide:
        searcher = self._asking.searcher(release)
        return GateSide(
            engine=self._asking.engine(searcher),
            searcher=searcher,
            kept=read_replies(self._store.path(release), conditions=replied),
        )

    def _customers(self) -> tuple[Question, ...]:
        """Each question once; none where the log cannot be read: the golden ones say enough."""
        if not self._setting.customer_questions:
            return ()
        try:
            latest = self._asking.customers(self._setting.customer_questions)
        except DeskError as error:
            logger.warning("customers' questions are left out of the golden gate: %s", error)
            return ()
        return tuple({repr(replace(one, id="")): one for one in reversed(latest)}.values())

    def _golden(self) -> tuple[GoldenQuestion, ...]:
        return read_golden(self._content_dir / GOLDEN_NAME)

    def _conditions_of(self, golden: Sequence[GoldenQuestion]) -> str:
        """Names everything a report depends on besides the two releases."""
        return _hash(self._conditions(), repr(golden), repr(self._setting))

    def _conditions(self) -> str:
        """Names everything replies depend on besides release and question.

        The day is part of it: what is valid changes with it. So are the program's own files, and
        all of the content that is no document: terms, markets, phrases, risks.
        """
        beside = sorted(
            f"{path.name} {sha256_of(path)}"
            for path in self._content_dir.iterdir()
            if path.is_file() and path.name != GOLDEN_NAME
        )
        day = datetime.now(UTC).date().isoformat()
        return _hash(code_hash(), self._asking.judged_by(), day, *beside)

    def _before(self, release: str) -> str:
        """What a release is compared with by default."""
        live = self._store.current()
        if not live:
            raise ReleaseMissing("no release is live yet; there is none to compare with")
        if release != live:
            return live
        self._require(release)
        parent = self._store.manifest(release).parent
        if not parent:
            raise ReleaseMissing(f"release {release!r} is the first; there is none to compare with")
        return parent

    def _read(self, release: str) -> _Read:
        self._require(release)
        manifest = self._store.manifest(release)
        return _Read(manifest=manifest, content=Content(self._store.path(release)))

    def _require(self, release: str) -> None:
        if release not in self._store.releases():
            raise ReleaseMissing(
                f"no release {release!r} is kept; 'tradewind releases' lists those that are"
            )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
