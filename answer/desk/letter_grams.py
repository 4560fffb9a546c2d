"""How a message is worded: its short runs of letters, as a sparse unit vector.

Where an embedder knows what a message is about, runs of letters know how it is put: endings, set
phrases, words of one's trade. Counted by the logarithm, weighed by how rare they are among the
examples, and hashed into a fixed number of places.
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
PLACES = 1 << 17
SHORTEST, LONGEST = 2, 5
_WORD = re.compile(r"\S+")


def letter_grams(text: str) -> tuple[Places, Floats]:
    """The places of a text's runs of letters, and 1 + ln of how often each is met."""
    counts: Counter[int] = Counter()
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
        counts.update(_of_word(word))
    places = np.fromiter(counts, np.int64, len(counts))
    often = np.fromiter((1 + math.log(count) for count in counts.values()), np.float32, len(counts))
    return places, often


def gram_scores(texts: Sequence[str], rareness: Floats, weights: NDArray[np.float16]) -> Floats:
    """Every text's vector, weighed by ``rareness``, times ``weights``, shape (texts, columns)."""
    found = np.zeros((len(texts), weights.shape[1]), np.float32)
    for row, text in enumerate(texts):
        places, often = letter_grams(text)
        values = often * rareness[places]
        length = float(np.linalg.norm(values))
        if length:
            found[row] = (values / length) @ weights[places].astype(np.float32)
    return found


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[int, ...]:
    bordered = f" {word} ".encode("utf-32-le", "surrogatepass")
    letters = len(bordered) // 4
    return tuple(
        zlib.crc32(bordered[4 * start : 4 * (start + size)]) % PLACES
        for size in range(SHORTEST, min(LONGEST, letters) + 1)
        for start in range(letters - size + 1)
    )
