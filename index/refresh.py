"""Content folder → a candidate, a complete release that nothing answers from yet. CONDUCTOR.

``scan → read → cut → mark → embed → build``: everything is built aside and added by one rename; to
publish is a step of its own. A text is embedded once in its life, a file is parsed once; whatever
stops the build, the published release stays as it was.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from index.build_progress import Cancelled, Progress, never
from index.centre import (
    LanguageMeans,
    blend,
    centre,
    load_prior,
    measure_passages,
    origin_of,
    write_means,
)
from index.changed_documents import changed_documents
from index.dense import SWITCH_POINT, build_dense
from index.document_cache import DocumentCache
from index.embed import VectorCache, embed_new, token_keys, tokens_of
from index.embedder import Embedder
from index.exact import ExactIndex
from index.findings_file import write_findings
from index.kept_by_program import KeptByProgram
from index.lexical import LexicalIndex
from index.manifest import (
    NOBODY,
    SCHEMA_VERSION,
    Builder,
    FileProblem,
    RefreshReport,
)
from index.manifest_file import new_manifest
from index.mark import mark
from index.parse_cache import ParseCache
from index.program import program_fingerprint
from index.read_documents import read_documents
from index.release import MEANS_NAME, TOKEN_MEANS_NAME
from index.spelling_words import write_spelling_of
from index.store import ReleaseStore
from index.text_analyses import TextAnalyses
from index.token_codes import Floats, TokenCodes
from index.watched_build import BUILDING_STEPS, WatchedBuild
from index.write_content import write_content
from index.write_tokens import token_prior, write_tokens
from ingest.accepted import ACCEPTED_FILE, read_accepted
from ingest.document import Chunk, Document
from ingest.errors import (
    ContentMissing,
)
from ingest.read import DocumentReader, Recogniser
from ingest.sandbox import Sandbox, SandboxLimits
from ingest.scan import scan


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSettings:
    """What shapes a release; another value gives another release."""

    max_tokens: int = 256
    exact_search_up_to: int = SWITCH_POINT
    own_means: bool = True
    token_vectors: bool = True
    """Kept for the reranker, 100 bytes a token; left out they save disk and cost ranking."""
    keep_releases: int = 3
    model: str = ""
    """What the settings call the embedder: kept, so that the release can be opened by it later."""
    sandbox: SandboxLimits = field(default_factory=SandboxLimits)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same content would give another release."""
        shaping = (
            self.max_tokens,
            self.exact_search_up_to,
            self.own_means,
            self.token_vectors,
            SCHEMA_VERSION,
        )
        return hashlib.sha256(repr(shaping).encode()).hexdigest()[:12]


def refresh(
    documents_dir: Path,
    *,
    store: ReleaseStore,
    cache_dir: Path,
    embedder: Embedder,
    settings: RefreshSettings,
    progress: Progress,
    ocr: Recogniser | None = None,
) -> RefreshReport:
    """Builds a release and publishes it at once, for scripts and tests: no gate looks at it."""
    report = build(
        documents_dir,
        store=store,
        cache_dir=cache_dir,
        embedder=embedder,
        settings=settings,
        progress=progress,
        ocr=ocr,
    )
    store.publish(report.release)
    store.prune(keep=settings.keep_releases)
    return replace(report, published=True)


