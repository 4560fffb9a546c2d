"""Who makes follow-ups standalone is a setting: the rules, or a language model that is checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.question import Question, Turn
from api.bootstrap import Application
from api.doctor import examine
from api.settings import Settings, load_settings
from api.writing_settings import LanguageModelSetting
from ingest.errors import SettingsInvalid
from tests.openai_server import OpenAiServer, openai_server

HISTORY = (Turn(role="customer", text="What is the output current of the XR-200A?"),)
QUESTION = Question(id="q", question="and of the XR-200B?", history=HISTORY)


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAiServer]:
    with openai_server(lambda _: "What is the output of the XR-200B?") as made:
        yield made


@pytest.fixture(scope="module")
def rewriting(company: Application, server: OpenAiServer) -> Iterator[Application]:
    application = Application(
        Settings(
            content_dir=company.settings.content_dir,
            var_dir=company.settings.var_dir,
            language_model=LanguageModelSetting(base_url=server.url, model="small", retries=0),
            follow_up="language_model",
        )
    )
    yield application
    application.close()


def test_by_default_the_rules_do(company: Application) -> None:
    prepared = company.engines.engine().prepare(QUESTION)
    assert prepared.text == "What is the output current of the XR-200B?"


def test_a_model_rewrites_and_writes_nothing_else(
    rewriting: Application, server: OpenAiServer
) -> None:
    server.asked.clear()
    assert rewriting.engines.engine().prepare(QUESTION).text == "What is the output of the XR-200B?"
    rewriting.engines.engine().reply(
        Question(id="q", question="What is the output of the XR-200B?")
    )
    assert len(server.asked) == 1
    assert not rewriting.engines.writing.is_configured
    # what fits and measures is not to depend on it
    assert rewriting.engines.as_shipped().prepare(QUESTION).text != (
        "What is the output of the XR-200B?"
    )


def test_the_doctor_says_so(rewriting: Application) -> None:
    (finding,) = (one for one in examine(rewriting) if one.subject == "writing")
    assert finding.severity == "ok"
    assert "rewrites follow-ups" in finding.text


def test_the_setting_needs_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tradewind.toml").write_text('follow_up = "language_model"\n')
    with pytest.raises(SettingsInvalid, match=r"follow_up: .*\[language_model\]"):
        load_settings()
