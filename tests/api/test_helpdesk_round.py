"""A helpdesk as the inbox: from the customer's message to the agent's reply, over real borders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from api.webhook_settings import WebhookSetting
from tests.api.test_webhook_settings import SECRET
from tests.everyone import EVERYONE
from tests.webhook_target import TargetServer, target_server


@pytest.fixture
def server() -> Iterator[TargetServer]:
    with target_server() as made:
        yield made


@pytest.fixture
def application(
    company: Application, server: TargetServer, tmp_path: Path
) -> Iterator[Application]:
    """The company with a helpdesk, and a desk of its own."""
    for shared in ("releases", "models"):
        (tmp_path / shared).symlink_to(company.settings.var_dir / shared, target_is_directory=True)
    hook = WebhookSetting(
        name="desk",
        url=server.url,
        secret=SecretStr(SECRET),
        events=("created", "customer_wrote", "replied", "resolved"),
        include_text=True,
    )
    made = Application(
        Settings(content_dir=company.settings.content_dir, var_dir=tmp_path, webhooks=(hook,))
    )
    yield made
    made.close()


def test_a_hand_off_goes_to_the_helpdesk_and_its_reply_comes_back(
    application: Application, server: TargetServer
) -> None:
    app = create_app(application.services(), access=EVERYONE)
    application.send_webhooks()
    asked = {"conversation_id": "c1", "customer": {"id": "kim"}}
    with TestClient(app, base_url="http://localhost") as client:

        def ask(question: str) -> dict[str, object]:
            found: dict[str, object] = client.post(
                "/v1/answers", json={"question": question, **asked}
            ).json()
            return found

        reply = ask("I want to talk to a real person, please.")
        assert reply["kind"] == "handoff", reply
        server.wait_for(1)
        created = server.received[0].json
        case = created["data"]["case"]["id"]
        assert created["type"] == "handoff.created"
        assert created["data"]["message"]["text"] == "I want to talk to a real person, please."
        ask("Hello? Is anybody there?")
        server.wait_for(2)
        sent = {"agent": "Ann", "text": "Hello Kim, I am Ann.", "id": "chatwoot-1"}
        for _ in range(2):
            assert client.post(f"/v1/handoffs/{case}/reply", json=sent).status_code == 200
        assert client.post(f"/v1/handoffs/{case}/resolve", json={"agent": "Ann"}).status_code == 200
        server.wait_for(4)
        assert client.get("/v1/webhooks").json()["webhooks"][0]["dead"] == 0
    told = [(one.type, one.json["data"]["message"]) for one in server.received]
    assert [(kind, written and written["text"]) for kind, written in told] == [
        ("handoff.created", "I want to talk to a real person, please."),
        ("handoff.customer_wrote", "Hello? Is anybody there?"),
        ("handoff.replied", "Hello Kim, I am Ann."),
        ("handoff.resolved", None),
    ]
