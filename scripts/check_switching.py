"""Real traffic against a running server while releases are published and rolled back.

``python -m scripts.check_switching [--switches N] [--threads N] [--json FILE]``

Every document of a release says the release's number, so a reply that mixes two is seen. A server
is started in a process of its own on a state folder below the system's temporary one; threads ask
it over HTTP without a pause, while other processes publish and roll back. Printed are requests,
failures, mixed replies, and the seconds until a switch was written and until it answered.
"""

import argparse
import contextlib
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from answer.desk.database import DeskDatabase
from api.access.keys import Keys
from api.settings import DATABASE
from index.build_progress import nobody_watches
from index.e5 import E5Embedder
from index.model_folder import unpack_default_model
from index.refresh import RefreshSettings, build
from index.store import ReleaseStore
from scripts.corpora import PROJECT
from scripts.scale_timing import rounded

MODELS = PROJECT / "var" / "models"
DOCUMENTS = 5
TEXT = "# Pump PX-{model}\n\nThe pump PX-{model} delivers {number} litres a minute.\n"
NAME = "check_switching"
"""Who acts, in the history and among the keys."""
PATHS = ("/v1/answers", "/v1/suggestions", "/v1/search")
_NUMBER = re.compile(r"delivers (\d+) litres")
WAIT_SECONDS = 30.0
REQUESTS_BETWEEN = 3
"""Of each thread, between two switches."""


