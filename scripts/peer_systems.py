"""The peers, each set up as its own documentation does it. Runs in ``.venv-peers`` alone.

``.venv-peers/bin/python -m scripts.peer_systems --system NAME --trial FOLDER …``

Where each default is documented:

- haystack: the components' reference pages and the tutorial "Creating a Hybrid Retrieval Pipeline"
  (InMemoryBM25Retriever and InMemoryEmbeddingRetriever into DocumentJoiner). The joiner's default
  is ``concatenate``; ``reciprocal_rank_fusion``, its documented other way, is measured beside it.
  The prefixes are the embedders' ``prefix``, which names E5 as its example.
- txtai: "Embeddings → Configuration → General": ``hybrid: true``; weights 0.5 and 0.5, scores
  normalized. ``method: sentence-transformers`` takes the prefixes from the model's own prompts.
- bm25s: the README's quick start: English stop words and stemmer, Lucene's BM25, k1 1.5, b 0.75.
- e5: the model's card: "query: " and "passage: ", cosine; FAISS's exact inner product.
"""

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.peer_trial import CHUNKS_ASKED, THREADS, Answer, PeerChunk, SearchSystem, run_trial

RRF_CONSTANT = 60
"""Of Cormack, Clarke and Büttcher 2009."""
UNSPACED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts that bm25s' own pattern takes for endless words: Thai, kana, Han, Hangul."""
WORDS = re.compile(rf"[{UNSPACED}]+|[^\W{UNSPACED}]+")


