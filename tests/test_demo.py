"""``make demo``, without the server: what a stranger sees first."""

import os
import socket
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def _demo(*arguments: str, var: Path, content: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("TRADEWIND_")
    }
    return subprocess.run(
        [sys.executable, "-m", "scripts.demo", *arguments],
        cwd=PROJECT,
        env={
            **environment,
            "TRADEWIND_VAR_DIR": str(var),
            "TRADEWIND_CONTENT_DIR": str(content),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_the_demo_replies_in_three_languages_with_sources(demo_var: Path) -> None:
    ran = _demo("--no-serve", var=demo_var, content=PROJECT / "kb_content")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Published release" in ran.stdout
    for language in ("en", "de", "zh-Hans"):
        assert f"· {language}" in ran.stdout
    assert ran.stdout.count("  [1] ") == 3, "each reply names a source"
    assert "page 6" in ran.stdout

    again = _demo("--no-serve", var=demo_var, content=PROJECT / "kb_content")
    assert "(0 newly embedded)" in again.stdout


def test_a_taken_port_is_told_before_the_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = _demo("--port", str(port), var=tmp_path, content=PROJECT / "kb_content")
    assert ran.returncode == 1
    message = " ".join(ran.stdout.split())
    assert f"{port} on '127.0.0.1' is taken by another program" in message
    assert f"make demo PORT={port + 1}" in message
    assert list(tmp_path.iterdir()) == []


def test_a_missing_content_folder_is_named(demo_var: Path, tmp_path: Path) -> None:
    ran = _demo("--no-serve", var=demo_var, content=tmp_path / "absent")
    assert ran.returncode == 1
    assert "absent" in ran.stdout
    assert "Traceback" not in ran.stdout + ran.stderr
