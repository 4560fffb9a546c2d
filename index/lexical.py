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

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.lexical_postings import TextTerms, postings, terms_of, token_key
from index.lexical_ranking import best_first, within_reach
from index.tokens import positions, query_positions
from ingest.errors import IndexBroken
from ingest.language import primary

K1 = 1.2
B = 0.75
EXPANSION_WEIGHT = 0.5
"""Of a term-base translation or synonym, against 1 for what the customer wrote."""
ENOUGH_OF_A_LANGUAGE = 50
"""Chunks from which on a language has document frequencies of its own."""
FREQUENT = 2_048
"""Postings from which on it is worth asking whether a term can still bring in a new chunk."""
TERMS_KEPT = 16_384
"""Terms whose rarity is kept: counting a frequent one takes as long as adding it up."""

_VERSION = 1
_ARRAYS = ("terms", "starts", "ordinals", "counts", "lengths", "languages")


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalHit:
    """One chunk that shares words with the question."""

    ordinal: int
    score: float
    """BM25; compares within one question only."""


def _path(directory: Path, name: str) -> Path:
    return directory / f"lexical-{name}.npy"


class LexicalIndex:
    """The postings of one release. Read-only, safe for many threads."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], languages: Sequence[str]) -> None:
        # plain views: numpy's own class for mapped files costs microseconds at every slice
        self._terms = np.asarray(arrays["terms"])
        self._starts = np.asarray(arrays["starts"])
        self._ordinals = np.asarray(arrays["ordinals"])
        self._counts = np.asarray(arrays["counts"])
        self._chunk_languages = np.asarray(arrays["languages"])
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
        self._idf = lru_cache(maxsize=TERMS_KEPT)(self._measured_idf)

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
        terms = ((terms_of(text, language), language) for text, language in texts)
        LexicalIndex.build_of_terms(directory, terms, progress=progress)

    @staticmethod
    def build_of_terms(
        directory: Path,
        texts: Iterable[tuple[TextTerms, str]],
        *,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Writes the index of texts whose terms are known, in the chunks' order."""
        arrays, languages = postings(texts, progress=progress)
        for name in _ARRAYS:
            np.save(_path(directory, name), arrays[name], allow_pickle=False)
        about = {"version": _VERSION, "languages": languages}
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
        wanted = self._wanted(text, language, expanded_terms)
        scores = np.zeros(self.size, np.float32)
        best = np.zeros(self.size, np.float32)
        left = sum(slot.most for slot in wanted)
        for number, slot in enumerate(wanted):
            if slot.holders >= FREQUENT and left < float(scores.max(initial=0.0)):
                candidates = within_reach(scores, limit=limit, left=left, allowed=allowed)
                if candidates is not None and len(candidates) < slot.holders:
                    self._complete(scores, candidates, wanted[number:], language)
                    return _hits(scores, best_first(scores, candidates, limit))
            self._add(scores, best, slot, language)
            left -= slot.most
        found = np.flatnonzero(scores > 0.0)
        if allowed is not None:
            found = found[allowed[found]]
        return _hits(scores, best_first(scores, found, limit))

    def _add(
        self, scores: NDArray[np.float32], best: NDArray[np.float32], slot: "_Wanted", language: str
    ) -> None:
        """Adds a slot to the score of every chunk that has it; ``best`` is all 0 again after."""
        weight = np.float32(slot.weight)
        gains_of_forms = [self._gains(place, language) for place in slot.places]
        if len(gains_of_forms) == 1:
            [(chunks, gains)] = gains_of_forms
            scores[chunks] += weight * gains
            return
        for chunks, gains in gains_of_forms:
            best[chunks] = np.maximum(best[chunks], gains)
        for chunks, _ in gains_of_forms:
            scores[chunks] += weight * best[chunks]
            best[chunks] = 0.0

    def _complete(
        self,
        scores: NDArray[np.float32],
        candidates: NDArray[np.int64],
        slots: Sequence["_Wanted"],
        language: str,
    ) -> None:
        """Adds the slots to the scores of the candidates alone."""
        looked_for = candidates.astype(np.uint32)
        norms = self._norms[candidates]
        completed = scores[candidates]
        for slot in slots:
            best = np.zeros(len(candidates), np.float32)
            for place in slot.places:
                here = slice(int(self._starts[place]), int(self._starts[place + 1]))
                chunks = self._ordinals[here]
                at = np.searchsorted(chunks, looked_for)
                at[at == len(chunks)] = 0
                counts = np.where(chunks[at] == looked_for, self._counts[here][at], 0)
                best = np.maximum(best, self._gain(place, language, counts, norms))
            completed += np.float32(slot.weight) * best
        scores[candidates] = completed

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

    def rarity(self, text: str, language: str) -> float:
        """How rare the words of a text are: 0 for none, 1 for words that no chunk has.

        The mean of their idf, each by its most frequent form, over that of a word no chunk has.
        """
        rarest = _idf(0, self.size)
        found: list[float] = []
        for position in positions(text, language=language):
            places = self._places(form for slot in position for form in slot)
            found.append(min((self._idf(place, language) for place in places), default=rarest))
        return sum(found) / (len(found) * rarest) if found else 0.0

    def _wanted(self, text: str, language: str, expanded_terms: Sequence[str]) -> list["_Wanted"]:
        """The slots of the question that the index has, those that can add most first."""
        weights: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for position in query_positions(text, language=language):
            for slot in position:
                weights[slot] += 1.0
        for term in expanded_terms:
            for position in positions(term, language=language):
                for slot in position:
                    weights.setdefault(slot, EXPANSION_WEIGHT)
        found = ((weight, self._places(slot)) for slot, weight in weights.items())
        wanted = [
            _Wanted(
                weight=weight,
                places=places,
                most=weight * (K1 + 1.0) * max(self._idf(place, language) for place in places),
                holders=sum(int(self._starts[p + 1] - self._starts[p]) for p in places),
            )
            for weight, places in found
            if places
        ]
        return sorted(wanted, key=lambda slot: (-slot.most, slot.places))

    def _places(self, forms: Iterable[str]) -> list[int]:
        return [place for place in map(self._place, forms) if place is not None]

    def _gains(self, place: int, language: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The chunks that hold a term, and what it adds to the score of each."""
        here = slice(int(self._starts[place]), int(self._starts[place + 1]))
        chunks = self._ordinals[here].astype(np.int64)  # once, not at every use as an index
        return chunks, self._gain(place, language, self._counts[here], self._norms[chunks])

    def _gain(
        self,
        place: int,
        language: str,
        counts: NDArray[np.integer[Any]],
        norms: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        factor = np.float32((K1 + 1.0) * self._idf(place, language))
        real = counts.astype(np.float32)
        gains: NDArray[np.float32] = factor * real / (real + norms)
        return gains

    def _place(self, token: str) -> int | None:
        key = np.uint64(token_key(token))
        place = int(np.searchsorted(self._terms, key))
        return place if place < len(self._terms) and self._terms[place] == key else None

    def _chunks(self, place: int) -> NDArray[np.uint32]:
        """The chunks that hold a term, in order."""
        chunks: NDArray[np.uint32] = self._ordinals[self._starts[place] : self._starts[place + 1]]
        return chunks

    def _has(self, place: int, ordinal: int) -> bool:
        chunks = self._chunks(place)
        at = int(np.searchsorted(chunks, np.uint32(ordinal)))
        return at < len(chunks) and int(chunks[at]) == ordinal

    def _measured_idf(self, place: int, language: str) -> float:
        chunks = self._chunks(place)
        general = _idf(len(chunks), self.size)
        code = self._languages.get(primary(language))
        if code is None or not self._chunks_of_language[code]:
            return general
        among = int(np.count_nonzero(self._chunk_languages[chunks] == code))
        return min(general, _idf(among, self._chunks_of_language[code]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A slot of the question that some chunk has."""

    weight: float
    places: list[int]
    """Of its forms among the terms."""
    most: float
    """It adds less than this to any score."""
    holders: int


def _hits(scores: NDArray[np.float32], order: NDArray[np.int64]) -> tuple[LexicalHit, ...]:
    return tuple(LexicalHit(ordinal=int(chunk), score=float(scores[chunk])) for chunk in order)


def _idf(holders: int, size: int) -> float:
    return math.log(1.0 + (size - holders + 0.5) / (holders + 0.5))
