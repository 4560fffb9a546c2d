"""What language models were asked and what it cost, by model: in this run, and month by month.

The ledger is a folder with a file a month and a line a call; several processes may write it, and
each line names the run that it belongs to: the processes that were forked from one. It holds counts
only, never what was asked or answered.
"""

import json
import os
import secrets
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """One model's calls; times are summed."""

    model: str
    calls: int = 0
    """What was wanted of it; one that failed is counted too."""
    requests: int = 0
    """What was sent for these calls, with retries."""
    failures: int = 0
    tokens_in: int = 0
    """As the service counts them; 0 where it does not say."""
    tokens_out: int = 0
    seconds: float = 0.0


class UsageCounter:
    """Counts calls and writes them into the ledger, where there is one. Safe for many threads, and
    for the processes that are forked from the one that made it: they are one run."""

    def __init__(self, ledger: Path | None = None) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._totals: dict[str, ModelUsage] = {}
        """Of this process."""
        self._run = secrets.token_hex(4)
        self._of_run: dict[str, ModelUsage] = {}
        self._began = _month(datetime.now(UTC))
        self._read_up_to: dict[str, int] = {}
        """By month, how much of its file is in the run's totals."""
        if ledger is not None:
            with suppress(OSError):
                # what was there before is no part of this run, and need not be looked through
                self._read_up_to[self._began] = _file(ledger, self._began).stat().st_size

    def add(self, call: ModelUsage) -> None:
        """Counts what one call came to. A ledger that cannot be written costs no reply."""
        with self._lock:
            known = self._totals.get(call.model, ModelUsage(model=call.model))
            self._totals[call.model] = _sum(known, call)
            if self._ledger is not None:
                self._write(self._ledger, call)

    def totals(self) -> tuple[ModelUsage, ...]:
        """Since the run began, by model, of all its processes; of this process alone where there is
        no ledger."""
        with self._lock:
            totals = self._totals
            if self._ledger is not None:
                self._read_on(self._ledger)
                totals = self._of_run
            return tuple(totals[model] for model in sorted(totals))

    def _read_on(self, ledger: Path) -> None:
        """Adds what any process wrote since the last look."""
        for path in sorted(ledger.glob("*.jsonl")):
            if path.stem < self._began:
                continue
            done = self._read_up_to.get(path.stem, 0)
            with suppress(OSError), path.open("rb") as file:
                file.seek(done)
                # a line that is being written is read when it is whole
                whole = file.read().rpartition(b"\n")[0]
                self._read_up_to[path.stem] = done + len(whole) + bool(whole)
                for call in _calls(whole.decode("utf-8", "replace").splitlines(), run=self._run):
                    known = self._of_run.get(call.model, ModelUsage(model=call.model))
                    self._of_run[call.model] = _sum(known, call)

    def _write(self, ledger: Path, call: ModelUsage) -> None:
        now = datetime.now(UTC)
        told = {"at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "run": self._run, **asdict(call)}
        line = json.dumps(told) + "\n"
        try:
            ledger.mkdir(parents=True, exist_ok=True)
            # one write in append mode: lines of several processes do not mix
            path = _file(ledger, _month(now))
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line.encode())
            finally:
                os.close(descriptor)
        except OSError:
            # the counters of the process still have it
            self._ledger = None


def read_ledger(ledger: Path, *, month: str = "") -> tuple[ModelUsage, ...]:
    """A month's totals by model (``2026-11``; this month where none is named)."""
    path = _file(ledger, month or _month(datetime.now(UTC)))
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    totals: dict[str, ModelUsage] = {}
    for call in _calls(lines):
        totals[call.model] = _sum(totals.get(call.model, ModelUsage(model=call.model)), call)
    return tuple(totals[model] for model in sorted(totals))


def _calls(lines: Iterable[str], *, run: str = "") -> Iterable[ModelUsage]:
    """The calls of one run, or all."""
    for line in lines:
        try:
            values = json.loads(line)
            values.pop("at", None)
            if values.pop("run", "") == run or not run:
                yield ModelUsage(**values)
        except (ValueError, TypeError, AttributeError):
            # a line cut off by a power cut
            continue


def _month(at: datetime) -> str:
    return f"{at:%Y-%m}"


def _file(ledger: Path, month: str) -> Path:
    return ledger / f"{month}.jsonl"


def _sum(one: ModelUsage, other: ModelUsage) -> ModelUsage:
    return replace(
        one,
        calls=one.calls + other.calls,
        requests=one.requests + other.requests,
        failures=one.failures + other.failures,
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        seconds=round(one.seconds + other.seconds, 3),
    )
