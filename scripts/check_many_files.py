"""Very many small files: what the first build of them takes, and one after a single change.

``python -m scripts.check_many_files [--files N] [--json FILE]``

Every file is a short Markdown document of its own words, a hundred a folder. Vectors are drawn at
random: what is measured is everything but the model. Seconds are also told as CPU seconds, memory
as the highest resident size of this process and, apart, of the sandbox's.
"""

import argparse
import json
import resource
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from index.build_progress import nobody_watches
from index.model_folder import unpack_default_model
from index.refresh import RefreshSettings, refresh
from index.store import ReleaseStore
from scripts.benchmark_change import DrawnVectors
from scripts.corpora import BENCH

A_FOLDER = 100
TEXT = """# Part {number}

The part P-{number:06} fits the housing H-{housing:04} and is fastened with {screws} screws.
Replace it after {hours} hours; the order number is {order}.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyFiles:
    """Figures of one build."""

    name: str
    files: int
    chunks: int
    embedded: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    sandbox_peak_mib: float
    release_mib: float


def write_files(documents: Path, count: int) -> None:
    """``count`` documents, no two alike."""
    for number in range(count):
        folder = documents / f"{number // A_FOLDER:04}"
        if number % A_FOLDER == 0:
            folder.mkdir(parents=True)
        text = TEXT.format(
            number=number,
            housing=number % 977,
            screws=2 + number % 7,
            hours=100 * (1 + number % 53),
            order=f"{number * 7919 % 1_000_003:07}",
        )
        (folder / f"part-{number:06}.md").write_text(text, encoding="utf-8")


def measured(name: str, folder: Path, embedder: DrawnVectors) -> ManyFiles:
    """One build of the folder, published."""
    store = ReleaseStore(folder / "releases")
    began = time.process_time()
    report = refresh(
        folder / "documents",
        store=store,
        cache_dir=folder / "cache",
        embedder=embedder,
        settings=RefreshSettings(),
        progress=nobody_watches,
    )
    if report.failed:
        raise RuntimeError(f"{len(report.failed)} files failed: {report.failed[0]}")
    return ManyFiles(
        name=name,
        files=report.documents,
        chunks=report.chunks,
        embedded=report.embedded,
        seconds=round(report.seconds, 1),
        cpu_seconds=round(time.process_time() - began, 1),
        peak_mib=_peak_mib(resource.RUSAGE_SELF),
        sandbox_peak_mib=_peak_mib(resource.RUSAGE_CHILDREN),
        release_mib=round(store.listed()[0].size_bytes / 2**20, 1),
    )


def _peak_mib(who: int) -> float:
    return round(resource.getrusage(who).ru_maxrss / 1024, 1)


def main() -> None:
    """Prints a line a build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    model = unpack_default_model(BENCH / "models", progress=lambda done, total: None)
    embedder = DrawnVectors(model, threads=1)
    figures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder / "documents", arguments.files)
        for build in ("all new", "nothing changed", "one file changed"):
            if build == "one file changed":
                changed = folder / "documents" / "0000" / "part-000007.md"
                changed.write_text("# Part 7\n\nIt is no longer made.\n", encoding="utf-8")
            figures.append(measured(build, folder, embedder))
            print(figures[-1], flush=True)
    if arguments.json:
        text = json.dumps([asdict(one) for one in figures], indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
