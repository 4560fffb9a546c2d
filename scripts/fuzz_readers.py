"""Gives every reader files that are broken by their structure, and says what none may do.

    python -m scripts.fuzz_readers [--format pdf …] [--seconds 60] [--seed 1] [--save FOLDER]
    python -m scripts.fuzz_readers --again FILE …

Files go the way of a build: the sandbox, then all that makes a document and its chunks. A finding
is a crash, no page within five seconds, 400 MiB, an error that is not from the tree of ours, a
chunk that is not its place in the document, or more than twenty seconds in all. Each finding's file
is kept with what became of it; the seed and the number make it again.
"""

import argparse
import hashlib
import io
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

from ingest.cut import cut
from ingest.cut_units import CountTokens
from ingest.document import Document
from ingest.errors import FileUnreadable, KbError
from ingest.read import DocumentReader
from ingest.sandbox import Sandbox, SandboxLimits
from ingest.scan import Problem, scan_file
from scripts.corpora import BENCH, PROJECT, load_model_for_benchmarks
from scripts.mutate_files import (
    Change,
    change_bytes,
    change_container,
    change_pdf,
    change_picture,
    change_text,
)
from scripts.odd_markup import MADE_UP

SLOW_SECONDS = 20.0
MOST_BYTES = 400 * 2**20
PAGE_SECONDS = 5.0
HANGING_SECONDS = 30.0
PIECE_BYTES = 5_000
SEEDS = (PROJECT / "kb_content" / "documents",)
ENDINGS: dict[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "html": (".html",),
    "markdown": (".md",),
    "rst": (".rst",),
    "csv": (".csv",),
    "text": (".txt",),
    "tbx": (".tbx",),
    "picture": (".png", ".jpg", ".tiff", ".webp", ".bmp"),
    "facts": (".yaml",),
}
CHANGES: dict[str, Change] = {
    "pdf": change_pdf,
    "docx": change_container,
    "xlsx": change_container,
    "picture": change_picture,
}
"""Where a format has no structure of its own it is changed as text."""
_UNCHANGEABLE = (
    *(ValueError, OSError, NotImplementedError, RuntimeError, IndexError),
    *(zipfile.BadZipFile, zlib.error),
)
_TERMS = b"""<?xml version="1.0"?><tbx type="TBX-Basic" xml:lang="en"><text><body>
<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>heat sink</term>
<termNote type="administrativeStatus">preferredTerm</termNote></termSec></langSec>
<langSec xml:lang="de"><termSec><term>K\xc3\xbchlk\xc3\xb6rper</term></termSec></langSec>
<descrip type="definition">Carries heat away.</descrip></conceptEntry></body></text></tbx>"""
_RST = b"""Title
=====

.. _label:

Section
-------

A paragraph with *emphasis*, ``code`` and a :ref:`label`.

#. First step of the 24 V supply
#. Second step

.. list-table:: Data
   :header-rows: 1

   * - Model
     - Voltage
   * - XR-200A
     - 24 V

+-------+-------+
| Model | Power |
+=======+=======+
| XR-1  | 20 W  |
+-------+-------+

.. note:: Wait five minutes. |unit|

.. |unit| replace:: minutes
"""
_FACTS = b"kind: manual\nmodels: [XR-200A, XR-200B]\nvalid_from: 2026-01-31\nmarkets: [US, EU]\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzFinding:
    """A file that did what none may do."""

    format: str
    number: int
    what: str
    data: bytes


