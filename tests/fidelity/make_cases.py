"""Evidence with good and corrupted replies in twelve languages, to measure fidelity by.

Each file of ``bases/`` holds, for ten topics, what a document says (``quote``), the same as a
writer would say it (``said``), and edits written by hand that make it wrong, each under the class
of its error. The topics are the same in all languages, so that any language's quote is evidence
for any other's reply. Numbers, identifiers, links and languages are corrupted by rule.

A base (a topic in a language) belongs to the closed part when the SHA-256 of its name says so: a
third of them. ``python -m tests.fidelity.make_cases`` prints how many cases each class has.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import opencc
from ruamel.yaml import YAML

from ingest.sentences import split

Kind = Literal["quote", "translation", "rephrasing"]
"""The document's own words, all of them in another language, or said in other words."""
BASES = Path(__file__).parent / "bases"
FIXED_TERMS = ("NorthCare", "AirBox")
"""Names that are never translated."""
SALT = "S32"
"""Drawn once, before there was anything to measure, so that each language has two to six closed
topics and each topic two to six closed languages."""
GOOD_EVIDENCE_LANGUAGES = 11
"""So many languages' quotes are evidence for each base's good replies."""
SISTERS = {
    "HX-220A": "HX-220B",
    "LP-50": "LP-70",
    "LP-80": "LP-30",
    "CE-2024-0312": "CE-2024-0321",
    "F-118": "F-181",
    "E-07": "E-01",
    "AirBox S2": "AirBox S3",
}
_SWAPPED = {"LP-50": "LP-80", "LP-80": "LP-50"}
LINKS = {
    "returns@northlight.example": ("return@northlight.example", "returns@northlight.test"),
    "https://northlight.example/warranty": (
        "https://northlight.example/waranty",
        "https://north-light.example/warranty",
    ),
}
SYMBOLS = {
    "V": "A",
    "W": "kW",
    "m": "cm",
    "В": "А",
    "Вт": "кВт",
    "м": "см",
    "°C": "°F",
    "g": "kg",
    "h": "min",
}
LEFT_OUT = {
    "rating": -1,
    "warning": -1,
    "certificate": 1,
    "returns": -1,
    "shipping": 1,
    "warranty": -1,
    "spare_parts": -1,
    "alarm": 0,
}
"""Sentences that a reply may leave out, where nobody asked about them."""
_NAMES = "|".join(map(re.escape, (*sorted(SISTERS, key=len, reverse=True), *LINKS)))
_ASIDE = re.compile(
    rf"{_NAMES}|LP-30|\d+\s?[年년]\s?\d+\s?[月월]\s?\d+\s?[日일]|\d{{4}}[-/]\d\d[-/]\d\d"
    r"|\d\d[./]\d\d[./]\d{4}|2024\. 5\. 3\.|(?:April|May) \d+, \d{4}"
    r"|\d+\.?(?: de)? [^\W\d]+(?: de)? 20\d\d"
)
_NUMBER = re.compile(r"\d+(?:[.,٫ ]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply beside its evidence; ``error`` is empty for a good one."""

    id: str
    base: str
    closed: bool
    error: str
    kind: Kind
    language: str
    """That the reply should be in."""
    reply: str
    evidence: str
    evidence_language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One topic in one language."""

    topic: str
    language: str
    quote: str
    said: str
    edits: tuple[tuple[str, str, str], ...]
    """Class, what is replaced, by what."""
    claims: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.topic}/{self.language}"


def cases(*, closed: bool) -> tuple[Case, ...]:
    """All cases of the open or of the closed part, good ones first."""
    bases = [base for base in _bases() if _is_closed(base.name) == closed]
    made = [case for base in bases for case in (*_good(base), *_corrupted(base))]
    return tuple(sorted({case.id: case for case in made}.values(), key=lambda case: case.error))


def unlisted_cases() -> tuple[Case, ...]:
    """Replies with a wrong word that none of our lists names, beside their own quote and others'.

    ``unlisted.tsv`` was written after the code, to say what the lists leave open; it is no part of
    the set.
    """
    bases = {base.name: base for base in _bases()}
    made: list[Case] = []
    for line in (BASES.parent / "unlisted.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, topic, old, new = line.split("\t")
        base = bases[f"{topic}/{language}"]
        wrong = base.quote.replace(old, new)
        made.append(_case(base, "unlisted word", "rephrasing", wrong, base))
        made.extend(
            _case(base, "unlisted word", "translation", wrong, other) for other in _others(base, 2)
        )
    return tuple(made)


@cache
def _bases() -> tuple[Base, ...]:
    found: list[Base] = []
    for path in sorted(BASES.glob("*.yaml")):
        topics = YAML(typ="safe").load(path.read_text("utf-8"))
        claims = tuple(topics.pop("claims"))
        for topic, stated in topics.items():
            edits = tuple(
                (error, *_two(edit))
                for error, of_class in stated["edits"].items()
                for edit in of_class
            )
            base = Base(
                topic=topic,
                language=path.stem,
                quote=stated["quote"],
                said=stated["said"],
                edits=edits,
                claims=claims,
            )
            for error, old, new in edits:
                if not any(text.count(old) == 1 for text in (base.quote, base.said)):
                    raise ValueError(f"{base.name}: {error} {old!r} => {new!r} fits neither text")
            found.append(base)
    return tuple(found)


def _two(edit: str) -> tuple[str, str]:
    old, _, new = edit.partition(" => ") if " => " in edit else edit.partition(" =>")
    return old, new


def _draw(name: str, count: int) -> int:
    """A number below ``count`` that a name always gives."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6]) % count


def _is_closed(base: str) -> bool:
    return _draw(f"{SALT} {base}", 3) == 0


def _others(base: Base, count: int) -> list[Base]:
    """The same topic in so many other languages."""
    same = [other for other in _bases() if other.topic == base.topic and other != base]
    same.sort(key=lambda other: _draw(f"{base.name} from {other.language}", 1 << 40))
    return same[:count]


def _case(base: Base, error: str, kind: Kind, reply: str, evidence: Base, note: str = "") -> Case:
    name = f"{base.name} {error or 'good'} {kind} {evidence.language} {note}".strip()
    digest = hashlib.sha256(f"{name} {reply}".encode()).hexdigest()[:8]
    return Case(
        id=f"{name} {digest}",
        base=base.name,
        closed=_is_closed(base.name),
        error=error,
        kind=kind,
        language=base.language,
        reply=reply,
        evidence=evidence.quote,
        evidence_language=evidence.language,
    )


def _good(base: Base) -> Iterator[Case]:
    others = _others(base, GOOD_EVIDENCE_LANGUAGES)
    yield _case(base, "", "quote", others[0].quote, others[0])
    for other in others:
        yield _case(base, "", "translation", base.quote, other)
    for other in (base, *others):
        yield _case(base, "", "rephrasing", base.said, other)
    if base.topic in LEFT_OUT:
        for text in (base.quote, base.said):
            parts = _sentences(text, base.language)
            del parts[LEFT_OUT[base.topic]]
            for other in (base, *others[:4]):
                kind: Kind = "rephrasing"
                yield _case(base, "", kind, _joined(parts), other, "in part")


def _corrupted(base: Base) -> Iterator[Case]:
    for error, old, new in base.edits:
        for text in (base.quote, base.said):
            if text.count(old) == 1:
                yield _of(base, error, text, _without_gap(text.replace(old, new)))
    for text in (base.quote, base.said):
        for error, wrong in _by_rule(base, text):
            if wrong != text:
                yield _of(base, error, text, wrong)
    yield from _in_wrong_language(base)


def _of(base: Base, error: str, text: str, wrong: str) -> Case:
    """A corrupted text beside evidence: a translation's in another language, else either."""
    others = _others(base, 6)
    draw = _draw(f"{base.name} {error} {wrong}", 6)
    if text == base.quote:
        if draw < 4:
            return _case(base, error, "translation", wrong, others[draw])
        return _case(base, error, "rephrasing", wrong, base)
    return _case(base, error, "rephrasing", wrong, base if draw < 3 else others[draw])


def _by_rule(base: Base, text: str) -> Iterator[tuple[str, str]]:
    aside = [found.span() for found in _ASIDE.finditer(text)]
    numbers = [
        found
        for found in _NUMBER.finditer(text)
        if not any(first <= found.start() < last for first, last in aside)
    ]
    name = f"{base.name} {text}"
    if numbers:
        one = numbers[_draw(name, len(numbers))]
        yield "number_changed", _put(text, one, _changed(one.group()))
        another = numbers[_draw(name + " dropped", len(numbers))]
        yield "number_dropped", _without_gap(_put(text, another, ""))
        yield "number_dropped", _without_unit(text, another)
        third = numbers[_draw(name + " added", len(numbers))]
        yield "number_added", _put(text, third, f"{third.group()}–{_changed(third.group())}")
    pairs = [
        (first, second)
        for index, first in enumerate(numbers)
        for second in numbers[index + 1 :]
        if _digits(first.group()) != _digits(second.group())
    ]
    if pairs:
        first, second = pairs[_draw(name + " swapped", len(pairs))]
        yield "number_swapped", _put(_put(text, second, first.group()), first, second.group())
    for old, new in SISTERS.items():
        if text.count(old) == 1:
            yield "identifier", text.replace(old, new)
    if base.topic == "certificate":
        yield "identifier", re.sub(r"LP-[58]0", lambda found: _SWAPPED[found.group()], text)
    for link, wrong in LINKS.items():
        if link in text:
            for new in wrong:
                yield "link", text.replace(link, new)
    for found in re.finditer(r"(?<=\d) ?(°C|[A-Za-zВмт]{1,2})(?![^\W_])", text):
        if found.group(1) in SYMBOLS:
            yield "unit", _put(text, found, found.group().replace(*_symbol(found.group(1))))
    claim = base.claims[_draw(name, len(base.claims))]
    parts = _sentences(text, base.language)
    parts.insert(1 + _draw(name + " place", len(parts)), claim)
    yield "claim", _joined(parts)


def _without_unit(text: str, number: re.Match[str]) -> str:
    """Without a number and the word or symbol behind it; as it was where none is set apart."""
    behind = re.match(r"\s(?:°C|%|€|[^\W\d]+)", text[number.end() :])
    if behind is None:
        return text
    return _without_gap(text[: number.start()] + text[number.end() + behind.end() :])


def _without_gap(text: str) -> str:
    return re.sub(r" +(?=[.,])| (?= )", "", text).strip()


def _symbol(symbol: str) -> tuple[str, str]:
    return symbol, SYMBOLS[symbol]


def _in_wrong_language(base: Base) -> Iterator[Case]:
    for number, other in enumerate(_others(base, 2)):
        evidence = _others(base, 4)[2 + number]
        yield _case(base, "language", "translation", other.quote, evidence, other.language)
        yield _case(base, "language", "rephrasing", other.said, evidence, other.language)
        mine, theirs = (
            _sentences(base.said, base.language),
            _sentences(other.said, other.language),
        )
        if len(mine) == len(theirs):
            place = _draw(f"{base.name} mixed {other.language}", len(mine))
            mine[place] = theirs[place]
            yield _case(base, "language", "rephrasing", _joined(mine), base, "mixed")
    if base.language == "zh-Hans":
        wrong = opencc.OpenCC("s2t").convert(base.quote)
        yield _case(base, "language", "translation", wrong, _others(base, 1)[0], "script")


def _sentences(text: str, language: str) -> list[str]:
    return [text[first:last] for first, last in split(text, language=language)]


def _joined(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        gap = "" if not text or text.endswith((" ", "。", "！")) else " "
        text += gap + part
    return text.strip()


def _put(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def _changed(number: str) -> str:
    """Another number, written with the same digits' script: its first digit is one more."""
    first = number[0]
    zero = ord(first) - int(first)
    return chr(zero + int(first) % 9 + 1) + number[1:]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def counts(made: Sequence[Case]) -> Mapping[str, Counter[str]]:
    """Class of error → language → cases; good ones under their kind."""
    found: dict[str, Counter[str]] = {}
    for case in made:
        row = case.error or f"good {case.kind}"
        found.setdefault(row, Counter())[case.language] += 1
    return found


def _main() -> None:
    for name, closed in (("open", False), ("closed", True)):
        made = cases(closed=closed)
        bad = sum(1 for case in made if case.error)
        print(f"{name}: {bad} corrupted, {len(made) - bad} good")
        for row, of_language in sorted(counts(made).items()):
            print(f"  {row:18} {sum(of_language.values()):5}  {dict(sorted(of_language.items()))}")


if __name__ == "__main__":
    _main()