def build(
    documents_dir: Path,
    *,
    store: ReleaseStore,
    cache_dir: Path,
    embedder: Embedder,
    settings: RefreshSettings,
    progress: Progress,
    cancelled: Cancelled = never,
    ocr: Recogniser | None = None,
    builder: Builder = NOBODY,
) -> RefreshReport:
    """Builds a candidate of everything readable below ``documents_dir``; the live one stays.

    ``builder`` is kept with it. Raises ``ContentMissing`` when there is nothing to read,
    ``IndexBusy`` when another build is under way, ``StorageFull`` when the disk is,
    ``BuildCancelled`` when ``cancelled`` says so. One bad file is reported, never fatal.
    """
    started = time.perf_counter()
    watched = WatchedBuild(progress, cancelled)
    with store.building() as folder:
        cache_dir.mkdir(parents=True, exist_ok=True)
        found = scan(documents_dir)
        with (
            Sandbox(limits=settings.sandbox) as sandbox,
            ParseCache(cache_dir / "parsed.db") as cache,
            KeptByProgram(cache_dir / "documents.db", program=program_fingerprint()) as kept,
        ):
            reader = DocumentReader(
                documents_dir=documents_dir, sandbox=sandbox, ocr=ocr, cache=cache
            )
            reading = read_documents(
                found.files,
                reader,
                cache=DocumentCache(kept),
                embedder=embedder,
                max_tokens=settings.max_tokens,
                watched=watched,
                accepted=read_accepted(documents_dir.parent / ACCEPTED_FILE),
            )
        problems = (
            *(
                FileProblem(path=problem.path, reason=problem.reason, severity="error")
                for problem in found.problems
            ),
            *reading.problems,
        )
        if not reading.documents:
            listed = "; ".join(f"{problem.path}: {problem.reason}" for problem in problems[:5])
            raise ContentMissing(
                f"no file below {str(documents_dir)!r} could be indexed ({listed}); "
                f"the published release, if any, still answers"
            )
        documents = mark(reading.documents)
        chunks = [chunk for _, pieces in documents for chunk in pieces]
        embedding_started = time.perf_counter()
        texts = [chunk.text_for_search for chunk in chunks]
        languages = [chunk.language for chunk in chunks]
        prior = token_prior(embedder, wanted=settings.token_vectors)
        origin, own = origin_of(prior) if prior.languages else None, settings.own_means
        with VectorCache(cache_dir / "vectors.db") as known:
            vectors = embed_new(
                texts,
                embedder=embedder,
                cache=known,
                progress=watched.embedding,
                token_origin=origin,
            )
            seconds_embedding = time.perf_counter() - embedding_started
            watched.building(0)
            if origin is not None:
                write_tokens(
                    folder,
                    token_keys(texts, embedder=embedder, origin=origin),
                    partial(_tokens_of, texts, embedder, known, origin),
                    languages,
                    prior=prior,
                    means_name=TOKEN_MEANS_NAME,
                    own=own,
                    earlier=[store.path(release) for release in store.releases()],
                )
        watched.building(1)
        means = _means(vectors, languages, embedder.fingerprint, own=own)
        centred = centre(vectors, languages, means, role="passage")
        write_findings(folder, reading.findings)
        _build(folder, documents, chunks, centred, means, settings, cache_dir, watched)
        live = store.current()
        difference = changed_documents(store.path(live) if live else None, documents)
        manifest = new_manifest(
            folder,
            embedder=embedder,
            documents=len(reading.documents),
            languages=languages,
            settings_hash=settings.fingerprint,
            parent=live,
            problems=problems,
            model=settings.model,
            builder=builder,
        )
        watched.building(BUILDING_STEPS)
        store.add(folder, manifest)
    return RefreshReport(
        release=manifest.release,
        added=difference.added,
        changed=difference.changed,
        removed=difference.removed,
        unchanged=difference.unchanged,
        problems=problems,
        documents=len(reading.documents),
        pages=sum(document.page_count for document, _ in reading.documents),
        chunks=len(chunks),
        embedded=watched.embedded,
        seconds=time.perf_counter() - started,
        seconds_reading=reading.seconds,
        seconds_embedding=seconds_embedding,
    )


def _tokens_of(
    texts: Sequence[str], embedder: Embedder, known: VectorCache, origin: Floats, chunks: range
) -> Iterator[TokenCodes]:
    some = texts[chunks.start : chunks.stop]
    return tokens_of(some, embedder=embedder, cache=known, origin=origin)


def _means(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    languages: Sequence[str],
    fingerprint: str,
    *,
    own: bool,
) -> LanguageMeans:
    prior = load_prior(fingerprint)
    return blend(prior, measure_passages(vectors, languages)) if own else prior


def _build(
    folder: Path,
    documents: Sequence[tuple[Document, tuple[Chunk, ...]]],
    chunks: Sequence[Chunk],
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    means: LanguageMeans,
    settings: RefreshSettings,
    cache_dir: Path,
    watched: WatchedBuild,
) -> None:
    write_content(folder, documents)
    watched.building(2)
    build_dense(folder, vectors, switch_point=settings.exact_search_up_to)
    watched.building(3)
    texts = [(chunk.text_for_search, chunk.language) for chunk in chunks]
    languages = [chunk.language for chunk in chunks]
    seen = [document.facts.seen_by("customer") for document, pieces in documents for _ in pieces]
    with KeptByProgram(cache_dir / "words.db", program=program_fingerprint()) as kept:
        analyses = TextAnalyses(texts, kept=kept)
        terms = (analysis.terms for analysis in analyses)
        LexicalIndex.build_of_terms(folder, zip(terms, languages, strict=True))
        watched.building(4)
        write_spelling_of(
            folder,
            lambda: zip((one.words for one in analyses), languages, seen, strict=True),
        )
    watched.building(5)
    ExactIndex.build([chunk.identifiers for chunk in chunks]).save(folder)
    write_means(folder / MEANS_NAME, means)
