"""Building, publishing and rolling back, for the routes, the command line and the watch."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from index.build_progress import BuildProgress, Cancelled, Progress, never, nobody_watches
from index.findings_file import DocumentFindings, read_findings
from index.manifest import NOBODY, Builder, ListedRelease, Manifest, RefreshReport
from index.publication import GateVerdict, Publication
from index.store import ReleaseStore
from ingest.errors import (
    IndexBroken,
    IndexMissing,
    IndexOutdated,
    PublishRefused,
    ReleaseUnfit,
)

Build = Callable[[Progress, Cancelled, Builder], RefreshReport]
Gate = Callable[[str, Progress, Cancelled], GateVerdict]
"""Asked with a candidate's id before it is published; it compares it with the live release."""


def no_gate(release: str, progress: Progress, cancelled: Cancelled) -> GateVerdict:
    """Lets everything pass."""
    return GateVerdict(passed=True)


class Releasing:
    """What an editor does with releases; safe for several threads and processes."""

    def __init__(
        self,
        store: ReleaseStore,
        *,
        build: Build,
        keep_releases: int,
        gate: Gate = no_gate,
        require_model: Callable[[Manifest], None] = lambda manifest: None,
    ) -> None:
        """``require_model`` raises ``IndexOutdated`` where a release's model is not here."""
        self._store = store
        self._require_model = require_model
        self._build = build
        self._keep_releases = keep_releases
        self._gate = gate

    def build(
        self,
        *,
        progress: Progress = nobody_watches,
        cancelled: Cancelled = never,
        builder: Builder = NOBODY,
    ) -> RefreshReport:
        """A candidate of the content folder; what answers stays. Raises as ``index.refresh``."""
        report = self._build(progress, cancelled, builder)
        self.prune(by=builder.name, by_id=builder.id)
        return report

    def reindex(
        self,
        *,
        progress: Progress = nobody_watches,
        cancelled: Cancelled = never,
        by: str = "",
        builder: Builder = NOBODY,
    ) -> RefreshReport:
        """Builds a candidate and publishes it; raises ``PublishRefused`` where the gate does."""
        report = self.build(progress=progress, cancelled=cancelled, builder=builder)
        publication = self.publish(
            report.release, by=by, by_id=builder.id, progress=progress, cancelled=cancelled
        )
        return replace(report, published=True, verdict=publication.verdict)

    def publish(
        self,
        release: str,
        *,
        by: str = "",
        by_id: str = "",
        force: bool = False,
        reason: str = "",
        progress: Progress = nobody_watches,
        cancelled: Cancelled = never,
        gate: Gate | None = None,
    ) -> Publication:
        """Makes a release the one that answers, if the golden gate lets it pass or with a reason.

        ``by`` is who does so, as the team knows them, ``by_id`` as the audit names them. ``gate``
        is asked instead of the usual one: the same, in another process. Raises
        ``ReleaseUnfit`` when it cannot answer, ``PublishRefused`` when the gate refused it,
        ``BuildCancelled`` when the gate was stopped.
        """
        self._require_fit(release)
        if force and not reason.strip():
            raise PublishRefused(
                f"release {release!r} was not published: to force it takes a reason, which is kept"
            )
        progress(BuildProgress(stage="checking", done=0, total=1))
        verdict = (gate or self._gate)(release, progress, cancelled)
        if not verdict.passed and not force:
            raise PublishRefused(
                f"release {release!r} was not published, it is kept as a candidate and the live "
                f"release answers on: {verdict.line}. Look at it with 'tradewind releases gate "
                f"{release}' and 'tradewind releases diff {release}'; mend the documents and build "
                f"again, or publish it with 'tradewind releases publish {release} --force --reason "
                f'"…"\''
            )
        progress(BuildProgress(stage="publishing", done=0, total=1))
        publication = self._store.publish(
            release,
            by=by,
            by_id=by_id,
            forced=force and not verdict.passed,
            reason=reason.strip(),
            verdict=verdict.line,
        )
        self.prune(by=by, by_id=by_id)
        return publication

    def roll_back(
        self, release: str = "", *, by: str = "", by_id: str = "", reason: str = ""
    ) -> Publication:
        """Makes an earlier release answer again: ``release``, or the nearest before the live one
        that is whole.

        No gate is asked: this is how to get out of trouble. Raises ``ReleaseUnfit``.
        """
        wanted = release or self._nearest_before()
        self._require_fit(wanted)
        if wanted not in self._store.were_live():
            raise ReleaseUnfit(
                f"release {wanted!r} is a candidate that never answered; publish it with "
                f"'tradewind releases publish {wanted}'"
            )
        return self._store.publish(
            wanted, kind="rollback", by=by, by_id=by_id, reason=reason.strip()
        )

    def prune(self, *, by: str = "", by_id: str = "") -> tuple[str, ...]:
        """Deletes the releases that the rule of keeping lets go of, and names them."""
        return self._store.prune(keep=self._keep_releases, by=by, by_id=by_id)

    def listed(self) -> tuple[ListedRelease, ...]:
        """Every release that is kept, newest first."""
        return self._store.listed()

    def findings(self, release: str = "") -> tuple[str, tuple[DocumentFindings, ...]]:
        """A build and what it found in the documents; the newest one where none is named."""
        wanted = release or next(reversed(self._store.releases()), "")
        return wanted, read_findings(self._store.path(wanted)) if wanted else ()

    def publications(self) -> tuple[Publication, ...]:
        """Every publication and roll-back, newest first."""
        return tuple(reversed(self._store.publications()))

    def _nearest_before(self) -> str:
        way_back = self._store.way_back()
        for release in way_back:
            with contextlib.suppress(ReleaseUnfit):
                self._require_fit(release)
                return release
        found = "that can answer " if way_back else ""
        raise ReleaseUnfit(
            f"no release {found}before {self._store.current()!r} is kept; 'tradewind releases' "
            f"lists what is"
        )

    def _require_fit(self, release: str) -> None:
        if release not in self._store.releases():
            raise ReleaseUnfit(
                f"no release {release!r} is kept; 'tradewind releases' lists those that are"
            )
        try:
            self._store.verify(release)
            self._require_model(self._store.manifest(release))
        except (IndexMissing, IndexBroken, IndexOutdated) as error:
            raise ReleaseUnfit(f"release {release!r} cannot answer: {error}") from error
