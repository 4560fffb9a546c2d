"""Builds, publications, roll-backs and prunings killed (-9) at random moments of every phase.

``python -m scripts.check_kills [--kills N] [--phase NAME …] [--seed N]``

After every kill the release that answers has to be whole by its checksums and to answer from its
own text, no release may be half there, and the history has to read; after all kills of a phase the
next build has to succeed and to leave nothing behind. Vectors are of hashed words: a kill does not
care.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.build_progress import BuildProgress, nobody_watches
from index.embedder import Matrix, Progress
from index.manifest import RefreshReport
from index.passage import SearchQuery
from index.refresh import RefreshSettings, build
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.durable import new_id

PHASES = ("reading", "embedding", "building", "switching", "pruning")
FILES = 6
SETTINGS = RefreshSettings(max_tokens=64)
TEXT = (
    "# Pump PX-{model}\n\nThe pump PX-{model} delivers {litres} litres a minute in state {state}.\n"
)
SECONDS_A_TEXT = 0.002
LOOP_SECONDS = 0.2
"""Of switches, or prunings, one after the other, until the kill at the latest."""


class HashedWords:
    """An embedder that needs no model and takes a moment for each text."""

    name = fingerprint = "hashed-words"
    dimensions = 64
    max_tokens = 512

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """Unit vectors."""
        time.sleep(SECONDS_A_TEXT * len(texts))
        return self.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors."""
        vectors = np.full((len(texts), self.dimensions), 0.01, np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
                vectors[row, int.from_bytes(digest, "little") % self.dimensions] += 1
        unit: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def count_tokens(self, text: str) -> int:
        """Words."""
        return len(text.split())

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """Of every word."""
        places, end = [], 0
        for word in text.split():
            start = text.index(word, end)
            end = start + len(word)
            places.append((start, end))
        return tuple(places)


@dataclass(kw_only=True)
class Killed:
    """What became of one phase."""

    phase: str
    kills: int = 0
    ended_before: int = 0
    """Runs that were through before the kill came."""
    switched: int = 0
    """After which another release answered."""
    broken: list[str] = field(default_factory=list)


class Base:
    """Documents and releases below a folder; every text says how often it was changed."""

    def __init__(self, folder: Path) -> None:
        self.documents = folder / "documents"
        self.documents.mkdir(exist_ok=True)
        self.cache = folder / "cache"
        self.store = ReleaseStore(folder / "releases")
        self.state = 0

    def change(self) -> None:
        """All documents are others now."""
        self.state += 1
        for model in range(200, 200 + FILES):
            text = TEXT.format(model=model, litres=model + self.state, state=self.state)
            (self.documents / f"{model}.md").write_text(text, encoding="utf-8")

    def build(self, tell: Callable[[BuildProgress], None] = nobody_watches) -> RefreshReport:
        """A candidate."""
        return build(
            self.documents,
            store=self.store,
            cache_dir=self.cache,
            embedder=HashedWords(),
            settings=SETTINGS,
            progress=tell,
        )

    def publish(self, tell: Callable[[BuildProgress], None] = nobody_watches) -> None:
        """As a re-indexing does."""
        self.store.publish(self.build(tell).release)
        self.store.prune(keep=3)

    def problems(self) -> list[str]:
        """What is not as it has to be after a kill."""
        current = self.store.current()
        self.store.verify(current)
        found = [f"{one.release}: {one.problem}" for one in self.store.listed() if one.problem]
        release = open_release(self.store.path(current), self.store.manifest(current))
        passages = Searcher(release, HashedWords()).search(
            SearchQuery(text="litres a minute does the PX-203 deliver", language="en", limit=50)
        )
        states = {passage.text.rsplit("state ", 1)[-1] for passage in passages}
        if len(states) != 1:
            found.append(f"{current} answers from {states}")
        if self.store.publications()[-1].to_release != current:
            found.append(f"the history ends with another release than {current}")
        return found


@contextmanager
def child(work: Callable[[Callable[[BuildProgress], None]], None]) -> Iterator[tuple[int, int]]:
    """A process that works; its id, and where it writes its stages."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)

        def tell(now: BuildProgress) -> None:
            os.write(writing, now.stage[:1].encode())

        work(tell)
        os._exit(0)
    os.close(writing)
    try:
        yield process, reading
    finally:
        os.close(reading)


def kill_in(
    phase: str, work: Callable[[Callable[[BuildProgress], None]], None], *, after_seconds: float
) -> bool:
    """Kills the work so long after its phase began; false where it was through before."""
    with child(work) as (process, stages):
        if phase in ("reading", "embedding", "building"):
            while (told := os.read(stages, 1)) and told != phase[:1].encode():
                pass
        time.sleep(after_seconds)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def seconds_of_phases(base: Base) -> dict[str, float]:
    """How long each phase of a whole build takes."""
    moments: dict[str, float] = {}

    def tell(now: BuildProgress) -> None:
        moments.setdefault(now.stage, time.perf_counter())

    base.change()
    base.publish(tell)
    ends = [*list(moments.values())[1:], time.perf_counter()]
    return {name: end - begun for (name, begun), end in zip(moments.items(), ends, strict=True)}


def kill_often(base: Base, phase: str, *, kills: int, chance: random.Random) -> Killed:
    """All kills of one phase, everything looked at after each of them."""
    done = Killed(phase=phase)
    is_stage = phase not in ("switching", "pruning")
    seconds = seconds_of_phases(base)[phase] if is_stage else 0.0
    while done.kills < kills and done.ended_before <= kills:
        if phase == "switching":
            work, longest = _switch_on(base), LOOP_SECONDS
        elif phase == "pruning":
            work, longest = _prune_on(base), LOOP_SECONDS
        else:
            base.change()
            work, longest = base.publish, seconds * 1.05
        before = base.store.current()
        if kill_in(phase, work, after_seconds=chance.random() * longest):
            done.kills += 1
        else:
            done.ended_before += 1
        done.switched += base.store.current() != before
        done.broken += base.problems()
    base.change()
    base.publish()
    left = [path.name for path in base.store.directory.glob(".*") if path.name != ".lock"]
    done.broken += [f"left behind: {name}" for name in left]
    return done


def _switch_on(base: Base) -> Callable[[Callable[[BuildProgress], None]], None]:
    one, other = base.store.releases()[-2:]

    def work(tell: Callable[[BuildProgress], None]) -> None:
        while True:
            base.store.publish(one, kind="rollback", reason="a trial")
            base.store.publish(other)

    return work


def _prune_on(base: Base) -> Callable[[Callable[[BuildProgress], None]], None]:
    for _ in range(3):
        _candidate(base)

    def work(tell: Callable[[BuildProgress], None]) -> None:
        while True:
            base.store.prune(keep=2)
            for _ in range(3):
                _candidate(base)

    return work


def _candidate(base: Base) -> None:
    """Another complete release without a build."""
    aside = base.store.directory / f".building-{new_id()}"
    shutil.copytree(base.store.path(base.store.releases()[0]), aside)
    aside.rename(base.store.path(new_id()))


def check(folder: Path, *, phases: Sequence[str], kills: int, seed: int) -> list[Killed]:
    """Kills in every phase; see ``broken`` of each."""
    base = Base(folder)
    for _ in range(2):
        base.change()
        base.publish()
    chance = random.Random(seed)  # noqa: S311 - the same kills again by the same seed
    return [kill_often(base, phase, kills=kills, chance=chance) for phase in phases]


def main() -> int:
    """Prints a line a phase; 1 where anything was not as it has to be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="in each phase")
    parser.add_argument("--phase", action="append", choices=PHASES)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for phase in arguments.phase or PHASES:
            place = Path(folder) / phase
            place.mkdir()
            started = time.perf_counter()
            (done,) = check(place, phases=[phase], kills=arguments.kills, seed=arguments.seed)
            failed += len(done.broken)
            print(
                f"{phase:<10} {done.kills} kills ({done.ended_before} came too late), afterwards "
                f"another release answered {done.switched} times, {len(done.broken)} faults, "
                f"{time.perf_counter() - started:.0f} s",
                flush=True,
            )
            for text in done.broken[:5]:
                print(f"  {text}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
