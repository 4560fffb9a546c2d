"""Documents in one language that say the same: copies and near-copies. Pure.

Only documents with rare runs of words in common are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from answer.insight.defect import Defect, DefectCode, defect_id
from answer.insight.document_place import whole
from answer.insight.same_scope import same_family, same_scope
from answer.insight.text_shingles import Shingles, containment, shingles
from index.content import StoredDocument
from ingest.language import primary

COPIED = 0.7
"""Share of the shorter text that stands in the other word for word."""
SHORTEST_SHARE = 0.4
"""Of the longer text: an introduction that stands in the manual again is no copy of it."""
FEWEST_RUNS = 20
RARE = 16
"""Documents that share a run; what stands in more is a footer."""
SAMPLED = 8
"""Of long texts every eighth run is looked up."""
LONG = 400


def duplicate_documents(documents: Sequence[StoredDocument]) -> tuple[Defect, ...]:
    """A defect for each group of copies in one language."""
    runs = {document.path: shingles(document.text) for document in documents}
    by_path = {document.path: document for document in documents}
    pairs = []
    for path, other in _candidates(runs):
        one, two = by_path[path], by_path[other]
        if primary(one.language) != primary(two.language) or same_family(one, two):
            continue
        shorter, longer = sorted((len(runs[path]), len(runs[other])))
        if shorter < max(FEWEST_RUNS, SHORTEST_SHARE * longer) or not same_scope(one, two):
            continue
        share = containment(runs[path], runs[other])
        if share >= COPIED:
            pairs.append((one, two, share, runs[path] == runs[other]))
    return tuple(_grouped(pairs))


def _candidates(runs: Mapping[str, Shingles]) -> Iterator[tuple[str, str]]:
    """Pairs of paths with some rare run in common."""
    holding: dict[int, list[str]] = defaultdict(list)
    for path, found in runs.items():
        for run in found:
            if len(found) <= LONG or run % SAMPLED == 0:
                holding[run].append(path)
    # a run sampled in a long text is looked up in a short one too, which keeps all of its own
    shared: Counter[tuple[str, str]] = Counter()
    for paths in holding.values():
        if 1 < len(paths) <= RARE:
            shared.update(combinations(sorted(paths), 2))
    for (one, two), count in shared.items():
        least = min(len(runs[one]), len(runs[two]))
        sampled = least / SAMPLED if max(len(runs[one]), len(runs[two])) > LONG else least
        if count >= 0.3 * COPIED * sampled:
            yield one, two


def _grouped(
    pairs: Sequence[tuple[StoredDocument, StoredDocument, float, bool]],
) -> Iterator[Defect]:
    """Three copies of a text are one defect, not three."""
    groups: list[dict[str, StoredDocument]] = []
    told: list[tuple[float, bool]] = []
    for one, two, share, is_same in pairs:
        held = [number for number, group in enumerate(groups) if {one.path, two.path} & set(group)]
        if held:
            first = held[0]
            groups[first] |= {one.path: one, two.path: two}
            told[first] = min(told[first][0], share), told[first][1] and is_same
        else:
            groups.append({one.path: one, two.path: two})
            told.append((share, is_same))
    for group, (share, is_same) in zip(groups, told, strict=True):
        code: DefectCode = "same_text" if is_same else "similar_text"
        yield _defect(code, list(group.values()), share)


def _defect(code: DefectCode, documents: Sequence[StoredDocument], share: float) -> Defect:
    ordered = sorted(documents, key=lambda document: (document.modified_at, document.path))
    told = sorted(f"{document.path}\n{document.sha256}" for document in documents)
    return Defect(
        id=defect_id("duplicate", code, *told),
        kind="duplicate",
        code=code,
        severity="medium",
        places=tuple(whole(document) for document in ordered),
        values={"share": round(share, 2)},
        actions=("merge", "delete", "edit_facts"),
    )
