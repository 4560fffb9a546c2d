"""Any Sentence-Transformers cross-encoder as reranker: one setting, a name or a folder.

torch comes in only here and with ``index/sentence_transformer.py``, and only when such a model is
asked for. Nothing is fetched: a name must be in the machine's own model cache already. One pair is
one run, so that no score depends on its neighbours (padding changes the last bits of a float).
"""

import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable

QUESTION_CHARACTERS, TEXT_CHARACTERS = 1_000, 8_000
"""What is read of a pair: more than a window of 512 tokens shows. To cut two long texts to one
window takes the library the square of their length: a minute for 25,000 characters each."""
_HEADLESS = ("Model", "ForMaskedLM")
"""How architectures end that score nothing: the library would add an untrained layer that does."""
_SURROGATES = re.compile("[\ud800-\udfff]")


class CrossEncoderReranker:
    """Scores of pairs from a model of the ``sentence-transformers`` library.

    They are logits: squeezed between 0 and 1 the best texts would all be 0.9999. A pair over the
    model's window is cut, the longer of the two first.
    """

    def __init__(
        self, name_or_folder: str, *, threads: int = 0, offline_cache: Path | None = None
    ) -> None:
        """Loads the model from a folder, or by name from the machine's model cache.

        Raises ``ModelUnavailable`` when the library is not installed, or the model is not here,
        does not load, or does not give one number a pair.
        """
        folder = Path(name_or_folder)
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            # 6 s and torch: only for who asked for such a model
            import torch
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelUnavailable(
                f"the reranker {name_or_folder!r} needs the extra 'models'; run "
                "'pip install tradewind[models]' or remove the setting 'reranker'"
            ) from error
        if threads:
            torch.set_num_threads(threads)
        try:
            self._model: Any = CrossEncoder(
                str(folder) if folder.is_dir() else name_or_folder,
                device="cpu",
                local_files_only=True,
                cache_folder=str(offline_cache) if offline_cache else None,
                activation_fn=torch.nn.Identity(),
            )
            architectures: list[str] = self._model.config.architectures or []
            tried = self._predict("question", "text")
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RuntimeError,
            ImportError,
        ) as error:
            raise ModelUnavailable(
                f"the reranker {name_or_folder!r} is not on this machine or does not load: "
                f"{error}; nothing is fetched at run time: copy its folder here and name that "
                "folder in the setting 'reranker', or leave it empty"
            ) from error
        headless = bool(architectures) and all(one.endswith(_HEADLESS) for one in architectures)
        if headless or tried.shape != () or not np.isfinite(tried):
            raise ModelUnavailable(
                f"the model {name_or_folder!r} ({', '.join(architectures) or 'of unknown kind'}) "
                "was not trained to give one number for a question and a text; name a "
                "cross-encoder made for ranking in the setting 'reranker', or leave it empty"
            )
        # the library's tokenizer refuses a second thread while it cuts for the first
        self._scoring = threading.Lock()
        self.name = folder.name if folder.is_dir() else name_or_folder

    def score_pairs(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """A logit for every text, shape (texts,)."""
        asked = _readable(question[:QUESTION_CHARACTERS])
        read = [_readable(text[:TEXT_CHARACTERS]) for text in texts]
        with self._scoring:
            return np.array([self._predict(asked, text) for text in read], np.float32)

    def _predict(self, question: str, text: str) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = self._model.predict(
            [(question, text)], batch_size=1, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(scores[0], np.float32)


def _readable(text: str) -> str:
    """The text with halves of surrogate pairs, which are not characters, replaced one for one."""
    return _SURROGATES.sub("\ufffd", text)
