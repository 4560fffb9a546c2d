"""The real documents and questions that a base of any size is made of.

The demo company's documents and the evaluation sets in all their languages, read, cut and embedded
once by ``index.refresh``; vectors and parses are kept below ``.bench/cache``.
"""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.content import StoredDocument
from index.e5 import E5Embedder
from index.embed import VectorCache, embed_new
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.store import ReleaseStore
from ingest.document import Block, Chunk, Document
from scripts.benchmark_identifier_search import PRODUCT_FILES
from scripts.corpora import BENCH, DATA, PROJECT, XQUAD_LANGUAGES, Asked, Corpus, corpora

SEED = 20_261_122
SETS = (
    "entries_en",
    "entries_zh",
    "emanual",
    "drcd",
    *(f"xquad_{language}" for language in XQUAD_LANGUAGES),
)
ASKED = ("faq_mixed", "rustdesk", "qgc", "emanual", "xquad_pool", "drcd")
CHINESE_PARAGRAPHS = 300
MANUALS = ("docs_rustdesk", "docs_qgc")

Vectors = NDArray[np.float32]
Cut = tuple[Document, tuple[Chunk, ...]]


def asked_questions(count: int) -> tuple[Asked, ...]:
    """Real questions of the seeds' sets, the same number of each, in all their languages."""
    dice = np.random.default_rng(SEED)
    lines = (PROJECT / "kb_content" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    golden = tuple(
        Asked(
            id=row["id"],
            question=row["question"],
            language=row["language"],
            gold=frozenset(),
            topic="",
            group="demo",
        )
        for row in map(json.loads, lines)
    )
    sets = [golden, *(corpus.questions for corpus in corpora(ASKED))]
    each = -(-count // len(sets))
    some = [
        questions[int(place)]
        for questions in sets
        for place in dice.permutation(len(questions))[:each]
    ]
    return tuple(some[int(place)] for place in dice.permutation(len(some))[:count])


def real_documents(
    embedder: E5Embedder,
) -> tuple[list[Cut], Vectors]:
    """The real documents with their chunks, and the chunks' uncentred vectors, (n, dimensions)."""
    folder = BENCH / "scale" / "seed"
    shutil.rmtree(folder / "documents", ignore_errors=True)
    write_documents(folder / "documents")
    store = ReleaseStore(folder / "releases")
    report = refresh(
        folder / "documents",
        store=store,
        cache_dir=BENCH / "cache",
        embedder=embedder,
        settings=RefreshSettings(keep_releases=1),
        progress=lambda now: None,
    )
    release = open_release(store.path(report.release), store.manifest(report.release))
    documents: list[Cut] = []
    for ordinal in range(len(release.content.cards)):
        stored = release.content.documents([ordinal])[ordinal]
        chunks = tuple(
            Chunk(
                document_id=stored.id,
                ordinal=number,
                **{
                    name: getattr(chunk, name)
                    for name in (
                        "id section start end text text_for_search heading_path pages page_labels "
                        "language identifiers table_header"
                    ).split()
                },
            )
            for number, chunk in enumerate(release.content.chunks_of(ordinal))
        )
        documents.append((_document(stored), chunks))
    with VectorCache(BENCH / "cache" / "vectors.db") as cache:
        texts = [chunk.text_for_search for _, chunks in documents for chunk in chunks]
        vectors = embed_new(texts, embedder=embedder, cache=cache)
    return documents, vectors


def write_documents(folder: Path) -> None:
    shutil.copytree(PROJECT / "kb_content" / "documents", folder)
    for corpus in corpora(SETS):
        (folder / corpus.name).mkdir()
        for name, text in _some(corpus).items():
            (folder / corpus.name / name).write_text(text, encoding="utf-8")
    for manual in MANUALS:
        pages: dict[str, list[str]] = {}
        sections = (DATA / manual / "dev" / "sections.jsonl").read_text(encoding="utf-8")
        for row in map(json.loads, sections.strip().split("\n")):
            name = hashlib.sha256(f"{row['lang']}/{row['page']}".encode()).hexdigest()[:12]
            heading = f"{'#' * max(1, min(6, row['level']))} {row['heading']}"
            pages.setdefault(f"{row['lang']}-{name}.md", []).extend([heading, row["body"]])
        (folder / manual).mkdir()
        for name, parts in pages.items():
            # half of the pages of each language: enough words, half the embedding
            if int(name[-5], 16) % 2:
                text = "\n\n".join(part for part in parts if part.strip())
                (folder / manual / name).write_text(text, encoding="utf-8")
    (folder / "boards").mkdir()
    guides = DATA / "docs_espdevkits" / "dev" / "raw" / "en"
    for guide in guides.glob("**/*.rst"):
        shutil.copy(guide, folder / "boards" / "_".join(guide.relative_to(guides).parts))
    for name in PRODUCT_FILES:
        shutil.copy(DATA / "pdf_products" / "dev" / name, folder / "boards" / name)


def _some(corpus: Corpus) -> dict[str, str]:
    """A set's documents; of the long Chinese one as many as of the others together."""
    names = sorted(corpus.documents)[:CHINESE_PARAGRAPHS]
    return (
        {name: corpus.documents[name] for name in names}
        if corpus.name.startswith("drcd")
        else corpus.documents
    )


def _document(stored: StoredDocument) -> Document:
    return Document(
        id=stored.id,
        path=stored.path,
        title=stored.title,
        language=stored.language,
        text=stored.text,
        blocks=tuple(
            Block(
                kind=block.kind,
                start=block.start,
                end=block.end,
                level=block.level,
                page=block.page,
                page_label=block.page_label,
                language=block.language,
                header_rows=block.header_rows,
                table_header=block.table_header,
            )
            for block in stored.blocks
        ),
        facts=stored.facts,
        sha256=stored.sha256,
        media_type=stored.media_type,
        page_count=stored.page_count,
    )
