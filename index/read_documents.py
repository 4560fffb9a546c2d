"""Scanned files → documents and their chunks; what was read before is taken as it was."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.document_cache import CutDocument, DocumentCache, document_key
from index.embedder import Embedder
from index.findings_file import DocumentFindings
from index.hold_documents import looked_at, problems_of
from index.manifest import FileProblem
from index.watched_build import WatchedBuild
from ingest.accepted import Acceptance
from ingest.cut import cut
from ingest.document import Chunk, Document, SourceFile
from ingest.errors import ContentError, FileUnreadable
from ingest.read import DocumentReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, and what could not be."""

    documents: tuple[tuple[Document, tuple[Chunk, ...]], ...]
    problems: tuple[FileProblem, ...]
    seconds: float
    findings: tuple[DocumentFindings, ...] = ()
    """Of every document with any, held ones as well."""


def read_documents(
    files: Sequence[SourceFile],
    reader: DocumentReader,
    *,
    cache: DocumentCache,
    embedder: Embedder,
    max_tokens: int,
    watched: WatchedBuild,
    accepted: Sequence[Acceptance] = (),
) -> Reading:
    """Every file that can be read, in order; a bad one is a problem, never fatal.

    One with text that nobody sees, or that instructs a model, is held unless it is among the
    ``accepted``.
    """
    started = time.perf_counter()
    documents: list[tuple[Document, tuple[Chunk, ...]]] = []
    problems: list[FileProblem] = []
    findings: list[DocumentFindings] = []
    for number, source in enumerate(files):
        watched.reading(number, len(files), source.path)
        try:
            found = _read(source, reader, cache, embedder=embedder, max_tokens=max_tokens)
        except (FileUnreadable, ContentError) as error:
            problems.append(FileProblem(path=source.path, reason=str(error), severity="error"))
            continue
        if found.document.findings:
            looked = looked_at(found.document, accepted)
            findings.append(looked)
            problems.extend(problems_of(looked))
            if looked.held:
                continue
        problems.extend(
            FileProblem(path=source.path, reason=warning, severity="warning")
            for warning in found.document.warnings
        )
        documents.append((found.document, found.chunks))
        watched.has_read(found.document, len(found.chunks))
    watched.reading(len(files), len(files), "")
    return Reading(
        documents=tuple(documents),
        problems=tuple(problems),
        findings=tuple(findings),
        seconds=time.perf_counter() - started,
    )


def _read(
    source: SourceFile,
    reader: DocumentReader,
    cache: DocumentCache,
    *,
    embedder: Embedder,
    max_tokens: int,
) -> CutDocument:
    made_of = reader.made_of(source)
    key = document_key(made_of, tokens_counted_by=embedder.fingerprint, max_tokens=max_tokens)
    known = cache.get(key)
    if known is not None:
        if known.document.modified_at == source.modified_at:
            return known
        # the only thing of a file that changes while its bytes and its facts stay
        document = replace(known.document, modified_at=source.modified_at)
        return replace(known, document=document)
    document = reader.read(source)
    chunks = cut(document, count_tokens=embedder.count_tokens, max_tokens=max_tokens)
    found = CutDocument(document=document, chunks=chunks)
    # facts that were edited meanwhile belong to another key
    if reader.made_of(source) == made_of:
        cache.put(key, found)
    return found
