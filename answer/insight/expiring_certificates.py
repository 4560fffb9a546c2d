"""Certificates that have run out or will within 90 days, and that nothing replaces. Pure."""

from collections.abc import Collection, Sequence
from datetime import date

from answer.insight.defect import Defect, DefectCode, defect_id
from answer.insight.document_place import whole
from index.content import StoredDocument

WITHIN_DAYS = (30, 60, 90)


def expiring_certificates(
    documents: Sequence[StoredDocument], *, replaced: Collection[str], today: date
) -> tuple[Defect, ...]:
    """A defect for each; ``replaced`` are the paths that another document takes the place of, now
    or from a day to come on."""
    found = []
    for document in documents:
        last = document.facts.valid_to
        if document.facts.kind != "certificate" or last is None or document.path in replaced:
            continue
        days = (last - today).days
        within = next((limit for limit in WITHIN_DAYS if days <= limit), None)
        if within is None:
            continue
        is_over = days < 0
        code: DefectCode = "expired" if is_over else "expires_soon"
        found.append(
            Defect(
                # the same while it draws nearer: an editor decides about it once
                id=defect_id("certificate_expiry", code, document.path, last.isoformat()),
                kind="certificate_expiry",
                code=code,
                severity="high" if is_over or within == WITHIN_DAYS[0] else "medium",
                places=(whole(document),),
                values={
                    "valid_to": last.isoformat(),
                    "days": days,
                    "within_days": 0 if is_over else within,
                    "models": ", ".join(document.facts.models),
                    "markets": ", ".join(document.facts.markets),
                },
                actions=("renew", "edit_facts", "open_document"),
            )
        )
    return tuple(found)
