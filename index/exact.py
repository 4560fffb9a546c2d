"""Identifiers found exactly, however carelessly typed: the third retriever.

A question is cut into windows (``ingest.identifier_windows``); each is looked up, best way first:

1. exact: the window is an identifier of the release;
2. prefix: the release knows variants of what was typed (asked ``XR-200``, known ``XR-200A/5V``), or
   what was typed is a known identifier with an option (asked ``XR-200A-EU``, known ``XR-200A``);
3. part: the window is a later part of a known identifier (asked ``DevKitC-1``);
4. fuzzy, only where nothing else was found: one typing error, or O for 0 and I or l for 1.

What a window claims, no worse match may use again. Rare identifiers weigh more than common ones.
"""

import json
import math
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.identifier_vocabulary import (
    MIN_FUZZY,
    MIN_PART,
    DeletionTable,
    IdentifierVocabulary,
    deletion_table,
)
from ingest.errors import IndexBroken
from ingest.identifier import Identifier, IdentifierKind
from ingest.identifier_form import components, squeezed
from ingest.identifier_windows import Window, windows
from ingest.identifiers import extract

Mask = NDArray[np.bool_]
MatchKind = Literal["exact", "prefix", "part", "fuzzy"]

VOCABULARY_FILE = "exact.json"
ARRAYS_FILE = "exact.npz"
SCHEMA_VERSION = 1

