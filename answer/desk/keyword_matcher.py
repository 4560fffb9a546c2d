"""A message → the keywords that stand in it, told apart from those that it denies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from answer.desk.keyword_patterns import WORD_BEGINS, folded, keyword_pattern
from answer.risk import Keyword, Strength
from answer.turns import turns
from ingest.language import primary

LONGEST_TEXT = 8_000
"""Characters that are looked through."""
DENIED_BEFORE = 24
DENIED_AFTER = 14
"""Characters in which a "no" or "not" before or behind a term denies it, within its clause."""
_DENIES_BEHIND = frozenset({"ja", "ko", "tr", "de", "nl"})
"""Here the "not" follows."""
_Pattern = tuple[str, Strength, re.Pattern[str]]
_CLAUSE_END = re.compile(r"[.,;:!?…()。，、；：！？（）\n،؛؟]")
_DENIALS = frozenset({"not", "without", "as good as not"})
_ANY_LANGUAGE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordHit:
    """One keyword of a class, as it stands in the message."""

    risk_class: str
    strength: Strength
    text: str


@dataclass(frozen=True, kw_only=True)
class KeywordMatcher:
    """The keyword base, ready to be looked for."""

    keywords: tuple[Keyword, ...]

    def hits(self, text: str, language: str) -> tuple[KeywordHit, ...]:
        """The first keyword of every class and strength that the message does not deny.

        Looked for are the terms of the message's language and those of none; of all languages
        where the message's is not known.
        """
        text = text[:LONGEST_TEXT]
        plain = folded(text)
        found: list[KeywordHit] = []
        for name, strength, pattern in self._patterns_for(language):
            hit = next(
                (
                    match
                    for match in pattern.finditer(plain)
                    if not _is_denied(text, match.span(), language)
                ),
                None,
            )
            if hit:
                said = text[hit.start() : hit.end()].strip()
                found.append(KeywordHit(risk_class=name, strength=strength, text=said))
        return tuple(found)

    def _patterns_for(self, language: str) -> Iterator[_Pattern]:
        base = primary(language)
        # zh-TW takes both ways of writing, a language that is not known takes all
        tags = (
            {language, base} & self._by_language.keys()
            or {tag for tag in self._by_language if primary(tag) == base}
            or set(self._by_language)
        )
        for tag in sorted({*tags, _ANY_LANGUAGE}):
            if tag not in self._compiled:
                self._compiled[tag] = _compiled(self._by_language.get(tag, ()))
            yield from self._compiled[tag]

    @cached_property
    def _compiled(self) -> dict[str, tuple[_Pattern, ...]]:
        """By language, compiled when the first message in it comes."""
        return {}

    @cached_property
    def _by_language(self) -> Mapping[str, Sequence[Keyword]]:
        grouped: dict[str, list[Keyword]] = {}
        for keyword in self.keywords:
            grouped.setdefault(keyword.language, []).append(keyword)
        return grouped


def _compiled(keywords: Sequence[Keyword]) -> tuple[_Pattern, ...]:
    grouped: dict[tuple[str, Strength], list[str]] = {}
    for keyword in keywords:
        key = (keyword.risk_class, keyword.strength)
        grouped.setdefault(key, []).append(keyword_pattern(keyword.term))
    return tuple(
        (name, strength, re.compile(_either(patterns)))
        for (name, strength), patterns in grouped.items()
    )


def _either(patterns: Sequence[str]) -> str:
    """One pattern; the word border that most begin with is looked for once."""
    bordered = [one.removeprefix(WORD_BEGINS) for one in patterns if one.startswith(WORD_BEGINS)]
    others = [one for one in patterns if not one.startswith(WORD_BEGINS)]
    return "|".join([*([f"{WORD_BEGINS}(?:{'|'.join(bordered)})"] if bordered else []), *others])


def _is_denied(text: str, span: tuple[int, int], language: str) -> bool:
    """Whether the clause says that there is none: "no smoke", けがはありません."""
    start, end = span
    before = _CLAUSE_END.split(text[max(0, start - DENIED_BEFORE) : start])[-1]
    if turns(before, language) & _DENIALS:
        return True
    if primary(language) not in _DENIES_BEHIND:
        return False
    after = _CLAUSE_END.split(text[end : end + DENIED_AFTER])[0]
    return bool(turns(after, language) & _DENIALS)
