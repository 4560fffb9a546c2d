"""A question's vectors as they are compared: centred by language, identifiers weighed less."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.centre import LanguageMeans, centre
from index.embedder import Embedder, Matrix, TextVectors, TokenEmbedder
from index.token_codes import turn
from index.token_weights import token_weights

LETTERS_THAT_ASK = 3
"""A question that is hardly more than an identifier is embedded as it stands."""
LONG_QUESTION_CHARACTERS = 1_000
"""In a text this long no identifier draws the vector: it is embedded once, as it stands."""
QUESTION_TOKENS = 128
"""Of a long question, evenly spread, that are compared with the candidates' tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVectors:
    """A question's centred unit vectors: the whole, and its tokens as coded tokens are turned."""

    vector: NDArray[np.float32]
    """Shape (dimensions,)."""
    tokens: Matrix
    """Shape (tokens, dimensions); none where the release keeps no tokens."""
    token_weights: NDArray[np.float32]
    """How much each of them says before any passage is looked at, shape (tokens,)."""


def embed_question(
    text: str,
    *,
    rest: str,
    language: str,
    embedder: Embedder,
    means: LanguageMeans,
    token_means: LanguageMeans,
    token_origin: NDArray[np.float32] | None,
    rarity_of: Callable[[str], float],
) -> QuestionVectors:
    """The vectors of ``text``, whose words without its identifiers are ``rest``.

    A model number draws a vector to every passage that names it, whatever that says of it. The
    mean of the question as asked and without its identifiers keeps what is asked about them:
    +0.01 to +0.03 MRR on questions with identifiers (``scripts/benchmark_retrieval.py``).
    ``token_origin`` is the release's; None where it keeps no tokens. ``rarity_of`` tells how rare
    the words of a piece of the text are in the release, 0 to 1.
    """
    further = [rest] if rest != text and sum(map(str.isalpha, rest)) >= LETTERS_THAT_ASK else []
    tokens: Matrix = np.zeros((0, embedder.dimensions), np.float32)
    weights = np.zeros(0, np.float32)
    if token_origin is not None and isinstance(embedder, TokenEmbedder):
        whole = embedder.embed_with_tokens(text, role="question")
        kept = _spread(len(whole.tokens))
        turned = turn(whole.tokens[kept], origin=token_origin)
        weights = _weights(text, whole, kept, rarity_of)
        tokens = centre(turned, [language] * len(turned), token_means, role="question")
        vectors = np.concatenate([whole.vector[None], embedder.embed_questions(further)])
    else:
        vectors = embedder.embed_questions([text, *further])
    centred = centre(vectors, [language] * len(vectors), means, role="question")
    mean = centred.mean(axis=0)
    unit = np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
    return QuestionVectors(vector=unit, tokens=tokens, token_weights=weights)


def _spread(count: int) -> NDArray[np.int64]:
    """The tokens that are compared."""
    return np.linspace(0, count - 1, min(count, QUESTION_TOKENS)).astype(np.int64)


def _weights(
    text: str,
    vectors: TextVectors,
    kept: NDArray[np.int64],
    rarity_of: Callable[[str], float],
) -> NDArray[np.float32]:
    """Alike where the model does not tell what its tokens are."""
    if vectors.places is None or vectors.rarities is None:
        return np.ones(len(kept), np.float32)
    return token_weights(text, vectors.places[kept], vectors.rarities[kept], rarity_of=rarity_of)
