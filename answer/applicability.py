"""Which of the passages found may answer this question, today, for this model and market.

Whether a document holds for a model is decided by its facts, its headings or a table's rows, never
by a mention in running text: "compatible with XR-200A" does not make a text about the XR-200A.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from answer.draft import Evidence, Vetoed, VetoReason
from answer.locale.markets import groups_of
from answer.question import PreparedQuestion
from index.catalogue import Catalogue
from index.passage import Passage
from ingest.document import DocumentFacts
from ingest.identifiers import canonical, extract

MODEL_KIND = "model"
TEXTS_KEPT = 2_048
_WORD = re.compile(r"\w+")


def sort_evidence(
    prepared: PreparedQuestion,
    passages: Sequence[Passage],
    *,
    catalogue: Catalogue,
    is_known: Callable[[str], bool],
    nearest: Callable[[str], tuple[str, ...]],
) -> Evidence:
    """Passages that may answer and those that may not, each with its reason.

    ``is_known`` and ``nearest`` ask the release's identifiers. A model that nobody knows decides
    the case only where the documents state models at all, or where the best evidence is about one
    that is a typing error away.
    """
    models = [found for found in prepared.identifiers if found.kind == MODEL_KIND]
    known = tuple(found.canonical for found in models if is_known(found.canonical))
    unknown = [] if known else models
    usable: list[Passage] = []
    vetoed: list[Vetoed] = []
    for passage in passages:
        reason = _veto(passage, prepared=prepared, known_models=known, catalogue=catalogue)
        if reason is None:
            usable.append(passage)
        else:
            vetoed.append(Vetoed(passage=passage, reason=reason))
    near = tuple(dict.fromkeys(one for found in unknown for one in nearest(found.canonical)))
    if not catalogue.states_models:
        best = set(usable[0].identifiers) if usable else set()
        near = tuple(one for one in near if one in best)
        unknown = []
    return Evidence(
        passages=tuple(usable),
        vetoed=tuple(vetoed),
        unknown_models=tuple(found.text for found in unknown),
        suggestions=near,
    )


def validity(facts: DocumentFacts, *, as_of: date) -> VetoReason | None:
    """Why a document does not hold on a day; None when it does."""
    if facts.valid_to is not None and facts.valid_to < as_of:
        return "expired"
    if facts.valid_from is not None and as_of < facts.valid_from:
        return "not_yet_valid"
    return None


def document_veto(
    path: str, facts: DocumentFacts, *, prepared: PreparedQuestion, catalogue: Catalogue
) -> VetoReason | None:
    """Why a document as a whole may not answer, whatever it says; None when it may."""
    market = prepared.question.market
    reason = validity(facts, as_of=prepared.as_of)
    if reason is not None:
        return reason
    if path in catalogue.superseded:
        return "superseded"
    if market and facts.markets and not ({market, *groups_of(market)} & set(facts.markets)):
        return "other_market"
    return None


def _veto(
    passage: Passage,
    *,
    prepared: PreparedQuestion,
    known_models: tuple[str, ...],
    catalogue: Catalogue,
) -> VetoReason | None:
    reason = document_veto(passage.document, passage.facts, prepared=prepared, catalogue=catalogue)
    if reason is not None:
        return reason
    if known_models and not holds_for(passage, known_models, catalogue=catalogue):
        return "wrong_model"
    return None


def holds_for(passage: Passage, models: Sequence[str], *, catalogue: Catalogue) -> bool:
    """Whether a passage may answer about one of these models (canonical forms).

    The nearest statement decides: a table's rows, the deepest heading that names a model, then the
    document's facts. A text that states no model is shared by all and holds.
    """

    def agrees(stated: Sequence[str]) -> bool:
        return any(catalogue.agree(one, asked) for one in stated for asked in models)

    has_table = bool(passage.table_header) or any(b.kind == "table" for b in passage.blocks)
    if has_table and agrees(_models(f"{passage.table_header}\n{passage.text}", catalogue)):
        return True
    for heading in reversed(passage.heading_path):
        named = _models(heading, catalogue)
        if named:
            return agrees(named)
    stated = [canonical(model) for model in passage.facts.models]
    if stated:
        return agrees(stated)
    return _of_same_product(passage, models, catalogue)


def _of_same_product(passage: Passage, models: Sequence[str], catalogue: Catalogue) -> bool:
    """False where headings or facts name only products that none of the models belongs to."""
    own = {product for model in models for product in catalogue.products_of(model)}
    if not own:
        return True
    words = {word.casefold() for line in passage.heading_path for word in _WORD.findall(line)}
    named = words & catalogue.product_names or {
        product.casefold() for product in passage.facts.products
    }
    return not named or bool(named & own)


def _models(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Canonical forms of the models a heading or table names."""
    by_family = (found.canonical for found in catalogue.named_by_family(text))
    return tuple(dict.fromkeys((*_by_shape(text), *by_family)))


@lru_cache(maxsize=TEXTS_KEPT)
def _by_shape(text: str) -> tuple[str, ...]:
    # the same few headings and tables are asked for daily
    return tuple(found.canonical for found in extract(text) if found.kind == MODEL_KIND)
