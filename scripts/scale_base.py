"""A knowledge base of any size from real texts and vectors, without an embedding run. Seeded.

The seeds are real: the demo company's documents and the evaluation sets in all their languages,
read, cut and embedded once by ``index.refresh`` (vectors and parses are kept below
``.bench/cache``). They stand in the base as they are; what is missing to the size asked for is made
of them:

1. A document takes a language (English 45 %, Chinese 25 %, the others alike), a place among that
   language's seeds, and a number of chunks (log-normal, mean about 20, at most 300).
2. A chunk takes two seeds near that place, A and B. Each sentence of A's paragraphs and list items
   gives way, three times in ten, to a sentence of B; tables, code and headings stay. So words keep
   their frequencies, and their company within a sentence.
3. Half of the documents are about a variant of a product: the last two digits of every name of
   letters and digits move by a number of the document's own, and its title names a real model so
   moved. So the base has thousands of identifiers, and most chunks of a manual name its model.
4. Its vector is a·A + b·B + 0.35·(C - D) at unit length; a and b are the shares of the characters,
   C and D two other seeds of the language. A difference of real vectors is noise of the real
   shape: what all texts of a language share drops out, and no direction is added that texts do not
   use. Random vectors would tell nothing: they have no neighbours.
5. Facts as in a real base: 10 % internal, 8 % for one market, 3 % expired, models where the title
   names one.
"""

import dataclasses
import hashlib
import json
import pickle
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.content import StoredDocument
from index.e5 import E5Embedder
from index.embed import VectorCache, embed_new
from index.refresh import RefreshSettings, refresh
from index.release import open_release
from index.store import ReleaseStore
from ingest.document import Block, Chunk, Document, DocumentFacts
from ingest.identifiers import extract
from ingest.language import primary
from ingest.sentences import split
from scripts.corpora import BENCH, DATA, PROJECT, XQUAD_LANGUAGES, Asked, Corpus, corpora

