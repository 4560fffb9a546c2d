"""The confidence model as the current calibration corrects it, and how another takes its place."""

import logging
import threading
import time
from dataclasses import dataclass

from answer.calibrate import calibrated
from answer.calibration import Calibration
from answer.calibrations import REMEDY, CalibrationStore
from answer.judge import ConfidenceModel
from ingest.errors import CalibrationBroken, CalibrationMissing

logger = logging.getLogger("tradewind")

CHECK_SECONDS = 0.5
"""How often a running server looks whether another calibration was switched to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationStatus:
    """Which calibration corrects; None is the shipped model as it is."""

    calibration: Calibration | None
    problem: str = ""
    """Why the one that is meant to correct does not; the shipped model answers."""


class CurrentCalibration:
    """The model that judges now. A calibration that cannot be used is reported once, and the
    shipped model judges instead: a damaged file never stops the answers."""

    def __init__(self, store: CalibrationStore, *, shipped: ConfidenceModel) -> None:
        self.store = store
        self.shipped = shipped
        self._lock = threading.Lock()
        self._model = shipped
        self._judged_by = ""
        self._problem = ""
        self._checked_at = -CHECK_SECONDS

    def model(self) -> ConfidenceModel:
        """The same object until another calibration takes its place."""
        with self._lock:
            if time.monotonic() - self._checked_at >= CHECK_SECONDS:
                self._checked_at = time.monotonic()
                self._look()
            return self._model

    def status(self) -> CalibrationStatus:
        """What is switched to now, read anew."""
        try:
            identity = self.store.current()
            return CalibrationStatus(calibration=self._usable(identity) if identity else None)
        except (CalibrationBroken, CalibrationMissing) as error:
            return CalibrationStatus(calibration=None, problem=str(error))

    def _look(self) -> None:
        try:
            identity = self.store.current()
            if identity == self._judged_by and not self._problem:
                return
            calibration = self._usable(identity) if identity else None
        except (CalibrationBroken, CalibrationMissing) as error:
            if str(error) != self._problem:
                self._problem = str(error)
                logger.error("the shipped confidence model judges: %s", error)
            if self._judged_by:
                self._model, self._judged_by = self.shipped, ""
            return
        self._problem = ""
        if identity != self._judged_by:
            self._model, self._judged_by = calibrated(self.shipped, calibration), identity
            logger.info("confidence is corrected by %s", identity or "nothing: the shipped model")

    def _usable(self, identity: str) -> Calibration:
        calibration = self.store.read(identity)
        check_made_for(calibration, self.shipped)
        return calibration


def check_made_for(calibration: Calibration, shipped: ConfidenceModel) -> None:
    """Raises ``CalibrationBroken`` for a calibration of another version's confidence model."""
    if calibration.model_hash != shipped.data_hash:
        raise CalibrationBroken(
            f"calibration {calibration.id!r} corrects the confidence model "
            f"{calibration.model_hash!r}, this version ships {shipped.data_hash!r}; {REMEDY}"
        )
