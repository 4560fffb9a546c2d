"""A sentence, and the same with a "not" in another passage. Pure."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from answer.claim_labels import content_of
from answer.claim_wording import says_if
from answer.claim_words import NEGATIONS
from answer.draft import Contradiction, Place
from answer.text_blocks import TextBlock, place_of, text_blocks
from index.passage import Passage
from ingest.identifiers import canonical, extract
from ingest.language import primary, same_language
from ingest.sentences import split

FEWEST_WORDS = 2
"""Content words that both have to hold."""
WORDS_APART = 5
"""More than these do not tell a sentence from its negation."""
_UNSPACED = "\u2e80"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence of a block, and whether it says "not"."""

    text: str
    start: int
    """Into the block's text."""
    words: frozenset[str]
    negates: bool


def negated_sentences(
    this: Passage, other: Passage, *, start: int | None = None, end: int | None = None
) -> Iterator[Contradiction]:
    """Sentences of two passages in one language that say the same but for a negation."""
    code = primary(this.language)
    words = NEGATIONS.get(code)
    if not words or not same_language(this.language, other.language):
        return
    if not (_negates(this.text, words) or _negates(other.text, words)):
        return
    mine = list(_sentences(this, start, end))
    theirs = list(_sentences(other, None, None)) if mine else []
    most = len(this.text) + len(other.text) if code in ("zh", "ja") else WORDS_APART
    for block, one in mine:
        for beside, two in theirs:
            if one.negates == two.negates or len(one.words ^ two.words) > most:
                continue
            if _opposes(one.text, two.text, this, other, words):
                yield Contradiction(
                    label=one.text, this=_place(this, block, one), other=_place(other, beside, two)
                )


def _place(passage: Passage, block: TextBlock, sentence: _Sentence) -> Place:
    first = block.start + sentence.start
    stretch = dataclasses.replace(block, start=first, end=first + len(sentence.text))
    return place_of(stretch, passage, value=sentence.text)


def _sentences(
    passage: Passage, start: int | None, end: int | None
) -> Iterator[tuple[TextBlock, _Sentence]]:
    for block in text_blocks(passage, start=start, end=end):
        for sentence in _read(block.text, passage.language):
            yield block, sentence


@lru_cache(maxsize=4096)
def _read(text: str, language: str) -> tuple[_Sentence, ...]:
    """The sentences of a block; passages come again with other questions."""
    words = NEGATIONS[primary(language)]
    found = []
    for first, last in split(text, language=language):
        sentence = text[first:last].strip()
        found.append(
            _Sentence(
                text=sentence,
                start=text.index(sentence, first),
                words=_words(sentence),
                negates=_negates(sentence, words),
            )
        )
    return tuple(found)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w']+", text.casefold()))


@lru_cache(maxsize=4096)
def _negates(text: str, words: frozenset[str]) -> bool:
    if any(word[0] > _UNSPACED for word in words):
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


@lru_cache(maxsize=4096)
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
