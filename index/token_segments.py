"""The coded tokens of consecutive chunks, a file each, which releases share.

Where one file ends and the next begins is decided by the chunks' own keys, so that a changed page
gives one or two new files, and all others are hard links to those of an earlier release. A file is
named after its bytes: one that was damaged is told before it is shared, and made anew.

::

    tokens-segments.json        which files, in the order of the chunks
    tokens-<sha256>.bin         tokens of every chunk, gains, lengths, codes, sums by language
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.token_codes import PER_BYTE, Codes, Floats, Halves, TokenCodes, levels_of

SEGMENTS_NAME = "tokens-segments.json"
FEWEST_CHUNKS = 64
MOST_SEGMENTS = 64
"""About as many files as a release has: each is open while it answers."""
LONGEST = 4
"""Times the usual length, after which a segment ends anyway."""
_VERSION = 1
_NAME_DIGITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSum:
    """All tokens of one language in a segment."""

    language: str
    chunks: int
    """That have any."""
    tokens: int
    total: NDArray[np.float64]
    """Their sum, rotated as they are coded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSegment:
    """The tokens of consecutive chunks, memory-mapped."""

    starts: NDArray[np.int64]
    """Where each chunk's tokens begin, and the end."""
    gains: Halves
    lengths: Halves
    codes: Codes
    sums: tuple[LanguageSum, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """A segment as ``tokens-segments.json`` lists it."""

    file: str
    key: str
    """Of the chunks' keys and languages: the same key, the same segment."""
    chunks: int


def write_segments(
    folder: Path,
    keys: Sequence[bytes],
    codes_of: Callable[[range], Iterable[TokenCodes]],
    languages: Sequence[str],
    *,
    dimensions: int,
    earlier: Sequence[Path] = (),
) -> None:
    """Writes the tokens of all chunks, or links what an ``earlier`` release has of them.

    ``keys`` change with a chunk's tokens; ``codes_of`` is asked for the chunks that are new.
    """
    known = {listed.key: (place, listed) for place in earlier for listed in _listed(place)}
    made: list[_Listed] = []
    for chunks in _cut(keys):
        key = _segment_key(keys, languages, chunks)
        name = _linked(folder, *known[key]) if key in known else ""
        if not name:
            texts = list(codes_of(chunks))
            spoken = languages[chunks.start : chunks.stop]
            data = _encoded(texts, spoken, dimensions=dimensions)
            name = f"tokens-{_digest(data)}.bin"
            (folder / name).write_bytes(data)
        made.append(_Listed(file=name, key=key, chunks=len(chunks)))
    listed = [{"file": one.file, "key": one.key, "chunks": one.chunks} for one in made]
    text = json.dumps({"version": _VERSION, "segments": listed}, indent=1)
    (folder / SEGMENTS_NAME).write_text(text + "\n", encoding="utf-8")


def open_segments(folder: Path, *, dimensions: int) -> tuple[TokenSegment, ...]:
    """The segments in the order of the chunks. Raises ``OSError`` or ``ValueError``."""
    return tuple(
        _opened(folder / listed.file, listed.chunks, dimensions=dimensions)
        for listed in _read_list(folder)
    )


def _cut(keys: Sequence[bytes]) -> Iterator[range]:
    """Stretches of chunks whose ends only their own keys decide."""
    # powers of two: a base that grows a little keeps its ends
    usual = FEWEST_CHUNKS
    while usual * MOST_SEGMENTS < len(keys):
        usual *= 2
    begun = 0
    for ordinal, key in enumerate(keys):
        is_end = int.from_bytes(key[:8], "little") % usual == 0
        if is_end or ordinal + 1 - begun == LONGEST * usual:
            yield range(begun, ordinal + 1)
            begun = ordinal + 1
    if begun < len(keys):
        yield range(begun, len(keys))


def _segment_key(keys: Sequence[bytes], languages: Sequence[str], chunks: range) -> str:
    digest = hashlib.sha256()
    for ordinal in chunks:
        digest.update(keys[ordinal] + languages[ordinal].encode() + b"\0")
    return digest.hexdigest()


def _linked(folder: Path, place: Path, listed: _Listed) -> str:
    """The name of the file in ``folder`` now; empty where it is gone or damaged."""
    source, target = place / listed.file, folder / listed.file
    if target.exists():
        return listed.file
    try:
        if f"tokens-{_digest(source.read_bytes())}.bin" != listed.file:
            return ""
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)  # a file system without links
    except FileNotFoundError:
        return ""
    return listed.file


