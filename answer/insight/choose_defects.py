"""A report's defects as an editor asks for them, the gravest first. Pure."""

from collections.abc import Collection, Sequence

from answer.insight.defect import Defect, DefectKind, Severity

_ORDER: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2}


def choose_defects(
    defects: Sequence[Defect],
    *,
    kind: DefectKind | None = None,
    severity: Severity | None = None,
    document: str = "",
    without: Collection[str] = (),
) -> list[Defect]:
    """Those of a kind, a severity, and with ``document`` in the path or title of a place; those
    whose ids are in ``without`` are left out."""
    wanted = document.casefold()
    found = [
        one
        for one in defects
        if (kind is None or one.kind == kind)
        and (severity is None or one.severity == severity)
        and one.id not in without
        and (
            not wanted
            or any(
                wanted in place.document.casefold() or wanted in place.title.casefold()
                for place in one.places
            )
        )
    ]
    return sorted(found, key=lambda one: _ORDER[one.severity])
