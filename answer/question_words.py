"""What one sentence of a message does: ask, ask along with the one before, tell, or be polite."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from answer.intents import intent_of, plain
from answer.question import SMALL_TALK
from ingest.language import primary

SentenceKind = Literal["question", "along", "statement", "courtesy"]
"""``along``: a tail, an alternative or a fragment that asks nothing without the question before."""

QUESTION_MARKS = "?？؟⁇⁈⁉፧"
_MARKED = re.compile(rf"[{QUESTION_MARKS}][!！\s\"'”’»)\]）」』{QUESTION_MARKS}]*$")
_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
"""Written without spaces, or with endings grown on to words: looked at letter by letter."""
_ANDS = frozenset("and und y e et en i a и а ve dan va و".split())
_ORS = frozenset("or oder o ou oppure of lub albo или veya yoksa او hay atau".split())
_CHOICE = re.compile(r"是.*(?:还是|還是)|.*(?:それとも|아니면)")
_POLITE_ENDINGS = re.compile(r"(?:นะ|ครับ|ค่ะ|คะ|[啊呀呢]|ください|下さい)+$")
_POLITE_WORDS = frozenset("a please bitte pls plz".split())
_NOT_LETTERS = re.compile(r"[^\w\s]|_")
_STROKES = str.maketrans("łđø", "ldo")
"""Letters whose stroke is no accent that could be taken off."""
_STEM = 5
"""Letters by which two forms of a word are told to be one."""
_OWN_WORDS = 2
_OWN_PAIRS = 3
_LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
_RUN = re.compile(r"[\u3400-\u9fff]+|[^\s\x00-\x7f\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FRAGMENT_WORDS = 3
_FRAGMENT_LETTERS = 3
_COURTESY_WORDS = 4
_COURTESY_LETTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """The words of one language that tell what a sentence does; folded as ``folded`` folds."""

    spaced: bool
    opens: tuple[str, ...]
    """Begin a question that has no question mark."""
    asks: tuple[str, ...]
    """Ask wherever they stand: "I would like to know"."""
    ends: tuple[str, ...]
    """End a question that has no question mark."""
    also: tuple[str, ...]
    """Begin another question."""
    joins: tuple[str, ...]
    """Begin an alternative or a condition of the question before."""
    tails: tuple[str, ...]
    """Whole sentences that ask for assent."""
    courtesy: tuple[str, ...]
    """Begin a sentence that asks for help, not for anything in particular."""
    empty: tuple[str, ...]
    """Say nothing about what is asked."""
    anaphora: tuple[str, ...]
    """Stand for something said before."""
    why: tuple[str, ...]
    """Ask for a cause, after which guesses at it follow."""
    articles: tuple[str, ...]
    """Begin a fragment rather than a sentence."""
    wh: tuple[str, ...]
    """Make even a short sentence a question of its own."""
    questions: tuple[str, ...]
    """Announce several questions."""


@lru_cache(maxsize=32)
def words_of(language: str) -> QuestionWords:
    """The words of a language by its tag; English where there are none of its own."""
    shipped = _shipped()
    base = primary(language)
    base = base if base in shipped else "en"
    spaced = base not in _UNSPACED
    folded_lists = {
        name: tuple(sorted({_fold(word, spaced=spaced) for word in listed}, key=len, reverse=True))
        for name, listed in shipped[base].items()
    }
    return QuestionWords(spaced=spaced, **folded_lists)


def is_marked(sentence: str) -> bool:
    """Whether a sentence ends in a question mark of any script."""
    return _MARKED.search(sentence.rstrip()) is not None


def kind_of(sentence: str, *, language: str, announced: bool = False) -> SentenceKind:
    """What the sentence does; ``announced`` for an item of a list of questions."""
    words = words_of(language)
    if intent_of(sentence) in SMALL_TALK:
        return "courtesy"
    marked = is_marked(sentence)
    whole = _fold(sentence, spaced=words.spaced)
    core = _core(whole, words)
    if not core or _is_courtesy(core, words):
        return "courtesy"
    if core in words.tails or whole in words.tails:
        return "along" if marked else "courtesy"
    if announced:
        return "question"
    if marked:
        joined = _begins(whole, words.joins, words)
        if joined or _says_nothing(core, words) or _is_fragment(core, words):
            return "along"
        return "question"
    asks = _holds(core, words.asks, words) or _begins(core, words.opens, words)
    if asks or _ends(core, words):
        joined = _begins(whole, words.joins, words)
        return "along" if joined or _says_nothing(core, words) else "question"
    return "statement"


def begins_another(sentence: str, *, language: str) -> bool:
    """Whether a sentence says that it asks something further: "also", "by the way"."""
    words = words_of(language)
    folded = _fold(sentence, spaced=words.spaced)
    return _begins(folded, words.also, words) and not _begins(folded, words.joins, words)


def begins_along(sentence: str, *, language: str) -> bool:
    """Whether a sentence begins as an alternative, a condition or an example of what was said."""
    words = words_of(language)
    return _begins(_fold(sentence, spaced=words.spaced), words.joins, words)


def begins_with_and(sentence: str, *, language: str) -> bool:
    """Whether a sentence begins with "and" alone."""
    words = words_of(language)
    first, _, after = _fold(sentence, spaced=words.spaced).partition(" ")
    return bool(after) and (first in _ANDS or (len(first) > 2 and first.startswith("و")))


def content_of(text: str, *, language: str) -> frozenset[str]:
    """What a text is about, as pieces to compare: word stems, or letter pairs without spaces."""
    words = words_of(language)
    if words.spaced:
        idle = {*words.empty, *words.anaphora, *words.wh, *words.articles, *_ANDS}
        core = _core(_fold(text, spaced=True), words)
        return frozenset(word[:_STEM] for word in core.split() if word not in idle)
    core = _core(_fold(text, spaced=False), words)
    for phrase in sorted({*words.empty, *words.wh, *words.ends}, key=len, reverse=True):
        # a single letter stands inside other words, a single ideograph is a word
        if len(phrase) > 1 or _HAN.match(phrase):
            core = core.replace(phrase, " ")
    pieces = set(_LATIN_WORD.findall(core))
    for run in _RUN.findall(core):
        size = min(2, len(run)) if _HAN.match(run) else 4
        pieces.update(run[at : at + size] for at in range(len(run) - size + 1))
    return frozenset(pieces)


def is_slight(content: frozenset[str], *, language: str) -> bool:
    """Whether so little content makes no question of its own."""
    return len(content) < (_OWN_PAIRS if primary(language) == "zh" else _OWN_WORDS)


def announces(sentence: str, *, language: str) -> bool:
    """Whether a sentence announces questions, as before a list of them."""
    words = words_of(language)
    return _holds(_fold(sentence, spaced=words.spaced), words.questions, words)


def refers_back(sentence: str, *, language: str) -> bool:
    """Whether a sentence holds a word that stands for something said before."""
    words = words_of(language)
    return _holds(_fold(sentence, spaced=words.spaced), words.anaphora, words)


def asks_why(sentence: str, *, language: str) -> bool:
    """Whether a sentence asks for a cause or a meaning."""
    words = words_of(language)
    return _holds(_fold(sentence, spaced=words.spaced), words.why, words)


def holds_question_word(sentence: str, *, language: str) -> bool:
    """Whether a clause of a script without spaces asks: there its word stands anywhere in it."""
    words = words_of(language)
    return not words.spaced and _holds(_fold(sentence, spaced=False), words.wh, words)


def ends_like_question(sentence: str, *, language: str) -> bool:
    """Whether the last words alone make it a question, without a mark."""
    words = words_of(language)
    return _ends(_fold(sentence, spaced=words.spaced), words)


def length(sentence: str, *, language: str) -> int:
    """Words of the sentence; in scripts without spaces a word for every two letters."""
    words = words_of(language)
    folded = _fold(sentence, spaced=words.spaced)
    return len(folded.split()) if words.spaced else (len(folded) + 1) // 2


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, list[str]]]:
    path = resources.files("answer.data") / "question_words.json"
    values: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return values


def _fold(text: str, *, spaced: bool) -> str:
    if spaced:
        return plain(text).translate(_STROKES)
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_NOT_LETTERS.sub("", composed).split())


def _core(folded: str, words: QuestionWords) -> str:
    """Without the "and", the "also" and the greeting before."""
    while True:
        rest = folded
        for phrase in words.also:
            if _begins(rest, (phrase,), words):
                rest = rest[len(phrase) :].lstrip()
                break
        if words.spaced:
            first, _, after = rest.partition(" ")
            rest = after if first in _ANDS and after else rest
            last = rest.rpartition(" ")
            rest = last[0] if last[2] in _POLITE_WORDS else rest
        if rest == folded:
            return folded
        folded = rest


def _begins(folded: str, phrases: Sequence[str], words: QuestionWords) -> bool:
    if not words.spaced:
        return folded.startswith(tuple(phrases))
    return any(f"{folded} ".startswith(f"{phrase} ") for phrase in phrases)


def _holds(folded: str, phrases: Sequence[str], words: QuestionWords) -> bool:
    if not words.spaced:
        return any(phrase in folded for phrase in phrases)
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)


def _ends(folded: str, words: QuestionWords) -> bool:
    if not words.spaced:
        return _POLITE_ENDINGS.sub("", folded).endswith(words.ends) if words.ends else False
    return any(f" {folded}".endswith(f" {phrase}") for phrase in words.ends)


def _is_courtesy(core: str, words: QuestionWords) -> bool:
    for phrase in words.courtesy:
        if _begins(core, (phrase,), words):
            rest = core[len(phrase) :]
            if words.spaced:
                return len(rest.split()) < _COURTESY_WORDS
            return len(rest) < _COURTESY_LETTERS
    return False


def _says_nothing(core: str, words: QuestionWords) -> bool:
    """Whether nothing is left when the words that say nothing are taken away."""
    if words.spaced:
        idle = {*words.empty, *words.anaphora, *words.wh}
        return all(word in idle for word in core.split())
    for phrase in sorted({*words.empty, *words.wh}, key=len, reverse=True):
        core = core.replace(phrase, "")
    return len(core) < 2


def _is_fragment(core: str, words: QuestionWords) -> bool:
    """A bare noun or a choice put as a question: "A minute?", "Warm white or cold white?"."""
    if not words.spaced:
        return len(core) <= _FRAGMENT_LETTERS or _CHOICE.match(core) is not None
    listed = core.split()
    if any(word in words.wh for word in listed):
        return False
    if not _ORS.isdisjoint(listed[1:]):
        return True
    return (
        len(listed) <= _FRAGMENT_WORDS or listed[0] in words.articles or listed[0][:1].isdecimal()
    )
