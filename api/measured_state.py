"""What is found out about a server when its measures are asked for: queue, release, outbox, memory.

One worker finds it out for all: it is in the database, on disk and in the system's own books.
"""

import contextlib
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.reindexing import Reindexing, State
from api.services import Services
from ingest.errors import KbError

_PROCESSES = Path("/proc")
_PROPORTIONAL = "Pss:"


class MeasuredState(Collector):
    """As it is at the moment; what cannot be found out is left out."""

    def __init__(self, services: Services, reindexing: Reindexing) -> None:
        self._services = services
        self._reindexing = reindexing

    def collect(self) -> Iterable[Metric]:
        """Every measure."""
        parts: tuple[Callable[[], Iterable[Metric]], ...] = (
            self._release,
            self._cases,
            self._webhooks,
            self._build,
            self._memory,
        )
        for part in parts:
            with contextlib.suppress(KbError):
                yield from part()

    def _release(self) -> Iterable[Metric]:
        manifest = self._services.standing().manifest
        built_at = datetime.fromisoformat(manifest.built_at)
        age = datetime.now(UTC) - (built_at if built_at.tzinfo else built_at.replace(tzinfo=UTC))
        yield GaugeMetricFamily(
            "tradewind_release_age_seconds",
            "Since the release that answers was built.",
            value=age.total_seconds(),
        )
        yield GaugeMetricFamily(
            "tradewind_release_documents",
            "Documents of the release that answers.",
            value=manifest.documents,
        )

    def _cases(self) -> Iterable[Metric]:
        if self._services.desk is None:
            return
        page = self._services.desk.desk.cases.cases(limit=1)
        found = GaugeMetricFamily(
            "tradewind_cases", "Cases of the desk, by state.", labels=("state",)
        )
        for state, count in page.by_state:
            found.add_metric((state,), count)
        yield found

    def _webhooks(self) -> Iterable[Metric]:
        if self._services.webhooks is None:
            return
        found = GaugeMetricFamily(
            "tradewind_webhook_messages",
            "Messages of the outbox, by target and state.",
            labels=("target", "state"),
        )
        for target, standing in self._services.webhooks.targets():
            found.add_metric((target.name, "pending"), standing.pending)
            found.add_metric((target.name, "dead"), standing.dead)
        yield found

    def _build(self) -> Iterable[Metric]:
        now = self._reindexing.status.state
        found = GaugeMetricFamily(
            "tradewind_build", "1 for how the latest build stands.", labels=("state",)
        )
        for state in get_args(State):
            found.add_metric((state,), float(state == now))
        yield found

    def _memory(self) -> Iterable[Metric]:
        found = GaugeMetricFamily(
            "tradewind_memory_bytes",
            "Memory of the server's processes; what they share is divided among them.",
            labels=("process",),
        )
        for name, process in processes_of(os.getpid()):
            size = proportional_bytes(process)
            if size is not None:
                found.add_metric((name,), size)
        yield found


def processes_of(worker: int) -> tuple[tuple[str, int], ...]:
    """The server's processes by name, as one of its workers sees them."""
    parent = os.getppid()
    try:
        listed = (_PROCESSES / f"{parent}/task/{parent}/children").read_text()
    except OSError:
        return (("worker", worker),)
    children = sorted(int(one) for one in listed.split())
    if worker not in children:
        # nobody's worker: an application in a process of somebody else's
        return (("worker", worker),)
    workers = tuple((f"worker {number}", one) for number, one in enumerate(children))
    return (("supervisor", parent), *workers)


def proportional_bytes(process: int) -> int | None:
    """A process's memory, with its part of what it shares; None where nobody may know."""
    try:
        lines = (_PROCESSES / f"{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    found = (line.split()[1] for line in lines if line.startswith(_PROPORTIONAL))
    return next((int(kilobytes) * 1024 for kilobytes in found), None)
