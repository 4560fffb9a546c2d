"""How a release reads a question: with its slips mended by words that the asker may see."""

from collections.abc import Mapping
from functools import lru_cache

from index.content import Content
from index.embedder import AccentReader, Embedder
from index.filters import allowed_chunks
from index.lexical import LexicalIndex
from index.passage import SearchFilters, SearchQuery
from index.register import Register
from index.spelling import Reading, Speller
from index.spelling_words import SpellingWords
from ingest.document import Audience

QUESTIONS_KEPT = 64


class QuestionReader:
    """Reads the questions asked of one release. Safe for many threads."""

    def __init__(
        self,
        words: SpellingWords | None,
        *,
        content: Content,
        lexical: LexicalIndex,
        registers: Mapping[Audience, Register],
        embedder: Embedder,
    ) -> None:
        """``words`` are those of the release, if it keeps any; without, questions stay as typed."""
        self._spellers = {
            audience: _speller(words, audience, content, lexical, register, embedder)
            for audience, register in registers.items()
            if words is not None
        }
        # depends on what was asked alone
        self._read = lru_cache(maxsize=QUESTIONS_KEPT)(self._read_text)

    def read(self, query: SearchQuery) -> Reading:
        """The text to search with, and which words of the question it replaces."""
        return self._read(query.text, query.language, query.filters.audience)

    def _read_text(self, text: str, language: str, audience: Audience) -> Reading:
        speller = self._spellers.get(audience)
        return speller.read(text, language=language) if speller else Reading(text=text)


def _speller(
    words: SpellingWords,
    audience: Audience,
    content: Content,
    lexical: LexicalIndex,
    register: Register,
    embedder: Embedder,
) -> Speller:
    filters = SearchFilters(audience=audience)
    allowed = allowed_chunks(content, filters, catalogue=register.catalogue)

    def knows(word: str, language: str) -> bool:
        return bool(lexical.search(word, language=language, limit=1, allowed=allowed))

    return Speller(
        words,
        audience=audience,
        knows=knows,
        identify=register.identify,
        count_tokens=embedder.count_tokens,
        with_accents=embedder.with_accents if isinstance(embedder, AccentReader) else None,
    )
