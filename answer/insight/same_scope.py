"""Whether two documents speak for the same, so that one of them would do. Pure."""

import re

from index.content import StoredDocument
from ingest.identifiers import canonical, extract

_VERSION = re.compile(
    r"(?<![\d.])(?:\d+(?:\.\d+)+|(?:19|20)\d{2}(?:-\d{2})?)(?!\d)|(?<![^\W_])[vV]\d+(?![\d.])"
)


def same_scope(one: StoredDocument, two: StoredDocument) -> bool:
    """Whether models, markets and audience overlap and neither replaces the other."""
    first, second = one.facts, two.facts
    if one.path in second.supersedes or two.path in first.supersedes:
        return False
    if first.audience != second.audience:
        return False
    versions = _versions(one), _versions(two)
    if versions[0] and versions[1] and not versions[0] & versions[1]:
        return False
    mine, theirs = _named(one), _named(two)
    if (mine or theirs) and not mine & theirs:
        return False
    if bool(first.markets) != bool(second.markets):
        return False
    return not first.markets or bool(set(first.markets) & set(second.markets))


def same_family(one: StoredDocument, two: StoredDocument) -> bool:
    """Whether both are versions of one document, or one of the other, as their facts say."""
    return _original(one) in (_original(two), two.path) or _original(two) == one.path


def _original(document: StoredDocument) -> str:
    return document.facts.translation_of or document.path


def _versions(document: StoredDocument) -> frozenset[str]:
    """Editions that the name or the title bears: v1.2, 2026-03."""
    return frozenset(_VERSION.findall(f"{document.path.rpartition('/')[2]} {document.title}"))


def _named(document: StoredDocument) -> frozenset[str]:
    """The models of the facts, or whatever the title names."""
    if document.facts.models:
        return frozenset(map(canonical, document.facts.models))
    return frozenset(found.canonical for found in extract(document.title))
