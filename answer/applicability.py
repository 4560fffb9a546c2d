"""Which of the passages found may answer this question, today, for what it names.

Whether a document holds for a model is decided by its facts, its headings or a table's rows, never
by a mention in running text: "compatible with XR-200A" does not make a text about the XR-200A. The
same goes for certificates, which also bear a number of their own, for standards, and for the codes
that displays show.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from answer.asked_codes import AskedCode, asked_codes, each_once
from answer.draft import Evidence, Stretch, Vetoed, VetoReason
from answer.holds import Statements, holding
from answer.known_codes import known_as_codes, spelled_as_listed, unexplained
from answer.locale.markets import groups_of
from answer.question import PreparedQuestion
from answer.stated_codes import about_codes
from answer.subjects import about_certificates, about_models, about_standards, family
from index.catalogue import Catalogue
from index.passage import Passage
from index.register import Register
from index.validity import validity_on
from ingest.document import DocumentFacts
from ingest.fault_code import FAULT_LETTERS
from ingest.identifier import Identifier
from ingest.identifiers import canonical
from ingest.language import primary
from ingest.standard_number import standard_number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the question names, by kind."""

    models: tuple[str, ...]
    """Known ones in canonical form."""
    certificates: tuple[str, ...]
    standards: tuple[str, ...]
    unknown_models: tuple[Identifier, ...]
    unknown_numbers: tuple[Identifier, ...]


def sort_evidence(
    prepared: PreparedQuestion, passages: Sequence[Passage], *, register: Register
) -> Evidence:
    """Passages that may answer and those that may not, each with its reason.

    ``register`` is what the asker may know of the release. A model that nobody knows decides the
    case only where the documents state models at all, or where the best evidence is about one that
    is a typing error away; a certificate or a standard only where there are certificates.
    """
    is_name = _naming_products(register)
    codes = asked_codes(prepared.text, language=primary(prepared.language), is_name=is_name)
    shown = known_as_codes(each_once(codes), passages, is_name=is_name)
    asked = _asked(prepared, register, codes=shown)
    readings = tuple(_readings(asked, passages, register))
    usable: list[Passage] = []
    vetoed: list[Vetoed] = []
    set_aside: list[Stretch] = []
    explaining: list[Stretch] = []
    before_codes: list[tuple[Passage, VetoReason | None]] = []
    aside_before_codes: list[tuple[Stretch, ...]] = []
    for passage in passages:
        reason = document_veto(
            passage.document, passage.facts, prepared=prepared, catalogue=register.catalogue
        )
        stretches: list[Stretch] = []
        for wrong, statements in readings:
            if reason is None:
                found = holding(passage, statements)
                reason = None if found.holds else wrong
                stretches.extend(found.set_aside)
        before_codes.append((passage, reason))
        aside_before_codes.append(tuple(stretches))
    spelled = spelled_as_listed(
        shown, [passage for passage, reason in before_codes if reason is None], is_name=is_name
    )
    for (passage, before), aside in zip(before_codes, aside_before_codes, strict=True):
        reason, stretches = before, list(aside)
        if reason is None and shown:
            codes_here = spelled.codes(passage.document)
            found = holding(passage, about_codes(codes_here, passage, is_name=is_name))
            reason = None if found.holds else "wrong_code"
            stretches.extend(replace(one, is_cut_out=True) for one in found.set_aside)
            explaining.extend(found.about)
        if reason is None:
            usable.append(passage)
            set_aside.extend(stretches)
        else:
            vetoed.append(Vetoed(passage=passage, reason=reason))
    left = unexplained(shown, before_codes, is_name=is_name)
    unknown = asked.unknown_models
    near = _near((*unknown, *asked.unknown_numbers), register)
    if not register.catalogue.states_models:
        best = set(usable[0].identifiers) if usable else set()
        near = tuple(one for one in near if one in best)
        unknown = ()
    return Evidence(
        passages=tuple(usable),
        vetoed=tuple(vetoed),
        unknown_models=tuple(found.text for found in unknown),
        unknown_numbers=(*(found.text for found in asked.unknown_numbers), *left.unknown),
        suggestions=near,
        names_known=bool(readings),
        open_codes=spelled.choices,
        set_aside=tuple(set_aside),
        explaining=tuple(explaining),
        elsewhere=left.elsewhere,
    )


