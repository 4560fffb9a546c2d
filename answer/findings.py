"""A reply's text beside its evidence → what in it was added, lost or changed.

1. Both are cut into sentences, which are aligned.
2. Of each pair are compared: numbers with units in order, dates, amounts, identifiers, addresses,
   the words that turn a sentence about, and words that exclude one another.
3. A sentence of the reply without evidence is an addition; one of the evidence that is left out is
   a loss where it warns or restricts, and in a translation always.
4. The whole is in the language and script it should be in, with names that stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from answer.aligned_sentences import Bead, Likeness, Sentence, align, sentences_of
from answer.contrasts import exchanged
from answer.number_words import ONE
from answer.turn_differences import differing_turns
from answer.turns import knows_turns, turns
from answer.value_words import CURRENCY_CODES
from answer.written_values import Value, same_number, same_unit
from ingest.language import detect, normalise_tag, primary, surely_in_none_of

FindingKind = Literal[
    "number",
    "unit",
    "currency",
    "date",
    "identifier",
    "link",
    "negation",
    "only",
    "except",
    "must",
    "order",
    "warning",
    "word",
    "term",
    "language",
    "added",
    "lost",
]
PART = 0.55
"""Of the length of its evidence: below, a sentence says only a part of it."""
SHORT = 40.0
"""Letters of a sentence that has no parts."""
UNLIKE = 0.2
"""Likeness to every sentence of the evidence below which a sentence says something else."""
COPIED = 4
"""Words taken over from which a sentence is a copy in which a word was exchanged."""
LONG_WORD = 4
"""Letters below which a word is grammar."""
FEWEST_LETTERS = 12
"""A sentence with fewer says too little to tell its language by."""
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CLAUSES = re.compile(r"[,;:，；、،؛](?!\d)\s*")
_DENIES = frozenset({"not", "without"})
_RESTRICTS = frozenset({"not", "warning", "only", "except"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that differs between a reply and its evidence."""

    kind: FindingKind
    said: str
    """In the reply; empty where something was lost."""
    stated: str
    """In the evidence; empty where something was added."""
    start: int
    """Into the reply's text: the sentence it was found in; both 0 for the whole."""
    end: int


def findings(
    reply: str,
    evidence: str,
    *,
    language: str,
    evidence_language: str,
    is_translation: bool = False,
    fixed_terms: Sequence[str] = (),
    likeness: Likeness | None = None,
) -> tuple[Finding, ...]:
    """What differs, in the order of the reply; empty for a faithful one.

    ``is_translation`` says that the reply should say all that the evidence says. ``fixed_terms``
    are names that are never translated. ``likeness`` compares sentences by a model, where one is at
    hand.
    """
    if reply.strip() == evidence.strip():
        return ()
    found = [] if reply.strip() in evidence else [*_of_language(reply, language)]
    stated, said = sentences_of(evidence, evidence_language), sentences_of(reply, language)
    beads = align(stated, said, likeness)
    for bead in beads:
        found.extend(_of_bead(bead, stated, is_translation, likeness))
    found.extend(_of_terms(reply, evidence, beads, fixed_terms, is_translation))
    return tuple(sorted(found, key=lambda one: one.start))


def _finding(
    kind: FindingKind, at: Sentence | None, *, said: str = "", stated: str = ""
) -> Finding:
    if at is None:
        return Finding(kind=kind, said=said, stated=stated.strip(), start=0, end=0)
    end = at.start + len(at.text.rstrip())
    return Finding(kind=kind, said=said.strip(), stated=stated.strip(), start=at.start, end=end)


def _of_bead(
    bead: Bead, stated: Sequence[Sentence], is_translation: bool, likeness: Likeness | None
) -> Iterator[Finding]:
    if bead.evidence is None:
        if bead.reply is not None and _LETTER.search(bead.reply.text):
            yield _finding("added", bead.reply, said=bead.reply.text)
        return
    if bead.reply is None:
        if bead.evidence.turns & _RESTRICTS:
            yield _finding("warning", None, stated=bead.evidence.text)
        elif is_translation:
            yield _finding("lost", None, stated=bead.evidence.text)
        return
    one, other = bead.evidence, bead.reply
    in_part = not is_translation and SHORT < one.length > other.length / PART
    yield from _of_values(one, other, in_part)
    yield from _of_names(one, other, stated, in_part)
    if knows_turns(one.language) and knows_turns(other.language):
        yield from _of_turns(one, other)
    for pair in exchanged(other.text, other.language, one.text, one.language):
        yield _finding("word", other, said=pair.said, stated=pair.instead_of)
    if primary(one.language) == primary(other.language):
        yield from _of_copy(one, other)
    if likeness is not None:
        yield from _of_likeness(other, stated, likeness)


def _of_values(one: Sentence, other: Sentence, in_part: bool) -> Iterator[Finding]:
    matched: list[tuple[Value, Value]] = []
    for value in other.values:
        same = [stated for stated in one.values if same_number(value, stated)]
        alike = [stated for stated in same if same_unit(value, stated)]
        shown = other.text[value.start : value.end]
        if alike:
            matched.append((value, alike[0]))
        elif same:
            kind: FindingKind = "currency" if _is_money(value, same[0]) else "unit"
            yield _finding(kind, other, said=shown, stated=one.text[same[0].start : same[0].end])
        elif not _is_one(value, one):
            yield _finding(_kind(value), other, said=shown)
    for stated in one.values:
        said = any(same_number(stated, value) for value in other.values)
        if not said and not in_part and not _is_one(stated, other):
            shown = one.text[stated.start : stated.end]
            yield _finding(_kind(stated), other, stated=shown)
    for (first, first_stated), (second, second_stated) in pairwise(matched):
        swapped = first_stated.start > second_stated.start and not same_number(first, second)
        if swapped and first.unit == second.unit and not _is_repeated(first, matched):
            shown = other.text[first.start : second.end]
            yield _finding(_kind(first), other, said=shown)


