"""The example of the page on personal data prints what the page says."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_the_example_prints_what_the_page_says() -> None:
    page = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    code, printed = (
        re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("python", "text")
    )
    assert code is not None
    assert printed is not None
    ran = subprocess.run(
        [sys.executable, "-c", code[1]], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == printed[1]
