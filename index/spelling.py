"""A carelessly typed question → the question as it was probably meant, by the release's own words.

1. A question typed wholly without accents gets them back. In most languages a word that the
   release writes only with accents gets them; where accents tell most words apart (Vietnamese), it
   is read as the likeliest row of written words, by how often neighbours stand together.
2. A word that the release does not know in any form gets the known word that one slip away gives:
   letters swapped, one left out or doubled, a neighbour on the keyboard, a vowel for a vowel. Of
   several the one that stands there more often, weighed by how likely the slip is
   (a noisy channel: Kernighan, Church and Gale, *A spelling correction program*, 1990).

Never touched: identifiers, numbers, addresses, abbreviations and words that the embedder has as one
piece. Of a language the release has hardly any words of, accents alone are given back, by what the
embedder knows of it: a Spanish question is not read as English words. What an audience may not see
mends nothing for it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.spelling_words import LanguageWords, SpellingWords
from index.tokens import folded, plain_form, plain_words
from ingest.document import Audience
from ingest.identifier import Identifier
from ingest.language import primary

LEAST_WORDS = 300
"""Of a language that the audience may see, from which on its questions are mended."""
LEAST_LETTERS = 4
"""Of what was typed and of what was meant; shorter words are near too many, or abbreviations."""
LONGEST_QUESTION = 1_000
"""Characters; a longer text is no question, and enough of its words are right."""
WORDS_LOOKED_UP = 16
"""In one question; where more are new to the release, it is not about it."""
LEAST_ACCENTED = 0.01
"""Share of a language's running words with accents, from which on missing ones are given back."""
LIKELY_SLIP, LETTER_LEFT_OUT, VOWEL_FOR_VOWEL, LETTER_ADDED, UNLIKELY = 1.0, 1.2, 1.3, 1.8, 2.5
MOST_UNLIKELY = 2.0
COST_OF_SLIP = 2.5
"""Natural logarithm by which a word must be more frequent to outweigh a slip less likely by one."""
CLEARLY_BETTER = 0.5
PAIR_WEIGHT = 0.8
"""Of what the neighbours say against how frequent the word is alone."""
PATHS_KEPT = 20
_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    *("ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ", "ضصثقفغعهخحجد", "شسيبلاتنمكط"),
)
_NEIGHBOURS = frozenset(
    pair for row in _ROWS for one, other in pairwise(row) for pair in ((one, other), (other, one))
)
_VOWELS = frozenset("aeiouyаеиоуыэюяαεηιουω")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a question is searched."""

    text: str
    typed: tuple[str, ...] = ()
    """The words that were read otherwise, as typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    start: int
    end: int
    typed: str
    form: str
    """In lower case."""


class Speller:
    """Reads the questions of one audience. Safe for many threads."""

    def __init__(
        self,
        words: SpellingWords,
        *,
        audience: Audience,
        knows: Callable[[str, str], bool],
        identify: Callable[[str], Iterable[Identifier]],
        count_tokens: Callable[[str], int],
        with_accents: Callable[[str, str], str] | None = None,
    ) -> None:
        """``knows`` says whether the audience can find a word, given its language, in any form;
        ``with_accents`` how a word of a language is likeliest written, where the embedder tells."""
        self._words = words
        self._audience: Audience = audience
        self._knows = knows
        self._identify = identify
        self._count_tokens = count_tokens
        self._with_accents = with_accents

    def read(self, text: str, *, language: str) -> Reading:
        """The question with its slips mended; as typed where nothing is clear."""
        tag = primary(language)
        known = self._words.of(tag, self._audience)
        if len(text) > LONGEST_QUESTION:
            return Reading(text=text)
        words = self._prose(text)
        bare = all(folded(word.form) == word.form for word in words)
        if len(known.forms) < LEAST_WORDS:
            read = self._in_a_strange_language(words, tag, bare=bare)
        elif bare and known.neighbours:
            read = _with_accents([word.form for word in words], known)
        else:
            read = self._one_by_one(words, known, tag, bare=bare)
        changed = [
            (word, meant) for word, meant in zip(words, read, strict=True) if meant != word.form
        ]
        for word, meant in reversed(changed):
            text = text[: word.start] + _in_case_of(word.typed, meant) + text[word.end :]
        return Reading(text=text, typed=tuple(word.typed for word, _ in changed))

    def _prose(self, text: str) -> list[_Word]:
        taken = [(one.start, one.end) for one in self._identify(text)]
        return [
            _Word(start=start, end=end, typed=text[start:end], form=plain_form(text[start:end]))
            for start, end in plain_words(text)
            if not any(begin < end and start < stop for begin, stop in taken)
        ]

    def _one_by_one(
        self, words: Sequence[_Word], known: LanguageWords, language: str, *, bare: bool
    ) -> list[str]:
        shouted = _is_shouted(words)
        read, looked_up = [], 0
        for word in words:
            meant = _accented(word.form, known) if bare else word.form
            new = len(word.form) >= LEAST_LETTERS and folded(word.form) not in known.spellings
            if new and not _is_name(word, shouted=shouted) and looked_up < WORDS_LOOKED_UP:
                looked_up += 1
                if self._is_unknown(word.form, language):
                    meant = self._nearest(word.form, known)
            read.append(meant)
        return read

    def _in_a_strange_language(
        self, words: Sequence[_Word], language: str, *, bare: bool
    ) -> list[str]:
        """The words with accents, where none has one and the embedder knows which they were."""
        read, shouted = self._with_accents, _is_shouted(words)
        if read is None or not bare:
            return [word.form for word in words]
        return [
            word.form if _is_name(word, shouted=shouted) else read(word.form, language)
            for word in words
        ]

    def _is_unknown(self, form: str, language: str) -> bool:
        return self._count_tokens(form) > 1 and not self._knows(form, language)

    def _nearest(self, form: str, known: LanguageWords) -> str:
        """The known word that was clearly meant; the word itself where none is."""
        bare, pieces = folded(form), self._count_tokens(form)
        found = process.extract(bare, known.forms, scorer=OSA.distance, score_cutoff=1, limit=None)
        rated = []
        for near, _, _ in found:
            slip = _slip(bare, near)
            written = known.spellings[near][0][0]
            if slip <= MOST_UNLIKELY and len(near) >= LEAST_LETTERS:
                rated.append((math.log(known.totals[near]) - COST_OF_SLIP * slip, written))
        rated = [one for one in rated if self._count_tokens(one[1]) <= pieces]
        rated.sort(reverse=True)
        if not rated or (len(rated) > 1 and rated[0][0] - rated[1][0] < CLEARLY_BETTER):
            return form
        return rated[0][1]


