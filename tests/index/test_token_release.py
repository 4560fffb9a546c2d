"""Tokens in a release: kept with a model that tells them, left out otherwise, and searched by."""

import numpy as np
import pytest

from index.e5 import E5Embedder
from index.embedder import Progress, Role, TextVectors
from index.passage import SearchQuery
from index.refresh import RefreshSettings, refresh
from index.release import Release, open_release
from index.search import RERANKED, Searcher
from index.store import ReleaseStore
from tests.index.conftest import TWO_FILES, KnowledgeBase
from tests.word_pair_scorer import WordPairScorer

QUESTION = SearchQuery(text="At how many bar does the valve open?", language="en")
TOKEN_FILES = {"tokens-segments.json", "tokens-origin.npy", "token_means.npz"}


class DyingE5:
    """The default model, killed after some texts."""

    def __init__(self, model: E5Embedder, *, dies_after: int) -> None:
        self._model = model
        self._left = dies_after
        self.name, self.fingerprint = model.name, model.fingerprint
        self.dimensions, self.max_tokens = model.dimensions, model.max_tokens
        self.count_tokens, self.token_offsets = model.count_tokens, model.token_offsets
        self.embed_questions = model.embed_questions

    def embed_passages(
        self, texts: list[str], *, progress: Progress | None = None
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return np.stack([self.embed_with_tokens(text, role="passage").vector for text in texts])

    def embed_with_tokens(self, text: str, *, role: Role) -> TextVectors:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        return self._model.embed_with_tokens(text, role=role)


class Base:
    """Two documents, built with the default model."""

    def __init__(self, made: KnowledgeBase, model: E5Embedder) -> None:
        self.made, self.model = made, model
        self.store: ReleaseStore = made.store

    def build(self, *, token_vectors: bool = True, dies_after: int | None = None) -> int:
        """Publishes a release; how many texts were embedded for it."""
        embedder = self.model if dies_after is None else DyingE5(self.model, dies_after=dies_after)
        report = refresh(
            self.made.documents,
            store=self.store,
            cache_dir=self.made.cache,
            embedder=embedder,  # type: ignore[arg-type]
            settings=RefreshSettings(max_tokens=64, token_vectors=token_vectors),
            progress=lambda *_: None,
        )
        return report.embedded

    def release(self) -> Release:
        """The published one, checked."""
        current = self.store.current()
        self.store.verify(current)
        return open_release(self.store.path(current), self.store.manifest(current))

    def files(self) -> set[str]:
        """Of the published release."""
        return {path.name for path in self.store.path(self.store.current()).iterdir()}


@pytest.fixture
def with_e5(base: KnowledgeBase, e5: E5Embedder) -> Base:
    return Base(base, e5)


def test_a_release_keeps_the_tokens_of_every_chunk(with_e5: Base) -> None:
    with_e5.build()
    release = with_e5.release()
    assert with_e5.files() >= TOKEN_FILES
    assert release.tokens is not None
    listed = {one.name for one in release.manifest.checksums}
    assert listed >= TOKEN_FILES, "damage to them is found as to any other file"
    searcher = Searcher(release, with_e5.model)
    count = len(release.content.chunk_documents)
    similarities = searcher.late_interaction(QUESTION, range(count))
    assert similarities.shape == (count, with_e5.model.count_tokens(QUESTION.text))
    assert np.abs(similarities).max() <= 1.01
    best = release.content.chunks([int(similarities.mean(axis=1).argmax())])
    assert "3 bar" in next(iter(best.values())).text
    assert searcher.search(QUESTION)[0].document == "valve.md"


def test_left_out_they_are_missed_by_no_search(with_e5: Base) -> None:
    with_e5.build(token_vectors=False)
    release = with_e5.release()
    assert with_e5.files().isdisjoint(TOKEN_FILES)
    assert release.tokens is None
    assert release.token_means.languages == {}
    searcher = Searcher(release, with_e5.model)
    assert searcher.late_interaction(QUESTION, [0, 1]).shape == (2, 0)
    assert searcher.search(QUESTION)[0].document == "valve.md"


def test_switching_them_on_embeds_once_more_and_then_nothing(with_e5: Base) -> None:
    texts = with_e5.build(token_vectors=False)
    hashes = [with_e5.release().manifest.settings_hash]
    embedded = [with_e5.build() for _ in range(2)]
    hashes.append(with_e5.release().manifest.settings_hash)
    assert embedded == [texts, 0]
    assert texts > 0
    assert hashes[0] != hashes[1]


def test_a_model_that_tells_no_tokens_gives_a_release_without(base: KnowledgeBase) -> None:
    base.build()
    current = base.store.path(base.store.current())
    assert {path.name for path in current.iterdir()}.isdisjoint(TOKEN_FILES)
    assert base.find("at how many bar does the valve open")[0].document == "valve.md"


def test_a_build_that_dies_while_embedding_leaves_the_old_release(with_e5: Base) -> None:
    with_e5.build(token_vectors=False)
    before = with_e5.store.current()
    with pytest.raises(KeyboardInterrupt):
        with_e5.build(dies_after=1)
    assert with_e5.store.current() == before
    assert with_e5.made.leftovers() == []
    assert Searcher(with_e5.release(), with_e5.model).search(QUESTION)[0].document == "valve.md"
    with_e5.build()
    assert with_e5.release().tokens is not None


@pytest.mark.parametrize("text", ["\x00", "\ud800", "?", "泵"])
def test_a_question_of_hardly_a_token_is_searched(with_e5: Base, text: str) -> None:
    with_e5.build()
    searcher = Searcher(with_e5.release(), with_e5.model)
    found = searcher.search(SearchQuery(text=text, language="und"))
    assert {passage.document for passage in found} == set(TWO_FILES)


def test_a_cross_encoder_takes_the_place_of_late_interaction(big_base: KnowledgeBase) -> None:
    """A passage that it alone wants comes first, with a model that tells no tokens too."""
    big_base.build()
    question = SearchQuery(text="How do I reset the controller?", language="en", limit=60)
    plain = big_base.searcher().search(question)
    wanted = plain[RERANKED // 2]
    scorer = WordPairScorer(wanted=wanted.text.casefold()[-60:])
    found = big_base.searcher(scorer).search(question)
    ((asked, texts),) = scorer.asked
    assert asked == question.text
    assert len(texts) == min(RERANKED, len(plain))
    assert found[0].chunk_ids == wanted.chunk_ids
    assert {p.chunk_ids for p in found[:RERANKED]} == {p.chunk_ids for p in plain[:RERANKED]}
    assert [p.chunk_ids for p in found[RERANKED:]] == [p.chunk_ids for p in plain[RERANKED:]]


def test_a_cross_encoder_that_sees_no_difference_changes_no_order(big_base: KnowledgeBase) -> None:
    big_base.build()
    question = SearchQuery(text="How do I reset the controller?", language="en", limit=60)
    indifferent = WordPairScorer(wanted="no text holds this")
    orders = [
        [passage.chunk_ids for passage in searcher.search(question)]
        for searcher in (big_base.searcher(), big_base.searcher(indifferent))
    ]
    assert orders[0] == orders[1]
