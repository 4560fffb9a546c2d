import sqlite3
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embed import BATCH_TEXTS, VectorCache, embed_new, tokens_of
from index.embedder import Matrix, Progress, Role, TextVectors
from index.token_codes import encode
from ingest.errors import IndexBroken


class CountingEmbedder:
    """Letter counts as vectors; remembers every text it was given."""

    name = "letters"
    dimensions = 26
    max_tokens = 100

    def __init__(self, fingerprint: str = "letters-1", *, dies_after: int = 10**9) -> None:
        self.fingerprint = fingerprint
        self.seen: list[str] = []
        self.dies_after = dies_after

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        if len(self.seen) >= self.dies_after:
            raise KeyboardInterrupt
        self.seen += texts
        rows = [[1 + text.count(chr(97 + place)) for place in range(26)] for text in texts]
        vectors = np.array(rows, np.float32).reshape(-1, 26)
        unit: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_questions(self, texts: Sequence[str]) -> Matrix:
        return self.embed_passages(texts)

    def count_tokens(self, text: str) -> int:
        return len(text)

    def token_offsets(self, text: str) -> tuple[tuple[int, int], ...]:
        return tuple((place, place + 1) for place in range(len(text)))


class TokenCountingEmbedder(CountingEmbedder):
    """Tells a vector for every letter too, of 28 dimensions like the whole."""

    dimensions = 28

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        letters = super().embed_passages(texts, progress=progress)
        return np.pad(letters, ((0, 0), (0, 2)))

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        whole = self.embed_passages([text])[0]
        tokens = np.eye(28, dtype=np.float32)[[ord(letter) % 28 for letter in text]]
        return TextVectors(vector=whole, tokens=tokens)


class ViewGivingEmbedder(TokenCountingEmbedder):
    """Gives vectors as rows of larger matrices; counts how many of these live at once."""

    def __init__(self) -> None:
        super().__init__()
        self.most_alive = 0
        self._matrices: list[weakref.ref[Matrix]] = []

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Matrix:
        return self._view(super().embed_passages(texts, progress=progress))

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        found = super().embed_with_tokens(text, role=role)
        view = self._view(np.concatenate([found.vector[None], found.tokens]))
        return TextVectors(vector=view[0], tokens=view[1:])

    def _view(self, matrix: Matrix) -> Matrix:
        self._matrices.append(weakref.ref(matrix))
        self.most_alive = max(
            self.most_alive, sum(matrix() is not None for matrix in self._matrices)
        )
        return matrix[:]


class WatchedCache(VectorCache):
    """Counts how many of the vectors it gave live at once."""

    most_alive = 0

    def get(self, keys: Iterable[bytes], *, dimensions: int) -> dict[bytes, NDArray[np.float32]]:
        found = super().get(keys, dimensions=dimensions)
        self._given = [*getattr(self, "_given", ()), *map(weakref.ref, found.values())]
        alive = sum(vector() is not None for vector in self._given)
        self.most_alive = max(self.most_alive, alive)
        return found


ORIGIN = np.full(28, 0.05, np.float32)
TEXTS = [f"text {number} {'abc' * (number % 5)}" for number in range(BATCH_TEXTS * 3 + 5)]


def test_the_second_time_nothing_is_embedded(tmp_path: Path) -> None:
    first, second = CountingEmbedder(), CountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        made = embed_new(TEXTS, embedder=first, cache=cache)
    with VectorCache(tmp_path / "vectors.db") as cache:
        again = embed_new(TEXTS[::-1], embedder=second, cache=cache)
    assert sorted(first.seen) == sorted(TEXTS)
    assert second.seen == []
    assert np.array_equal(made, again[::-1])
    assert np.array_equal(made, CountingEmbedder().embed_passages(TEXTS))


