"""Late interaction: how well every token of a question is met by the tokens of a chunk.

The vectors of a release's tokens lie coded and memory-mapped, 100 bytes each, and are read for the
few candidates of a question (MaxSim as in ColBERT, Khattab and Zaharia 2020, without its training).
Tokens carry their language as texts do, so the mean token of the language is subtracted first.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.token_codes import PER_BYTE, Floats, TokenCodes, levels_of
from index.token_segments import (
    SEGMENTS_NAME,
    LanguageSum,
    TokenSegment,
    open_segments,
    write_segments,
)
from ingest.errors import IndexBroken

ORIGIN_NAME = "tokens-origin.npy"


class TokenIndex:
    """The coded tokens of one release. Read-only, safe for many threads."""

    def __init__(self, segments: Sequence[TokenSegment], *, origin: Floats) -> None:
        self._segments = segments
        sizes = [len(segment.starts) - 1 for segment in segments]
        self._firsts = list(accumulate(sizes, initial=0))
        self.origin = origin
        """What questions have to be turned with, as the tokens were."""

    @staticmethod
    def build(
        directory: Path,
        keys: Sequence[bytes],
        codes_of: Callable[[range], Iterable[TokenCodes]],
        languages: Sequence[str],
        *,
        origin: Floats,
        earlier: Sequence[Path] = (),
    ) -> None:
        """Writes the tokens of all chunks, sharing files with ``earlier`` releases.

        ``keys`` change with a chunk's tokens; ``codes_of`` is asked for the chunks that are new.
        """
        dimensions = len(origin)
        write_segments(directory, keys, codes_of, languages, dimensions=dimensions, earlier=earlier)
        np.save(directory / ORIGIN_NAME, origin.astype(np.float32))

    @staticmethod
    def open(directory: Path) -> "TokenIndex | None":
        """The release's tokens; None when it was built without. Raises ``IndexBroken``."""
        is_segmented = (directory / SEGMENTS_NAME).exists()
        if not is_segmented and not (directory / "tokens-starts.npy").exists():
            return None
        try:
            origin = _read(directory / ORIGIN_NAME)
            if not is_segmented:
                return TokenIndex([_whole(directory, len(origin))], origin=origin)
            return TokenIndex(open_segments(directory, dimensions=len(origin)), origin=origin)
        except (OSError, ValueError, IndexError) as error:
            raise IndexBroken(
                f"cannot read the vectors of tokens in {str(directory)!r}: {error}; "
                "run 'tradewind reindex'"
            ) from error

    def mean_tokens(self) -> dict[str, tuple[Floats, int]]:
        """Language → (mean token, rotated as coded; number of chunks of the language)."""
        sums: dict[str, list[LanguageSum]] = {}
        for segment in self._segments:
            for one in segment.sums:
                sums.setdefault(one.language, []).append(one)
        return {
            language: (
                np.asarray(
                    sum((one.total for one in found), start=np.zeros(len(self.origin)))
                    / sum(one.tokens for one in found),
                    np.float32,
                ),
                sum(one.chunks for one in found),
            )
            for language, found in sorted(sums.items())
        }

    def count(self, ordinal: int) -> int:
        """How many tokens a chunk has."""
        _, start, end = self._place(ordinal)
        return end - start

    def similarities(
        self,
        question: Floats,
        ordinals: Sequence[int],
        *,
        languages: Sequence[str],
        means: Mapping[str, Floats],
    ) -> Floats:
        """The best cosine of every token of the question in every chunk, shape (chunks, tokens).

        ``question`` are unit vectors, rotated and less the mean of their language; ``languages``
        those of the chunks, ``means`` their mean tokens. A chunk without tokens has zeros.
        """
        best = np.zeros((len(ordinals), len(question)), np.float32)
        if not best.size:
            return best
        found = self._centred(question, ordinals, languages=languages, means=means)
        for index, cosines in enumerate(found):
            if len(cosines):
                best[index] = cosines.max(axis=0)
        return best

    def cosines(self, question: Floats, ordinal: int, *, language: str, mean: Floats) -> Floats:
        """Every token of one chunk with every token of the question, shape (tokens, question)."""
        (found,) = self._centred(question, [ordinal], languages=[language], means={language: mean})
        return found

    def _centred(
        self,
        question: Floats,
        ordinals: Sequence[int],
        *,
        languages: Sequence[str],
        means: Mapping[str, Floats],
    ) -> Iterator[Floats]:
        """Chunk by chunk the cosines, shape (tokens, question), of its tokens less their mean."""
        vectors, counts = self._vectors(ordinals)
        rows = {tag: row for row, tag in enumerate(sorted(set(languages)))}
        table = np.stack([means[tag] for tag in rows])
        products = vectors @ np.concatenate([question, table]).T
        of_questions = question @ table.T
        squares = np.concatenate(
            [
                np.square(segment.lengths[start:end], dtype=np.float32)
                for segment, start, end in map(self._place, ordinals)
            ]
        )
        place = 0
        for count, language in zip(counts, languages, strict=True):
            here = slice(place, place + count)
            place += count
            row = rows[language]
            mean = table[row]
            distance = squares[here] - 2 * products[here, len(question) + row] + mean @ mean
            centred = products[here, : len(question)] - of_questions[:, row]
            centred /= np.sqrt(np.maximum(distance, 1e-6))[:, None]
            yield centred

    def _vectors(self, ordinals: Sequence[int]) -> tuple[Floats, list[int]]:
        """The decoded tokens of chunks one after the other, and how many each has."""
        places = [self._place(one) for one in ordinals]
        codes = np.concatenate([segment.codes[start:end] for segment, start, end in places])
        gains = np.concatenate([segment.gains[start:end] for segment, start, end in places])
        vectors = levels_of(codes)
        vectors *= gains.astype(np.float32)[:, None]
        return vectors, [end - start for _, start, end in places]

    def _place(self, ordinal: int) -> tuple[TokenSegment, int, int]:
        """A chunk's segment, and where its tokens lie there."""
        number = bisect_right(self._firsts, ordinal) - 1
        segment, here = self._segments[number], ordinal - self._firsts[number]
        return segment, int(segment.starts[here]), int(segment.starts[here + 1])


def _whole(directory: Path, dimensions: int) -> TokenSegment:
    """The tokens of a release of version 0.5, which has them in one piece."""
    starts = _read(directory / "tokens-starts.npy")
    count, width = int(starts[-1]), dimensions // PER_BYTE
    file = directory / "tokens-codes.bin"
    if file.stat().st_size != count * width:
        raise ValueError(f"{file.name} is not of {count} tokens")
    codes = np.memmap(file, np.uint8, "r", shape=(count, width)) if count else np.empty((0, width))
    # format.open_memmap and not load: that would leave a file open that is not an array
    gains, lengths = (
        np.lib.format.open_memmap(directory / f"tokens-{name}.npy", mode="r")
        for name in ("gains", "lengths")
    )
    if not len(gains) == len(lengths) == count:
        raise ValueError(f"{len(gains)} gains and {len(lengths)} lengths of {count} tokens")
    return TokenSegment(starts=starts, gains=gains, lengths=lengths, codes=np.asarray(codes))


def _read(path: Path) -> NDArray[Any]:
    with path.open("rb") as file:
        found: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return found
