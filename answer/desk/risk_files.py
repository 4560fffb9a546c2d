"""The shipped risk classes and keywords, as the content folder's own files change them.

``risks.yaml`` overrides key by key. A row of ``keywords.csv`` takes the place of the shipped row
with the same term and language; one with an empty class takes that row away.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import cast, get_args

from answer.desk.keyword_patterns import keyword_pattern
from answer.desk.risk_schema import FIELDS, RiskEntry, RisksFile
from answer.locale.editors_file import read_over
from answer.locale.laid_over import joined, near_match
from answer.locale.lined_yaml import LinedYaml, read_lined, text_of
from answer.risk import Example, Keyword, RiskBook, RiskClass, Strength
from ingest.errors import ContentError
from ingest.language import normalise_tag

RISKS_FILE = "risks.yaml"
KEYWORDS_FILE = "keywords.csv"
EXAMPLES_FILE = "risk_examples.tsv"
MOST_KEYWORDS = 20_000
LARGEST_KEYWORDS_BYTES = 5_000_000
_COLUMNS = ("term", "language", "class", "strength", "owner", "next_review")
_OPTIONAL = frozenset({"strength"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row that is right in itself; an empty class takes the shipped one away."""

    keyword: Keyword
    is_gone: bool


def load_risks(content_dir: Path | None = None) -> RiskBook:
    """Every class and keyword as shipped and as the content folder changes them.

    Raises ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    own = content_dir / RISKS_FILE if content_dir else None
    file, _ = read_over(_shipped_risks(), own, schema=RisksFile, fields=FIELDS)
    classes = {
        name: _risk_class(name, entry)
        for name, entry in sorted(file.risks.items(), key=lambda item: (item[1].priority, item[0]))
    }
    rows = {_key(row.keyword): row for row in _shipped_rows() if row.keyword.risk_class in classes}
    own_words = content_dir / KEYWORDS_FILE if content_dir else None
    if own_words is not None and own_words.is_file():
        text = text_of(own_words, max_bytes=LARGEST_KEYWORDS_BYTES)
        added = read_keywords(text, name=str(own_words), classes=classes)
        rows |= {_key(row.keyword): row for row in added}
    return RiskBook(
        classes=MappingProxyType(classes),
        keywords=tuple(row.keyword for row in rows.values() if not row.is_gone),
        examples=tuple(_examples(file)),
    )


@lru_cache(maxsize=1)
def load_examples() -> tuple[Example, ...]:
    """The messages that the shipped weights were fitted on."""
    text = _shipped(EXAMPLES_FILE)
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Example(text=said, language=language, classes=frozenset(names.split(",")) - {"ordinary"})
        for names, language, said in rows[1:]
    )


def read_keywords(text: str, *, name: str, classes: Mapping[str, RiskClass]) -> tuple[_Row, ...]:
    """The rows of a keyword base. Raises ``ContentError`` with the lines that are wrong."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found, problems = [], []
    try:
        header = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = header
        missing = [one for one in _COLUMNS if one not in header and one not in _OPTIONAL]
        strange = [one for one in header if one not in _COLUMNS]
        if missing or strange:
            hint = f"missing are {', '.join(missing)}" if missing else f"unknown is {strange[0]!r}"
            raise ContentError(f"{name}:1: {hint}; the columns are {', '.join(_COLUMNS)}")
        for cells in reader:
            place = f"{name}:{reader.line_num}"
            if None in cells or None in cells.values():
                problems.append(f"{place}: has not as many cells as the first line has columns")
                continue
            values = {column: (cell or "").strip() for column, cell in cells.items()}
            wrong = tuple(_wrong(values, classes))
            problems += [f"{place}: {one}" for one in wrong]
            if not wrong:
                found.append(_row(values, place))
            if len(found) > MOST_KEYWORDS:
                raise ContentError(f"{place}: more than {MOST_KEYWORDS} keywords; remove some")
    except csv.Error as error:
        problems.append(f"{name}:{reader.reader.line_num}: {error}; mend the quotes of this row")
    if problems:
        raise ContentError(joined(problems))
    return tuple(found)


def _wrong(values: Mapping[str, str], classes: Mapping[str, RiskClass]) -> Iterator[str]:
    term, language, of_class = values["term"], values["language"], values["class"]
    try:
        keyword_pattern(term)
    except ContentError as error:
        yield str(error)
    if language and normalise_tag(language) != language:
        meant = normalise_tag(language)
        hint = f"write {meant!r}" if meant else "write a tag such as de, or nothing for any"
        yield f"{language!r} is no known language; {hint}"
    if of_class and of_class not in classes:
        hint = near_match(of_class, classes) or f"the classes are {', '.join(classes)}"
        yield f"there is no risk class {of_class!r}; {hint}"
    if values.get("strength") and values["strength"] not in get_args(Strength):
        yield f"strength {values['strength']!r} is unknown; write {' or '.join(get_args(Strength))}"
    if not of_class:
        return
    if not values["owner"]:
        yield f"the term {term!r} has no owner; write who looks after it"
    try:
        date.fromisoformat(values["next_review"])
    except ValueError:
        yield f"{values['next_review']!r} is no date; write it like 2026-11-22"


def _row(values: Mapping[str, str], place: str) -> _Row:
    is_gone = not values["class"]
    keyword = Keyword(
        term=values["term"],
        language=values["language"],
        risk_class=values["class"],
        owner=values["owner"],
        next_review=date.max if is_gone else date.fromisoformat(values["next_review"]),
        strength=cast(Strength, values.get("strength") or "points"),
        place=place,
    )
    return _Row(keyword=keyword, is_gone=is_gone)


def _key(keyword: Keyword) -> tuple[str, str]:
    return keyword.term.casefold(), keyword.language


def _risk_class(name: str, entry: RiskEntry) -> RiskClass:
    return RiskClass(
        name=name,
        level=entry.level,
        action=entry.action,
        priority=entry.priority,
        reason=MappingProxyType(dict(entry.reason)),
        owner=entry.owner,
        sop=entry.sop,
        is_red=entry.is_red,
        threshold=entry.threshold,
        suspected_from=entry.suspected_from,
        by_text=entry.by_text,
    )


def _examples(file: RisksFile) -> Iterator[Example]:
    for name, entry in file.risks.items():
        for language, texts in entry.examples.items():
            for text in texts:
                yield Example(text=text, language=language, classes=frozenset({name}))
    for language, texts in file.ordinary.items():
        for text in texts:
            yield Example(text=text, language=language)


@lru_cache(maxsize=1)
def _shipped_risks() -> LinedYaml:
    return read_lined(_shipped(RISKS_FILE), name=f"answer/desk/data/{RISKS_FILE}")


@lru_cache(maxsize=1)
def _shipped_rows() -> tuple[_Row, ...]:
    known = RisksFile.model_validate(_shipped_risks().values).risks
    classes = {name: _risk_class(name, entry) for name, entry in known.items()}
    return read_keywords(
        _shipped(KEYWORDS_FILE), name=f"answer/desk/data/{KEYWORDS_FILE}", classes=classes
    )


def _shipped(name: str) -> str:
    return (resources.files("answer.desk.data") / name).read_text(encoding="utf-8")
