"""How long a change takes in a base of ten thousand chunks: from the editor's file to a candidate.

``python -m scripts.benchmark_change [--chunks N] [--rebuild] [--profile] [--json FILE]``

The base is made of the real texts of ``scripts/scale_seeds.py`` and of copies of its Markdown files
whose digits are others, so that no two texts are alike. Only while it is made are vectors drawn at
random: what is measured embeds with the model. Kept below ``.bench/change``.
"""

import argparse
import cProfile
import json
import pstats
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.build_progress import BuildProgress
from index.e5 import E5Embedder
from index.embedder import Matrix, Progress, Role, TextVectors
from index.manifest import RefreshReport
from index.model_folder import unpack_default_model
from index.refresh import RefreshSettings, build, refresh
from index.store import ReleaseStore
from scripts.corpora import BENCH
from scripts.scale_seeds import write_documents

FOLDER = BENCH / "change"
CHANGED = "docs_rustdesk"
OTHER_DIGITS = str.maketrans("0123456789", "3456789012")


class DrawnVectors(E5Embedder):
    """Vectors at random, at the model's length and in its number: the base is made in a minute."""

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """Unit vectors that depend on nothing."""
        return np.stack([self.embed_with_tokens(text, role="passage").vector for text in texts])

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        """As many tokens as the text has."""
        dice = np.random.default_rng(len(text))
        drawn = dice.standard_normal((self.count_tokens(text) + 1, self.dimensions))
        unit = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
        return TextVectors(vector=unit[0], tokens=unit[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the content folder, and what its candidate took."""

    name: str
    seconds: float
    cpu_seconds: float
    """Of this process: what the seconds are on a machine that does nothing else."""
    seconds_reading: float
    seconds_embedding: float
    embedded: int
    stages: dict[str, float]
    bytes_of_release: int
    bytes_on_disk: int
    """Of all releases together: what they share counts once."""


class Clock:
    """When each step of a build began."""

    def __init__(self) -> None:
        self._moments: list[tuple[str, float]] = []

    def __call__(self, now: BuildProgress) -> None:
        name = now.stage if now.stage != "building" else f"building {now.done}"
        if not self._moments or self._moments[-1][0] != name:
            self._moments.append((name, time.perf_counter()))

    def seconds(self) -> dict[str, float]:
        """Of every step until the next one began."""
        ends = [*(moment for _, moment in self._moments[1:]), time.perf_counter()]
        return {
            name: round(end - begun, 2)
            for (name, begun), end in zip(self._moments, ends, strict=True)
        }


class Base:
    """The content folder, the caches and the releases."""

    def __init__(self, embedder: E5Embedder, drawn: DrawnVectors) -> None:
        self.documents = FOLDER / "documents"
        self.store = ReleaseStore(FOLDER / "releases")
        self._embedder = embedder
        self._drawn = drawn

    def make(self, chunks: int) -> RefreshReport:
        """A base of at least ``chunks`` chunks, published."""
        shutil.rmtree(FOLDER, ignore_errors=True)
        (FOLDER / "cache").mkdir(parents=True)
        for name in ("parsed.db", "vectors.db"):
            if (BENCH / "cache" / name).exists():
                shutil.copy(BENCH / "cache" / name, FOLDER / "cache" / name)
        write_documents(self.documents)
        report = self._refresh()
        copies = 0
        while report.chunks < chunks:
            copies += 1
            self._copy(chunks - report.chunks, report.chunks, copies)
            report = self._refresh()
        return report

    def _copy(self, wanted: int, present: int, number: int) -> None:
        sources = sorted(
            path
            for path in self.documents.rglob("*.md")
            if not path.relative_to(self.documents).parts[0].startswith("copy-")
        )
        for source in sources[:: max(1, present // max(1, wanted))]:
            text = source.read_text(encoding="utf-8")
            for _ in range(number):
                text = text.translate(OTHER_DIGITS)
            target = self.documents / f"copy-{number}" / source.relative_to(self.documents)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text + f"\n\nCopy {number}.\n", encoding="utf-8")

    def _refresh(self) -> RefreshReport:
        return refresh(
            self.documents,
            store=self.store,
            cache_dir=FOLDER / "cache",
            embedder=self._drawn,
            settings=RefreshSettings(keep_releases=3),
            progress=lambda now: None,
        )

    def candidate(self, name: str, change: Callable[[], None], *, profile: bool) -> Change:
        """Changes a file, builds a candidate and publishes it for the next one."""
        change()
        clock, profiler = Clock(), cProfile.Profile()
        began = time.process_time()
        if profile:
            profiler.enable()
        report = build(
            self.documents,
            store=self.store,
            cache_dir=FOLDER / "cache",
            embedder=self._embedder,
            settings=RefreshSettings(keep_releases=3),
            progress=clock,
        )
        if profile:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
        stages, cpu_seconds = clock.seconds(), time.process_time() - began
        self.store.publish(report.release)
        self.store.prune(keep=3)
        listed = self.store.listed()
        return Change(
            name=name,
            seconds=round(report.seconds, 2),
            cpu_seconds=round(cpu_seconds, 2),
            seconds_reading=round(report.seconds_reading, 2),
            seconds_embedding=round(report.seconds_embedding, 2),
            embedded=report.embedded,
            stages=stages,
            bytes_of_release=listed[0].size_bytes,
            bytes_on_disk=_bytes_on_disk(self.store.directory),
        )


def _bytes_on_disk(folder: Path) -> int:
    found = {file.stat().st_ino: file.stat().st_size for file in folder.rglob("*")}
    return sum(found.values())


def changes(documents: Path) -> dict[str, Callable[[], None]]:
    """What an editor does, each with a file of its own."""
    some = sorted((documents / CHANGED).glob("*.md"))[:4]

    def edit() -> None:
        text = some[0].read_text(encoding="utf-8")
        moment = f"{time.time_ns()}"
        some[0].write_text(f"{text}\n\nChanged at {moment} for a trial.\n", encoding="utf-8")

    def rename() -> None:
        some[1].rename(some[1].with_name(f"renamed-{time.time_ns()}.md"))

    def state_a_fact() -> None:
        sidecar = some[2].with_name(f"{some[2].name}.yaml")
        sidecar.write_text(f"version: '{time.time_ns()}'\n", encoding="utf-8")

    return {
        "nothing": lambda: None,
        "one page": edit,
        "one page again": edit,
        "a file renamed": rename,
        "a fact": state_a_fact,
    }


def main() -> None:
    """Prints a line a change."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--rebuild", action="store_true", help="make the base anew")
    parser.add_argument("--profile", action="store_true", help="where one page's time goes")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    folder = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    base = Base(E5Embedder(folder, threads=2), DrawnVectors(folder, threads=1))
    if arguments.rebuild or not base.store.current():
        made = base.make(arguments.chunks)
        print(f"base: {made.documents} documents, {made.chunks} chunks, {made.seconds:.0f} s")
    measured = []
    for name, change in changes(base.documents).items():
        done = base.candidate(name, change, profile=arguments.profile and name == "one page again")
        measured.append(done)
        print(
            f"{name:<16} {done.seconds:6.2f} s, CPU {done.cpu_seconds:.2f} s "
            f"(reading {done.seconds_reading:.2f}, embedding "
            f"{done.embedded} {done.seconds_embedding:.2f}), {done.bytes_of_release / 1e6:.0f} MB, "
            f"all releases {done.bytes_on_disk / 1e6:.0f} MB\n{'':<16} {done.stages}"
        )
    if arguments.json:
        text = json.dumps([asdict(one) for one in measured], indent=1)
        arguments.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
