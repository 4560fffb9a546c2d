"""The command line run in this process, as a test runs it: what it printed and how it ended."""

import gc
import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from api.cli import main


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.split("\n") if line]


def run_command(
    *arguments: object,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    stdin: bytes = b"",
) -> Ended:
    """Runs ``tradewind`` with these arguments to its end."""
    monkeypatch.setattr(sys, "argv", ["tradewind", *map(str, arguments)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
    capfd.readouterr()
    with pytest.raises(SystemExit) as raised:
        main()
    found, code = capfd.readouterr(), int(raised.value.code or 0)
    del raised  # its traceback holds the command's model
    gc.collect()
    return Ended(code=code, out=found.out, err=found.err)
