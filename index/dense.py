"""Nearest passages by inner product: a plain product, a scan of bytes, or a graph, by size.

Vectors are centred and normalised before they come here, so the inner product is a cosine. A few
are compared as they are. More are scanned as one byte a dimension, which is a quarter of what has
to be read, and the nearest of those compared again with the vectors themselves, memory-mapped: the
order is that of the plain product. Only far above that a graph pays for being built.
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
VECTORS_NAME = "dense.npy"
"""Beside a scan of bytes: the vectors themselves."""
WHOLE_UP_TO = 20_000
"""Up to so many vectors are compared as they are: two or three milliseconds."""
SWITCH_POINT = 300_000
"""Above this many vectors a graph is built. The scan takes 4 ms at 100,000 (7 beside a busy core)
and grows with their number, its recall@10 against exact is 1.00 and it is built in a moment; the
graph takes 3 ms at 0.97 to 0.998, and each release builds it anew, for two minutes at 100,000
(``scripts/benchmark_dense.py``, ``scripts/benchmark_scale.py``)."""
OVERSAMPLING = 4
"""So many times the candidates asked for are compared again: with twice as many over 100,000 real
vectors no neighbour was missed."""
FEW_ALLOWED = 5_000
"""Up to this many allowed passages are compared one by one instead of through scan or graph."""
HNSW_NEIGHBOURS = 32
HNSW_EF_CONSTRUCTION = 200
HNSW_EF_SEARCH = 512
"""Recall@10 with 128, 256 and 512 over 100,000 vectors: 0.89, 0.94, 0.97."""


class Progress(Protocol):
    """Called with how much is done and how much there is."""

    def __call__(self, done: int, total: int) -> None: ...


class DenseIndex:
    """Inner-product search over one release's vectors. Safe for many threads: it only reads."""

    def __init__(self, index: Any, vectors: Vectors | None = None) -> None:
        """``vectors`` belong to an index that holds bytes only, shape (count, dimensions)."""
        self._index = index
        self._vectors = vectors

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
            filtered = _filtered(self._index, allowed)
        else:
            filtered = None
        if self._vectors is not None:
            _, found = self._index.search(vector[None, :], OVERSAMPLING * limit, params=filtered)
            # in order of place, as the pages of the file lie
            return self._exact(vector, np.sort(found[0][found[0] >= 0]), limit)
        scores, found = self._index.search(vector[None, :], limit, params=filtered)
        kept = found[0] >= 0
        return found[0][kept].astype(np.int64), scores[0][kept].astype(np.float32)

    def scores(self, vector: Vectors, ordinals: Ordinals) -> Vectors:
        """Cosines of the passages named, shape (n,)."""
        if len(ordinals) == 0:
            return np.empty(0, np.float32)
        return (self.vectors(ordinals) @ vector).astype(np.float32)

    def vectors(self, ordinals: Ordinals) -> Vectors:
        """The vectors of the passages named, at least one, shape (n, dimensions)."""
        found: Vectors
        if self._vectors is not None:
            found = self._vectors[ordinals]
        else:
            found = self._index.reconstruct_batch(ordinals.astype(np.int64))
        return found

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
    if not isinstance(index, faiss.IndexHNSW):
        return library.SearchParameters(sel=selector)
    return library.SearchParametersHNSW(sel=selector, efSearch=HNSW_EF_SEARCH)


def build_dense(
    directory: Path,
    vectors: Vectors,
    *,
    switch_point: int = SWITCH_POINT,
    whole_up_to: int = WHOLE_UP_TO,
) -> None:
    """Writes the index of ``vectors``, shape (n, dimensions), into ``directory``.

    Raises ``StorageFull`` when the disk refuses it.
    """
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    index = _empty_index(vectors, switch_point=switch_point, whole_up_to=whole_up_to)
    index.add(vectors)
    if isinstance(index, faiss.IndexScalarQuantizer):
        np.save(directory / VECTORS_NAME, vectors, allow_pickle=False)
    try:
        faiss.write_index(index, str(directory / FILE_NAME))
    except RuntimeError as error:
        raise StorageFull(
            f"cannot write the vector index {FILE_NAME!r} ({str(error).rpartition(': ')[2]}); "
            f"free some room and run 'tradewind reindex' again; the published release still answers"
        ) from error


def _empty_index(vectors: Vectors, *, switch_point: int, whole_up_to: int) -> Any:
    dimensions = vectors.shape[1]
    if len(vectors) > switch_point:
        graph = faiss.IndexHNSWFlat(dimensions, HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = HNSW_EF_CONSTRUCTION
        graph.hnsw.efSearch = HNSW_EF_SEARCH
        return graph
    if len(vectors) <= whole_up_to:
        return faiss.IndexFlatIP(dimensions)
    # one scale for all dimensions is what faiss adds up fastest: 4 ms against 7 with one for each
    scan = faiss.IndexScalarQuantizer(
        dimensions, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    )
    scan.train(vectors)
    return scan


def open_dense(directory: Path, *, threads: int = 1) -> DenseIndex:
    """The index in ``directory``. Raises ``IndexBroken`` when it does not load."""
    path = directory / FILE_NAME
    # FAISS's OpenMP pool spins; one thread answers in milliseconds and leaves the other core alone
    faiss.omp_set_num_threads(threads)
    try:
        index = faiss.read_index(str(path))
        vectors: Vectors | None = None
        if isinstance(index, faiss.IndexScalarQuantizer):
            path = directory / VECTORS_NAME
            # a plain view: numpy's own class for mapped files costs time at every slice
            vectors = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            if vectors.shape != (index.ntotal, index.d) or vectors.dtype != np.float32:
                raise ValueError(f"{vectors.shape} is not one vector for each code")
    except (RuntimeError, OSError, EOFError, ValueError) as error:
        raise IndexBroken(
            f"vector index {path.name!r} of release {directory.name!r} does not load; "
            f"run 'tradewind reindex'"
        ) from error
    return DenseIndex(index, vectors)
