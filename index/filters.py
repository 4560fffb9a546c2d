"""Which chunks a question may see at all, as one mask over the release."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.content import Content, DocumentCard
from index.passage import FilterValues, SearchFilters
from index.validity import validity_on
from ingest.document import Audience
from ingest.language import same_language

Mask = NDArray[np.bool_]


def allowed_chunks(
    content: Content, filters: SearchFilters, *, catalogue: Catalogue
) -> Mask | None:
    """A read-only mask of shape (chunks,); None when every chunk is allowed.

    ``catalogue`` is what the audience may know of the documents' products and replacements.
    """
    allowed = np.array(
        [_document_allowed(card, filters, catalogue) for card in content.cards], np.bool_
    )
    if allowed.all() and not filters.languages and not filters.product:
        return None
    mask: Mask = allowed[content.documents_of_chunks]
    if filters.languages:
        languages = {
            language: any(same_language(language, wanted) for wanted in filters.languages)
            for language in set(content.chunk_languages)
        }
        mask &= np.array([languages[language] for language in content.chunk_languages], np.bool_)
    if filters.product:
        _leave_out_headed(mask, content, filters.product, catalogue)
    mask.flags.writeable = False
    return mask


def _document_allowed(card: DocumentCard, filters: SearchFilters, catalogue: Catalogue) -> bool:
    facts = card.facts
    if not facts.seen_by(filters.audience):
        return False
    if filters.documents and card.path not in filters.documents:
        return False
    if filters.kinds and facts.kind not in filters.kinds:
        return False
    if filters.markets and facts.markets and not set(filters.markets) & set(facts.markets):
        return False
    if filters.product and not catalogue.states_product(
        filters.product, products=facts.products, models=facts.models
    ):
        return False
    if filters.as_of is None or filters.keeps_invalid:
        return True
    found = validity_on(
        filters.as_of, path=card.path, facts=facts, replaced=catalogue.replaced_since
    )
    return found == "holds"


def _leave_out_headed(mask: Mask, content: Content, product: str, catalogue: Catalogue) -> None:
    """Takes out chunks whose headings are about another product, where the facts name none."""
    silent = [
        number
        for number, card in enumerate(content.cards)
        if not card.facts.models and not card.facts.products
    ]
    says: dict[tuple[str, ...], bool] = {}
    for ordinal, path in content.heading_paths(silent):
        if path not in says:
            says[path] = catalogue.headings_allow(product, path)
        mask[ordinal] &= says[path]


def values_of(cards: Sequence[DocumentCard], *, audience: Audience) -> FilterValues:
    """What the documents that an audience may see can be filtered by."""
    seen = [card for card in cards if card.facts.seen_by(audience)]
    products = _sorted(product for card in seen for product in card.facts.products)
    models = _sorted(model for card in seen for model in card.facts.models)
    return FilterValues(
        products=tuple(dict.fromkeys((*products, *models))),
        markets=_sorted(market for card in seen for market in card.facts.markets),
        languages=_sorted(card.language for card in seen if card.language != "und"),
        kinds=_sorted(card.facts.kind for card in seen),
    )


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
