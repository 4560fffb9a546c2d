"""How much two texts in one language have word for word in common. Pure.

Runs of five words (of five characters where words are not set apart) are compared as sets (A. Z.
Broder, On the resemblance and containment of documents, 1997).
"""

import re

RUN = 5
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_]+")

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """The runs of a text; of a shorter one, itself."""
    tokens = _TOKEN.findall(text.casefold())
    if len(tokens) <= RUN:
        return frozenset({hash(tuple(tokens))}) if tokens else frozenset()
    return frozenset(hash(tuple(tokens[i : i + RUN])) for i in range(len(tokens) - RUN + 1))


def containment(one: Shingles, two: Shingles) -> float:
    """The share of the smaller text that stands in the other."""
    least = min(len(one), len(two))
    return len(one & two) / least if least else 0.0
