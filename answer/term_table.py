"""The term base as a table: ``terms.csv`` read and written, wrong cells named by file and line.

One row a concept. A column is a language (``de``) or a language in a market (``de@CH``), its cell
the preferred name and, behind ``|``, others that are allowed. ``avoid:de`` holds the names not to
use. Beside them stand ``concept``, ``brand``, ``do_not_translate``, ``definition`` and ``note``.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError

from answer.locale.markets import known_groups
from answer.terms import Concept, Term, TermBase, TermStatus, split_region
from ingest.errors import ContentError

FILE_NAME = "terms.csv"
LARGEST_FILE_BYTES = 5_000_000
LONGEST_CELL = 1_000
LONGEST_TERM = 200
MOST_CONCEPTS = 20_000
FORMULA_SIGNS = ("=", "+", "-", "@")
"""A cell that begins so is run, not shown, by a spreadsheet."""
_NAMED_AT_MOST = 10
_FIXED_COLUMNS = ("concept", "brand", "do_not_translate", "definition", "note")
_AVOID = "avoid:"
_YES = frozenset({"yes", "true", "1", "y"})
_NO = frozenset({"", "no", "false", "0", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What the cells of a column are: names in a language, or to be avoided in it."""

    language: str
    market: str
    avoided: bool


def load_terms(content_dir: Path) -> TermBase:
    """The term base of a content folder; empty where it has none.

    Raises ``ContentError`` with the lines that are wrong.
    """
    path = content_dir / FILE_NAME
    return read_term_file(path) if path.is_file() else TermBase()


