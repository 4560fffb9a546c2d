"""Any other Sentence-Transformers model behind the same contract: one setting, a name or a folder.

torch comes in only here, and only when such a model is asked for. Nothing is fetched: a name must
be in the machine's own model cache already. One text is one run, so that no vector depends on its
neighbours (padding changes the last bits of a float).
"""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix, Progress
from ingest.errors import ModelUnavailable

OVERLAP_TOKENS = 64
_FALLBACK_MAX_TOKENS = 512
_QUESTION_PROMPTS = ("query", "question", "search_query")
_PASSAGE_PROMPTS = ("document", "passage", "corpus", "search_document")
_SURROGATES = re.compile("[\ud800-\udfff]")


class SentenceTransformerEmbedder:
    """Unit vectors from a model of the ``sentence-transformers`` library.

    Prefixes are the model's own prompts; a model of the e5 family that states none gets e5's.
    Texts over ``max_tokens`` are windowed with an overlap and averaged by length, never cut.
    """

    def __init__(
        self, name_or_folder: str, *, threads: int = 0, offline_cache: Path | None = None
    ) -> None:
        """Loads the model from a folder, or by name from the machine's model cache.

        Raises ``ModelUnavailable`` when the library is not installed, or the model is not here or
        does not load.
        """
        folder = Path(name_or_folder)
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            # 6 s and torch: only for who asked for such a model
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                f"the model {name_or_folder!r} needs the extra 'models'; run "
                "'pip install tradewind[models]' or remove the setting 'embedder'"
            ) from error
        if threads:
            torch.set_num_threads(threads)
        try:
            self._model: Any = SentenceTransformer(
                str(folder) if folder.is_dir() else name_or_folder,
                device="cpu",
                local_files_only=True,
                cache_folder=str(offline_cache) if offline_cache else None,
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
            raise ModelUnavailable(
                f"the model {name_or_folder!r} is not on this machine or does not load: {error}; "
                "nothing is fetched at run time: copy its folder here and name that folder in the "
                "setting 'embedder'"
            ) from error
        self._tokenizer: Any = self._model.tokenizer
        if not getattr(self._tokenizer, "is_fast", False):
            raise ModelUnavailable(
                f"the model {name_or_folder!r} has no tokenizer that tells positions; name a model "
                "whose folder holds a tokenizer.json in the setting 'embedder'"
            )
        self.name = folder.name if folder.is_dir() else name_or_folder
        prompts: dict[str, str] = {k: v for k, v in (self._model.prompts or {}).items() if v}
        is_e5 = "e5" in re.split(r"[^a-z0-9]+", self.name.lower())
        self._question_prefix = _prompt(prompts, _QUESTION_PROMPTS, "query: " if is_e5 else "")
        self._passage_prefix = _prompt(prompts, _PASSAGE_PROMPTS, "passage: " if is_e5 else "")
        self.max_tokens = int(self._model.max_seq_length or _FALLBACK_MAX_TOKENS)
        self.dimensions = int(np.asarray(self._encode("")).shape[0])
        self.fingerprint = self._make_fingerprint()

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        """Unit vectors, shape (texts, dimensions); ``progress`` gets (done, total) after each."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self._embed(text, self._passage_prefix)
            if progress is not None:
                progress(number + 1, len(texts))
        return vectors

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (texts, dimensions)."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self._embed(text, self._question_prefix)
        return vectors

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, without prefix and special tokens."""
        return len(self.token_offsets(text))

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        """Half-open character range of every token of the text alone, in order."""
        encoding = self._tokenizer(
            _readable(text),
            add_special_tokens=False,
            return_offsets_mapping=True,
            truncation=False,
            verbose=False,
        )
        return tuple((int(start), int(end)) for start, end in encoding["offset_mapping"])

    def _embed(self, text: str, prefix: str) -> NDArray[np.float32]:
        text = _readable(text)
        offsets = self.token_offsets(text)
        room = self.max_tokens - 2 - (self.count_tokens(prefix) if prefix else 0)
        total = np.zeros(self.dimensions, np.float64)
        start, stop = 0, min(room, len(offsets))
        while True:
            # a window is a stretch of the text itself; only a text in one window keeps its edges
            whole = stop - start == len(offsets)
            piece = text if whole else text[offsets[start][0] : offsets[stop - 1][1]]
            total += self._encode(prefix + piece).astype(np.float64) * max(1, stop - start)
            if stop == len(offsets):
                break
            start = stop - min(OVERLAP_TOKENS, room // 2)
            stop = min(start + room, len(offsets))
        length = np.linalg.norm(total)
        unit: NDArray[np.float32] = (total / length if length else total).astype(np.float32)
        return unit

    def _encode(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._model.encode(
            [text], batch_size=1, show_progress_bar=False, normalize_embeddings=True, prompt=""
        )[0]
        return vector

    def _make_fingerprint(self) -> str:
        """Hash of every weight and of what is done around them."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().contiguous().view(-1).float().numpy().tobytes())
        around = [self._question_prefix, self._passage_prefix, self.max_tokens, OVERLAP_TOKENS]
        digest.update(json.dumps(around).encode())
        digest.update(self._tokenizer.backend_tokenizer.to_str().encode())
        return f"{self.name}-{digest.hexdigest()[:16]}"


def _prompt(prompts: dict[str, str], names: Sequence[str], otherwise: str) -> str:
    return next((prompts[name] for name in names if prompts.get(name)), otherwise)


def _readable(text: str) -> str:
    """The text with halves of surrogate pairs, which are not characters, replaced one for one."""
    return _SURROGATES.sub("\ufffd", text)
