"""What the facts of all documents say together: which models there are, what replaces what."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.content import DocumentCard
from ingest.identifiers import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The models and replacements that the documents of a release state."""

    superseded: frozenset[str]
    """Paths that a newer document replaces."""
    model_lists: tuple[frozenset[str], ...]
    """Canonical forms, one set for each document that states models."""

    products: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """(product names folded, models) of each document that states both."""

    @property
    def product_names(self) -> frozenset[str]:
        """Every product name, folded."""
        return frozenset(name for names, _ in self.products for name in names)

    def products_of(self, model: str) -> frozenset[str]:
        """The products a model belongs to, by the documents that list it; folded."""
        return frozenset(
            name
            for names, models in self.products
            if any(self.agree(model, listed) for listed in models)
            for name in names
        )

    @property
    def states_models(self) -> bool:
        """Whether any document says for which models it holds."""
        return bool(self.model_lists)

    def agree(self, one: str, other: str) -> bool:
        """Whether two canonical forms name the same model, or a family and its member.

        ``XR200`` and ``XR200A`` agree unless one document lists both: then the shorter one is a
        model of its own (``LX50`` beside ``LX50S``), not a family. More digits are another model.
        """
        if one == other:
            return True
        shorter, longer = sorted((one, other), key=len)
        if not shorter or not longer.startswith(shorter):
            return False
        if longer[len(shorter)].isdigit():
            return False
        return not any(shorter in listed and longer in listed for listed in self.model_lists)


def catalogue(cards: Sequence[DocumentCard]) -> Catalogue:
    """The catalogue of a release."""
    return Catalogue(
        superseded=frozenset(path for card in cards for path in card.facts.supersedes),
        model_lists=tuple(
            frozenset(canonical(model) for model in card.facts.models)
            for card in cards
            if card.facts.models
        ),
        products=tuple(
            (
                frozenset(product.casefold() for product in card.facts.products),
                frozenset(canonical(model) for model in card.facts.models),
            )
            for card in cards
            if len(card.facts.products) == 1 and card.facts.models
        ),
    )
