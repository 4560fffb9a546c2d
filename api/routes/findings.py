"""``/v1/findings``: what ingest found in the documents, and which of them it holds back.

Decisions are taken document by document: ``POST /v1/documents/{path}/accept-findings``.
"""

from typing import Annotated

from fastapi import APIRouter, Query

from api.findings_schemas import findings_out
from api.findings_wire import FindingsOut
from api.routes.context import ContextOf
from ingest.accepted import ACCEPTED_FILE, read_accepted
from ingest.finding import FindingKind, FindingSeverity

router = APIRouter(tags=["editors"])


@router.get("/v1/findings")
def findings(
    context: ContextOf,
    path: Annotated[str, Query(max_length=2_000)] = "",
    kind: FindingKind | None = None,
    severity: FindingSeverity | None = None,
) -> FindingsOut:
    """What the newest build found, held documents first; 500 where accepted.yaml is damaged."""
    release, documents = context.services.releases.findings()
    decisions = read_accepted(context.services.settings.content_dir / ACCEPTED_FILE)
    return findings_out(release, documents, decisions, path=path, kind=kind, severity=severity)
