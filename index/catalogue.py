"""What the facts of all documents say together: which models there are, what replaces what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from index.content import DocumentCard
from ingest.document import Audience
from ingest.families import families, models_of_families
from ingest.identifier import Identifier
from ingest.identifier_form import squeezed
from ingest.identifiers import canonical
from ingest.stated_models import StatedModels, stated_models

MODELS_KEPT = 256
TEXTS_KEPT = 2_048
SHORTEST_MISSPELT = 4
"""Characters of a model that a typing error is looked for in; BC-12 has four."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The models and replacements that the documents of a release state.

    Without slots, so that what follows from the fields is worked out once a release.
    """

    superseded: tuple[tuple[str, date], ...]
    """(path, the day from which a newer document replaces it)."""
    model_lists: tuple[frozenset[str], ...]
    """Canonical forms, one set for each document that states models."""
    products: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """(product names folded, models) of each document that states both."""

    @cached_property
    def models(self) -> frozenset[str]:
        """Every model that the facts of a document state, in canonical form."""
        return frozenset(model for listed in self.model_lists for model in listed)

    @cached_property
    def families(self) -> frozenset[str]:
        """The letters that stated models begin with."""
        return families(self.models)

    def is_superseded(self, path: str, *, as_of: date) -> bool:
        """Whether a newer document stands in this one's place on a day."""
        since = self._replaced_since.get(path)
        return since is not None and since <= as_of

    @cached_property
    def _replaced_since(self) -> dict[str, date]:
        return dict(sorted(self.superseded, reverse=True))

    def named_by_family(self, text: str) -> tuple[Identifier, ...]:
        """What looks like a model of a family that the documents state, whether it exists or not.

        ``LX-75`` has too little shape to be told from other words, but where ``LX-50`` is a model
        it can only be meant as one.
        """
        return models_of_families(text, self.families)

    def stated_in(self, text: str) -> StatedModels:
        """The models a heading or a cell states. Kept: the same few are asked for daily."""
        return self._stated_in(text)

    @cached_property
    def _stated_in(self) -> Callable[[str], StatedModels]:
        def read(text: str) -> StatedModels:
            return stated_models(text, families=self.families, single=self.models)

        return lru_cache(maxsize=TEXTS_KEPT)(read)

    def covers(self, stated: StatedModels, model: str) -> bool:
        """Whether what a text states takes in a model (canonical form)."""
        return any(self.agree(one, model) for one in stated.models) or stated.holds_open(model)

    def misspelt(self, model: str) -> tuple[str, ...]:
        """Stated models one typing error away from an unknown one, in order; O for 0 is none."""
        wanted = squeezed(model)
        if len(wanted) < SHORTEST_MISSPELT:
            return ()
        measured = [
            (OSA.distance(wanted, squeezed(one), score_cutoff=1), one) for one in self.models
        ]
        least = min((distance for distance, _ in measured), default=2)
        return tuple(sorted(one for distance, one in measured if distance == least <= 1))

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

        ``XR200`` and ``XR200A`` agree unless one document lists both, or the facts state both and
        no other that begins so: then the shorter one is a model of its own (``LX50`` beside
        ``LX50S``), not a family. More digits are another model.
        """
        if one == other:
            return True
        shorter, longer = sorted((one, other), key=len)
        if not shorter or not longer.startswith(shorter):
            return False
        if longer[len(shorter)].isdigit():
            return False
        naming = self._lists_naming
        if shorter not in naming or longer not in naming:
            return True
        return naming[shorter].isdisjoint(naming[longer]) and self._members[shorter] > 1

    @cached_property
    def _members(self) -> dict[str, int]:
        """How many stated models go on where each stated model ends."""
        ordered = sorted(self.models)
        counts: dict[str, int] = {}
        for place, model in enumerate(ordered):
            counts[model] = 0
            for longer in ordered[place + 1 :]:
                if not longer.startswith(model):
                    break
                counts[model] += not longer[len(model)].isdigit()
        return counts


def catalogue(cards: Sequence[DocumentCard], *, audience: Audience = "agent") -> Catalogue:
    """The catalogue of a release as an audience may know it.

    Models and products come from the documents it may see. What was replaced counts for all: a text
    that an internal one replaces is out of date for customers too.
    """
    seen = [card for card in cards if audience == "agent" or card.facts.audience == "customer"]
    return Catalogue(
        superseded=tuple(
            (path, card.facts.valid_from or date.min)
            for card in cards
            for path in card.facts.supersedes
        ),
        model_lists=tuple(
            frozenset(canonical(model) for model in card.facts.models)
            for card in seen
            if card.facts.models
        ),
        products=tuple(
            (
                frozenset(product.casefold() for product in card.facts.products),
                frozenset(canonical(model) for model in card.facts.models),
            )
            for card in seen
            if len(card.facts.products) == 1 and card.facts.models
        ),
    )