def vetoes_of(
    prepared: PreparedQuestion, passages: Sequence[Passage], *, register: Register
) -> tuple[VetoReason | None, ...]:
    """Of each passage why it may not answer the question; None where it may."""
    found = sort_evidence(prepared, passages, register=register)
    reasons = {id(one.passage): one.reason for one in found.vetoed}
    return tuple(reasons.get(id(passage)) for passage in passages)


def document_veto(
    path: str, facts: DocumentFacts, *, prepared: PreparedQuestion, catalogue: Catalogue
) -> VetoReason | None:
    """Why a document as a whole may not answer, whatever it says; None when it may."""
    market = prepared.question.market
    found = validity_on(prepared.as_of, path=path, facts=facts, replaced=catalogue.replaced_since)
    if found != "holds":
        return found
    if market and facts.markets and not ({market, *groups_of(market)} & set(facts.markets)):
        return "other_market"
    return None


def _asked(prepared: PreparedQuestion, register: Register, *, codes: Sequence[AskedCode]) -> _Asked:
    """The question's identifiers, told apart by what the base knows of them, not by shape alone.

    Where it names no model the page it came from may. What is one of the fault codes is no model.
    """
    page = canonical(prepared.query.filters.product)
    models = [page] if page in register.catalogue.models else []
    certificates: list[str] = []
    standards: list[str] = []
    unknown_models: list[Identifier] = []
    unknown_numbers: list[Identifier] = []
    # E104 on a display is no model that nobody knows; QP-450 may be one
    shown = [
        one
        for one in codes
        if one.cue == "label" or (one.cue != "none" and one.code.letters in FAULT_LETTERS)
    ]
    for found in prepared.identifiers:
        if any(one.start < found.end and found.start < one.end for one in shown):
            continue
        one = found.canonical
        is_model = one in register.catalogue.models
        if found.kind == "standard" and not is_model:
            if standard_number(one) is None:
                continue
            if register.knows_standard(one):
                standards.append(one)
            elif register.has_certificates:
                unknown_numbers.append(found)
        elif found.kind not in ("model", "certificate"):
            continue
        elif not is_model and register.is_certificate(one):
            certificates.append(one)
        elif found.kind == "model" and register.knows(one):
            models.append(one)
        elif found.kind == "model" and (is_model or not _numbers_certificate(one, register)):
            unknown_models.append(found)
        elif not register.knows(one) and register.has_certificates:
            unknown_numbers.append(found)
    if models:
        # beside a known model a foreign number may be a serial or an order's; a sibling may not
        families = register.catalogue.families
        unknown_models = [one for one in unknown_models if family(one.canonical) in families]
    return _Asked(
        models=tuple(models),
        certificates=tuple(certificates),
        standards=tuple(standards),
        unknown_models=tuple(unknown_models),
        unknown_numbers=tuple(unknown_numbers),
    )


def _naming_products(register: Register) -> Callable[[str], bool]:
    """Whether letters with a number name a product: a known model, or what might be its sibling."""
    models, families = register.catalogue.models, register.catalogue.families

    def is_name(text: str) -> bool:
        name = canonical(text)
        return name in models or family(name) in families

    return is_name


def _numbers_certificate(identifier: str, register: Register) -> bool:
    """Whether it is written like the numbers of the certificates, and like no model."""
    begins = family(identifier)
    return begins in register.certificate_families - register.catalogue.families


def _near(unknown: Iterable[Identifier], register: Register) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(one for found in unknown for one in register.nearest(found.canonical))
    )


def _readings(
    asked: _Asked, passages: Sequence[Passage], register: Register
) -> Iterable[tuple[VetoReason, Statements]]:
    siblings = [
        found.canonical
        for found in asked.unknown_models
        if family(found.canonical) in register.catalogue.families
    ]
    if asked.models or siblings:
        yield (
            "wrong_model",
            about_models(asked.models, passages, register.catalogue, nobody_knows=siblings),
        )
    if asked.certificates or asked.unknown_numbers:
        yield "wrong_certificate", about_certificates(asked.certificates, register)
    if asked.standards:
        yield "wrong_standard", about_standards(asked.standards)
