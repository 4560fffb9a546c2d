"""What one audience may know of a release's identifiers: which exist, what is near them.

Everything here is as if the documents that the audience may not see did not exist: a question back,
a hand-off's reason and a number called unknown would otherwise tell of them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from index.catalogue import Catalogue, catalogue
from index.content import Content
from index.exact import ExactIndex
from index.filters import allowed_chunks
from index.passage import SearchFilters
from ingest.certificate_number import certificate_number
from ingest.document import Audience
from ingest.families import families
from ingest.identifier import Identifier
from ingest.identifiers import canonical, extract
from ingest.standard_number import StandardNumber, standard_number

NUMBERS_KEPT = 1_024
CHUNKS_LOOKED_AT = 3
_STARTS_LIKE_STANDARD = re.compile(r"[A-Z]*\d{3,}")


class Register:
    """The identifiers of a release for one audience. Safe for many threads: it only reads."""

    def __init__(
        self,
        *,
        exact: ExactIndex,
        catalogue: Catalogue,
        documents_naming: Callable[[str], Iterable[str]],
        own_number: Callable[[str], str],
        written_form: Callable[[str], str],
        certificates: Sequence[str],
    ) -> None:
        """``own_number`` gives the number of the certificate at a path, empty for other papers.
        ``written_form`` gives an identifier as the documents write it.

        ``certificates`` are the paths of those that the audience may see.
        """
        self.exact = exact
        self.catalogue = catalogue
        self._certificates = tuple(certificates)
        self._documents_naming = documents_naming
        self.written_form = written_form
        self._own_number = lru_cache(maxsize=NUMBERS_KEPT)(own_number)
        self._is_certificate = lru_cache(maxsize=NUMBERS_KEPT)(self._look_up_certificate)

    def identify(self, text: str) -> tuple[Identifier, ...]:
        """The identifiers of a question, careless spellings of known ones included."""
        found = self.exact.identify(text)
        added = tuple(
            model
            for model in self.catalogue.named_by_family(text)
            if not any(one.start < model.end and model.start < one.end for one in found)
        )
        return tuple(sorted((*found, *added), key=lambda one: one.start)) if added else found

    def knows(self, identifier: str) -> bool:
        """Whether any document holds this identifier (canonical form)."""
        return self.exact.known(identifier) or identifier in self.catalogue.models

    def knows_product(self, text: str) -> bool:
        """Whether documents state this product, model or family, in their facts or headings."""
        return self.catalogue.knows_product(text) or self.exact.known(canonical(text))

    def nearest(self, identifier: str) -> tuple[str, ...]:
        """Known identifiers within one typing error, or else two; stated models first."""
        stated = self.catalogue.misspelt(identifier)
        return tuple(dict.fromkeys((*stated, *self.exact.nearest(identifier))))

    @property
    def has_certificates(self) -> bool:
        """Whether any document seen is a certificate."""
        return bool(self._certificates)

    @cached_property
    def certificate_families(self) -> frozenset[str]:
        """The letters that the numbers of the certificates begin with: ``NGCE2024-0117`` → NGCE."""
        return families(map(self._own_number, self._certificates))

    def own_number(self, path: str) -> str:
        """The number of the certificate at ``path``; empty for any other document."""
        return self._own_number(path)

    def is_certificate(self, identifier: str) -> bool:
        """Whether a certificate bears this number (canonical form)."""
        return self._is_certificate(identifier)

    def knows_standard(self, identifier: str) -> bool:
        """Whether any document names this standard, in whatever edition."""
        if self.exact.known(identifier):
            return True
        asked = standard_number(identifier)
        if asked is None:
            return False
        return any(asked.is_same(one) for one in self._standards.get(asked.numbers[0], ()))

    @cached_property
    def _standards(self) -> dict[str, list[StandardNumber]]:
        """What may be standards among the known identifiers, by their first number."""
        found: dict[str, list[StandardNumber]] = {}
        for known in self.exact.canonicals:
            if _STARTS_LIKE_STANDARD.match(known):
                number = standard_number(known)
                if number is not None:
                    found.setdefault(number.numbers[0], []).append(number)
        return found

    def _look_up_certificate(self, identifier: str) -> bool:
        return any(
            self._own_number(path) == identifier for path in self._documents_naming(identifier)
        )


def register_for(audience: Audience, *, content: Content, exact: ExactIndex) -> Register:
    """The register of a release's content for an audience."""
    stated = catalogue(content.cards, audience=audience)
    allowed = allowed_chunks(content, SearchFilters(audience=audience), catalogue=stated)
    seen = exact if allowed is None else exact.restricted(allowed)

    def documents_naming(identifier: str) -> tuple[str, ...]:
        numbers = {content.chunk_documents[one] for one in seen.chunks_naming(identifier)}
        return tuple(content.cards[number].path for number in sorted(numbers))

    def own_number(path: str) -> str:
        found = content.document(path)
        if found is None or found.facts.kind != "certificate":
            return ""
        return certificate_number(found.text, models=set(map(canonical, found.facts.models)))

    def written_form(identifier: str) -> str:
        hits = seen.search(identifier, limit=CHUNKS_LOOKED_AT).hits
        chunks = content.chunks(hit.ordinal for hit in hits)
        named = (found for one in chunks.values() for found in extract(one.text_for_search))
        models = (
            model
            for card in content.cards
            if card.facts.seen_by(audience)
            for model in card.facts.models
        )
        written = (found.text for found in named if found.canonical == identifier)
        stated = (model for model in models if canonical(model) == identifier)
        return next(chain(written, stated), identifier)

    return Register(
        exact=seen,
        catalogue=stated,
        documents_naming=documents_naming,
        own_number=own_number,
        written_form=written_form,
        certificates=[
            card.path
            for card in content.cards
            if card.facts.kind == "certificate" and card.facts.seen_by(audience)
        ],
    )
