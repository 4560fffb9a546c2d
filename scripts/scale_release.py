"""A base written as a release by the product's own writers, with what each of them costs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.centre import blend, centre, load_prior, measure_passages, origin_of, write_means
from index.dense import build_dense
from index.e5 import E5Embedder
from index.embed import VectorCache, embed_new, token_keys, tokens_of
from index.embedder import Matrix
from index.exact import ExactIndex
from index.lexical import LexicalIndex
from index.manifest_file import new_manifest
from index.refresh import RefreshSettings
from index.release import MEANS_NAME, TOKEN_MEANS_NAME
from index.spelling_words import write_spelling
from index.store import ReleaseStore
from index.write_content import write_content
from index.write_tokens import token_prior, write_tokens
from ingest.document import Chunk
from scripts.corpora import BENCH
from scripts.scale_base import ScaleBase
from scripts.scale_timing import memory, rounded

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of building: how long, how much more memory at its peak, how much on disk."""

    name: str
    seconds: float
    peak_mib: float
    disk_mib: float


def build_release(var: Path, base: ScaleBase, embedder: E5Embedder) -> tuple[Stage, ...]:
    """Writes and publishes the base as ``index.refresh`` does; every stage with its cost."""
    chunks = [chunk for _, pieces in base.documents for chunk in pieces]
    languages = [chunk.language for chunk in chunks]
    own = measure_passages(base.vectors, languages)
    means = blend(load_prior(embedder.fingerprint), own)
    centred = centre(base.vectors, languages, means, role="passage")
    settings = RefreshSettings()
    store = ReleaseStore(var / "releases")
    stages: list[Stage] = []
    with store.building() as folder:
        for name, build in _stages(base, chunks, centred, settings, embedder).items():
            stages.append(_timed_stage(name, folder, build))
        write_means(folder / MEANS_NAME, means)
        manifest = new_manifest(
            folder,
            embedder=embedder,
            documents=len(base.documents),
            languages=languages,
            settings_hash=settings.fingerprint,
        )
        store.add(folder, manifest)
    store.publish(manifest.release)
    store.prune(keep=1)
    return tuple(stages)


def _stages(
    base: ScaleBase,
    chunks: Sequence[Chunk],
    vectors: Matrix,
    settings: RefreshSettings,
    embedder: E5Embedder,
) -> dict[str, Callable[[Path], None]]:
    """What a release is written by; a new kind of file gets its line here.

    What would need the model for every chunk (vectors of tokens) is taken from the real chunk that
    each was made of, ``base.seeds``: the size on disk and the reading are those of a real release.
    """
    return {
        "content": lambda folder: write_content(folder, base.documents),
        "dense": lambda folder: build_dense(
            folder, vectors, switch_point=settings.exact_search_up_to
        ),
        "lexical": lambda folder: LexicalIndex.build(
            folder, ((chunk.text_for_search, chunk.language) for chunk in chunks)
        ),
        "exact": lambda folder: ExactIndex.build([chunk.identifiers for chunk in chunks]).save(
            folder
        ),
        "spelling": lambda folder: write_spelling(
            folder,
            lambda: (
                (chunk.text_for_search, chunk.language, document.facts.seen_by("customer"))
                for document, pieces in base.documents
                for chunk in pieces
            ),
        ),
        "tokens": lambda folder: _write_tokens(folder, base, chunks, embedder),
    }


def _write_tokens(
    folder: Path, base: ScaleBase, chunks: Sequence[Chunk], embedder: E5Embedder
) -> None:
    """The tokens of every chunk's seed; those of the seeds themselves are embedded once."""
    prior = token_prior(embedder, wanted=True)
    origin = origin_of(prior)
    texts = [chunks[int(seed)].text_for_search for seed in base.seeds]
    with VectorCache(BENCH / "cache" / "vectors.db") as cache:
        embed_new(list(dict.fromkeys(texts)), embedder=embedder, cache=cache, token_origin=origin)
        write_tokens(
            folder,
            token_keys(texts, embedder=embedder, origin=origin),
            lambda some: tokens_of(
                texts[some.start : some.stop], embedder=embedder, cache=cache, origin=origin
            ),
            [chunk.language for chunk in chunks],
            prior=prior,
            means_name=TOKEN_MEANS_NAME,
        )


def _timed_stage(name: str, folder: Path, build: Callable[[Path], None]) -> Stage:
    on_disk = _size(folder)
    # the kernel keeps the highest resident size; 5 sets it back to what is resident now
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = memory("VmHWM")
    started = time.perf_counter()
    build(folder)
    seconds = time.perf_counter() - started
    return Stage(
        name=name,
        seconds=rounded(seconds),
        peak_mib=rounded(memory("VmHWM") - before),
        disk_mib=rounded((_size(folder) - on_disk) / MIB),
    )


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
