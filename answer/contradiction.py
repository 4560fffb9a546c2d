"""Two passages that give different values for the same thing. Pure.

A false alarm hands a good answer to a person, so what is not surely the same thing is none:

1. Both hold for the same models and markets at the same time.
2. Both say it of the same: within a language the same words around the number, across languages
   words near in meaning that do not name opposite poles (input, output), and nearer than those of
   any other claim beside it.
3. Both say it under the same conditions: other quantities beside it, and words such as "if".
4. The values differ after conversion, rounding and tolerance, and neither place gives the other
   value as well.

Translations of one document are also compared block by block: there a bare number that has
drifted counts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.claim_words import CONDITIONS, HAN_CONDITIONS, NEGATIONS, POLES
from answer.claims import (
    Claim,
    claims,
    content_of,
    models_in,
    models_of,
    remembered_claims,
    without_models,
)
from answer.draft import Contradiction, Draft, Evidence, Place
from answer.quantity import Quantity, agree, quantities
from answer.reply import Citation, Statement
from index.passage import Passage
from ingest.document import DocumentFacts
from ingest.identifiers import canonical, extract
from ingest.language import primary, same_language
from ingest.sentences import split

Likeness = Callable[[tuple[str, str], tuple[str, str]], float]
"""Centred cosine of two texts, each given with its language; asked for candidates alone."""

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
Read = Callable[[Passage], tuple[Claim, ...]]
_UNSPACED = "\u2e80"
"""From here on scripts are written without spaces."""

NEAR_ACROSS = 0.55
"""Centred cosine from which labels in two languages may name the same; under 0.45 most do not."""
NEAR_TWINS = 0.45
FEWEST_WORDS = 2
"""Content words that two sentences have to share; a table's row may be called by one."""
ENOUGH_WORDS = 3
"""From so many on one further word on one side is a way of saying it."""
WORDS_APART = 5
"""More than these do not tell a sentence from its negation."""
PASSAGES_COMPARED = 8
"""Of what is usable, the nearest."""
MARGIN = 0.25
"""How much less near the question than the quoted passage another may be and still be about it."""
TIMES_AT_MOST = 10
"""Across languages, what is further apart is another quantity of the same unit."""
COMPARED_AT_MOST = 6
"""Further labels of a passage that one is told from by meaning."""


def contradicted(
    draft: Draft, evidence: Evidence, *, likeness: Likeness
) -> tuple[Contradiction, ...]:
    """What the quotes of a draft say otherwise than passages that might be quoted as well."""
    found: list[Contradiction] = []
    for statement in draft.statements:
        citation = statement.citations[0]
        quoted = next((one for one in draft.used if _lies_in(citation, one)), None)
        if quoted is None:
            continue
        for other in _rivals(quoted, evidence):
            found.extend(
                one
                for one in contradictions(
                    quoted,
                    other,
                    likeness=likeness,
                    start=citation.start,
                    end=citation.end,
                    read=remembered_claims,
                )
                if not _is_set_aside(one, evidence)
            )
    return tuple(found)


def statement_of(place: Place) -> Statement:
    """What stands at one of the two places, with its citation, for the agent to see."""
    passage = place.passage
    return Statement(
        text=place.quote,
        citations=(
            Citation(
                document=passage.document,
                title=passage.title,
                heading_path=passage.heading_path,
                page=place.page,
                page_label=place.page_label,
                start=place.start,
                end=place.end,
                quote=place.quote,
                language=passage.language,
            ),
        ),
    )


def _lies_in(citation: Citation, passage: Passage) -> bool:
    inside = passage.start <= citation.start and citation.end <= passage.end
    return inside and citation.document == passage.document


def _rivals(quoted: Passage, evidence: Evidence) -> Sequence[Passage]:
    """The other usable passages that are about the question, nearest first."""
    near = [
        one
        for one in evidence.passages
        if one is not quoted and one.nearness >= quoted.nearness - MARGIN
    ]
    return sorted(near, key=lambda one: -one.nearness)[:PASSAGES_COMPARED]


def _is_set_aside(found: Contradiction, evidence: Evidence) -> bool:
    """Whether either value stands in a stretch that is about another model than is asked for."""
    return any(
        one.document == place.passage.document and one.start <= place.start < one.end
        for place in (found.this, found.other)
        for one in evidence.set_aside
    )


