"""A RawDocument as JSON and back, strictly: the worker that writes it is not trusted."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast, get_args

from ingest.document import BlockKind, RawBlock, RawDocument
from ingest.errors import FileUnreadable
from ingest.finding import CarriedKind, CarriedPart, UnseenHow, UnseenText

_BLOCK_KINDS = frozenset(get_args(BlockKind))
_BLOCK_FIELDS = tuple(field.name for field in fields(RawBlock))
_DOCUMENT_FIELDS = tuple(field.name for field in fields(RawDocument))
_UNSEEN_FIELDS = tuple(field.name for field in fields(UnseenText))
_CARRIED_FIELDS = tuple(field.name for field in fields(CarriedPart))
_UNSEEN_HOWS = frozenset(get_args(UnseenHow))
_CARRIED_KINDS = frozenset(get_args(CarriedKind))
_LARGEST_NUMBER = 2**53


def encode_raw(raw: RawDocument) -> bytes:
    """JSON of a document, UTF-8; unpaired surrogates become U+FFFD."""
    record = {name: getattr(raw, name) for name in _DOCUMENT_FIELDS}
    record["blocks"] = [[getattr(block, name) for name in _BLOCK_FIELDS] for block in raw.blocks]
    record["unseen"] = [[getattr(item, name) for name in _UNSEEN_FIELDS] for item in raw.unseen]
    record["carried"] = [[getattr(item, name) for name in _CARRIED_FIELDS] for item in raw.carried]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode("utf-8")


def decode_raw(payload: bytes) -> RawDocument:
    """The document that ``encode_raw`` wrote.

    Raises FileUnreadable for anything else: a wrong shape, type or kind of block.
    """
    try:
        record = json.loads(payload)
        if not isinstance(record, dict) or set(record) != set(_DOCUMENT_FIELDS):
            raise _MalformedError("fields of the document")
        return RawDocument(
            blocks=tuple(_block(block) for block in _list(record, "blocks")),
            title=_text(record, "title"),
            language=_text(record, "language"),
            front_matter=_text(record, "front_matter"),
            front_matter_line=_number(record["front_matter_line"], "front_matter_line"),
            page_count=_number(record["page_count"], "page_count"),
            pages_without_text=_numbers(record["pages_without_text"], "pages_without_text"),
            warnings=tuple(_string(item, "warnings") for item in _list(record, "warnings")),
            unseen=tuple(_unseen(item) for item in _list(record, "unseen")),
            carried=tuple(_carried(item) for item in _list(record, "carried")),
            edges=tuple(_string(item, "edges") for item in _list(record, "edges")),
        )
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(
            f"the reading process answered with a malformed document ({error}); "
            "the file may be hostile: open it elsewhere and save it again"
        ) from error


class _MalformedError(ValueError):
    """A value the reading process must not send."""


def _block(values: object) -> RawBlock:
    record = _record(values, _BLOCK_FIELDS)
    kind = _one_of(record, "kind", _BLOCK_KINDS)
    label, starts = record["page_label"], record["starts_entry"]
    if not isinstance(starts, bool):
        raise _MalformedError("starts_entry")
    return RawBlock(
        kind=cast(BlockKind, kind),
        text=_text(record, "text"),
        level=_number(record["level"], "level"),
        page=_page(record),
        page_label=None if label is None else _string(label, "page_label"),
        header_rows=_number(record["header_rows"], "header_rows"),
        row_numbers=_numbers(record["row_numbers"], "row_numbers"),
        starts_entry=starts,
        table_header=_text(record, "table_header"),
    )


def _unseen(values: object) -> UnseenText:
    record = _record(values, _UNSEEN_FIELDS)
    was_read = record["was_read"]
    if not isinstance(was_read, bool):
        raise _MalformedError("was_read")
    return UnseenText(
        how=cast(UnseenHow, _one_of(record, "how", _UNSEEN_HOWS)),
        text=_text(record, "text"),
        page=_page(record),
        place=_text(record, "place"),
        was_read=was_read,
    )


def _carried(values: object) -> CarriedPart:
    record = _record(values, _CARRIED_FIELDS)
    return CarriedPart(
        kind=cast(CarriedKind, _one_of(record, "kind", _CARRIED_KINDS)),
        name=_text(record, "name"),
        page=_page(record),
    )


def _record(values: object, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(values, list) or len(values) != len(names):
        raise _MalformedError(f"shape of a record with {names[0]}")
    return dict(zip(names, values, strict=True))


def _one_of(record: Mapping[str, Any], name: str, known: frozenset[str]) -> str:
    value = _text(record, name)
    if value not in known:
        raise _MalformedError(f"{name} {value[:40]!r}")
    return value


def _page(record: Mapping[str, Any]) -> int | None:
    value = record["page"]
    return None if value is None else _number(value, "page")


def _list(record: Mapping[str, Any], name: str) -> list[object]:
    value = record[name]
    if not isinstance(value, list):
        raise _MalformedError(name)
    return value


def _text(record: Mapping[str, Any], name: str) -> str:
    return _string(record[name], name)


def _string(value: object, name: str) -> str:
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        raise _MalformedError(name)
    return value


def _number(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST_NUMBER:
        raise _MalformedError(name)
    return value


def _numbers(value: object, name: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise _MalformedError(name)
    return tuple(_number(item, name) for item in value)
