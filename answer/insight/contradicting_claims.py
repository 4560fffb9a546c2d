"""Contradictions anywhere in a base: the same model and quantity with different values. Pure.

Not every passage is held against every other. Within a language two claims are compared where they
measure the same, of the same model, in the same words but for one; across languages, where their
passages are near each other by the vectors of the release. What two claims have to agree in to
contradict each other is told by ``answer.contradicting_values``, as for the drafts of replies.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from answer.claim_labels import content_of, models_in
from answer.claims import Claim, models_of
from answer.contradicting_values import contradict
from answer.contradiction import hold_together
from answer.insight.defect import Defect, DefectPlace, defect_id
from answer.insight.document_place import place_at
from answer.insight.known_claims import KnownClaims, known_claims
from answer.nearest_labels import Likeness, NearestLabels
from answer.quantity import agree
from index.content import StoredDocument
from index.passage import Passage
from ingest.language import primary

MOST_VALUES = 12
"""What has more values in a base is no fact of one thing."""
MOST_VALUES_OF_ANYTHING = 3
"""The same where no model is named: "wait {} seconds" is said of many things."""
MOST_PLACES = 8
"""Of one contradiction that are shown."""
TIMES_AT_MOST = 5
"""What is further apart in a table is another thing by the same name: one piece, and a carton."""
ACROSS_AT_MOST = 4_000
"""Pairs of labels that a model compares across languages: a minute."""

Near = Callable[[Passage], Sequence[Passage]]
"""The passages in other languages that are near one."""
_Key = tuple[str, str, str, frozenset[str]]


def contradicting_claims(
    sections: Sequence[Passage],
    documents: Mapping[str, StoredDocument],
    *,
    likeness: Likeness,
    near: Near,
) -> tuple[Defect, ...]:
    """A defect for each thing with several values, with every place that gives one.

    ``sections`` are those of the documents that hold today; resolved cases contradict nothing.
    """
    known = known_claims(sections)
    pairs = [*_within_languages(known, likeness), *_across_languages(known, likeness, near)]
    return tuple(_defect(group, documents) for group in _joined(pairs))


def _within_languages(known: KnownClaims, likeness: Likeness) -> Iterator[tuple[Claim, Claim]]:
    blocks: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in known.all:
        if claim.is_alone:
            for key in _keys(claim):
                blocks[key].append(claim)
    done: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        # longer labels stand beside those that lack one of their words
        beside = [
            other
            for word in key[3]
            for other in blocks.get((*key[:3], key[3] - {word}), ())
            if len(key[3]) > 1
        ]
        values = _values([*block, *beside])
        if len(values) > (MOST_VALUES if key[2] else MOST_VALUES_OF_ANYTHING):
            continue
        for one in block:
            for two in (*block, *beside):
                pair = (min(id(one), id(two)), max(id(one), id(two)))
                if one is two or pair in done:
                    continue
                done.add(pair)
                if _is_contradicted(one, two, known, NearestLabels(likeness)):
                    yield one, two


def _keys(claim: Claim) -> Iterator[_Key]:
    language = claim.passage.language
    content = content_of(claim.topic, language)
    if content:
        for model in models_of(claim) or ("",):
            yield claim.quantity.dimension, primary(language), model, content


def _values(found: Sequence[Claim]) -> list[Claim]:
    """One claim for each value that differs from the others."""
    different: list[Claim] = []
    for claim in found:
        if all(
            other.quantity.bound != claim.quantity.bound
            or not agree(claim.quantity, other.quantity)
            for other in different
        ):
            different.append(claim)
            if len(different) > MOST_VALUES:
                break
    return different


def _is_contradicted(one: Claim, two: Claim, known: KnownClaims, labels: NearestLabels) -> bool:
    # rows of one table differ by nature; translations are held against each other by themselves
    if one.passage.original == two.passage.original:
        return False
    if not hold_together(one.passage, two.passage) or not _comparable(one, two):
        return False
    if _also_in_row(one, two, known) or _also_in_row(two, one, known):
        return False
    mine, theirs = _beside(one, known), _beside(two, known)
    return contradict(one, two, theirs=theirs, mine=mine, labels=labels)


def _comparable(one: Claim, two: Claim) -> bool:
    """Whether the values are near enough to be of one thing, and a bare "weight" has one owner."""
    mine, theirs = (max(map(abs, each.quantity.readings[0])) for each in (one, two))
    is_row = "row" in (one.source, two.source)
    if is_row and max(mine, theirs) > TIMES_AT_MOST * min(mine, theirs):
        return False
    if len(content_of(one.topic, one.passage.language)) > 1:
        return True
    return models_of(one) == models_of(two) or all(models_in(each.named) for each in (one, two))


def _also_in_row(one: Claim, two: Claim, known: KnownClaims) -> bool:
    """Whether the row or sentence of one gives the other's value beside it: once, and now."""
    return any(
        three.start == one.start and agree(three.quantity, two.quantity)
        for three in known.of_document[one.document, one.quantity.dimension]
        if three.quantity.bound == two.quantity.bound
    )


