"""The default embedder: multilingual-e5-small on onnxruntime, without torch.

One text is one run of the graph, so a vector cannot depend on the texts beside it, and no work
goes into padding; on two cores a run keeps both busy. A text that does not fit one window is never
cut: windows of ``max_tokens`` overlap by ``OVERLAP_TOKENS``, each with the prefix, and their
vectors are averaged by length. Only of a question that is a hostile wall of text some windows stand
for all.
"""

import hashlib
import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as engine
from tokenizers import Tokenizer

from index.accents import Accents
from index.embedder import Matrix, Progress, Role, TextVectors
from ingest.errors import ModelUnavailable

OVERLAP_TOKENS = 64
QUESTIONS_KEPT = 32
"""A message is embedded for the search, for its risks, and to know it again: in one run."""
QUESTION_WINDOWS = 3
"""Embedded of one question: some 1,400 tokens, more than 4,000 characters of any alphabet hold. Of
a longer text as many windows, spread evenly from its beginning to its end, stand for the whole; a
window costs 150 ms, and 4,000 ligatures would fill 36 of them."""
MOST_FREQUENT_PIECE = 4
"""Of the vocabulary; the special ones come before it."""
RARE_PIECE = 30_000
"""From this place on a piece of the vocabulary is as rare as any."""
_PREFIXES: dict[Role, str] = {"question": "query:", "passage": "passage:"}
_GRAPH_FILE, _TOKENIZER_FILE, _MANIFEST_FILE = "model_int8.onnx", "tokenizer.json", "manifest.json"
_LOAD_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    engine.Fail,
    engine.InvalidArgument,
    engine.InvalidGraph,
    engine.InvalidProtobuf,
    engine.NoSuchFile,
    engine.NotImplemented,
    engine.RuntimeException,
)
_SURROGATES = re.compile("[\ud800-\udfff]")


