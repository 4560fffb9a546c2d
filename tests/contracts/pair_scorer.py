"""What every reranker that reads pairs promises, as one suite: a test gives the scorer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.pair_scorer import PairScorer

HOSTILE = ("", " \t\n", "\x00", "\ud800 half", "[SEP] [CLS]", "\U0010ffff\ufffe", "long " * 5_000)


class PairScorerContract:
    """Subclass it with a fixture ``scorer``."""

    @pytest.fixture
    def scorer(self) -> PairScorer:
        raise NotImplementedError

    def test_every_text_has_a_finite_score(self, scorer: PairScorer) -> None:
        scores = scorer.score_pairs("reset the pump", ["Press the button.", "泵", "Boil it."])
        assert scores.shape == (3,)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        assert np.ptp(scores) > 0, "texts that differ are told apart"

    def test_no_texts_have_no_scores(self, scorer: PairScorer) -> None:
        assert scorer.score_pairs("reset", []).shape == (0,)

    def test_a_score_depends_on_its_pair_alone(self, scorer: PairScorer) -> None:
        text = "The pump stops when the float switch is up."
        among = scorer.score_pairs("why did it stop", ["Yes.", text, "long " * 200, text])
        assert among[1] == among[3] == scorer.score_pairs("why did it stop", [text])[0]

    def test_the_question_counts(self, scorer: PairScorer) -> None:
        texts = ["The pump stops when the float switch is up.", "Where the fuse is."]
        one, other = (scorer.score_pairs(text, texts) for text in ("the pump stops", "the fuse"))
        assert not np.array_equal(one, other)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_odd_text_has_a_score(self, scorer: PairScorer, text: str) -> None:
        for question, other in ((text, "A pump."), ("A pump?", text), (text, text)):
            assert np.isfinite(scorer.score_pairs(question, [other])).all()

    def test_threads_get_what_one_thread_gets(self, scorer: PairScorer) -> None:
        texts = [f"Model {letter} is reset with a button." for letter in "abcdefgh"]
        alone = scorer.score_pairs("reset a", texts)
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: scorer.score_pairs("reset a", texts), range(4)))
        assert all(np.array_equal(alone, scores) for scores in together)

    def test_it_has_a_name(self, scorer: PairScorer) -> None:
        assert scorer.name
