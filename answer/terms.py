"""The term base: what a thing is called in each language and market, and what not to call it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from answer.locale.markets import groups_of
from answer.term_names import is_named, term_pattern
from ingest.language import normalise_tag, primary

EXPANSIONS = 24
"""Terms added to one question at the most."""
SEARCHES_KEPT = 100
"""Languages and brands whose names are kept sorted."""
SHORTEST_TERM = 2
TermStatus = Literal["preferred", "allowed", "forbidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name of a thing."""

    text: str
    language: str
    """BCP 47; Chinese with its script, others without a region."""
    market: str = ""
    """ISO 3166-1 or a group of markets; empty: wherever the language is spoken."""
    status: TermStatus = "preferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing with its names; ``fixed`` names are the same in all languages."""

    id: str
    terms: tuple[Term, ...]
    fixed: bool = False
    brand: str = ""
    """Whose section it stands in; empty: everybody's."""
    definition: str = ""
    note: str = ""

    def preferred(self, language: str, *, market: str = "") -> str:
        """What it is called in a language, in a market; empty where the base does not say."""
        tag, region = split_region(language)
        here = market.upper() or region
        groups = groups_of(here)
        found = {
            term.market: term.text
            for term in reversed(self.terms)
            if term.status == "preferred" and term.language == tag
        }
        of_group = next((found[name] for name in sorted(groups) if name in found), "")
        return found.get(here) or of_group or found.get("", "")

    def names(self, language: str) -> Iterator[Term]:
        """Its names in a language; both scripts of Chinese are one."""
        base = primary(language)
        return (term for term in self.terms if primary(term.language) == base)


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryEntry:
    """A thing that a text names, and what to call it in another language or market."""

    concept: str
    start: int
    end: int
    found: str
    preferred: str
    """Empty where the base has no term."""
    fixed: bool
    """Not to be translated: ``preferred`` is the term as it stands."""
    avoid: tuple[str, ...] = ()
    """What not to call it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misuse:
    """A word that the term base forbids, and the one to use."""

    concept: str
    start: int
    end: int
    found: str
    preferred: str


@dataclass(frozen=True, kw_only=True)
class TermBase:
    """The concepts of a content folder; empty where there is no ``terms.csv``.

    Without slots, so that the names are sorted by language once and not for every question.
    """

    concepts: tuple[Concept, ...] = ()

    def expansions(
        self, text: str, *, language: str, languages: Collection[str] = ()
    ) -> tuple[str, ...]:
        """The other languages' terms for what the text names, without repeats.

        Where the text uses a forbidden or merely allowed name, the preferred one of its own
        language is added too. ``languages`` are those of the documents: a term in another would
        only take the place of one that can be found. Empty means any.
        """
        wanted = {primary(tag) for tag in languages}
        found: dict[str, None] = {}
        folded = text.casefold()
        base = primary(language)
        for concept, names in self._named_in.get(base, ()):
            named = [name for name in names if is_named(name, folded, base)]
            for term in concept.terms if named else ():
                own = primary(term.language) == base
                if term.status != "preferred" or (own and term.text.casefold() in named):
                    continue
                if not wanted or primary(term.language) in wanted:
                    found.setdefault(term.text)
        return tuple(found)[:EXPANSIONS]

    def named(self, text: str, *, language: str) -> tuple[tuple[str, str], ...]:
        """(brand, id) of every concept that a text names, by any of its names in the language."""
        folded, base = text.casefold(), primary(language)
        return tuple(
            (concept.brand, concept.id)
            for concept, names in self._named_in.get(base, ())
            if any(is_named(name, folded, base) for name in names)
        )

    def glossary(
        self, text: str, *, language: str, into: str, market: str = "", brand: str = ""
    ) -> tuple[GlossaryEntry, ...]:
        """What a text in ``language`` names, with what to call it in ``into`` in the market.

        In the order of the text; the longer of two names at one place. Names that are not to be
        translated are found as they are written; of the others the ending may differ.
        """
        entries = []
        for start, end, concept, _ in self._longest(text, language, brand=brand):
            found = text[start:end]
            entries.append(
                GlossaryEntry(
                    concept=concept.id,
                    start=start,
                    end=end,
                    found=found,
                    preferred=found if concept.fixed else concept.preferred(into, market=market),
                    fixed=concept.fixed,
                    avoid=tuple(
                        term.text
                        for term in concept.terms
                        if term.status == "forbidden"
                        and term.language == split_region(into)[0]
                        and holds_in(term, market or split_region(into)[1])
                    ),
                )
            )
        return tuple(entries)

    def misuses(
        self, text: str, *, language: str, market: str = "", brand: str = ""
    ) -> tuple[Misuse, ...]:
        """The forbidden words of a text that is written for a market, in order.

        A forbidden word inside a longer name that is none of the forbidden ones is left alone.
        """
        here = market.upper() or split_region(language)[1]
        return tuple(
            Misuse(
                concept=concept.id,
                start=start,
                end=end,
                found=text[start:end],
                preferred=concept.preferred(language, market=market),
            )
            for start, end, concept, term in self._longest(text, language, brand=brand)
            if term.status == "forbidden" and holds_in(term, here)
        )

    def of_brand(self, brand: str) -> tuple[Concept, ...]:
        """Everybody's concepts and the brand's own, which stand before those of the same name."""
        wanted = brand.strip().casefold()
        own = [one for one in self.concepts if one.brand and one.brand.casefold() == wanted]
        instead = {one.id for one in own}
        return (*own, *(one for one in self.concepts if not one.brand and one.id not in instead))

    def _longest(
        self, text: str, language: str, *, brand: str
    ) -> list[tuple[int, int, Concept, Term]]:
        """Where a text names something, no two overlapping, in order."""
        folded = text.casefold()
        base, tag = primary(language), split_region(language)[0]
        places = [
            (start, end, concept, term)
            for name, concept, term in self._sought(tag, brand.strip().casefold())
            if name in folded
            for start, end in _places(term, text, base, concept=concept)
        ]
        places.sort(key=lambda place: (place[0] - place[1], place[0], place[3].status))
        taken: list[tuple[int, int, Concept, Term]] = []
        for place in places:
            if all(place[1] <= other[0] or other[1] <= place[0] for other in taken):
                taken.append(place)
        return sorted(taken, key=lambda place: place[0])

    def _sought(self, tag: str, brand: str) -> list[tuple[str, Concept, Term]]:
        """(folded name, concept, term) of all that a text in a language is searched for."""
        held = self._sought_by
        brand = brand if brand in self._brands else ""
        if (tag, brand) not in held and len(held) < SEARCHES_KEPT:
            held[tag, brand] = self._gathered(tag, brand)
        return held.get((tag, brand)) or self._gathered(tag, brand)

    def _gathered(self, tag: str, brand: str) -> list[tuple[str, Concept, Term]]:
        found: dict[tuple[str, str, str], tuple[str, Concept, Term]] = {}
        for concept in self.of_brand(brand):
            for term in concept.terms:
                if concept.fixed or term.language == tag:
                    # a name that is not translated is the same in every language
                    market = "" if concept.fixed else f"{term.market} {term.status}"
                    key = concept.id, term.text, market
                    found.setdefault(key, (term.text.casefold(), concept, term))
        return list(found.values())

    @cached_property
    def _brands(self) -> frozenset[str]:
        return frozenset(one.brand.casefold() for one in self.concepts)

    @cached_property
    def _sought_by(self) -> dict[tuple[str, str], list[tuple[str, Concept, Term]]]:
        return {}

    @cached_property
    def _named_in(self) -> dict[str, list[tuple[Concept, tuple[str, ...]]]]:
        """Base language → the concepts that have a name in it, with these names, folded."""
        named: dict[str, list[tuple[Concept, tuple[str, ...]]]] = {}
        for concept in self.concepts:
            names: dict[str, list[str]] = {}
            for term in concept.terms:
                if not concept.fixed and len(term.text) >= SHORTEST_TERM:
                    names.setdefault(primary(term.language), []).append(term.text.casefold())
            for base, terms in names.items():
                named.setdefault(base, []).append((concept, tuple(terms)))
        return named


def split_region(tag: str) -> tuple[str, str]:
    """A language tag without its region, and the region: ``pt-BR`` → ``pt``, ``BR``."""
    known = normalise_tag(tag)
    first, *rest = known.split("-")
    region = next((part for part in rest if len(part) in (2, 3)), "")
    return "-".join(part for part in (first, *rest) if part != region), region


def holds_in(term: Term, market: str) -> bool:
    """Whether a name is one of this market."""
    return not term.market or term.market == market or term.market in groups_of(market)


def _places(term: Term, text: str, base: str, *, concept: Concept) -> Iterator[tuple[int, int]]:
    """Where a text has this name; an ending belongs to the place."""
    forms = (other.text for other in concept.terms if other.language == term.language)
    # only capitals tell "Din rail" from "DIN rail"
    by_case = concept.fixed or (
        term.status == "forbidden"
        and any(other != term.text and other.casefold() == term.text.casefold() for other in forms)
    )
    pattern = term_pattern(term.text, base, is_fixed=concept.fixed, by_case=by_case)
    for match in pattern.finditer(text):
        yield match.start(), match.end()
