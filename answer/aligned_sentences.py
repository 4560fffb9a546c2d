"""Evidence and reply → which sentences of one say what which of the other say.

A dynamic programme over both, in order: one sentence for one, one for two or three, two or three
for one, or none (W. A. Gale, K. W. Church, A Program for Aligning Sentences in Bilingual Corpora,
1993). What holds two sentences together, whatever their languages, are the numbers, names and
things in them; in one language their words do as well, and a model's likeness where there is one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from answer.contrasts import things_named
from answer.turns import turns
from answer.written_values import Value, in_ascii, written_values
from ingest.identifiers import canonical, extract
from ingest.language import primary
from ingest.sentences import split

Likeness = Callable[[tuple[str, str], tuple[str, str]], float]
"""(text, language) of two sentences → how near they are in meaning; about 0 for any two."""
MOST_JOINED = 3
SKIPPED = -0.02
"""For a sentence of the evidence that the reply leaves out."""
UNFOUNDED = -0.15
"""For a sentence of the reply that no evidence stands for."""
JOINED = -0.18
LONGEST = 40
"""Sentences of either text that are aligned; beyond, the work would grow with their product."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'）)、。，\u3040-\uffef]+", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE = re.compile(
    r"(?<![A-Za-z0-9_./-])(?!(?:EUR|USD|GBP|CHF|CNY|JPY|Rp|no|No)\d)[A-Za-z]{1,8}[-/]?\d"
    r"(?:[A-Za-z0-9]|[-/](?=[A-Za-z0-9]))*"
)
_UNIT_ENDS = re.compile(
    r"(?:(?<=\d)|(?<=[\d\w]\s))(?:W|V|A|min|h|m|km|kg|g|°C|r|г|USD|EUR|mm|cm|Hz|l|ml|kW|kWh)\.\s+"
    r"(?=[^\W\d_a-zа-я])|\.\s+(?=https?://)"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{3,6}(?![A-Za-z])")
"""Short names such as DAP or LED: alike in most languages."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Sentence:
    """One or several sentences that stand together, with what can be compared of them.

    Without slots, so that each part is looked for once and only where it is needed.
    """

    text: str
    language: str
    start: int
    """Into the whole text."""

    @cached_property
    def links(self) -> frozenset[str]:
        """Addresses of pages and mail boxes."""
        return frozenset(_links(self.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Models, certificates, standards, error codes: canonical."""
        return _codes(self.text)[0]

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Numbers with units, amounts and dates."""
        return written_values(_codes(self.text)[1], self.language)

    @cached_property
    def turns(self) -> frozenset[str]:
        """Not, only, except, must …"""
        return turns(self.text, self.language)

    @cached_property
    def things(self) -> frozenset[object]:
        """What is named of the words that exclude one another."""
        return frozenset(things_named(self.text, self.language))

    @cached_property
    def anchors(self) -> frozenset[object]:
        """What stays the same in any language."""
        numbers = {round(one.number, 6) for one in self.values}
        return frozenset((*numbers, *self.codes, *self.links, *_CAPITALS.findall(self.text)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Beginnings of its words, or pairs of characters where words are not set apart."""
        folded = self.text.casefold()
        wide = "".join(_WIDE.findall(folded))
        pairs = {wide[place : place + 2] for place in range(len(wide) - 1)}
        return frozenset((*(word[:5] for word in _WORD.findall(_WIDE.sub(" ", folded))), *pairs))

    @cached_property
    def length(self) -> float:
        """Characters as if it were written in letters: an ideograph says more than a letter."""
        wide, hangul = len(_WIDE.findall(self.text)), len(_HANGUL.findall(self.text))
        return len(self.text.strip()) + 1.6 * wide + 0.9 * hangul


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """Sentences of the evidence and the reply that stand for each other; either may be missing."""

    evidence: Sentence | None
    reply: Sentence | None


@lru_cache(maxsize=1024)
def sentences_of(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a text; one that ends with a unit ends there."""
    found: list[Sentence] = []
    for first, last in split(text, language=language):
        start = first
        for cut in _UNIT_ENDS.finditer(text, first, last):
            found.append(Sentence(text[start : cut.end()], language, start))
            start = cut.end()
        if text[start:last].strip():
            found.append(Sentence(text[start:last], language, start))
    return tuple(found)


class _Runs:
    """Runs of a text's sentences, each made once."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._made: dict[tuple[int, int], Sentence] = {}

    def at(self, start: int, count: int) -> Sentence:
        """So many sentences from there on as one."""
        place = (start, count)
        if place not in self._made:
            parts = self._sentences[start : start + count]
            made = joined(parts)
            if count > 1:
                # what they name is what the parts name: looked for once
                vars(made).update(
                    {
                        name: frozenset[object]().union(*(getattr(part, name) for part in parts))
                        for name in ("anchors", "things", "turns", "words")
                    }
                )
            self._made[place] = made
        return self._made[place]


def align(
    evidence: Sequence[Sentence], reply: Sequence[Sentence], likeness: Likeness | None = None
) -> tuple[Bead, ...]:
    """The beads in the reply's order, those without a reply where they were left out."""
    evidence, reply = evidence[:LONGEST], reply[:LONGEST]
    runs = _Runs(evidence), _Runs(reply)
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    steps = [(1, 1), (1, 0), (0, 1)]
    steps += [(1, count) for count in range(2, MOST_JOINED + 1)]
    steps += [(count, 1) for count in range(2, MOST_JOINED + 1)]
    for i in range(len(evidence) + 1):
        for j in range(len(reply) + 1):
            before = best.get((i, j))
            if before is None:
                continue
            for di, dj in steps:
                if i + di > len(evidence) or j + dj > len(reply):
                    continue
                gain = JOINED * max(0, di + dj - 2)
                if not dj:
                    gain = SKIPPED
                elif not di:
                    gain = UNFOUNDED
                else:
                    gain += nearness(runs[0].at(i, di), runs[1].at(j, dj), likeness)
                place = (i + di, j + dj)
                if place not in best or best[place][0] < before[0] + gain:
                    best[place] = (before[0] + gain, di, dj)
    return _path(evidence, reply, best)


def _path(
    evidence: Sequence[Sentence],
    reply: Sequence[Sentence],
    best: dict[tuple[int, int], tuple[float, int, int]],
) -> tuple[Bead, ...]:
    beads: list[Bead] = []
    i, j = len(evidence), len(reply)
    while i or j:
        _, di, dj = best[(i, j)]
        beads.append(
            Bead(
                evidence=joined(evidence[i - di : i]) if di else None,
                reply=joined(reply[j - dj : j]) if dj else None,
            )
        )
        i, j = i - di, j - dj
    return tuple(reversed(beads))


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Neighbouring sentences as one."""
    if len(sentences) == 1:
        return sentences[0]
    text = "".join(
        one.text if one.text.endswith((" ", "\n")) else f"{one.text} " for one in sentences
    )
    return Sentence(text, sentences[0].language, sentences[0].start)


def nearness(one: Sentence, other: Sentence, likeness: Likeness | None = None) -> float:
    """How much speaks for two sentences saying the same; 0 and below: nothing."""
    total = 0.6 * _shared(one.anchors, other.anchors) + 0.35 * _shared(one.things, other.things)
    total += 0.12 * _shared(one.turns, other.turns)
    if primary(one.language) == primary(other.language):
        total += 0.9 * _overlap(one.words, other.words)
    shorter, longer = sorted((one.length, other.length))
    total += 0.25 * (shorter / longer if longer else 0.0) - 0.1
    if likeness is not None:
        total += 0.8 * likeness((one.text, one.language), (other.text, other.language))
    return total


def _shared(one: frozenset[object], other: frozenset[object]) -> float:
    """From -1, where both name something and nothing in common, to 1."""
    if not one and not other:
        return 0.0
    share = len(one & other) / len(one | other)
    return share if share or not (one and other) else -0.5


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _links(text: str) -> list[str]:
    return [
        found.group().rstrip(".,;:!?").casefold()
        for pattern in (_LINK, _MAIL)
        for found in pattern.finditer(text)
    ]


@lru_cache(maxsize=2048)
def _codes(text: str) -> tuple[frozenset[str], str]:
    """The codes of a text, and the text with links and codes blanked."""
    rest = list(in_ascii(text))
    for pattern in (_LINK, _MAIL):
        for found in pattern.finditer(text):
            rest[found.start() : found.end()] = " " * (found.end() - found.start())
    codes: set[str] = set()
    for named in extract("".join(rest)):
        if " " not in named.text or named.kind in ("standard", "certificate", "hs_code"):
            codes.add(named.canonical)
            rest[named.start : named.end] = " " * (named.end - named.start)
    for code in _CODE.finditer("".join(rest)):
        codes.add(canonical(code.group()))
        rest[code.start() : code.end()] = " " * (code.end() - code.start())
    return frozenset(codes), "".join(rest)
