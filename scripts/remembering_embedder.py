"""The default model with its vectors kept on disk, questions too: a second run embeds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.e5 import E5Embedder
from index.embed import VectorCache, embed_new
from index.embedder import Matrix, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """The embedder with questions in the passages' place, so that they are cached the same way."""

    inner: E5Embedder
    name: str
    fingerprint: str
    dimensions: int
    max_tokens: int

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        return self.inner.embed_questions(texts)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self.inner.embed_questions(texts)

    def count_tokens(self, text: str) -> int:
        return self.inner.count_tokens(text)

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        return self.inner.token_offsets(text)


class RememberingE5(E5Embedder):
    """Same vectors, same fingerprint; times taken with it say nothing about the model."""

    def __init__(self, folder: Path, *, cache: VectorCache, threads: int = 0) -> None:
        super().__init__(folder, threads=threads)
        plain = E5Embedder(folder, threads=threads)
        self._cache = cache
        self._asker = _Asker(
            inner=plain,
            name=plain.name,
            fingerprint=f"questions of {plain.fingerprint}",
            dimensions=plain.dimensions,
            max_tokens=plain.max_tokens,
        )

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, dimensions)."""
        return embed_new(texts, embedder=self._asker, cache=self._cache)

    def remembered_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of whole texts, shape (texts, dimensions)."""
        return embed_new(texts, embedder=self._asker.inner, cache=self._cache)
