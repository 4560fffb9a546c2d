"""Which terms lack a language, those that customers ask for most often first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.terms import TermBase
from ingest.language import primary


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedText:
    """A question as somebody asked it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermGap:
    """A concept without a term in some languages."""

    concept: str
    brand: str
    missing: tuple[str, ...]
    asked: int
    """Questions that name it."""
    asked_in: tuple[tuple[str, int], ...]
    """By language of the question, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermReport:
    """What the base holds and what it lacks."""

    concepts: int
    fixed: int
    languages: tuple[tuple[str, int], ...]
    """How many concepts have a preferred term, by language."""
    questions: int
    gaps: tuple[TermGap, ...]


def report_terms(
    base: TermBase, *, languages: Sequence[str] = (), asked: Iterable[AskedText] = ()
) -> TermReport:
    """The gaps of a term base; ``languages`` that are wanted, else all that occur in it.

    Names that are the same in all languages lack none.
    """
    preferred = [
        (concept, {term.language for term in concept.terms if term.status == "preferred"})
        for concept in base.concepts
    ]
    counts = Counter(tag for _, tags in preferred for tag in tags)
    wanted = tuple(languages) or tuple(sorted(counts))
    named: Counter[tuple[str, str]] = Counter()
    named_in: dict[tuple[str, str], Counter[str]] = {}
    questions = 0
    for one in asked:
        questions += 1
        language = one.language or "en"
        for brand, concept in base.named(one.text, language=language):
            named[brand, concept] += 1
            named_in.setdefault((brand, concept), Counter())[primary(language)] += 1
    gaps = [
        TermGap(
            concept=concept.id,
            brand=concept.brand,
            missing=tuple(tag for tag in wanted if tag not in tags),
            asked=named[concept.brand, concept.id],
            asked_in=tuple(named_in.get((concept.brand, concept.id), Counter()).most_common()),
        )
        for concept, tags in preferred
        if not concept.fixed and not set(wanted) <= tags
    ]
    return TermReport(
        concepts=len(base.concepts),
        fixed=sum(concept.fixed for concept in base.concepts),
        languages=tuple(sorted(counts.items(), key=lambda found: (-found[1], found[0]))),
        questions=questions,
        gaps=tuple(sorted(gaps, key=lambda gap: (-gap.asked, -len(gap.missing), gap.concept))),
    )
