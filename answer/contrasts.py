"""Which word of a text stands for another thing: hot for cold, hose for cable, Spain for Portugal.

The words are in ``answer/data/contrasts.tsv``; the texts may be in different languages. A doubt
makes no difference: something is exchanged only where one text names a thing that the other does
not, and the other names one that excludes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from babel import Locale

from ingest.language import primary

_ANYWHERE = frozenset({"zh", "ja", "ko", "th"})
_ARABIC_PARTICLES = "(?:[وفبلك]?ال|[وفبلك]{1,2}|لل)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Two words of which one stands where the other should."""

    said: str
    """In the reply."""
    instead_of: str
    """In the evidence."""


@dataclass(frozen=True, slots=True)
class _Thing:
    block: int
    number: int


def exchanged(
    reply: str, language: str, evidence: str, evidence_language: str
) -> tuple[Exchange, ...]:
    """What the reply names in the place of something else that the evidence names."""
    return _exchanged(reply, language, evidence, evidence_language, from_block=0)


def exchanged_names(
    text: str, language: str, other: str, other_language: str
) -> tuple[Exchange, ...]:
    """Countries and days of the week that a text names in the place of another's."""
    return _exchanged(text, language, other, other_language, from_block=len(_blocks()))


def names_in(text: str, language: str) -> tuple[str, ...]:
    """The words of a text that are names of countries or days of the week, in lower case."""
    things = _things(text, primary(language))
    return tuple(word for thing, word in things.items() if thing.block >= len(_blocks()))


def _exchanged(
    reply: str, language: str, evidence: str, evidence_language: str, *, from_block: int
) -> tuple[Exchange, ...]:
    said = _things(reply, primary(language))
    stated = _things(evidence, primary(evidence_language))
    found: list[Exchange] = []
    shared = {thing.block for thing in said} & {thing.block for thing in stated}
    for block in (block for block in shared if block >= from_block):
        mine = {thing: word for thing, word in said.items() if thing.block == block}
        theirs = {thing: word for thing, word in stated.items() if thing.block == block}
        added, lost = mine.keys() - theirs.keys(), theirs.keys() - mine.keys()
        if added and lost:
            first, second = min(added, key=_order), min(lost, key=_order)
            found.append(Exchange(said=mine[first], instead_of=theirs[second]))
    return tuple(found)


def things_named(text: str, language: str) -> frozenset[tuple[int, int]]:
    """What a text names of the words that exclude one another, whatever its language."""
    return frozenset((one.block, one.number) for one in _things(text, primary(language)))


def _order(thing: _Thing) -> int:
    return thing.number


@lru_cache(maxsize=4096)
def _things(text: str, language: str) -> Mapping[_Thing, str]:
    """The things a text names, each with the word for it."""
    if language not in _blocks()[0][0]:
        return {}
    folded = text.lower()
    found: dict[_Thing, str] = {}
    for thing, pattern in _patterns(language).items():
        match = pattern.search(folded)
        if match is not None:
            found[thing] = match.group()
    names, pattern = _names(language)
    for match in pattern.finditer(folded):
        named = names.get(match["name"]) or names.get(match["name"].removesuffix("s"))
        if named is not None:
            found.setdefault(named, match.group())
    return found


@cache
def _patterns(language: str) -> Mapping[_Thing, re.Pattern[str]]:
    return {
        _Thing(block, number): re.compile(_pattern(row[language], language))
        for block, rows in enumerate(_blocks())
        for number, row in enumerate(rows)
        if row[language] not in ("", "-")
    }


@cache
def _blocks() -> tuple[tuple[Mapping[str, str], ...], ...]:
    """Rows that exclude one another, each from language to what it is looked for by."""
    text = (resources.files("answer.data") / "contrasts.tsv").read_text(encoding="utf-8")
    header, *blocks = re.sub(r"(?m)^#.*\n", "", text).strip().split("\n\n")
    languages = header.split("\t")
    return tuple(
        tuple(dict(zip(languages, line.split("\t"), strict=True)) for line in block.split("\n"))
        for block in blocks
    )


def _pattern(cell: str, language: str) -> str:
    if cell.startswith("~"):
        return cell[1:].replace("|~", "|")
    words = f"(?:{cell.replace('|~', '|')})"
    if language in _ANYWHERE:
        return words
    if language == "ar":
        return rf"(?<!\w){_ARABIC_PARTICLES}{words}\w*"
    return rf"(?<!\w){words}\w*"


@cache
def _names(language: str) -> tuple[Mapping[str, _Thing], re.Pattern[str]]:
    """Countries and days of the week by their names in a language, folded."""
    locale = Locale(language)
    found: dict[str, _Thing] = {}
    blocks = len(_blocks())
    for number, code in enumerate(sorted(Locale("en").territories)):
        name = str(locale.territories.get(code, "")).lower()
        if len(code) == 2 and len(name) >= (2 if language in _ANYWHERE else 4):
            found.setdefault(_stem(name, language), _Thing(blocks, number))
    for number, name in locale.days["format"]["wide"].items():
        folded = str(name).lower()
        found.setdefault(_stem(folded, language), _Thing(blocks + 1, number))
        if language == "zh":
            for other in ("周", "週", "礼拜", "禮拜"):
                found.setdefault(other + folded[-1], _Thing(blocks + 1, number))
    words = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
    if language == "pt":
        found.update({name.replace("-feira", "s-feiras"): day for name, day in found.items()})
        words = words.replace(r"\-feira", r"s?\-feiras?")
    before = "" if language in _ANYWHERE else r"(?<!\w)"
    particles = _ARABIC_PARTICLES if language == "ar" else ""
    return found, re.compile(f"{before}{particles}(?P<name>{words})")


def _stem(name: str, language: str) -> str:
    """A name without the ending that cases change."""
    if language == "ar":
        return name.removeprefix("ال")
    if language in ("ru", "pl", "tr") and " " not in name and len(name) > 5:
        return name[:-1]
    return name