@dataclass(slots=True, kw_only=True)
class Fuzzed:
    """What came of one format."""

    executions: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[FuzzFinding] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", nargs="*", choices=sorted(ENDINGS), default=sorted(ENDINGS))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", type=Path, default=BENCH / "fuzz")
    parser.add_argument("--again", type=Path, nargs="*", default=[], help="read these files again")
    options = parser.parse_args()
    found = 0
    with fuzzing(load_model_for_benchmarks().count_tokens) as one:
        for path in options.again:
            what = one.read(path.read_bytes(), ending=path.suffix)
            found += what.startswith("!")
            print(path.name, what, f"{one.seconds:.1f} s")
        for name in [] if options.again else options.format:
            seeds = seeds_of(name)
            result = fuzz(one, name, seeds, seed=options.seed, stop=_after(options.seconds))
            found += len(result.findings)
            print(
                f"{name:9} {result.executions:7} executions, {len(result.findings)} findings, "
                f"slowest {result.slowest:.1f} s, "
                f"{dict(result.outcomes.most_common(6))}",
                flush=True,
            )
            for finding in result.findings:
                print("   ", finding.number, _kept(finding, options.save), finding.what[:400])
    return 1 if found else 0


def _hanging(*_: object) -> None:
    raise TimeoutError("hangs")


def _after(seconds: float) -> Callable[[int], bool]:
    until = time.monotonic() + seconds
    return lambda _: time.monotonic() > until


class fuzzing:  # noqa: N801 - read as a verb: with fuzzing(…) as one
    """Reads one file after another as a build does."""

    def __init__(self, count_tokens: CountTokens) -> None:
        self._count_tokens = count_tokens
        self._made = tempfile.TemporaryDirectory()
        self._folder = Path(self._made.name)
        self._sandbox = Sandbox(limits=SandboxLimits(page_seconds=PAGE_SECONDS))
        self._reader = DocumentReader(documents_dir=self._folder, sandbox=self._sandbox)
        self.seconds = 0.0
        signal.signal(signal.SIGALRM, _hanging)

    def __enter__(self) -> "fuzzing":
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()
        self._made.cleanup()

    def read(self, data: bytes, *, ending: str) -> str:
        """What became of it; with a ``!`` in front where that may not be."""
        started = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, HANGING_SECONDS)
        try:
            outcome = self._outcome(data, ending)
        except KbError as error:
            outcome = _judged(error)
        except Exception:  # noqa: BLE001 - this is what is looked for
            outcome = "!raised " + " | ".join(traceback.format_exc().split("\n")[-4:])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.seconds = time.perf_counter() - started
        if self._sandbox.peak_bytes() > MOST_BYTES:
            outcome = f"!took {self._sandbox.peak_bytes() // 2**20} MiB, {outcome}"
            self._sandbox.close()
        if self.seconds > SLOW_SECONDS and not outcome.startswith("!"):
            outcome = f"!took {self.seconds:.1f} s, {outcome}"
        return outcome

    def _outcome(self, data: bytes, ending: str) -> str:
        if ending == ".tbx":
            return f"read {len(self._sandbox.read_terms(data)) > 0}"
        if ending in ENDINGS["picture"]:
            return "picture" if self._sandbox.read_picture(data) else "nothing"
        path = f"a{ending}"
        if ending == ".yaml":
            path = "a.md"
            (self._folder / "a.md").write_bytes(b"# Title\n\nText.\n")
            (self._folder / "a.md.yaml").write_bytes(data)
        else:
            (self._folder / path).write_bytes(data)
        try:
            source = scan_file(self._folder, path)
            if isinstance(source, Problem):
                return "refused at scan"
            self._reader.made_of(source)
            document = self._reader.read(source)
            _check(document, self._count_tokens)
            if ending == ".pdf":
                self._draw(data)
            return "read"
        finally:
            for one in self._folder.iterdir():
                one.unlink()

    def _draw(self, data: bytes) -> None:
        """As the console shows a page, and where a text stands on it."""
        for page in (1, 99):
            try:
                self._sandbox.render_page(data, page=page, dots_per_inch=40)
                self._sandbox.locate(data, page=page, texts=("oil", "XR-200"))
            except FileUnreadable as error:
                if _judged(error).startswith("!"):
                    raise


