"""Findings of a build, and what editors have decided since → what is shown of them."""

from collections.abc import Sequence

from api.documents_wire import FindingOut
from api.findings_wire import FindingsOut, FoundInDocumentOut
from index.findings_file import DocumentFindings
from ingest.accepted import Acceptance, accepted_kinds
from ingest.finding import Finding, FindingKind, FindingSeverity


def findings_out(
    release: str,
    documents: Sequence[DocumentFindings],
    decisions: Sequence[Acceptance],
    *,
    path: str = "",
    kind: FindingKind | None = None,
    severity: FindingSeverity | None = None,
) -> FindingsOut:
    """The documents with findings, held ones first; only those of a path, kind or severity."""
    shown: list[FoundInDocumentOut] = []
    for one in documents:
        if path and path not in one.path:
            continue
        kinds = accepted_kinds(decisions, document=one.path, sha256=one.sha256)
        findings = [
            _finding_out(finding, accepted=finding.kind in kinds)
            for finding in one.findings
            if kind in (None, finding.kind) and severity in (None, finding.severity)
        ]
        if findings:
            shown.append(
                FoundInDocumentOut(
                    path=one.path, sha256=one.sha256, held=one.held, findings=findings
                )
            )
    shown.sort(key=lambda one: (not one.held, one.path))
    return FindingsOut(
        release=release,
        held=sum(one.held for one in shown),
        open=sum(not finding.accepted for one in shown for finding in one.findings),
        documents=shown,
    )


def _finding_out(finding: Finding, *, accepted: bool) -> FindingOut:
    return FindingOut(
        kind=finding.kind,
        severity=finding.severity,
        page=finding.page,
        place=finding.place,
        excerpt=finding.excerpt,
        accepted=accepted,
    )
