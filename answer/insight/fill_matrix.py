"""Sections and questions by product, topic, language and market → cells, and which are holes.

A cell that holds nothing for customers is a hole where

- ``asked``: a question of it was left open, and no section covers it: one in the language, for the
  product or for all, in the market, in a group it belongs to or in all of them;
- ``sibling_language``: the product has the topic in another language, and in this one at least
  half as many topics as in the language it has most in;
- ``sibling_market``: the market has documents of the product, and others have the topic;
- ``sibling_product``: at least two other products have the topic, and they are half or more of
  those that are served in the language.

The last three are of topics that headings state: what is only of a kind has no sisters.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from answer.insight.matrix import CoverageCell, Hole

Key = tuple[str, str, str, str]
"""Product, topic, language, market."""
LEAST_SISTERS = 2
SHARE_OF_SISTERS = 0.5
SERVED_SHARE = 0.5
"""Of the topics in a product's best language, from which it is served in another: one data sheet in
Spanish promises no Spanish manual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSection:
    """A section, with the products and markets that its document states."""

    document: str
    start: int
    end: int
    topic: str
    language: str
    products: tuple[str, ...]
    """Empty: every one."""
    markets: tuple[str, ...]
    """Empty: every one."""
    is_internal: bool

    @property
    def name(self) -> str:
        """``path#start-end``."""
        return f"{self.document}#{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedQuestion:
    """A question of the log in the matrix."""

    id: str
    product: str
    topic: str
    language: str
    market: str
    is_answered: bool


def fill_matrix(
    sections: Sequence[PlacedSection],
    questions: Sequence[PlacedQuestion],
    *,
    groups_of: Callable[[str], Iterable[str]],
    of_kind: Container[str] = (),
) -> tuple[CoverageCell, ...]:
    """Every cell that holds or is asked something, and every hole; in the order of their keys.

    ``of_kind`` are the topics that no heading states.
    """
    held: dict[Key, list[PlacedSection]] = defaultdict(list)
    for section in sections:
        for product in section.products or ("",):
            for market in section.markets or ("",):
                held[product, section.topic, section.language, market].append(section)
    asked: dict[Key, list[PlacedQuestion]] = defaultdict(list)
    for question in questions:
        key = (question.product, question.topic, question.language, question.market)
        asked[key].append(question)
    shown = {key for key, found in held.items() if any(not one.is_internal for one in found)}
    stated = {key for key in shown if key[1] not in of_kind}
    holes = _siblings(stated, held)
    for key, of_cell in asked.items():
        left_open = any(not one.is_answered for one in of_cell)
        if left_open and not (key[1] and _is_covered(key, shown, groups_of)):
            holes[key] = ("asked", ())
    return tuple(
        _cell(key, held.get(key, ()), asked.get(key, ()), holes.get(key, ("", ())))
        for key in sorted({*held, *asked, *holes})
    )


def _is_covered(key: Key, shown: set[Key], groups_of: Callable[[str], Iterable[str]]) -> bool:
    product, topic, language, market = key
    return any(
        (one, topic, language, where) in shown
        for one in dict.fromkeys((product, ""))
        for where in dict.fromkeys((market, "", *groups_of(market)))
    )


def _siblings(
    shown: set[Key], held: Mapping[Key, Sequence[PlacedSection]]
) -> dict[Key, tuple[Hole, tuple[str, ...]]]:
    """Cells that the nearest ones have and they lack, with the documents that have it."""
    languages = _served(shown)
    markets: dict[str, set[str]] = defaultdict(set)
    by_topic: dict[str, set[Key]] = defaultdict(set)
    for key in shown:
        product, topic, _, market = key
        if product:
            markets[product].add(market)
            by_topic[topic].add(key)
    holes: dict[Key, tuple[Hole, tuple[str, ...]]] = {}

    def lacks(product: str, topic: str, language: str, market: str) -> bool:
        return (
            not {(one, topic, language, where) for one in (product, "") for where in (market, "")}
            & shown
        )

    for topic, keys in sorted(by_topic.items()):
        products = sorted({key[0] for key in keys})
        for product in products:
            own = sorted(key for key in keys if key[0] == product)
            for language in sorted(languages[product]):
                there = {key[3] for key in own if key[2] == language}
                if not there and lacks(product, topic, language, ""):
                    holes[product, topic, language, ""] = (
                        "sibling_language",
                        _documents(own, held),
                    )
                for market in sorted(markets[product] - there - {""}) if there else ():
                    if lacks(product, topic, language, market):
                        beside = [key for key in own if key[2] == language]
                        holes[product, topic, language, market] = (
                            "sibling_market",
                            _documents(beside, held),
                        )
        for product in sorted(set(languages) - set(products)):
            for language in sorted(languages[product]):
                sisters = {key[0] for key in keys if key[2] == language}
                all_there = sum(language in known for known in languages.values()) - 1
                is_usual = len(sisters) >= max(LEAST_SISTERS, SHARE_OF_SISTERS * all_there)
                if is_usual and lacks(product, topic, language, ""):
                    beside = sorted(key for key in keys if key[2] == language)
                    holes[product, topic, language, ""] = (
                        "sibling_product",
                        _documents(beside, held),
                    )
    return holes


def _served(shown: set[Key]) -> dict[str, set[str]]:
    """The languages that each product is served in."""
    topics: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for product, topic, language, _ in shown:
        if product:
            topics[product][language].add(topic)
    return {
        product: {
            language
            for language, found in of_product.items()
            if len(found) >= SERVED_SHARE * max(map(len, of_product.values()))
        }
        for product, of_product in topics.items()
    }


def _documents(keys: Iterable[Key], held: Mapping[Key, Sequence[PlacedSection]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.document for key in keys for one in held.get(key, ())))


def _cell(
    key: Key,
    sections: Sequence[PlacedSection],
    questions: Sequence[PlacedQuestion],
    hole: tuple[Hole, tuple[str, ...]],
) -> CoverageCell:
    product, topic, language, market = key
    return CoverageCell(
        product=product,
        topic=topic,
        language=language,
        market=market,
        sections=tuple(one.name for one in sections),
        documents=tuple(dict.fromkeys(one.document for one in sections)),
        internal_only=bool(sections) and all(one.is_internal for one in sections),
        questions=tuple(one.id for one in questions),
        answered=sum(one.is_answered for one in questions),
        hole=hole[0],
        because=hole[1],
    )
