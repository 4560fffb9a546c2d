"""Calibrations on disk: one JSON file each, and a pointer switched by one atomic rename.

::

    var/calibrations/20261122T043700123456Z-4f2a91.json
    var/calibrations/current        one line: the calibration that corrects, or ``shipped``
    var/calibrations/switches.jsonl who switched it, when, from which to which
"""

import contextlib
import dataclasses
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from answer.calibration import (
    BudgetThreshold,
    Calibration,
    Figures,
    Fit,
    GroupFigures,
    Method,
)
from answer.calibration_switches import (
    LOG_NAME,
    CalibrationSwitch,
    CalibrationSwitches,
    SwitchKind,
)
from answer.recalibration import LogOddsLine, Recalibration
from answer.reply import ThresholdSource
from ingest.durable import replace_text
from ingest.errors import CalibrationBroken, CalibrationMissing, StorageFull

CURRENT_NAME = "current"
SHIPPED = "shipped"
SCHEMA_VERSION = 1
_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{6}")
REMEDY = (
    "run 'tradewind calibrate' for a new one or 'tradewind calibrate --restore shipped'; "
    "the shipped model answers meanwhile"
)


class CalibrationStore:
    """The calibrations below one folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._switches = CalibrationSwitches(directory / LOG_NAME)

    def current(self) -> str:
        """The id of the calibration that corrects; empty for the shipped model as it is.

        Raises ``CalibrationBroken`` when the pointer cannot be read.
        """
        try:
            text = (self.directory / CURRENT_NAME).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except (OSError, UnicodeDecodeError) as error:
            path = str(self.directory / CURRENT_NAME)
            raise CalibrationBroken(f"{path!r} cannot be read ({error}); {REMEDY}") from error
        if text in ("", SHIPPED):
            return ""
        if not _ID.fullmatch(text):
            path = str(self.directory / CURRENT_NAME)
            raise CalibrationBroken(f"{path!r} names no calibration: {text[:40]!r}; {REMEDY}")
        return text

    def ids(self) -> tuple[str, ...]:
        """Every calibration that is kept, oldest first."""
        if not self.directory.is_dir():
            return ()
        names = (entry.stem for entry in self.directory.glob("*.json"))
        return tuple(sorted(name for name in names if _ID.fullmatch(name)))

    def read(self, identity: str) -> Calibration:
        """One calibration.

        Raises ``CalibrationMissing`` when there is none, ``CalibrationBroken`` when its file is
        damaged.
        """
        if not _ID.fullmatch(identity):
            raise self._missing(identity)
        path = self._path(identity)
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            return _calibration(values, identity)
        except FileNotFoundError as error:
            raise self._missing(identity) from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise CalibrationBroken(
                f"{str(path)!r} is damaged ({type(error).__name__}: {error}); {REMEDY}"
            ) from error

    def save(self, calibration: Calibration) -> None:
        """Keeps a calibration; it does not correct anything before ``switch``."""
        values = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(calibration)}
        text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
        self._write(self._path(calibration.id), text + "\n")

    def switch(
        self, identity: str, *, kind: SwitchKind = "restore", by: str = "", by_id: str = ""
    ) -> None:
        """Makes a calibration the one that corrects, empty the shipped model: one atomic rename.

        Who did so is on the disk before. Raises as ``read`` does, before anything is changed, and
        ``StorageFull``.
        """
        if identity:
            self.read(identity)
        switch = CalibrationSwitch(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            kind=kind,
            before=self._known_current() or SHIPPED,
            now=identity or SHIPPED,
            by=by,
            by_id=by_id,
        )
        with self._storage_errors(self.directory / LOG_NAME):
            self.directory.mkdir(parents=True, exist_ok=True)
            self._switches.append(switch)
        self._write(self.directory / CURRENT_NAME, (identity or SHIPPED) + "\n")

    def switches(self) -> tuple[CalibrationSwitch, ...]:
        """Every switch, oldest first; those of earlier versions were not kept."""
        return self._switches.read()

    def _known_current(self) -> str:
        try:
            return self.current()
        except CalibrationBroken:
            return ""

    def _path(self, identity: str) -> Path:
        return self.directory / f"{identity}.json"

    def _missing(self, identity: str) -> CalibrationMissing:
        return CalibrationMissing(
            f"no calibration {identity!r} in {str(self.directory)!r}; "
            f"'tradewind calibrate --list' lists those that are kept"
        )

    def _write(self, path: Path, text: str) -> None:
        with self._storage_errors(path):
            self.directory.mkdir(parents=True, exist_ok=True)
            replace_text(path, text)

    @contextlib.contextmanager
    def _storage_errors(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageFull(
                f"cannot write {str(path)!r} ({error.strerror}); free some room or make the folder "
                f"writable and run the command again; nothing was changed"
            ) from error


def _calibration(values: Any, identity: str) -> Calibration:
    """The noun from its JSON; raises the errors that ``read`` explains."""
    if values["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema {values['schema_version']!r}, this version reads 1")
    if values["id"] != identity:
        raise ValueError(f"holds the calibration {values['id']!r}")
    fit = values["fit"]
    if fit["method"] not in get_args(Method):
        raise ValueError(f"method {fit['method']!r}")
    return Calibration(
        **{
            name: str(values[name])
            for name in ("id", "made_at", "release", "fingerprint", "model_hash")
        },
        fit=Fit(
            method=fit["method"],
            recalibration=Recalibration(
                whole=_line(fit["recalibration"]["whole"]),
                languages={
                    str(name): _line(line)
                    for name, line in fit["recalibration"]["languages"].items()
                },
            ),
            thresholds=tuple(map(_threshold, fit["thresholds"])),
            groups=tuple(
                GroupFigures(
                    **{**group, "before": Figures(**group["before"])}
                    | {"after": Figures(**group["after"])}
                )
                for group in fit["groups"]
            ),
            losses=tuple((method, float(loss)) for method, loss in fit["losses"]),
            drafts=int(fit["drafts"]),
            topics=int(fit["topics"]),
            data_hash=str(fit["data_hash"]),
            max_wrong_share=_between(fit["max_wrong_share"], 0.0, 1.0),
        ),
    )


def _line(values: Any) -> LogOddsLine:
    return LogOddsLine(
        intercept=_between(values["intercept"], -30.0, 30.0),
        slope=_between(values["slope"], 0.0, 30.0),
    )


def _threshold(values: Any) -> BudgetThreshold:
    if values["source"] not in get_args(ThresholdSource):
        raise ValueError(f"source {values['source']!r}")
    _between(values["max_wrong_share"], 0.0, 1.0)
    _between(values["threshold"], 0.0, 1.0)
    return BudgetThreshold(**values)


def _between(value: Any, low: float, high: float) -> float:
    """Above ``low``, at most ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    if not low < value <= high:
        raise ValueError(f"{value!r} does not lie between {low} and {high}")
    return float(value)
