"""Documents that are one text in two languages, although no fact says so. Pure.

Compared are those whose passages are near each other by the vectors of the release.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from answer.aligned_sentences import Sentence
from answer.insight.defect import Defect, defect_id
from answer.insight.document_place import whole
from answer.insight.near_chunks import NearPair
from answer.insight.same_scope import same_family, same_scope
from answer.twin_blocks import marks_in
from index.content import StoredDocument
from ingest.language import primary

COVERED = 0.75
"""Share of the shorter document whose passages have a translation in the other."""
NEAR = 0.5
NEAR_ALONE = 0.62
"""Mean cosine of the pairs; where one pair is all there is."""
SAME_STRUCTURE = 0.25
"""What the same headings, items and tables in the same order add to the cosine."""
FEWEST_BLOCKS = 4
SHORTEST = 150.0
"""Letters; of less, nobody can say what language it is in."""
FEWEST_MARKS = 3
SAME_MARKS = 0.5
LONGER_AT_MOST = 1.8


def undeclared_translations(
    documents: Sequence[StoredDocument],
    near: Mapping[tuple[str, str], Sequence[NearPair]],
) -> tuple[Defect, ...]:
    """A defect for each group of documents that are one text in several languages.

    ``near`` gives, for two paths in this order, the pairs of their chunks that are near each other,
    each chunk in one pair.
    """
    by_path = {document.path: document for document in documents}
    spoken: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        original = document.facts.translation_of or document.path
        spoken[original].add(primary(document.language))
    pairs: list[tuple[StoredDocument, StoredDocument, float]] = []
    for (path, other), chunks in near.items():
        one, two = by_path.get(path), by_path.get(other)
        if one is None or two is None or same_family(one, two) or not same_scope(one, two):
            continue
        # with a version in that language already, it would be a copy of that one
        mine, theirs = (spoken[each.facts.translation_of or each.path] for each in (one, two))
        if primary(two.language) in mine or primary(one.language) in theirs:
            continue
        if _is_translation(one, two, chunks):
            cosine = sum(pair.cosine for pair in chunks) / len(chunks)
            pairs.append((one, two, cosine))
    return tuple(_defect(group, least) for group, least in _grouped(pairs))


def _grouped(
    pairs: Sequence[tuple[StoredDocument, StoredDocument, float]],
) -> list[tuple[list[StoredDocument], float]]:
    """The documents of pairs that have one in common, with the least likeness among them."""
    groups: list[tuple[dict[str, StoredDocument], float]] = []
    for one, two, cosine in pairs:
        joined, least = {one.path: one, two.path: two}, cosine
        apart = []
        for group, likeness in groups:
            if joined.keys() & group.keys():
                joined, least = group | joined, min(least, likeness)
            else:
                apart.append((group, likeness))
        groups = [*apart, (joined, least)]
    return [(list(group.values()), least) for group, least in groups]


def _is_translation(one: StoredDocument, two: StoredDocument, chunks: Sequence[NearPair]) -> bool:
    covered = max(
        sum(pair.length for pair in chunks) / max(1, len(one.text)),
        sum(pair.other_length for pair in chunks) / max(1, len(two.text)),
    )
    lengths = sorted(Sentence(each.text, each.language, 0).length for each in (one, two))
    if covered < COVERED or lengths[0] < SHORTEST or lengths[1] > LONGER_AT_MOST * lengths[0]:
        return False
    mine, theirs = marks_in(one.text), marks_in(two.text)
    either = mine | theirs
    if len(either) >= FEWEST_MARKS and len(mine & theirs) < SAME_MARKS * len(either):
        return False
    likeness = sum(pair.cosine for pair in chunks) / len(chunks)
    if _structure(one) == _structure(two) and len(one.blocks) >= FEWEST_BLOCKS:
        likeness += SAME_STRUCTURE
    return likeness >= (NEAR if len(chunks) > 1 else NEAR_ALONE)


def _structure(document: StoredDocument) -> tuple[tuple[str, int], ...]:
    return tuple((block.kind, block.level) for block in document.blocks)


def _defect(group: Sequence[StoredDocument], likeness: float) -> Defect:
    told = sorted(f"{document.path}\n{document.sha256}" for document in group)
    return Defect(
        id=defect_id("duplicate", "undeclared_translation", *told),
        kind="duplicate",
        code="undeclared_translation",
        severity="low",
        places=tuple(whole(one) for one in sorted(group, key=lambda one: one.path)),
        values={"likeness": round(likeness, 2), "count": len(group)},
        actions=("declare_translation", "open_document"),
    )
