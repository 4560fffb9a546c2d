"""A packed model of a few kilobytes, written here by the format's description."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, INNER, WORDS, POSITIONS = 32, 2, 2, 64, 40, 24
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁query", "▁passage", ":"] + [
    chr(ord("a") + number) for number in range(26)
]


def write_tiny_model(path: Path) -> dict[str, NDArray[np.float32]]:
    """Writes the file; gives every tensor's value as the format defines it."""
    random = np.random.default_rng(7)
    values: dict[str, NDArray[np.float32]] = {}
    tensors: list[tuple[str, int, int, bytes]] = []

    def floats(name: str, count: int, around: float = 0.0) -> None:
        value = (around + 0.1 * random.standard_normal(count)).astype("<f4")
        values[name] = value
        tensors.append((name, 0, count, value.tobytes()))

    def blocks(name: str, rows: int, columns: int) -> None:
        scales = random.uniform(0.01, 0.05, (rows, columns // 32)).astype("<f2")
        whole = random.integers(0, 16, (rows, columns // 32, 32))
        values[name] = ((whole - 8) * scales[..., None]).astype(np.float32).reshape(rows, columns)
        raw = b""
        for row in range(rows):
            for block in range(columns // 32):
                q = whole[row, block]
                raw += scales[row, block].tobytes()
                raw += bytes(int(q[j]) | int(q[j + 16]) << 4 for j in range(16))
        tensors.append((name, 1, rows * columns, raw))

    blocks("emb.word", WORDS, HIDDEN)
    floats("emb.pos", POSITIONS * HIDDEN)
    floats("emb.type", 2 * HIDDEN)
    floats("emb.ln.w", HIDDEN, 1.0)
    floats("emb.ln.b", HIDDEN)
    for layer in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            blocks(f"l{layer}.{part}.w", HIDDEN, HIDDEN)
            floats(f"l{layer}.{part}.b", HIDDEN)
        blocks(f"l{layer}.fi.w", INNER, HIDDEN)
        floats(f"l{layer}.fi.b", INNER)
        blocks(f"l{layer}.fo.w", HIDDEN, INNER)
        floats(f"l{layer}.fo.b", HIDDEN)
        for part in ("aln", "oln"):
            floats(f"l{layer}.{part}.w", HIDDEN, 1.0)
            floats(f"l{layer}.{part}.b", HIDDEN)

    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, WORDS, POSITIONS, 2)
    head += struct.pack("<f", 1e-12) + struct.pack("<i", 32)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3) + struct.pack("<Q", int(offsets[-1]))
    head += offsets.tobytes() + (-np.arange(len(PIECES))).astype("<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 2, 0)
    head += struct.pack("<IB", 1, 0) + struct.pack("<IB2I", 0xFB01, 2, ord("f"), ord("i"))
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    offset = len(head) + directory_size
    directory, data = struct.pack("<i", len(tensors)), b""
    for name, kind, count, raw in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, offset + len(data), len(raw))
        data += raw
    path.write_bytes(head + directory + data)
    return values
