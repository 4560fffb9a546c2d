"""Today's clusters under yesterday's names, by the questions they have in common."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence


def match_clusters(clusters: Sequence[Sequence[str]], before: Mapping[str, str]) -> tuple[str, ...]:
    """A name for each cluster of question ids; ``before`` tells in which each question was.

    Of all pairs the one that shares most questions (of those either had) is matched first, each
    name goes to one cluster only, and a name whose questions were divided stays with the larger
    part. What is left gets a new name from its first question. Deterministic, whatever the order
    of the clusters.
    """
    sizes = Counter(before[one] for cluster in clusters for one in cluster if one in before)
    pairs: list[tuple[float, int, str, str, int]] = []
    for place, cluster in enumerate(clusters):
        shared = Counter(before[one] for one in cluster if one in before)
        first = min(cluster, default="")
        for name, count in shared.items():
            known = sum(shared.values())
            either = sizes[name] + known - count
            pairs.append((-count / either, -count, name, first, place))
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, name, _, place in sorted(pairs):
        if place not in names and name not in taken:
            names[place] = name
            taken.add(name)
    # a name that nobody bears today belongs to questions that are gone or were merged away
    taken.update(before.values())
    for place in sorted(set(range(len(clusters))) - set(names), key=lambda one: min(clusters[one])):
        names[place] = _new_name(min(clusters[place]), taken)
        taken.add(names[place])
    return tuple(names[place] for place in range(len(clusters)))


def _new_name(first: str, taken: set[str]) -> str:
    number = 0
    while True:
        seed = f"{first}\n{number}" if number else first
        name = f"gap-{hashlib.sha256(seed.encode()).hexdigest()[:10]}"
        if name not in taken:
            return name
        number += 1
