"""A person's draft → hints before it is sent. CONDUCTOR; pure: values in, hints out.

``language → address → wording → facts → notice → personal data → terms → internal text``
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from answer.hint import Hint, PersonDraft, Severity, Source
from answer.internal_text import InternalText
from answer.lint_address import lint_address
from answer.lint_facts import lint_facts
from answer.lint_internal import lint_internal
from answer.lint_language import lint_language
from answer.lint_notice import lint_notice
from answer.lint_personal import lint_personal
from answer.lint_terms import lint_terms
from answer.lint_wording import lint_wording
from answer.lint_words import lint_words
from answer.locale.market import Market
from answer.terms import TermBase

MOST_HINTS = 100
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "hint": 2}
_SHORTEST_QUOTE = 8
"""Characters of a source's line or title that make its words a quote, not a coincidence."""
_SHORTEST_WIDE_QUOTE = 3
"""In Chinese, Japanese and Korean."""
_ENDLESS = re.compile(r"\s{40}|\w{300}")
_BREAK = "\u2063"
"""The invisible separator: neither white space nor part of a word."""
_QUOTED = re.compile(
    r"„[^“”\n]{1,400}[“”]|“[^”\n]{1,400}”|«[^»\n]{1,400}»|»[^«\n]{1,400}«"
    r"|「[^」\n]{1,400}」|『[^』\n]{1,400}』|\"[^\"\n]{1,400}\""
)


def lint(draft: PersonDraft, *, terms: TermBase, internal: InternalText) -> tuple[Hint, ...]:
    """What to look at in a draft, in the order of the text; errors first at one place.

    Wording, address and terms are not judged inside quotes: those are the document's own words.
    """
    found = sorted(
        _all(draft, terms=terms, internal=internal),
        key=lambda hint: (hint.start, _RANK[hint.severity], hint.end, hint.code),
    )
    return tuple(dict.fromkeys(found))[:MOST_HINTS]


def _all(draft: PersonDraft, *, terms: TermBase, internal: InternalText) -> Iterator[Hint]:
    for step in _steps(draft, terms=terms, internal=internal):
        yield from islice(step, MOST_HINTS)


def _steps(
    draft: PersonDraft, *, terms: TermBase, internal: InternalText
) -> Iterator[Iterable[Hint]]:
    """Every rule's hints, one rule after the other."""
    text, question = _calmed(draft.text), _calmed(draft.question)
    language, market, style = draft.language, draft.market, draft.style
    sources = tuple(replace(one, quote=_calmed(one.quote)) for one in draft.sources)
    copied = list(_copied(text, (*sources, *_notices(market, language))))
    strange = list(lint_language(text, language=language, apart=copied))
    yield strange
    if not strange:
        # in another language its rules would only repeat that it is one
        words = lint_words(language)
        apart = [*copied, *(found.span() for found in _QUOTED.finditer(text))]
        yield lint_address(
            text,
            words=words,
            address=style.address if style else "",
            is_polite=style is not None and style.formality != "neutral",
            apart=apart,
        )
        yield lint_wording(text, words=words, language=language, market=market, apart=copied)
        yield lint_notice(text, language=language, question=question, market=market)
        code = market.code if market else ""
        yield lint_terms(
            text, language=language, market=code, brand=draft.brand, terms=terms, apart=apart
        )
    personal = list(lint_personal(text, known=lambda: _known(question, sources)))
    # the digits of a telephone number are no fact besides
    facts = [
        hint
        for hint in lint_facts(text, language=language, sources=sources, question=question)
        if not any(hint.start < one.end and one.start < hint.end for one in personal)
    ]
    yield (hint for hint in facts if not any(_lies_in(hint, span) for span in copied))
    yield personal
    yield lint_internal(text, internal=internal, question=question)


def _is_telling(line: str) -> bool:
    least = _SHORTEST_WIDE_QUOTE if line and max(line) >= "\u2e80" else _SHORTEST_QUOTE
    return len(line) >= least


def _notices(market: Market | None, language: str) -> Iterator[Source]:
    """What the market asks for is said in its own words, if need be in English."""
    for notice in market.notices if market else ():
        yield Source(quote=notice.text(language))


def _lies_in(hint: Hint, span: tuple[int, int]) -> bool:
    return span[0] <= hint.start and hint.end <= span[1]


def _known(question: str, sources: tuple[Source, ...]) -> str:
    """What the customer wrote and what the cited documents say."""
    return "\n".join((question, *(text for one in sources for text in (one.quote, one.document))))


def _calmed(text: str) -> str:
    """The text with endless runs of white space or letters broken, every place kept.

    No language writes them, and patterns take their time over them.
    """
    return _ENDLESS.sub(lambda run: run.group()[:-1] + _BREAK, text)


def _copied(text: str, sources: tuple[Source, ...]) -> Iterator[tuple[int, int]]:
    """Where the draft has the sources' own words: whole lines, lines of a quote, titles."""
    place = 0
    for line in text.split("\n"):
        bare = line.strip()
        start = place + line.find(bare)
        place += len(line) + 1
        if bare and any(bare in one.quote or bare in one.document for one in sources):
            yield start, start + len(bare)
    for source in sources:
        lines = map(str.strip, f"{source.quote}\n{source.about}".split("\n"))
        for words in {line for line in lines if _is_telling(line)}:
            start = text.find(words)
            while start >= 0:
                yield start, start + len(words)
                start = text.find(words, start + len(words))
