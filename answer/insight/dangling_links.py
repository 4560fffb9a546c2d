"""Facts that name documents which are not there, or that lead in a circle. Pure."""

from collections.abc import Mapping, Sequence

from answer.insight.defect import Action, Defect, DefectCode, Severity, Value, defect_id
from answer.insight.document_place import whole
from index.content import StoredDocument

_EDIT: tuple[Action, ...] = ("edit_facts", "open_document")


def dangling_links(documents: Sequence[StoredDocument]) -> tuple[Defect, ...]:
    """A defect for each ``translation_of`` and ``supersedes`` that names nothing that can be meant.

    ``documents`` are all that the release holds.
    """
    by_path = {document.path: document for document in documents}
    found = []
    for document in documents:
        original = document.facts.translation_of
        if original and original not in by_path:
            found.append(_defect(document, "original_missing", original, "high"))
        elif original and by_path[original].facts.translation_of:
            found.append(_defect(document, "original_is_translation", original, "low"))
        for replaced in document.facts.supersedes:
            if replaced not in by_path:
                found.append(_defect(document, "replaced_missing", replaced, "low"))
            elif document.path < replaced and _leads_to(replaced, document.path, by_path):
                other = by_path[replaced]
                found.append(_defect(document, "replace_each_other", replaced, "high", other))
    return tuple(found)


def _leads_to(start: str, wanted: str, by_path: Mapping[str, StoredDocument]) -> bool:
    """Whether what a document replaces, and what that replaces in turn, comes to another."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path == wanted:
            return True
        if path in by_path and path not in seen:
            seen.add(path)
            waiting.extend(by_path[path].facts.supersedes)
    return False


def _defect(
    document: StoredDocument,
    code: DefectCode,
    named: str,
    severity: Severity,
    other: StoredDocument | None = None,
) -> Defect:
    values: dict[str, Value] = {"named": named}
    return Defect(
        id=defect_id("dangling_link", code, document.path, named),
        kind="dangling_link",
        code=code,
        severity=severity,
        places=tuple(whole(one) for one in (document, other) if one is not None),
        values=values,
        actions=_EDIT,
    )
