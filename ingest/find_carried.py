"""Programs and files within a file → findings: nothing of them is run or read."""

from collections.abc import Sequence

from ingest.finding import CarriedPart, Finding
from ingest.stretches import excerpt_of


def find_carried(carried: Sequence[CarriedPart]) -> tuple[Finding, ...]:
    """One finding a part; the editor may want to publish the file without it."""
    return tuple(
        Finding(
            kind=part.kind,
            severity="warning",
            excerpt=excerpt_of(part.name),
            page=part.page,
            place="" if part.page else "part of the file",
        )
        for part in carried
    )
