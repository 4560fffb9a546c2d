"""How much each token of a question says, before any passage is looked at.

Two kinds of rarity, multiplied: that of the words a token stands in, among the words of the
release, and that of the token itself, in text of any kind. The first knows what every passage of a
base speaks of ("device" in its manuals); the second knows the small words of every language, also
of one in which the release has no passage. Punctuation has neither.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST = 0.05
"""No token says nothing at all: a question may hold no other."""
_WORD = re.compile(r"\w+")
_WRITTEN_WITHOUT_SPACES = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3\u3005\u3007\u3041-\u30ff"
    "\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def token_weights(
    text: str,
    places: NDArray[np.int64],
    rarities: Floats,
    *,
    rarity_of: Callable[[str], float],
) -> Floats:
    """A weight for every token of a question, shape (tokens,), from ``LEAST`` squared to 1.

    ``places`` are the tokens' character ranges in ``text``, shape (tokens, 2); ``rarities`` theirs
    in text of any kind, and ``rarity_of`` that of the words of a piece of text in the release, both
    from 0 to 1.
    """
    known = lru_cache(maxsize=None)(rarity_of)
    words = [match.span() for match in _WORD.finditer(text)]
    of_words = [known(_around(text, words, int(start), int(end))) for start, end in places]
    result: Floats = np.clip(np.array(of_words, np.float32), LEAST, 1.0) * np.clip(
        rarities, LEAST, 1.0
    )
    return result.astype(np.float32)


def _around(text: str, words: list[tuple[int, int]], start: int, end: int) -> str:
    """The word that a token is a part of; where words are not told apart, its neighbours' edges."""
    if _WRITTEN_WITHOUT_SPACES.search(text, start, end):
        return text[max(0, start - 1) : end + 1]
    return next((text[a:b] for a, b in words if a < end and start < b), "")
