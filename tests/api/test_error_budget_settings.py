"""``[[error_budgets]]``: read, and a mistake in one named with its line, entry and key."""

from pathlib import Path

import pytest

from answer.budgets import ErrorBudget
from api.settings import Settings, load_settings
from ingest.errors import SettingsInvalid


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRADEWIND_{name.upper()}", raising=False)


def write(tmp_path: Path, text: str) -> None:
    (tmp_path / "tradewind.toml").write_text(text)


def test_each_entry_is_a_budget(tmp_path: Path) -> None:
    write(
        tmp_path,
        '[[error_budgets]]\nchannel = "chat"\nmax_wrong_share = 0.05\n\n'
        '[[error_budgets]]\nmarket = "US"\nurgency = "urgent"\nmax_wrong_share = 0.01\n',
    )
    assert tuple(one.budget for one in load_settings().error_budgets) == (
        ErrorBudget(channel="chat", max_wrong_share=0.05),
        ErrorBudget(market="US", urgency="urgent", max_wrong_share=0.01),
    )


def test_the_environment_takes_them_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_ERROR_BUDGETS", '[{"market": "JP", "max_wrong_share": 0.02}]')
    assert load_settings().error_budgets[0].budget == ErrorBudget(market="JP", max_wrong_share=0.02)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('urgency = "soon"\nmax_wrong_share = 0.1', r":4: error_budgets, entry 2, urgency: "),
        ('market = "USA"\nmax_wrong_share = 0.1', r":4: error_budgets, entry 2, market: "),
        ('market = "US"\nmax_wrong_share = 0.9', r":4: error_budgets, entry 2, max_wrong_share: "),
        ('market = "US"', r":4: error_budgets, entry 2, max_wrong_share: Field required"),
        ('markt = "US"\nmax_wrong_share = 0.1', r":4: error_budgets, entry 2, markt: Extra"),
        ("max_wrong_share = 0.1", r":4: error_budgets, entry 2: .*name a channel, market"),
        (
            'channel = "CHAT"\nmax_wrong_share = 0.1',
            r":1: error_budgets: .*entry 2 is for the same",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, entry: str, message: str) -> None:
    first = '[[error_budgets]]\nchannel = "chat"\nmax_wrong_share = 0.05\n'
    write(tmp_path, f"{first}[[error_budgets]]\n{entry}\n")
    with pytest.raises(SettingsInvalid, match=rf"tradewind\.toml{message}"):
        load_settings()


def test_what_is_no_list_of_tables_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "error_budgets = 0.1\n")
    with pytest.raises(SettingsInvalid, match=r"tradewind\.toml:1: error_budgets: "):
        load_settings()
    monkeypatch.setenv("TRADEWIND_ERROR_BUDGETS", "[{]")
    with pytest.raises(SettingsInvalid, match="TRADEWIND_ERROR_BUDGETS"):
        load_settings()
