"""What an answer must not be sent without saying: until when, for which models, in which markets,
and that nobody should send card or passport numbers.

Pure. Only what the facts of the quoted documents state, and only where the customer did not ask
for it by name: who asks about the XR-200A and gets a text for the XR-200A needs no reminder.
"""

from collections.abc import Sequence, Set
from datetime import timedelta

from answer.examination import Examination
from answer.reply import Caveat, Statement
from answer.subjects import names_model
from index.catalogue import Catalogue
from ingest.document import DocumentFacts
from ingest.identifiers import canonical

EXPIRES_SOON = timedelta(days=30)
MODELS_NAMED = 8
"""More are called by their products, where the documents state those."""


def caveats(
    examined: Examination, facts: Sequence[DocumentFacts], *, catalogue: Catalogue
) -> tuple[Caveat, ...]:
    """The caveats of an answer, in the order they are said; none where nothing is quoted.

    ``facts`` are those of the documents that the draft cites.
    """
    prepared, statements = examined.prepared, examined.draft.statements
    if not statements or not facts:
        return ()
    found: list[Caveat] = []
    ends = [one.valid_to for one in facts if one.valid_to and one.valid_to >= prepared.as_of]
    if ends and min(ends) - prepared.as_of <= EXPIRES_SOON:
        found.append(Caveat(code="expires_soon", until=min(ends)))
    elif ends and _is_certified(facts) and not _are_said([str(min(ends).year)], statements):
        # whoever asks for a certificate asks for how long too
        found.append(Caveat(code="certificate_valid_until", until=min(ends)))
    if not names_model(prepared, examined.evidence, families=catalogue.families):
        models = _models(facts, catalogue.models)
        if models and not _are_said(models, statements):
            found.append(Caveat(code="for_models", names=models))
    if not prepared.question.market and all(one.markets for one in facts):
        markets = dict.fromkeys(market for one in facts for market in one.markets)
        found.append(Caveat(code="for_markets", names=tuple(markets)))
    if examined.draft.translation == "machine":
        found.append(Caveat(code="machine_translation"))
    if prepared.is_sensitive:
        found.append(Caveat(code="sensitive_person_data"))
    return tuple(found)


def _is_certified(facts: Sequence[DocumentFacts]) -> bool:
    return all(one.kind == "certificate" for one in facts)


def _models(facts: Sequence[DocumentFacts], known: Set[str]) -> tuple[str, ...]:
    """What the quoted documents hold for, as they write it; none where one of them holds for all,
    or where there are no other models."""
    if not all(one.models for one in facts):
        return ()
    models = tuple(dict.fromkeys(model for one in facts for model in one.models))
    if known <= set(map(canonical, models)):
        return ()
    products = tuple(dict.fromkeys(product for one in facts for product in one.products))
    return products if len(models) > MODELS_NAMED and products else models


def _are_said(names: Sequence[str], statements: Sequence[Statement]) -> bool:
    """Whether what is quoted names them all itself."""
    quoted = "\n".join(
        f"{citation.table_header}\n{statement.text}"
        for statement in statements
        for citation in statement.citations
    )
    return all(name in quoted for name in names)
