import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.centre import (
    PRIOR_WEIGHT,
    LanguageMean,
    LanguageMeans,
    blend,
    centre,
    load_prior,
    mean_vector,
    measure_passages,
    read_means,
    write_means,
)
from index.e5 import E5Embedder
from index.embedder import Matrix
from ingest.errors import IndexBroken

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "es")


def _unit(seed: int, rows: int, size: int = 8) -> Matrix:
    vectors = np.random.default_rng(seed).standard_normal((rows, size)).astype(np.float32)
    unit: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _means() -> LanguageMeans:
    vectors = _unit(1, 2 * len(LANGUAGES))
    return LanguageMeans(
        fingerprint="model-1",
        languages={
            tag: LanguageMean(question=vectors[2 * row], passage=vectors[2 * row + 1], count=300)
            for row, tag in enumerate(LANGUAGES)
        },
    )


@given(seed=st.integers(0, 1000), rows=st.integers(0, 12))
def test_centred_vectors_have_unit_length(seed: int, rows: int) -> None:
    tags = [LANGUAGES[row % 4] for row in range(rows)]
    centred = centre(_unit(seed, rows), tags, _means(), role="passage")
    assert centred.shape == (rows, 8)
    assert centred.dtype == np.float32
    assert np.allclose(np.linalg.norm(centred, axis=1), 1, atol=1e-5)


def test_centring_takes_no_more_than_its_result_and_the_squares_of_it() -> None:
    """Each further copy is 150 MB of a base of 100,000 chunks."""
    vectors = _unit(5, 4_000)
    tags = [LANGUAGES[row % 4] for row in range(len(vectors))]
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        centre(vectors, tags, _means(), role="passage")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert vectors.nbytes < peak - before < 2.7 * vectors.nbytes


def test_a_row_depends_on_its_own_language_alone() -> None:
    vectors = _unit(3, 3)
    together = centre(vectors, ["en", "es", "zh-Hans"], _means(), role="question")
    for row, tag in enumerate(("en", "es", "zh-Hans")):
        alone = centre(vectors[row : row + 1], [tag], _means(), role="question")
        assert np.allclose(together[row], alone[0], atol=1e-6)


def test_without_means_nothing_changes() -> None:
    vectors = _unit(3, 3)
    nothing = LanguageMeans(fingerprint="model-1", languages={})
    assert np.array_equal(centre(vectors, ["en"] * 3, nothing, role="passage"), vectors)


def test_arguments_are_left_alone() -> None:
    vectors = _unit(3, 3)
    before = vectors.copy()
    centre(vectors, ["en"] * 3, _means(), role="passage")
    assert np.array_equal(vectors, before)


def test_a_text_at_its_languages_mean_keeps_its_direction() -> None:
    mean = mean_vector("en", _means(), role="passage")
    assert np.allclose(centre(mean[None], ["en"], _means(), role="passage"), mean, atol=1e-5)


def test_a_language_without_means_takes_the_nearest() -> None:
    means = _means()
    chinese = [means.languages[tag].passage for tag in ("zh-Hans", "zh-Hant")]
    every = [mean.passage for mean in means.languages.values()]
    assert np.allclose(mean_vector("zh", means, role="passage"), np.mean(chinese, axis=0))
    assert np.allclose(mean_vector("es-MX", means, role="passage"), means.languages["es"].passage)
    assert np.allclose(mean_vector("und", means, role="passage"), np.mean(every, axis=0))


def _middle(mean: LanguageMean) -> Matrix:
    middle: Matrix = (mean.question + mean.passage) / np.float32(2)
    return middle


def test_own_means_weigh_by_their_number() -> None:
    prior, own = _means(), _unit(5, 1)[0]
    few = blend(prior, {"en": (own, 1)}).languages["en"].passage
    many = blend(prior, {"en": (own, 100 * PRIOR_WEIGHT)}).languages["en"].passage
    assert np.linalg.norm(few - _middle(prior.languages["en"])) < np.linalg.norm(few - own)
    assert np.allclose(many, own, atol=0.03)


