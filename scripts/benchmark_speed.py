"""How fast the product is on the demo content: start, indexing, memory, and answers over HTTP.

``python -m scripts.benchmark_speed [--questions N] [--json FILE]``

Everything is done as an operator does it: commands in processes of their own, the server asked
through its port. State goes below ``.bench/speed``; the model is unpacked beforehand.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np

from scripts.corpora import BENCH, PROJECT, load_model_for_benchmarks
from scripts.scale_timing import free_port, memory, rounded, wait_until_ready

CONTENT = PROJECT / "kb_content"
STATE = BENCH / "speed"
STARTS = 3
KEY = "benchmark of speed"
START_SECONDS = 60.0
FIRST_QUESTION = "What is the rated output power of the XR-200?"


def command(*arguments: str) -> list[str]:
    """The command line of the installed product over the demo content."""
    program = Path(sys.executable).with_name("tradewind")
    return [str(program), "--content", str(CONTENT), "--var", str(STATE), *arguments]


def indexing() -> dict[str, float]:
    """Seconds of a build from nothing and of one with nothing changed, and its rates."""
    first = _reindex()
    again = _reindex()
    return {
        "index_seconds": rounded(first["wall_seconds"]),
        "index_again_seconds": rounded(again["wall_seconds"]),
        "embedded_again": float(again["embedded"]),
        "documents": float(first["documents"]),
        "pages": float(first["pages"]),
        "chunks": float(first["chunks"]),
        "pages_per_second": rounded(first["pages"] / first["seconds_reading"]),
        "chunks_per_second": rounded(first["embedded"] / first["seconds_embedding"]),
    }


def cold_start() -> dict[str, float]:
    """Seconds of ``tradewind ask`` from its start to its end, the best of a few."""
    return {
        "ask_seconds": rounded(min(_timed(command("ask", FIRST_QUESTION)) for _ in range(STARTS)))
    }


def serving(questions: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Seconds until ready, milliseconds of each route, memory before and after all that."""
    port, headers = free_port(), {"X-API-Key": _agent_key()}
    started = time.perf_counter()
    with subprocess.Popen(
        command("serve", "--port", str(port)), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=address, headers=headers, timeout=30.0) as client:
                wait_until_ready(client, seconds=START_SECONDS)
                figures = {"ready_seconds": rounded(time.perf_counter() - started)}
                figures["resident_mib_at_start"] = memory("VmRSS", server.pid)
                # each kind of request with questions of its own, so that none finds another's work
                for offset, route in enumerate(("answers", "search", "suggestions")):
                    figures |= _asked(client, route, questions[offset::3])
                figures["resident_mib"] = memory("VmRSS", server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=START_SECONDS)
    return figures


def _agent_key() -> str:
    """Another secret for the key of this benchmark: suggestions are for agents."""
    make = command("keys", "create", KEY, "--scope", "agent", "--json")
    rotate = command("keys", "rotate", KEY, "--overlap-hours", "0", "--json")
    done = subprocess.run(make, check=False, capture_output=True, text=True)
    if done.returncode:
        done = subprocess.run(rotate, check=True, capture_output=True, text=True)
    key: str = json.loads(done.stdout)["key"]
    return key


def _asked(
    client: httpx.Client, route: str, questions: Sequence[dict[str, Any]]
) -> dict[str, float]:
    times: list[float] = []
    for question in questions:
        body = {"question": question["question"]}
        if question.get("language"):
            body["language"] = question["language"]
        started = time.perf_counter()
        client.post(f"/v1/{route}", json=body).raise_for_status()
        times.append((time.perf_counter() - started) * 1000)
    return {
        f"{route}_first_ms": rounded(times[0]),
        f"{route}_p50_ms": rounded(float(np.percentile(times[1:], 50))),
        f"{route}_p95_ms": rounded(float(np.percentile(times[1:], 95))),
    }


def _reindex() -> dict[str, Any]:
    started = time.perf_counter()
    done = subprocess.run(command("reindex", "--json"), check=True, capture_output=True, text=True)
    values: dict[str, Any] = json.loads(done.stdout)
    values["wall_seconds"] = time.perf_counter() - started
    return values


def _timed(arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return time.perf_counter() - started


def _fresh_state() -> None:
    load_model_for_benchmarks()
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    (STATE / "models").symlink_to(BENCH / "models")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=150, help="asked in all over HTTP")
    parser.add_argument("--keep", action="store_true", help="serve what the last run indexed")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    lines = (CONTENT / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    golden = [json.loads(line) for line in lines]
    golden = golden[:: max(1, len(golden) // arguments.questions)]
    figures: dict[str, float] = {"load_average": rounded(os.getloadavg()[0])}
    if not arguments.keep:
        _fresh_state()
        figures |= indexing()
    figures |= cold_start()
    figures |= serving(golden)
    for name, value in figures.items():
        print(f"{name:24} {value:10.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
