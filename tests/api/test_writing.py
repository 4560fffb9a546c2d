"""Writers and translators as an operator meets them: settings, server, command line, doctor."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from answer.question import Question
from api.app import create_app
from api.bootstrap import Application
from api.doctor import examine
from api.settings import Settings, load_settings
from api.writing_settings import LanguageModelSetting
from ingest.errors import ModelUnavailable, SettingsInvalid
from tests.everyone import EVERYONE
from tests.in_process import run_command
from tests.openai_server import OpenAiServer, Status, openai_server, rewording

KEY = "sk-test-1f0c77-not-for-anyone"
BASE = 'base_url = "http://127.0.0.1:9/v1"\nmodel = "small"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRADEWIND_{name.upper()}", raising=False)


@pytest.fixture(scope="module")
def one_server() -> Iterator[OpenAiServer]:
    with openai_server() as made:
        yield made


@pytest.fixture
def server(one_server: OpenAiServer) -> OpenAiServer:
    one_server.asked.clear()
    one_server.answer(rewording)
    return one_server


def write(tmp_path: Path, text: str) -> None:
    (tmp_path / "tradewind.toml").write_text(text)


def test_by_default_nobody_writes_and_nothing_is_imported() -> None:
    settings = load_settings()
    assert (settings.writer, settings.translator) == ("quotes", "none")
    assert settings.language_model is None


def test_a_section_names_the_model(tmp_path: Path) -> None:
    write(
        tmp_path,
        f'writer = "language_model"\nmax_writing_seconds = 3\n[language_model]\n{BASE}'
        'api_key_file = "keys/model.txt"\nretries = 1\n',
    )
    settings = load_settings()
    assert settings.language_model is not None
    assert settings.language_model.model == "small"
    assert settings.language_model.retries == 1
    assert settings.language_model.api_key_file == Path("keys/model.txt")
    assert settings.max_writing_seconds == 3.0


def test_the_environment_names_it_key_by_key_and_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, f"[language_model]\n{BASE}retries = 1\n")
    monkeypatch.setenv("TRADEWIND_LANGUAGE_MODEL__MODEL", "large")
    monkeypatch.setenv("TRADEWIND_WRITER", "language_model")
    settings = load_settings()
    assert settings.language_model is not None
    assert (settings.language_model.model, settings.language_model.retries) == ("large", 1)
    monkeypatch.setenv("TRADEWIND_LANGUAGE_MODEL__MODLE", "x")
    with pytest.raises(SettingsInvalid, match=r"TRADEWIND_LANGUAGE_MODEL__MODLE: no such setting"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('writer = "language_model"\n', r":1: writer: .*needs \[language_model\]"),
        ('translator = "firefox"\n', r":1: translator: .*needs translation_models_dir"),
        ('translator = "google"\n', r":1: translator: .*'firefox'"),
        ('writer = "parrot"\n', r":1: writer: "),
        ("max_writing_seconds = 0\n", r":1: max_writing_seconds: .*0\.1"),
        (f"[language_model]\n{BASE}modle = 1\n", r":1: language_model, modle: Extra"),
        (f"[language_model]\n{BASE}retries = 99\n", r":1: language_model, retries: .*10, not 99"),
        ('[language_model]\nmodel = "x"\n', r":1: language_model, base_url: Field required"),
        (
            '[language_model]\nmodel = "x"\nbase_url = "ftp://host/v1"\n',
            r"language_model, base_url: .*give an address like",
        ),
        ("language_model = 3\n", r":1: language_model: "),
        (
            f'[language_model]\n{BASE}api_key_variable = "TRADEWIND_KEY"\n',
            r"api_key_variable: .*choose another",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsInvalid, match=rf"tradewind\.toml{message}|{message}"):
        load_settings()


@pytest.mark.parametrize(
    "text",
    [
        f'[language_model]\n{BASE}api_key = "{KEY}"\n',
        f'[language_model]\n{BASE}api_key_variable = "{KEY}"\n',
        f'[language_model]\n{BASE}api_key_file = ["{KEY}"]\n',
        f'[language_model]\nmodel = "x"\nbase_url = "https://u:{KEY}@host/v1"\n',
        f'[language_model]\nmodel = "x"\nbase_url = "https://host/v1?key={KEY}"\n',
        f'language_model = "{KEY}"\n',
    ],
)
def test_a_key_in_the_wrong_place_is_not_repeated(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert "language_model" in str(caught.value)
    assert KEY not in str(caught.value)
    assert KEY not in str(caught.value.__cause__)


def setting(**values: object) -> LanguageModelSetting:
    return LanguageModelSetting(base_url="http://127.0.0.1:9/v1", model="m", **values)  # type: ignore[arg-type]


def test_the_key_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.setenv("MODEL_KEY", f" {KEY} ")
    for made in (setting(api_key_file=tmp_path / "key"), setting(api_key_variable="MODEL_KEY")):
        assert made.settings().api_key == KEY
        assert KEY not in f"{made!r} {made.settings()!r} {made.model_dump()}"
    assert setting().settings().api_key == ""


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe", b"two words", b"k" * 20_000])
def test_a_file_without_a_key_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "key").write_bytes(data)
    with pytest.raises(SettingsInvalid, match="language_model") as caught:
        setting(api_key_file=tmp_path / "key").settings()
    assert "two words" not in str(caught.value)


def test_a_key_that_is_promised_and_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"api_key_file: .*cannot be read"):
        setting(api_key_file=tmp_path / "absent").settings()
    with pytest.raises(SettingsInvalid, match="NOT_SET_ANYWHERE is not set"):
        setting(api_key_variable="NOT_SET_ANYWHERE").settings()


@pytest.fixture(scope="module")
def writing(
    company: Application, one_server: OpenAiServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """The company with a language model that writes."""
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_text(KEY)
    settings = Settings(
        content_dir=company.settings.content_dir,
        var_dir=company.settings.var_dir,
        max_wrong_share=0.5,
        language_model=LanguageModelSetting(
            base_url=one_server.url, model="small", api_key_file=key, retries=0
        ),
        writer="language_model",
    )
    application = Application(settings)
    yield application
    application.close()


def test_a_server_words_its_replies_and_tells_what_it_cost(
    writing: Application, server: OpenAiServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer("Send the goods back in the original box within 30 days. [1]")
    app = create_app(writing.services(), access=EVERYONE)
    with TestClient(app, base_url="http://localhost") as client, caplog.at_level(logging.DEBUG):
        asked = {"question": "How do I send goods back?", "audience": "agent"}
        reply = client.post("/v1/answers", json=asked).json()
        assert "Send the goods back in the original box within 30 days." in reply["text"]
        assert reply["signals"]["reworded"] == 1
        assert "Put in words by small" in reply["explanation"][0]["text"]
        assert reply["citations"][0]["quote"].startswith("Ask for a return number first")
        ready = client.get("/readyz")
    told = ready.json()["writing"]
    assert (told["writer"], told["translator"], told["circuit"]) == ("small", "", "closed")
    (used,) = told["usage"]
    assert (used["model"], used["calls"], used["tokens_in"]) == ("small", 1, 100)
    assert server.asked[0].authorization == f"Bearer {KEY}"
    assert KEY not in ready.text
    assert KEY not in json.dumps(reply)
    assert KEY not in caplog.text


def test_warming_up_asks_no_model(writing: Application, server: OpenAiServer) -> None:
    writing.services()
    writing.warm_up()
    assert server.asked == []


def test_calibration_and_evaluation_ask_no_model(
    writing: Application, server: OpenAiServer
) -> None:
    question = Question(id="q", question="How do I send goods back?", language="en")
    examined = writing.engines.engine().examine(question)
    assert examined.draft.wording is None
    writing.engines.as_shipped().reply(question)
    assert server.asked == []


def test_the_command_line_says_who_wrote(
    company: Application,
    server: OpenAiServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    write(
        tmp_path,
        f'writer = "language_model"\nmax_wrong_share = 0.5\n[language_model]\n'
        f'base_url = "{server.url}"\nmodel = "small"\napi_key_file = "key"\nretries = 0\n',
    )
    (tmp_path / "key").write_text(KEY)
    folders = ("--content", company.settings.content_dir, "--var", company.settings.var_dir)
    server.answer("Send the goods back in the original box within 30 days. [1]")
    question = ("ask", "How do I send goods back?", "--explain")
    ended = run_command(*folders, *question, monkeypatch=monkeypatch, capfd=capfd)
    assert "original box within 30 days" in " ".join(ended.out.split())
    assert "Put in words by small" in " ".join(ended.out.split())
    assert KEY not in ended.out + ended.err


def test_the_doctor_asks_the_model_for_a_word(writing: Application, server: OpenAiServer) -> None:
    server.answer(Status(401, f'{{"error": {{"message": "wrong key {KEY}"}}}}'))
    found = {one.subject: one for one in examine(writing)}["writing"]
    assert found.severity == "error"
    assert "refuses with 401" in found.text
    assert KEY not in found.text
    server.answer("OK")
    found = {one.subject: one for one in examine(writing)}["writing"]
    assert found.severity == "ok"
    assert "small writes, answers in" in found.text
    assert "1 failed" in found.text
    assert len(server.asked) == 2


def test_without_a_writer_the_doctor_asks_nobody(
    company: Application, server: OpenAiServer
) -> None:
    found = {one.subject: one for one in examine(company)}
    assert found["writing"].text == "replies are quotes"
    assert server.asked == []


def test_what_is_configured_and_not_there_is_told_before_serving(
    company: Application, tmp_path: Path
) -> None:
    plain = company.settings
    absent = plain.model_copy(update={"translator": "firefox", "translation_models_dir": tmp_path})
    with pytest.raises(ModelUnavailable, match="no Firefox Translations model"):
        Application(absent).services()
    model = setting(api_key_file=tmp_path / "absent")
    keyless = plain.model_copy(update={"writer": "language_model", "language_model": model})
    with pytest.raises(SettingsInvalid, match="api_key_file"):
        Application(keyless).services()
