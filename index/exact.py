"""Identifiers found exactly, however carelessly typed: the third retriever.

Which identifiers a question names is found in ``index.identifier_matcher``; here they become
chunks. What was asked for stands before its variants, and a rare identifier weighs more than one
that stands nearly everywhere.
"""

import json
import math
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.identifier_matcher import WEIGHTS, ExactMatch, IdentifierMatcher
from index.identifier_vocabulary import (
    MIN_FUZZY,
    DeletionTable,
    IdentifierVocabulary,
    deletion_table,
)
from ingest.errors import IndexBroken
from ingest.identifier import Identifier, IdentifierKind
from ingest.identifier_form import squeezed
from ingest.identifiers import extract

Mask = NDArray[np.bool_]
VOCABULARY_FILE = "exact.json"
ARRAYS_FILE = "exact.npz"
SCHEMA_VERSION = 1

MAX_SUGGESTIONS = 5


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
        self._matcher = IdentifierMatcher(vocabulary)

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
            # opened here: np.load leaves its own file open when the archive is torn
            with (
                (directory / ARRAYS_FILE).open("rb") as stream,
                np.load(stream, allow_pickle=False) as arrays,
            ):
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
    def canonicals(self) -> tuple[str, ...]:
        """Every known identifier in canonical form, sorted."""
        return self._vocabulary.canonicals

    @property
    def count(self) -> int:
        """How many identifiers are known."""
        return len(self._vocabulary.canonicals)

    def restricted(self, allowed: Mask) -> "ExactIndex":
        """The same index as if only the allowed chunks had been read; ordinals stay.

        Whoever may not see a document may not learn from a match, a near miss or an unknown number
        what it names.
        """
        kept = allowed[self._postings.chunk_ordinals]
        before = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)])
        starts = before[self._postings.row_starts]
        numbers = np.flatnonzero(np.diff(starts))
        renumbered = np.full(len(self._vocabulary.canonicals) + 1, -1, np.int32)
        renumbered[numbers] = np.arange(len(numbers), dtype=np.int32)
        deletions = self._vocabulary.deletions
        owners = renumbered[deletions.owners]
        return ExactIndex(
            IdentifierVocabulary(
                [self._vocabulary.canonicals[number] for number in numbers],
                DeletionTable(hashes=deletions.hashes[owners >= 0], owners=owners[owners >= 0]),
            ),
            Postings(
                chunk_ordinals=self._postings.chunk_ordinals[kept],
                row_starts=np.concatenate([starts[numbers], starts[-1:]]),
                chunk_count=int(allowed.sum()),
            ),
        )

    def chunks_naming(self, canonical: str) -> tuple[int, ...]:
        """Ordinals of the chunks that hold exactly this identifier."""
        number = self._vocabulary.number(canonical)
        return () if number is None else tuple(map(int, self._postings.chunks(number)))

    def known(self, canonical: str, *, allowed: Mask | None = None) -> bool:
        """Whether any allowed chunk holds exactly this identifier."""
        number = self._vocabulary.number(canonical)
        if number is None or allowed is None:
            return number is not None
        return bool(allowed[self._postings.chunks(number)].any())

    def nearest(self, canonical: str) -> tuple[str, ...]:
        """The closest known identifiers, one typing error away, else two: "Did you mean …?"."""
        if len(squeezed(canonical)) < MIN_FUZZY:
            return ()
        own = self._vocabulary.number(canonical)
        measured = [one for one in self._vocabulary.within_one([canonical])[0] if one[1] != own]
        # O for 0 is no error beside a whole character: the closest are what was meant
        near = tuple(number for distance, number in measured if distance == measured[0][0])
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
            for match in self._matcher.named_in(text)
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
        matches = self._matcher.named_in(question_text)
        if not matches:
            return ExactResult(matches=(), hits=())
        places = self._places(matches)
        scores = np.zeros(len(places), np.float32)
        firm = np.zeros(len(places), np.bool_)
        for _, together in groupby(matches, key=lambda match: (match.start, match.end)):
            group = list(together)
            rarity = self._rarity(group)
            best = np.zeros(len(places), np.float32)
            for match in sorted(group, key=lambda match: WEIGHTS[match.kind]):
                holding = np.searchsorted(places, self._chunks(match))
                best[holding] = WEIGHTS[match.kind] * rarity
                if match.kind != "fuzzy":
                    firm[holding] = True
            scores += best
        if allowed is not None:
            scores[~allowed[places]] = 0.0
        hits = tuple(
            ExactHit(ordinal=int(places[at]), score=float(scores[at]), fuzzy=not bool(firm[at]))
            for at in _top(scores, limit)
        )
        return ExactResult(matches=matches, hits=hits)

    def _places(self, matches: Sequence[ExactMatch]) -> NDArray[np.int32]:
        """Sorted ordinals of every chunk that holds one of the matches."""
        rows = [self._chunks(match) for match in matches]
        return rows[0] if len(rows) == 1 else np.unique(np.concatenate(rows))

    def _chunks(self, match: ExactMatch) -> NDArray[np.int32]:
        number = self._vocabulary.number(match.canonical)
        return self._postings.chunks(number) if number is not None else np.empty(0, np.int32)

    def _rarity(self, group: Sequence[ExactMatch]) -> float:
        """1 for an identifier of one chunk, towards 0 for one that stands in every chunk."""
        surest = max(WEIGHTS[match.kind] for match in group)
        holding = sum(len(self._chunks(match)) for match in group if WEIGHTS[match.kind] == surest)
        chunk_count = self._postings.chunk_count
        return math.log1p(chunk_count / max(1, holding)) / math.log1p(chunk_count)


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
