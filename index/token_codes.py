"""Vectors of tokens in two bits a dimension: 96 bytes instead of 1,536 for e5-small.

A token's vector, less the origin that all tokens share, is rotated so that its length spreads
evenly over the dimensions, and every coordinate becomes one of four levels: the best ones for a
normal distribution (Max, *Quantizing for Minimum Distortion*, 1960), which rotated coordinates
follow (the idea of RaBitQ, Gao and Long 2024). The rotation is signs, a permutation and Hadamard
transforms, so it is the same on every machine. Ranking by these codes loses nothing measurable
against the full vectors.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Halves = NDArray[np.float16]

LEVELS = np.array([-1.5104, -0.4528, 0.4528, 1.5104], np.float32)
THRESHOLDS = np.array([-0.9816, 0.0, 0.9816], np.float32)
PER_BYTE = 4
_SEED = 20261122


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCodes:
    """The coded tokens of one text."""

    codes: Codes
    """Shape (tokens, dimensions / 4)."""
    gains: Halves
    """What a token's levels are multiplied by, shape (tokens,)."""
    lengths: Halves
    """Its length from the origin, shape (tokens,)."""

    def to_bytes(self) -> bytes:
        """One string of bytes, for a cache."""
        return self.gains.tobytes() + self.lengths.tobytes() + self.codes.tobytes()

    @staticmethod
    def from_bytes(blob: bytes, *, dimensions: int) -> "TokenCodes":
        """What ``to_bytes`` wrote. Raises ``ValueError`` for another length."""
        width = dimensions // PER_BYTE
        count, rest = divmod(len(blob), 4 + width)
        if rest:
            raise ValueError(f"{len(blob)} bytes are no tokens of {dimensions} dimensions")
        gains = np.frombuffer(blob, np.float16, count)
        lengths = np.frombuffer(blob, np.float16, count, offset=2 * count)
        codes = np.frombuffer(blob, np.uint8, offset=4 * count).reshape(count, width)
        return TokenCodes(codes=codes, gains=gains, lengths=lengths)


def encode(vectors: Floats, *, origin: Floats) -> TokenCodes:
    """Codes of token vectors of shape (tokens, dimensions); dimensions are a multiple of four."""
    turned = turn(vectors, origin=origin)
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    scale = np.sqrt(np.float32(turned.shape[1])) / np.maximum(lengths, 1e-9)
    numbers = np.digitize(turned * scale, THRESHOLDS).astype(np.uint8)
    level_lengths = np.linalg.norm(LEVELS[numbers], axis=1, keepdims=True)
    grouped = numbers.reshape(len(numbers), numbers.shape[1] // PER_BYTE, PER_BYTE)
    packed = grouped[..., 0] | grouped[..., 1] << 2 | grouped[..., 2] << 4 | grouped[..., 3] << 6
    return TokenCodes(
        codes=packed.astype(np.uint8),
        gains=(lengths / level_lengths)[:, 0].astype(np.float16),
        lengths=lengths[:, 0].astype(np.float16),
    )


def levels_of(codes: Codes) -> Floats:
    """The levels that codes stand for, shape (tokens, dimensions); times the gains, the vectors."""
    return _table()[codes].reshape(len(codes), codes.shape[1] * PER_BYTE)


def turn(vectors: Floats, *, origin: Floats) -> Floats:
    """Vectors less the origin, rotated as those that were encoded: products stay the same."""
    shifted = (vectors - origin).astype(np.float32)
    signs, places, block = _rotation(shifted.shape[1])
    # every size is named: a text without tokens is an array that no size can be guessed from
    blocks = shifted.shape[1] // block
    turned = (shifted * signs)[:, places].reshape(len(shifted), blocks, block)
    width = 1
    while width < block:
        pairs = turned.reshape(len(shifted), blocks, block // (2 * width), 2, width)
        turned = np.concatenate(
            (pairs[..., 0, :] + pairs[..., 1, :], pairs[..., 0, :] - pairs[..., 1, :]), axis=-1
        ).reshape(len(shifted), blocks, block)
        width *= 2
    result: Floats = (turned / np.sqrt(np.float32(block))).reshape(shifted.shape)
    return result


@lru_cache(maxsize=8)
def _rotation(dimensions: int) -> tuple[Floats, NDArray[np.int64], int]:
    """Signs, a permutation, and the largest power of two that divides the dimensions."""
    generator = np.random.Generator(np.random.PCG64(_SEED))
    signs = np.where(generator.random(dimensions) < 0.5, np.float32(-1), np.float32(1))
    places = np.argsort(generator.random(dimensions), kind="stable")
    return signs, places, dimensions & -dimensions


@lru_cache(maxsize=1)
def _table() -> Floats:
    """The four levels of every byte, shape (256, 4)."""
    byte = np.arange(256)
    return np.stack([LEVELS[byte >> shift & 3] for shift in (0, 2, 4, 6)], axis=1)