class Haystack:
    """BM25 and embedding retrievers side by side, joined in both of the joiner's main ways."""

    libraries = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch")

    def __init__(self, model: Path) -> None:
        from haystack import Document, Pipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import (
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self.settings = {
            "store": "InMemoryDocumentStore()",
            "bm25": "InMemoryBM25Retriever, BM25L",
            "embedding": "InMemoryEmbeddingRetriever",
            "joiner": "DocumentJoiner(); DocumentJoiner('reciprocal_rank_fusion')",
            "top_k": CHUNKS_ASKED,
        }
        self._document = Document
        self._store = InMemoryDocumentStore()
        self._embedder = SentenceTransformersDocumentEmbedder(
            model=str(model), prefix="passage: ", progress_bar=False, local_files_only=True
        )
        self._embedder.warm_up()
        self._pipelines = {}
        for row, joiner in (
            ("haystack", DocumentJoiner()),
            ("haystack-rrf", DocumentJoiner(join_mode="reciprocal_rank_fusion")),
        ):
            pipeline = Pipeline()
            pipeline.add_component(
                "text_embedder",
                SentenceTransformersTextEmbedder(
                    model=str(model), prefix="query: ", progress_bar=False, local_files_only=True
                ),
            )
            pipeline.add_component(
                "embedding_retriever", InMemoryEmbeddingRetriever(self._store, top_k=CHUNKS_ASKED)
            )
            pipeline.add_component(
                "bm25_retriever", InMemoryBM25Retriever(self._store, top_k=CHUNKS_ASKED)
            )
            pipeline.add_component("joiner", joiner)
            pipeline.connect("text_embedder", "embedding_retriever")
            pipeline.connect("bm25_retriever", "joiner")
            pipeline.connect("embedding_retriever", "joiner")
            pipeline.warm_up()
            self._pipelines[row] = pipeline

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        documents = [
            self._document(id=chunk.id, content=chunk.text, meta={"document": chunk.document})
            for chunk in chunks
        ]
        self._store.write_documents(self._embedder.run(documents)["documents"])

    def answers(self) -> Mapping[str, Answer]:
        def asker(pipeline: Any) -> Answer:
            def ask(question: str) -> list[str]:
                found = pipeline.run(
                    {"text_embedder": {"text": question}, "bm25_retriever": {"query": question}}
                )
                return [document.meta["document"] for document in found["joiner"]["documents"]]

            return ask

        return {row: asker(pipeline) for row, pipeline in self._pipelines.items()}


class Txtai:
    """One call that says "hybrid"."""

    libraries = ("txtai", "sentence-transformers", "torch", "faiss-cpu")

    def __init__(self, model: Path) -> None:
        from txtai import Embeddings

        self.settings = {"hybrid": True, "method": "sentence-transformers", "limit": CHUNKS_ASKED}
        self._embeddings = Embeddings(path=str(model), method="sentence-transformers", hybrid=True)
        self._documents: list[str] = []

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._documents = [chunk.document for chunk in chunks]
        self._embeddings.index((n, chunk.text, None) for n, chunk in enumerate(chunks))

    def answers(self) -> Mapping[str, Answer]:
        return {"txtai": self._ask}

    def _ask(self, question: str) -> list[str]:
        return [self._documents[n] for n, _ in self._embeddings.search(question, CHUNKS_ASKED)]


class Words:
    """bm25s over its own words, or over words and the bigrams of unspaced scripts."""

    libraries = ("bm25s", "pystemmer")

    def __init__(self, *, bigrams: bool) -> None:
        import bm25s
        import Stemmer

        self._row = "bm25s-bigrams" if bigrams else "bm25s"
        self.settings = {
            "tokens": "words, and bigrams of Chinese and Thai" if bigrams else "bm25s.tokenize",
            "stopwords": "none" if bigrams else "en",
            "stemmer": "none" if bigrams else "english",
            "model": "bm25s.BM25()",
        }
        self._bm25s = bm25s
        self._bigrams = bigrams
        self._stemmer = Stemmer.Stemmer("english")
        self._retriever = bm25s.BM25()
        self._documents: list[str] = []

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._documents = [chunk.document for chunk in chunks]
        self._retriever.index(self._tokens([chunk.text for chunk in chunks]), show_progress=False)

    def ranked(self, question: str) -> list[int]:
        """Chunks that share a word with the question, best first."""
        count = min(CHUNKS_ASKED, len(self._documents))
        tokens = self._tokens([question])
        if not tokens[0]:
            return []
        found, scores = self._retriever.retrieve(tokens, k=count, show_progress=False)
        return [int(n) for n, score in zip(found[0], scores[0], strict=True) if score > 0]

    def answers(self) -> Mapping[str, Answer]:
        return {self._row: lambda question: [self._documents[n] for n in self.ranked(question)]}

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        if self._bigrams:
            return [list(words_and_bigrams(text)) for text in texts]
        tokens: list[list[str]] = self._bm25s.tokenize(
            texts, stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return tokens


class Vectors:
    """Plain e5 in FAISS."""

    libraries = ("sentence-transformers", "torch", "faiss-cpu")

    def __init__(self, model: Path) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        faiss.omp_set_num_threads(THREADS)
        self.settings = {"prompts": "query: , passage: ", "index": "faiss.IndexFlatIP"}
        self._model = SentenceTransformer(str(model), device="cpu", local_files_only=True)
        self._index = faiss.IndexFlatIP(self._model.get_embedding_dimension() or 0)
        self._documents: list[str] = []

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._documents = [chunk.document for chunk in chunks]
        texts = [chunk.text for chunk in chunks]
        self._index.add(self._model.encode_document(texts, show_progress_bar=False))

    def ranked(self, question: str) -> list[int]:
        """The nearest chunks, best first."""
        vector = self._model.encode_query([question], show_progress_bar=False)
        _, found = self._index.search(vector, min(CHUNKS_ASKED, len(self._documents)))
        return [int(n) for n in found[0]]

    def answers(self) -> Mapping[str, Answer]:
        return {"e5": lambda question: [self._documents[n] for n in self.ranked(question)]}


class PlainHybrid:
    """The strongest plain pipeline: BM25 that knows unspaced scripts and e5, fused by rank."""

    libraries = ("bm25s", "sentence-transformers", "torch", "faiss-cpu")

    def __init__(self, model: Path) -> None:
        self._words = Words(bigrams=True)
        self._vectors = Vectors(model)
        self.settings = {
            **self._words.settings,
            **self._vectors.settings,
            "fusion": f"reciprocal ranks, k = {RRF_CONSTANT}",
        }
        self._documents: list[str] = []

    def index(self, chunks: Sequence[PeerChunk]) -> None:
        self._documents = [chunk.document for chunk in chunks]
        self._words.index(chunks)
        self._vectors.index(chunks)

    def answers(self) -> Mapping[str, Answer]:
        return {"hybrid": self._ask}

    def _ask(self, question: str) -> list[str]:
        scores: dict[int, float] = {}
        for ranked in (self._words.ranked(question), self._vectors.ranked(question)):
            for rank, chunk in enumerate(ranked, start=1):
                scores[chunk] = scores.get(chunk, 0.0) + 1.0 / (RRF_CONSTANT + rank)
        order = sorted(scores, key=lambda chunk: -scores[chunk])
        return [self._documents[chunk] for chunk in order[:CHUNKS_ASKED]]


def words_and_bigrams(text: str) -> Iterable[str]:
    """Lower-case words; of a run in a script without spaces its overlapping pairs."""
    for run in WORDS.findall(text.lower()):
        if not re.match(rf"[{UNSPACED}]", run) or len(run) == 1:
            yield run
        else:
            yield from (run[place : place + 2] for place in range(len(run) - 1))


def make_peer(arguments: argparse.Namespace) -> SearchSystem:
    """The system named on the command line, its model loaded."""
    if arguments.system in ("haystack", "txtai", "e5", "hybrid"):
        import torch

        torch.set_num_threads(THREADS)
    match arguments.system:
        case "haystack":
            return Haystack(arguments.model)
        case "txtai":
            return Txtai(arguments.model)
        case "bm25s":
            return Words(bigrams=False)
        case "bm25s-bigrams":
            return Words(bigrams=True)
        case "e5":
            return Vectors(arguments.model)
        case "hybrid":
            return PlainHybrid(arguments.model)
    raise SystemExit(f"no peer is called {arguments.system!r}")


if __name__ == "__main__":
    run_trial(make_peer)
