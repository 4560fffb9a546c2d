"""What the desk adds to an answer over HTTP: messages that are kept, beside strangers' questions.

``python -m scripts.benchmark_reception [--messages N] [--json FILE]``

One server over the demo content, with a desk of its own. Every message is another text, so that
none finds another's work; a stranger's and a customer's take turns. Each customer writes five, so
that there is a history to look through.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np

from api.settings import DATABASE
from scripts.benchmark_speed import CONTENT
from scripts.corpora import BENCH, PROJECT, load_model_for_benchmarks
from scripts.scale_timing import free_port, rounded, wait_until_ready

STATE = BENCH / "reception"
_RUN = [sys.executable, "-c", "from api.cli import main; main()"]
PROGRAM = [*_RUN, "--content", str(CONTENT), "--var", str(STATE)]
START_SECONDS = 120.0
WARM_UP = 20
OF_ONE_CUSTOMER = 5


def fresh_state() -> None:
    """The demo content indexed, from what was read and embedded before, and an empty desk."""
    load_model_for_benchmarks()
    STATE.mkdir(parents=True, exist_ok=True)
    for path in STATE.glob(f"{DATABASE}*"):
        path.unlink()
    if not (STATE / "models").exists():
        (STATE / "models").symlink_to(BENCH / "models")
    subprocess.run([*PROGRAM, "reindex"], cwd=PROJECT, check=True, capture_output=True)


def messages(count: int) -> list[str]:
    """Different texts, each about something that the demo content may tell."""
    lines = (CONTENT / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    return [f"{asked[n * 7 % len(asked)]} {_name(n)}" for n in range(count)]


def measure(count: int) -> dict[str, float]:
    """Milliseconds at the median and the 95th percentile of both kinds, and of their difference."""
    texts = messages(2 * count + WARM_UP)
    port = free_port()
    serve = [*PROGRAM, "serve", "--port", str(port)]
    with subprocess.Popen(serve, cwd=PROJECT, stderr=subprocess.DEVNULL) as server:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30.0) as client:
                wait_until_ready(client, seconds=START_SECONDS)
                for number in range(WARM_UP):
                    _timed(client, _of_customer(texts.pop(), number))
                stranger, customer = np.empty(count), np.empty(count)
                for number in range(count):
                    bodies = {"question": texts.pop()}, _of_customer(texts.pop(), number)
                    first = number % 2
                    taken = {one: _timed(client, bodies[one]) for one in (first, 1 - first)}
                    stranger[number], customer[number] = taken[0], taken[1]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=START_SECONDS)
    figures = {
        f"{name}_p{percent}_ms": rounded(float(np.percentile(values, percent)))
        for name, values in (("stranger", stranger), ("customer", customer))
        for percent in (50, 95)
    }
    added = figures["customer_p50_ms"] - figures["stranger_p50_ms"]
    return figures | {"added_p50_ms": rounded(added)}


def _of_customer(text: str, number: int) -> dict[str, Any]:
    # a conversation each: once a person has one, nothing is answered in it
    customer = {"id": f"customer {number // OF_ONE_CUSTOMER}", "tier": "silver"}
    return {"question": text, "customer": customer, "conversation_id": f"conversation {number}"}


def _timed(client: httpx.Client, body: dict[str, Any]) -> float:
    started = time.perf_counter()
    client.post("/v1/answers", json=body).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _name(number: int) -> str:
    """Letters, which are no identifier: ``Abaj``."""
    return "A" + "".join("abcdefghij"[int(digit)] for digit in f"{number:04}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=300, help="of each kind")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    fresh_state()
    figures = {"load_average": rounded(os.getloadavg()[0]), **measure(arguments.messages)}
    for name, value in figures.items():
        print(f"{name:24} {value:10.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
