"""``docs/audit.md``: its check of an export runs, and finds what was changed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from answer.desk.audit_log import AuditLog
from answer.desk.database import DeskDatabase
from tests.desk.audited import written
from tests.in_process import run_command

PAGE = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
(CHECK,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Path:
    """An audit as the command writes it, with something erased."""
    (tmp_path / "var").mkdir()
    written(tmp_path / "var" / "tradewind.db")
    with DeskDatabase(tmp_path / "var" / "tradewind.db") as database:
        AuditLog(database).erase([4, 9], kind="erase", actor="a", subject="customer", details={})
    target = tmp_path / "audit.jsonl"
    options = ("--content", tmp_path / "content", "--var", tmp_path / "var")
    ended = run_command(*options, "audit", "export", target, monkeypatch=monkeypatch, capfd=capfd)
    assert ended.code == 0, ended.err
    return target


def _check(file: Path, folder: Path) -> tuple[int, str]:
    script = folder / "check.py"
    script.write_text(CHECK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_check_of_the_page_takes_an_export_as_it_is(exported: Path, tmp_path: Path) -> None:
    code, told = _check(exported, tmp_path)
    assert code == 0, told
    assert told.startswith("25 records, the last one ")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("actor", "mallory", "record 7 was changed"),
        ("told", "{}", "the details of record 7 were changed"),
        ("customer_id", "eve", "the details of record 7 were changed"),
        ("hash", "0" * 64, "record 7 was changed"),
        ("previous", "0" * 64, "record 7 does not follow record 6"),
    ],
)
def test_the_check_of_the_page_finds_a_change(
    exported: Path, tmp_path: Path, name: str, value: str, told: str
) -> None:
    lines = [json.loads(line) for line in exported.read_text().splitlines()]
    lines[6][name] = value
    exported.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert _check(exported, tmp_path) == (1, f"{told}\n")


def test_every_kind_that_the_page_names_is_one(exported: Path) -> None:
    """What is written by this part of the product; keys and people have pages of their own."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("api", "answer")
        for path in (Path(__file__).parents[2] / folder).rglob("*.py")
    )
    table = PAGE.split("## What is recorded")[1].split("Who acts is told")[0]
    kinds = [
        kind
        for line in table.splitlines()
        if line.startswith("| `")
        for kind in re.findall(r"`(\w+)`", line.split("|")[1])
    ]
    assert len(kinds) > 12
    assert [kind for kind in kinds if f'"{kind}"' not in source] == []
