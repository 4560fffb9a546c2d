"""The default model, unpacked once for all tests of this folder."""

from pathlib import Path

import pytest

from index.e5 import E5Embedder
from index.model_folder import unpack_default_model

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def default_model_folder() -> Path:
    return unpack_default_model(PROJECT / "var" / "models", progress=lambda done, total: None)


@pytest.fixture(scope="session")
def e5(default_model_folder: Path) -> E5Embedder:
    return E5Embedder(default_model_folder)