def read_term_file(path: Path) -> TermBase:
    """The term base in a CSV file. Raises ``ContentError`` with the lines that are wrong."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ContentError(f"{path}: over {LARGEST_FILE_BYTES} bytes is too much for terms")
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return TermBase(concepts=read_term_table(data, name=str(path)))


def read_term_table(data: bytes, *, name: str) -> tuple[Concept, ...]:
    """The concepts of a table in UTF-8, its cells apart by comma, semicolon or tab.

    ``name`` is what the messages call it. Raises ``ContentError`` with the lines that are wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError(f"{name}:{line}: is not UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        raise ContentError(f"{name}: holds zero bytes; save it as a CSV file in UTF-8")
    delimiter, header, skipped = _header(text, name)
    columns, problems = _columns(header, f"{name}:{1 + skipped}")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    concepts: dict[tuple[str, str], tuple[int, Concept]] = {}
    try:
        for number, cells in enumerate(rows):
            if number <= skipped or not any(cell.strip() for cell in cells):
                continue
            place = f"{name}:{rows.line_num}"
            if len(cells) > len(header):
                problems.append(f"{place}: has more cells than the first line has columns")
                continue
            row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
            concept, wrong = _concept(row, columns)
            problems.extend(f"{place}: {one}" for one in wrong)
            key = (concept.brand.casefold(), concept.id.casefold())
            if key in concepts:
                problems.append(
                    f"{place}: concept {concept.id!r} stands in line {concepts[key][0]} already; "
                    f"make one row of them"
                )
            concepts.setdefault(key, (rows.line_num, concept))
            if len(concepts) > MOST_CONCEPTS:
                raise ContentError(f"{place}: more than {MOST_CONCEPTS} concepts; split the base")
    except csv.Error as error:
        problems.append(f"{name}:{rows.line_num}: {error}; mend the quotes of this row")
    if problems:
        raise ContentError(_joined(problems))
    return tuple(concept for _, concept in concepts.values())


def write_term_table(base: TermBase) -> str:
    """The base as a table with commas; read again it gives the same base."""
    found = sorted(
        {(term.status == "forbidden", term.language, term.market) for term in _all(base)},
        key=lambda key: (key[1], key[2], key[0]),
    )
    columns = {
        _column_name(_Column(language=lang, market=market, avoided=avoided)): (
            avoided,
            lang,
            market,
        )
        for avoided, lang, market in found
    }
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow((*_FIXED_COLUMNS, *columns))
    for concept in base.concepts:
        fixed = "yes" if concept.fixed else "no"
        cells = [_cell(concept, *key) for key in columns.values()]
        writer.writerow(
            (concept.id, concept.brand, fixed, concept.definition, concept.note, *cells)
        )
    return target.getvalue()


def _all(base: TermBase) -> Iterator[Term]:
    return (term for concept in base.concepts for term in concept.terms)


def _cell(concept: Concept, avoided: bool, language: str, market: str) -> str:
    order: tuple[TermStatus, ...] = ("forbidden",) if avoided else ("preferred", "allowed")
    return "|".join(
        term.text
        for status in order
        for term in concept.terms
        if (term.status, term.language, term.market) == (status, language, market)
    )


def _column_name(column: _Column) -> str:
    market = f"@{column.market}" if column.market else ""
    return f"{_AVOID if column.avoided else ''}{column.language}{market}"


def _header(text: str, name: str) -> tuple[str, list[str], int]:
    """What parts the cells, the columns, and the lines before them (Excel writes ``sep=;``)."""
    lines = text.split("\n", 2)
    first = lines[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5 and len(lines) > 1:
        return first[4], _split(lines[1], first[4], name), 1
    delimiter = max(",;\t", key=first.count)
    return delimiter, _split(lines[0], delimiter, name), 0


def _split(line: str, delimiter: str, name: str) -> list[str]:
    try:
        cells = next(csv.reader([line.rstrip("\r")], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise ContentError(f"{name}:1: {error}; the first line names the columns") from error
    return [cell.strip() for cell in cells]


def _columns(header: list[str], place: str) -> tuple[dict[str, _Column], list[str]]:
    """What each column holds, by its name, and what is wrong with them."""
    problems: list[str] = []
    columns: dict[str, _Column] = {}
    if "concept" not in header:
        problems.append(f"{place}: has no column 'concept'; add one with a name for each row")
    for title in header:
        if title in _FIXED_COLUMNS or not title:
            continue
        column = _column(title)
        if column is None:
            problems.append(
                f"{place}: column {title[:40]!r} is none; a column is a language such as de, a "
                f"language in a market such as de@CH, one of both behind 'avoid:', or one of "
                f"{', '.join(_FIXED_COLUMNS)}"
            )
        elif column in columns.values():
            problems.append(f"{place}: column {title[:40]!r} stands there twice; keep one")
        else:
            columns[title] = column
    return columns, problems


def _column(title: str) -> _Column | None:
    avoided = title.lower().startswith(_AVOID)
    tag, _, market = (title[len(_AVOID) :] if avoided else title).strip().partition("@")
    language, region = split_region(tag)
    market = market.strip().upper() or region
    if not language or not is_language(language) or not is_market(market):
        return None
    return _Column(language=language, market=market, avoided=avoided)


def is_language(tag: str) -> bool:
    """Whether a tag (without region) is of a language that locale data knows."""
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def is_market(code: str) -> bool:
    """Whether it is a country, a group of markets, or none."""
    return (
        not code
        or code in known_groups()
        or (len(code) == 2 and code.isalpha() and code in Locale("en").territories)
    )


def _concept(row: dict[str, str], columns: dict[str, _Column]) -> tuple[Concept, list[str]]:
    """A row's concept, and what is wrong with it."""
    problems = [
        f"{column}: over {LONGEST_CELL} characters"
        for column, cell in row.items()
        if len(cell) > LONGEST_CELL
    ]
    flag = row.get("do_not_translate", "").casefold()
    if flag not in _YES | _NO:
        problems.append(f"do_not_translate: {flag[:40]!r} is neither yes nor no")
    if not row.get("concept"):
        problems.append("concept: is empty; give the row a name")
    terms = tuple(
        term for title, column in columns.items() for term in _terms(row.get(title, ""), column)
    )
    concept = Concept(
        id=row.get("concept", ""),
        terms=terms,
        fixed=flag in _YES,
        brand=row.get("brand", ""),
        definition=row.get("definition", ""),
        note=row.get("note", ""),
    )
    return concept, [*problems, *check_concept(concept)]


def check_concept(concept: Concept) -> list[str]:
    """What is wrong with a concept's names, wherever they come from."""
    problems = [
        f"{term.text[:40]!r} is no term: at most {LONGEST_TERM} characters, none of control, no "
        f"'|' and nothing a spreadsheet would reckon with at its beginning"
        for term in concept.terms
        if len(term.text) > LONGEST_TERM
        or not term.text.isprintable()
        or "|" in term.text
        or term.text.startswith(FORMULA_SIGNS)
    ]
    if not concept.terms and not problems:
        problems.append(f"concept {concept.id[:40]!r} has no name in any language")
    for term in concept.terms:
        if term.status != "forbidden":
            continue
        preferred = concept.preferred(term.language, market=term.market)
        if not preferred:
            problems.append(
                f"avoid:{term.language}: {term.text[:40]!r} is to be avoided, but there is no "
                f"{term.language} term to use instead; add one"
            )
        elif preferred == term.text:
            problems.append(
                f"avoid:{term.language}: {term.text[:40]!r} is also the term to use; take one away"
            )
    return problems


def _terms(cell: str, column: _Column) -> Iterator[Term]:
    seen: set[str] = set()
    for text in _parts(cell):
        if text in seen:
            continue
        status: TermStatus = "allowed" if seen else "preferred"
        seen.add(text)
        yield Term(
            text=text,
            language=column.language,
            market=column.market,
            status="forbidden" if column.avoided else status,
        )


def _parts(cell: str) -> Iterable[str]:
    return (part for part in (" ".join(piece.split()) for piece in cell.split("|")) if part)


def _joined(problems: list[str]) -> str:
    more = len(problems) - _NAMED_AT_MOST
    shown = "; ".join(problems[:_NAMED_AT_MOST])
    return f"{shown}; and {more} more" if more > 0 else shown
