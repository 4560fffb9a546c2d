"""What a question leaves open: evidence that says different things for models or markets not named.

Asked back is only what the best evidence turns on. A text for all models, the same value for each,
or a word of the question that tells the documents apart leave nothing open.
"""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from answer.draft import Draft, Evidence
from answer.intents import plain
from answer.locale.markets import groups_of
from answer.question import PreparedQuestion
from answer.subjects import names_model
from index.catalogue import Catalogue
from index.passage import Passage
from ingest.identifiers import canonical

PASSAGES_LOOKED_AT = 4
MARGIN = 0.05
"""How much less near than the passage quoted another may be and still stand for another answer."""
MODELS_NAMED = 3
_MARK = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """Choices for a question back, best first; empty where the question leaves nothing open."""

    models: tuple[str, ...] = ()
    """Products where the documents state them, else models, as written."""
    markets: tuple[str, ...] = ()
    """Codes and groups, as the documents' facts state them."""


def left_open(
    prepared: PreparedQuestion, evidence: Evidence, draft: Draft, *, catalogue: Catalogue
) -> LeftOpen:
    """The models and the markets between which the best evidence is divided."""
    if not draft.used:
        return LeftOpen()
    near = _near(evidence.passages, draft.used[0])
    asked = frozenset(plain(prepared.text).split())
    models: tuple[str, ...] = ()
    if not names_model(prepared, evidence, families=catalogue.families):
        models = _divided(near, _models_of, _name_of_models, asked=asked)
    markets: tuple[str, ...] = ()
    if not prepared.question.market and not models:
        markets = _divided(near, _markets_of, _market_of, asked=asked)
    return LeftOpen(models=models, markets=markets)


def _near(usable: Sequence[Passage], quoted: Passage) -> list[Passage]:
    """The passage quoted, then those that come as near, best first."""
    best = sorted(usable, key=lambda passage: -passage.score)[:PASSAGES_LOOKED_AT]
    others = [
        passage
        for passage in best
        if passage != quoted and passage.nearness >= quoted.nearness - MARGIN
    ]
    return [quoted, *others]


def _divided(
    near: Sequence[Passage],
    things_of: Callable[[Passage], Set[str]],
    name_of: Callable[[Passage], str],
    *,
    asked: Set[str],
) -> tuple[str, ...]:
    """The names of the groups that the evidence is divided between; none where it is not."""
    quoted = near[0]
    first = things_of(quoted)
    if not first:
        return ()
    chosen = [name_of(quoted)]
    seen = set(first)
    for passage in near[1:]:
        things = things_of(passage)
        if not things:
            return ()  # said for all alike
        if things & seen or _numbers(passage) == _numbers(quoted):
            continue
        if asked & (_names(passage) ^ _names(quoted)):
            return ()  # the question's own words tell them apart
        chosen.append(name_of(passage))
        seen |= things
    several = tuple(dict.fromkeys(chosen))
    return several if len(several) > 1 else ()


def _models_of(passage: Passage) -> Set[str]:
    return set(map(canonical, passage.facts.models))


def _name_of_models(passage: Passage) -> str:
    """What the models of a passage are called together: their product, else themselves."""
    facts = passage.facts
    return facts.products[0] if facts.products else ", ".join(facts.models[:MODELS_NAMED])


def _market_of(passage: Passage) -> str:
    return passage.facts.markets[0]


def _markets_of(passage: Passage) -> Set[str]:
    """Stated markets with the groups they belong to: Germany is no other market than the EU."""
    stated = set(passage.facts.markets)
    return stated.union(*(groups_of(market) for market in stated))


def _numbers(passage: Passage) -> frozenset[str]:
    return frozenset(_NUMBER.findall(passage.text))


def _names(passage: Passage) -> frozenset[str]:
    """Marks and products by which a customer may mean this document: CE, UKCA, floodlight."""
    titles = " ".join((passage.title, *passage.heading_path))
    named = (*_MARK.findall(titles), *passage.facts.products)
    return frozenset(plain(" ".join(named)).split())
