"""Which of the passages found may answer this question, today, for this model and market.

Whether a document holds for a model is decided by its facts, its headings or a table's rows, never
by a mention in running text: "compatible with XR-200A" does not make a text about the XR-200A.
"""

from collections.abc import Callable, Sequence
from datetime import date

from answer.draft import Evidence, Vetoed, VetoReason
from answer.question import PreparedQuestion
from index.passage import Passage
from ingest.document import DocumentFacts
from ingest.identifiers import canonical, extract

MODEL_KIND = "model"


def sort_evidence(
    prepared: PreparedQuestion,
    passages: Sequence[Passage],
    *,
    is_known: Callable[[str], bool],
    nearest: Callable[[str], tuple[str, ...]],
    superseded: frozenset[str],
    groups: Callable[[str], frozenset[str]],
) -> Evidence:
    """Passages that may answer and those that may not, each with its reason.

    ``is_known`` and ``nearest`` ask the release's identifiers, ``superseded`` holds the paths that
    a newer document replaces, ``groups`` names the market groups a country belongs to.
    """
    models = [found for found in prepared.identifiers if found.kind == MODEL_KIND]
    known = tuple(found.canonical for found in models if is_known(found.canonical))
    unknown = [found for found in models if not is_known(found.canonical)]
    usable: list[Passage] = []
    vetoed: list[Vetoed] = []
    for passage in passages:
        reason = _veto(
            passage,
            known_models=known,
            market=prepared.question.market,
            as_of=prepared.as_of,
            superseded=superseded,
            groups=groups,
        )
        if reason is None:
            usable.append(passage)
        else:
            vetoed.append(Vetoed(passage=passage, reason=reason))
    suggestions = tuple(
        dict.fromkeys(near for found in unknown for near in nearest(found.canonical))
    )
    return Evidence(
        passages=tuple(usable),
        vetoed=tuple(vetoed),
        unknown_models=tuple(found.text for found in unknown),
        suggestions=suggestions,
    )


def validity(facts: DocumentFacts, *, as_of: date) -> VetoReason | None:
    """Why a document does not hold on a day; None when it does."""
    if facts.valid_to is not None and facts.valid_to < as_of:
        return "expired"
    if facts.valid_from is not None and as_of < facts.valid_from:
        return "not_yet_valid"
    return None


def _veto(
    passage: Passage,
    *,
    known_models: tuple[str, ...],
    market: str,
    as_of: date,
    superseded: frozenset[str],
    groups: Callable[[str], frozenset[str]],
) -> VetoReason | None:
    facts = passage.facts
    reason = validity(facts, as_of=as_of)
    if reason is not None:
        return reason
    if passage.document in superseded:
        return "superseded"
    if market and facts.markets and not ({market, *groups(market)} & set(facts.markets)):
        return "other_market"
    if known_models and not holds_for(passage, known_models):
        return "wrong_model"
    return None


def holds_for(passage: Passage, models: Sequence[str]) -> bool:
    """Whether a passage may answer about one of these models (canonical forms).

    A text that names no model in facts, headings or table rows is shared by all and holds.
    """
    stated = [canonical(model) for model in passage.facts.models]
    headings = _models(" \n ".join(passage.heading_path))
    if headings:
        # the nearest statement decides: a section on the XR-300 inside a manual for all models
        return _any_agrees(headings, models)
    if passage.table_header or any(block.kind == "table" for block in passage.blocks):
        rows = _models(f"{passage.table_header}\n{passage.text}")
        if _any_agrees(rows, models):
            return True
    if stated:
        return _any_agrees(stated, models)
    return True


def _models(text: str) -> list[str]:
    return [found.canonical for found in extract(text) if found.kind == MODEL_KIND]


def _any_agrees(stated: Sequence[str], asked: Sequence[str]) -> bool:
    return any(_agrees(one, other) for one in stated for other in asked)


def _agrees(stated: str, asked: str) -> bool:
    """The same model, or a family that includes it ("XR-200" holds for "XR-200A")."""
    if stated == asked:
        return True
    shorter, longer = sorted((stated, asked), key=len)
    rest = longer[len(shorter) :]
    # a suffix letter or variant narrows a family; more digits name another model
    return bool(shorter) and longer.startswith(shorter) and not rest[:1].isdigit()