def contradictions(
    this: Passage,
    other: Passage,
    *,
    likeness: Likeness,
    start: int | None = None,
    end: int | None = None,
    read: Read = claims,
) -> tuple[Contradiction, ...]:
    """Where two passages contradict each other; of ``this`` only what stands in ``start:end``.

    ``read`` gives a passage's claims; who compares many passes one that remembers.
    """
    if this.document == other.document and this.start < other.end and other.start < this.end:
        return ()
    if not hold_together(this, other):
        return ()
    found = [
        *_of_claims(_within(read(this), start, end), read, other, likeness),
        *_of_translations(this, other, likeness, start, end),
        *_of_negations(this, other, start, end),
    ]
    kept: list[Contradiction] = []
    for one in found:
        if not any(
            one.this.start == had.this.start and one.this.value == had.this.value for had in kept
        ):
            kept.append(one)
    return tuple(kept)


def hold_together(this: Passage, other: Passage) -> bool:
    """Whether both documents speak for the same models and markets at the same time."""
    one, two = this.facts, other.facts
    if this.validity != "holds" or other.validity != "holds":
        return False
    if "case" in (one.kind, two.kind):
        return False  # a resolved case tells what happened once
    if this.document in two.supersedes or other.document in one.supersedes:
        return False
    if _apart_in_time(one, two) or _apart_in_time(two, one):
        return False
    if bool(one.markets) != bool(two.markets):
        return False  # the rule, and a country's own
    return not one.markets or bool(set(one.markets) & set(two.markets))


def _apart_in_time(one: DocumentFacts, two: DocumentFacts) -> bool:
    return bool(one.valid_to and two.valid_from and one.valid_to < two.valid_from)


def _within(found: Sequence[Claim], start: int | None, end: int | None) -> list[Claim]:
    """The claims of a stretch; a sentence that begins in it counts."""
    return [
        one
        for one in found
        if (start is None or one.end > start) and (end is None or one.start < end)
    ]


def _of_claims(
    mine: Sequence[Claim], read: Read, other: Passage, likeness: Likeness
) -> Iterator[Contradiction]:
    if not mine:
        return
    theirs = read(other)
    for one in mine:
        alike = [two for two in theirs if two.quantity.dimension == one.quantity.dimension]
        rivals = [two for two in alike if not agree(one.quantity, two.quantity)]
        if not rivals:
            continue
        for two in rivals:
            if not one.is_alone or not two.is_alone:
                continue
            if not _same_scope(one, two) or not _same_conditions(one, two):
                continue
            if _same_thing(one, two, alike, mine, likeness) and not _also_said(
                one, two, alike, mine
            ):
                yield _contradiction(one, two)
                break


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


def _same_thing(
    one: Claim, two: Claim, alike: Sequence[Claim], mine: Sequence[Claim], likeness: Likeness
) -> bool:
    if not _content(one) or not _content(two):
        return False
    same = same_language(one.passage.language, two.passage.language)
    if same and not _same_words(one, two):
        return False
    if _numbers_in(one) != _numbers_in(two) or _apart(_context(one), _context(two)):
        return False
    if same:
        return True
    if _says_if(one) != _says_if(two):
        return False
    if not _comparable(one.quantity, two.quantity):
        return False
    near = likeness(_asked(one), _asked(two))
    if near < NEAR_ACROSS:
        return False
    others = [three for three in alike if three is not two and three.topic != two.topic]
    if any(likeness(_asked(one), _asked(three)) >= near for three in others[:COMPARED_AT_MOST]):
        return False
    own = [three for three in mine if three is not one and three.topic != one.topic]
    own = [three for three in own if three.quantity.dimension == one.quantity.dimension]
    return not any(likeness(_asked(three), _asked(two)) >= near for three in own[:COMPARED_AT_MOST])


def _comparable(one: Quantity, two: Quantity) -> bool:
    """Whether one is not many times the other: volts of a supply are no millivolts of ripple."""
    mine, theirs = (max(map(abs, quantity.readings[0])) for quantity in (one, two))
    return max(mine, theirs) <= TIMES_AT_MOST * min(mine, theirs)


def _same_words(one: Claim, two: Claim) -> bool:
    """Whether the content words of both labels are the same, but for one in a long one."""
    mine, theirs = _content(one), _content(two)
    if _says_if(one) != _says_if(two):
        return False
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


