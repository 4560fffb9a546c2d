"""Nearest passages by inner product: exact up to a switch point, a graph above it.

Vectors are centred and normalised before they come here, so the inner product is a cosine.
"""

from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from ingest.errors import IndexBroken, StorageFull

Vectors = NDArray[np.float32]
Ordinals = NDArray[np.int64]
Mask = NDArray[np.bool_]

FILE_NAME = "dense.faiss"
SWITCH_POINT = 100_000
"""Above this many vectors a graph is built. Exact search takes 16 ms there on one core, the graph
a fifth of it, at a recall@10 of 0.97 against exact; but each release builds it anew, for minutes
(``scripts/benchmark_dense.py``). A setting: whoever has the milliseconds sets it higher."""
FEW_ALLOWED = 5_000
"""Up to this many allowed passages are compared one by one instead of through the graph."""
HNSW_NEIGHBOURS = 32
HNSW_EF_CONSTRUCTION = 200
HNSW_EF_SEARCH = 512
"""Recall@10 with 128, 256 and 512 over 100,000 vectors: 0.89, 0.94, 0.97."""


class Progress(Protocol):
    """Called with how much is done and how much there is."""

    def __call__(self, done: int, total: int) -> None: ...


class DenseIndex:
    """Inner-product search over one release's vectors. Safe for many threads: it only reads."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    def set_effort(self, candidates: int) -> None:
        """How many candidates a graph keeps while it walks; exact search has nothing to set."""
        if isinstance(self._index, faiss.IndexHNSW):
            self._index.hnsw.efSearch = candidates

    def search(
        self, vector: Vectors, *, limit: int, allowed: Mask | None = None
    ) -> tuple[Ordinals, Vectors]:
        """Ordinals and cosines of the nearest allowed passages, best first, shapes (n,) and (n,).

        ``allowed`` is a mask over all passages; with few allowed the search is exact, because a
        graph walked through a filter loses most of its recall.
        """
        limit = min(limit, self.count)
        if limit == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is not None and not allowed.all():
            ordinals = np.flatnonzero(allowed)
            if len(ordinals) <= FEW_ALLOWED and not isinstance(self._index, faiss.IndexFlat):
                return self._exact(vector, ordinals, limit)
            scores, found = self._index.search(
                vector[None, :], limit, params=_filtered(self._index, allowed)
            )
        else:
            scores, found = self._index.search(vector[None, :], limit)
        kept = found[0] >= 0
        return found[0][kept].astype(np.int64), scores[0][kept].astype(np.float32)

    def scores(self, vector: Vectors, ordinals: Ordinals) -> Vectors:
        """Cosines of the passages named, shape (n,)."""
        if len(ordinals) == 0:
            return np.empty(0, np.float32)
        found: Vectors = self._index.reconstruct_batch(ordinals.astype(np.int64))
        return (found @ vector).astype(np.float32)

    def _exact(self, vector: Vectors, ordinals: Ordinals, limit: int) -> tuple[Ordinals, Vectors]:
        if len(ordinals) == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores = self.scores(vector, ordinals)
        # ties by ordinal, so that the same release always gives the same order
        order = np.lexsort((ordinals, -scores))[:limit]
        return ordinals[order].astype(np.int64), scores[order]


def _filtered(index: Any, allowed: Mask) -> Any:
    library: Any = faiss  # its type stubs know neither form
    selector = library.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
    if isinstance(index, faiss.IndexFlat):
        return library.SearchParameters(sel=selector)
    return library.SearchParametersHNSW(sel=selector, efSearch=HNSW_EF_SEARCH)


def build_dense(directory: Path, vectors: Vectors, *, switch_point: int = SWITCH_POINT) -> None:
    """Writes the index of ``vectors``, shape (n, dimensions), into ``directory``.

    Raises ``StorageFull`` when the disk refuses it.
    """
    dimensions = vectors.shape[1]
    index: Any
    if len(vectors) <= switch_point:
        index = faiss.IndexFlatIP(dimensions)
    else:
        index = faiss.IndexHNSWFlat(dimensions, HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = HNSW_EF_CONSTRUCTION
        index.hnsw.efSearch = HNSW_EF_SEARCH
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    try:
        faiss.write_index(index, str(directory / FILE_NAME))
    except RuntimeError as error:
        raise StorageFull(
            f"cannot write the vector index {FILE_NAME!r} ({str(error).rpartition(': ')[2]}); "
            f"free some room and run 'tradewind reindex' again; the published release still answers"
        ) from error


def open_dense(directory: Path, *, threads: int = 1) -> DenseIndex:
    """The index in ``directory``. Raises ``IndexBroken`` when it does not load."""
    path = directory / FILE_NAME
    # FAISS's OpenMP pool spins; one thread answers in milliseconds and leaves the other core alone
    faiss.omp_set_num_threads(threads)
    try:
        return DenseIndex(faiss.read_index(str(path)))
    except RuntimeError as error:
        raise IndexBroken(
            f"vector index {path.name!r} of release {directory.name!r} does not load; "
            f"run 'tradewind reindex'"
        ) from error