def _is_shouted(words: Sequence[_Word]) -> bool:
    return all(word.typed.isupper() for word in words)


def _is_name(word: _Word, *, shouted: bool) -> bool:
    inner = word.typed[1:]
    return inner != inner.lower() and not shouted  # USB, RustDesk


def _accented(form: str, known: LanguageWords) -> str:
    """The word with the accents that the release always writes it with."""
    written = known.spellings.get(form, ())
    if known.accented_share < LEAST_ACCENTED or not written:
        return form
    return form if any(word == form for word, _ in written) else written[0][0]


def _slip(typed: str, meant: str) -> float:
    """How unlikely it is to type one word for the other, one edit away; both without accents."""
    at = next(
        (n for n, (one, other) in enumerate(zip(typed, meant, strict=False)) if one != other),
        min(len(typed), len(meant)),
    )
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    if len(typed) == len(meant) and typed[at : at + 2] == meant[at : at + 2][::-1]:
        return LIKELY_SLIP
    if at == 0:
        return UNLIKELY  # the first letter is seldom another one
    if len(longer) > len(shorter):
        if at == len(shorter):
            return UNLIKELY  # another ending is rather another word
        if longer[at] == longer[at - 1]:
            return LIKELY_SLIP
        return LETTER_LEFT_OUT if shorter is typed else LETTER_ADDED
    if (typed[at], meant[at]) in _NEIGHBOURS:
        return LIKELY_SLIP
    vowels = typed[at] in _VOWELS and meant[at] in _VOWELS
    return VOWEL_FOR_VOWEL if vowels and at < len(typed) - 2 else UNLIKELY


def _with_accents(forms: Sequence[str], known: LanguageWords) -> list[str]:
    """The likeliest row of written words for words typed without accents (Viterbi 1967)."""
    paths: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for form in forms:
        written = known.spellings.get(form) or ((form, 0),)
        total = sum(count for _, count in written) or 1
        last = {path[-1]: _following(path[-1], written, known) for _, path in paths if path}
        reached = []
        for number, (word, count) in enumerate(written[:PATHS_KEPT]):
            alone = (count + 0.01) / total
            likeliest = max(
                (score + math.log(_share(last.get(path[-1] if path else ""), number, alone)), path)
                for score, path in paths
            )
            reached.append((likeliest[0], (*likeliest[1], word)))
        paths = sorted(reached, reverse=True)
    return list(max(paths)[1])


def _following(
    before: str, written: Sequence[tuple[str, int]], known: LanguageWords
) -> list[int] | None:
    """How often each of the written words follows; None where the release never has the pair."""
    if known.neighbours is None or not written[0][1] or folded(before) not in known.spellings:
        return None
    counts = [known.neighbours(before, word) for word, _ in written]
    return counts if any(counts) else None


def _share(following: Sequence[int] | None, number: int, alone: float) -> float:
    if following is None:
        return alone
    total = sum(following)
    weight = PAIR_WEIGHT * total / (total + 1)
    return weight * following[number] / total + (1.0 - weight) * alone


def _in_case_of(typed: str, meant: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant
