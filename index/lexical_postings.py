"""Texts → postings: for every term the chunks that hold it, in order, as plain arrays.

Every posting is one 64-bit number while an index is built, so that millions of them are sorted
where they lie: 100,000 chunks take 240 MB at the peak instead of 480.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
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


def postings(
    texts: Iterable[tuple[str, str]], *, progress: Callable[[int], None] | None = None
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """The arrays of ``(text, language)`` in the chunks' order, and the languages by their codes.

    ``terms`` (sorted keys), ``starts`` (of each term's row, and the end), ``ordinals`` and
    ``counts`` (of all rows), ``lengths`` and ``languages`` (of every chunk).
    """
    term_ids: dict[str, int] = {}
    languages: dict[str, int] = {}
    packed = array("Q")
    lengths, chunk_languages = array("I"), array("H")
    for ordinal, (text, language) in enumerate(texts):
        found = positions(text, language=language)
        counts = Counter(form for position in found for slot in position for form in slot)
        chunk = ordinal << _COUNT_BITS
        packed.extend(
            term_ids.setdefault(token, len(term_ids)) << _CHUNK_BITS + _COUNT_BITS
            | chunk
            | min(count, 255)
            for token, count in counts.items()
        )
        lengths.append(len(found))
        chunk_languages.append(languages.setdefault(primary(language), len(languages)))
        if progress is not None:
            progress(ordinal + 1)
    keys = np.fromiter((token_key(token) for token in term_ids), np.uint64, len(term_ids))
    term_ids.clear()
    arrays: dict[str, NDArray[Any]] = {
        **_sorted(packed, keys),
        "lengths": np.array(lengths, np.uint32),
        "languages": np.array(chunk_languages, np.uint16),
    }
    return arrays, list(languages)


def _sorted(postings: "array[int]", keys: NDArray[np.uint64]) -> dict[str, NDArray[Any]]:
    """The postings by the order of their terms' keys, then by chunk; ``postings`` is used up.

    Sorted where they lie: beside them stands only what is written, not four copies of all.
    """
    by_key = np.argsort(keys, kind="stable")
    rank = np.empty(len(keys), np.uint64)
    rank[by_key] = np.arange(len(keys), dtype=np.uint64)
    packed = np.frombuffer(postings, np.uint64) if postings else np.empty(0, np.uint64)
    shift = np.uint64(_CHUNK_BITS + _COUNT_BITS)
    rest = np.uint64((1 << _CHUNK_BITS + _COUNT_BITS) - 1)
    for start in range(0, len(packed), _BLOCK):
        part = packed[start : start + _BLOCK]
        part[:] = rank[part >> shift] << shift | part & rest
    packed.sort()
    ordinals, counts = np.empty(len(packed), np.uint32), np.empty(len(packed), np.uint8)
    for start in range(0, len(packed), _BLOCK):
        part = packed[start : start + _BLOCK] & rest
        ordinals[start : start + _BLOCK] = part >> np.uint64(_COUNT_BITS)
        counts[start : start + _BLOCK] = part & np.uint64(255)
    ends = np.arange(len(keys) + 1, dtype=np.uint64) << shift
    return {
        "terms": keys[by_key],
        "starts": np.searchsorted(packed, ends).astype(np.int64),
        "ordinals": ordinals,
        "counts": counts,
    }
