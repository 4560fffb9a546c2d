"""A document's findings and what editors accepted → whether it is held, and what is said of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.findings_file import DocumentFindings
from index.manifest import FileProblem
from ingest.accepted import Acceptance, accepted_kinds
from ingest.document import Document
from ingest.finding import Finding

_SHOWN = 3
_TOLD = {
    "hidden_text": "text that nobody sees",
    "covered_text": "text under a box or picture",
    "instruction": "instructions aimed at a language model",
    "invisible_characters": "invisible characters",
    "bidi_override": "characters that turn the order of letters round",
    "macro": "a program inside",
    "embedded_file": "a file inside",
    "personal_data": "personal data",
    "bank_details": "bank details",
    "price_list": "prices that are not for customers",
    "internal_words": "words that keep it inside the company",
}


def looked_at(document: Document, accepted: Sequence[Acceptance]) -> DocumentFindings:
    """What was found, what of it is accepted, and whether the rest holds the document."""
    found = DocumentFindings(
        path=document.path,
        sha256=document.sha256,
        held=False,
        accepted=accepted_kinds(accepted, document=document.path, sha256=document.sha256),
        findings=document.findings,
    )
    return replace(found, held=any(one.severity == "quarantine" for one in found.is_open))


def problems_of(found: DocumentFindings) -> Iterator[FileProblem]:
    """A line for each kind that nobody has accepted, with what to do."""
    grave = [finding for finding in found.is_open if finding.severity == "quarantine"]
    if grave:
        told = "; ".join(_told(kind, list(group)) for kind, group in _by_kind(grave))
        yield FileProblem(
            path=found.path,
            reason=f"held back: {told}; mend the file, or accept it with 'tradewind findings "
            f"accept {found.path} --why …'",
            severity="quarantine",
        )
    light = [finding for finding in found.is_open if finding.severity == "warning"]
    for kind, group in _by_kind(light):
        yield FileProblem(path=found.path, reason=_told(kind, list(group)), severity="warning")


def _by_kind(findings: Iterable[Finding]) -> Iterator[tuple[str, Iterator[Finding]]]:
    return groupby(sorted(findings, key=lambda finding: finding.kind), key=lambda one: one.kind)


def _told(kind: str, findings: Sequence[Finding]) -> str:
    shown = "; ".join(
        _place(finding) + f"{finding.excerpt[:80]!r}" for finding in findings[:_SHOWN]
    )
    more = f" and {len(findings) - _SHOWN} more" if len(findings) > _SHOWN else ""
    return f"{_TOLD[kind]}: {shown}{more}"


def _place(finding: Finding) -> str:
    parts = [f"page {finding.page}"] if finding.page else []
    if finding.place:
        parts.append(finding.place)
    return f"({', '.join(parts)}) " if parts else ""
