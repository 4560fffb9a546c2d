"""``tradewind webhooks``: what an operator sees and does, and nothing that is secret."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.settings import DATABASE, load_settings
from tests.api.webhook_desk import KEY, Desk, target
from tests.in_process import Ended, run_command
from tests.webhook_target import Status, TargetServer, target_server


class Operator:
    """Runs commands over one installation."""

    def __init__(self, folder: Path, server: TargetServer, run: Any) -> None:
        self.folder = folder
        self.server = server
        self._run = run

    def __call__(self, *arguments: object) -> Ended:
        ended: Ended = self._run("--var", self.folder / "var", "webhooks", *arguments)
        assert "nobody-should-see" not in ended.out + ended.err
        return ended

    def desk(self) -> Desk:
        return Desk(self.folder / "var" / DATABASE)


@pytest.fixture
def operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Operator]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    with target_server() as server:
        (tmp_path / "hook").write_text("whsec_" + b64encode(KEY).decode())
        (tmp_path / "tradewind.toml").write_text(
            f'[[webhooks]]\nname = "desk"\nurl = "{server.url}"\nsecret_file = "hook"\n'
        )

        def run(*arguments: object) -> Ended:
            return run_command(*arguments, monkeypatch=monkeypatch, capfd=capfd)

        yield Operator(tmp_path, server, run)


def three_dead(operator: Operator) -> None:
    """A server ran and could not tell its target of three cases, the last of them for good."""
    desk = operator.desk()
    operator.server.answer(Status(500), Status(500), Status(410))
    sender = desk.sender(target(operator.server.url), back_off=())
    for name in ("a", "[red]b", "c"):
        desk.open_case(name)
    sender.couriers[0].deliver_due()
    desk.database.close()


def test_the_list_shows_targets_and_how_they_are_doing(operator: Operator) -> None:
    assert "desk: http://127.0.0.1:" in operator("list").out
    three_dead(operator)
    shown = operator("list").out
    assert "0 to be sent, 0 delivered lately, 3 dead" in shown
    assert "disabled since" in shown
    assert "last error" in shown
    (one,) = operator("list", "--json").json["webhooks"]
    assert (one["dead"], one["last_error"]) == (3, "answers with 410")


def test_without_webhooks_the_list_says_so(operator: Operator) -> None:
    (operator.folder / "tradewind.toml").write_text("")
    assert "the settings have no [[webhooks]]" in operator("list").out


def test_dead_messages_are_listed_and_sent_again(operator: Operator) -> None:
    assert "No dead messages" in operator("dead").out
    three_dead(operator)
    assert "[red]b" in operator("dead").out
    dead = operator("dead", "--json").json["deliveries"]
    assert [one["case_id"] for one in dead] == ["c", "[red]b", "a"]
    assert operator("dead", "--json", "--webhook", "x", "--limit", 5).json == {"deliveries": []}
    assert operator("retry", dead[0]["id"], "--json").json == {"retried": 1}
    refused = operator("retry", dead[0]["id"])
    assert (refused.code, "DeskConflict" in refused.err) == (1, True)
    assert "Sent again by the server: 2" in operator("retry", "--all", "desk").out
    assert operator("dead", "--json").json == {"deliveries": []}
    assert "Told of events again" in operator("enable", "desk").out
    operator.server.answer(Status())
    desk = operator.desk()
    sender = desk.sender(target(operator.server.url), clock=lambda: datetime.now(UTC))
    assert sender.couriers[0].deliver_due() == 3
    desk.database.close()


@pytest.mark.parametrize("arguments", [(), (7, "--all", "desk"), ("--all", "nobody"), (99,)])
def test_a_retry_of_nothing_is_refused(operator: Operator, arguments: tuple[object, ...]) -> None:
    ended = operator("retry", *arguments)
    assert ended.code == 1
    assert "tradewind: " in ended.err


def test_a_test_says_what_came_back(operator: Operator) -> None:
    taken = operator("test", "desk")
    assert (taken.code, "desk answers with 200, after" in taken.out) == (0, True)
    assert operator.server.received[0].type == "webhook.test"
    operator.server.answer(Status(403))
    refused = operator("test", "desk", "--json")
    assert (refused.code, refused.json["status"]) == (1, 403)
    (operator.folder / "hook").write_text("nonsense")
    broken = operator("test", "desk")
    assert (broken.code, "webhooks 'desk', secret_file" in broken.err) == (1, True)
    assert "nonsense" not in broken.err


def test_a_secret_is_one_that_the_settings_take(operator: Operator) -> None:
    made = operator("secret").out.strip()
    (operator.folder / "hook").write_text(made)
    (key,) = load_settings().webhooks[0].target().keys
    assert len(key) == 32
    assert operator("secret").out.strip() != made
