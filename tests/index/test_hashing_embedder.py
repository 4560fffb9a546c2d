"""The tests' own embedder keeps what every embedder promises."""

import pytest

from tests.contracts.embedder import EmbedderContract
from tests.hashing_embedder import HashingEmbedder


class TestHashingEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> HashingEmbedder:
        return HashingEmbedder()
