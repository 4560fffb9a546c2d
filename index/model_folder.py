"""The default model's folder under ``var/models``, written once from the packed weights.

It is an ordinary Sentence-Transformers folder (``SentenceTransformer(folder)`` loads it offline)
with the eight-bit ONNX graph beside the float weights. Everything is written into a folder aside,
file by file, each renamed once it is whole and on disk; at last the folder itself is renamed. A
run that was killed leaves finished files to the next one, and a half folder is never seen.
"""

import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from index.embedder import Progress
from index.tokenizer import build_tokenizer, special_tokens, tokenizer_settings
from index.weights import WEIGHTS_SHA256, PackedWeights, find_weights, read_weights
from ingest.durable import flush, sha256_of
from ingest.errors import ModelUnavailable, StorageFull

MODEL_NAME = "multilingual-e5-small"
GRAPH_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
FOLDER_RECIPE = 2
"""Raised whenever what is written into the folder changes, so that an old one is not taken."""

_FOLDER = f"{MODEL_NAME}-{WEIGHTS_SHA256[:12]}-{FOLDER_RECIPE}"
_GRAPH_BYTES = 90_000_000
_TOKENIZER_BYTES = 17_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    size: int
    """Bytes, for the progress bar; an estimate is good enough."""
    write: Callable[[], Iterable[bytes]]


def unpack_default_model(models_dir: Path, *, progress: Progress) -> Path:
    """Folder of the ready model, written first when it is not there yet.

    ``progress`` gets (bytes done, bytes in all) while it is written and is not called otherwise.
    Raises ``ModelUnavailable`` when the weights are missing or altered or the folder cannot be
    written, ``StorageFull`` when the disk is full; what was finished is kept for the next run.
    """
    folder = models_dir / _FOLDER
    if (folder / MANIFEST_FILE).is_file():
        return folder
    write_model_folder(folder, read_weights(find_weights()), progress=progress)
    return folder


def write_model_folder(folder: Path, weights: PackedWeights, *, progress: Progress) -> None:
    """Nothing; the folder is there, whole, when it returns. Raises as ``unpack_default_model``."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(folder.with_name(f".{folder.name}.lock")):
            if not (folder / MANIFEST_FILE).is_file():
                aside = folder.with_name(f".{folder.name}.unfinished")
                _write_folder(aside, weights, progress)
                aside.rename(folder)
                flush(folder.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                f"no room to unpack the model into {str(folder)!r}: it takes 600 MB; free some "
                "and run again, what is written is kept"
            ) from error
        raise ModelUnavailable(
            f"cannot unpack the model into {str(folder)!r}: {error}; make its parent writable or "
            "link 'var/models' to a folder that is"
        ) from error


def _write_folder(aside: Path, weights: PackedWeights, progress: Progress) -> None:
    files = _files(weights)
    total = sum(file.size for file in files)
    done = 0
    aside.mkdir(exist_ok=True)
    for file in files:
        path = aside / file.name
        path.parent.mkdir(exist_ok=True)
        if not path.is_file():
            written = 0
            unfinished = path.with_name(f"{path.name}.part")
            with unfinished.open("wb") as stream:
                for piece in file.write():
                    stream.write(piece)
                    written += len(piece)
                    progress(done + min(written, file.size), total)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.rename(path)
        done += file.size
        progress(done, total)
    sums = {file.name: sha256_of(aside / file.name) for file in files}
    unfinished = aside / f"{MANIFEST_FILE}.part"
    unfinished.write_text(json.dumps({"weights": WEIGHTS_SHA256, "files": sums}, indent=2))
    unfinished.rename(aside / MANIFEST_FILE)
    flush(aside)


def _files(weights: PackedWeights) -> list[_File]:
    """What stands in the folder, the quickest to lose last."""
    texts = {
        "config.json": _model_settings(weights),
        "tokenizer_config.json": tokenizer_settings(),
        "special_tokens_map.json": json.dumps(special_tokens(), indent=2),
        "modules.json": json.dumps(_MODULES, indent=2),
        "1_Pooling/config.json": json.dumps(_pooling(weights), indent=2),
        "sentence_bert_config.json": json.dumps(
            {"max_seq_length": weights.max_positions, "do_lower_case": False}, indent=2
        ),
        "config_sentence_transformers.json": json.dumps(
            {
                "prompts": {"query": "query: ", "document": "passage: "},
                "default_prompt_name": None,
                "similarity_fn_name": "cosine",
            },
            indent=2,
        ),
    }
    shapes = _tensor_shapes(weights)
    floats = 4 * sum(int(np.prod(shape)) for _, shape in shapes.values())
    return [
        *(
            _File(name=name, size=len(text), write=partial(_encoded, text))
            for name, text in texts.items()
        ),
        _File(
            name=TOKENIZER_FILE,
            size=_TOKENIZER_BYTES,
            write=lambda: [build_tokenizer(weights).to_str().encode()],
        ),
        _File(name=GRAPH_FILE, size=_GRAPH_BYTES, write=lambda: [_graph(weights)]),
        _File(name="model.safetensors", size=floats, write=lambda: _safetensors(weights, shapes)),
    ]


def _encoded(text: str) -> list[bytes]:
    return [text.encode()]


def _graph(weights: PackedWeights) -> bytes:
    from index.onnx_graph import build_graph  # onnx is heavy and needed this once

    return build_graph(weights)


def _safetensors(
    weights: PackedWeights, shapes: dict[str, tuple[str, tuple[int, ...]]]
) -> Iterator[bytes]:
    """The safetensors file in pieces (8-byte length, JSON header, raw little-endian floats), so
    that the 384 MB word table never stands in memory whole."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, (_, shape) in shapes.items():
        size = 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little") + text
    for tensor, shape in shapes.values():
        if not tensor:
            yield bytes(4 * int(np.prod(shape)))
        elif len(shape) == 2 and tensor not in ("emb.pos", "emb.type"):
            for piece in weights.matrix_pieces(tensor, shape[1]):
                yield piece.tobytes()
        else:
            yield weights.floats(tensor).tobytes()


