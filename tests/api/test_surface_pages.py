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
from tests.api.served_company import ServedCompany, served_company

PROJECT = Path(__file__).resolve().parents[2]
PRINTED_ADDRESS, PRINTED_KEY = "http://127.0.0.1:8080", "tw_your_key"


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
    """What the example prints, with this server's address and key in it."""
    code = example(page, language)
    assert PRINTED_ADDRESS in code
    assert PRINTED_KEY in code
    code = code.replace(PRINTED_ADDRESS, served.address).replace(PRINTED_KEY, served.chatbot_key)
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
    assert "48 V" in said
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