def fuzz(
    one: fuzzing,
    name: str,
    seeds: Sequence[tuple[str, bytes]],
    *,
    seed: int,
    stop: Callable[[int], bool],
) -> Fuzzed:
    """Changed and made-up files of a format until ``stop`` says so of the number of files."""
    result = Fuzzed()
    told: set[str] = set()
    while not stop(result.executions):
        random = Random(f"{name}/{seed}/{result.executions}")  # noqa: S311 - made again by its seed
        ending, data = _file(random, name, seeds)
        outcome = one.read(data, ending=ending)
        result.outcomes[outcome.split(":")[0].split(",")[0][:40]] += 1
        signature = "".join(letter for letter in outcome[:160] if not letter.isdigit())
        if outcome.startswith("!") and signature not in told:
            told.add(signature)
            result.findings.append(
                FuzzFinding(format=name, number=result.executions, what=outcome, data=data)
            )
        result.slowest = max(result.slowest, one.seconds)
        result.executions += 1
    return result


def seeds_of(name: str) -> list[tuple[str, bytes]]:
    """Good files of a format: the demo's, of any folder among the tests, and made ones."""
    made = {"tbx": (".tbx", _TERMS), "rst": (".rst", _RST), "facts": (".yaml", _FACTS)}
    found = [made[name]] if name in made else []
    if name == "picture":
        found += _pictures()
    found += [
        (ending, path.read_bytes())
        for folder in SEEDS
        for ending in ENDINGS[name]
        for path in sorted(folder.rglob(f"*{ending}"))
        if path.stat().st_size < 400_000
    ]
    if name == "text":
        found += [(".txt", path.read_bytes()) for path in sorted(SEEDS[0].rglob("*.md"))]
    return found


def _pictures() -> Iterator[tuple[str, bytes]]:
    for ending, form in (
        ("png", "PNG"),
        ("jpg", "JPEG"),
        ("tiff", "TIFF"),
        ("webp", "WEBP"),
        ("bmp", "BMP"),
    ):
        for mode in (
            "L",
            "RGB",
            *(("P", "RGBA", "I;16", "1") if ending in ("png", "tiff") else ()),
        ):
            picture = Image.new("RGB", (90, 40), "white")
            ImageDraw.Draw(picture).text((4, 4), "XR-200A 24 V", fill="black")
            stream = io.BytesIO()
            (picture.convert("L") if mode == "I;16" else picture).convert(mode).save(
                stream, format=form
            )
            yield f".{ending}", stream.getvalue()


def _file(random: Random, name: str, seeds: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    if name in MADE_UP and random.random() < 0.4:
        return ENDINGS[name][0], MADE_UP[name](random)
    ending, data = random.choice(list(seeds))
    change = CHANGES.get(name, change_text)
    if change is change_text and len(data) > PIECE_BYTES and random.random() < 0.9:
        start = random.randrange(len(data) - PIECE_BYTES)
        data = data[start : start + PIECE_BYTES]  # short files are read often
    if name not in CHANGES and random.random() < 0.2:
        change = change_bytes
    for _ in range(random.choice((1, 1, 2, 5))):
        try:
            data = change(random, data)
        except _UNCHANGEABLE:
            data = change_bytes(random, data)  # it is no container any more
    return ending, data


def _check(document: Document, count_tokens: CountTokens) -> None:
    """What everything that follows relies on."""
    for chunk in cut(document, count_tokens=count_tokens):
        if document.text[chunk.start : chunk.end] != chunk.text:
            raise AssertionError(f"chunk at {chunk.start} is not its place in the document")
    document.text.encode()  # half a character would not come out of an answer


def _judged(error: KbError) -> str:
    text = str(error)
    name = type(error).__name__
    if not isinstance(error, FileUnreadable) and name != "FactsInvalid":
        return f"!{name} for a file: {text}"
    for sign in (
        "crashed",
        "the reader failed on it",
        "tried to",
        "no page of it",
        "malformed",
        "out of turn",
        "most likely for memory",
        "takes too much memory",
        "closed its pipe",
    ):
        if sign in text:
            return f"!{name}: {text}"
    return name


def _kept(finding: FuzzFinding, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(finding.data).hexdigest()[:12]
    target = folder / f"{finding.format}-{name}{ENDINGS[finding.format][0]}"
    target.write_bytes(finding.data)
    return target.name


if __name__ == "__main__":
    sys.exit(main())
