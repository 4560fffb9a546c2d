"""The term base's files: checked, taken over from a table or TBX, given out, reported on."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from answer.tbx import concepts_from_tbx, write_tbx
from answer.term_report import AskedText, TermReport, report_terms
from answer.term_table import (
    FILE_NAME,
    is_language,
    load_terms,
    read_term_file,
    read_term_table,
    write_term_table,
)
from answer.terms import Concept, TermBase, split_region
from ingest.durable import replace_text
from ingest.errors import ContentError, FileUnreadable
from ingest.language import detect
from ingest.raw_terms import RawConcept

LARGEST_IMPORT_BYTES = 20_000_000
LARGEST_LOG_BYTES = 500_000_000
QUESTION_CHARACTERS = 2_000
"""What is looked at of a question in a log."""
Format = Literal["csv", "tbx"]
_TABLES = frozenset({".csv", ".tsv", ".txt"})
_TBX = frozenset({".tbx", ".xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCheck:
    """A file that can be read, and what an editor should look at in it."""

    file: str
    report: TermReport
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermImport:
    """What an import changed."""

    file: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    written: bool


def check_terms(content_dir: Path, file: Path | None) -> TermCheck:
    """What a table of terms holds. Raises ``ContentError`` with the lines that are wrong."""
    path = file or content_dir / FILE_NAME
    base = read_term_file(path)
    return TermCheck(file=str(path), report=report_terms(base), notes=tuple(_notes(base)))


def import_terms(
    content_dir: Path,
    file: Path,
    *,
    read_tbx: Callable[[bytes], tuple[RawConcept, ...]],
    replace: bool = False,
    dry_run: bool = False,
) -> TermImport:
    """Takes a file's concepts into the content folder's term base.

    A concept of the same name (and brand) is replaced, others stay unless ``replace`` is set.
    Nothing is written when anything is wrong. Raises ``ContentError`` with the lines.
    """
    taken = _read(file, read_tbx)
    before = load_terms(content_dir).concepts
    known, new = _by_name(before), _by_name(taken)
    kept = {} if replace else known
    after = {**kept, **new}
    base = TermBase(concepts=tuple(after.values()))
    written = write_term_table(base)
    # what is written must be what can be read: the next start depends on it
    same = _by_name(read_term_table(written.encode(), name=str(content_dir / FILE_NAME)))
    if not dry_run:
        _write(content_dir / FILE_NAME, written)
    old = _by_name(read_term_table(write_term_table(TermBase(concepts=before)).encode(), name=""))
    return TermImport(
        file=str(content_dir / FILE_NAME),
        added=tuple(one.id for key, one in same.items() if key not in old),
        changed=tuple(one.id for key, one in same.items() if old.get(key, one) != one),
        removed=tuple(one.id for key, one in old.items() if key not in same),
        unchanged=sum(old.get(key) == one for key, one in same.items()),
        written=not dry_run,
    )


def export_terms(content_dir: Path, *, form: str, brand: str = "") -> str:
    """The content folder's term base as a table or TBX; of one brand with everybody's own."""
    if form not in get_args(Format):
        raise ContentError(f"{form!r} is no format of term bases; write csv or tbx")
    base = load_terms(content_dir)
    if brand:
        base = TermBase(concepts=base.of_brand(brand))
    return write_tbx(base) if form == "tbx" else write_term_table(base)


def write_export(path: Path, text: str) -> None:
    """Nothing; the export is in the file. Raises ``ContentError`` when it cannot be written."""
    _write(path, text)


def format_of(path: Path) -> Format:
    """By the file's ending; raises ``ContentError`` for another one."""
    ending = path.suffix.lower()
    if ending in _TBX:
        return "tbx"
    if ending in _TABLES:
        return "csv"
    raise ContentError(f"{str(path)!r} ends neither in .csv nor in .tbx; rename it")


def report_gaps(
    content_dir: Path, *, questions: Path | None, languages: Sequence[str]
) -> TermReport:
    """Which terms lack a language, by how often questions of a log or golden file name them."""
    wanted = []
    for tag in languages:
        known = split_region(tag)[0]
        if not known or not is_language(known):
            raise ContentError(f"{tag[:40]!r} is no language tag; write one such as de or zh-Hant")
        wanted.append(known)
    asked = _questions(questions) if questions is not None else ()
    return report_terms(load_terms(content_dir), languages=wanted, asked=asked)


def _read(file: Path, read_tbx: Callable[[bytes], tuple[RawConcept, ...]]) -> tuple[Concept, ...]:
    form = format_of(file)
    if form == "csv":
        return read_term_file(file).concepts
    try:
        size = file.stat().st_size
        if size > LARGEST_IMPORT_BYTES:
            raise ContentError(
                f"{file}: over {LARGEST_IMPORT_BYTES // 1_000_000} MB is too much for a term "
                f"base; split the file"
            )
        data = file.read_bytes()
    except OSError as error:
        raise ContentError(f"{file}: cannot be read ({error.strerror}); check the path") from error
    try:
        found = read_tbx(data)
    except FileUnreadable as error:
        raise ContentError(f"{file}: {error}") from error
    return concepts_from_tbx(found, name=str(file))


def _by_name(concepts: Sequence[Concept]) -> dict[tuple[str, str], Concept]:
    return {(one.brand.casefold(), one.id.casefold()): one for one in concepts}


def _write(path: Path, text: str) -> None:
    try:
        replace_text(path, text)
    except OSError as error:
        raise ContentError(f"cannot write {str(path)!r}: {error.strerror}") from error


def _questions(path: Path) -> Iterator[AskedText]:
    """The questions of a JSON Lines file, whatever else its lines hold."""
    try:
        if path.stat().st_size > LARGEST_LOG_BYTES:
            raise ContentError(f"{path}: over {LARGEST_LOG_BYTES} bytes; give a shorter log")
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _question(line, f"{path}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"cannot read {str(path)!r} ({error}); give JSON lines") from error


def _question(line: str, place: str) -> AskedText:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ContentError(f"{place}: is not JSON; write one object a line") from error
    text = values.get("question") if isinstance(values, dict) else None
    language = values.get("language") if isinstance(values, dict) else None
    if not isinstance(text, str) or not (language is None or isinstance(language, str)):
        raise ContentError(f'{place}: needs {{"question": "…", "language": "de"}}')
    text = text[:QUESTION_CHARACTERS]
    return AskedText(text=text, language=language or detect(text))


def _notes(base: TermBase) -> Iterator[str]:
    """What is no mistake but should be looked at."""
    preferred: dict[tuple[str, str, str, str], str] = {}
    for concept in base.concepts:
        for term in concept.terms:
            if term.status != "preferred" or concept.fixed:
                continue
            key = (concept.brand, term.language, term.market, term.text.casefold())
            other = preferred.setdefault(key, concept.id)
            if other != concept.id:
                yield f"{term.language}: {term.text!r} names both {other!r} and {concept.id!r}"
    for concept in base.concepts:
        for term in concept.terms:
            key = (concept.brand, term.language, term.market, term.text.casefold())
            if term.status == "forbidden" and preferred.get(key, concept.id) != concept.id:
                yield (
                    f"{term.language}: {term.text!r} is avoided for {concept.id!r} and the term "
                    f"for {preferred[key]!r}"
                )


def term_values(result: TermCheck | TermImport | TermReport) -> dict[str, object]:
    """A result as JSON holds it."""
    return dataclasses.asdict(result)
