import errno
import json
from pathlib import Path

import pytest

from index.e5 import E5Embedder
from index.model_folder import unpack_default_model, write_model_folder
from index.weights import PackedWeights, read_weights
from ingest.errors import ModelUnavailable, StorageFull
from tests.index import tiny_model


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def weights(tmp_path: Path) -> PackedWeights:
    tiny_model.write_tiny_model(tmp_path / "tiny.bin")
    return read_weights(tmp_path / "tiny.bin")


def _ignore(done: int, total: int) -> None:
    pass


def test_the_folder_is_an_ordinary_one_and_nothing_else_is_left(
    weights: PackedWeights, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "tiny"
    write_model_folder(folder, weights, progress=_ignore)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"config.json", "modules.json", "1_Pooling/config.json", "tokenizer.json"} <= names
    assert {"model.safetensors", "model_int8.onnx", "manifest.json"} <= names
    assert not [name for name in names if name.endswith(".part")]
    assert not (tmp_path / "models" / ".tiny.unfinished").exists()
    config = json.loads((folder / "config.json").read_text())
    assert config["hidden_size"] == tiny_model.HIDDEN


@pytest.mark.parametrize("calls", [1, 4, 9, 11, 15])
def test_a_killed_run_leaves_no_folder_and_its_finished_files_are_kept(
    weights: PackedWeights, tmp_path: Path, calls: int
) -> None:
    folder = tmp_path / "models" / "tiny"
    made = 0

    def kill(done: int, total: int) -> None:
        nonlocal made
        made += 1
        if made == calls:
            raise Killed

    with pytest.raises(Killed):
        write_model_folder(folder, weights, progress=kill)
    assert not folder.exists()
    aside = folder.with_name(".tiny.unfinished")
    finished = {
        path.relative_to(aside): path.stat().st_ino
        for path in aside.rglob("*")
        if path.is_file() and path.suffix != ".part"
    }
    write_model_folder(folder, weights, progress=_ignore)
    assert {name: (folder / name).stat().st_ino for name in finished} == finished

    fresh = tmp_path / "fresh"
    write_model_folder(fresh, weights, progress=_ignore)
    assert (folder / "manifest.json").read_text() == (fresh / "manifest.json").read_text()


def test_a_full_disk_is_told_apart(weights: PackedWeights, tmp_path: Path) -> None:
    def full(done: int, total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageFull, match="free some"):
        write_model_folder(tmp_path / "tiny", weights, progress=full)


def test_a_file_in_the_way_is_told(weights: PackedWeights, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("no folder")
    with pytest.raises(ModelUnavailable, match="models"):
        write_model_folder(tmp_path / "models" / "tiny", weights, progress=_ignore)


def test_progress_rises_to_its_total(weights: PackedWeights, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_model_folder(tmp_path / "tiny", weights, progress=lambda *now: seen.append(now))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


def test_the_second_time_nothing_is_written(default_model_folder: Path) -> None:
    def never(done: int, total: int) -> None:
        raise AssertionError

    assert unpack_default_model(default_model_folder.parent, progress=never) == default_model_folder


def test_models_may_be_a_link(default_model_folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "models"
    link.symlink_to(default_model_folder.parent)
    assert unpack_default_model(link, progress=_ignore).samefile(default_model_folder)


def test_a_damaged_folder_does_not_load(weights: PackedWeights, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    write_model_folder(folder, weights, progress=_ignore)
    graph = folder / "model_int8.onnx"
    graph.write_bytes(graph.read_bytes()[:5000])
    with pytest.raises(ModelUnavailable, match="remove that folder"):
        E5Embedder(folder)
    with pytest.raises(ModelUnavailable, match="remove that folder"):
        E5Embedder(tmp_path / "nowhere")
