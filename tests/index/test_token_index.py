"""The tokens of a release on disk, compared with the plain computation over the same vectors."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.token_codes import Floats, TokenCodes, encode, levels_of
from index.token_index import TokenIndex
from index.token_segments import FEWEST_CHUNKS, SEGMENTS_NAME
from ingest.errors import IndexBroken

DIMENSIONS = 64
ORIGIN = np.full(DIMENSIONS, 0.05, np.float32)


def drawn(count: int, *, seed: int) -> Floats:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def coded(counts: list[int]) -> list[TokenCodes]:
    return [encode(drawn(count, seed=place), origin=ORIGIN) for place, count in enumerate(counts)]


def decoded(codes: TokenCodes) -> Floats:
    vectors: Floats = levels_of(codes.codes) * codes.gains.astype(np.float32)[:, None]
    return vectors


def keys_of(texts: list[TokenCodes]) -> list[bytes]:
    return [hashlib.sha256(text.to_bytes()).digest() for text in texts]


def built(
    folder: Path,
    texts: list[TokenCodes],
    languages: list[str] | None = None,
    *,
    earlier: Sequence[Path] = (),
) -> TokenIndex:
    folder.mkdir(exist_ok=True)
    TokenIndex.build(
        folder,
        keys_of(texts),
        lambda some: texts[some.start : some.stop],
        languages or ["en"] * len(texts),
        origin=ORIGIN,
        earlier=earlier,
    )
    index = TokenIndex.open(folder)
    assert index is not None
    return index


def directly(
    question: Floats, texts: list[TokenCodes], languages: list[str], means: dict[str, Floats]
) -> Floats:
    """MaxSim token by token: every token less its language's mean, at unit length."""
    best = np.zeros((len(texts), len(question)), np.float32)
    for row, (text, language) in enumerate(zip(texts, languages, strict=True)):
        for column, asked in enumerate(question):
            cosines = []
            for vector in decoded(text):
                centred = vector - means[language]
                cosines.append(float(asked @ centred) / float(np.linalg.norm(centred)))
            best[row, column] = max(cosines, default=0.0)
    return best


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    counts=st.lists(st.integers(0, 6), min_size=1, max_size=8),
    asked=st.integers(0, 5),
    shift=st.floats(0, 0.5),
    data=st.data(),
)
def test_similarities_are_those_of_the_plain_computation(
    tmp_path: Path, counts: list[int], asked: int, shift: float, data: st.DataObject
) -> None:
    texts = coded(counts)
    index = built(tmp_path, texts)
    ordinals = data.draw(st.permutations(range(len(counts))))[: data.draw(st.integers(0, 8))]
    languages = [data.draw(st.sampled_from(["de", "en"])) for _ in ordinals]
    means = {"de": drawn(1, seed=90)[0] * np.float32(shift), "en": np.zeros(64, np.float32)}
    question = drawn(asked, seed=91)
    found = index.similarities(question, ordinals, languages=languages, means=means)
    expected = directly(question, [texts[one] for one in ordinals], languages, means)
    assert found.shape == (len(ordinals), asked)
    # lengths are rounded to half precision, and levels have lengths of their own
    assert found == pytest.approx(expected, abs=5e-3)


def test_a_chunk_without_tokens_has_zeros_and_moves_no_other(tmp_path: Path) -> None:
    texts = coded([3, 0, 2])
    index = built(tmp_path, texts)
    question = drawn(4, seed=50)
    means = {"en": np.zeros(DIMENSIONS, np.float32)}
    found = index.similarities(question, [0, 1, 2], languages=["en"] * 3, means=means)
    assert found[1].tolist() == [0, 0, 0, 0]
    for place in (0, 2):
        alone = index.similarities(question, [place], languages=["en"], means=means)
        assert found[place] == pytest.approx(alone[0], abs=1e-6)


def test_a_token_finds_itself(tmp_path: Path) -> None:
    texts = coded([3, 3, 3])
    index = built(tmp_path, texts)
    means = {"en": np.zeros(DIMENSIONS, np.float32)}
    vector = decoded(texts[1])[2:3]
    question = vector / np.linalg.norm(vector)
    found = index.similarities(question, [0, 1, 2], languages=["en"] * 3, means=means)
    assert int(found[:, 0].argmax()) == 1
    assert found[1, 0] == pytest.approx(1, abs=2e-3)


def test_the_mean_token_is_that_of_a_languages_tokens(tmp_path: Path) -> None:
    texts = coded([4, 2, 0, 3])
    means = built(tmp_path, texts, ["de", "en", "fi", "de"]).mean_tokens()
    assert set(means) == {"de", "en"}, "no text of a language without tokens says anything"
    german = np.concatenate([decoded(texts[0]), decoded(texts[3])])
    assert means["de"][0] == pytest.approx(german.mean(axis=0), abs=1e-6)
    assert (means["de"][1], means["en"][1]) == (2, 1)


MANY = 12 * FEWEST_CHUNKS


