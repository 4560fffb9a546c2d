"""A section of several chunks, through a real release: what is found comes with what goes on."""

import dataclasses

import numpy as np
import pytest

from index.e5 import E5Embedder
from index.passage import Passage, SearchQuery
from index.search import Searcher
from tests.one_document import searcher_over

FILTER = "Turn the red cap to the left, pull the filter out and rinse it under running water."
SEAL = "The rubber seal of the lid has to be greased with silicone once a year."
ODD_JOBS = " ".join(
    f"After {hours} hours of work look at bolt {hours} of the frame and at the hose next to it."
    for hours in range(20, 60)
)
TEXT = f"# Pump\n\n## Care\n\n{FILTER}\n\n{ODD_JOBS}\n\n{SEAL}\n\n## Disposal\n\nAsk the town.\n"


@pytest.fixture(scope="module")
def searcher(e5: E5Embedder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(TEXT, folder=tmp_path_factory.mktemp("long"), embedder=e5)


def found(searcher: Searcher, text: str) -> Passage:
    return searcher.search(SearchQuery(text=text, language="en", limit=9))[0]


def test_every_chunk_is_found_once_though_passages_are_longer(searcher: Searcher) -> None:
    content = searcher.release.content
    sections = content.sections_of_chunks.tolist()
    assert len(sections) > len(set(sections)), "the section is cut into several chunks"
    passages = searcher.search(SearchQuery(text="pump", language="en", limit=50))
    ids = [one for passage in passages for one in passage.chunk_ids]
    assert sorted(ids) == sorted(content.chunk_ordinals)
    assert len(passages) < len(ids)


@pytest.mark.parametrize("words", [FILTER, SEAL])
def test_a_passage_keeps_the_place_of_what_was_found(searcher: Searcher, words: str) -> None:
    passage = found(searcher, words)
    assert len(passage.chunk_ids) == 2
    start, end = passage.found_start, passage.found_end
    assert passage.start <= start < end <= passage.end
    assert words in passage.text[start - passage.start : end - passage.start]
    document = searcher.document(passage.document)
    assert document is not None
    assert passage.text == document.text[passage.start : passage.end]
    assert "Ask the town" not in passage.text


def test_a_stretch_is_met_in_whichever_chunk_it_stands(searcher: Searcher) -> None:
    query = SearchQuery(text="How do I rinse the filter?", language="en")
    passage = found(searcher, query.text)
    document = searcher.document(passage.document)
    assert document is not None
    start = document.text.index(FILTER)
    answers, last = (start, start + len(FILTER)), (passage.end - 80, passage.end)
    met = searcher.met(query, passage, [answers, last, (passage.start, passage.end)])
    assert met is not None
    assert met[0] > met[1]
    assert met[2] >= met[0] - 1e-6


def test_tokens_count_in_whichever_chunk_they_stand(searcher: Searcher) -> None:
    for words in (FILTER, SEAL):
        asked = SearchQuery(text=words, language="en")
        passage = found(searcher, words)
        whole = searcher.closeness(asked, [passage])
        assert len(passage.chunk_ids) > 1
        alone = [
            searcher.closeness(asked, [dataclasses.replace(passage, chunk_ids=(chunk,))])
            for chunk in passage.chunk_ids
        ]
        assert whole.lengths == (sum(one.lengths[0] for one in alone),)
        best = np.max([one.tokens_met[0] for one in alone], axis=0)
        assert whole.tokens_met[0] == pytest.approx(best)
        assert whole.base == len(searcher.release.content.chunk_documents)
