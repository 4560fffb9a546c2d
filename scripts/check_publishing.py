"""How long questions wait while a candidate is judged: ``python -m scripts.check_publishing``.

Runs ``tradewind serve`` on a copy of the demo content, builds a candidate with one document more
and publishes it over HTTP, which asks the golden questions of both releases. Meanwhile questions
come at random moments. Printed are p50, p95 and the slowest before the publication and during it,
and how long the publication took. Exits 1 where the publication failed.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.corpora import PROJECT
from scripts.load_client import Client, Outcome, golden_request
from scripts.load_server import LoadServer

SEED = 9
QUIET_SECONDS = 30.0
CONNECTIONS = 16
PATIENCE_SECONDS = 600.0


def main() -> None:
    """Prints a line for each stretch; see the module."""
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="tradewind-publishing-") as folder,
        LoadServer(
            Path(folder),
            content=arguments.content,
            state=arguments.state,
            workers=arguments.workers,
        ) as server,
    ):
        asyncio.run(_check(server, arguments))


async def _check(server: LoadServer, arguments: argparse.Namespace) -> None:
    lines = (arguments.content / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    chance = random.Random(SEED)  # noqa: S311 - no secret
    questions = [golden_request(json.loads(line)) for line in lines]
    again = itertools.cycle(chance.sample(questions, len(questions)))
    candidate = await _candidate(server)

    async def ask(client: Client, seconds: float) -> None:
        await client.open_loop(
            lambda: next(again), a_second=arguments.a_second, seconds=seconds, chance=chance
        )

    quiet = Client(port=server.port, connections=CONNECTIONS)
    await ask(quiet, QUIET_SECONDS)
    print(_line("quiet", quiet.outcomes), flush=True)
    meanwhile = Client(port=server.port, connections=CONNECTIONS)
    began = time.monotonic()
    publishing = asyncio.create_task(asyncio.to_thread(_publish, server, candidate))
    while not publishing.done():
        await ask(meanwhile, 1.0)
    status, told = await publishing
    print(_line("published meanwhile", meanwhile.outcomes), flush=True)
    print(f"publication: {status} after {time.monotonic() - began:.1f} s: {told}")
    if status != 200:
        sys.exit(1)


async def _candidate(server: LoadServer) -> str:
    server.change_content()
    await asyncio.to_thread(server.call, "POST", "/v1/releases", {"publish": False})
    status: Any = {"state": "running"}
    while status["state"] == "running":
        await asyncio.sleep(0.5)
        status = await asyncio.to_thread(server.call, "GET", "/v1/releases/progress")
    if status["state"] != "done":
        raise RuntimeError(f"the build is {status['state']}: {status['error']}")
    return str(status["report"]["release"])


def _publish(server: LoadServer, release: str) -> tuple[int, str]:
    """The status, and the gate's line."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/releases/{release}/publish",
        method="POST",
        headers={"Authorization": f"Bearer {server.key}"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:  # noqa: S310 - ours
        return response.status, json.loads(response.read())["verdict"]


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    took = sorted(one.seconds * 1000 for one in outcomes if one.status == 200)
    others = len(outcomes) - len(took)

    def at(part: float) -> float:
        return took[min(len(took) - 1, int(part * len(took)))]

    return (
        f"{name}: {len(outcomes)} questions, p50 {at(0.5):.0f} ms, p95 {at(0.95):.0f} ms, "
        f"slowest {took[-1]:.0f} ms, not answered {others}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=PROJECT / "kb_content")
    parser.add_argument("--state", type=Path, default=PROJECT / "var")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--a-second", type=float, default=5.0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
