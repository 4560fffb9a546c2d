"""How texts state that they are about a model, a certificate or a standard."""

import re
from collections.abc import Callable, Iterable, Sequence, Set

from answer.draft import Evidence
from answer.holds import Says, Statements
from answer.intents import plain
from answer.question import PreparedQuestion
from index.catalogue import Catalogue
from index.passage import Passage
from index.register import Register
from ingest.identifier_words import CERTIFICATE_WORDS, MODEL_WORDS
from ingest.identifiers import canonical, extract
from ingest.standard_number import standard_number
from ingest.stated_models import StatedModels

_NAMING = frozenset({"model", "certificate"})
_WORD = re.compile(r"\w+")
_FAMILY = re.compile(r"\d*[^\W\d_]+")
_STANDARD_WORDS = (
    *("standard", "norm", "directive", "regulation", "richtlinie", "directiva", "directive"),
    *(
        "reglamento",
        "règlement",
        "标准",
        "標準",
        "規格",
        "规范",
        "표준",
        "стандарт",
        "гост",
        "معيار",
    ),
)


def names_model(prepared: PreparedQuestion, evidence: Evidence, *, families: Iterable[str]) -> bool:
    """Whether a question says which model it is about: by name, number, family or its page."""
    is_named = any(found.kind in _NAMING for found in prepared.identifiers)
    if evidence.names_known or is_named or prepared.query.filters.product:
        return True
    return not set(map(plain, families)).isdisjoint(plain(prepared.text).split())


def state_models(passages: Sequence[Passage], names: Sequence[str], catalogue: Catalogue) -> bool:
    """Whether the facts of a document found state one of these models, or its family."""
    stated = {canonical(model) for passage in passages for model in passage.facts.models}
    return any(catalogue.agree(one, canonical(name)) for one in stated for name in names)


def about_models(
    models: Sequence[str],
    passages: Sequence[Passage],
    catalogue: Catalogue,
    *,
    nobody_knows: Sequence[str] = (),
) -> Statements:
    """How texts state that they are about one of these models (canonical forms).

    ``nobody_knows`` are models asked about that do not exist: no text is about them, not even one
    for their series.
    """
    families = {family(model) for model in (*models, *nobody_knows)}

    def covers(stated: StatedModels) -> bool:
        return any(catalogue.covers(stated, model) for model in models)

    # a spare part or a serial number has no texts of its own that others could be told from
    has_own_texts = not families.isdisjoint(catalogue.families) or any(
        covers(catalogue.stated_in(line))
        for passage in passages
        for line in (*passage.heading_path, passage.title)
    )

    def of_own_cell(text: str) -> Says:
        return says(catalogue.stated_in(text), rivals=families)

    def of_cell(text: str) -> Says:
        return says(catalogue.stated_in(text), rivals=families | catalogue.families)

    def of_line(text: str) -> Says:
        stated = catalogue.stated_in(text)
        return says(stated, rivals=set(_families_of(stated)) if has_own_texts else families)

    def says(stated: StatedModels, *, rivals: Set[str]) -> Says:
        if stated and covers(stated):
            return "holds"
        return "nothing" if rivals.isdisjoint(_families_of(stated)) else "other"

    def of_document(passage: Passage) -> Says:
        if not passage.facts.models:
            return _of_same_product(passage, models, catalogue)
        listed = tuple(canonical(model) for model in passage.facts.models)
        if any(catalogue.agree(one, model) for one in listed for model in models):
            return "holds"
        if any(covers(catalogue.stated_in(model)) for model in passage.facts.models):
            return "holds"
        rivals = has_own_texts or bool(families & set(map(family, listed)))
        return "other" if rivals else "nothing"

    return Statements(
        of_line=of_line,
        of_cell=of_cell,
        of_own_cell=of_own_cell,
        of_document=of_document,
        announces=_announcing(MODEL_WORDS),
    )


def _of_same_product(passage: Passage, models: Sequence[str], catalogue: Catalogue) -> Says:
    """ "other" where headings or facts name only products that none of the models belongs to."""
    own = {product for model in models for product in catalogue.products_of(model)}
    if not own:
        return "nothing"
    words = {word.casefold() for line in passage.heading_path for word in _WORD.findall(line)}
    named = words & catalogue.product_names or {
        product.casefold() for product in passage.facts.products
    }
    return "other" if named and not named & own else "nothing"


def about_certificates(certificates: Sequence[str], register: Register) -> Statements:
    """How texts state that they are about one of these certificates (canonical numbers)."""

    def says(named: Iterable[str]) -> Says:
        numbers = set(named)
        if not numbers:
            return "nothing"
        return "holds" if numbers & set(certificates) else "other"

    def of_line(text: str) -> Says:
        return says(
            found.canonical
            for found in extract(text)
            if found.kind == "certificate"
            or (found.kind == "model" and register.is_certificate(found.canonical))
        )

    def of_document(passage: Passage) -> Says:
        own = register.own_number(passage.document)
        return says([own] if own else [])

    return Statements(
        of_line=of_line,
        of_cell=of_line,
        of_own_cell=of_line,
        of_document=of_document,
        announces=_announcing(CERTIFICATE_WORDS),
    )


def about_standards(standards: Sequence[str]) -> Statements:
    """How texts state that they are about one of these standards, in whatever edition."""
    asked = [number for one in standards if (number := standard_number(one)) is not None]

    def of_line(text: str) -> Says:
        named = [
            number
            for found in extract(text)
            if found.kind == "standard" and (number := standard_number(found.canonical)) is not None
        ]
        if not named:
            return "nothing"
        return "holds" if any(one.is_same(other) for one in asked for other in named) else "other"

    return Statements(
        of_line=of_line,
        of_cell=of_line,
        of_own_cell=of_line,
        of_document=lambda passage: "nothing",
        announces=_announcing(_STANDARD_WORDS),
    )


def _announcing(words: Sequence[str]) -> Callable[[str], bool]:
    def announces(cell: str) -> bool:
        return cell.strip().casefold().startswith(tuple(words))

    return announces


def _families_of(stated: StatedModels) -> Iterable[str]:
    yield from map(family, stated.models)
    yield from (one.letters for one in stated.ranges)
    yield from (family(begin) for begin, _ in stated.beginnings)


def family(model: str) -> str:
    """The letters that near-identical models share: ``XR200A`` → ``XR``."""
    found = _FAMILY.match(model)
    return found.group() if found else model[:2]
