"""Which chunks a question may see at all, as one mask over the release."""

import numpy as np
from numpy.typing import NDArray

from index.content import Content, DocumentCard
from index.passage import SearchFilters
from ingest.language import same_language

Mask = NDArray[np.bool_]


def allowed_chunks(content: Content, filters: SearchFilters) -> Mask | None:
    """A read-only mask of shape (chunks,); None when every chunk is allowed."""
    allowed = np.array([_document_allowed(card, filters) for card in content.cards], np.bool_)
    if allowed.all() and not filters.languages:
        return None
    mask: Mask = allowed[content.documents_of_chunks]
    if filters.languages:
        languages = {
            language: any(same_language(language, wanted) for wanted in filters.languages)
            for language in set(content.chunk_languages)
        }
        mask &= np.array([languages[language] for language in content.chunk_languages], np.bool_)
    mask.flags.writeable = False
    return mask


def _document_allowed(card: DocumentCard, filters: SearchFilters) -> bool:
    facts = card.facts
    if filters.audience == "customer" and facts.audience != "customer":
        return False
    if filters.kinds and facts.kind not in filters.kinds:
        return False
    if filters.markets and facts.markets and not set(filters.markets) & set(facts.markets):
        return False
    day = filters.as_of
    if day is None:
        return True
    started = facts.valid_from is None or facts.valid_from <= day
    return started and (facts.valid_to is None or day <= facts.valid_to)
