"""Late interaction: how well every token of a question is met by the tokens of a chunk.

The vectors of a release's tokens lie coded and memory-mapped, 100 bytes each, and are read for the
few candidates of a question (MaxSim as in ColBERT, Khattab and Zaharia 2020, without its training).
Tokens carry their language as texts do, so the mean token of the language is subtracted first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.token_codes import PER_BYTE, Codes, Floats, Halves, TokenCodes, levels_of
from ingest.errors import IndexBroken

TEXTS_FOR_MEAN = 2_000
"""Chunks of a language that its mean token is taken from, evenly spread."""


class TokenIndex:
    """The coded tokens of one release. Read-only, safe for many threads."""

    def __init__(
        self,
        *,
        codes: Codes,
        gains: Halves,
        lengths: Halves,
        starts: NDArray[np.int64],
        origin: Floats,
    ) -> None:
        self._codes, self._gains, self._lengths = codes, gains, lengths
        self._starts = starts
        self.origin = origin
        """What questions have to be turned with, as the tokens were."""

    @staticmethod
    def build(directory: Path, texts: Iterable[TokenCodes], *, origin: Floats) -> None:
        """Writes the codes of the texts, in the order of the chunks, as they come."""
        starts = [0]
        gains: list[Halves] = []
        lengths: list[Halves] = []
        with (directory / "tokens-codes.bin").open("wb") as file:
            for text in texts:
                file.write(text.codes.tobytes())
                gains.append(text.gains)
                lengths.append(text.lengths)
                starts.append(starts[-1] + len(text.codes))
        empty = np.empty(0, np.float16)
        np.save(directory / "tokens-gains.npy", np.concatenate([empty, *gains]))
        np.save(directory / "tokens-lengths.npy", np.concatenate([empty, *lengths]))
        np.save(directory / "tokens-starts.npy", np.array(starts, np.int64))
        np.save(directory / "tokens-origin.npy", origin.astype(np.float32))

    @staticmethod
    def open(directory: Path) -> "TokenIndex | None":
        """The release's tokens; None when it was built without. Raises ``IndexBroken``."""
        if not (directory / "tokens-starts.npy").exists():
            return None
        try:
            starts = _read(directory / "tokens-starts.npy")
            origin = _read(directory / "tokens-origin.npy")
            count, width = int(starts[-1]), len(origin) // PER_BYTE
            file = directory / "tokens-codes.bin"
            if file.stat().st_size != count * width:
                raise ValueError(f"{file.name} is not of {count} tokens")
            codes = (
                np.memmap(file, np.uint8, "r", shape=(count, width))
                if count
                else np.empty((0, width), np.uint8)
            )
            # format.open_memmap and not load: that would leave a file open that is not an array
            gains, lengths = (
                np.lib.format.open_memmap(directory / f"tokens-{name}.npy", mode="r")
                for name in ("gains", "lengths")
            )
            if not len(gains) == len(lengths) == count:
                raise ValueError(f"{len(gains)} gains and {len(lengths)} lengths of {count} tokens")
            return TokenIndex(
                codes=np.asarray(codes), gains=gains, lengths=lengths, starts=starts, origin=origin
            )
        except (OSError, ValueError, IndexError) as error:
            raise IndexBroken(
                f"cannot read the vectors of tokens in {str(directory)!r}: {error}; "
                "run 'tradewind reindex'"
            ) from error

    def mean_tokens(self, languages: Sequence[str]) -> dict[str, tuple[Floats, int]]:
        """Language → (mean token, rotated as coded; number of chunks of the language)."""
        ordinals: dict[str, list[int]] = {}
        for ordinal, language in enumerate(languages):
            if self._starts[ordinal + 1] > self._starts[ordinal]:
                ordinals.setdefault(language, []).append(ordinal)
        means: dict[str, tuple[Floats, int]] = {}
        for language, found in sorted(ordinals.items()):
            step = max(1, len(found) // TEXTS_FOR_MEAN)
            total, count = np.zeros(len(self.origin), np.float64), 0
            for ordinal in found[::step]:
                vectors, _ = self._vectors([ordinal])
                total += vectors.sum(axis=0, dtype=np.float64)
                count += len(vectors)
            means[language] = ((total / count).astype(np.float32), len(found))
        return means

    def count(self, ordinal: int) -> int:
        """How many tokens a chunk has."""
        return int(self._starts[ordinal + 1] - self._starts[ordinal])

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
                np.square(
                    self._lengths[self._starts[one] : self._starts[one + 1]], dtype=np.float32
                )
                for one in ordinals
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
        spans = [(int(self._starts[one]), int(self._starts[one + 1])) for one in ordinals]
        codes = np.concatenate([self._codes[start:end] for start, end in spans])
        gains = np.concatenate([self._gains[start:end] for start, end in spans])
        vectors = levels_of(codes)
        vectors *= gains.astype(np.float32)[:, None]
        return vectors, [end - start for start, end in spans]


def _read(path: Path) -> NDArray[Any]:
    with path.open("rb") as file:
        found: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return found
