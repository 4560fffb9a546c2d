"""Shared fixtures, and the rule for tests that need what a machine may lack.

Where the evaluation data, chromium or tesseract is absent a test skips and says so; under
``CI=true`` the same test fails, so that a green CI run means they ran.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"


def _missing(marker: str) -> str:
    """Why a test with this marker cannot run here; empty when it can."""
    if marker == "shared_data" and not SHARED_DATA.is_dir():
        return "the evaluation data is not beside this checkout"
    if marker == "browser" and shutil.which("chromium") is None:
        return "chromium is not installed"
    if marker == "ocr" and shutil.which("tesseract") is None:
        return "tesseract is not installed"
    if marker == "torch" and importlib.util.find_spec("sentence_transformers") is None:
        return "the extra 'models' is not installed"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in ("shared_data", "browser", "ocr", "torch"):
        if item.get_closest_marker(marker) is None:
            continue
        reason = _missing(marker)
        if not reason:
            continue
        if os.environ.get("CI") == "true" and marker != "shared_data":
            pytest.fail(f"{reason}; CI has to run this test", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA
