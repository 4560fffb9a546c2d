"""Which models a heading, a table's cell or a fact states: single ones, lists, ranges, wildcards.

``XR-200A/B`` states two models, ``XR-200 to XR-240`` all between them, ``XR-2xx`` every one that
begins so. Read for headings and cells, where editors write nothing but what a text holds for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.families import models_of_families
from ingest.identifier import Identifier
from ingest.identifier_form import fold
from ingest.identifiers import canonical, extract

_PARTS = re.compile(r"(?P<letters>[A-Z]+)(?P<number>\d+)(?P<suffix>.*)", re.DOTALL)
_BETWEEN = re.compile(
    r"\s*(?:-|~|…|\.{2,3}|to|through|thru|up to|bis|à|a|al|hasta|até|tot|do|по|до|den|ến|sampai|"
    r"至|到|から|부터|ถึง|إلى|حتى)\s*(?:the |la |le |el |zum |zur )?",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?P<letters>[A-Z]+)(?P<first>\d+)(?P<suffix>[A-Z]{0,3}?)-?(?:(?P=letters))?"
    r"(?P<last>\d+)(?P<suffix_of_last>[A-Z]{0,3})"
)
_MORE = re.compile(
    r"(?:\s?[/,、，&+]\s?|\s(?:and|or|und|oder|y|o|e|et|ou|en|of|i|lub|и|или|ve|dan|và|和|与|及|と)\s)"
    r"(?P<piece>\d{1,5}|[A-Z]{1,3}|\d{1,4}[A-Z]{1,2})(?![\w.])"
)
_UNIT_AFTER = re.compile(r"\s?(?:[VWAΩ%°]|[mk][VWA]|Hz|VAC|VDC|mm|cm|kg)\b")
_WILDCARD = re.compile(
    r"(?<![A-Za-z0-9])(?P<begin>[A-Z]{1,8}[- ]?\d{1,4})(?P<open>[x*]{1,3}|X{2,3})(?![A-Za-z0-9])"
)
_SERIES_WORDS = (
    *("series", "family", "range", "serie", "baureihe", "reihe", "gamme", "série", "famille"),
    *("gama", "familia", "gamma", "família", "linha", "seria", "rodzina", "серия", "серии"),
    *("серию", "линейка", "serisi", "ailesi", "dòng", "seri", "keluarga", "سلسلة", "عائلة"),
)
_SERIES_SIGNS = ("系列", "全系", "シリーズ", "시리즈", "ซีรีส์", "ซีรี่ส์", "รุ่นย่อย")
_ALL_WORDS = (
    *("all", "every", "entire", "whole", "alle", "allen", "aller", "sämtliche", "gesamte", "todos"),
    *("todas", "todo", "toda", "tous", "toutes", "toute", "tutti", "tutte", "tutta", "wszystkie"),
    *("wszystkich", "cała", "все", "всех", "всем", "вся", "всей", "tüm", "bütün", "mọi"),
    *("semua", "seluruh", "جميع", "كل", "كافة"),
)
_ALL_SIGNS = (
    "所有",
    "全部",
    "全系列",
    "各型号",
    "各型號",
    "全機種",
    "すべて",
    "全ての",
    "모든",
    "전체",
    "ทุก",
    "tất cả",
)
_WORD = re.compile(r"[^\W\d_]+")
_SERIES_AROUND_CHARACTERS = 24
"""How far from a model a word for its series may stand."""
_COMPOUND = re.compile(r"(?<=[0-9A-Z])-(?=[A-ZÄÖÜ][a-zäöüß]{3,})")
_TAIL = re.compile(r"(?P<number>\d+)(?P<letters>[A-Z]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRange:
    """All models from one to another, both included: same letters, same number of digits."""

    letters: str
    first: int
    last: int
    digits: int
    first_suffix: str
    last_suffix: str

    def holds(self, model: str) -> bool:
        """Whether a canonical form lies in it; a suffix counts only where the range states one."""
        parts = _PARTS.fullmatch(model)
        if parts is None or parts["letters"] != self.letters or len(parts["number"]) != self.digits:
            return False
        number, suffix = int(parts["number"]), parts["suffix"]
        if not self.first <= number <= self.last:
            return False
        if not self.first_suffix or not suffix:
            return True
        if self.first == self.last:
            return self.first_suffix <= suffix[: len(self.last_suffix)] <= self.last_suffix
        return suffix.startswith((self.first_suffix, self.last_suffix))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedModels:
    """What a short text states; empty when it states no model."""

    models: tuple[str, ...] = ()
    """Canonical forms."""
    ranges: tuple[ModelRange, ...] = ()
    beginnings: tuple[tuple[str, int], ...] = ()
    """(canonical beginning, how many characters it leaves open); 0 for a series and its models."""

    def __bool__(self) -> bool:
        return bool(self.models or self.ranges or self.beginnings)

    def holds_open(self, model: str) -> bool:
        """Whether a range or a wildcard takes in a canonical form."""
        return any(one.holds(model) for one in self.ranges) or any(
            model.startswith(begin) and _fits(model[len(begin) :], left)
            for begin, left in self.beginnings
        )


def _fits(rest: str, left_open: int) -> bool:
    """Whether a model's end fits what a beginning leaves open: ``XR-2xx`` means two digits."""
    if left_open == 0:
        return not rest[:1].isdigit()
    opened = rest[:left_open]
    return len(opened) == left_open and (left_open == 1 or opened.isdigit())


