"""Another embedding model in the settings: what the old one built answers until a rebuild."""

from pathlib import Path

import pytest

from api.bootstrap import Application
from api.settings import Settings
from index.passage import SearchQuery
from ingest.errors import IndexOutdated, ReleaseUnfit
from tests.small_company import write_documents

pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*"),
]
FILES = {"pump.md": "# Pump\n\nThe pump PX-100 delivers 40 litres a minute.\n"}


def answers(application: Application) -> tuple[str, str]:
    """The release that answers, and what it finds."""
    searcher = application.searcher()
    found = searcher.search(SearchQuery(text="what does the pump deliver", language="en"))
    return searcher.release.manifest.release, found[0].document


def test_each_release_answers_by_the_model_that_built_it(
    tmp_path: Path, default_model_folder: Path
) -> None:
    write_documents(tmp_path, FILES)
    (tmp_path / "models").symlink_to(default_model_folder.parent, target_is_directory=True)

    def application(model: str) -> Application:
        return Application(Settings(content_dir=tmp_path, var_dir=tmp_path, model=model))

    # the same weights run by another library: another model, as far as vectors go
    other = tmp_path / "other-model"
    other.symlink_to(default_model_folder, target_is_directory=True)
    first = application("").releasing.reindex().release
    changed = application(str(other))
    assert answers(changed) == (first, "pump.md")
    candidate = changed.releasing.build()
    assert candidate.embedded > 0
    assert answers(changed) == (first, "pump.md")
    changed.releasing.publish(candidate.release)
    # one that still has the old setting follows as well
    assert answers(application("")) == (candidate.release, "pump.md")

    other.unlink()
    late = application("")
    assert answers(late) == (first, "pump.md"), "the one before stands in"
    assert "which does not load" in late.searcher.standing().problem
    late.releasing.roll_back()
    with pytest.raises(ReleaseUnfit, match="does not load"):
        late.releasing.publish(candidate.release)
    late.store.publish(candidate.release)
    (tmp_path / "releases" / first / "manifest.json").unlink()
    with pytest.raises(IndexOutdated, match="run 'tradewind reindex'"):
        application("").searcher()
