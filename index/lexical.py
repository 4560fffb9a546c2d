"""Lexical search: BM25 over the tokens of ``index.tokens``, exact, from memory-mapped arrays.

Postings instead of SQLite FTS5 over the same tokens (``scripts/benchmark_lexical.py --fts5``; 20000
chunks on a busy machine: p50 1.7 ms against 17 ms, or 12 ms without the frequent terms): every term
counts, a mask of allowed chunks costs nothing, term-base expansions weigh less than the customer's
own words, and the files are immutable and shared by all threads without connections.

BM25 as in Robertson and Zaragoza, *The Probabilistic Relevance Framework* (2009), with Lucene's
always positive idf. Two choices of our own:

* the forms of one slot compete, the best counts: a word with an accent is not worth two words;
* a chunk's length is its number of positions over the mean of its language, since languages differ
  in how many tokens a page has;
* document frequencies are counted among the chunks of the question's language where there are
  enough of them: among chunks of ten languages every German article would look rare
  (XQuAD, 12 languages in one pool: MRR 0.943 without, 0.953 with).
"""

import hashlib
import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import positions, query_positions
from ingest.errors import IndexBroken
from ingest.language import primary

K1 = 1.2
B = 0.75
EXPANSION_WEIGHT = 0.5
"""Of a term-base translation or synonym, against 1 for what the customer wrote."""
ENOUGH_OF_A_LANGUAGE = 50
"""Chunks from which on a language has document frequencies of its own."""

_VERSION = 1
_ARRAYS = ("terms", "starts", "ordinals", "counts", "lengths", "languages")


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalHit:
    """One chunk that shares words with the question."""

    ordinal: int
    score: float
    """BM25; compares within one question only."""


def _key(token: str) -> int:
    """64 bits of a token: with a million terms two share one with a chance of 3 in 10⁸."""
    digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _path(directory: Path, name: str) -> Path:
    return directory / f"lexical-{name}.npy"


