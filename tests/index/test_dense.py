"""Nearest passages: product and scan equal numpy, the graph comes near, masks hold in all."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.dense import FILE_NAME, VECTORS_NAME, DenseIndex, build_dense, open_dense
from ingest.errors import IndexBroken

COUNT, DIMENSIONS, LIMIT = 7_000, 48, 10


def unit_vectors(count: int, *, seed: int) -> NDArray[np.float32]:
    """Vectors around a few hundred topics, as passages are."""
    random = np.random.default_rng(seed)
    topics = np.random.default_rng(1).standard_normal((300, DIMENSIONS))
    made = topics[random.integers(0, 300, count)] + 0.6 * random.standard_normal(
        (count, DIMENSIONS)
    )
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


VECTORS = unit_vectors(COUNT, seed=2)
QUESTIONS = unit_vectors(40, seed=3)


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    folder = tmp_path_factory.mktemp("flat")
    build_dense(folder, VECTORS, switch_point=COUNT)
    return open_dense(folder)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    folder = tmp_path_factory.mktemp("scan")
    build_dense(folder, VECTORS, switch_point=COUNT, whole_up_to=COUNT - 1)
    assert (folder / VECTORS_NAME).is_file()
    return open_dense(folder)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    folder = tmp_path_factory.mktemp("graph")
    build_dense(folder, VECTORS, switch_point=COUNT - 1)
    return open_dense(folder)


def truth(question: NDArray[np.float32], allowed: NDArray[np.bool_] | None = None) -> list[int]:
    cosines = VECTORS @ question
    if allowed is not None:
        cosines = np.where(allowed, cosines, -2)
    return [int(place) for place in np.argsort(-cosines)[:LIMIT]]


@pytest.mark.parametrize("kind", ["flat", "scan"])
def test_exact_search_is_what_numpy_finds(kind: str, request: pytest.FixtureRequest) -> None:
    index: DenseIndex = request.getfixturevalue(kind)
    assert index.count == COUNT
    for question in QUESTIONS:
        ordinals, cosines = index.search(question, limit=LIMIT)
        assert ordinals.tolist() == truth(question)
        assert cosines == pytest.approx(VECTORS[ordinals] @ question, abs=1e-5)
        assert np.all(np.diff(cosines) <= 0)


def test_the_graph_finds_nearly_all_of_them(graph: DenseIndex) -> None:
    found = [
        len(set(graph.search(question, limit=LIMIT)[0].tolist()) & set(truth(question)))
        for question in QUESTIONS
    ]
    assert sum(found) >= 0.98 * LIMIT * len(QUESTIONS)


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5, 0.95])
@pytest.mark.parametrize("kind", ["flat", "scan", "graph"])
def test_only_allowed_passages_are_found(
    kind: str, share: float, request: pytest.FixtureRequest
) -> None:
    index: DenseIndex = request.getfixturevalue(kind)
    allowed = np.random.default_rng(5).random(COUNT) < share
    right = wanted = 0
    for question in QUESTIONS:
        ordinals, cosines = index.search(question, limit=LIMIT, allowed=allowed)
        assert allowed[ordinals].all()
        assert len(set(ordinals.tolist())) == len(ordinals) == len(cosines)
        best = [place for place in truth(question, allowed) if allowed[place]]
        assert len(ordinals) == len(best)
        right += len(set(ordinals.tolist()) & set(best))
        wanted += len(best)
    assert right >= (0.98 if kind == "graph" else 1.0) * wanted


@pytest.mark.parametrize("kind", ["flat", "scan", "graph"])
def test_nothing_allowed_finds_nothing(kind: str, request: pytest.FixtureRequest) -> None:
    index: DenseIndex = request.getfixturevalue(kind)
    ordinals, cosines = index.search(QUESTIONS[0], limit=5, allowed=np.zeros(COUNT, np.bool_))
    assert ordinals.shape == cosines.shape == (0,)


@pytest.mark.parametrize("kind", ["flat", "scan", "graph"])
def test_scores_of_named_passages(kind: str, request: pytest.FixtureRequest) -> None:
    index: DenseIndex = request.getfixturevalue(kind)
    ordinals = np.array([5, 0, COUNT - 1], np.int64)
    expected = VECTORS[ordinals] @ QUESTIONS[0]
    assert index.scores(QUESTIONS[0], ordinals) == pytest.approx(expected, abs=1e-5)
    assert index.scores(QUESTIONS[0], ordinals[:0]).shape == (0,)


def test_fewer_passages_than_asked_for(tmp_path: Path) -> None:
    build_dense(tmp_path, VECTORS[:3])
    assert sorted(open_dense(tmp_path).search(QUESTIONS[0], limit=50)[0].tolist()) == [0, 1, 2]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    build_dense(tmp_path, VECTORS[:0])
    assert open_dense(tmp_path).search(QUESTIONS[0], limit=5)[0].shape == (0,)


@pytest.mark.parametrize("left", [0, 20, 1_000])
def test_a_file_cut_short_is_a_broken_index(tmp_path: Path, left: int) -> None:
    build_dense(tmp_path, VECTORS[:100])
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(IndexBroken, match="reindex"):
        open_dense(tmp_path)


def test_a_missing_file_is_a_broken_index(tmp_path: Path) -> None:
    with pytest.raises(IndexBroken, match=FILE_NAME):
        open_dense(tmp_path)


@pytest.mark.parametrize("damage", ["missing", "cut short", "of another index"])
def test_a_scan_without_its_vectors_is_a_broken_index(tmp_path: Path, damage: str) -> None:
    build_dense(tmp_path, VECTORS[:500], whole_up_to=0)
    file = tmp_path / VECTORS_NAME
    if damage == "missing":
        file.unlink()
    elif damage == "cut short":
        file.write_bytes(file.read_bytes()[:1_000])
    else:
        np.save(file, VECTORS[:400])
    with pytest.raises(IndexBroken, match="reindex"):
        open_dense(tmp_path)


def test_a_scan_of_few_passages_gives_all_of_them(tmp_path: Path) -> None:
    build_dense(tmp_path, VECTORS[:3], whole_up_to=0)
    ordinals, _ = open_dense(tmp_path).search(QUESTIONS[0], limit=50)
    assert sorted(ordinals.tolist()) == [0, 1, 2]