def test_a_changed_text_shares_all_other_files_with_the_release_before(tmp_path: Path) -> None:
    texts = coded([1 + place % 3 for place in range(MANY)])
    before = built(tmp_path / "before", texts)
    changed = encode(drawn(5, seed=4_711), origin=ORIGIN)
    now = [*texts[:100], changed, *texts[101:300], *texts[302:]]
    index = built(tmp_path / "now", now, earlier=[tmp_path / "before"])
    files = {path.name for path in (tmp_path / "now").glob("tokens-*.bin")}
    shared = {path.name for path in (tmp_path / "now").glob("*.bin") if path.stat().st_nlink > 1}
    assert len(files) > 6
    assert 1 <= len(files - shared) <= 4
    alone = built(tmp_path / "alone", now)
    question = drawn(3, seed=5)
    means = {"en": np.zeros(DIMENSIONS, np.float32)}
    every = range(len(now))
    languages = ["en"] * len(now)
    found, expected = (
        one.similarities(question, every, languages=languages, means=means)
        for one in (index, alone)
    )
    assert np.array_equal(found, expected)
    assert [index.count(one) for one in every] == [len(text.codes) for text in now]
    assert np.array_equal(index.mean_tokens()["en"][0], alone.mean_tokens()["en"][0])
    assert before.count(100) == len(texts[100].codes)


def test_a_damaged_file_is_made_anew_and_not_shared(tmp_path: Path) -> None:
    texts = coded([2] * MANY)
    built(tmp_path / "before", texts)
    first, second = sorted((tmp_path / "before").glob("tokens-*.bin"))[:2]
    data = bytearray(first.read_bytes())
    data[-1] ^= 1
    first.write_bytes(data)
    second.unlink()
    index = built(tmp_path / "now", texts, earlier=[tmp_path / "before", tmp_path / "none"])
    alone = built(tmp_path / "alone", texts)
    assert {path.name: path.read_bytes() for path in (tmp_path / "now").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()
    }
    assert index.count(0) == alone.count(0) == 2


def test_the_language_of_a_text_is_part_of_its_file(tmp_path: Path) -> None:
    texts = coded([2, 2])
    built(tmp_path / "before", texts, ["en", "en"])
    index = built(tmp_path / "now", texts, ["en", "de"], earlier=[tmp_path / "before"])
    assert set(index.mean_tokens()) == {"de", "en"}


def test_a_release_without_a_single_token_opens(tmp_path: Path) -> None:
    index = built(tmp_path, coded([0, 0]))
    assert index.mean_tokens() == {}
    means = {"en": np.zeros(DIMENSIONS, np.float32)}
    found = index.similarities(drawn(2, seed=1), [0, 1], languages=["en", "en"], means=means)
    assert found.tolist() == [[0, 0], [0, 0]]


def test_the_origin_comes_back(tmp_path: Path) -> None:
    assert np.array_equal(built(tmp_path, coded([2])).origin, ORIGIN)


def test_a_release_that_was_built_without_has_none(tmp_path: Path) -> None:
    assert TokenIndex.open(tmp_path) is None


@pytest.mark.parametrize("name", ["tokens-*.bin", SEGMENTS_NAME, "tokens-origin.npy"])
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "garbage", "zip"])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, name: str, damage: str) -> None:
    built(tmp_path, coded([3, 4]))
    (path,) = tmp_path.glob(name)
    if damage == "gone":
        path.unlink()
        if name == SEGMENTS_NAME:
            assert TokenIndex.open(tmp_path) is None
            return
    else:
        data = path.read_bytes()
        path.write_bytes(
            {
                "empty": b"",
                "half": data[: len(data) // 2],
                "garbage": b"\x93NUMPY" + b"\xff" * 40,
                "zip": b"PK\x03\x04" + b"\0" * 40,
            }[damage]
        )
    with pytest.raises(IndexBroken, match="reindex") as caught:
        TokenIndex.open(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_release_of_the_version_before_opens(tmp_path: Path) -> None:
    texts = coded([3, 0, 4])
    (tmp_path / "tokens-codes.bin").write_bytes(b"".join(t.codes.tobytes() for t in texts))
    np.save(tmp_path / "tokens-gains.npy", np.concatenate([text.gains for text in texts]))
    np.save(tmp_path / "tokens-lengths.npy", np.concatenate([text.lengths for text in texts]))
    np.save(tmp_path / "tokens-starts.npy", np.array([0, 3, 3, 7], np.int64))
    np.save(tmp_path / "tokens-origin.npy", ORIGIN)
    index = TokenIndex.open(tmp_path)
    assert index is not None
    assert [index.count(one) for one in range(3)] == [3, 0, 4]
    question, means = drawn(4, seed=50), {"en": np.zeros(DIMENSIONS, np.float32)}
    found, expected = (
        one.similarities(question, range(3), languages=["en"] * 3, means=means)
        for one in (index, built(tmp_path / "now", texts))
    )
    assert np.array_equal(found, expected)
