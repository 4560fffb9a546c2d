"""The seam where models are exchanged: what every embedder promises.

Two implementations ship, ``index/e5.py`` (the default, onnxruntime) and
``index/sentence_transformer.py`` (any other model); ``tests/contracts/embedder.py`` holds both to
the same promises.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Called with (done, total); drawn at the edge, never here."""

Matrix = NDArray[np.float32]
"""Unit vectors, one a row: shape (texts, dimensions)."""

Role = Literal["question", "passage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVectors:
    """One text as a whole and token by token."""

    vector: NDArray[np.float32]
    """Unit vector, shape (dimensions,)."""
    tokens: Matrix
    """Unit vectors of its own tokens in context, shape (tokens, dimensions)."""
    places: NDArray[np.int64] | None = None
    """Where they lie in the text, half-open character ranges, shape (tokens, 2)."""
    rarities: NDArray[np.float32] | None = None
    """How rare each token is in text of any kind, 0 to 1; None where the model does not tell."""


class Embedder(Protocol):
    """Texts to unit vectors. A vector depends on its text alone, never on its neighbours."""

    @property
    def name(self) -> str:
        """What a person calls the model."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever any vector would: releases and cached vectors are bound to it."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens one window holds, prefix and special tokens included."""
        ...

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """Unit vectors of passages. A text over ``max_tokens`` is windowed, never cut."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, comparable with passages by dot product."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prefix and special tokens."""
        ...

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """Half-open character range of every token of the text alone, in order."""
        ...


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that tells the vectors of tokens too, which the reranker compares."""

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        """The vector ``embed_…`` gives, and those of the tokens, from one run of the model."""
        ...


@runtime_checkable
class AccentReader(Protocol):
    """An embedder whose vocabulary tells which accents a word was typed without."""

    def with_accents(self, form: str, language: str) -> str:
        """A lower-case word as it was likeliest meant, from its BCP 47 base language."""
        ...
