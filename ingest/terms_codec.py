"""Concepts as JSON and back, strictly: the worker that writes them is not trusted."""

import json
from dataclasses import asdict, fields

from ingest.errors import FileUnreadable
from ingest.raw_terms import RawConcept, RawTerm

_TERM_FIELDS = frozenset(field.name for field in fields(RawTerm))
_CONCEPT_FIELDS = frozenset(field.name for field in fields(RawConcept))


def encode_terms(concepts: tuple[RawConcept, ...]) -> bytes:
    """JSON of the concepts, UTF-8."""
    text = json.dumps([asdict(concept) for concept in concepts], ensure_ascii=False)
    return text.encode("utf-8", "replace")


def decode_terms(payload: bytes) -> tuple[RawConcept, ...]:
    """The concepts that ``encode_terms`` wrote. Raises FileUnreadable for anything else."""
    try:
        return tuple(_concept(record) for record in _list(json.loads(payload)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FileUnreadable(
            f"the reading process answered with malformed terms ({type(error).__name__}); "
            "the file may be hostile: open it elsewhere and save it again"
        ) from error


def _concept(record: object) -> RawConcept:
    if not isinstance(record, dict) or record.keys() != _CONCEPT_FIELDS:
        raise ValueError("fields of a concept")
    line = record["line"]
    if isinstance(line, bool) or not isinstance(line, int) or not 0 <= line < 2**31:
        raise ValueError("line")
    return RawConcept(
        id=_text(record["id"]),
        line=line,
        terms=tuple(_term(term) for term in _list(record["terms"])),
        brand=_text(record["brand"]),
        definition=_text(record["definition"]),
        notes=tuple(_text(note) for note in _list(record["notes"])),
    )


def _term(record: object) -> RawTerm:
    if not isinstance(record, dict) or record.keys() != _TERM_FIELDS:
        raise ValueError("fields of a term")
    return RawTerm(**{name: _text(record[name]) for name in _TERM_FIELDS})


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError("a text")
    return value
