"""What the facts of all documents say together: which models there are, what replaces what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.content import DocumentCard
from ingest.families import families, models_of_families
from ingest.identifier import Identifier
from ingest.identifiers import canonical

MODELS_KEPT = 256


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The models and replacements that the documents of a release state.

    Without slots, so that what follows from the fields is worked out once a release.
    """

    superseded: frozenset[str]
    """Paths that a newer document replaces."""
    model_lists: tuple[frozenset[str], ...]
    """Canonical forms, one set for each document that states models."""
    products: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """(product names folded, models) of each document that states both."""

    @cached_property
    def _families(self) -> frozenset[str]:
        return families(model for listed in self.model_lists for model in listed)

    def named_by_family(self, text: str) -> tuple[Identifier, ...]:
        """What looks like a model of a family that the documents state, whether it exists or not.

        ``LX-75`` has too little shape to be told from other words, but where ``LX-50`` is a model
        it can only be meant as one.
        """
        return models_of_families(text, self._families)

    @cached_property
    def product_names(self) -> frozenset[str]:
        """Every product name, folded."""
        return frozenset(name for names, _ in self.products for name in names)

    def products_of(self, model: str) -> frozenset[str]:
        """The products a model belongs to, by the documents that list it; folded."""
        return self._products_of(model)

    @cached_property
    def _products_of(self) -> Callable[[str], frozenset[str]]:
        return lru_cache(maxsize=MODELS_KEPT)(self._look_up_products)

    @cached_property
    def _lists_naming(self) -> dict[str, frozenset[int]]:
        """Model → numbers of the lists that name it."""
        naming: dict[str, set[int]] = {}
        for number, listed in enumerate(self.model_lists):
            for model in listed:
                naming.setdefault(model, set()).add(number)
        return {model: frozenset(numbers) for model, numbers in naming.items()}

    def _look_up_products(self, model: str) -> frozenset[str]:
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
        naming = self._lists_naming
        return naming.get(shorter, frozenset()).isdisjoint(naming.get(longer, frozenset()))


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