class LexicalIndex:
    """The postings of one release. Read-only, safe for many threads."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], languages: Sequence[str]) -> None:
        self._terms = arrays["terms"]
        self._starts = arrays["starts"]
        self._ordinals = arrays["ordinals"]
        self._counts = arrays["counts"]
        self._chunk_languages = arrays["languages"]
        lengths = np.asarray(arrays["lengths"], np.float32)
        self.size = len(lengths)
        self._languages = {tag: code for code, tag in enumerate(languages)}
        chunks = np.bincount(self._chunk_languages, minlength=len(languages))
        totals = np.bincount(self._chunk_languages, lengths, minlength=len(languages))
        enough = chunks >= ENOUGH_OF_A_LANGUAGE
        mean = max(float(lengths.mean()), 1.0) if self.size else 1.0
        means = np.where(enough, totals / np.maximum(chunks, 1), mean).clip(min=1.0)
        relative = lengths / means[self._chunk_languages] if self.size else lengths
        self._norms = (K1 * (1.0 - B + B * relative)).astype(np.float32)
        self._chunks_of_language = np.where(enough, chunks, 0).tolist()

    @staticmethod
    def build(
        directory: Path,
        texts: Iterable[tuple[str, str]],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Writes the index of ``(text_for_search, language)``, in the chunks' order.

        ``progress`` is called with the number of texts done.
        """
        term_ids: dict[str, int] = {}
        languages: dict[str, int] = {}
        posting_terms, posting_chunks, posting_counts = array("I"), array("I"), array("B")
        lengths, chunk_languages = array("I"), array("H")
        for ordinal, (text, language) in enumerate(texts):
            found = positions(text, language=language)
            counts = Counter(form for position in found for slot in position for form in slot)
            for token, count in counts.items():
                posting_terms.append(term_ids.setdefault(token, len(term_ids)))
                posting_chunks.append(ordinal)
                posting_counts.append(min(count, 255))
            lengths.append(len(found))
            chunk_languages.append(languages.setdefault(primary(language), len(languages)))
            if progress is not None:
                progress(ordinal + 1)
        keys = np.fromiter((_key(token) for token in term_ids), np.uint64, len(term_ids))
        by_key = np.argsort(keys, kind="stable")
        rank = np.empty(len(keys), np.int64)
        rank[by_key] = np.arange(len(keys))
        terms = rank[np.frombuffer(posting_terms, np.uint32)] if posting_terms else rank[:0]
        order = np.argsort(terms, kind="stable")
        sizes = np.bincount(terms, minlength=len(keys))
        arrays: dict[str, NDArray[Any]] = {
            "terms": keys[by_key],
            "starts": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            "ordinals": np.array(posting_chunks, np.uint32)[order],
            "counts": np.array(posting_counts, np.uint8)[order],
            "lengths": np.array(lengths, np.uint32),
            "languages": np.array(chunk_languages, np.uint16),
        }
        for name in _ARRAYS:
            np.save(_path(directory, name), arrays[name], allow_pickle=False)
        about = {"version": _VERSION, "languages": list(languages)}
        (directory / "lexical.json").write_text(json.dumps(about) + "\n", encoding="utf-8")

    @classmethod
    def open(cls, directory: Path) -> "LexicalIndex":
        """The index in ``directory``, memory-mapped; raises ``IndexBroken`` if it does not load."""
        try:
            about = json.loads((directory / "lexical.json").read_text(encoding="utf-8"))
            arrays = {
                name: np.load(_path(directory, name), mmap_mode="r", allow_pickle=False)
                for name in _ARRAYS
            }
            if about["version"] != _VERSION:
                raise IndexBroken(
                    f"lexical index in {str(directory)!r} has version {about['version']!r}, "
                    f"this program reads {_VERSION}; run 'tradewind reindex'"
                )
            return cls(arrays, about["languages"])
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise IndexBroken(
                f"lexical index in {str(directory)!r} does not load ({error}); "
                f"run 'tradewind reindex'"
            ) from error

    def search(
        self,
        text: str,
        *,
        language: str,
        limit: int,
        allowed: NDArray[np.bool_] | None = None,
        expanded_terms: Sequence[str] = (),
    ) -> tuple[LexicalHit, ...]:
        """At most ``limit`` chunks that share words with the question, best first.

        ``allowed`` has one truth value a chunk. Equal scores are ordered by ordinal.
        """
        scores = np.zeros(self.size, np.float32)
        for weight, places in self._wanted(text, language, expanded_terms):
            if len(places) == 1:
                chunks, gains = self._gains(places[0], language)
                scores[chunks] += np.float32(weight) * gains
                continue
            best = np.zeros(self.size, np.float32)
            for chunks, gains in (self._gains(place, language) for place in places):
                best[chunks] = np.maximum(best[chunks], gains)
            scores += np.float32(weight) * best
        if allowed is not None:
            scores[~allowed] = 0.0
        found = np.flatnonzero(scores)
        if len(found) > limit:
            least = np.partition(scores[found], len(found) - limit)[len(found) - limit]
            found = found[scores[found] >= least]
        order = np.lexsort((found, -scores[found]))[:limit]
        return tuple(
            LexicalHit(ordinal=int(chunk), score=float(scores[chunk])) for chunk in found[order]
        )

    def coverage(self, text: str, language: str, ordinal: int) -> float:
        """The share of the question's words that a chunk has, weighted by idf; 0 to 1.

        A word counts once, by any of its forms; one that no chunk has counts as the rarest.
        """
        total = covered = 0.0
        for position in dict.fromkeys(positions(text, language=language)):
            places = self._places(form for slot in position for form in slot)
            weight = max(
                (self._idf(place, language) for place in places), default=_idf(0, self.size)
            )
            total += weight
            if any(self._has(place, ordinal) for place in places):
                covered += weight
        return covered / total if total else 0.0

    def _wanted(
        self, text: str, language: str, expanded_terms: Sequence[str]
    ) -> list[tuple[float, list[int]]]:
        """Weight and places of the forms of every slot of the question that the index has."""
        weights: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for position in query_positions(text, language=language):
            for slot in position:
                weights[slot] += 1.0
        for term in expanded_terms:
            for position in positions(term, language=language):
                for slot in position:
                    weights.setdefault(slot, EXPANSION_WEIGHT)
        found = ((weight, self._places(slot)) for slot, weight in weights.items())
        return [(weight, places) for weight, places in found if places]

    def _places(self, forms: Iterable[str]) -> list[int]:
        return [place for place in map(self._place, forms) if place is not None]

    def _gains(self, place: int, language: str) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """The chunks that hold a term, and what it adds to the score of each."""
        chunks, counts = self._postings(place)
        factor = np.float32((K1 + 1.0) * self._idf(place, language))
        gains = factor * counts / (counts + self._norms[chunks])
        return chunks, gains.astype(np.float32, copy=False)

    def _place(self, token: str) -> int | None:
        key = np.uint64(_key(token))
        place = int(np.searchsorted(self._terms, key))
        return place if place < len(self._terms) and self._terms[place] == key else None

    def _postings(self, place: int) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        here = slice(int(self._starts[place]), int(self._starts[place + 1]))
        return self._ordinals[here], self._counts[here].astype(np.float32)

    def _has(self, place: int, ordinal: int) -> bool:
        chunks, _ = self._postings(place)
        at = int(np.searchsorted(chunks, ordinal))
        return at < len(chunks) and int(chunks[at]) == ordinal

    def _idf(self, place: int, language: str) -> float:
        chunks, _ = self._postings(place)
        general = _idf(len(chunks), self.size)
        code = self._languages.get(primary(language))
        if code is None or not self._chunks_of_language[code]:
            return general
        among = int(np.count_nonzero(self._chunk_languages[chunks] == code))
        return min(general, _idf(among, self._chunks_of_language[code]))


def _idf(holders: int, size: int) -> float:
    return math.log(1.0 + (size - holders + 0.5) / (holders + 0.5))
