"""``docs/operations.md``: its example runs, its settings are ours, its measures are measured."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from api.access.caller import SCOPES, Caller
from api.access.identify import Access
from api.app import create_app
from api.limits_setting import LimitsSetting
from api.settings import Settings
from tests.browser import served_app
from tests.fakes import fake_services

PAGE = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
KEY = "tw_first"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_settings_it_shows_are_the_defaults() -> None:
    shown = tomllib.loads(block("toml"))
    assert LimitsSetting(**shown.pop("limits")) == LimitsSetting()
    shown.pop("trusted_proxies")
    assert shown == {}
    values = Settings()
    assert f"({values.stop_seconds})" in PAGE
    assert f"1 to 16; {values.workers} by default" in PAGE


def test_its_example_gets_every_measure_it_names(tmp_path: Path) -> None:
    caller = Caller(kind="key", id="first", scopes=frozenset(SCOPES))
    access = Access(by_key=lambda key: caller if key == KEY else None)
    with served_app(create_app(fake_services(tmp_path), access=access)) as address:
        asked = ["curl", "-s", f"{address}/v1/answers", "--json", '{"question": "volts"}']
        subprocess.run([*asked, "-H", f"X-API-Key: {KEY}"], check=True, capture_output=True)
        command = block("sh").replace("http://127.0.0.1:8080", address).replace("$KEY", KEY)
        shown = subprocess.run(
            shlex.split(command), check=True, capture_output=True, text=True
        ).stdout
    named = set(re.findall(r"`(tradewind_[a-z_]+)", PAGE))
    # a desk and webhooks are not kept here
    missing = {one for one in named if one not in shown}
    assert missing <= {"tradewind_cases", "tradewind_webhook_messages"}


@pytest.mark.parametrize("word", ["ExecStart=", "KillMode=mixed", "Restart=always"])
def test_its_service_says_how_to_stop(word: str) -> None:
    assert word in block("ini")