WEIGHTS: dict[MatchKind, float] = {"exact": 1.0, "prefix": 0.6, "fuzzy": 0.5, "part": 0.4}
"""The order matters, not the sizes: what was asked for stands before its variants."""
MIN_PREFIX = 3
MAX_SUGGESTIONS = 5
MAX_TYPED_SPACES = 3
"""A typo is looked for in names typed with at most so many spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactMatch:
    """A known identifier that the question names."""

    canonical: str
    matched: str
    """As typed in the question."""
    kind: MatchKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactHit:
    """A chunk that holds identifiers the question names."""

    ordinal: int
    score: float
    fuzzy: bool
    """Only matches within one typing error found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactResult:
    """What the question names, and the chunks that hold it, best first."""

    matches: tuple[ExactMatch, ...]
    hits: tuple[ExactHit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """Which chunks hold each identifier, as compressed rows in the vocabulary's order."""

    chunk_ordinals: NDArray[np.int32]
    row_starts: NDArray[np.int64]
    """Shape (identifiers + 1,)."""
    chunk_count: int

    def chunks(self, number: int) -> NDArray[np.int32]:
        """Ordinals of the chunks that hold identifier ``number``."""
        return self.chunk_ordinals[self.row_starts[number] : self.row_starts[number + 1]]


class ExactIndex:
    """The identifiers of one release. Safe for many threads: it only reads."""

    def __init__(self, vocabulary: IdentifierVocabulary, postings: Postings) -> None:
        self._vocabulary = vocabulary
        self._postings = postings

    @classmethod
    def build(cls, chunk_identifiers: Sequence[Iterable[str]]) -> "ExactIndex":
        """The index of chunks by ordinal; each gives the canonical forms it holds."""
        holding: dict[str, list[int]] = {}
        for ordinal, identifiers in enumerate(chunk_identifiers):
            for canonical in dict.fromkeys(identifiers):
                if canonical:
                    holding.setdefault(canonical, []).append(ordinal)
        canonicals = sorted(holding)
        lengths = [len(holding[canonical]) for canonical in canonicals]
        postings = Postings(
            chunk_ordinals=np.array(
                [ordinal for canonical in canonicals for ordinal in holding[canonical]], np.int32
            ),
            row_starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
            chunk_count=len(chunk_identifiers),
        )
        return cls(IdentifierVocabulary(canonicals, deletion_table(canonicals)), postings)

    def save(self, directory: Path) -> None:
        """Writes the index into ``directory``: a JSON vocabulary and plain arrays."""
        vocabulary = {
            "schema_version": SCHEMA_VERSION,
            "chunk_count": self._postings.chunk_count,
            "canonicals": self._vocabulary.canonicals,
        }
        text = json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":"))
        (directory / VOCABULARY_FILE).write_text(text, encoding="utf-8")
        np.savez(
            directory / ARRAYS_FILE,
            chunk_ordinals=self._postings.chunk_ordinals,
            row_starts=self._postings.row_starts,
            deletion_hashes=self._vocabulary.deletions.hashes,
            deletion_owners=self._vocabulary.deletions.owners,
        )

    @classmethod
    def load(cls, directory: Path) -> "ExactIndex":
        """The index in ``directory``. Raises ``IndexBroken`` when it does not load."""
        try:
            stored = json.loads((directory / VOCABULARY_FILE).read_text(encoding="utf-8"))
            canonicals = [str(canonical) for canonical in stored["canonicals"]]
            with np.load(directory / ARRAYS_FILE, allow_pickle=False) as arrays:
                postings = Postings(
                    chunk_ordinals=arrays["chunk_ordinals"],
                    row_starts=arrays["row_starts"],
                    chunk_count=int(stored["chunk_count"]),
                )
                deletions = DeletionTable(
                    hashes=arrays["deletion_hashes"], owners=arrays["deletion_owners"]
                )
            whole = stored["schema_version"] == SCHEMA_VERSION
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise _broken(directory) from error
        if not whole or len(postings.row_starts) != len(canonicals) + 1:
            raise _broken(directory)
        return cls(IdentifierVocabulary(canonicals, deletions), postings)

    @property
    def count(self) -> int:
        """How many identifiers are known."""
        return len(self._vocabulary.canonicals)

    def known(self, canonical: str) -> bool:
        """Whether any chunk holds exactly this identifier."""
        return self._vocabulary.number(canonical) is not None

    def nearest(self, canonical: str) -> tuple[str, ...]:
        """Known identifiers one typing error away, else two; for "Did you mean …?"."""
        if len(squeezed(canonical)) < MIN_FUZZY:
            return ()
        near = tuple(number for _, number in self._vocabulary.within_one(canonical))
        near = near or self._vocabulary.within_two(canonical, limit=MAX_SUGGESTIONS)
        names = (self._vocabulary.canonicals[number] for number in near)
        return tuple(name for name in names if name != canonical)[:MAX_SUGGESTIONS]

    def identify(self, text: str) -> tuple[Identifier, ...]:
        """``extract`` for a question, with the vocabulary at hand: ``xr 200 a`` is found as well.

        Known identifiers come first, then what shape alone shows and nobody knows. Variants and
        typos of known ones are not taken: they say nothing sure about what was meant.
        """
        by_shape = extract(text)
        added = [
            Identifier(
                text=match.matched,
                canonical=match.canonical,
                kind=_kind_of(match, by_shape),
                start=match.start,
                end=match.end,
            )
            for match in self.matches(text)
            if match.kind == "exact"
        ]
        kept = [
            one
            for one in by_shape
            if not any(more.start < one.end and one.start < more.end for more in added)
        ]
        return tuple(sorted((*kept, *added), key=lambda one: one.start))

    def search(self, question_text: str, *, limit: int, allowed: Mask | None = None) -> ExactResult:
        """Identifiers named in the question, and at most ``limit`` allowed chunks, best first."""
        matches = self.matches(question_text)
        if not matches:
            return ExactResult(matches=(), hits=())
        scores = np.zeros(self._postings.chunk_count, np.float32)
        firm = np.zeros(self._postings.chunk_count, np.bool_)
        for _, together in groupby(matches, key=lambda match: (match.start, match.end)):
            group = list(together)
            rarity = self._rarity(group)
            best = np.zeros(self._postings.chunk_count, np.float32)
            for match in sorted(group, key=lambda match: WEIGHTS[match.kind]):
                holding = self._chunks(match)
                best[holding] = WEIGHTS[match.kind] * rarity
                if match.kind != "fuzzy":
                    firm[holding] = True
            scores += best
        if allowed is not None:
            scores[~allowed] = 0.0
        hits = tuple(
            ExactHit(ordinal=int(at), score=float(scores[at]), fuzzy=not bool(firm[at]))
            for at in _top(scores, limit)
        )
        return ExactResult(matches=matches, hits=hits)

    def matches(self, question_text: str) -> tuple[ExactMatch, ...]:
        """Known identifiers named in the question, in reading order, surer kinds first."""
        if not self.count or not any(map(str.isdigit, question_text)):
            return ()
        candidates = sorted(
            (*windows(question_text), *_by_shape(question_text)),
            key=lambda window: (-window.runs, window.spaced, window.start),
        )
        claims: list[_Claim] = []
        for look_up in (self._exactly, self._as_variants, self._as_part):
            for window in candidates:
                if not _overlaps(window, claims):
                    found = look_up(window)
                    if found:
                        claims.append(_Claim(window=window, found=found))
        claims.extend(self._as_typo([one for one in candidates if not _overlaps(one, claims)]))
        matches = [
            ExactMatch(
                canonical=self._vocabulary.canonicals[number],
                matched=question_text[claim.window.start : claim.window.end],
                kind=kind,
                start=claim.window.start,
                end=claim.window.end,
            )
            for claim in claims
            for number, kind in claim.found.items()
        ]
        matches.sort(key=lambda match: (match.start, -WEIGHTS[match.kind], match.canonical))
        return tuple(matches)

    def _exactly(self, window: Window) -> "_Found":
        """The identifier typed, with its variants and holders after it."""
        number = self._vocabulary.number(window.key)
        if number is None:
            number = self._vocabulary.forgiven(window.key)
        if number is None or window.edge == "cut":
            return {}
        if window.edge == "option":
            return {number: "prefix"} if len(window.key) >= MIN_PART else {}
        key = self._vocabulary.canonicals[number]
        found: _Found = dict.fromkeys(self._vocabulary.holders(key), "part")
        found.update(dict.fromkeys(self._vocabulary.variants(key), "prefix"))
        found[number] = "exact"
        return found

    def _as_variants(self, window: Window) -> "_Found":
        if not _is_nameable(window, MIN_PREFIX):
            return {}
        return dict.fromkeys(self._vocabulary.variants(window.key), "prefix")

    def _as_part(self, window: Window) -> "_Found":
        if not _is_nameable(window, MIN_PART):
            return {}
        return dict.fromkeys(self._vocabulary.holders(window.key), "part")

    def _as_typo(self, candidates: Sequence[Window]) -> list["_Claim"]:
        """One typing error away; of overlapping windows the closest, then the longest."""
        near: list[tuple[int, int, int, _Claim]] = []
        for window in candidates:
            if _may_be_typo(window):
                measured = self._vocabulary.within_one(window.key)[:MAX_SUGGESTIONS]
                if measured:
                    closest = measured[0][0]
                    found: _Found = dict.fromkeys(
                        (number for distance, number in measured if distance == closest), "fuzzy"
                    )
                    claim = _Claim(window=window, found=found)
                    near.append((closest, -window.runs, window.start, claim))
        claims: list[_Claim] = []
        for _, _, _, claim in sorted(near, key=lambda entry: entry[:3]):
            if not _overlaps(claim.window, claims):
                claims.append(claim)
        return claims

    def _chunks(self, match: ExactMatch) -> NDArray[np.int32]:
        number = self._vocabulary.number(match.canonical)
        return self._postings.chunks(number) if number is not None else np.empty(0, np.int32)

    def _rarity(self, group: Sequence[ExactMatch]) -> float:
        """1 for an identifier of one chunk, towards 0 for one that stands in every chunk."""
        surest = max(WEIGHTS[match.kind] for match in group)
        holding = sum(len(self._chunks(match)) for match in group if WEIGHTS[match.kind] == surest)
        chunk_count = self._postings.chunk_count
        return math.log1p(chunk_count / max(1, holding)) / math.log1p(chunk_count)


