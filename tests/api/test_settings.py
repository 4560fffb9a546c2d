"""Settings: where each value comes from, and a mistake named with its place."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings, load_settings
from ingest.errors import SettingsInvalid


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRADEWIND_{name.upper()}", raising=False)


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.documents_dir == Path("kb_content/documents")
    assert settings.max_question_characters == 4000
    assert settings.loopback_only


def test_a_command_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tradewind.toml").write_text("port = 1001\nthreads = 2\nkeep_releases = 4\n")
    monkeypatch.setenv("TRADEWIND_PORT", "1002")
    monkeypatch.setenv("tradewind_threads", "3")
    settings = load_settings(overrides={"port": 1003, "host": None})
    assert (settings.port, settings.threads, settings.keep_releases) == (1003, 3, 4)
    assert settings.host == "127.0.0.1"


def test_folders_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    file = tmp_path / "etc" / "kb.toml"
    file.parent.mkdir()
    file.write_text('content_dir = "../content"\n')
    assert load_settings(file).content_dir == tmp_path / "etc" / ".." / "content"


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'host = "x"\nprot = 1\n',
            r"tradewind\.toml:2: prot: no such setting; did you mean 'port'",
        ),
        ("[server]\nport = 1\n", r"tradewind\.toml:1: server: no such setting; there are content"),
        ("\nport = 70000\n", r"tradewind\.toml:2: port: .*65535, not 70000"),
        ('port = "many"\n', r"tradewind\.toml:1: port: .*not 'many'"),
        ("port = \n", r"tradewind\.toml: is not TOML"),
        (b"host = '\xff'", r"tradewind\.toml: is not UTF-8"),
        ("max_wrong_share = 0.9\n", r"max_wrong_share: .*0\.5, not 0\.9"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str | bytes, message: str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "tradewind.toml").write_bytes(data)
    with pytest.raises(SettingsInvalid, match=message):
        load_settings()


def test_every_mistake_is_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tradewind.toml").write_text("prot = 1\nthreads = 0\n")
    monkeypatch.setenv("TRADEWIND_KEEP_RELEASES", "none")
    monkeypatch.setenv("TRADEWIND_CONTENT_DRI", "x")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(overrides={"port": -1})
    message = str(caught.value)
    for part in (
        "tradewind.toml:1: prot",
        "tradewind.toml:2: threads",
        "TRADEWIND_KEEP_RELEASES: ",
        "TRADEWIND_CONTENT_DRI: no such setting; did you mean 'TRADEWIND_CONTENT_DIR'?",
        "--port: ",
    ):
        assert part in message


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"absent\.toml: cannot be read"):
        load_settings(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("kb.example.com", False),
    ],
)
def test_only_this_machine_s_own_addresses_count_as_such(host: str, alone: bool) -> None:
    assert load_settings(overrides={"host": host}).loopback_only is alone
