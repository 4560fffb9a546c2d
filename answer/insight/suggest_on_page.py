"""A visitor on a page → what they most likely want to ask there, and what answers it. CONDUCTOR.

``what was asked → what a search for the page finds → what they look at → only what is answered``

Learnt counts are smoothed by what a search for the page's title finds, and mixed with what a search
for the section in view finds. What is left is asked of the engine itself, over the same release, as
a customer of this market and language: nothing is suggested that would be handed over.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from answer.engine import AnswerEngine
from answer.insight.page_demand import AskedOnPage, Demand, learn_demand
from answer.insight.page_situation import Situation, Suggested
from answer.insight.question_record import QuestionRecord
from answer.insight.section_in_view import of_page, of_section, section_weight
from answer.insight.suggestible import Suggestible
from answer.insight.suggestible_units import groups_by_heading, suggestible_units
from answer.locale.phrases import FALLBACK_LANGUAGE
from answer.question import Question
from answer.reply import Answer
from answer.twin_blocks import headings_matched
from index.content import DocumentCard, StoredDocument
from index.passage import Passage, SearchQuery
from ingest.language import same_language

CONSIDERED = 14
"""Candidates that are asked of the engine, the most likely first."""
SHOWN = 3
LEAST_LIKELY = 0.03
"""Below it nothing is shown: one visitor in thirty-three is no reason to be in the way of all."""
FOUND = 30
"""Passages of a search."""
RANK_OFFSET = 2
IN_ENGLISH, IN_ANOTHER = 0.5, 0.15
"""What a section counts that is not in the visitor's language."""
KEPT_ANSWERS = 20_000
KEPT_SEARCHES = 2_000


class Release(Protocol):
    """What is searched and read."""

    def search(self, query: SearchQuery) -> tuple[Passage, ...]: ...

    def document(self, path: str) -> StoredDocument | None: ...


