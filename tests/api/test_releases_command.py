"""``tradewind releases``: what is kept, and going back to it."""

from pathlib import Path

import pytest

from api.bootstrap import Application
from api.settings import load_settings
from ingest.errors import IndexBroken, IndexMissing
from tests.index.conftest import KnowledgeBase


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """Two releases, the second with one document more."""
    made = KnowledgeBase(tmp_path, {"pump.md": "# Pump\n\nThe PX-100 delivers 40 litres."})
    made.build()
    made.write("valve.md", "# Valve\n\nThe valve opens at 3 bar.")
    made.build()
    return made


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(load_settings(overrides={"content_dir": tmp_path, "var_dir": tmp_path}))


def test_the_list_is_newest_first_with_the_published_one_marked(
    base: KnowledgeBase, application: Application
) -> None:
    newest, oldest = application.releases()
    assert (newest.current, newest.documents) == (True, 2)
    assert (oldest.current, oldest.documents) == (False, 1)


def test_rolling_back_and_forth(base: KnowledgeBase, application: Application) -> None:
    newest, oldest = (release.release for release in application.releases())
    assert application.roll_back() == (newest, oldest)
    assert {passage.document for passage in base.find("valve pump")} == {"pump.md"}
    with pytest.raises(IndexMissing, match="no release before"):
        application.roll_back()
    assert application.roll_back(newest) == (oldest, newest)
    assert {passage.document for passage in base.find("valve pump")} == {"pump.md", "valve.md"}


@pytest.mark.parametrize("name", ["nothing", "../releases", "."])
def test_only_what_is_kept_can_be_published(
    base: KnowledgeBase, application: Application, name: str
) -> None:
    with pytest.raises(IndexMissing, match="lists those that are kept"):
        application.roll_back(name)
    assert application.releases()[0].current


def test_a_damaged_release_is_listed_and_never_published(
    base: KnowledgeBase, application: Application
) -> None:
    newest, oldest = application.releases()
    file = base.store.path(oldest.release) / "dense.faiss"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(IndexBroken, match="differs from its checksum"):
        application.roll_back()
    file.unlink()
    assert "missing" in application.releases()[1].problem
    assert base.store.current() == newest.release
