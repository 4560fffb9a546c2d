"""Vectors of texts, embedding only those never seen: a second reindexing embeds nothing.

Vectors are kept in one SQLite file under the hash of the text and the embedder's fingerprint, so
another model, or the same one changed, never meets the wrong vector.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder, Matrix, Progress, TokenEmbedder
from index.token_codes import Floats, TokenCodes, encode
from ingest.errors import IndexBroken, StorageFull

BATCH_TEXTS = 32
"""Embedded between two commits: what a killed run loses at most, a second or two of work."""
_LOOKUP_KEYS = 500
_BUSY_SECONDS = 30.0


class VectorCache:
    """Vectors by key in one SQLite file; closing it, or leaving its ``with`` block, frees the file.

    It only saves time: a file that is no database any more is replaced by an empty one.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, creating it when absent. Raises ``StorageFull``, ``IndexBroken``."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                    path.with_name(name).unlink(missing_ok=True)
                self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            raise self._translated(error) from error

    def get(self, keys: Iterable[bytes], *, dimensions: int) -> dict[bytes, NDArray[np.float32]]:
        """Key → vector for the keys that are held."""
        wanted = list(keys)
        found: dict[bytes, NDArray[np.float32]] = {}
        try:
            for start in range(0, len(wanted), _LOOKUP_KEYS):
                some = wanted[start : start + _LOOKUP_KEYS]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
                for key, blob in self._connection.execute(query, some):
                    if len(blob) == 4 * dimensions:
                        found[key] = np.frombuffer(blob, dtype="<f4")
        except sqlite3.Error as error:
            raise self._translated(error) from error
        return found

    def keys_with_tokens(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of the keys whose tokens are held too."""
        wanted = list(keys)
        found: set[bytes] = set()
        try:
            for start in range(0, len(wanted), _LOOKUP_KEYS):
                some = wanted[start : start + _LOOKUP_KEYS]
                marks = ",".join("?" * len(some))
                query = f"SELECT key FROM tokens WHERE key IN ({marks})"  # noqa: S608
                found.update(key for (key,) in self._connection.execute(query, some))
        except sqlite3.Error as error:
            raise self._translated(error) from error
        return found

    def tokens(self, keys: Iterable[bytes], *, dimensions: int) -> Iterator[TokenCodes]:
        """The coded tokens under the keys, one by one. Raises ``IndexBroken`` for one not held."""
        for key in keys:
            try:
                row = self._connection.execute(
                    "SELECT codes FROM tokens WHERE key = ?", [key]
                ).fetchone()
                if row is None:
                    raise sqlite3.DatabaseError("tokens of a text are gone")
                yield TokenCodes.from_bytes(row[0], dimensions=dimensions)
            except (sqlite3.Error, ValueError) as error:
                raise self._translated(error) from error

    def put(
        self,
        vectors: Mapping[bytes, NDArray[np.float32]],
        tokens: Mapping[bytes, TokenCodes] | None = None,
    ) -> None:
        """Nothing; the vectors, and the tokens where given, are on disk when it returns."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        coded = [(key, codes.to_bytes()) for key, codes in (tokens or {}).items()]
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                self._connection.executemany("INSERT OR REPLACE INTO tokens VALUES (?, ?)", coded)
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def close(self) -> None:
        """Nothing; the file is free."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS tokens (key BLOB PRIMARY KEY, codes BLOB NOT NULL)"
            )
            connection.commit()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _translated(self, error: OSError | sqlite3.Error | ValueError) -> StorageFull | IndexBroken:
        # the low byte is the kind: a write that the disk refuses is told as an input/output error
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return StorageFull(
                f"no room for vectors in {str(self._path)!r}: {error}; free some and run "
                "'tradewind reindex' again: what is embedded is kept, and the published release "
                "still answers"
            )
        return IndexBroken(
            f"cannot use the vector cache {str(self._path)!r}: {error}; check the folder's "
            "permissions or delete the file, the next run embeds everything again"
        )


def embed_new(
    texts: Sequence[str],
    *,
    embedder: Embedder,
    cache: VectorCache,
    progress: Progress | None = None,
    token_origin: Floats | None = None,
) -> Matrix:
    """Passage vectors, shape (texts, dimensions), in the order of the texts.

    A text already in the cache, or standing twice in ``texts``, is not embedded again. ``progress``
    gets (embedded, to embed) over the texts that are new. With ``token_origin`` the cache holds
    the coded tokens of every text afterwards; the embedder then has to be a ``TokenEmbedder``.
    Raises ``StorageFull``, ``IndexBroken``.
    """
    keys = [_key(embedder.fingerprint, text) for text in texts]
    first: dict[bytes, int] = {}
    for row, key in enumerate(keys):
        first.setdefault(key, row)
    # copied row by row and never kept as given: a vector is often a view of all its text's tokens
    matrix = np.empty((len(keys), embedder.dimensions), np.float32)
    known = _look_up(cache, first, matrix)
    missing = [key for key in first if key not in known]
    if token_origin is not None:
        names = {_token_key(key, token_origin): key for key in first if key in known}
        complete = cache.keys_with_tokens(names)
        missing += [key for name, key in names.items() if name not in complete]
    for start in range(0, len(missing), BATCH_TEXTS):
        batch = missing[start : start + BATCH_TEXTS]
        new = _embedded(
            {key: texts[first[key]] for key in batch}, embedder, cache, token_origin=token_origin
        )
        for key, vector in new.items():
            matrix[first[key]] = vector
        if progress is not None:
            progress(start + len(batch), len(missing))
    for row, key in enumerate(keys):
        if first[key] != row:
            matrix[row] = matrix[first[key]]
    return matrix


def _look_up(cache: VectorCache, rows: Mapping[bytes, int], matrix: Matrix) -> set[bytes]:
    """The keys that are held; their vectors stand in their rows of the matrix, a few at a time."""
    held: set[bytes] = set()
    wanted = list(rows)
    for start in range(0, len(wanted), _LOOKUP_KEYS):
        found = cache.get(wanted[start : start + _LOOKUP_KEYS], dimensions=matrix.shape[1])
        for key, vector in found.items():
            matrix[rows[key]] = vector
        held.update(found)
    return held


def _embedded(
    texts: Mapping[bytes, str],
    embedder: Embedder,
    cache: VectorCache,
    *,
    token_origin: Floats | None,
) -> dict[bytes, NDArray[np.float32]]:
    """Vectors of a batch of texts by their keys; they are in the cache, with their tokens."""
    if token_origin is None or not isinstance(embedder, TokenEmbedder):
        vectors = embedder.embed_passages(list(texts.values()))
        new = dict(zip(texts, vectors, strict=True))
        cache.put(new)
        return new
    found = {key: embedder.embed_with_tokens(text, role="passage") for key, text in texts.items()}
    new = {key: one.vector for key, one in found.items()}
    coded = {
        _token_key(key, token_origin): encode(one.tokens, origin=token_origin)
        for key, one in found.items()
    }
    cache.put(new, coded)
    return new


def tokens_of(
    texts: Sequence[str], *, embedder: Embedder, cache: VectorCache, origin: Floats
) -> Iterator[TokenCodes]:
    """The coded tokens of texts that ``embed_new`` was given with this origin, in order."""
    keys = (_token_key(_key(embedder.fingerprint, text), origin) for text in texts)
    return cache.tokens(keys, dimensions=embedder.dimensions)


def token_keys(texts: Sequence[str], *, embedder: Embedder, origin: Floats) -> list[bytes]:
    """A key of each text's coded tokens: the same key, the same codes."""
    return [_token_key(_key(embedder.fingerprint, text), origin) for text in texts]


def _token_key(key: bytes, origin: Floats) -> bytes:
    """Codes hold as long as the vector and the origin they are taken from do."""
    return hashlib.sha256(key + origin.tobytes()).digest()


def _key(fingerprint: str, text: str) -> bytes:
    digest = hashlib.sha256(fingerprint.encode())
    digest.update(b"\0")
    # half a surrogate pair is no character but can stand in a str
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.digest()
