"""The models of one process: loaded when first asked for, and each once."""

import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from api.settings import Settings
from index.cross_encoder import CrossEncoderReranker
from index.e5 import E5Embedder
from index.embedder import Embedder
from index.manifest import Manifest
from index.model_folder import unpack_default_model
from index.pair_scorer import PairScorer
from index.sentence_transformer import SentenceTransformerEmbedder
from ingest.errors import IndexOutdated, ModelUnavailable

Unpacking = Callable[[int, int], None]


class Models:
    """The configured embedder and reranker, and the embedders of earlier releases."""

    def __init__(self, settings: Settings, *, unpacking: Unpacking) -> None:
        self._settings = settings
        self._unpacking = unpacking
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None
        self._earlier_embedders: dict[str, Embedder] = {}
        self._cross_encoder: PairScorer | None = None

    def embedder(self) -> Embedder:
        """The configured model; unpacked at the first call. Raises ``ModelUnavailable``."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._load(self._settings.model)
            return self._embedder

    def cross_encoder(self) -> PairScorer | None:
        """The configured reranker, loaded at the first call; None where none is configured.

        Raises ``ModelUnavailable``.
        """
        with self._lock:
            if self._cross_encoder is None and self._settings.reranker:
                self._cross_encoder = CrossEncoderReranker(
                    self._settings.reranker, threads=self._settings.threads
                )
            return self._cross_encoder

    def require(self, release: Manifest) -> None:
        """Raises ``IndexOutdated`` where the model that a release was built by is not here."""
        if release.model != self._settings.model:
            self.embedder_of(release)

    def embedder_of(self, release: Manifest) -> Embedder:
        """The model that a release was built by, also where the settings name another since.

        Raises ``IndexOutdated`` where that model is not here.
        """
        configured = self.embedder()
        if configured.fingerprint == release.fingerprint or release.model == self._settings.model:
            return configured
        with self._lock:
            if release.model not in self._earlier_embedders:
                try:
                    self._earlier_embedders[release.model] = self._load(release.model)
                except ModelUnavailable as error:
                    raise IndexOutdated(
                        f"release {release.release!r} was built by the model {release.embedder!r}, "
                        f"which does not load ({error}), and the settings name "
                        f"{configured.name!r}; run 'tradewind reindex'"
                    ) from error
            return self._earlier_embedders[release.model]

    def _load(self, model: str) -> Embedder:
        if model:
            return SentenceTransformerEmbedder(model)
        folder = unpack_default_model(self._settings.var_dir / "models", progress=self._unpacking)
        return _default_model(folder.resolve(), self._settings.threads)


@lru_cache(maxsize=1)
def _default_model(folder: Path, threads: int) -> E5Embedder:
    """One for the process, however many applications it has: loading takes a second and 350 MB."""
    return E5Embedder(folder, threads=threads)
