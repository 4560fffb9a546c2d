"""Text from pictures, by tesseract in a process of its own.

Only pixels we wrote ourselves (PNG or PGM from `render_page` and `read_picture`) are handed over,
through a pipe; the process gets no environment, one thread, and limits of memory and time.
"""

import resource
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from ingest.document import RawBlock
from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.readers.pdf_mending import join_lines, without_stray_spaces
from ingest.readers.table_text import table_line

MIN_CONFIDENCE = 30.0
"""Tesseract's own 0 to 100; below stand specks and the edges of pictures."""
MAX_MEMORY_BYTES = 2 * 1024**3
MAX_OUTPUT_BYTES = 32 * 1024**2
HEADING_HEIGHT = 1.45
"""Times the usual height of a line: a short paragraph this tall is a heading."""
MIN_TABLE_ROWS = 3
CELL_GAP = 1.6
"""Times the height of the words: a wider gap separates cells."""
MAX_HEADING_CHARACTERS = 120
ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}
"""One thread: OpenMP's waiting makes two threads twenty times slower on a busy machine."""
HOW_TO_INSTALL = (
    "scanned pages need tesseract: apt install tesseract-ocr tesseract-ocr-eng "
    "tesseract-ocr-chi-sim (and the packs of your languages)"
)
_PNG, _PGM = b"\x89PNG\r\n\x1a\n", b"P5"
_PACKS = {
    "ar": "ara",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "id": "ind",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "nl": "nld",
    "pl": "pol",
    "pt": "por",
    "ru": "rus",
    "th": "tha",
    "tr": "tur",
    "vi": "vie",
    "zh": "chi_sim",
}
"""BCP 47 primary language → tesseract's pack."""
_SCRIPT_PACKS = {
    "Arabic": ("ara",),
    "Cyrillic": ("rus",),
    "Han": ("chi_sim", "chi_tra"),
    "Hangul": ("kor",),
    "Japanese": ("jpn",),
    "Thai": ("tha",),
    "Vietnamese": ("vie",),
}
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    left: int
    right: int
    height: int