class E5Embedder:
    """Unit vectors of texts in any of e5's languages. Safe to use from several threads at once."""

    name = "multilingual-e5-small"
    max_tokens = 512

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Loads the folder ``unpack_default_model`` wrote.

        ``threads`` run one text together; 0 takes the machine's cores, at most two. Threads never
        spin while they wait: spinning ones stall every other process on a small machine.
        Raises ``ModelUnavailable`` when the folder does not hold the model.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(2, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        try:
            manifest = json.loads((folder / _MANIFEST_FILE).read_text())
            sums = [manifest["files"][file] for file in (_GRAPH_FILE, _TOKENIZER_FILE)]
            self._tokenizer = _load_tokenizer(folder / _TOKENIZER_FILE)
            self._session = onnxruntime.InferenceSession(
                folder / _GRAPH_FILE, options, providers=["CPUExecutionProvider"]
            )
        except _LOAD_ERRORS as error:
            raise ModelUnavailable(
                f"cannot load the model in {str(folder)!r}: {error}; remove that folder, the next "
                "run unpacks the model again"
            ) from error
        self._prefix_ids = {role: self._ids(text) for role, text in _PREFIXES.items()}
        begin_end = self._tokenizer.encode("").ids
        self._begin, self._end = begin_end[0], begin_end[-1]
        made_by = [*sums, *_PREFIXES.values(), self.max_tokens, OVERLAP_TOKENS]
        digest = hashlib.sha256(json.dumps(made_by).encode()).hexdigest()
        self.fingerprint = f"e5-small-int8-{digest[:16]}"
        self.dimensions = int(self._session.get_outputs()[0].shape[1])
        self._question = lru_cache(maxsize=QUESTIONS_KEPT)(self._embed_question)
        self._accents = Accents(self._pieces)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """Unit vectors, shape (texts, dimensions); ``progress`` gets (done, total) after each."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self._embed(text, "passage")
            if progress is not None:
                progress(number + 1, len(texts))
        return vectors

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, dimensions)."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self._question(text).vector
        return vectors

    def embed_tokens(self, text: str, *, role: Role) -> Matrix:
        """Unit vectors of the text's own tokens in context, shape (tokens, dimensions).

        They stand in the order of ``token_offsets``; in the overlap of two windows the earlier
        window's vectors count.
        """
        return self.embed_with_tokens(text, role=role).tokens

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        """The text's vector and those of its tokens, from one run of the graph a window.

        Of a question that is a wall of text, the tokens are those of the windows that stand for it.
        Nobody may write into the arrays: the last questions' are kept.
        """
        return self._question(text) if role == "question" else self._embed_whole(text, role)

    def _embed_question(self, text: str) -> TextVectors:
        return self._embed_whole(text, "question")

    def _embed_whole(self, text: str, role: Role) -> TextVectors:
        encoding = self._tokenizer.encode(_readable(text), add_special_tokens=False)
        ids = encoding.ids
        skip = 1 + len(self._prefix_ids[role])
        rows: list[NDArray[np.float32]] = [np.empty((0, self.dimensions), np.float32)]
        windows = self._windows_of(len(ids), role)
        parts: list[NDArray[np.float32]] = []
        kept: list[int] = []
        seen = 0
        for start, stop in windows:
            vector, states = self._run(["sentence_vector", "token_vectors"], ids[start:stop], role)
            parts.append(vector)
            rows.append(states[skip:-1][max(0, seen - start) :])
            kept += range(max(seen, start), stop)
            seen = stop
        tokens = np.concatenate(rows)
        unit: Matrix = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
        return TextVectors(
            vector=_average(parts, windows),
            tokens=unit,
            places=np.array(encoding.offsets, np.int64).reshape(-1, 2)[kept],
            rarities=_rarities(np.array(ids, np.int64)[kept]),
        )

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prefix and special tokens."""
        return len(self._ids(text))

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """Half-open character range of every token of the text alone, in order."""
        encoding = self._tokenizer.encode(_readable(text), add_special_tokens=False)
        return tuple((int(start), int(end)) for start, end in encoding.offsets)

    def with_accents(self, form: str, language: str) -> str:
        """A lower-case word as it was likeliest meant, from its BCP 47 base language."""
        return self._accents.given_back(form, language)

    def _pieces(self) -> Iterator[str]:
        for number in range(self._tokenizer.get_vocab_size()):
            yield self._tokenizer.id_to_token(number) or ""

    def _embed(self, text: str, role: Role) -> NDArray[np.float32]:
        ids = self._ids(text)
        windows = self._windows_of(len(ids), role)
        parts = [
            self._run(["sentence_vector"], ids[start:stop], role)[0] for start, stop in windows
        ]
        return _average(parts, windows)

    def _windows_of(self, count: int, role: Role) -> list[tuple[int, int]]:
        windows = self._windows(count, role)
        return _spread(windows, QUESTION_WINDOWS) if role == "question" else windows

    def _windows(self, count: int, role: Role) -> list[tuple[int, int]]:
        """Half-open token ranges, each filling a window but the last, overlapping."""
        room = self.max_tokens - 2 - len(self._prefix_ids[role])
        windows = [(0, min(room, count))]
        while windows[-1][1] < count:
            start = windows[-1][1] - OVERLAP_TOKENS
            windows.append((start, min(start + room, count)))
        return windows

    def _run(self, outputs: list[str], ids: list[int], role: Role) -> list[NDArray[np.float32]]:
        row = [self._begin, *self._prefix_ids[role], *ids, self._end]
        results = self._session.run(outputs, {"input_ids": np.array([row], np.int64)})
        return [result[0] for result in results]

    def _ids(self, text: str) -> list[int]:
        encoding = self._tokenizer.encode(_readable(text), add_special_tokens=False)
        ids: list[int] = encoding.ids
        return ids


def _rarities(ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """How rare pieces are: the vocabulary lists them from the most frequent to the rarest.

    By Zipf's law the logarithm of a piece's place is, up to a constant, that of its share of text.
    """
    places = np.clip(ids, MOST_FREQUENT_PIECE, RARE_PIECE) / MOST_FREQUENT_PIECE
    most = math.log(RARE_PIECE / MOST_FREQUENT_PIECE)
    return np.asarray(np.log(places) / most, np.float32)


def _average(
    vectors: list[NDArray[np.float32]], windows: list[tuple[int, int]]
) -> NDArray[np.float32]:
    """The windows' mean by length, at unit length."""
    if len(vectors) == 1:
        return vectors[0]
    total = np.zeros(len(vectors[0]), np.float64)
    for vector, (start, stop) in zip(vectors, windows, strict=True):
        total += vector.astype(np.float64) * (stop - start)
    return (total / np.linalg.norm(total)).astype(np.float32)


def _spread(windows: list[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """At most ``limit`` windows, the first and the last among them, evenly apart."""
    if len(windows) <= limit:
        return windows
    step = (len(windows) - 1) / (limit - 1)
    return [windows[round(place * step)] for place in range(limit)]


def _load_tokenizer(path: Path) -> Tokenizer:
    text = path.read_text(encoding="utf-8")
    if not text.endswith("}"):  # the library would say so with a bare Exception
        raise ValueError(f"{path.name} was cut short")
    tokenizer = Tokenizer.from_str(text)
    # "<s>" typed by a customer is three characters, not a control token
    tokenizer.encode_special_tokens = True
    return tokenizer


def _readable(text: str) -> str:
    """The text with halves of surrogate pairs, which are not characters, replaced one for one."""
    return _SURROGATES.sub("\ufffd", text)
