"""A cross-encoder in the reranker's place: the library's, and the stand-in that tests use."""

from pathlib import Path

import numpy as np
import pytest

from index.cross_encoder import CrossEncoderReranker
from index.pair_scorer import PairScorer
from ingest.errors import ModelUnavailable
from tests.contracts.pair_scorer import PairScorerContract
from tests.index.tiny_cross_encoder import write_tiny_cross_encoder
from tests.word_pair_scorer import WordPairScorer

with_torch = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*"),
]


class TestWordPairScorer(PairScorerContract):
    @pytest.fixture
    def scorer(self) -> PairScorer:
        return WordPairScorer()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_cross_encoder(tmp_path_factory.mktemp("models") / "tiny-ranker")


@pytest.fixture(scope="module")
def tiny(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder), threads=1)


class TestCrossEncoder(PairScorerContract):
    pytestmark = with_torch

    @pytest.fixture
    def scorer(self, tiny: CrossEncoderReranker) -> PairScorer:
        return tiny


class TestLoading:
    pytestmark = with_torch

    def test_scores_are_logits(self, tiny: CrossEncoderReranker) -> None:
        scores = tiny.score_pairs("reset", [chr(97 + place) * 9 for place in range(26)])
        assert scores.min() < 0 or scores.max() > 1, "not squeezed between 0 and 1"

    def test_a_folder_gives_the_same_scores_again(
        self, tiny: CrossEncoderReranker, folder: Path
    ) -> None:
        texts = ["press the button", "boil the potatoes"]
        again = CrossEncoderReranker(str(folder), threads=1)
        assert again.name == folder.name
        assert np.array_equal(again.score_pairs("reset", texts), tiny.score_pairs("reset", texts))

    def test_a_model_that_is_not_here_is_told_without_asking_the_network(self) -> None:
        with pytest.raises(ModelUnavailable, match="nothing is fetched at run time"):
            CrossEncoderReranker("nobody/no-such-ranker")

    def test_a_folder_that_holds_no_model_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(ModelUnavailable, match="does not load"):
            CrossEncoderReranker(str(tmp_path))

    @pytest.mark.parametrize(("labels", "head"), [(3, True), (1, False)])
    def test_a_model_that_was_not_made_for_ranking_is_told(
        self, tmp_path: Path, labels: int, head: bool
    ) -> None:
        """The library would add a layer of random weights and rank by it."""
        wrong = write_tiny_cross_encoder(tmp_path / "wrong", labels=labels, head=head)
        with pytest.raises(ModelUnavailable, match="setting 'reranker'"):
            CrossEncoderReranker(str(wrong))