def stated_models(
    text: str,
    *,
    families: frozenset[str] = frozenset(),
    single: frozenset[str] = frozenset(),
) -> StatedModels:
    """The models a heading or a cell states.

    ``families`` are letters that models begin with; ``single`` are canonical forms known as one
    model, because ``XR-100-230`` may be the XR-100 for 230 V as well as a range.
    """
    # "XR-200-Baureihe" is a model and a word
    folded = _COMPOUND.sub(" ", fold(text).text)
    beginnings: list[tuple[str, int]] = []
    wild: list[tuple[int, int]] = []
    for found in _WILDCARD.finditer(folded):
        beginnings.append((canonical(found["begin"]), len(found["open"])))
        wild.append(found.span())
    named = [one for one in _named(folded, families) if not _touches(one, wild)]
    models: list[str] = []
    ranges: list[ModelRange] = []
    for place, one in enumerate(named):
        joined = None if one.canonical in single else _joined(one.canonical)
        if joined is not None:
            ranges.append(joined)
        models.append(one.canonical)
        models.extend(_alternatives(one, folded))
        if _names_series(folded, one):
            beginnings.append((one.canonical, 0))
        if place and _BETWEEN.fullmatch(folded[named[place - 1].end : one.start]):
            between = _range(named[place - 1].canonical, one.canonical)
            ranges.extend([between] if between else [])
    if not models:
        beginnings.extend(_whole_families(folded, families))
    return StatedModels(
        models=tuple(dict.fromkeys(models)), ranges=tuple(ranges), beginnings=tuple(beginnings)
    )


def _named(text: str, families: frozenset[str]) -> list[Identifier]:
    found = [one for one in extract(text) if one.kind == "model"]
    more = [
        one
        for one in models_of_families(text, families)
        if not any(one.start < other.end and other.start < one.end for other in found)
    ]
    return sorted((*found, *more), key=lambda one: one.start)


def _names_series(text: str, one: Identifier) -> bool:
    """Whether a word for a series stands beside the model: LX-50 is then its members' name too."""
    around = " ".join(
        (
            text[max(0, one.start - _SERIES_AROUND_CHARACTERS) : one.start],
            text[one.end : one.end + _SERIES_AROUND_CHARACTERS],
        )
    ).casefold()
    words = set(_WORD.findall(around))
    return not words.isdisjoint(_SERIES_WORDS) or any(sign in around for sign in _SERIES_SIGNS)


def _whole_families(text: str, families: frozenset[str]) -> list[tuple[str, int]]:
    """``All XR models`` states every model that begins with XR."""
    words = _WORD.findall(text)
    plain = text.casefold()
    says_all = not {word.casefold() for word in words}.isdisjoint(_ALL_WORDS)
    if not says_all and not any(sign in plain for sign in _ALL_SIGNS):
        return []
    # no script change ends a word: "所有XR型号"
    return [
        (letters, 1)
        for letters in sorted(families)
        if re.search(rf"(?<![A-Za-z0-9]){letters}(?![A-Za-z0-9])", text)
    ]


def _touches(one: Identifier, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in spans)


def _range(first: str, last: str) -> ModelRange | None:
    """``XR200``, ``XR240`` → the range; None where the two are no ends of one."""
    from_, to = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if from_ is None or to is None or from_["letters"] != to["letters"]:
        return None
    suffixes = from_["suffix"], to["suffix"]
    low, high = int(from_["number"]), int(to["number"])
    if len(from_["number"]) != len(to["number"]) or (low, suffixes[0]) >= (high, suffixes[1]):
        return None
    return ModelRange(
        letters=from_["letters"],
        first=low,
        last=high,
        digits=len(from_["number"]),
        first_suffix=suffixes[0],
        last_suffix=suffixes[1],
    )


def _joined(model: str) -> ModelRange | None:
    """``XR-200–XR-240`` and ``XR-200-240`` are read as one name: here its two ends."""
    found = _JOINED.fullmatch(model)
    if found is None or len(found["first"]) != len(found["last"]):
        return None
    return _range(
        found["letters"] + found["first"] + found["suffix"],
        found["letters"] + found["last"] + found["suffix_of_last"],
    )


def _alternatives(one: Identifier, text: str) -> list[str]:
    """The siblings listed behind a model: ``/B`` behind XR-200A, ``, 210`` behind XR-200."""
    head, _, rest = one.text.partition("/")
    base = canonical(head)
    models = [base] if rest else []
    at = one.start + len(head)
    while (found := _MORE.match(text, at)) is not None:
        sibling = _sibling(base, found["piece"])
        if not sibling or (found["piece"].isdigit() and _UNIT_AFTER.match(text, found.end())):
            break
        models.append(sibling)
        at = found.end()
    return models if len(models) > 1 or not rest else []


def _sibling(base: str, piece: str) -> str:
    """``XR200A`` and ``B`` → ``XR200B``; empty where the piece has another shape than the tail."""
    tail = _TAIL.search(base)
    if tail is None:
        return ""
    number, letters = tail["number"], tail["letters"]
    if piece.isalpha():
        return base[: -len(letters)] + piece if letters and len(piece) == len(letters) else ""
    if piece.isdigit():
        return base[: tail.start()] + piece if not letters and len(piece) == len(number) else ""
    digits = sum(map(str.isdigit, piece))
    same_shape = digits == len(number) and len(piece) - digits == len(letters)
    return base[: tail.start()] + piece if same_shape else ""
