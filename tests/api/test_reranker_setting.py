"""The settings ``reranker`` and ``token_vectors``, from the file to what searches."""

from pathlib import Path

import pytest

from api.bootstrap import Application
from api.doctor import Finding, examine
from api.settings import Settings, load_settings
from index.passage import SearchQuery
from ingest.errors import ModelUnavailable, SettingsInvalid
from tests.index.tiny_cross_encoder import write_tiny_cross_encoder

QUESTION = SearchQuery(text="How many litres does the pump deliver?", language="en")


@pytest.fixture
def place(tmp_path: Path, default_model_folder: Path) -> dict[str, Path]:
    """A content folder with one document, and a state folder that holds the model."""
    content, var = tmp_path / "content", tmp_path / "var"
    (content / "documents").mkdir(parents=True)
    (content / "documents" / "pump.md").write_text("# Pump\n\nIt delivers 40 litres a minute.\n")
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    return {"content_dir": content, "var_dir": var}


def reranker_of(application: Application) -> Finding:
    (found,) = (one for one in examine(application) if one.subject == "reranker")
    return found


def test_both_are_read_like_every_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "tradewind.toml"
    assert (load_settings().reranker, load_settings().token_vectors) == ("", True)
    file.write_text('reranker = "models/ranker"\ntoken_vectors = false\n')
    settings = load_settings(file)
    assert (settings.reranker, settings.token_vectors) == ("models/ranker", False)
    monkeypatch.setenv("TRADEWIND_TOKEN_VECTORS", "true")
    assert load_settings(file).token_vectors
    file.write_text('token_vectors = "perhaps"\n')
    monkeypatch.delenv("TRADEWIND_TOKEN_VECTORS")
    with pytest.raises(SettingsInvalid, match=r"tradewind\.toml:1: token_vectors"):
        load_settings(file)


@pytest.mark.parametrize("kept", [True, False])
def test_token_vectors_are_kept_as_the_setting_says(place: dict[str, Path], kept: bool) -> None:
    application = Application(Settings(**place, token_vectors=kept))  # type: ignore[arg-type]
    application.reindex()
    searcher = application.searcher()
    assert (searcher.release.tokens is not None) == kept
    assert "40 litres" in searcher.search(QUESTION)[0].text
    finding = reranker_of(application)
    assert finding.severity == ("ok" if kept else "warning")
    application.close()


def test_a_reranker_that_is_not_here_is_found_by_the_doctor(place: dict[str, Path]) -> None:
    application = Application(Settings(**place, reranker="nobody/no-such-ranker"))  # type: ignore[arg-type]
    application.reindex()
    finding = reranker_of(application)
    assert finding.severity == "error"
    assert "'nobody/no-such-ranker'" in finding.text
    with pytest.raises(ModelUnavailable, match="reranker"):
        application.searcher()
    application.close()


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")
def test_a_folder_named_in_the_settings_reranks(place: dict[str, Path], tmp_path: Path) -> None:
    folder = write_tiny_cross_encoder(tmp_path / "tiny-ranker")
    application = Application(Settings(**place, reranker=str(folder), token_vectors=False))  # type: ignore[arg-type]
    application.reindex()
    assert "40 litres" in application.searcher().search(QUESTION)[0].text
    finding = reranker_of(application)
    assert (finding.severity, finding.text) == ("ok", "tiny-ranker")
    assert application.models.cross_encoder() is application.models.cross_encoder(), "loaded once"
    application.close()
