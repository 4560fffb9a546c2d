"""Documents and chunks → a release's SQLite file, which ``index.content`` reads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database

from index.content import BLOCK_COLUMNS, FILE_NAME
from index.facts_json import facts_to_json
from ingest.document import Chunk, Document

DOCUMENT_COLUMNS = {
    "ordinal": int,
    "id": str,
    "path": str,
    "title": str,
    "language": str,
    "text": str,
    "facts": str,
    "sha256": str,
    "media_type": str,
    "page_count": int,
    "modified_at": float,
}
CHUNK_COLUMNS = {
    "ordinal": int,
    "id": str,
    "document": int,
    "section": int,
    "start": int,
    "end": int,
    "text": str,
    "text_for_search": str,
    "heading_path": str,
    "pages": str,
    "page_labels": str,
    "language": str,
    "identifiers": str,
    "table_header": str,
}


def write_content(directory: Path, documents: Sequence[tuple[Document, Sequence[Chunk]]]) -> None:
    """Writes all documents and their chunks; a chunk's ordinal counts over all of them."""
    database = Database(directory / FILE_NAME)
    try:
        # built aside and flushed as a whole: what fails half-way is thrown away
        database.execute("pragma journal_mode = off")
        database.execute("pragma synchronous = off")
        table = database.table("documents").create(DOCUMENT_COLUMNS, pk="ordinal")
        _insert(
            database,
            "documents",
            DOCUMENT_COLUMNS,
            (_document_row(ordinal, document) for ordinal, (document, _) in enumerate(documents)),
        )
        table.create_index(["path"], unique=True)
        # by place: the blocks of a passage lie together, and no other block has to be read
        columns = ", ".join(f'"{name}"' for name in ("document", "number", *BLOCK_COLUMNS))
        database.execute(
            f"create table blocks ({columns}, primary key (document, start, number)) without rowid"
        )
        marks = ", ".join("?" * (2 + len(BLOCK_COLUMNS)))
        with database.conn:
            database.conn.executemany(
                f"insert into blocks values ({marks})",  # noqa: S608 - question marks
                (
                    (ordinal, number, *(getattr(block, name) for name in BLOCK_COLUMNS))
                    for ordinal, (document, _) in enumerate(documents)
                    for number, block in enumerate(document.blocks)
                ),
            )
        table = database.table("chunks").create(CHUNK_COLUMNS, pk="ordinal")
        _insert(database, "chunks", CHUNK_COLUMNS, _chunk_rows(documents))
        table.create_index(["document"])
    finally:
        database.close()


def _insert(
    database: Database,
    table: str,
    columns: Mapping[str, type],
    rows: Iterable[Mapping[str, object]],
) -> None:
    named = ", ".join(f":{name}" for name in columns)
    quoted = ", ".join(f'"{name}"' for name in columns)
    with database.conn:
        database.conn.executemany(f"insert into {table} ({quoted}) values ({named})", rows)  # noqa: S608


def _document_row(ordinal: int, document: Document) -> dict[str, object]:
    return {
        "ordinal": ordinal,
        "id": document.id,
        "path": document.path,
        "title": document.title,
        "language": document.language,
        "text": document.text,
        "facts": facts_to_json(document.facts),
        "sha256": document.sha256,
        "media_type": document.media_type,
        "page_count": document.page_count,
        "modified_at": document.modified_at,
    }


def _chunk_rows(
    documents: Sequence[tuple[Document, Sequence[Chunk]]],
) -> Iterable[dict[str, object]]:
    ordinal = 0
    for document_ordinal, (_, chunks) in enumerate(documents):
        for chunk in chunks:
            yield {
                "ordinal": ordinal,
                "id": chunk.id,
                "document": document_ordinal,
                "section": chunk.section,
                "start": chunk.start,
                "end": chunk.end,
                "text": chunk.text,
                "text_for_search": chunk.text_for_search,
                "heading_path": _dump(chunk.heading_path),
                "pages": _dump(chunk.pages),
                "page_labels": _dump(chunk.page_labels),
                "language": chunk.language,
                "identifiers": _dump(chunk.identifiers),
                "table_header": chunk.table_header,
            }
            ordinal += 1


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
