"""Question → passages, best first: exact → lexical → dense → fuse → rerank → expand. CONDUCTOR."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from index.centre import centre, load_prior
from index.closeness import Closeness
from index.content import DocumentCard, StoredDocument
from index.embedder import Embedder, Matrix
from index.exact import ExactResult
from index.expand import stretches, to_passage
from index.filters import Mask, allowed_chunks, values_of
from index.fuse import Candidates, FusionWeights, fuse
from index.hits import hits_of, ranks_of
from index.late_interaction import LateInteraction
from index.lexical import LexicalHit
from index.pair_scorer import PairScorer
from index.passage import FilterValues, Passage, SearchFilters, SearchQuery
from index.question_reader import QuestionReader
from index.question_vectors import LONG_QUESTION_CHARACTERS, QuestionVectors, embed_question
from index.register import Register, register_for
from index.release import Release
from index.rerank import RerankModel, as_similarities, load_reranker, rerank
from index.validity import marked
from ingest.document import Audience
from ingest.errors import IndexOutdated
from ingest.language import same_language

QUESTIONS_KEPT = 64
TEXTS_KEPT = 4096
FILTERS_KEPT = 64
RERANKED = 30
"""Candidates whose tokens are looked at: 50 rank no better."""
POOL_SIZE = 100
"""Candidates a retriever contributes, whatever limit the caller asks for."""


class Searcher:
    """Answers searches from one release. Safe for many threads."""

    def __init__(
        self,
        release: Release,
        embedder: Embedder,
        *,
        weights: FusionWeights | None = None,
        reranker: RerankModel | None = None,
        cross_encoder: PairScorer | None = None,
    ) -> None:
        """Raises ``IndexOutdated`` when another model built the release.

        A ``cross_encoder`` takes the place of late interaction among the reranker's signals.
        """
        if release.manifest.fingerprint != embedder.fingerprint:
            raise IndexOutdated(
                f"release {release.manifest.release!r} was built by "
                f"{release.manifest.fingerprint!r}, running {embedder.fingerprint!r}; "
                f"run 'tradewind reindex'"
            )
        self.release = release
        self._embedder = embedder
        self._weights = weights or FusionWeights()
        self._reranker = reranker or load_reranker()
        self._cross_encoder = cross_encoder
        self._late_interaction = LateInteraction(
            release.content, release.tokens, means=release.token_means, embedder=embedder
        )
        cards = release.content.cards
        self._originals = {card.path: card.facts.translation_of or card.path for card in cards}
        self._versions: dict[str, list[DocumentCard]] = {}
        for card in cards:
            for name in {card.path, self._originals[card.path]}:
                self._versions.setdefault(name, []).append(card)
        self._ordinals = release.content.chunk_ordinals
        # values depend on what was asked alone, so what is kept changes no reply, only its time
        self._vector_of_question = lru_cache(maxsize=QUESTIONS_KEPT)(self._embed_question)
        self._allowed = lru_cache(maxsize=FILTERS_KEPT)(self._allowed_chunks)
        self._general_means = load_prior(embedder.fingerprint)
        self._vector_of_label = lru_cache(maxsize=TEXTS_KEPT)(self._embed_label)
        self._vector_of_text = lru_cache(maxsize=TEXTS_KEPT)(self._embed_text)
        self._registers: dict[Audience, Register] = {
            audience: register_for(audience, content=release.content, exact=release.exact)
            for audience in get_args(Audience)
        }
        self._reader = QuestionReader(
            release.spelling,
            content=release.content,
            lexical=release.lexical,
            registers=self._registers,
            embedder=embedder,
        )

    def search(self, query: SearchQuery) -> tuple[Passage, ...]:
        """At most ``query.limit`` passages, best first, each with all its hits."""
        if not self.release.content.chunk_documents or not query.text.strip():
            return ()
        candidates = self.candidates(query)
        if not len(candidates.ordinals):
            return ()  # the filters leave nothing
        fused = fuse(candidates, weights=self._weights)
        scores = self._reranked(query, candidates, fused)
        passages = self._passages(candidates, scores, limit=query.limit)
        day = query.filters.as_of
        if day is None or not query.filters.keeps_invalid:
            return passages
        replaced = self.register(query.filters.audience).catalogue.replaced_since
        return marked(passages, day, replaced=replaced)

    def read_as(self, query: SearchQuery) -> str:
        """The text that is searched: the question's with its typing errors mended, if any."""
        return self._reader.read(query).text

    def candidates(self, query: SearchQuery) -> Candidates:
        """Everything any retriever found for the question, with every retriever's score."""
        release = self.release
        allowed = self._allowed(query.filters)
        known = self.register(query.filters.audience).exact
        exact = known.search(query.text, limit=POOL_SIZE, allowed=allowed)
        reading = self._reader.read(query)
        lexical = release.lexical.search(
            reading.text,
            language=query.language,
            limit=POOL_SIZE,
            allowed=allowed,
            expanded_terms=(*query.expanded_terms, *reading.typed),
        )
        vector = self._question(query).vector
        nearest, _ = release.dense.search(vector, limit=POOL_SIZE, allowed=allowed)

        ordinals = np.unique(
            np.concatenate(
                [
                    nearest,
                    np.array([hit.ordinal for hit in lexical], np.int64),
                    np.array([hit.ordinal for hit in exact.hits], np.int64),
                ]
            )
        )
        return self._scored(query, ordinals, vector, lexical, exact)

    def question_vector(self, text: str, language: str) -> NDArray[np.float32]:
        """The question's centred vector, shape (dimensions,)."""
        return self._vector_of_question(text, language).vector

    def lasting_question_vector(self, text: str, language: str) -> tuple[NDArray[np.float32], str]:
        """The question's vector, shape (dimensions,), as one of another release is compared with
        it, and the name of all that can be.

        A release moves the means that questions are centred by: the same question under two
        releases has a cosine of 0.89. So the means that ship are taken; for a model that none ship
        for, the release's, and then only its own vectors are comparable.
        """
        means, name = self._general_means, self._embedder.fingerprint
        if not means.languages:
            means, name = self.release.means, f"{name} {self.release.manifest.release}"
        vectors = embed_question(
            text,
            rest=self._rest_of(text),
            language=language,
            embedder=self._embedder,
            means=means,
            token_means=means,
            token_origin=None,
            rarity_of=partial(self.release.lexical.rarity, language=language),
        )
        return vectors.vector, name

    def late_interaction(self, query: SearchQuery, ordinals: Sequence[int]) -> Matrix:
        """The best cosine of every token of the question in every chunk, shape (n, tokens)."""
        tokens = self._question(query).tokens
        return self._late_interaction.in_chunks(tokens, ordinals)

    def tokens_met(self, query: SearchQuery, passages: Sequence[Passage]) -> Matrix:
        """The best cosine of every token of the question in each passage, shape (n, tokens)."""
        spans = [[self._ordinals[one] for one in passage.chunk_ids] for passage in passages]
        found = self.late_interaction(query, [ordinal for span in spans for ordinal in span])
        starts = np.cumsum([0, *map(len, spans)])[:-1]
        return np.maximum.reduceat(found, starts) if len(spans) else found

    def token_weights(self, query: SearchQuery) -> NDArray[np.float32]:
        """How much every token of the question says before any passage is looked at."""
        return self._question(query).token_weights

    def met(
        self, query: SearchQuery, passage: Passage, stretches: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32] | None:
        """How well the question is met in stretches of a passage; None without tokens."""
        tokens = self._question(query).tokens
        ordinals = [self._ordinals[one] for one in passage.chunk_ids]
        return self._late_interaction.in_stretches(tokens, ordinals, stretches)

    def both_ways(
        self,
        query: SearchQuery,
        passage: Passage,
        stretches: Sequence[tuple[int, int]],
        *,
        least_tokens: int,
    ) -> NDArray[np.float32]:
        """How nearly each stretch of a passage says what the question says, 0 to 1, shape (n,).

        0 for a stretch of fewer than ``least_tokens`` beside a longer one.
        """
        ordinals = [self._ordinals[one] for one in passage.chunk_ids]
        asked = self._question(query)
        return self._late_interaction.both_ways(
            asked.tokens, asked.token_weights, ordinals, stretches, least_tokens=least_tokens
        )

    def closeness(self, query: SearchQuery, passages: Sequence[Passage]) -> Closeness:
        """How the question and the passages lie to one another."""
        spans = [[self._ordinals[one] for one in passage.chunk_ids] for passage in passages]
        alike = np.ones((len(spans), len(spans)), np.float32)
        if spans:
            vectors = self.release.dense.vectors(np.array([span[0] for span in spans], np.int64))
            alike = np.clip(vectors @ vectors.T, 0.0, 1.0)
            np.fill_diagonal(alike, 1.0)
        counts = [self._late_interaction.counts(span) for span in spans]
        allowed = self._allowed(query.filters)
        chunks = len(self.release.content.chunk_documents)
        return Closeness(
            tokens_met=self.tokens_met(query, passages),
            token_weights=self.token_weights(query),
            alike=alike,
            lengths=tuple(sum(count) for count in counts if count),
            base=chunks if allowed is None else int(allowed.sum()),
        )

    def similarities(
        self, query: SearchQuery, texts: Sequence[str], languages: Sequence[str]
    ) -> NDArray[np.float32]:
        """Centred cosines of the question with texts that are no chunks, shape (n,)."""
        if not texts:
            return np.empty(0, np.float32)
        vectors = np.stack(
            [self._vector_of_text(*pair) for pair in zip(texts, languages, strict=True)]
        )
        return np.asarray(vectors @ self._question(query).vector, np.float32)

    def likeness(self, one: tuple[str, str], other: tuple[str, str]) -> float:
        """Centred cosine of two texts, each given with its language; neither need be a chunk.

        It does not depend on what else the release holds: a small base is about one thing, and
        its means would take that out of both.
        """
        return float(self._vector_of_label(*one) @ self._vector_of_label(*other))

    def label_vector(self, text: str, language: str) -> NDArray[np.float32]:
        """The unit vector of a heading or the like, as ``likeness`` compares it."""
        return self._vector_of_label(text, language)

    def alike(self, one: Passage, other: Passage) -> float:
        """Cosine of the nearest two chunks of two passages, by their vectors in the release."""
        rows, columns = (
            self.release.dense.vectors(
                np.array([self._ordinals[chunk] for chunk in passage.chunk_ids], np.int64)
            )
            for passage in (one, other)
        )
        return float((rows @ columns.T).max())

    def register(self, audience: Audience) -> Register:
        """What an audience may know of the release's identifiers, models and replacements."""
        return self._registers[audience]

    def filter_values(self, audience: Audience) -> FilterValues:
        """What searches for an audience can be filtered by, as the documents state it."""
        return values_of(self.release.content.cards, audience=audience)

    def knows_product(self, text: str, *, audience: Audience) -> bool:
        """Whether the documents an audience may see state a product, a model or a family."""
        return self.register(audience).knows_product(text)

    def twin(self, path: str, language: str) -> StoredDocument | None:
        """The translation of the document at ``path`` in ``language``, where the facts name one."""
        for card in self._versions.get(self._originals.get(path, ""), ()):
            if card.path != path and same_language(card.language, language):
                return self.document(card.path)
        return None

    def document(self, path: str) -> StoredDocument | None:
        """The document at ``path`` below ``documents/``, if the release holds it."""
        return self.release.content.document(path)

    def _question(self, query: SearchQuery) -> QuestionVectors:
        """The vectors of the question as it is read."""
        return self._vector_of_question(self.read_as(query), query.language)

    def _allowed_chunks(self, filters: SearchFilters) -> Mask | None:
        stated = self.register(filters.audience).catalogue
        return allowed_chunks(self.release.content, filters, catalogue=stated)

    def _reranked(
        self, query: SearchQuery, candidates: Candidates, fused: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The scores the passages are ordered by; the fused ones where nothing looks closer."""
        first = np.lexsort((candidates.ordinals, -fused))[:RERANKED]
        ordinals = candidates.ordinals[first].tolist()
        similarities = (
            self._read_together(query, ordinals, self._cross_encoder)
            if self._cross_encoder
            else self.late_interaction(query, ordinals)
        )
        if not similarities.shape[1]:
            return fused
        return rerank(
            candidates,
            fused,
            first,
            similarities,
            token_weights=None if self._cross_encoder else self.token_weights(query),
            model=self._reranker,
        )

    def _read_together(
        self, query: SearchQuery, ordinals: Sequence[int], scorer: PairScorer
    ) -> Matrix:
        chunks = self.release.content.chunks(ordinals)
        texts = [chunks[ordinal].text_for_search for ordinal in ordinals]
        return as_similarities(scorer.score_pairs(self.read_as(query), texts))

    def _embed_question(self, text: str, language: str) -> QuestionVectors:
        release = self.release
        return embed_question(
            text,
            rest=self._rest_of(text),
            language=language,
            embedder=self._embedder,
            means=release.means,
            token_means=release.token_means,
            token_origin=release.tokens.origin if release.tokens else None,
            rarity_of=partial(release.lexical.rarity, language=language),
        )

    def _embed_text(self, text: str, language: str) -> NDArray[np.float32]:
        vectors = self._embedder.embed_passages([text])
        centred: NDArray[np.float32] = centre(
            vectors, [language], self.release.means, role="passage"
        )
        return np.asarray(centred[0], np.float32)

    def _embed_label(self, text: str, language: str) -> NDArray[np.float32]:
        vectors = self._embedder.embed_passages([text])
        centred = centre(vectors, [language], self._general_means, role="passage")
        return np.asarray(centred[0], np.float32)

    def _rest_of(self, text: str) -> str:
        # a long text is embedded as it stands: its identifiers need not be looked for
        long = len(text) > LONG_QUESTION_CHARACTERS
        return text if long else self._without_identifiers(text)

    def _without_identifiers(self, text: str) -> str:
        kept, end = [], 0
        for found in self.register("agent").identify(text):
            kept.append(text[end : found.start])
            end = max(end, found.end)
        return " ".join(" ".join((*kept, text[end:])).split())

    def _scored(
        self,
        query: SearchQuery,
        ordinals: NDArray[np.int64],
        vector: NDArray[np.float32],
        lexical: Sequence[LexicalHit],
        exact: ExactResult,
    ) -> Candidates:
        row = {int(ordinal): index for index, ordinal in enumerate(ordinals)}
        lexical_scores = np.zeros(len(ordinals), np.float32)
        for hit in lexical:
            lexical_scores[row[hit.ordinal]] = hit.score
        exact_scores = np.zeros(len(ordinals), np.float32)
        fuzzy = np.zeros(len(ordinals), np.bool_)
        for found in exact.hits:
            exact_scores[row[found.ordinal]] = found.score
            fuzzy[row[found.ordinal]] = found.fuzzy
        languages = self.release.content.chunk_languages
        same = {
            language: same_language(language, query.language)
            for language in {languages[ordinal] for ordinal in ordinals}
        }
        return Candidates(
            ordinals=ordinals,
            dense=self.release.dense.scores(vector, ordinals),
            lexical=lexical_scores,
            exact=exact_scores,
            fuzzy=fuzzy,
            same_language=np.array(
                [same[languages[ordinal]] for ordinal in ordinals],
                np.bool_,
            ),
            identifier_share=_identifier_share(query.text, exact),
        )

    def _passages(
        self, candidates: Candidates, scores: NDArray[np.float32], *, limit: int
    ) -> tuple[Passage, ...]:
        content = self.release.content
        order = np.lexsort((candidates.ordinals, -scores))
        row_of = {int(candidates.ordinals[row]): int(row) for row in order}
        grown = stretches(row_of, content, limit=limit)
        chunks = content.chunks([one for stretch in grown for one in stretch.ordinals])
        ranks = ranks_of(candidates)
        passages: list[Passage] = []
        for stretch in grown:
            parts = [chunks[one] for one in stretch.ordinals]
            document, start, end = parts[0].document, parts[0].start, parts[-1].end
            passages.append(
                to_passage(
                    parts,
                    content.cards[document],
                    found=chunks[stretch.found],
                    text=parts[0].text if len(parts) == 1 else content.text(document, start, end),
                    blocks=content.blocks(document, start, end),
                    score=float(scores[row_of[stretch.found]]),
                    hits=hits_of(
                        candidates,
                        ranks,
                        [row_of[one] for one in stretch.ordinals if one in row_of],
                    ),
                )
            )
        return tuple(passages)


def _identifier_share(text: str, exact: ExactResult) -> float:
    """The share of a question's characters that lie in identifiers found."""
    covered = {place for match in exact.matches for place in range(match.start, match.end)}
    return len(covered) / max(1, len(text.strip()))
