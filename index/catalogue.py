"""What the facts of all documents say together: which models there are, what replaces what."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from index.content import DocumentCard
from index.validity import replaced_since
from ingest.document import Audience
from ingest.families import families, models_of_families
from ingest.identifier import Identifier
from ingest.identifier_form import squeezed
from ingest.identifiers import canonical
from ingest.stated_models import StatedModels, stated_models

MODELS_KEPT = 256
TEXTS_KEPT = 2_048
_WORD = re.compile(r"\w+(?:-\w+)*")
SHORTEST_MISSPELT = 4
"""Characters of a model that a typing error is looked for in; BC-12 has four."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The models and replacements that the documents of a release state.

    Without slots, so that what follows from the fields is worked out once a release.
    """

    replaced_since: Mapping[str, date]
    """Path → the day from which a newer document replaces it."""
    model_lists: tuple[frozenset[str], ...]
    """Canonical forms, one set for each document that states models."""
    products: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """(product names folded, models) of each document that states products."""

    @cached_property
    def models(self) -> frozenset[str]:
        """Every model that the facts of a document state, in canonical form."""
        return frozenset(model for listed in self.model_lists for model in listed)

    @cached_property
    def families(self) -> frozenset[str]:
        """The letters that stated models begin with."""
        return families(self.models)

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

    def knows_product(self, text: str) -> bool:
        """Whether documents state this product, model or family of models."""
        meant = self._meant(text)
        return bool(meant.names or meant.models & self.models)

    def states_product(self, text: str, *, products: Sequence[str], models: Sequence[str]) -> bool:
        """Whether facts take in a product, model or family; facts that name none do.

        Models say it more exactly than products, where a document states both.
        """
        meant = self._meant(text)
        if models and meant.models:
            listed = [canonical(model) for model in models]
            return any(self.agree(one, other) for one in listed for other in meant.models)
        named = {product.casefold() for product in products}
        return not named or bool(named & meant.names)

    def headings_allow(self, text: str, headings: Sequence[str]) -> bool:
        """Whether headings are about a product, model or family, or about none."""
        meant = self._meant(text)
        for heading in reversed(headings):
            stated = self.stated_in(heading)
            if stated and meant.models:
                return any(self.covers(stated, model) for model in meant.models)
            words = {word.casefold() for word in _WORD.findall(heading)}
            named = words & self.product_names
            if named:
                return bool(named & meant.names)
        return True

    def _meant(self, text: str) -> "_Meant":
        return self._meanings(text)

    @cached_property
    def _meanings(self) -> Callable[[str], "_Meant"]:
        return lru_cache(maxsize=MODELS_KEPT)(self._look_up_meaning)

    def _look_up_meaning(self, text: str) -> "_Meant":
        """The products and models that a product, a model or a family stands for."""
        name = text.strip().casefold()
        if name in self.product_names:
            listed = (models for names, models in self.products if name in names)
            return _Meant(frozenset({name}), frozenset(one for models in listed for one in models))
        asked = canonical(text)
        models = frozenset(model for model in self.models if asked and self.agree(model, asked))
        if not models and asked in self.families:
            models = frozenset(model for model in self.models if families([model]) == {asked})
        names = frozenset(name for model in models for name in self.products_of(model))
        if not models and any(map(str.isdigit, asked)):
            # headings may state what no facts do
            models = frozenset({asked})
        return _Meant(names, models)

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


@dataclass(frozen=True, slots=True)
class _Meant:
    names: frozenset[str]
    """Products, folded."""
    models: frozenset[str]


def catalogue(cards: Sequence[DocumentCard], *, audience: Audience = "agent") -> Catalogue:
    """The catalogue of a release as an audience may know it.

    Models and products come from the documents it may see. What was replaced counts for all: a text
    that an internal one replaces is out of date for customers too.
    """
    seen = [card for card in cards if card.facts.seen_by(audience)]
    return Catalogue(
        replaced_since=replaced_since(card.facts for card in cards),
        model_lists=tuple(
            frozenset(canonical(model) for model in card.facts.models)
            for card in seen
            if card.facts.models
        ),
        products=tuple(
            (
                frozenset(product.casefold() for product in card.facts.products),
                # which model belongs to which of several products nobody says
                frozenset(canonical(model) for model in card.facts.models)
                if len(card.facts.products) == 1
                else frozenset(),
            )
            for card in seen
            if card.facts.products
        ),
    )