class PageSuggestions:
    """Suggestions over one release. Safe for many threads."""

    def __init__(
        self, release: Release, engine: AnswerEngine, *, cards: Sequence[DocumentCard]
    ) -> None:
        """``engine`` quotes, over the same release; ``cards`` are those of all its documents."""
        self._release = release
        self._engine = engine
        self._translations: dict[str, list[str]] = {}
        self._original: dict[str, str] = {}
        self._families: dict[str, tuple[str, ...]] = {}
        known = {card.path for card in cards}
        for card in cards:
            if card.facts.audience != "customer":
                continue
            original = card.facts.translation_of
            if original in known:
                self._translations.setdefault(original, []).append(card.path)
                self._original[card.path] = original
            for model in card.facts.models:
                before = self._families.get(model.casefold(), ())
                if not before or len(card.facts.products) < len(before):
                    self._families[model.casefold()] = card.facts.products
        self._customers = {
            card.path: card.facts for card in cards if card.facts.audience == "customer"
        }
        self._units = lru_cache(maxsize=512)(self._read_units)
        self._searched: dict[tuple[str, str, str], Mapping[str, float]] = {}
        self._answers: dict[tuple[str, str, str, str], str] = {}
        self._lock = threading.Lock()

    def demand(self, records: Iterable[QuestionRecord]) -> Demand:
        """What can be learnt from logged questions."""
        return learn_demand(one for record in records for one in self._asked(record))

    def is_searched(self, situation: Situation) -> bool:
        """Whether what searches find for it is remembered: without, a request takes a while."""
        ways = (of_page(situation), *of_section(situation))
        return all((way, situation.product, situation.market) in self._searched for way in ways)

    def candidates(
        self, situation: Situation, demand: Demand
    ) -> tuple[tuple[Suggestible, float], ...]:
        """The most likely, each with its probability, the most likely first; not yet asked for."""
        likely = self._likely(situation, demand)
        chosen = [
            (unit, probability * self._language_factor(unit, situation))
            for group, probability in likely.items()
            if (unit := self._member(group, situation.language)) is not None
            and self._is_of(unit.document, situation.product)
        ]
        chosen.sort(key=lambda one: (-one[1], one[0].id))
        return tuple(one for one in chosen[:CONSIDERED] if one[1] >= LEAST_LIKELY)

    def known(
        self, candidates: Sequence[tuple[Suggestible, float]], situation: Situation
    ) -> tuple[tuple[Suggested, ...], tuple[Suggestible, ...]]:
        """What is known to be answered, at most three, and what has to be asked before that is
        sure."""
        shown: list[Suggested] = []
        unsure: list[Suggestible] = []
        for unit, probability in candidates:
            if len(shown) == SHOWN:
                break
            question = self._answers.get(_key(unit, situation))
            if question is None:
                unsure.append(unit)
            elif question and not any(_is_same(unit, one.unit) for one in shown):
                shown.append(Suggested(unit=unit, question=question, probability=probability))
        return tuple(shown), tuple(unsure)

    def ask(self, unit: Suggestible, situation: Situation) -> str:
        """The question that gets an answer from there; empty where none does. Remembered."""
        key = _key(unit, situation)
        known = self._answers.get(key)
        if known is not None:
            return known
        found = next((one for one in unit.asked if self._is_answered(one, unit, situation)), "")
        with self._lock:
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[key] = found
        return found

    def original(self, unit: Suggestible) -> Suggestible:
        """What a section translates; itself where it is no translation."""
        path = unit.group.partition("#")[0]
        return next((one for one in self._units(path) if one.group == unit.group), unit)

    def _likely(self, situation: Situation, demand: Demand) -> dict[str, float]:
        product, market = situation.product, situation.market
        prior = dict(self._found(of_page(situation), product, market))
        found = demand.probabilities(
            page=situation.page,
            product=product,
            families=self._families.get(product.casefold(), ()),
            prior=prior,
        )
        weight = section_weight(situation)
        if not weight:
            return found
        in_view = self._in_view(situation)
        return {
            group: (1 - weight) * found.get(group, 0.0) + weight * in_view.get(group, 0.0)
            for group in {*found, *in_view}
        }

    def _in_view(self, situation: Situation) -> dict[str, float]:
        """What a search for the section finds, with the product's name and without: a name finds
        what is only about the product, and its absence what is only about the section."""
        product, market, ways = situation.product, situation.market, of_section(situation)
        found: dict[str, float] = {}
        for way in ways:
            for group, share in self._found(way, product, market).items():
                found[group] = found.get(group, 0.0) + share / len(ways)
        return found

    def _found(self, text: str, product: str, market: str) -> Mapping[str, float]:
        """What a search finds, remembered."""
        key = (text, product, market)
        known = self._searched.get(key)
        if known is not None:
            return known
        found = self._search(text, product, market)
        with self._lock:
            if len(self._searched) >= KEPT_SEARCHES:
                self._searched.clear()
            self._searched[key] = found
        return found

    def _search(self, text: str, product: str, market: str) -> Mapping[str, float]:
        """Groups that a search finds, the sum of their shares being 1."""
        if not text:
            return {}
        asked = Question(id="", question=text[:400], product=product, market=market)
        prepared = self._engine.prepare(asked)
        shares: dict[str, float] = {}
        for rank, passage in enumerate(self._release.search(replace(prepared.query, limit=FOUND))):
            unit = self._unit_at(passage.document, passage.found_start)
            if unit is not None:
                shares[unit.group] = shares.get(unit.group, 0.0) + 1 / (rank + RANK_OFFSET)
        total = sum(shares.values())
        return {group: share / total for group, share in shares.items()}

    def _asked(self, record: QuestionRecord) -> Iterable[AskedOnPage]:
        """What a logged question asked for, as far as it was found."""
        if record.audience != "customer" or record.kind == "clarify" or not record.passages:
            return
        document, _, place = record.passages[0].rpartition("#")
        start = place.partition("-")[0]
        unit = self._unit_at(document, int(start)) if start.isdecimal() else None
        if unit is None:
            return
        yield AskedOnPage(
            group=unit.group,
            weight=1.0 if record.kind == "answer" else record.confidence,
            asker=record.customer_id or record.conversation_id,
            page=record.page,
            product=record.product,
            families=self._families.get(record.product.casefold(), ()),
        )

    def _is_answered(self, text: str, unit: Suggestible, situation: Situation) -> bool:
        reply = self._engine.reply(
            Question(
                id="",
                question=text,
                product=situation.product,
                market=situation.market,
                language=situation.language,
            )
        )
        if not isinstance(reply, Answer):
            return False
        cited = {
            (citation.document, citation.start)
            for made in reply.statements
            for citation in made.citations
        }
        return any(
            (found := self._unit_at(document, start)) is not None and found.group == unit.group
            for document, start in cited
        )

    def _unit_at(self, path: str, place: int) -> Suggestible | None:
        units = self._units(path)
        # a heading stands before what is below it
        number = bisect_right([one.start for one in units], place) - 1
        if number >= 0 and place < units[number].end:
            return units[number]
        following = units[number + 1] if number + 1 < len(units) else None
        is_heading = following is not None and following.start - place <= len(following.shown) + 40
        return following if is_heading else None

    def _read_units(self, path: str) -> tuple[Suggestible, ...]:
        document = self._release.document(path) if path in self._customers else None
        if document is None:
            return ()
        original = self._release.document(self._original.get(path, ""))
        if original is None:
            return suggestible_units(document)
        groups, matched = groups_by_heading(original), headings_matched(original, document)
        of_twin = {twin: groups[one] for one, twin in matched.items() if one in groups}
        return suggestible_units(document, groups=of_twin)

    def _is_of(self, path: str, product: str) -> bool:
        """Whether a document is not stated for other products than the page's alone."""
        facts, wanted = self._customers.get(path), product.casefold()
        if facts is None or not wanted:
            return facts is not None
        if facts.models:
            return wanted in {one.casefold() for one in (*facts.models, *facts.products)}
        families = self._families.get(wanted, (product,))
        return not facts.products or bool({*facts.products} & {product, *families})

    def _member(self, group: str, language: str) -> Suggestible | None:
        """The group's section in this language, else in English, else the original's."""
        path = group.partition("#")[0]
        versions = [path, *self._translations.get(path, ())]
        found = [unit for one in versions for unit in self._units(one) if unit.group == group]
        for wanted in (language, FALLBACK_LANGUAGE):
            for unit in found:
                if same_language(unit.language, wanted):
                    return unit
        return found[0] if found else None

    @staticmethod
    def _language_factor(unit: Suggestible, situation: Situation) -> float:
        if same_language(unit.language, situation.language):
            return 1.0
        return IN_ENGLISH if same_language(unit.language, FALLBACK_LANGUAGE) else IN_ANOTHER


def _is_same(one: Suggestible, other: Suggestible) -> bool:
    return one.group == other.group or one.shown.casefold() == other.shown.casefold()


def _key(unit: Suggestible, situation: Situation) -> tuple[str, str, str, str]:
    return unit.id, situation.product.casefold(), situation.language, situation.market
