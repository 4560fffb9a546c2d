"""Texts → postings: for every term the chunks that hold it, in order, as plain arrays.

Every posting is one 64-bit number while an index is built, so that millions of them are sorted
where they lie: 100,000 chunks take 240 MB at the peak instead of 480.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import positions
from ingest.language import primary

_CHUNK_BITS, _COUNT_BITS = 28, 8
"""Of a posting in one 64-bit number while an index is built: the term above, the count below."""
_BLOCK = 1 << 20


def token_key(token: str) -> int:
    """64 bits of a token: with a million terms two share one with a chance of 3 in 10⁸."""
    digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTerms:
    """The terms of one text."""

    keys: NDArray[np.uint64]
    """Each once."""
    counts: NDArray[np.uint8]
    """How often each stands there, 255 at most."""
    length: int
    """Positions of the text."""


def terms_of(text: str, language: str) -> TextTerms:
    """The terms of a text."""
    found = positions(text, language=language)
    counts = Counter(form for position in found for slot in position for form in slot)
    return TextTerms(
        keys=np.fromiter(map(token_key, counts), np.uint64, len(counts)),
        counts=np.fromiter((min(count, 255) for count in counts.values()), np.uint8, len(counts)),
        length=len(found),
    )


def postings(
    texts: Iterable[tuple[TextTerms, str]], *, progress: Callable[[int], None] | None = None
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The arrays of ``(terms, language)`` in the chunks' order, and the languages by their codes.

    ``terms`` (sorted keys), ``starts`` (of each term's row, and the end), ``ordinals`` and
    ``counts`` (of all rows), ``lengths`` and ``languages`` (of every chunk).
    """
    languages: dict[str, int] = {}
    keys, counts, ends = array("Q"), array("B"), array("Q", [0])
    lengths, chunk_languages = array("I"), array("H")
    for ordinal, (found, language) in enumerate(texts):
        keys.frombytes(found.keys.tobytes())
        counts.frombytes(found.counts.tobytes())
        ends.append(len(keys))
        lengths.append(found.length)
        chunk_languages.append(languages.setdefault(primary(language), len(languages)))
        if progress is not None:
            progress(ordinal + 1)
    arrays: dict[str, NDArray[Any]] = {
        **_sorted(keys, counts, ends),
        "lengths": np.array(lengths, np.uint32),
        "languages": np.array(chunk_languages, np.uint16),
    }
    return arrays, list(languages)


def _sorted(
    keys: "array[int]", counts: "array[int]", ends: "array[int]"
) -> dict[str, NDArray[Any]]:
    """The postings by the order of their terms' keys, then by chunk; ``keys`` is used up.

    Sorted where they lie: beside them stands only what is written, not four copies of all.
    """
    packed = np.frombuffer(keys, np.uint64) if keys else np.empty(0, np.uint64)
    occurrences = np.frombuffer(counts, np.uint8) if counts else np.empty(0, np.uint8)
    places = np.frombuffer(ends, np.uint64)
    terms = np.unique(packed)
    shift, count_bits = np.uint64(_CHUNK_BITS + _COUNT_BITS), np.uint64(_COUNT_BITS)
    for start in range(0, len(packed), _BLOCK):
        part = packed[start : start + _BLOCK]
        rows = np.arange(start, start + len(part), dtype=np.uint64)
        chunks = (np.searchsorted(places, rows, side="right") - 1).astype(np.uint64)
        ranks = np.searchsorted(terms, part).astype(np.uint64)
        part[:] = ranks << shift | chunks << count_bits | occurrences[start : start + _BLOCK]
    packed.sort()
    ordinals, sorted_counts = np.empty(len(packed), np.uint32), np.empty(len(packed), np.uint8)
    rest = np.uint64((1 << _CHUNK_BITS + _COUNT_BITS) - 1)
    for start in range(0, len(packed), _BLOCK):
        part = packed[start : start + _BLOCK] & rest
        ordinals[start : start + _BLOCK] = part >> count_bits
        sorted_counts[start : start + _BLOCK] = part & np.uint64(255)
    firsts = np.arange(len(terms) + 1, dtype=np.uint64) << shift
    return {
        "terms": terms,
        "starts": np.searchsorted(packed, firsts).astype(np.int64),
        "ordinals": ordinals,
        "counts": sorted_counts,
    }
