"""The examples of the pages on each surface, copied out and run against a running server."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from api.bootstrap import Application
from api.cli import app
from tests.api.real_desk import VOLTAGE
from tests.api.served_company import ServedCompany, served_company

PROJECT = Path(__file__).resolve().parents[2]
PRINTED_ADDRESS, PRINTED_KEY = "http://127.0.0.1:8080", "tw_your_key"
PRINTED_QUESTION = "At which address does the XRP-1 answer on Modbus at delivery?"
"""Which the demo's documents answer; the small company has one of its own."""


@pytest.fixture(scope="module")
def served(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedCompany]:
    with served_company(company, tmp_path_factory.mktemp("pages")) as found:
        yield found


def example(page: str, language: str) -> str:
    """The one block of a page in this language."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(found)


def run(page: str, language: str, served: ServedCompany) -> str:
    """What the example prints, with this server's address and key in it, and its question."""
    code = example(page, language)
    for printed, here in (
        (PRINTED_ADDRESS, served.address),
        (PRINTED_KEY, served.chatbot_key),
        (PRINTED_QUESTION, VOLTAGE),
    ):
        assert printed in code
        code = code.replace(printed, here)
    command = [sys.executable, "-"] if language == "python" else [shutil.which("bash") or "bash"]
    done = subprocess.run(
        command, input=code, capture_output=True, text=True, timeout=60, cwd=PROJECT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_answers(served: ServedCompany) -> None:
    said = run("answers.md", "sh", served)
    assert said.startswith("event: searching\n")
    assert "event: done\n" in said
    assert "24 V" in said


def test_openai(served: ServedCompany) -> None:
    said = run("openai.md", "python", served)
    assert "24 V" in said
    assert f"{served.address}/v1/documents/" in said
    assert "\nanswer " in said


def test_the_python_client(served: ServedCompany) -> None:
    said = run("python-client.md", "python", served)
    assert said.startswith("answer ")
    assert "24 V" in said
    assert said.count("24 V") > 1
    assert said.rstrip().endswith("(answer)")


def test_mcp(served: ServedCompany) -> None:
    said = run("mcp.md", "python", served)
    assert said.startswith("answer ")
    assert "24 V" in said


def test_the_command_that_programs_are_told_to_start() -> None:
    """``tests/api/test_mcp.py`` starts it."""
    told = json.loads(example("mcp.md", "json"))["mcpServers"]["tradewind"]
    name, *options = told["args"]
    assert told["command"] == "tradewind"
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert command.make_context(name, options).params == {"audience": "customer"}