def test_a_language_without_passages_moves_with_the_subject() -> None:
    prior = _means()
    shift = np.full(8, 0.5, np.float32)
    own = _middle(prior.languages["en"]) + shift
    moved = blend(prior, {"en": (own, 10**6)}).languages["es"]
    assert np.allclose(moved.passage, _middle(prior.languages["es"]) + shift, atol=1e-3)
    assert np.allclose(moved.question, moved.passage)


def test_a_language_with_few_passages_moves_with_the_subject_too() -> None:
    prior = _means()
    subject, own = np.full(8, 0.5, np.float32), _unit(5, 1)[0]
    chinese = _middle(prior.languages["zh-Hans"]) + subject
    blended = blend(prior, {"zh-Hans": (chinese, 10**6), "en": (own, 1)}).languages
    with_subject = _middle(prior.languages["en"]) + subject
    expected = (own + PRIOR_WEIGHT * with_subject) / (1 + PRIOR_WEIGHT)
    assert np.allclose(blended["en"].passage, expected, atol=1e-3)
    # what a handful of passages says moves no other language
    assert np.allclose(blended["zh-Hans"].passage, chinese, atol=1e-3)


def test_a_language_alone_moves_by_its_own_passages() -> None:
    prior, own = _means(), _unit(5, 1)[0]
    moved = blend(prior, {"en": (own, 3 * PRIOR_WEIGHT)}).languages["en"].passage
    assert np.allclose(moved, (_middle(prior.languages["en"]) + 3 * own) / 4, atol=1e-5)


def test_own_means_alone_serve_where_no_prior_fits() -> None:
    nothing = LanguageMeans(fingerprint="other", languages={})
    own = measure_passages(_unit(2, 4), ["en", "en", "de", "de"])
    blended = blend(nothing, own)
    assert set(blended.languages) == {"en", "de"}
    assert np.allclose(blended.languages["de"].question, _unit(2, 4)[2:].mean(axis=0))


def test_means_survive_their_file(tmp_path: Path) -> None:
    write_means(tmp_path / "means.npz", _means())
    read = read_means(tmp_path / "means.npz")
    assert read.fingerprint == "model-1"
    assert list(read.languages) == sorted(LANGUAGES)
    for tag, mean in _means().languages.items():
        assert np.allclose(read.languages[tag].question, mean.question, atol=1e-3)
        assert read.languages[tag].count == 300


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"no archive"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "means.npz").write_bytes(content)
    with pytest.raises(IndexBroken, match=r"means\.npz"):
        read_means(tmp_path / "means.npz")


def test_the_shipped_prior_fits_the_shipped_model(e5: E5Embedder) -> None:
    prior = load_prior(e5.fingerprint)
    assert len(prior.languages) >= 20
    assert {"en", "zh-Hans", "zh-Hant", "ar", "th", "vi", "id"} <= set(prior.languages)
    assert load_prior("another model").languages == {}


def test_the_right_text_in_another_language_beats_noise_in_ones_own(e5: E5Embedder) -> None:
    """What centring is for; none of these sentences is in the prior."""
    passages = [
        "水泵的质保期为二十四个月。",
        "The catalogue is printed on recycled paper.",
        "Our office is closed on public holidays.",
        "The lamp uses six watts.",
    ]
    languages = ["zh-Hans", "en", "en", "en"]
    prior = load_prior(e5.fingerprint)
    question = e5.embed_questions(["How long is the guarantee on the water pump?"])
    plain = (e5.embed_passages(passages) @ question[0]).tolist()
    centred = centre(e5.embed_passages(passages), languages, prior, role="passage")
    scores = (centred @ centre(question, ["en"], prior, role="question")[0]).tolist()
    assert scores[0] - max(scores[1:]) > plain[0] - max(plain[1:])
    assert max(scores) == scores[0]