SEED = 20_261_122
RECIPE = 1
"""Raised when the recipe changes, so that a base kept from before is made anew."""
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
PRODUCT_FILES = (
    "max30102_en.pdf",
    "skr_mini_e3_v2_manual_en.pdf",
    "wch_link_user_manual_en.pdf",
    "tp4054_charger_zh.pdf",
    "te_statement_of_compliance.pdf",
    "raspberrypi_pico_eu_doc.pdf",
)
LANGUAGE_SHARES = {"en": 0.45, "zh": 0.25}
FEWEST_SEEDS = 30
"""A language with fewer chunks of its own gives none to the base."""
NEIGHBOURHOOD = 24
"""Seeds to either side that a document is made of: one subject, as one set or manual has."""
REPLACED_SHARE = 0.3
NOISE = 0.35
MOST_CHUNKS = 300
_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9-]*\d[A-Za-z0-9-]*")
_LAST_DIGITS = re.compile(r"\d{2}(?=\D*$)")

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBase:
    """What an index is built from, as ``index.refresh`` has it before building."""

    documents: tuple[tuple[Document, tuple[Chunk, ...]], ...]
    vectors: Vectors
    """Uncentred, shape (chunks, dimensions)."""
    seeds: NDArray[np.int32]
    """For each chunk the real one it was made of, as an ordinal of this same base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seed:
    ordinal: int
    language: str
    title: str
    heading_path: tuple[str, ...]
    blocks: tuple[tuple[Block, str, tuple[str, ...]], ...]
    """Each with its text, and with its sentences where some may give way."""
    sentences: tuple[str, ...]
    models: tuple[str, ...]
    facts: DocumentFacts


def scale_base(count: int, embedder: E5Embedder) -> ScaleBase:
    """A base of ``count`` chunks, made once and kept below ``.bench/scale``."""
    path = BENCH / "scale" / f"base-{count}-{RECIPE}-{embedder.fingerprint[:8]}.pickle"
    if path.is_file():
        with path.open("rb") as file:
            kept: ScaleBase = pickle.load(file)  # noqa: S301 - written below, by ourselves
            return kept
    base = _enlarged(*_seeds(embedder), count=count)
    with path.open("wb") as file:
        pickle.dump(base, file, protocol=pickle.HIGHEST_PROTOCOL)
    return base


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


def _seeds(
    embedder: E5Embedder,
) -> tuple[list[tuple[Document, tuple[Chunk, ...]]], Vectors]:
    """The real documents with their chunks and uncentred vectors."""
    folder = BENCH / "scale" / "seed"
    shutil.rmtree(folder / "documents", ignore_errors=True)
    _write_documents(folder / "documents")
    store = ReleaseStore(folder / "releases")
    report = refresh(
        folder / "documents",
        store=store,
        cache_dir=BENCH / "cache",
        embedder=embedder,
        settings=RefreshSettings(keep_releases=1),
        progress=lambda stage, done, total, item: None,
    )
    release = open_release(store.path(report.release), store.manifest(report.release))
    documents: list[tuple[Document, tuple[Chunk, ...]]] = []
    for ordinal in range(len(release.content.cards)):
        stored = release.content.documents([ordinal])[ordinal]
        chunks = tuple(
            Chunk(
                document_id=stored.id,
                ordinal=number,
                **{
                    name: getattr(chunk, name)
                    for name in (
                        "id start end text text_for_search heading_path pages page_labels "
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


def _write_documents(folder: Path) -> None:
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


def _enlarged(
    real: Sequence[tuple[Document, tuple[Chunk, ...]]], real_vectors: Vectors, *, count: int
) -> ScaleBase:
    pools = _pools(real)
    languages = sorted(pools)
    others = [language for language in languages if language not in LANGUAGE_SHARES]
    rest = 1.0 - sum(LANGUAGE_SHARES.values())
    shares = np.array([LANGUAGE_SHARES.get(tag, rest / max(1, len(others))) for tag in languages])
    dice = np.random.default_rng(SEED)
    models = sorted({model for pool in pools.values() for seed in pool for model in seed.models})
    documents = list(real)
    made: list[Vectors] = []
    seeds: list[int] = list(range(len(real_vectors)))
    while len(seeds) < count:
        pool = pools[languages[int(dice.choice(len(languages), p=shares / shares.sum()))]]
        size = int(np.clip(dice.lognormal(2.5, 1.0), 1, min(MOST_CHUNKS, count - len(seeds))))
        documents.append(_made(len(documents), pool, models, size, real_vectors, dice, made, seeds))
    return ScaleBase(
        documents=tuple(documents),
        vectors=np.concatenate([real_vectors, np.stack(made)]) if made else real_vectors,
        seeds=np.array(seeds, np.int32),
    )


def _pools(real: Sequence[tuple[Document, tuple[Chunk, ...]]]) -> dict[str, list[_Seed]]:
    """The real chunks of each language, in the order of the sets."""
    pools: dict[str, list[_Seed]] = {}
    ordinal = 0
    for document, chunks in real:
        for chunk in chunks:
            blocks = tuple(
                (block, text, _sentences(block, text, chunk.language))
                for block in document.blocks
                for start, end in [(max(block.start, chunk.start), min(block.end, chunk.end))]
                for text in [document.text[start:end]]
                if text.strip()
            )
            seed = _Seed(
                ordinal=ordinal,
                language=chunk.language,
                title=document.title,
                heading_path=chunk.heading_path,
                blocks=blocks,
                sentences=tuple(one for _, _, sentences in blocks for one in sentences),
                models=tuple(found.text for found in extract(chunk.text) if found.kind == "model"),
                facts=document.facts,
            )
            pools.setdefault(chunk.language, []).append(seed)
            ordinal += 1
    merged: dict[str, list[_Seed]] = {}
    for language, seeds in pools.items():
        # both Chinese scripts count as one share, each document is written in one of them
        merged.setdefault(primary(language), []).extend(seeds)
    return {tag: seeds for tag, seeds in merged.items() if len(seeds) >= FEWEST_SEEDS}


def _sentences(block: Block, text: str, language: str) -> tuple[str, ...]:
    if block.kind not in ("paragraph", "list_item"):
        return ()
    return tuple(text[start:end] for start, end in split(text, language=language))


def _made(
    number: int,
    pool: list[_Seed],
    models: Sequence[str],
    size: int,
    real_vectors: Vectors,
    dice: np.random.Generator,
    made: list[Vectors],
    seeds: list[int],
) -> tuple[Document, tuple[Chunk, ...]]:
    """One document of ``size`` chunks; their vectors and seeds are added to the lists."""
    place = int(dice.integers(len(pool)))
    low = max(0, min(place - NEIGHBOURHOOD, len(pool) - 2 * NEIGHBOURHOOD))
    near = pool[low : low + 2 * NEIGHBOURHOOD]
    shift = int(dice.integers(1, 100)) if dice.random() < 0.5 else 0
    language = pool[place].language
    model = _varied(models[int(dice.integers(len(models)))], shift) if shift else ""
    title = f"{_varied(pool[place].title, shift)} {model}".strip()
    path = f"made/{language}/{number:06}.md"
    identity = hashlib.sha256(path.encode()).hexdigest()[:20]
    text, blocks, chunks = "", [], []
    for ordinal in range(size):
        first, second = (near[int(dice.integers(len(near)))] for _ in range(2))
        parts, share = _mixed(first, second, shift, dice)
        start = len(text) + (2 if text else 0)
        for block, part in parts:
            text += ("\n\n" if text else "") + part
            blocks.append(
                dataclasses.replace(
                    block, start=len(text) - len(part), end=len(text), page=None, page_label=None
                )
            )
        headings = tuple(_varied(heading, shift) for heading in first.heading_path)
        body = text[start:]
        for_search = "\n".join((*dict.fromkeys((title, *headings)), body))
        chunks.append(
            Chunk(
                id=hashlib.sha256(f"{identity}{ordinal}".encode()).hexdigest()[:20],
                document_id=identity,
                ordinal=ordinal,
                start=start,
                end=len(text),
                text=body,
                text_for_search=for_search,
                heading_path=headings,
                pages=(),
                page_labels=(),
                language=language,
                identifiers=tuple(dict.fromkeys(one.canonical for one in extract(for_search))),
            )
        )
        others = [pool[int(dice.integers(len(pool)))].ordinal for _ in range(2)]
        one, other, third, fourth = real_vectors[[first.ordinal, second.ordinal, *others]]
        vector = share * one + (1 - share) * other + NOISE * (third - fourth)
        made.append((vector / np.linalg.norm(vector)).astype(np.float32))
        seeds.append(first.ordinal)
    document = Document(
        id=identity,
        path=path,
        title=title,
        language=language,
        text=text,
        blocks=tuple(blocks),
        facts=_facts(pool[place].facts, model, dice),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        media_type="text/markdown",
    )
    return document, tuple(chunks)


def _mixed(
    first: _Seed, second: _Seed, shift: int, dice: np.random.Generator
) -> tuple[list[tuple[Block, str]], float]:
    """The first seed's blocks with some sentences of the second, and the share of the first."""
    parts: list[tuple[Block, str]] = []
    kept = replaced = 0
    for block, text, sentences in first.blocks:
        if sentences and second.sentences:
            found: list[str] = []
            for sentence in sentences:
                if dice.random() < REPLACED_SHARE:
                    other = second.sentences[int(dice.integers(len(second.sentences)))]
                    found.append(other.strip() + sentence[len(sentence.rstrip()) :])
                    replaced += len(other)
                else:
                    found.append(sentence)
                    kept += len(sentence)
            text = "".join(found)
        else:
            kept += len(text)
        parts.append((block, _varied(text, shift)))
    return parts, kept / max(1, kept + replaced)


def _varied(text: str, shift: int) -> str:
    """The text with the last two digits of every name of letters and digits moved."""
    if not shift:
        return text

    def moved(digits: re.Match[str]) -> str:
        return f"{(int(digits.group()) + shift) % 100:02}"

    return _NAME.sub(lambda name: _LAST_DIGITS.sub(moved, name.group()), text)


def _facts(facts: DocumentFacts, model: str, dice: np.random.Generator) -> DocumentFacts:
    internal, market, expired = dice.random(3)
    return dataclasses.replace(
        facts,
        audience="agent" if internal < 0.1 else "customer",
        markets=("EU",) if market < 0.08 else (),
        valid_from=None,
        valid_to=date(2025, 12, 31) if expired < 0.03 else None,
        products=tuple(re.findall(r"^[A-Za-z]+", model)),
        models=(model,) if model else (),
        supersedes=(),
        translation_of="",
    )
