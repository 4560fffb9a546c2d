"""Tradewind's own trial beside the peers: cold caches, files in, passages out.

``.venv/bin/python -m scripts.peer_tradewind --system tradewind --trial FOLDER …``

Its index time is that of ``tradewind reindex``: reading and cutting the files in the sandbox,
embedding, writing and publishing a release. It is told nothing that a peer is not told: a
question's language is found out as the product does it.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from answer.prepare import prepare
from answer.question import Question
from index.e5 import E5Embedder
from index.search import Searcher
from scripts.corpora import build, corpora
from scripts.peer_trial import (
    CHUNKS_ASKED,
    CHUNKS_FILE,
    THREADS,
    Answer,
    PeerChunk,
    SearchSystem,
    run_trial,
)


class Tradewind:
    """The product's search over the set's documents."""

    libraries = ("tradewind", "onnxruntime")

    def __init__(self, *, set_name: str, model: Path, work: Path) -> None:
        (self._corpus,) = corpora([set_name])
        self._work = work
        self._embedder = E5Embedder(model, threads=THREADS)
        self._searcher: Searcher | None = None
        self.settings = {"embedder": self._embedder.fingerprint, "caches": "cold"}

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._searcher = build(self._corpus, self._embedder, below=self._work)
        if chunks_of(self._searcher) != list(chunks):
            raise SystemExit(f"other chunks than in {CHUNKS_FILE!r}; export the set again")

    def answers(self) -> Mapping[str, Answer]:
        searcher = self._searcher
        if searcher is None:
            raise SystemExit("nothing is indexed yet")

        def ask(question: str) -> list[str]:
            query = prepare(Question(id="", question=question), search_limit=CHUNKS_ASKED).query
            return [passage.document for passage in searcher.search(query)]

        return {"tradewind": ask}


def chunks_of(searcher: Searcher) -> list[PeerChunk]:
    """Every chunk of the release, as the peers are given it."""
    content = searcher.release.content
    stored = content.chunks(range(len(content.chunk_documents)))
    return [
        PeerChunk(
            id=stored[ordinal].id,
            document=content.cards[stored[ordinal].document].path,
            text=stored[ordinal].text_for_search,
        )
        for ordinal in sorted(stored)
    ]


def make_tradewind(arguments: argparse.Namespace) -> SearchSystem:
    """Tradewind on the set that the trial's folder is named after."""
    return Tradewind(set_name=arguments.trial.name, model=arguments.model, work=arguments.work)


if __name__ == "__main__":
    run_trial(make_tradewind)
