"""A knowledge base of any size from real texts and vectors, without an embedding run. Seeded.

The seeds are real (``scripts/scale_seeds.py``). They stand in the base as they are; what is missing
to the size asked for is made of them:

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
import pickle
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.e5 import E5Embedder
from ingest.document import Block, Chunk, Document, DocumentFacts
from ingest.identifiers import extract
from ingest.language import primary
from ingest.sentences import split
from scripts.corpora import BENCH
from scripts.scale_seeds import SEED, Cut, Vectors, real_documents

RECIPE = 3
"""Raised when the recipe changes, so that a base kept from before is made anew."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBase:
    """What an index is built from, as ``index.refresh`` has it before building."""

    documents: tuple[Cut, ...]
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
    base = _enlarged(*real_documents(embedder), count=count)
    with path.open("wb") as file:
        pickle.dump(base, file, protocol=pickle.HIGHEST_PROTOCOL)
    return base


def _enlarged(real: Sequence[Cut], real_vectors: Vectors, *, count: int) -> ScaleBase:
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


def _pools(real: Sequence[Cut]) -> dict[str, list[_Seed]]:
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
) -> Cut:
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
                section=ordinal,
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