def _tensor_shapes(weights: PackedWeights) -> dict[str, tuple[str, tuple[int, ...]]]:
    """``transformers``' name → our tensor's name and shape. The pooler is not used by mean pooling
    and is not in the packed weights; zeros in its place keep the loader from inventing one."""
    hidden, inner = weights.hidden, weights.feed_forward
    shapes: dict[str, tuple[str, tuple[int, ...]]] = {
        "embeddings.word_embeddings.weight": ("emb.word", (weights.vocabulary, hidden)),
        "embeddings.position_embeddings.weight": ("emb.pos", (weights.max_positions, hidden)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (weights.token_types, hidden)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (hidden,)),
        "pooler.dense.weight": ("", (hidden, hidden)),
        "pooler.dense.bias": ("", (hidden,)),
    }
    parts = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "attention.output.LayerNorm": ("aln", hidden, 0),
        "intermediate.dense": ("fi", inner, hidden),
        "output.dense": ("fo", hidden, inner),
        "output.LayerNorm": ("oln", hidden, 0),
    }
    for layer in range(weights.layers):
        for part, (short, rows, columns) in parts.items():
            name = f"encoder.layer.{layer}.{part}"
            shape = (rows, columns) if columns else (rows,)
            shapes[f"{name}.weight"] = (f"l{layer}.{short}.w", shape)
            shapes[f"{name}.bias"] = (f"l{layer}.{short}.b", (rows,))
    return shapes


def _model_settings(weights: PackedWeights) -> str:
    return json.dumps(
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": weights.hidden,
            "intermediate_size": weights.feed_forward,
            "num_hidden_layers": weights.layers,
            "num_attention_heads": weights.heads,
            "max_position_embeddings": weights.max_positions,
            "type_vocab_size": weights.token_types,
            "vocab_size": weights.vocabulary,
            "layer_norm_eps": weights.epsilon,
            "pad_token_id": weights.pad_id,
            "position_embedding_type": "absolute",
            "torch_dtype": "float32",
        },
        indent=2,
    )


def _pooling(weights: PackedWeights) -> dict[str, object]:
    return {
        "word_embedding_dimension": weights.hidden,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }


_MODULES = [
    {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
    for i, (path, kind) in enumerate(
        [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    )
]


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """One process at a time; the others wait. A killed process lets go of it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
