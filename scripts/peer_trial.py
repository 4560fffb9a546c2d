"""One search system on one set, in a process of its own: what it took and what it found.

Only the standard library is used here, because the peers' virtual environment holds nothing of
ours. A trial is a folder with ``chunks.jsonl`` and ``questions.jsonl``; its result is one file.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

THREADS = 2
CHUNKS_ASKED = 30
"""Of every system alike: enough for ten documents where a document has several chunks."""
DOCUMENTS_KEPT = 10
CHUNKS_FILE, QUESTIONS_FILE = "chunks.jsonl", "questions.jsonl"
NETWORK_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerChunk:
    """What every system indexes."""

    id: str
    document: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerQuestion:
    """What every system is asked; the gold documents are not told."""

    id: str
    text: str


Answer = Callable[[str], Sequence[str]]
"""From a question to the documents of the chunks found, best chunk first."""


class SearchSystem(Protocol):
    """Loads its model when it is made; everything else is timed apart."""

    @property
    def settings(self) -> Mapping[str, object]:
        """What it runs with, for the record."""

    @property
    def libraries(self) -> Sequence[str]:
        """The distributions whose versions are recorded."""

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        """Nothing; the chunks can be searched when it returns."""

    def answers(self) -> Mapping[str, Answer]:
        """Row of the table → how it is asked. Several rows may share an index."""


def environment(*, threads: int = THREADS) -> dict[str, str]:
    """What a trial's process is started with: no network, no telemetry, so many threads."""
    counts = {
        name: str(threads)
        for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    }
    return {
        **os.environ,
        **counts,
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "TOKENIZERS_PARALLELISM": "true",
        "PYTHONWARNINGS": "ignore",
    }


def run_trial(make: Callable[[argparse.Namespace], SearchSystem]) -> None:
    """Reads the arguments, measures the system that ``make`` makes, writes the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--system", required=True)
    parser.add_argument("--trial", type=Path, required=True, help="folder with what is measured on")
    parser.add_argument("--model", type=Path, required=True, help="Sentence-Transformers folder")
    parser.add_argument("--work", type=Path, required=True, help="an empty folder to write into")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    _keep_to_cores(THREADS)
    _refuse_network()
    chunks = [PeerChunk(**row) for row in read_lines(arguments.trial / CHUNKS_FILE)]
    questions = [
        PeerQuestion(id=row["id"], text=row["text"])
        for row in read_lines(arguments.trial / QUESTIONS_FILE)
    ]
    result = measure(lambda: make(arguments), chunks, questions)
    unfinished = arguments.output.with_suffix(".part")
    unfinished.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    unfinished.rename(arguments.output)


def measure(
    make: Callable[[], SearchSystem],
    chunks: Sequence[PeerChunk],
    questions: Sequence[PeerQuestion],
) -> dict[str, Any]:
    """Seconds to load and to index, and for each row the time and the documents of each question.

    A question's time is everything from its text to the ranked chunks, its embedding included.
    """
    started = time.perf_counter()
    system = make()
    loaded = time.perf_counter()
    system.index(chunks)
    indexed = time.perf_counter()
    rows: dict[str, Any] = {}
    for name, answer in system.answers().items():
        milliseconds: list[float] = []
        found: dict[str, list[str]] = {}
        for question in questions:
            asked = time.perf_counter()
            documents = answer(question.text)
            milliseconds.append(round((time.perf_counter() - asked) * 1000, 3))
            found[question.id] = by_best_chunk(documents)
        rows[name] = {"milliseconds": milliseconds, "documents": found}
    return {
        "load_seconds": round(loaded - started, 3),
        "index_seconds": round(indexed - loaded, 3),
        "chunks": len(chunks),
        "questions": len(questions),
        "settings": dict(system.settings),
        "versions": {name: version(name) for name in system.libraries},
        "peak_mib": round(peak_mib("self"), 1),
        "load_average": round(os.getloadavg()[0], 2),
        "rows": rows,
    }


def by_best_chunk(documents: Iterable[str], *, limit: int = DOCUMENTS_KEPT) -> list[str]:
    """Each document once, where its best chunk stood."""
    return list(dict.fromkeys(documents))[:limit]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def peak_mib(process: int | str) -> float:
    """The most memory a process has held, in MiB; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0").split()[0]) / 1024


def _keep_to_cores(count: int) -> None:
    """A larger machine measures the same as one with so many cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def _refuse_network() -> None:
    """From here on every attempt to reach another machine fails."""

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in NETWORK_EVENTS:
            raise PermissionError(f"{event} {arguments!r}: a trial reaches no network")

    sys.addaudithook(refuse)