def _apart(one: str, two: str) -> bool:
    """Whether the texts name opposite poles of something: input and output, net and gross."""
    return any(
        mine != theirs and sorted(mine) == [False, True] and theirs == mine[::-1]
        for mine, theirs in zip(_poles(one), _poles(two), strict=True)
    )


def _beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Finds words that begin so; in scripts without spaces they stand anywhere."""
    spaced = [re.escape(word).replace(r"\-", "[- ]") for word in words if word[0] < _UNSPACED]
    unspaced = [word for word in words if word[0] >= _UNSPACED]
    return re.compile("|".join((rf"(?<![^\W\d_])(?:{'|'.join(spaced)})", *unspaced)))


_POLES = tuple((_beginnings(one), _beginnings(other)) for one, other in POLES)


@lru_cache(maxsize=4096)
def _poles(text: str) -> tuple[tuple[bool, bool], ...]:
    """Of each pair of opposites, which the text names."""
    return tuple((bool(one.search(text)), bool(two.search(text))) for one, two in _POLES)


def _numbers_in(claim: Claim) -> frozenset[str]:
    """Numbers without a unit: steps, firmware, quantities of an order."""
    return frozenset(_FIGURES.findall(without_models(claim.label)))


def _says_if(claim: Claim) -> bool:
    return says_if(claim.statement, claim.passage.language)


def says_if(text: str, language: str) -> bool:
    """Whether a text sets a condition in words."""
    code = primary(language)
    if code in ("zh", "ja"):
        return any(word in text for word in HAN_CONDITIONS)
    words = CONDITIONS.get(code, frozenset())
    return bool(words & set(re.findall(r"\w+", text.casefold())))


def _asked(claim: Claim) -> tuple[str, str]:
    return claim.topic, claim.passage.language


def _contradiction(one: Claim, two: Claim) -> Contradiction:
    return Contradiction(label=one.label, this=_place(one), other=_place(two))


def _place(claim: Claim) -> Place:
    return Place(
        passage=claim.passage,
        start=claim.start,
        end=claim.end,
        page=claim.page,
        page_label=claim.page_label,
        value=claim.shown,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A block of a passage with its numbers, to be laid beside its translation."""

    kind: str
    text: str
    start: int
    end: int
    page: int | None
    page_label: str | None
    numbers: tuple[str, ...]


_ITEM = re.compile(r"^\s*(?P<number>\d{1,2})[.)、]\s*")
_FIGURE = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\d-]|[.,]\d|[A-Za-z])")


def _of_translations(
    this: Passage, other: Passage, likeness: Likeness, start: int | None, end: int | None
) -> Iterator[Contradiction]:
    """Blocks that are translations of one another but for one number."""
    if not this.is_twin_of(other):
        return
    theirs = _steps(other, None, None)
    for one in _steps(this, start, end):
        beside = [
            two
            for two in theirs
            if two.kind == one.kind
            and _differ_in_one(one, two)
            and models_in(one.text) == models_in(two.text)
        ]
        if not beside or any(two.numbers == one.numbers and two.kind == one.kind for two in theirs):
            continue
        asked = (one.text, this.language)
        near = {two: likeness(asked, (two.text, other.language)) for two in beside}
        best = max(near, key=lambda two: near[two])
        rest = [two for two in theirs if two.numbers and two.kind == one.kind and two is not best][
            :COMPARED_AT_MOST
        ]
        if near[best] < NEAR_TWINS or _apart(one.text.casefold(), best.text.casefold()):
            continue
        if any(likeness(asked, (two.text, other.language)) >= near[best] for two in rest):
            continue
        if one.kind == "list_item" and _item(one) != _item(best):
            continue
        mine, yours = _changed(one.numbers, best.numbers)
        if _unit_of(one.text, mine) != _unit_of(best.text, yours):
            continue
        yield Contradiction(
            label=one.text,
            this=_step_place(this, one, mine),
            other=_step_place(other, best, yours),
        )


def _steps(passage: Passage, start: int | None, end: int | None) -> list[_Step]:
    first = passage.start if start is None else max(start, passage.start)
    last = passage.end if end is None else min(end, passage.end)
    found = []
    for block in passage.blocks:
        from_, to = max(block.start, passage.start), min(block.end, passage.end)
        if block.kind not in ("paragraph", "list_item") or from_ < first or to > last:
            continue
        text = passage.text[from_ - passage.start : to - passage.start]
        found.append(
            _Step(
                kind=block.kind,
                text=text,
                start=from_,
                end=to,
                page=block.page,
                page_label=block.page_label,
                numbers=tuple(_FIGURE.findall(_ITEM.sub("", text))),
            )
        )
    return found