def test_twins_are_embedded_once_and_each_has_its_row(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        matrix = embed_new(["a", "b", "a", "\ud800"], embedder=embedder, cache=cache)
    assert embedder.seen == ["a", "b", "\ud800"]
    assert np.array_equal(matrix[0], matrix[2])
    assert not np.array_equal(matrix[0], matrix[1])


def test_only_the_new_text_is_embedded(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        embed_new(TEXTS, embedder=embedder, cache=cache)
        embedder.seen.clear()
        embed_new([*TEXTS, "new"], embedder=embedder, cache=cache)
    assert embedder.seen == ["new"]


def test_another_model_never_meets_these_vectors(tmp_path: Path) -> None:
    other = CountingEmbedder("letters-2")
    with VectorCache(tmp_path / "vectors.db") as cache:
        embed_new(TEXTS, embedder=CountingEmbedder(), cache=cache)
        embed_new(TEXTS, embedder=other, cache=cache)
    assert len(other.seen) == len(TEXTS)


def test_a_killed_run_keeps_what_it_embedded(tmp_path: Path) -> None:
    dying, next_one = CountingEmbedder(dies_after=2 * BATCH_TEXTS), CountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache, pytest.raises(KeyboardInterrupt):
        embed_new(TEXTS, embedder=dying, cache=cache)
    with VectorCache(tmp_path / "vectors.db") as cache:
        embed_new(TEXTS, embedder=next_one, cache=cache)
    assert set(next_one.seen) == set(TEXTS) - set(dying.seen)
    assert len(dying.seen) == 2 * BATCH_TEXTS


def test_progress_counts_the_new_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with VectorCache(tmp_path / "vectors.db") as cache:
        embed_new(TEXTS[:5], embedder=CountingEmbedder(), cache=cache)
        embed_new(
            TEXTS,
            embedder=CountingEmbedder(),
            cache=cache,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert seen[-1] == (len(TEXTS) - 5, len(TEXTS) - 5)


def test_no_texts_give_an_empty_matrix(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.db") as cache:
        assert embed_new([], embedder=CountingEmbedder(), cache=cache).shape == (0, 26)


def test_a_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    path.write_bytes(b"not a database at all " * 100)
    with VectorCache(path) as cache:
        embed_new(["a"], embedder=CountingEmbedder(), cache=cache)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    connection.close()


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexBroken, match=r"vectors\.db"):
        VectorCache(tmp_path / "file" / "vectors.db")


def test_the_second_time_neither_vectors_nor_tokens_are_embedded(tmp_path: Path) -> None:
    first, second = TokenCountingEmbedder(), TokenCountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        made = embed_new(TEXTS, embedder=first, cache=cache, token_origin=ORIGIN)
    with VectorCache(tmp_path / "vectors.db") as cache:
        again = embed_new(TEXTS, embedder=second, cache=cache, token_origin=ORIGIN)
        codes = list(tokens_of(TEXTS[:3], embedder=second, cache=cache, origin=ORIGIN))
    assert sorted(first.seen) == sorted(TEXTS)
    assert second.seen == []
    assert np.array_equal(made, again)
    for text, found in zip(TEXTS[:3], codes, strict=True):
        tokens = second.embed_with_tokens(text, role="passage").tokens
        assert found.to_bytes() == encode(tokens, origin=ORIGIN).to_bytes()


def test_vectors_without_tokens_are_completed_once(tmp_path: Path) -> None:
    """A cache from before late interaction, or from a release that kept no tokens."""
    with VectorCache(tmp_path / "vectors.db") as cache:
        made = embed_new(TEXTS, embedder=TokenCountingEmbedder(), cache=cache)
        for expected in (TEXTS, []):
            embedder = TokenCountingEmbedder()
            again = embed_new(TEXTS, embedder=embedder, cache=cache, token_origin=ORIGIN)
            assert sorted(embedder.seen) == sorted(expected)
            assert np.array_equal(made, again)


def test_codes_from_another_origin_are_never_met(tmp_path: Path) -> None:
    other = ORIGIN * 2
    embedder = TokenCountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        embed_new(["abc"], embedder=embedder, cache=cache, token_origin=ORIGIN)
        embed_new(["abc"], embedder=embedder, cache=cache, token_origin=other)
        found = [
            next(tokens_of(["abc"], embedder=embedder, cache=cache, origin=origin)).to_bytes()
            for origin in (ORIGIN, other)
        ]
    assert embedder.seen == ["abc", "abc"]
    assert found[0] != found[1]


def test_a_text_without_tokens_is_cached_as_one(tmp_path: Path) -> None:
    embedder = TokenCountingEmbedder()
    with VectorCache(tmp_path / "vectors.db") as cache:
        for _ in range(2):
            embed_new([""], embedder=embedder, cache=cache, token_origin=ORIGIN)
        codes = next(tokens_of([""], embedder=embedder, cache=cache, origin=ORIGIN))
    assert embedder.seen == [""]
    assert codes.codes.shape == (0, 7)


def test_tokens_that_are_not_held_are_told(tmp_path: Path) -> None:
    with (
        VectorCache(tmp_path / "vectors.db") as cache,
        pytest.raises(IndexBroken, match="delete the file"),
    ):
        list(tokens_of(["new"], embedder=TokenCountingEmbedder(), cache=cache, origin=ORIGIN))


@pytest.mark.parametrize(("origin", "most"), [(None, 2), (ORIGIN, 2 * BATCH_TEXTS + 1)])
def test_of_what_the_model_gave_no_more_than_two_batches_are_kept(
    tmp_path: Path, origin: Matrix | None, most: int
) -> None:
    """A vector that is a view keeps all tokens of its text: 50 KB for a short paragraph."""
    embedder = ViewGivingEmbedder()
    texts = [f"text {number}" for number in range(8 * BATCH_TEXTS)]
    with VectorCache(tmp_path / "vectors.db") as cache:
        made = embed_new(texts, embedder=embedder, cache=cache, token_origin=origin)
    assert 0 < embedder.most_alive <= most
    assert np.array_equal(made, TokenCountingEmbedder().embed_passages(texts))


def test_of_vectors_that_are_held_a_few_are_in_memory_beside_the_matrix(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(3_000)]
    with WatchedCache(tmp_path / "vectors.db") as cache:
        made = embed_new(texts, embedder=CountingEmbedder(), cache=cache)
        again = embed_new(texts, embedder=CountingEmbedder(), cache=cache)
    assert 0 < cache.most_alive <= 1_000
    assert np.array_equal(made, again)
