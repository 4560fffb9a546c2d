"""Whatever clients of OpenAI's protocol send: an answer or an error of its kind."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.chat_question import chat_question
from api.chat_wire import ChatIn
from tests.everyone import EVERYONE
from tests.fakes import fake_services

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
PARTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "image_url", "refusal"])},
    optional={"text": st.text(max_size=20) | st.none(), "refusal": VALUES},
)
MESSAGES = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "developer", "user", "assistant", "tool", "x"])},
    optional={"content": st.text(max_size=30) | st.lists(PARTS, max_size=3) | VALUES},
)
BODIES = st.fixed_dictionaries(
    {"model": st.just("tradewind"), "messages": st.lists(MESSAGES, max_size=4)},
    optional=dict.fromkeys(
        ("stream", "n", "user", "metadata", "tradewind", "tools", "stream_options"), VALUES
    ),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(fake_services(tmp_path_factory.mktemp("chat")), access=EVERYONE)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES | VALUES)
def test_nothing_makes_the_server_fail(client: TestClient, body: Any) -> None:
    response = client.post(
        "/v1/chat/completions",
        content=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    # 503: a conversation is named, and this server keeps none
    assert response.status_code in {200, 400, 503}, response.text
    if response.status_code != 200:
        error = response.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert error["message"]


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_of_a_long_chat_the_last_turns_count(turns: int) -> None:
    messages = [
        {"role": role, "content": f"{role} {number}"}
        for number in range(5)
        for role in ("user", "assistant")
    ]
    chat = ChatIn(model="tradewind", messages=[*messages, {"role": "user", "content": "now"}])  # type: ignore[list-item]
    asked = chat_question(chat, max_turns=turns)
    assert asked.question == "now"
    assert [turn.text for turn in asked.history] == [
        one["content"] for one in messages[len(messages) - turns :]
    ]


def test_what_the_body_says_wins_over_its_metadata() -> None:
    chat = ChatIn.model_validate(
        {
            "model": "tradewind",
            "messages": [{"role": "user", "content": "x"}],
            "user": "from-user",
            "metadata": {"market": "FR", "customer_id": "from-metadata", "audience": "agent"},
            "tradewind": {"market": "DE"},
        }
    )
    asked = chat_question(chat, max_turns=5)
    assert (asked.market, asked.customer.id) == ("DE", "from-metadata")
    assert asked.audience == "customer", "nobody reads internal text by a note on the side"


def test_annotations_of_a_hand_off_are_for_nobody(client: TestClient) -> None:
    body = {
        "model": "tradewind",
        "messages": [{"role": "user", "content": "rebate twelve per cent dealers"}],
    }
    (choice,) = client.post("/v1/chat/completions", json=body).json()["choices"]
    assert choice["message"]["tradewind"]["kind"] == "handoff"
    assert choice["message"]["annotations"] == []
    assert choice["message"]["tradewind"]["citations"] == []
