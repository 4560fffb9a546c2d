"""What a caller wants a search narrowed to → the filters, or an error that names what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, get_args

from answer.locale.markets import groups_of, market_codes
from answer.question import PreparedQuestion
from index.passage import FilterValues, Passage, SearchFilters, SearchQuery
from ingest.document import Audience, DocumentKind
from ingest.errors import QuestionInvalid
from ingest.language import normalise_tag

VALUES_NAMED = 40
"""A message that lists more is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWanted:
    """Filters as a caller writes them; the question itself brings audience, market and product."""

    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    only_valid: bool = False


class Searchable(Protocol):
    """A release as far as a narrowed search needs it."""

    def search(self, query: SearchQuery) -> tuple[Passage, ...]: ...

    def read_as(self, query: SearchQuery) -> str: ...

    def filter_values(self, audience: Audience) -> FilterValues: ...

    def knows_product(self, text: str, *, audience: Audience) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A search as it was made, and its passages, best first."""

    query: SearchQuery
    passages: tuple[Passage, ...]
    read_as: str
    """What was searched instead of what was typed; empty where nothing was mended."""


def find(
    prepared: PreparedQuestion, wanted: SearchWanted, *, searcher: Searchable, limit: int
) -> Found:
    """At most ``limit`` passages for a question, narrowed to what is wanted.

    Raises ``QuestionInvalid`` for a value that cannot be filtered by, naming those that can.
    """
    question = prepared.question
    query = narrowed(
        prepared,
        wanted,
        values=searcher.filter_values(question.audience),
        knows_product=searcher.knows_product(question.product, audience=question.audience),
    )
    query = replace(query, limit=limit)
    read = searcher.read_as(query)
    return Found(
        query=query,
        passages=searcher.search(query),
        read_as="" if read == query.text else read,
    )


def narrowed(
    prepared: PreparedQuestion, wanted: SearchWanted, *, values: FilterValues, knows_product: bool
) -> SearchQuery:
    """The prepared question's search, narrowed to what is wanted.

    ``values`` is what the documents can be filtered by, ``knows_product`` whether they state the
    question's product. Customers are never shown what does not hold on the question's day; agents
    find it marked. Raises ``QuestionInvalid`` for a value that cannot be filtered by, naming those
    that can.
    """
    question = prepared.question
    market, product = question.market, question.product.strip()
    if market and market not in market_codes():
        raise _refused("market", market, "is no ISO 3166-1 code", values.markets)
    if product and not knows_product:
        raise _refused("product", product, "is stated by no document", values.products)
    languages = tuple(_language(tag, values.languages) for tag in wanted.languages)
    for kind in wanted.kinds:
        if kind not in get_args(DocumentKind):
            raise _refused("kind", kind, "is no kind of document", values.kinds)
    return replace(
        prepared.query,
        filters=SearchFilters(
            audience=question.audience,
            markets=(market, *sorted(groups_of(market))) if market else (),
            as_of=prepared.as_of,
            keeps_invalid=question.audience == "agent" and not wanted.only_valid,
            languages=languages,
            kinds=wanted.kinds,
            product=product,
        ),
    )


def _language(tag: str, known: Sequence[str]) -> str:
    found = normalise_tag(tag)
    if not found:
        raise _refused("language", tag, "is no language tag", known)
    return found


def _refused(name: str, value: str, why: str, known: Sequence[str]) -> QuestionInvalid:
    named = ", ".join(known[:VALUES_NAMED]) or "none"
    more = f" and {len(known) - VALUES_NAMED} more" if len(known) > VALUES_NAMED else ""
    return QuestionInvalid(f"{name}: {value[:80]!r} {why}; the documents name: {named}{more}")
