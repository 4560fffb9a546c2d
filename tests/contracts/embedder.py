"""What every embedder promises, as one suite: a test subclasses it and gives the embedder."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embedder import Embedder

HOSTILE = (
    "",
    " \t\n",
    "\x00",
    "\ud800 half a pair \udfff",
    "<s> </s> <pad> <mask> <unk>",
    "\U0010ffff\ufdd0\ufffe",
    "e\u0301\u0301\u0301\u202e\u200b",
    "%s%n{}{{",
)


class EmbedderContract:
    """Subclass it with a fixture ``embedder``."""

    @pytest.fixture
    def embedder(self) -> Embedder:
        raise NotImplementedError

    def test_vectors_are_float32_of_unit_length(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(["A pump.", "Eine Pumpe.", "水泵"])
        assert vectors.shape == (3, embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_nothing_gives_an_empty_matrix(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).shape == (0, embedder.dimensions)
        assert embedder.embed_questions([]).shape == (0, embedder.dimensions)

    def test_a_vector_depends_on_its_text_alone(self, embedder: Embedder) -> None:
        text = "The pump stops when the float switch is up."
        neighbours = ["Ja.", text, "long " * 200, text]
        among = embedder.embed_passages(neighbours)
        assert np.array_equal(among[1], embedder.embed_passages([text])[0])
        assert np.array_equal(among[1], among[3])

    def test_threads_get_what_one_thread_gets(self, embedder: Embedder) -> None:
        texts = [f"How do I reset model {number}?" for number in range(12)]
        alone = embedder.embed_questions(texts)
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda text: embedder.embed_questions([text])[0], texts))
        assert np.array_equal(alone, np.stack(together))

    def test_the_answer_is_nearer_than_another_text(self, embedder: Embedder) -> None:
        question = embedder.embed_questions(["How long is the warranty?"])[0]
        right, wrong = embedder.embed_passages(
            ["The warranty lasts twenty-four months.", "Boil the potatoes in salted water."]
        )
        assert question @ right > question @ wrong

    def test_a_question_has_the_same_vector_every_time(self, embedder: Embedder) -> None:
        first = embedder.embed_questions(["Where is the fuse?"])
        assert np.array_equal(embedder.embed_questions(["Where is the fuse?"]), first)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_odd_text_has_a_vector_and_offsets_inside_it(
        self, embedder: Embedder, text: str
    ) -> None:
        vector = embedder.embed_passages([text])[0]
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
        offsets = embedder.token_offsets(text)
        assert len(offsets) == embedder.count_tokens(text)
        assert all(0 <= start <= end <= len(text) for start, end in offsets)

    def test_offsets_rise(self, embedder: Embedder) -> None:
        offsets = embedder.token_offsets("Die Pumpe läuft nicht. 水泵不工作了。")
        assert len(offsets) > 5
        assert list(offsets) == sorted(offsets)

    def test_the_end_of_a_long_text_counts(self, embedder: Embedder) -> None:
        start = "The pump is cleaned with warm water. " * 150
        assert embedder.count_tokens(start) > embedder.max_tokens
        plain, other = embedder.embed_passages([start, start + "Certificate of origin. " * 60])
        assert plain @ other < 0.9999

    def test_progress_reaches_its_total(self, embedder: Embedder) -> None:
        seen: list[tuple[int, int]] = []
        embedder.embed_passages(["a", "b"], progress=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (2, 2)

    def test_the_fingerprint_is_stable_and_named(self, embedder: Embedder) -> None:
        assert embedder.fingerprint
        assert embedder.name