def _beside(claim: Claim, known: KnownClaims) -> list[Claim]:
    """What the same passage says of the same dimension, and the same document in the same words."""
    dimension = claim.quantity.dimension
    words = content_of(claim.topic, claim.passage.language)
    return [
        other
        for other in known.of_document[claim.document, dimension]
        if other.passage is claim.passage
        or content_of(other.topic, other.passage.language) == words
    ]


def _across_languages(
    known: KnownClaims, likeness: Likeness, near: Near
) -> Iterator[tuple[Claim, Claim]]:
    compared = 0
    done: set[tuple[int, int]] = set()
    spoken = _languages_of_originals(known.all)
    passages = {id(claim.passage): claim.passage for claim in known.all if claim.is_alone}
    for number, passage in passages.items():
        for other in near(passage):
            pair = (min(number, id(other)), max(number, id(other)))
            if pair in done or id(other) not in passages:
                continue
            done.add(pair)
            if _is_compared_at_home(passage, other, spoken):
                continue
            for one in known.of_passage[number]:
                for two in known.of_passage[id(other)]:
                    if one.quantity.dimension != two.quantity.dimension or not (
                        one.is_alone and two.is_alone
                    ):
                        continue
                    if agree(one.quantity, two.quantity):
                        continue
                    compared += 1
                    if compared > ACROSS_AT_MOST:
                        return
                    if _is_contradicted(one, two, known, NearestLabels(likeness)):
                        yield one, two


def _languages_of_originals(found: Sequence[Claim]) -> Mapping[str, frozenset[str]]:
    """Original → the languages that it and its translations are in."""
    spoken: dict[str, set[str]] = defaultdict(set)
    for claim in found:
        spoken[claim.passage.original].add(primary(claim.passage.language))
    return {path: frozenset(languages) for path, languages in spoken.items()}


def _is_compared_at_home(one: Passage, two: Passage, spoken: Mapping[str, frozenset[str]]) -> bool:
    """Whether versions of both in one language are held against each other already."""
    return bool(spoken.get(one.original, frozenset()) & spoken.get(two.original, frozenset()))


def _joined(pairs: Sequence[tuple[Claim, Claim]]) -> list[list[Claim]]:
    """Claims that contradict the same claim are one contradiction."""
    parent: dict[int, int] = {}
    held: dict[int, Claim] = {}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    for pair in pairs:
        for claim in pair:
            parent.setdefault(id(claim), id(claim))
            held[id(claim)] = claim
        parent[root(id(pair[0]))] = root(id(pair[1]))
    groups: dict[int, list[Claim]] = defaultdict(list)
    for number, claim in held.items():
        groups[root(number)].append(claim)
    return list(groups.values())


def _defect(group: Sequence[Claim], documents: Mapping[str, StoredDocument]) -> Defect:
    places: dict[tuple[str, str], DefectPlace] = {}
    for claim in _rarest_first(group, documents):
        line = "" if claim.source == "sentence" else _row(claim)
        places.setdefault(
            (claim.document, claim.shown),
            place_at(
                documents[claim.document], claim.start, claim.end, value=claim.shown, line=line
            ),
        )
    shown = tuple(places.values())[:MOST_PLACES]
    models = sorted(frozenset.intersection(*(models_of(claim) for claim in group)))
    told = sorted(f"{place.document}\n{place.line}\n{place.value}" for place in places.values())
    return Defect(
        id=defect_id("contradiction", "other_value", *told),
        kind="contradiction",
        code="other_value",
        severity="high",
        places=shown,
        values={
            "label": group[0].topic or group[0].label,
            "models": ", ".join(models),
            "values": " / ".join(dict.fromkeys(place.value for place in shown)),
        },
        actions=("open_document", "replace", "edit_facts"),
    )


def _rarest_first(group: Sequence[Claim], documents: Mapping[str, StoredDocument]) -> list[Claim]:
    """The value that fewest documents give first, and the document that was changed longest ago."""

    def order(claim: Claim) -> tuple[int, float, str, int]:
        same = {one.document for one in group if agree(one.quantity, claim.quantity)}
        return len(same), documents[claim.document].modified_at, claim.document, claim.start

    return sorted(group, key=order)


def _row(claim: Claim) -> str:
    passage = claim.passage
    return passage.text[claim.start - passage.start : claim.end - passage.start]
