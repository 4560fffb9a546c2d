"""A message with personal data, answered by a language model that rewords and that rewrites."""

import json
from collections.abc import Iterator

import pytest

from answer.question import Question, Turn
from api.bootstrap import Application
from api.settings import Settings
from api.writing_settings import LanguageModelSetting
from tests.openai_server import Asked, OpenAiServer, openai_server

PRIVATE = ("Jane", "jane.doe@gmail.com", "07911", "4111")
ME = "I am Jane Doe, jane.doe@gmail.com, 07911 123456, card 4111 1111 1111 1111."


def writing(asked: Asked) -> str:
    """Rewords quotes, and makes a follow-up whole as the protocol of each wants it."""
    if "quotes" in asked.message:
        return "Send the goods back in the original box within 30 days. [1]"
    return "How do I send goods back? I am [name]."


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAiServer]:
    with openai_server(writing) as running:
        yield running


@pytest.fixture(scope="module")
def application(company: Application, server: OpenAiServer) -> Iterator[Application]:
    settings = Settings(
        content_dir=company.settings.content_dir,
        var_dir=company.settings.var_dir,
        max_wrong_share=0.5,
        language_model=LanguageModelSetting(base_url=server.url, model="small", retries=0),
        writer="language_model",
        follow_up="language_model",
    )
    made = Application(settings)
    yield made
    made.close()


def sent(server: OpenAiServer) -> str:
    return json.dumps([one.body for one in server.asked], ensure_ascii=False)


def test_a_reworded_answer_is_checked_and_sent_though_nobody_s_data_left(
    application: Application, server: OpenAiServer
) -> None:
    server.asked.clear()
    question = Question(
        id="q", question=f"How do I send goods back? {ME}", audience="agent", language="en"
    )
    reply = application.engines.engine().reply(question)
    assert "Send the goods back in the original box within 30 days." in reply.text
    assert server.asked
    assert [one for one in PRIVATE if one in sent(server)] == []


def test_a_follow_up_is_rewritten_without_what_was_said_of_oneself(
    application: Application, server: OpenAiServer
) -> None:
    server.asked.clear()
    history = (
        Turn(role="customer", text=f"{ME} How do I send goods back?"),
        Turn(role="assistant", text="Ask for a return number first."),
    )
    question = Question(id="q", question="And how do I do that?", history=history)
    prepared = application.engines.engine().prepare(question)
    assert server.asked
    assert [one for one in PRIVATE if one in sent(server)] == []
    # nothing but what was said: checked against the dialogue as it was
    assert prepared.text == "How do I send goods back? I am Jane Doe."
