"""Judged drafts gathered, fitted and kept: what ``tradewind calibrate`` does, as values."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from answer.calibrate import calibrate
from answer.calibration import Calibration
from answer.calibrations import SHIPPED
from answer.golden import read_golden
from answer.judged_draft import JudgedDrafts, JudgementSource
from answer.judged_golden import judge_golden
from answer.judged_replies import read_judged_replies
from api.bootstrap import Application
from api.command_line import COMMAND_LINE
from api.current_calibration import check_made_for
from ingest.durable import new_id
from ingest.errors import CalibrationBroken, CalibrationMissing, ContentError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrating:
    """A calibration, where its judgements came from, and whether it corrects now."""

    calibration: Calibration
    sources: tuple[tuple[str, int, int], ...]
    """(source, drafts judged, decided without the probability)."""
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCalibration:
    """One calibration that is kept, or the shipped model."""

    id: str
    current: bool
    made_at: str = ""
    drafts: int = 0
    method: str = ""
    threshold: float = 0.0
    source: str = ""
    """Of the threshold for the default budget: certified or prior."""
    problem: str = ""


def calibrate_now(
    application: Application,
    *,
    file: Path | None,
    feedback: Path | None,
    dry_run: bool,
    progress: Progress,
    by: str = "",
) -> Calibrating:
    """The calibration of the company's own judgements, kept and switched to unless ``dry_run``.

    Golden questions are asked of the published release; without ``file`` they are those of the
    content folder, where there are any. Raises ``ContentError`` naming file and line.
    """
    settings = application.settings
    shipped = application.engines.calibration.shipped
    sources: dict[str, JudgementSource] = {}
    golden = file or settings.content_dir / "golden.jsonl"
    if file is not None or feedback is None or golden.is_file():
        sources[f"golden questions of {golden}"] = partial(
            judge_golden,
            read_golden(golden),
            engine=application.engines.as_shipped(),
            shipped=shipped,
        )
    if feedback is not None:
        sources[f"judged replies of {feedback}"] = partial(
            read_judged_replies, feedback, shipped=shipped
        )
    found: dict[str, JudgedDrafts] = {
        name: source(progress=progress) for name, source in sources.items()
    }
    drafts = [draft for one in found.values() for draft in one.drafts]
    if not drafts:
        raise ContentError(
            f"nothing to calibrate on: none of {' or '.join(found)} has a draft that the "
            f"probability decides on; add golden questions that the documents answer"
        )
    fit = calibrate(
        drafts,
        shipped=shipped,
        max_wrong_share=settings.max_wrong_share,
        budgets=[budget.max_wrong_share for budget in settings.error_budgets],
    )
    manifest = application.searcher().release.manifest
    calibration = Calibration(
        id=new_id(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        release=manifest.release,
        fingerprint=manifest.fingerprint,
        model_hash=shipped.data_hash,
        fit=fit,
    )
    if not dry_run:
        application.engines.calibration.store.save(calibration)
        application.engines.calibration.store.switch(
            calibration.id, kind="calibrate", by=by, by_id=COMMAND_LINE
        )
    return Calibrating(
        calibration=calibration,
        sources=tuple(
            (name, len(one.drafts), one.decided_otherwise) for name, one in found.items()
        ),
        in_force=not dry_run,
    )


def list_calibrations(application: Application) -> tuple[ListedCalibration, ...]:
    """Every calibration that is kept, newest first, and the shipped model; one is current."""
    store, shipped = application.engines.calibration.store, application.engines.calibration.shipped
    status = application.engines.calibration.status()
    current = status.calibration.id if status.calibration else ""
    listed: list[ListedCalibration] = []
    for identity in reversed(store.ids()):
        try:
            calibration = store.read(identity)
            check_made_for(calibration, shipped)
        except (CalibrationBroken, CalibrationMissing) as error:
            listed.append(ListedCalibration(id=identity, current=False, problem=str(error)))
            continue
        fit = calibration.fit
        own = next(t for t in fit.thresholds if t.max_wrong_share == fit.max_wrong_share)
        listed.append(
            ListedCalibration(
                id=identity,
                current=identity == current,
                made_at=calibration.made_at,
                drafts=fit.drafts,
                method=fit.method,
                threshold=own.threshold,
                source=own.source,
            )
        )
    share = application.settings.max_wrong_share
    as_shipped = ListedCalibration(
        id=SHIPPED,
        current=not current,
        method=SHIPPED,
        threshold=shipped.threshold_for(share),
        source=shipped.source_for(share),
        problem=status.problem,
    )
    return (*listed, as_shipped)


def restore(application: Application, identity: str, *, by: str = "") -> tuple[str, str]:
    """Makes a kept calibration, or ``shipped``, the one that corrects; gives (before, now).

    Raises ``CalibrationMissing`` or ``CalibrationBroken`` when it cannot correct.
    """
    store = application.engines.calibration.store
    before = application.engines.calibration.status().calibration
    wanted = "" if identity == SHIPPED else identity
    if wanted:
        check_made_for(store.read(wanted), application.engines.calibration.shipped)
    store.switch(wanted, kind="restore", by=by, by_id=COMMAND_LINE)
    return before.id if before else SHIPPED, wanted or SHIPPED


def calibrating_values(done: Calibrating) -> dict[str, Any]:
    """The report as JSON holds it."""
    return {
        "in_force": done.in_force,
        "sources": [
            {"source": name, "drafts": drafts, "decided_otherwise": otherwise}
            for name, drafts, otherwise in done.sources
        ],
        **dataclasses.asdict(done.calibration),
    }
