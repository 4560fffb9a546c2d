"""An embedder that needs no model: words hashed into a vector. For builds whose speed matters.

It passes the whole contract of embedders (``tests/index/test_hashing_embedder.py``).
"""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.embedder import Matrix, Progress

_TOKEN = re.compile(r"[^\W_]{1,12}|\S")


class HashingEmbedder:
    """Counts of hashed words as unit vectors; remembers every passage it was given."""

    name = "hashing"
    dimensions = 512
    max_tokens = 512

    def __init__(self, fingerprint: str = "hashing-1") -> None:
        self.fingerprint = fingerprint
        self.passages: list[str] = []

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        self.passages.extend(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return self._vectors(texts)

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self._vectors(texts)

    def count_tokens(self, text: str) -> int:
        return len(self.token_offsets(text))

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        return tuple(found.span() for found in _TOKEN.finditer(text))

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            # a bit of everything, so that a text without words has a direction too
            vectors[row, 0] = 0.1
            for start, end in self.token_offsets(text.casefold()):
                word = text.casefold()[start:end].encode("utf-8", "surrogatepass")
                digest = hashlib.blake2b(word, digest_size=4).digest()
                vectors[row, 1 + int.from_bytes(digest, "big") % (self.dimensions - 1)] += 1
        unit: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
