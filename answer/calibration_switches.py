"""The history of what corrects the probability: one line a switch, appended and never changed."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SwitchKind = Literal["calibrate", "restore"]
LOG_NAME = "switches.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationSwitch:
    """One switch from a calibration to another."""

    at: str
    """ISO 8601, UTC."""
    kind: SwitchKind
    """A new one, or one that was kept."""
    before: str
    """The id, or ``shipped``."""
    now: str
    by: str = ""
    """Who did so, as the team knows them."""
    by_id: str = ""
    """The same as the audit names them."""


_FIELDS = {field.name for field in dataclasses.fields(CalibrationSwitch)}


class CalibrationSwitches:
    """The lines of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, switch: CalibrationSwitch) -> None:
        """Adds a line, which is on the disk when the call returns. Raises ``OSError``."""
        text = json.dumps(dataclasses.asdict(switch), ensure_ascii=False)
        line = text.encode("utf-8", "backslashreplace") + b"\n"
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                # what a power cut left of a line stays alone on its own
                line = b"\n" + line
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> tuple[CalibrationSwitch, ...]:
        """Every line that is whole, oldest first."""
        try:
            lines = self._path.read_bytes().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(found for line in lines if (found := _switch_from(line)) is not None)


def _switch_from(line: bytes) -> CalibrationSwitch | None:
    try:
        values = json.loads(line)
        return CalibrationSwitch(**{name: values[name] for name in values.keys() & _FIELDS})
    except (ValueError, TypeError, AttributeError):
        return None
