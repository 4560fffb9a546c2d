"""What a server counts of its own work, for Prometheus: in every process, added up over all.

No label holds what a caller sent: routes are the application's own, languages those that are
spoken here, the rest short lists of ours.
"""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.reply import Handoff, Reply

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 30.0)
BANDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
OTHER = "other"


def share_measures(folder: Path, number: int) -> None:
    """From now on this process counts in files of ``folder``, added up by whoever is asked.

    ``number`` is its own among those that run; whoever has it after it goes on counting in the same
    files, so nothing is lost when a process is killed, and their number stays small. To be called
    before any ``Measures`` is made.
    """
    # the library reads this variable when it is imported, when nobody knows the folder yet
    os.environ[_FOLDER_VARIABLE] = str(folder)
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]


class Measures:
    """The counts of one application. Safe for many threads."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is where processes share them; without one they are this process's alone."""
        self._folder = folder
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "tradewind_requests",
            "Requests that were answered, by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tradewind_request_seconds",
            "From the first byte of a request to the last of its response.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._shed = Counter(
            "tradewind_shed_requests",
            "Requests that were told to come back: busy, share, rate_caller, rate_address, "
            "rate_visitors, refused_keys.",
            ("why",),
            registry=self._registry,
        )
        self._replies = Counter(
            "tradewind_replies",
            "Replies by kind, a hand-off's reason, and language.",
            ("kind", "reason", "language"),
            registry=self._registry,
        )
        self._confidence = Histogram(
            "tradewind_reply_confidence",
            "The probability of being right that replies had.",
            ("kind",),
            buckets=BANDS,
            registry=self._registry,
        )
        self._now = Gauge(
            "tradewind_requests_now",
            "Requests of all workers at this moment: connected, answering, waiting.",
            ("state",),
            multiprocess_mode="livesum",
            registry=self._registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float, shed: str) -> None:
        """One that has ended; ``shed`` says why it was sent away, if it was."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if shed:
            self._shed.labels(shed).inc()

    def reply(self, reply: Reply) -> None:
        """One to a customer or agent, over any surface."""
        language = reply.language if reply.language in SHIPPED_LANGUAGES else OTHER
        reason = reply.reason if isinstance(reply, Handoff) else ""
        self._replies.labels(reply.kind, reason, language).inc()
        self._confidence.labels(reply.kind).observe(reply.confidence.value)

    def now(self, *, connected: int, answering: int, waiting: int) -> None:
        """What this process does at this moment."""
        for state, count in (
            ("connected", connected),
            ("answering", answering),
            ("waiting", waiting),
        ):
            self._now.labels(state).set(count)

    def text(self, beside: Collector) -> bytes:
        """Everything, in Prometheus' text format, and what ``beside`` finds out now."""
        registry = self._registry
        if self._folder is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]
        found = CollectorRegistry()
        found.register(beside)
        return generate_latest(registry) + generate_latest(found)
