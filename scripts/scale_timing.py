"""Time and memory of a process, and of a server asked through its port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx2 as httpx
import numpy as np

from scripts.corpora import PROJECT, Asked

CONTENT = PROJECT / "kb_content"
START_SECONDS = 120.0
WARM_UP = 5
"""Questions that load what is loaded at the first."""


def timed(
    ask: Callable[[Asked], object], questions: Sequence[Asked], *, warm: bool = True
) -> dict[str, float]:
    """Milliseconds of the clock at the median and the 95th percentile, and of the processor.

    The processor's (all threads of this process) hold on a busy machine as well. Unless the first
    time is what is wanted, every question was asked once before.
    """
    if warm:
        for question in questions:
            ask(question)
    took, worked = np.empty(len(questions)), np.empty(len(questions))
    for number, question in enumerate(questions):
        started, busy = time.perf_counter(), time.process_time()
        ask(question)
        took[number] = (time.perf_counter() - started) * 1000
        worked[number] = (time.process_time() - busy) * 1000
    return {
        f"{kind}{name}": rounded(float(np.percentile(measured, percent)))
        for kind, measured in (("", took), ("cpu_", worked))
        for name, percent in (("p50_ms", 50), ("p95_ms", 95))
    }


def memory(field: str, process: int | str = "self") -> float:
    """MiB of a process: ``VmRSS``, of it ``RssAnon`` and ``RssFile`` (mapped, the kernel's)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return rounded(next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024)


def memory_of(process: int | str = "self") -> dict[str, float]:
    """Resident MiB: in all, the process's own, and mapped files."""
    names = {"resident": "VmRSS", "own": "RssAnon", "mapped": "RssFile"}
    return {f"{name}_mib": memory(field, process) for name, field in names.items()}


def serving(var: Path, questions: Sequence[Asked]) -> dict[str, float]:
    """Answers over HTTP from ``tradewind serve``, and the memory of that process."""
    port = free_port()
    start = "from api.cli import main; main()"
    program = [sys.executable, "-c", start, "--content", str(CONTENT), "--var", str(var)]
    started = time.perf_counter()
    with subprocess.Popen(
        [*program, "serve", "--port", str(port)],
        cwd=PROJECT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0) as client:
                wait_until_ready(client, seconds=START_SECONDS)
                figures = {"ready_seconds": rounded(time.perf_counter() - started)}

                def ask(asked: Asked) -> None:

                    body = {"question": asked.question}
                    client.post("/v1/answers", json=body).raise_for_status()

                for asked in questions[:WARM_UP]:
                    ask(asked)
                for prefix in ("first_time_", ""):
                    before = _processor_seconds(server.pid)
                    took = timed(ask, questions[WARM_UP:], warm=False)
                    spent = _processor_seconds(server.pid) - before
                    figures |= {
                        f"{prefix}p50_ms": took["p50_ms"],
                        f"{prefix}p95_ms": took["p95_ms"],
                        f"{prefix}cpu_mean_ms": rounded(1000 * spent / (len(questions) - WARM_UP)),
                    }
                figures |= memory_of(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=START_SECONDS)
    return figures


def _processor_seconds(process: int) -> float:
    """What a process has used of the processor, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_ready(client: httpx.Client, *, seconds: float) -> None:
    """Nothing, once the server can answer. Raises ``TimeoutError``."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"the server was not ready after {seconds:.0f} s")


def rounded(value: float) -> float:
    """To hundredths."""
    return round(float(value), 2)