def _is_repeated(value: Value, matched: Sequence[tuple[Value, Value]]) -> bool:
    return sum(same_number(value, other) for other, _ in matched) > 1


def _kind(value: Value) -> FindingKind:
    if value.unit == "date":
        return "date"
    return "currency" if set(value.unit.split()) & set(CURRENCY_CODES) else "number"


def _is_money(one: Value, other: Value) -> bool:
    codes = set(CURRENCY_CODES)
    return bool(set(one.unit.split()) & codes and set(other.unit.split()) & codes)


def _is_one(value: Value, elsewhere: Sentence) -> bool:
    """Whether it is a 1 that the other text says with an article, or with "each"."""
    pattern = ONE.get(primary(elsewhere.language))
    return value.number == 1 and bool(pattern and re.search(pattern, elsewhere.text.casefold()))


def _of_names(
    one: Sentence, other: Sentence, stated: Sequence[Sentence], in_part: bool
) -> Iterator[Finding]:
    everywhere = frozenset().union(*(sentence.codes for sentence in stated))
    for code in sorted(other.codes - one.codes):
        # the subject of an earlier sentence may be named again
        if code not in everywhere or one.codes:
            yield _finding("identifier", other, said=code)
    for code in sorted(one.codes - other.codes):
        if not in_part:
            yield _finding("identifier", other, stated=code)
    for link in sorted(other.links - one.links):
        yield _finding("link", other, said=link)
    for link in sorted(one.links - other.links):
        if not in_part:
            yield _finding("link", other, stated=link)


def _of_turns(one: Sentence, other: Sentence) -> Iterator[Finding]:
    stated, said = one.turns, other.turns
    found = list(differing_turns(stated, said))
    for kind in found:
        yield _finding(kind, other, said=other.text, stated=one.text)
    if "negation" not in found:
        yield from _of_clauses(one, other)
    if "warning" in stated and not said & {"warning", "not"}:
        yield _finding("warning", other, said=other.text, stated=one.text)


def _of_clauses(one: Sentence, other: Sentence) -> Iterator[Finding]:
    """A clause that denies for one that does not, where both sentences have as many clauses."""
    clauses = _CLAUSES.split(one.text.strip()), _CLAUSES.split(other.text.strip())
    if len(clauses[0]) != len(clauses[1]) or len(clauses[0]) == 1:
        return
    stated = [turns(clause, one.language) for clause in clauses[0]]
    said = [turns(clause, other.language) for clause in clauses[1]]
    denials = [sum(bool(turned & _DENIES) for turned in of_text) for of_text in (stated, said)]
    if denials[0] == denials[1]:
        return  # the order of clauses is each language's own
    for place, turned in enumerate(zip(stated, said, strict=True)):
        if "negation" in differing_turns(*turned):
            yield _finding("negation", other, said=clauses[1][place], stated=clauses[0][place])


def _of_copy(one: Sentence, other: Sentence) -> Iterator[Finding]:
    """One word in the place of another, where all the others were taken over."""
    lost, added = one.words - other.words, other.words - one.words
    if len(one.words & other.words) >= COPIED and len(lost) == len(added) == 1:
        (said,), (stated,) = added, lost
        if min(len(said), len(stated)) >= LONG_WORD:
            yield _finding("word", other, said=said, stated=stated)


def _of_likeness(
    said: Sentence, stated: Sequence[Sentence], likeness: Likeness
) -> Iterator[Finding]:
    nearest = max(likeness((said.text, said.language), (one.text, one.language)) for one in stated)
    if nearest < UNLIKE:
        yield _finding("added", said, said=said.text)


def _of_language(reply: str, language: str) -> Iterator[Finding]:
    wanted = normalise_tag(language)
    if primary(wanted) == "zh" and detect(reply, hint=language) not in (wanted, "und"):
        yield Finding(kind="language", said=reply, stated=wanted, start=0, end=len(reply))
        return
    for sentence in sentences_of(reply, language):
        if _is_foreign(sentence.text, primary(wanted)):
            yield _finding("language", sentence, said=sentence.text, stated=wanted)


@lru_cache(maxsize=4096)
def _is_foreign(sentence: str, wanted: str) -> bool:
    """Whether a sentence says enough to tell that it is in another language."""
    if len(_LETTER.findall(sentence)) < FEWEST_LETTERS and not _WIDE.search(sentence):
        return False
    # the second look takes twice as long, and what passes the first passes it too
    return primary(detect(sentence, hint=wanted)) != wanted and surely_in_none_of(
        sentence, {wanted}
    )


def _of_terms(
    reply: str,
    evidence: str,
    beads: Sequence[Bead],
    fixed_terms: Sequence[str],
    is_translation: bool,
) -> Iterator[Finding]:
    for term in fixed_terms:
        if term not in evidence or term in reply:
            continue
        told = any(
            bead.evidence is not None and bead.reply is not None and term in bead.evidence.text
            for bead in beads
        )
        if told or is_translation:
            yield _finding("term", None, stated=term)
