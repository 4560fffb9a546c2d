import numpy as np
import pytest
from numpy.typing import NDArray

from index.neighbours import WHOLE_UP_TO, nearest_neighbours


def _unit(count: int, dimensions: int, seed: int = 3) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions))
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit.astype(np.float32)


def test_neighbours_are_those_of_comparing_all_with_all() -> None:
    vectors = _unit(300, 24)
    found = nearest_neighbours(vectors, count=10)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -np.inf)
    wanted = np.argsort(-cosines, axis=1, kind="stable")[:, :10]
    assert (found.ordinals == wanted).mean() > 0.999  # two may lie equally near
    assert np.allclose(found.cosines, np.take_along_axis(cosines, wanted, 1), atol=1e-5)


@pytest.mark.parametrize(("total", "count"), [(0, 5), (1, 5), (2, 5), (6, 5)])
def test_few_vectors_have_the_others_for_neighbours(total: int, count: int) -> None:
    found = nearest_neighbours(_unit(total, 8), count=count)
    assert found.ordinals.shape == (total, max(min(count, total - 1), 0))
    for row, others in enumerate(found.ordinals.tolist()):
        assert row not in others
        assert len(set(others)) == len(others)


def test_many_vectors_are_compared_by_cells_with_hardly_a_loss() -> None:
    vectors = _unit(WHOLE_UP_TO + 1, 8)
    found = nearest_neighbours(vectors, count=10)
    some = np.arange(0, len(vectors), 400)
    cosines = vectors[some] @ vectors.T
    cosines[np.arange(len(some)), some] = -np.inf
    wanted = np.argsort(-cosines, axis=1)[:, :10]
    met = [len(set(a) & set(b)) / 10 for a, b in zip(found.ordinals[some], wanted, strict=True)]
    assert np.mean(met) > 0.9
    assert (found.ordinals == nearest_neighbours(vectors, count=10).ordinals).all()