def _item(step: _Step) -> str:
    found = _ITEM.match(step.text)
    return found["number"] if found else ""


def _differ_in_one(one: _Step, two: _Step) -> bool:
    """As many numbers in the same order, all but one the same."""
    if not one.numbers or len(one.numbers) != len(two.numbers):
        return False
    pairs = zip(_figures(one.numbers), _figures(two.numbers), strict=True)
    return sum(mine != theirs for mine, theirs in pairs) == 1


def _figures(numbers: Sequence[str]) -> list[str]:
    return [number.replace(",", ".") for number in numbers]


def _changed(one: Sequence[str], two: Sequence[str]) -> tuple[str, str]:
    """The number that differs, as each writes it."""
    places = range(len(one))
    differs = next(place for place in places if _figures(one)[place] != _figures(two)[place])
    return one[differs], two[differs]


def _unit_of(text: str, number: str) -> str:
    """The unit of a number in a text; empty for a bare one. A drifted number keeps its unit."""
    found = [one for one in quantities(text) if number in text[one.start : one.end]]
    return found[0].unit if found else ""


def _step_place(passage: Passage, step: _Step, value: str) -> Place:
    return Place(
        passage=passage,
        start=step.start,
        end=step.end,
        page=step.page,
        page_label=step.page_label,
        value=value,
    )


def _of_negations(
    this: Passage, other: Passage, start: int | None, end: int | None
) -> Iterator[Contradiction]:
    """A sentence, and the same with a "not"."""
    if not same_language(this.language, other.language):
        return
    words = NEGATIONS.get(primary(this.language))
    if not words or not (_negates(this.text, words) or _negates(other.text, words)):
        return
    is_unspaced = primary(this.language) in ("zh", "ja")
    mine = _sentences(this, start, end)
    theirs = _sentences(other, None, None) if mine else []
    for one in mine:
        for two in theirs:
            if _negates(one.text, words) == _negates(two.text, words):
                continue
            if not is_unspaced and len(_words(one.text) ^ _words(two.text)) > WORDS_APART:
                continue
            if _opposes(one.text, two.text, this, other, words):
                yield Contradiction(
                    label=one.text,
                    this=_step_place(this, one, one.text),
                    other=_step_place(other, two, two.text),
                )


@lru_cache(maxsize=4096)
def _split(text: str, language: str) -> tuple[tuple[int, int], ...]:
    return split(text, language=language)


def _sentences(passage: Passage, start: int | None, end: int | None) -> list[_Step]:
    found = []
    for step in _steps(passage, start, end):
        for first, last in _split(step.text, passage.language):
            text = step.text[first:last].strip()
            place = step.start + step.text.index(text, first)
            found.append(
                _Step(
                    kind=step.kind,
                    text=text,
                    start=place,
                    end=place + len(text),
                    page=step.page,
                    page_label=step.page_label,
                    numbers=(),
                )
            )
    return found


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w']+", text.casefold()))


def _negates(text: str, words: frozenset[str]) -> bool:
    if any(not word[0].isascii() and word[0] > "\u2e80" for word in words):
        return any(word in text for word in words)
    return bool(words & _words(text))


def _opposes(one: str, two: str, this: Passage, other: Passage, words: frozenset[str]) -> bool:
    """Whether two sentences say the same but for the negation, of the same models."""
    language = this.language
    if one.endswith(("?", "？")) or two.endswith(("?", "？")):
        return False
    if says_if(one, language) or says_if(two, language):
        return False
    mine, theirs = _plain_content(one, language, words), _plain_content(two, language, words)
    if len(mine) < FEWEST_WORDS or mine != theirs:
        return False
    named = _models_named(one, this), _models_named(two, other)
    return named[0] == named[1] or bool(named[0] & named[1])


def _plain_content(text: str, language: str, words: frozenset[str]) -> frozenset[str]:
    for found in reversed(extract(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    if primary(language) in ("zh", "ja"):
        return content_of(text, language) - words
    kept = [word for word in re.findall(r"[\w']+", text.casefold()) if word not in words]
    return content_of(" ".join(kept), language)


def _models_named(text: str, passage: Passage) -> frozenset[str]:
    named = frozenset(found.canonical for found in extract(text) if found.kind == "model")
    return named or frozenset(map(canonical, passage.facts.models))