def _listed(place: Path) -> tuple[_Listed, ...]:
    """What an earlier release has; nothing where that cannot be read."""
    try:
        return _read_list(place)
    except (OSError, ValueError):
        return ()


def _read_list(folder: Path) -> tuple[_Listed, ...]:
    text = (folder / SEGMENTS_NAME).read_text(encoding="utf-8")
    try:
        values = json.loads(text)
        if values["version"] != _VERSION:
            raise ValueError(f"version {values['version']!r}, this program reads {_VERSION}")
        return tuple(
            _Listed(file=str(one["file"]), key=str(one["key"]), chunks=int(one["chunks"]))
            for one in values["segments"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{SEGMENTS_NAME} is damaged: {error}") from error


def _encoded(texts: Sequence[TokenCodes], languages: Sequence[str], *, dimensions: int) -> bytes:
    sums = _sums(texts, languages, dimensions=dimensions)
    about = json.dumps([[one.language, one.chunks, one.tokens] for one in sums]).encode()
    about += b" " * (-(4 + len(about)) % 8)  # so that numbers lie at multiples of their size
    counts = np.array([len(text.codes) for text in texts], "<u4")
    return b"".join(
        (
            len(about).to_bytes(4, "little"),
            about,
            counts.tobytes(),
            *(text.gains.astype("<f2").tobytes() for text in texts),
            *(text.lengths.astype("<f2").tobytes() for text in texts),
            *(text.codes.tobytes() for text in texts),
            *(one.total.astype("<f8").tobytes() for one in sums),
        )
    )


def _sums(
    texts: Sequence[TokenCodes], languages: Sequence[str], *, dimensions: int
) -> list[LanguageSum]:
    totals: dict[str, tuple[int, int, NDArray[np.float64]]] = {}
    for text, language in zip(texts, languages, strict=True):
        if len(text.codes):
            vectors: Floats = levels_of(text.codes)
            vectors *= text.gains.astype(np.float32)[:, None]
            before = totals.get(language, (0, 0, np.zeros(dimensions, np.float64)))
            chunks, tokens, total = before
            total = total + vectors.sum(axis=0, dtype=np.float64)
            totals[language] = (chunks + 1, tokens + len(vectors), total)
    return [
        LanguageSum(language=language, chunks=chunks, tokens=tokens, total=total)
        for language, (chunks, tokens, total) in sorted(totals.items())
    ]


def _opened(path: Path, chunks: int, *, dimensions: int) -> TokenSegment:
    data = np.memmap(path, np.uint8, "r")
    end_of_about = 4 + int.from_bytes(data[:4].tobytes(), "little")
    about = json.loads(data[4:end_of_about].tobytes())
    place = end_of_about
    width = dimensions // PER_BYTE

    def take(size: int) -> NDArray[np.uint8]:
        nonlocal place
        place += size
        if place > len(data):
            raise ValueError(f"{path.name} is cut short")
        return np.asarray(data[place - size : place])

    counts = np.frombuffer(take(4 * chunks).tobytes(), "<u4")
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
    tokens = int(starts[-1])
    gains, lengths = (take(2 * tokens).view("<f2") for _ in range(2))
    codes = take(width * tokens).reshape(tokens, width)
    sums = tuple(
        LanguageSum(
            language=str(language),
            chunks=int(spoken),
            tokens=int(count),
            total=np.frombuffer(take(8 * dimensions).tobytes(), "<f8"),
        )
        for language, spoken, count in about
    )
    if place != len(data):
        raise ValueError(f"{path.name} is not of {chunks} chunks")
    return TokenSegment(starts=starts, gains=gains, lengths=lengths, codes=codes, sums=sums)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_NAME_DIGITS]
