"""How a release reads a question: with its slips mended by words that the asker may see."""

from collections.abc import Mapping
from functools import lru_cache
from typing import get_args

from index.embedder import Embedder
from index.filters import allowed_chunks
from index.passage import SearchFilters, SearchQuery
from index.register import Register
from index.release import Release
from index.spelling import Reading, Speller
from ingest.document import Audience

QUESTIONS_KEPT = 64


class QuestionReader:
    """Reads the questions asked of one release. Safe for many threads."""

    def __init__(
        self, release: Release, *, registers: Mapping[str, Register], embedder: Embedder
    ) -> None:
        self._spellers = {
            audience: _speller(audience, release, registers[audience], embedder)
            for audience in get_args(Audience)
            if release.spelling
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
    audience: Audience, release: Release, register: Register, embedder: Embedder
) -> Speller | None:
    if release.spelling is None:
        return None
    filters = SearchFilters(audience=audience)
    allowed = allowed_chunks(release.content, filters, catalogue=register.catalogue)

    def knows(word: str, language: str) -> bool:
        found = release.lexical.search(word, language=language, limit=1, allowed=allowed)
        return bool(found)

    return Speller(
        release.spelling,
        audience=audience,
        knows=knows,
        identify=register.identify,
        count_tokens=embedder.count_tokens,
    )