@dataclass(kw_only=True)
class Traffic:
    """What was asked and answered."""

    requests: int = 0
    failures: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    seen: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Figures of one run."""

    requests: int
    switches: int
    failures: Sequence[str]
    mixed: Sequence[str]
    releases_seen: int
    slowest_request_seconds: float
    slowest_switch_seconds: float
    """Until the pointer was written, all checks included."""
    slowest_until_answered_seconds: float
    """Until a reply came from the release switched to."""


def make_releases(folder: Path, count: int, embedder: E5Embedder) -> dict[str, int]:
    """Release → the number that all its documents say; the first is published."""
    store, made = ReleaseStore(folder / "releases"), {}
    documents = folder / "documents"
    documents.mkdir()
    for number in range(100, 100 + count):
        for model in range(200, 200 + DOCUMENTS):
            text = TEXT.format(model=model, number=number)
            (documents / f"{model}.md").write_text(text, encoding="utf-8")
        report = build(
            documents,
            store=store,
            cache_dir=folder / "cache",
            embedder=embedder,
            settings=RefreshSettings(),
            progress=nobody_watches,
        )
        made[report.release] = number
        if len(made) == 1:
            store.publish(report.release)
    return made


@contextlib.contextmanager
def server(folder: Path) -> Iterator[int]:
    """The port of a server over the folder, in a process of its own."""
    (folder / "models").symlink_to(MODELS, target_is_directory=True)
    program = "from api.cli import main; main()"
    command = [sys.executable, "-c", program, "--content", str(folder), "--var", str(folder)]
    process = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _port(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"http://[^:]+:(\d+)", line)
        if found:
            # whoever logs on must not wait for a reader
            threading.Thread(target=_read_on, args=(process.stderr,), daemon=True).start()
            return int(found.group(1))
    raise RuntimeError("the server ended before it named its address")


def _read_on(log: IO[str]) -> None:
    with contextlib.suppress(ValueError):  # closed at the end
        for _ in log:
            pass


def agent_headers(folder: Path) -> dict[str, str]:
    """With the key of a helpdesk, which may have replies suggested."""
    with DeskDatabase(folder / DATABASE) as database:
        made = Keys(database).create("traffic", scopes=("agent",), by=NAME, actor=NAME)
    return {"Content-Type": "application/json", "X-API-Key": made.text}


def ask_once(port: int) -> None:
    """What the first question waits for is loaded afterwards."""
    body, headers = '{"question": "hello"}', {"Content-Type": "application/json"}
    with contextlib.closing(_connected(port)) as connection:
        connection.request("POST", PATHS[0], body, headers)
        connection.getresponse().read()


def ask(
    port: int,
    headers: dict[str, str],
    releases: dict[str, int],
    stop: threading.Event,
    traffic: Traffic,
) -> None:
    """Asks without a pause until told to stop."""
    with contextlib.closing(_connected(port)) as connection:
        _ask(connection, headers, releases, stop, traffic)


def _ask(
    connection: http.client.HTTPConnection,
    headers: dict[str, str],
    releases: dict[str, int],
    stop: threading.Event,
    traffic: Traffic,
) -> None:
    asked = 0
    while not stop.is_set():
        path = PATHS[asked % len(PATHS)]
        question = f"How many litres does the PX-{200 + asked % DOCUMENTS} deliver?"
        asked += 1
        started = time.perf_counter()
        try:
            connection.request("POST", path, json.dumps({"question": question}), headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            traffic.failures.append(f"{path}: {error!r}")
            connection.close()
            continue
        traffic.requests += 1
        traffic.slowest_seconds = max(traffic.slowest_seconds, time.perf_counter() - started)
        if response.status != 200:
            traffic.failures.append(f"{path}: {response.status} {text[:200]}")
            continue
        numbers = {int(number) for number in _NUMBER.findall(text)}
        numbers |= {releases[release] for release in _releases(json.loads(text))}
        traffic.seen |= numbers
        if len(numbers) > 1:
            traffic.mixed.append(f"{path}: {sorted(numbers)} {text[:400]}")


def _releases(values: Any) -> Iterator[str]:
    """Every release that a response names, however deep."""
    if isinstance(values, dict):
        release = values.get("release")
        if isinstance(release, str):
            yield release
        for value in values.values():
            yield from _releases(value)
    if isinstance(values, list):
        for value in values:
            yield from _releases(value)


def switch(folder: Path, release: str, *, back: bool) -> float:
    """Publishes or rolls back as the command line does; the seconds that took."""
    store = ReleaseStore(folder / "releases")
    started = time.perf_counter()
    store.verify(release)
    store.publish(release, kind="rollback" if back else "publish", by=NAME)
    return time.perf_counter() - started


def answering(port: int) -> str:
    """The release that answers now."""
    with contextlib.closing(_connected(port)) as connection:
        connection.request("GET", "/readyz")
        release: str = json.loads(connection.getresponse().read())["release"]
    return release


def _connected(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def check(folder: Path, *, switches: int, threads: int, embedder: E5Embedder) -> Checked:
    """Publishes and rolls back under traffic, and says what the traffic saw."""
    releases = make_releases(folder, 3, embedder)
    order = list(releases)
    traffics = [Traffic() for _ in range(threads)]
    written, answered = [], []
    stop, headers = threading.Event(), agent_headers(folder)
    with server(folder) as port:
        answering(port)  # the model is loaded now
        ask_once(port)
        asking = [
            threading.Thread(target=ask, args=(port, headers, releases, stop, traffic))
            for traffic in traffics
        ]
        for thread in asking:
            thread.start()
        try:
            for number in range(switches):
                wanted = order[(number + 1) % len(order)]
                began = time.perf_counter()
                written.append(switch(folder, wanted, back=number % 2 == 1))
                while answering(port) != wanted:
                    if time.perf_counter() - began > WAIT_SECONDS:
                        raise RuntimeError(f"{wanted!r} never answered")
                    time.sleep(0.01)
                answered.append(time.perf_counter() - began)
                _let_pass(traffics, REQUESTS_BETWEEN * threads)
        finally:
            stop.set()
            for thread in asking:
                thread.join()
    return Checked(
        requests=sum(traffic.requests for traffic in traffics),
        switches=switches,
        failures=[text for traffic in traffics for text in traffic.failures],
        mixed=[text for traffic in traffics for text in traffic.mixed],
        releases_seen=len(set().union(*(traffic.seen for traffic in traffics))),
        slowest_request_seconds=rounded(max(traffic.slowest_seconds for traffic in traffics)),
        slowest_switch_seconds=rounded(max(written)),
        slowest_until_answered_seconds=rounded(max(answered)),
    )


def _let_pass(traffics: Sequence[Traffic], count: int) -> None:
    """Waits until so many requests more were answered, however slow the machine is."""
    until = sum(traffic.requests for traffic in traffics) + count
    deadline = time.monotonic() + WAIT_SECONDS
    while sum(traffic.requests for traffic in traffics) < until and time.monotonic() < deadline:
        time.sleep(0.01)


def main() -> int:
    """Prints the figures; 1 where a request failed or saw two releases."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--switches", type=int, default=60)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    embedder = E5Embedder(unpack_default_model(MODELS, progress=lambda done, total: None))
    with tempfile.TemporaryDirectory() as folder:
        done = check(
            Path(folder),
            switches=arguments.switches,
            threads=arguments.threads,
            embedder=embedder,
        )
    text = json.dumps(asdict(done), indent=1)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    return 1 if done.failures or done.mixed else 0


if __name__ == "__main__":
    sys.exit(main())
