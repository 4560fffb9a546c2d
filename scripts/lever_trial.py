"""A question and all that ranks it, so that a signal can be changed and everything ranked anew."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from answer.metrics import reciprocal_rank
from index.centre import mean_vector
from index.fuse import Candidates, Floats, FusionWeights, fuse
from index.passage import SearchQuery
from index.rerank import load_reranker, rerank
from index.search import RERANKED, Searcher
from scripts.corpora import (
    Asked,
    Corpus,
    corpora,
    headings,
    is_held_back,
    lines_of,
    name_of,
    question_language,
)

MODEL = load_reranker()
EVERY_NTH = {"xquad_pool": 3}
"""Questions of a large set that are asked."""

Met = Callable[[Sequence[int]], Floats]
"""Ordinals → how well the question is met in each, shape (n,)."""


@dataclass(slots=True, kw_only=True)
class Trial:
    """A question, its candidates, and the cosines of its tokens with theirs."""

    searcher: Searcher
    asked: Asked
    query: SearchQuery
    candidates: Candidates
    tokens: Floats
    token_weights: Floats
    _cosines: dict[int, Floats] = field(default_factory=dict)

    def cosines(self, ordinal: int) -> Floats:
        """Every token of a chunk with every token of the question, shape (tokens, question)."""
        if ordinal not in self._cosines:
            release = self.searcher.release
            language = release.content.chunk_languages[ordinal]
            mean = mean_vector(language, release.token_means, role="passage")
            assert release.tokens is not None
            self._cosines[ordinal] = release.tokens.cosines(
                self.tokens, ordinal, language=language, mean=mean
            )
        return self._cosines[ordinal]

    def best(self, ordinals: Sequence[int]) -> Floats:
        """The best cosine of every token of the question, shape (n, tokens)."""
        empty = np.zeros(len(self.tokens), np.float32)
        found = (self.cosines(int(ordinal)) for ordinal in ordinals)
        return np.stack([one.max(axis=0) if one.size else empty for one in found])

    def ranked(
        self,
        *,
        met: Met | None = None,
        dense: Floats | None = None,
        lexical: Floats | None = None,
    ) -> Floats:
        """The final scores of all candidates with some of their signals changed."""
        candidates = dataclasses.replace(
            self.candidates,
            dense=self.candidates.dense if dense is None else dense,
            lexical=self.candidates.lexical if lexical is None else lexical,
        )
        fused = fuse(candidates, weights=FusionWeights())
        order = np.lexsort((candidates.ordinals, -fused))[:RERANKED]
        ordinals = candidates.ordinals[order].tolist()
        similarities = self.best(ordinals) if met is None else met(ordinals)[:, None]
        weights = self.token_weights if met is None else None
        return rerank(candidates, fused, order, similarities, token_weights=weights, model=MODEL)

    def reciprocal(self, scores: Floats) -> float:
        """The reciprocal rank of the first gold document among ten."""
        content = self.searcher.release.content
        order = np.lexsort((self.candidates.ordinals, -scores))
        documents = [
            content.cards[content.chunk_documents[ordinal]].path
            for ordinal in self.candidates.ordinals[order].tolist()
        ]
        first = list(dict.fromkeys(documents))[:10]
        gold = self.asked.gold
        return reciprocal_rank(next((n for n, name in enumerate(first, 1) if name in gold), 0))


def trials(searcher: Searcher, questions: Sequence[Asked]) -> Iterator[Trial]:
    """Every question that has an answer and something to be ranked by."""
    for asked in questions:
        query = SearchQuery(text=asked.question, language=question_language(asked))
        if asked.gold and asked.question.strip():
            vectors = searcher._vector_of_question(query.text, query.language)
            if len(vectors.tokens):
                yield Trial(
                    searcher=searcher,
                    asked=asked,
                    query=query,
                    candidates=searcher.candidates(query),
                    tokens=vectors.tokens,
                    token_weights=vectors.token_weights,
                )


def corpus_named(name: str) -> Corpus:
    """One of ``scripts.corpora``, or ``own_FOLDER_LANGUAGE``: headings in their own language."""
    if name.startswith("own_"):
        folder, _, language = name.removeprefix("own_").rpartition("_")
        return _own_language(folder, language)
    (corpus,) = corpora([name])
    questions = tuple(
        dataclasses.replace(asked, group="xquad pool") if name == "xquad_pool" else asked
        for asked in corpus.questions[:: EVERY_NTH.get(name, 1)]
    )
    return dataclasses.replace(corpus, questions=questions)


def _own_language(folder: str, language: str) -> Corpus:
    documents = {
        name_of(row["sid"]): row["body"]
        for row in lines_of(f"{folder}/dev/sections.jsonl")
        if row["lang"] == language and row["body"].strip()
    }
    questions = tuple(
        dataclasses.replace(asked, group=f"{folder} own {language}")
        for asked in headings(folder).questions
        if asked.language == language and asked.gold & documents.keys()
    )
    return Corpus(name=f"{folder}_{language}", documents=documents, questions=questions)


@dataclass(slots=True)
class Outcomes:
    """Reciprocal ranks by group, half and variant."""

    found: dict[tuple[str, bool], dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, asked: Asked, variant: str, value: float) -> None:
        """Counts one question under its group and half of the topics."""
        self.found[asked.group, is_held_back(asked.topic)][variant].append(value)

    def lines(self, base: str) -> Iterator[str]:
        """The base's MRR@10 and what each variant adds, tuning half / held-back half."""
        groups = sorted({group for group, _ in self.found})
        means = {
            (variant, group, held): float(np.mean(values))
            for (group, held), variants in self.found.items()
            for variant, values in variants.items()
        }
        names = [group.removeprefix("docs_").replace("rustdesk", "rd") for group in groups]
        yield " ".join([f"{'':34} {'mean':>13}", *(f"{name[-13:]:>13}" for name in names)])
        for variant in dict.fromkeys(variant for variant, _, _ in means):
            pairs = [
                [
                    means.get((variant, group, held), np.nan)
                    - (0.0 if variant == base else means.get((base, group, held), np.nan))
                    for held in (False, True)
                ]
                for group in groups
            ]
            shown = [np.nanmean(pairs, axis=0).tolist(), *pairs]
            form = "{:.3f}/{:.3f}" if variant == base else "{:+.3f}/{:+.3f}"
            yield " ".join([f"{variant:34}", *(f"{form.format(*pair):>13}" for pair in shown)])