class Ocr:
    """Tesseract as it is installed here; asks for its language packs once."""

    def __init__(self, *, program: str = "tesseract") -> None:
        self._program = shutil.which(program)

    def available(self) -> bool:
        """True when tesseract is installed with at least one language pack."""
        return bool(self.packs)

    @cached_property
    def packs(self) -> frozenset[str]:
        """The installed language packs by tesseract's names; empty without tesseract."""
        if self._program is None:
            return frozenset()
        listed = subprocess.run(
            [self._program, "--list-langs"],
            env=ENVIRONMENT,
            capture_output=True,
            timeout=30,
            check=False,
        )
        lines = listed.stdout.decode("utf-8", "replace").splitlines()[1:]
        return frozenset(line.strip() for line in lines if line.strip()) - {"osd", "snum"}

    def recognise(
        self, image: bytes, *, languages: Sequence[str], timeout_seconds: float
    ) -> tuple[RawBlock, ...]:
        """Headings and paragraphs in the picture, top to bottom; pages are left to the caller.

        Args:
            image: PNG or PGM bytes made by us.
            languages: BCP 47 tags or names of packs; empty to choose by the script of the picture.
            timeout_seconds: for all of it.

        Raises:
            FileUnreadable: tesseract or all the packs asked for are missing, or it fails.
            FileTooHeavy: it ran over the limit of time.
        """
        if self._program is None or not self.packs:
            raise FileUnreadable(HOW_TO_INSTALL)
        if not image.startswith((_PNG, _PGM)):
            raise FileUnreadable("only our own PNG or PGM pixels are recognised")
        packs = self._packs_for(languages) if languages else self._packs_by_script(image)
        if not packs:
            wanted = ", ".join(languages)
            raise FileUnreadable(
                f"no tesseract pack for {wanted!r} is installed; apt install tesseract-ocr-…"
            )
        table = self._run(
            image,
            "-l",
            "+".join(packs),
            "--psm",
            "3",
            "-c",
            "tessedit_create_tsv=1",
            timeout_seconds=timeout_seconds,
        )
        return _blocks(table)

    def _packs_for(self, languages: Sequence[str]) -> tuple[str, ...]:
        wanted: list[str] = []
        for language in languages:
            subtags = language.replace("_", "-").casefold().split("-")
            pack = _PACKS.get(subtags[0], "")
            if subtags[0] == "zh" and _TRADITIONAL.intersection(subtags):
                pack = "chi_tra"
            if language in self.packs:
                pack = language
            if pack in self.packs and pack not in wanted:
                wanted.append(pack)
        return tuple(wanted)

    def _packs_by_script(self, image: bytes) -> tuple[str, ...]:
        """Packs for the script tesseract sees; English and Chinese when it cannot tell."""
        try:
            report = self._run(image, "-l", "osd", "--psm", "0", timeout_seconds=20.0)
        except FileUnreadable:
            report = ""  # too few characters, or no pack "osd"
        script = next(
            (line[7:].strip() for line in report.splitlines() if line.startswith("Script:")), ""
        )
        fallback = ("eng",) if script == "Latin" else ("eng", "chi_sim")
        wanted = (*_SCRIPT_PACKS[script], "eng") if script in _SCRIPT_PACKS else fallback
        found = tuple(pack for pack in wanted if pack in self.packs)
        return found or tuple(sorted(self.packs))[:1]

    def _run(self, image: bytes, *arguments: str, timeout_seconds: float) -> str:
        assert self._program is not None
        with subprocess.Popen(
            [self._program, "stdin", "stdout", *arguments],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            # Set from here, before it gets its input: code between fork and exec is unsafe in a
            # server with threads.
            _limit(process.pid, timeout_seconds)
            try:
                output, complaint = process.communicate(image, timeout=timeout_seconds)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise FileTooHeavy(
                    f"tesseract took longer than {timeout_seconds:g} s for one page"
                ) from error
        if process.returncode != 0:
            last = complaint.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
            raise FileUnreadable(f"tesseract failed: {last[0][:200]}")
        return output[:MAX_OUTPUT_BYTES].decode("utf-8", "replace")


def _limit(pid: int, timeout_seconds: float) -> None:
    seconds = int(timeout_seconds) + 2
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        return  # it has ended already; its exit status says why


def _blocks(table: str) -> tuple[RawBlock, ...]:
    """Tesseract's table of words as paragraphs, a tall short one as heading."""
    paragraphs: dict[tuple[str, str], dict[str, list[_Word]]] = {}
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        if float(fields[10]) < MIN_CONFIDENCE:
            continue
        left, width, height = int(fields[6]), int(fields[8]), int(fields[9])
        word = _Word(text=fields[11].strip(), left=left, right=left + width, height=height)
        lines = paragraphs.setdefault((fields[2], fields[3]), {})
        lines.setdefault(fields[4], []).append(word)
    heights = [median(w.height for w in line) for lines in paragraphs.values()
               for line in lines.values()]  # fmt: skip
    usual = median(heights) if heights else 0.0
    blocks: list[RawBlock] = []
    for lines in paragraphs.values():
        rows = [_cells(line) for line in lines.values()]
        if len(rows) >= MIN_TABLE_ROWS and sum(len(row) > 1 for row in rows) >= 0.7 * len(rows):
            table_text = "\n".join(map(table_line, rows))
            blocks.append(RawBlock(kind="table", text=table_text))
            continue
        text = without_stray_spaces(join_lines(_line_text(line) for line in lines.values()))
        if not any(character.isalnum() for character in text):
            continue
        own_height = median(median(word.height for word in line) for line in lines.values())
        tall = own_height >= HEADING_HEIGHT * usual and len(lines) <= 2
        if tall and len(text) <= MAX_HEADING_CHARACTERS:
            blocks.append(RawBlock(kind="heading", text=text, level=2))
        else:
            blocks.append(RawBlock(kind="paragraph", text=text))
    return tuple(blocks)


def _cells(words: Sequence[_Word]) -> list[str]:
    """The words of a line, cut where the space between them is that of a column."""
    cells: list[list[_Word]] = [[words[0]]]
    for before, after in pairwise(words):
        if after.left - before.right > CELL_GAP * max(before.height, after.height):
            cells.append([])
        cells[-1].append(after)
    return [_line_text(cell) for cell in cells]


def _line_text(words: Sequence[_Word]) -> str:
    """The words of a line; Chinese ones that stand close are not set apart."""
    parts = [words[0].text]
    for before, after in pairwise(words):
        gap = after.left - before.right
        close = gap < 0.6 * max(before.height, after.height)
        if not (close and _is_han(before.text[-1]) and _is_han(after.text[0])):
            parts.append(" ")
        parts.append(after.text)
    return "".join(parts)


def _is_han(character: str) -> bool:
    """True for Chinese and Japanese, which set no space between words; Korean does."""
    return character > "\u2e7f" and not "\uac00" <= character <= "\ud7a3"
