"""Fault codes as displays show them and manuals list them: ``E04``, ``F-2``, ``0x8007``, ``12``.

Letters and number make a code; leading zeros, marks between them, case, width and letters of
another alphabet that look the same do not. A bare number is one only where the words around it say
so, which is for the reader of a heading, a cell or a question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ingest.fault_code_words import FAULT_LABELS
from ingest.identifier_form import LOOKALIKES, FoldedText, fold
from ingest.identifier_grammar import any_of

_SAME_LETTERS = {"ER": "E", "ERR": "E", "ERROR": "E", "AL": "A", "ALM": "A", "FLT": "F"}
FAULT_LETTERS = frozenset({"E", "F", "A", "0X"})
"""Letters that only say that it is a fault: "Error 5" is how people say E05."""

CODE_START = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-./_])"
CODE_END = r"(?![A-Za-z0-9])(?![.,]\d)"
LETTERED = (
    r"(?:0[xX][0-9A-Fa-f]{2,8}|[A-Za-z]{1,3}[-_]?\d{1,5}(?:[A-Za-z]|-\d{1,2})?"
    r"|[A-Za-z]{4}-?\d{1,3}|(?i:ERR?|ALM?|FLT|[AEFHLU])\.\d{1,5})"
)
"""With a point only behind letters that displays show: ``p.12`` and ``No.7`` are none."""
SPACED = r"[A-Za-z]{1,3} \d{1,4}"
BARE = r"\d{1,5}"
_PARTS = re.compile(
    r"0[xX](?P<hex>[0-9A-Fa-f]+)"
    r"|(?P<letters>[A-Za-z]*)[-_ .]?(?P<number>\d+)(?P<suffix>[A-Za-z]|-\d+)?"
)
_ZERO_BEHIND = frozenset({"EO", "FO", "ERO", "ERRO"})
"""Letters whose O is a zero: ``EO7``, as one reads it off a display."""
_ALIKE = "".join(map(chr, LOOKALIKES))
_LOOKS_LATIN = re.compile(
    rf"(?<![A-Za-z\u0370-\u03ff\u0400-\u04ff])(?:[A-Za-z{_ALIKE}{_ALIKE.lower()}]{{1,4}}(?=[-_.]?\d)"
    rf"|[A-Za-z{_ALIKE}]{{1,4}}(?= \d))"
)
"""Small letters stand right before their number: ``с 12`` is Russian for "from 12"."""
_ITEM = re.compile(rf"(?:{LETTERED}|{SPACED}|{BARE}){CODE_END}")
_TO = re.compile(
    r"\s*(?:-|~|…|\.{2,3}|to|through|bis|à|a|al|hasta|até|tot|do|по|до|den|ile|đến|sampai|至|到|から|"
    r"부터|ถึง|إلى)\s*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s*(?:[,;/、，&+|]|(?<=\s)(?:and|or|und|oder|y|o|e|et|ou|en|of|i|lub|и|или|ve|veya|và|dan|atau)"
    r"(?=\s)|和|或|及|と|و)\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:{any_of(FAULT_LABELS)}|code|код|コード|代码)[\s:：#.№-]{{0,3}}", re.IGNORECASE
)
_AFTER = re.compile(r"\s*(?:$|[:：=(（–—\"”'」]|-\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCode:
    """A code, or how often a lamp blinks."""

    letters: str
    """Upper case, ``E`` for ``Err``; ``0X`` for hexadecimal ones, empty for a bare number."""
    number: str
    """Without leading zeros."""
    suffix: str = ""
    digits: str = field(default="", compare=False)
    """The number with its zeros, as written."""
    kind: Literal["code", "blinks"] = "code"

    def is_family_of(self, other: "FaultCode") -> bool:
        """Whether both may stand in one table: the same letters, or none and those of a fault."""
        if self.kind != other.kind:
            return False
        letters = {self.letters, other.letters}
        return len(letters) == 1 or ("" in letters and letters <= {"", *FAULT_LETTERS})

    def is_same(self, other: "FaultCode") -> bool:
        """Whether they are one code, however carelessly written."""
        return (
            self.is_family_of(other) and self.number == other.number and self.suffix == other.suffix
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSpan:
    """The codes from ``first`` to ``last``; a single one is both."""

    first: FaultCode
    last: FaultCode

    def covers(self, code: FaultCode) -> bool:
        """Whether the code is one of these."""
        if self.first == self.last or not code.is_family_of(self.first):
            return self.first.is_same(code) or self.last.is_same(code)
        ends = (self.first.number, self.last.number, code.number)
        if not all(end.isdigit() for end in ends):
            return self.first.is_same(code) or self.last.is_same(code)
        return int(self.first.number) <= int(code.number) <= int(self.last.number)


def fold_codes(text: str) -> FoldedText:
    """The text folded, with letters before a number that only look Latin made so."""
    folded = fold(text)
    if folded.text.isascii():
        return folded
    latin = _LOOKS_LATIN.sub(lambda found: _latin(found.group()), folded.text)
    return FoldedText(text=latin, offsets=folded.offsets)


def _latin(letters: str) -> str:
    return letters if letters.isascii() else letters.upper().translate(LOOKALIKES)


def fault_code(text: str) -> FaultCode | None:
    """The code that a text is; None where it has another shape."""
    found = _PARTS.fullmatch(fold_codes(text).text)
    if found is None:
        return None
    if found["hex"]:
        return FaultCode(letters="0X", number=found["hex"].upper().lstrip("0") or "0")
    letters, digits = found["letters"].upper(), found["number"]
    if letters in _ZERO_BEHIND:
        letters, digits = letters[:-1], "O" + digits
    return FaultCode(
        letters=_SAME_LETTERS.get(letters, letters),
        number=digits.lstrip("O0") or "0",
        suffix=(found["suffix"] or "").upper(),
        digits=digits,
    )


def blinks(count: int) -> FaultCode:
    """What a lamp says that blinks so often between two pauses."""
    return FaultCode(letters="", number=str(count), kind="blinks")


def codes_at_start(text: str, *, bare: bool) -> tuple[CodeSpan, ...]:
    """The codes that a cell, a heading or an entry begins with: one, a list, a range; or none.

    A word for a fault before them is passed over. Bare numbers are read where ``bare``, and only
    where nothing follows them but a mark.
    """
    source = fold_codes(text).text.strip()
    label = _LABEL.match(source)
    place = label.end() if label else 0
    spans: list[CodeSpan] = []
    while (found := _ITEM.match(source, place)) is not None:
        first = last = fault_code(found.group())
        place = found.end()
        between = _TO.match(source, place)
        further = between and _ITEM.match(source, between.end())
        if between and further:
            other = fault_code(further.group())
            if first and other and (other.letters in (first.letters, "")):
                last = FaultCode(letters=first.letters, number=other.number)
                place = further.end()
        if first is None or last is None:
            break
        spans.append(CodeSpan(first=first, last=last))
        more = _MORE.match(source, place)
        if more is None or _ITEM.match(source, more.end()) is None:
            break
        place = more.end()
    is_bare = any(not span.first.letters for span in spans)
    if is_bare and not (bare and _AFTER.match(source, place)):
        return ()
    return tuple(spans)


def blinks_in(cell: str) -> tuple[CodeSpan, ...]:
    """How often a lamp blinks, as a cell below such a header says: ``3``, ``3 x``, ``3 times``."""
    found = re.match(r"\s*(\d{1,2})(?!\d|[.,]\d)", fold(cell).text)
    if found is None:
        return ()
    code = blinks(int(found.group(1)))
    return (CodeSpan(first=code, last=code),)


def family_in(spans: Sequence[CodeSpan], code: FaultCode) -> bool:
    """Whether any of the codes might stand in one table with this one."""
    return any(span.first.is_family_of(code) for span in spans)


def stems(words: Sequence[str]) -> re.Pattern[str]:
    """Words of spaced scripts from a word's start, with whatever ending; others anywhere."""
    spaced = [re.escape(word) for word in words if is_spaced(word)]
    others = [re.escape(word) for word in words if not is_spaced(word)]
    begun = [rf"(?<![^\W\d_])(?:{'|'.join(spaced)})"] if spaced else []
    return re.compile("|".join((*begun, *others)), re.IGNORECASE)


def is_spaced(word: str) -> bool:
    """Whether a word is of a script that writes spaces; Korean's words take endings all the same,
    and are looked for anywhere."""
    return word[0] < "\u0e00"
