"""Claims of two passages that give different values for the same thing. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence

from answer.claim_labels import content_of, without_models
from answer.claim_wording import names_opposites, says_if
from answer.claims import Claim, claims, models_of
from answer.draft import Contradiction, Place
from answer.nearest_labels import NearestLabels, Text
from answer.quantity import Quantity, agree
from index.passage import Passage
from ingest.language import same_language

Read = Callable[[Passage], tuple[Claim, ...]]

NEAR_ACROSS = 0.55
"""Centred cosine from which labels in two languages may name the same; under 0.45 most do not."""
FEWEST_WORDS = 2
"""Content words that two sentences have to share; a table's row may be called by one."""
ENOUGH_WORDS = 3
"""From so many on one further word on one side is a way of saying it."""
TIMES_AT_MOST = 10
"""Across languages, what is further apart is another quantity of the same unit."""
COMPARED_AT_MOST = 6
"""Further labels of a passage that one is told from by meaning."""
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


def contradicting_values(
    this: Passage,
    other: Passage,
    *,
    labels: NearestLabels,
    start: int | None = None,
    end: int | None = None,
    read: Read = claims,
) -> Iterator[Contradiction]:
    """Each claim of a stretch that the other passage gives another value for.

    ``read`` gives a passage's claims; who compares many passes one that remembers.
    """
    mine = _within(read(this), start, end)
    theirs = read(other) if mine else ()
    for one in mine:
        alike = [two for two in theirs if two.quantity.dimension == one.quantity.dimension]
        for two in alike:
            if contradict(one, two, theirs=alike, mine=mine, labels=labels):
                yield Contradiction(label=one.label, this=_place(one), other=_place(two))
                break


def contradict(
    one: Claim,
    two: Claim,
    *,
    theirs: Sequence[Claim],
    mine: Sequence[Claim],
    labels: NearestLabels,
) -> bool:
    """Whether two claims give different values for the same thing.

    ``theirs`` are the claims beside the second one that measure the same, ``mine`` those beside
    the first.
    """
    return not agree(one.quantity, two.quantity) and _contradicts(
        one, two, alike=theirs, mine=mine, labels=labels
    )


def _within(found: Sequence[Claim], start: int | None, end: int | None) -> list[Claim]:
    """The claims of a stretch; a sentence that begins in it counts."""
    return [
        one
        for one in found
        if (start is None or one.end > start) and (end is None or one.start < end)
    ]


def _contradicts(
    one: Claim,
    two: Claim,
    *,
    alike: Sequence[Claim],
    mine: Sequence[Claim],
    labels: NearestLabels,
) -> bool:
    """Whether two values that differ are said of the same; what takes longest is asked last."""
    if not one.is_alone or not two.is_alone:
        return False
    if not _same_scope(one, two) or not _same_conditions(one, two):
        return False
    if not _may_be_same(one, two) or _also_said(one, two, alike, mine):
        return False
    if same_language(one.passage.language, two.passage.language):
        return True
    return _means_same(one, two, alike=alike, mine=mine, labels=labels)


def _same_scope(one: Claim, two: Claim) -> bool:
    mine, theirs = models_of(one), models_of(two)
    if not mine and not theirs:
        return True
    return bool(mine & theirs)


def _same_conditions(one: Claim, two: Claim) -> bool:
    """Whether every further quantity of one has its equal in the other, and no side says "if"."""
    if len(one.conditions) != len(two.conditions):
        return False
    left = list(two.conditions)
    for condition in one.conditions:
        equal = next(
            (c for c in left if c.dimension == condition.dimension and agree(c, condition)), None
        )
        if equal is None:
            return False
        left.remove(equal)
    return True


def _may_be_same(one: Claim, two: Claim) -> bool:
    """Whether nothing in the words of two claims sets apart what they are said of."""
    if not _content(one) or not _content(two) or _says_if(one) != _says_if(two):
        return False
    if same_language(one.passage.language, two.passage.language):
        if not _same_words(one, two):
            return False
    elif not _comparable(one.quantity, two.quantity):
        return False
    return _numbers_in(one) == _numbers_in(two) and not names_opposites(
        _context(one), _context(two)
    )


def _means_same(
    one: Claim,
    two: Claim,
    *,
    alike: Sequence[Claim],
    mine: Sequence[Claim],
    labels: NearestLabels,
) -> bool:
    """Whether labels in two languages are nearer than those of any other claim beside them."""
    theirs = [three for three in alike if three is not two and three.topic != two.topic]
    own = [
        three
        for three in mine
        if three.quantity.dimension == one.quantity.dimension and three.topic != one.topic
    ]
    return labels.are_nearest(
        _label(one),
        _label(two),
        rivals=(
            *((_label(one), _label(three)) for three in theirs[:COMPARED_AT_MOST]),
            *((_label(three), _label(two)) for three in own[:COMPARED_AT_MOST]),
        ),
        least=NEAR_ACROSS,
    )


def _comparable(one: Quantity, two: Quantity) -> bool:
    """Whether one is not many times the other: volts of a supply are no millivolts of ripple."""
    mine, theirs = (max(map(abs, quantity.readings[0])) for quantity in (one, two))
    return max(mine, theirs) <= TIMES_AT_MOST * min(mine, theirs)


def _same_words(one: Claim, two: Claim) -> bool:
    """Whether the content words of both labels are the same, but for one in a long one."""
    mine, theirs = _content(one), _content(two)
    shared = mine & theirs
    fewest = 1 if "row" in (one.source, two.source) else FEWEST_WORDS
    if len(shared) < fewest:
        return False
    left = mine ^ theirs
    if one.document == two.document and one.passage.heading_path != two.passage.heading_path:
        return False
    if not left:
        return True
    on_one_side = not (mine - theirs) or not (theirs - mine)
    return on_one_side and len(left) == 1 and len(shared) >= ENOUGH_WORDS


def _content(claim: Claim) -> frozenset[str]:
    return content_of(claim.topic, claim.passage.language)


def _also_said(one: Claim, two: Claim, theirs: Sequence[Claim], mine: Sequence[Claim]) -> bool:
    """Whether the other place gives this value too, or this place the other one."""
    same = same_language(one.passage.language, two.passage.language)
    if same and one.source == two.source == "row":
        theirs = [three for three in theirs if three.label == two.label]
        mine = [three for three in mine if three.label == one.label]
    dimension = one.quantity.dimension
    return any(
        _equal(three.quantity, one.quantity) and _same_scope(one, three) for three in theirs
    ) or any(
        three.quantity.dimension == dimension
        and _equal(three.quantity, two.quantity)
        and _same_scope(three, two)
        for three in mine
    )


def _equal(one: Quantity, two: Quantity) -> bool:
    return one.bound == two.bound and agree(one, two)


def _context(claim: Claim) -> str:
    heading = claim.passage.heading_path[-1] if claim.passage.heading_path else ""
    return f"{claim.statement} {heading}".casefold()


def _numbers_in(claim: Claim) -> frozenset[str]:
    """Numbers without a unit: steps, firmware, quantities of an order."""
    return frozenset(_FIGURES.findall(without_models(claim.label)))


def _says_if(claim: Claim) -> bool:
    return says_if(claim.statement, claim.passage.language)


def _label(claim: Claim) -> Text:
    return claim.topic, claim.passage.language


def _place(claim: Claim) -> Place:
    return Place(
        passage=claim.passage,
        start=claim.start,
        end=claim.end,
        page=claim.page,
        page_label=claim.page_label,
        value=claim.shown,
    )
