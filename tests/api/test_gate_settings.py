"""``[gate]`` in tradewind.toml and the environment."""

from pathlib import Path

import pytest

from answer.gate_margins import GateMargins
from api.settings import load_settings
from ingest.errors import SettingsInvalid


def written(folder: Path, text: str) -> Path:
    file = folder / "tradewind.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_margins_are_the_shipped_ones_unless_a_file_or_variable_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(written(tmp_path, "")).gate.margins == GateMargins()
    monkeypatch.setenv("TRADEWIND_GATE__CUSTOMER_QUESTIONS", "7")
    found = load_settings(written(tmp_path, "[gate]\ncoverage = 0.1\n")).gate
    assert found.margins == GateMargins(coverage=0.1)
    assert found.customer_questions == 7


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("coverage = 1.5", "gate, coverage: Input should be less than or equal to 1, not 1.5"),
        ("recall = 0.1", "gate, recall: Extra inputs are not permitted"),
        ("customer_questions = -1", "gate, customer_questions: Input should be greater"),
    ],
)
def test_a_wrong_margin_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        load_settings(written(tmp_path, f"port = 1\n[gate]\n{line}\n"))
    assert f"tradewind.toml:2: {told}" in str(refused.value)
