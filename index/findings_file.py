"""What was found in the documents of one build, kept beside its release: held ones among it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import cast, get_args

from ingest.errors import IndexBroken
from ingest.finding import Finding, FindingKind, FindingSeverity

FINDINGS_NAME = "findings.json"
_FIELDS = frozenset(field.name for field in fields(Finding))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFindings:
    """One document's findings, accepted ones as well."""

    path: str
    sha256: str
    held: bool
    """It is not in the release."""
    accepted: frozenset[FindingKind]
    findings: tuple[Finding, ...]

    @property
    def is_open(self) -> tuple[Finding, ...]:
        """Those that nobody has accepted."""
        return tuple(one for one in self.findings if one.kind not in self.accepted)


def write_findings(folder: Path, documents: Iterable[DocumentFindings]) -> None:
    """Writes the file of a release that is being built."""
    records = [
        {
            "path": one.path,
            "sha256": one.sha256,
            "held": one.held,
            "accepted": sorted(one.accepted),
            "findings": [asdict(finding) for finding in one.findings],
        }
        for one in documents
    ]
    text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    (folder / FINDINGS_NAME).write_text(text, encoding="utf-8")


def read_findings(folder: Path) -> tuple[DocumentFindings, ...]:
    """What ``write_findings`` wrote; nothing for a release that is older than findings are.

    Raises ``IndexBroken`` for anything else.
    """
    path = folder / FINDINGS_NAME
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_document(record) for record in records)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise IndexBroken(
            f"{str(path)!r} is damaged ({type(error).__name__}); run 'tradewind reindex'"
        ) from error


def _document(record: dict[str, object]) -> DocumentFindings:
    findings = cast(list[dict[str, object]], record["findings"])
    return DocumentFindings(
        path=str(record["path"]),
        sha256=str(record["sha256"]),
        held=bool(record["held"]),
        accepted=frozenset(cast(list[FindingKind], record["accepted"])),
        findings=tuple(_finding(one) for one in findings),
    )


def _finding(record: dict[str, object]) -> Finding:
    if set(record) != _FIELDS:
        raise ValueError("fields of a finding")
    if record["kind"] not in get_args(FindingKind):
        raise ValueError("kind of a finding")
    if record["severity"] not in get_args(FindingSeverity):
        raise ValueError("severity of a finding")
    page = record["page"]
    return Finding(
        kind=cast(FindingKind, record["kind"]),
        severity=cast(FindingSeverity, record["severity"]),
        excerpt=str(record["excerpt"]),
        page=page if isinstance(page, int) else None,
        place=str(record["place"]),
    )
