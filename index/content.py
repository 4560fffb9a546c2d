"""A release's documents and chunks in one SQLite file, written once, read by many threads."""

import json
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.facts_json import facts_from_json
from index.passage import PassageBlock
from ingest.document import DocumentFacts
from ingest.errors import IndexBroken

FILE_NAME = "content.db"
DOCUMENTS_KEPT = 64
BLOCK_COLUMNS = (
    "kind",
    "start",
    "end",
    "level",
    "page",
    "page_label",
    "language",
    "header_rows",
    "table_header",
)
"""Of a block's row, after its document's ordinal and its number in it."""
_SELECTED = ", ".join(f'"{name}"' for name in BLOCK_COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """A document as a release keeps it."""

    ordinal: int
    id: str
    path: str
    title: str
    language: str
    text: str
    blocks: tuple[PassageBlock, ...]
    facts: DocumentFacts
    sha256: str
    media_type: str
    page_count: int
    modified_at: float = 0.0
    """When its file was changed last, in seconds since the epoch; 0 where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChunk:
    """A chunk as a release keeps it; ``ordinal`` is its row in every index."""

    ordinal: int
    id: str
    document: int
    section: int
    start: int
    end: int
    text: str
    text_for_search: str
    heading_path: tuple[str, ...]
    pages: tuple[int, ...]
    page_labels: tuple[str, ...]
    language: str
    identifiers: tuple[str, ...]
    table_header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """What is kept in memory of every document: enough to filter without reading its text."""

    path: str
    sha256: str
    facts: DocumentFacts
    language: str
    id: str = ""
    title: str = ""
    modified_at: float = 0.0


class Content:
    """Reads one release's content over one read-only connection. Safe for many threads.

    The connection is opened at once and kept: a release that is deleted meanwhile can be read to
    the end by whoever still answers from it.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._reading = threading.Lock()
        try:
            self._connection = self._connect()
        except sqlite3.Error as error:
            raise self._broken(error) from error
        try:
            self.cards = tuple(
                DocumentCard(
                    path=row["path"],
                    sha256=row["sha256"],
                    facts=facts_from_json(row["facts"]),
                    language=row["language"],
                    id=row["id"],
                    title=row["title"],
                    modified_at=_modified_at(row),
                )
                for row in self._rows(
                    f"select path, sha256, facts, language, id, title{self._modified()} "  # noqa: S608
                    "from documents order by ordinal",
                    [],
                )
            )
            rows = self._rows(
                "select document, language, id, section from chunks order by ordinal", []
            )
        except IndexBroken:
            self._connection.close()
            raise
        self._ordinals = {card.path: number for number, card in enumerate(self.cards)}
        # read-only and parsed at some cost: a question quotes from the same few again and again
        self._document = lru_cache(maxsize=DOCUMENTS_KEPT)(self._read_document)
        self.chunk_documents: tuple[int, ...] = tuple(row[0] for row in rows)
        self.documents_of_chunks: NDArray[np.int64] = np.array(self.chunk_documents, np.int64)
        # one string for each language, not one for each chunk
        self.chunk_languages: tuple[str, ...] = tuple(sys.intern(row[1]) for row in rows)
        self.sections_of_chunks: NDArray[np.int32] = np.array([row[3] for row in rows], np.int32)
        """Counted within each document."""
        self.chunk_ordinals: dict[str, int] = {row[2]: number for number, row in enumerate(rows)}

    def _modified(self) -> str:
        """The column that releases built before have not."""
        columns = self._rows("select name from pragma_table_info('documents')", [])
        return ", modified_at" if any(row[0] == "modified_at" for row in columns) else ""

    def chunks(self, ordinals: Iterable[int]) -> dict[int, StoredChunk]:
        """The chunks with these ordinals."""
        wanted = [int(ordinal) for ordinal in ordinals]
        marks = ",".join("?" * len(wanted))
        rows = self._rows(f"select * from chunks where ordinal in ({marks})", wanted)  # noqa: S608
        return {row["ordinal"]: _stored_chunk(row) for row in rows}

    def chunks_of(self, document: int) -> tuple[StoredChunk, ...]:
        """One document's chunks in reading order."""
        rows = self._rows("select * from chunks where document = ? order by ordinal", [document])
        return tuple(_stored_chunk(row) for row in rows)

    def heading_paths(self, documents: Iterable[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(ordinal, heading path) of every chunk of these documents."""
        for number in documents:
            rows = self._rows(
                "select ordinal, heading_path from chunks where document = ?", [number]
            )
            for row in rows:
                yield row[0], tuple(json.loads(row[1]))

    def text(self, document: int, start: int, end: int) -> str:
        """A stretch of a document's text."""
        rows = self._rows(
            "select substr(text, ?, ?) from documents where ordinal = ?",
            [start + 1, end - start, document],
        )
        return str(rows[0][0])

    def blocks(self, document: int, start: int, end: int) -> tuple[PassageBlock, ...]:
        """The blocks of a document that overlap a stretch of its text, in reading order."""
        # blocks never overlap each other, so at most one that begins before reaches into it
        rows = self._rows(
            f"select {_SELECTED} from blocks where document = :document "  # noqa: S608 - ours
            'and start < :end and "end" > :start and start >= coalesce((select max(start) '
            "from blocks where document = :document and start <= :start), 0) "
            "order by start, number",
            {"document": document, "start": start, "end": end},
        )
        return _stored_blocks(rows)

    def documents(self, ordinals: Iterable[int]) -> dict[int, StoredDocument]:
        """The documents with these ordinals."""
        return {int(ordinal): self._document(int(ordinal)) for ordinal in ordinals}

    def document(self, path: str) -> StoredDocument | None:
        """The document at this path, if the release holds it."""
        ordinal = self._ordinals.get(path)
        return None if ordinal is None else self._document(ordinal)

    def _read_document(self, ordinal: int) -> StoredDocument:
        rows = self._rows("select * from documents where ordinal = ?", [ordinal])
        blocks = self._rows(
            f"select {_SELECTED} from blocks where document = ? "  # noqa: S608 - ours
            "order by number",
            [ordinal],
        )
        return _stored_document(rows[0], _stored_blocks(blocks))

    def _rows(
        self, sql: str, parameters: Sequence[object] | dict[str, object]
    ) -> list[sqlite3.Row]:
        try:
            with self._reading:
                return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> IndexBroken:
        return IndexBroken(
            f"{self._path.name!r} of release {self._path.parent.name!r} cannot be read ({error}); "
            f"run 'tradewind reindex'"
        )

    def _connect(self) -> sqlite3.Connection:
        # a release never changes: no locks, no journal, no -shm file beside it
        connection = sqlite3.connect(
            f"{self._path.resolve().as_uri()}?mode=ro&immutable=1",
            uri=True,
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        return connection


def _stored_chunk(row: sqlite3.Row) -> StoredChunk:
    return StoredChunk(
        ordinal=row["ordinal"],
        id=row["id"],
        document=row["document"],
        section=row["section"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        text_for_search=row["text_for_search"],
        heading_path=tuple(json.loads(row["heading_path"])),
        pages=tuple(json.loads(row["pages"])),
        page_labels=tuple(json.loads(row["page_labels"])),
        language=row["language"],
        identifiers=tuple(json.loads(row["identifiers"])),
        table_header=row["table_header"],
    )


def _stored_blocks(rows: Iterable[sqlite3.Row]) -> tuple[PassageBlock, ...]:
    """Blocks from their columns, in the order of ``BLOCK_COLUMNS``."""
    # by place: a long manual has thousands, and by name takes twice as long
    return tuple(
        PassageBlock(
            kind=kind,
            start=start,
            end=end,
            level=level,
            page=page,
            page_label=page_label,
            language=language,
            header_rows=header_rows,
            table_header=table_header,
        )
        for kind, start, end, level, page, page_label, language, header_rows, table_header in rows
    )


def _stored_document(row: sqlite3.Row, blocks: tuple[PassageBlock, ...]) -> StoredDocument:
    return StoredDocument(
        ordinal=row["ordinal"],
        id=row["id"],
        path=row["path"],
        title=row["title"],
        language=row["language"],
        text=row["text"],
        blocks=blocks,
        facts=facts_from_json(row["facts"]),
        sha256=row["sha256"],
        media_type=row["media_type"],
        page_count=row["page_count"],
        modified_at=_modified_at(row),
    )


def _modified_at(row: sqlite3.Row) -> float:
    return float(row["modified_at"]) if "modified_at" in row.keys() else 0.0  # noqa: SIM118
