"""What language models were asked and what it cost, by model: in this process, and month by month.

The ledger is a folder with a file a month and a line a call; several processes may write it. It
holds counts only, never what was asked or answered.
"""

import json
import os
import threading
from collections.abc import Iterable
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
    """Counts calls and writes them into the ledger, where there is one. Safe for many threads."""

    def __init__(self, ledger: Path | None = None) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._totals: dict[str, ModelUsage] = {}

    def add(self, call: ModelUsage) -> None:
        """Counts what one call came to. A ledger that cannot be written costs no reply."""
        with self._lock:
            known = self._totals.get(call.model, ModelUsage(model=call.model))
            self._totals[call.model] = _sum(known, call)
            if self._ledger is not None:
                self._write(self._ledger, call)

    def totals(self) -> tuple[ModelUsage, ...]:
        """Since the process started, by model."""
        with self._lock:
            return tuple(self._totals[model] for model in sorted(self._totals))

    def _write(self, ledger: Path, call: ModelUsage) -> None:
        now = datetime.now(UTC)
        line = json.dumps({"at": f"{now:%Y-%m-%dT%H:%M:%SZ}", **asdict(call)}) + "\n"
        try:
            ledger.mkdir(parents=True, exist_ok=True)
            # one write in append mode: lines of several processes do not mix
            path = ledger / f"{now:%Y-%m}.jsonl"
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
    path = ledger / f"{month or datetime.now(UTC).strftime('%Y-%m')}.jsonl"
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    totals: dict[str, ModelUsage] = {}
    for call in _calls(lines):
        totals[call.model] = _sum(totals.get(call.model, ModelUsage(model=call.model)), call)
    return tuple(totals[model] for model in sorted(totals))


def _calls(lines: Iterable[str]) -> Iterable[ModelUsage]:
    for line in lines:
        try:
            values = json.loads(line)
            values.pop("at", None)
            yield ModelUsage(**values)
        except (ValueError, TypeError, AttributeError):
            # a line cut off by a power cut
            continue


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
