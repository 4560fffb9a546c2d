"""The default model's folder, run by sentence-transformers: another engine for the same model."""

from pathlib import Path

import numpy as np
import pytest

from index.e5 import E5Embedder
from index.embedder import Embedder
from index.sentence_transformer import SentenceTransformerEmbedder
from ingest.errors import ModelUnavailable
from tests.contracts.embedder import EmbedderContract

pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*"),
]


@pytest.fixture(scope="module")
def other(default_model_folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(default_model_folder), threads=1)


class TestSentenceTransformer(EmbedderContract):
    @pytest.fixture
    def embedder(self, other: SentenceTransformerEmbedder) -> Embedder:
        return other


def test_both_engines_give_the_same_vectors(
    other: SentenceTransformerEmbedder, e5: E5Embedder
) -> None:
    texts = ["How do I descale it?", "保修期是多久？", "The filter is rinsed weekly. " * 40]
    for ours, theirs in (
        (e5.embed_passages(texts), other.embed_passages(texts)),
        (e5.embed_questions(texts), other.embed_questions(texts)),
    ):
        assert np.einsum("ij,ij->i", ours, theirs).min() > 0.998
    assert [e5.count_tokens(text) for text in texts] == [other.count_tokens(t) for t in texts]


def test_prefixes_are_the_models_own(other: SentenceTransformerEmbedder) -> None:
    text = "Where is the fuse?"
    assert not np.array_equal(other.embed_questions([text]), other.embed_passages([text]))


def test_a_model_that_is_not_here_is_told_without_asking_the_network() -> None:
    with pytest.raises(ModelUnavailable, match="nothing is fetched at run time"):
        SentenceTransformerEmbedder("nobody/no-such-model")


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match="does not load"):
        SentenceTransformerEmbedder(str(tmp_path))
