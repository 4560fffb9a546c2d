"""Reads hostile files as the product does, beside honest ones, and says what became of each.

    python -m scripts.check_hostile_files [FOLDER …] [--json FILE]

Every file of the folders, and files that ask to fetch something (`tests/hostile/planted_files.py`),
go through the scan, the sandbox with the product's limits, and all that makes a document and its
chunks of what was read. Exits 1 when one crashed a process, raised what no caller expects, took 20
seconds without finishing a page, or 1 GiB; when something outside was read or asked for; or when a
neighbour came out otherwise than alone.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.embedder import Embedder
from ingest.cut import cut
from ingest.document import Chunk, Document, SourceFile
from ingest.errors import FileTooHeavy, KbError
from ingest.media_type import PICTURES
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox, SandboxLimits
from ingest.scan import scan
from scripts.corpora import PROJECT, load_model_for_benchmarks
from tests.hostile.outside_canary import Outside, outside_canary
from tests.hostile.planted_files import CANARY, planted_files

UNTYPED = "the reader failed on it"
CRASHED = "crashed"
NEIGHBOURS = PROJECT / "kb_content" / "documents"
MOST_SECONDS, MOST_BYTES = 20.0, 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one file."""

    path: str
    outcome: str
    reason: str = ""
    seconds: float = 0.0
    peak_mib: int = 0
    chunks: int = 0
    showed_canary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document and what it was cut into."""

    document: Document
    chunks: tuple[Chunk, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    embedder = load_model_for_benchmarks()
    with tempfile.TemporaryDirectory() as made, Sandbox(limits=SandboxLimits()) as sandbox:
        home = Path(made)
        alone = _neighbours(sandbox, embedder)
        with outside_canary(home) as outside:
            planted = _lay_out(home / "planted", outside)
            rows = [
                row
                for folder in (*options.folders, planted)
                for row in _read_all(folder, sandbox, embedder)
            ]
            beside = _neighbours(sandbox, embedder)
            told = _told(rows, outside=outside, changed=alone != beside, neighbours=len(alone))
    if options.json:
        written = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
        options.json.write_text(written, encoding="utf-8")
    return 0 if told else 1


def read_one(
    source: SourceFile, *, folder: Path, sandbox: Sandbox, embedder: Embedder
) -> Read | KbError:
    """One file as a build reads it, or the error that names it; anything else is raised."""
    reader = DocumentReader(documents_dir=folder, sandbox=sandbox)
    try:
        reader.made_of(source)
        document = reader.read(source)
    except KbError as error:
        return error
    return Read(document=document, chunks=cut(document, count_tokens=embedder.count_tokens))


def _read_all(folder: Path, sandbox: Sandbox, embedder: Embedder) -> list[Row]:
    found = scan(folder)
    rows = [
        Row(path=problem.path, outcome="refused at scan", reason=problem.reason)
        for problem in found.problems
    ]
    rows += [Row(path=path, outcome="ignored at scan") for path in found.ignored]
    for source in found.files:
        started = time.perf_counter()
        try:
            read = read_one(source, folder=folder, sandbox=sandbox, embedder=embedder)
            outcome = "read" if isinstance(read, Read) else type(read).__name__
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            read, outcome = KbError(str(error)), f"raised {type(error).__name__}"
        rows.append(
            Row(
                path=source.path,
                outcome=outcome if source.media_type not in PICTURES else "left to OCR",
                reason="" if isinstance(read, Read) else str(read),
                seconds=round(time.perf_counter() - started, 2),
                peak_mib=sandbox.peak_bytes() // 2**20,
                chunks=len(read.chunks) if isinstance(read, Read) else 0,
                showed_canary=CANARY in repr(read),
            )
        )
    return rows


def _neighbours(sandbox: Sandbox, embedder: Embedder) -> list[str]:
    """The demo's own documents, every character of them."""
    return [
        repr(read_one(source, folder=NEIGHBOURS, sandbox=sandbox, embedder=embedder))
        for source in scan(NEIGHBOURS).files
    ]


def _lay_out(folder: Path, outside: Outside) -> Path:
    """The planted files, and links that lead out of the folder."""
    folder.mkdir()
    for name, data in planted_files(outside.file, outside.address).items():
        (folder / name).write_bytes(data)
    (folder / "link.md").symlink_to(outside.file)
    (folder / "link-to-folder").symlink_to(outside.file.parent, target_is_directory=True)
    (folder / "relative-link.md").symlink_to(Path("..") / outside.file.name)
    for name in ("beside.md", "linked/below.md"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("# Title\n\nText.\n", encoding="utf-8")
    (folder / "beside.md.yaml").symlink_to(outside.file)
    (folder / "linked" / "_facts.yaml").symlink_to(outside.file)
    return folder


def _told(rows: Sequence[Row], *, outside: Outside, changed: bool, neighbours: int) -> bool:
    """Prints the table and the verdict; whether everything is as it has to be."""
    for row in sorted(rows, key=lambda one: (one.outcome, one.path)):
        if row.outcome != "read" or row.seconds > 1:
            print(f"{row.outcome:18} {row.seconds:6.2f} s  {row.path}  {row.reason[:110]}")
    print(dict(Counter(row.outcome for row in rows).most_common()))
    faults = {
        "crashed the reading process": [row for row in rows if CRASHED in row.reason],
        "raised what no caller expects": [row for row in rows if row.outcome.startswith("raised")],
        "gave an untyped error": [row for row in rows if UNTYPED in row.reason],
        "tried what a reader must not": [row for row in rows if "tried to" in row.reason],
        f"took {MOST_SECONDS:.0f} s": [
            row for row in rows if row.seconds > MOST_SECONDS or "no page of it" in row.reason
        ],
        "took 1 GiB": [row for row in rows if row.peak_mib * 2**20 > MOST_BYTES],
        "showed what stands outside": [row for row in rows if row.showed_canary],
    }
    for name, found in faults.items():
        print(f"{len(found):4} {name} {[row.path for row in found][:5] or ''}")
    heavy = sum(row.outcome == FileTooHeavy.__name__ for row in rows)
    longest, largest = max(row.seconds for row in rows), max(row.peak_mib for row in rows)
    noted = "" if outside.shows_reading else " (this file system does not note reading)"
    print(
        f"{len(rows)} files, {heavy} over a limit, at most {longest} s and {largest} MiB; "
        f"the file outside was {'READ' if outside.was_read else 'not read'}{noted}, "
        f"the address outside was asked "
        f"{len(outside.asked)} times; {neighbours} neighbours "
        f"{'CHANGED' if changed else 'unchanged, character by character'}"
    )
    return not (any(faults.values()) or outside.was_read or outside.asked or changed)


if __name__ == "__main__":
    sys.exit(main())