_Found = dict[int, MatchKind]
"""Numbers of identifiers, and how each was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A stretch of the question, and what it was found to name."""

    window: Window
    found: _Found


def _overlaps(window: Window, claims: Sequence[_Claim]) -> bool:
    return any(
        window.start < claim.window.end and claim.window.start < window.end for claim in claims
    )


def _by_shape(text: str) -> Iterable[Window]:
    """Extracted identifiers as windows: some have a canonical form no run of letters shows."""
    for found in extract(text):
        yield Window(
            key=found.canonical,
            start=found.start,
            end=found.end,
            edge="whole",
            spaced=0,
            runs=len(components(found.canonical)),
        )


def _is_nameable(window: Window, min_length: int) -> bool:
    """Whether it is enough of a name to stand for the longer ones around it."""
    key = window.key
    mixed = any(map(str.isalpha, key)) and any(map(str.isdigit, key))
    return window.edge == "whole" and mixed and len(key) >= min_length


def _may_be_typo(window: Window) -> bool:
    key = window.key
    mixed = any(map(str.isalpha, key)) and any(map(str.isdigit, key))
    numbered = "-" in key and not any(map(str.isalpha, key))
    fits = window.edge == "whole" and window.spaced <= MAX_TYPED_SPACES
    return fits and (mixed or numbered) and len(squeezed(key)) >= MIN_FUZZY


def _kind_of(match: ExactMatch, by_shape: Sequence[Identifier]) -> IdentifierKind:
    for one in by_shape:
        if one.start < match.end and match.start < one.end:
            return one.kind
    found = extract(match.canonical)
    return found[0].kind if found else "model"


def _top(scores: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
    """Places of the highest scores above 0, best first, ties in order of place."""
    positive = np.flatnonzero(scores)
    if len(positive) > limit > 0:
        least = np.partition(scores[positive], len(positive) - limit)[len(positive) - limit]
        above = np.flatnonzero(scores > least)
        level = np.flatnonzero(scores == least)[: limit - len(above)]
        positive = np.concatenate([above, level])
    return positive[np.lexsort((positive, -scores[positive]))][:limit].astype(np.int64)


def _broken(directory: Path) -> IndexBroken:
    return IndexBroken(
        f"identifiers of release {directory.name!r} do not load; run 'tradewind reindex'"
    )
