"""The question's tokens in stretches of a passage, from what a release keeps of its tokens."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.e5 import E5Embedder
from index.passage import Passage, SearchQuery
from index.search import Searcher
from tests.one_document import searcher_over

TEXT = (
    "# Pump P-200\n\n## Care\n\n"
    "The warranty lasts for twenty-four months from delivery.\n\n"
    "Clean the filter with warm water every week.\n\n"
    "保修期为二十四个月。\n"
)
QUERY = SearchQuery(text="How long is the warranty?", language="en")


@pytest.fixture(scope="module")
def searcher(e5: E5Embedder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(TEXT, folder=tmp_path_factory.mktemp("met"), embedder=e5)


def test_the_stretch_that_answers_is_met_better(searcher: Searcher) -> None:
    (passage,) = searcher.search(QUERY)
    warranty, filters = passage.text.index("The warranty"), passage.text.index("Clean the")
    chinese = passage.text.index("保修")
    starts = [warranty, filters, chinese, len(passage.text)]
    parts = [(passage.start + start, passage.start + end) for start, end in pairwise(starts)]
    whole = (passage.start, passage.end)
    found = searcher.met(QUERY, passage, [*parts, whole])
    assert found is not None
    assert int(np.argmax(found[:3])) == 0
    assert found[2] > found[1]
    # the best token of a whole is the best of one of its parts
    assert found[3] >= found[:3].max() - 1e-6


def test_the_tokens_of_a_stretch_are_those_of_its_text(searcher: Searcher, e5: E5Embedder) -> None:
    (passage,) = searcher.search(QUERY)
    chunk = searcher.release.content.chunks([0])[0]
    places = searcher._late_interaction._places(0)
    start = passage.start + passage.text.index("Clean")
    inside = (places[:, 0] < start + 5) & (places[:, 1] > start)
    assert inside.sum() == e5.count_tokens("Clean")
    assert len(places) == e5.count_tokens(chunk.text_for_search)
    assert places[0].tolist() == [-1, -1], "the heading it is searched under lies nowhere"


def test_a_stretch_without_tokens_counts_as_the_passage(searcher: Searcher) -> None:
    (passage,) = searcher.search(QUERY)
    found = searcher.met(QUERY, passage, [(passage.end + 9, passage.end + 20)])
    everything = searcher.late_interaction(QUERY, [0])
    assert found is not None
    assert found[0] == pytest.approx(float(everything[0].mean()), abs=1e-5)


def test_the_questions_tokens_are_weighed_by_what_they_say(searcher: Searcher) -> None:
    weights = searcher.token_weights(QUERY)
    assert weights.shape == (searcher.late_interaction(QUERY, [0]).shape[1],)
    # "warranty" says more than "is", and that more than the question mark
    places = [tuple(place) for place in searcher._embedder.token_offsets(QUERY.text)]
    of_token = {
        QUERY.text[start:end].strip(): float(weight)
        for (start, end), weight in zip(places, weights, strict=True)
    }
    warranty = max(weight for token, weight in of_token.items() if token and token in "warranty")
    assert of_token["?"] < of_token["the"] < warranty


def spans_of(passage: Passage, *parts: str) -> list[tuple[int, int]]:
    starts = [passage.start + passage.text.index(part) for part in parts]
    return [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]


def test_a_stretch_is_as_alike_as_it_says_what_is_asked_and_little_else(
    e5: E5Embedder, tmp_path: Path
) -> None:
    same = "How long is the warranty?"
    longer = "The warranty is long, and the filter is cleaned with warm water every week."
    other = "Clean the filter with warm water every week."
    searcher = searcher_over(f"{same}\n\n{longer}\n\n{other}\n", folder=tmp_path, embedder=e5)
    (passage,) = searcher.search(QUERY)
    question, answer, elsewhere = searcher.both_ways(
        QUERY, passage, spans_of(passage, same, longer, other), least_tokens=5
    )
    assert question > answer > elsewhere > 0


def test_a_word_alone_says_what_is_asked_only_where_there_is_no_sentence(
    searcher: Searcher,
) -> None:
    (passage,) = searcher.search(QUERY)
    word, sentence = spans_of(passage, "warranty", "Clean the filter with warm water every week.")
    (alone,) = searcher.both_ways(QUERY, passage, [word], least_tokens=5)
    (by_itself,) = searcher.both_ways(QUERY, passage, [sentence], least_tokens=5)
    assert alone > by_itself > 0
    assert searcher.both_ways(QUERY, passage, [word, sentence], least_tokens=5).tolist() == [
        0.0,
        by_itself,
    ]
    both = searcher.both_ways(QUERY, passage, [word, sentence], least_tokens=1)
    assert both.tolist() == [alone, by_itself]
    nowhere = (passage.end + 9, passage.end + 20)
    assert searcher.both_ways(QUERY, passage, [nowhere, sentence], least_tokens=1).tolist() == [
        0.0,
        by_itself,
    ]
    assert searcher.both_ways(QUERY, passage, [], least_tokens=5).tolist() == []
