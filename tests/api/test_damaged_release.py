"""A release whose files were damaged: the one before it answers, and everybody is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import Application
from api.current_searcher import CurrentSearcher
from api.doctor import examine
from api.settings import load_settings
from index.e5 import E5Embedder
from index.manifest_file import MANIFEST_NAME
from index.passage import SearchQuery
from index.refresh import RefreshSettings, refresh
from index.release import is_of_tokens
from index.store import ReleaseStore
from ingest.errors import IndexBroken, IndexMissing
from tests.hashing_embedder import HashingEmbedder
from tests.index.conftest import KnowledgeBase

TEXT = "# Pump\n\nThe pump PX-100 delivers {} litres a minute.\n"


def flip(file: Path) -> None:
    """One byte is another; size and times may stay."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


HARMS: dict[str, Callable[[Path], None]] = {"flipped": flip, "cut": cut, "gone": Path.unlink}


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """Two published releases: 40 litres, then 41."""
    made = KnowledgeBase(tmp_path, {"pump.md": TEXT.format(40)})
    made.build()
    made.write("pump.md", TEXT.format(41))
    made.build()
    return made


def searcher(store: ReleaseStore) -> CurrentSearcher:
    return CurrentSearcher(store, lambda _: HashingEmbedder(), threads=1)


def answer(found: CurrentSearcher) -> str:
    return found().search(SearchQuery(text="what does the pump deliver", language="en"))[0].text


@pytest.mark.parametrize("harm", HARMS)
def test_any_damaged_file_lets_the_release_before_answer(base: KnowledgeBase, harm: str) -> None:
    older, newer = base.store.releases()
    folder = base.store.path(newer)
    for file in sorted(folder.iterdir()):
        whole = file.read_bytes()
        HARMS[harm](file)
        if file.name == MANIFEST_NAME and harm == "flipped":
            file.write_bytes(b"\xff" + whole)  # a byte within a text could be overlooked
        opened = searcher(base.store)
        assert "40 litres" in answer(opened), file.name
        standing = opened.standing()
        assert (standing.meant, standing.manifest.release) == (newer, older)
        assert newer in standing.problem
        assert str(folder.parent) not in standing.problem, "it is told to whoever asks"
        file.write_bytes(whole)
    assert searcher(base.store).standing().problem == ""


def test_of_several_damaged_releases_the_nearest_whole_one_answers(base: KnowledgeBase) -> None:
    first, second = base.store.releases()
    base.write("pump.md", TEXT.format(42))
    third = base.build().release
    for release in (second, third):
        flip(base.store.path(release) / "dense.faiss")
    opened = searcher(base.store)
    assert opened.standing().manifest.release == first
    flip(base.store.path(first) / "content.db")
    with pytest.raises(IndexBroken, match=third):
        searcher(base.store)()


def test_a_candidate_never_stands_in(base: KnowledgeBase) -> None:
    older, newer = base.store.releases()
    base.write("pump.md", TEXT.format(42))
    candidate = base.build().release
    base.store.publish(newer, kind="rollback")
    flip(base.store.path(newer) / "content.db")
    # it was published once and taken back: only after everything below it
    assert base.store.stand_ins() == (older, candidate)
    assert searcher(base.store).standing().manifest.release == older


def test_a_pointer_that_names_nothing_is_read_from_the_history(base: KnowledgeBase) -> None:
    newer = base.store.current()
    for garbage in (b"", b"\x00\x00", b"../../etc", b"\xff\xfe\n"):
        base.store.pointer.write_bytes(garbage)
        assert base.store.current() == newer
        assert "41 litres" in answer(searcher(base.store))


def test_a_release_whose_folder_is_gone_is_told_without_its_place(base: KnowledgeBase) -> None:
    older, newer = base.store.releases()
    base.store.path(newer).rename(base.store.directory.parent / "elsewhere")
    standing = searcher(base.store).standing()
    assert standing.manifest.release == older
    assert standing.problem == f"release {newer!r} is gone"
    base.store.path(older).rename(base.store.directory.parent / "elsewhere too")
    with pytest.raises(IndexMissing):
        searcher(base.store)()


def test_a_rebuild_mends_it_while_the_one_before_answers(base: KnowledgeBase) -> None:
    newer = base.store.current()
    flip(base.store.path(newer) / "lexical-terms.npy")
    opened = searcher(base.store)
    assert "40 litres" in answer(opened)
    base.build()
    assert "41 litres" in answer(searcher(base.store))


def test_damaged_tokens_that_two_releases_share_cost_ranking_and_no_answer(
    tmp_path: Path, e5: E5Embedder
) -> None:
    base = KnowledgeBase(tmp_path, {"pump.md": TEXT.format(40)})
    for _ in range(2):
        refresh(
            base.documents,
            store=base.store,
            cache_dir=base.cache,
            embedder=e5,
            settings=RefreshSettings(max_tokens=64),
            progress=lambda now: None,
        )
    _, newer = base.store.releases()
    (shared,) = base.store.path(newer).glob("tokens-*.bin")
    assert shared.stat().st_nlink == 2
    flip(shared)
    opened = CurrentSearcher(base.store, lambda _: e5, threads=1)
    assert "40 litres" in answer(opened)
    standing = opened.standing()
    assert standing.manifest.release == newer, "the newest texts, less well ranked"
    assert opened().release.tokens is None
    assert "ranked without" in standing.problem
    assert not is_of_tokens("content.db")


def test_the_doctor_says_which_release_answers(
    base: KnowledgeBase, tmp_path: Path, default_model_folder: Path
) -> None:
    (tmp_path / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    older, newer = base.store.releases()
    flip(base.store.path(newer) / "content.db")
    settings = load_settings(overrides={"content_dir": tmp_path, "var_dir": tmp_path})
    application = Application(settings)
    application.searcher = searcher(base.store)
    told = next(one for one in examine(application) if one.subject == "release")
    assert told.severity == "error"
    assert f"{older} answers in its place" in told.text
    assert newer in told.text
