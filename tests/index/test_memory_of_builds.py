"""What a first build keeps in memory of every small file, counted in bytes and never timed."""

import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.build_progress import BuildProgress
from index.embed import BATCH_TEXTS
from index.embedder import Matrix, Progress
from index.refresh import RefreshSettings, refresh
from index.store import ReleaseStore
from tests.hashing_embedder import HashingEmbedder

FILES, WARM = 70, 10
"""So many are read before bytes are counted: what is loaded once is loaded then."""
MOST_BYTES_OF_A_DOCUMENT = 8_000
"""Text, blocks, chunk and facts of a line or two are about 3,000."""
MOST_BYTES_OF_A_VECTOR = 1_000
"""The rows of the matrix are there from the beginning."""
TOKENS = 20


class ViewGivingEmbedder(HashingEmbedder):
    """Its vectors are views of matrices of tokens, as a model may give them: 40 KB a text."""

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        vectors = super().embed_passages(texts, progress=progress)
        with_tokens: Matrix = np.repeat(vectors[:, None], 1 + TOKENS, axis=1)
        whole: Matrix = with_tokens[:, 0]
        return whole


def test_a_first_build_keeps_little_of_every_small_file(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(FILES):
        text = f"# Part {number}\n\nThe part P-{number:06} takes {number % 7} screws."
        (documents / f"part-{number:06}.md").write_text(text, encoding="utf-8")
    held: dict[tuple[str, int], int] = {}

    def note(now: BuildProgress) -> None:
        if (now.stage, now.done) == ("reading", WARM):
            tracemalloc.start()
        held[now.stage, now.done] = tracemalloc.get_traced_memory()[0]

    try:
        refresh(
            documents,
            store=ReleaseStore(tmp_path / "releases"),
            cache_dir=tmp_path / "cache",
            embedder=ViewGivingEmbedder(),
            settings=RefreshSettings(),
            progress=note,
        )
    finally:
        tracemalloc.stop()
    of_documents = held["reading", FILES] - held["reading", WARM]
    assert 1_000 < of_documents / (FILES - WARM) < MOST_BYTES_OF_A_DOCUMENT
    of_vectors = held["embedding", 2 * BATCH_TEXTS] - held["embedding", BATCH_TEXTS]
    assert of_vectors / BATCH_TEXTS < MOST_BYTES_OF_A_VECTOR
