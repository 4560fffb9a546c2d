"""What identifies a thing in a text: models, standards, certificates, HS codes, errors, versions.

1. The text is folded character by character, so that places stay true: full width, odd dashes,
   foreign digits.
2. Links, mail addresses and file names are set aside.
3. Kinds with a grammar of their own are looked for in order, then labelled numbers ("型号: 4900"),
   then model numbers by shape. What one finder took, the next leaves.
"""

import re
from collections.abc import Callable, Iterator

from ingest.identifier import Identifier, IdentifierKind
from ingest.identifier_form import canonical as canonical
from ingest.identifier_form import fold
from ingest.identifier_form import forms as forms
from ingest.identifier_grammar import (
    LABELLED_VALUE,
    NUMBER_LABEL,
    PART_OF_DIGITS,
    PHONE_BEFORE,
    TOKEN_END,
    Span,
    any_of,
    certificates,
    error_codes,
    hs_codes,
    is_date,
    standards,
    threads,
    versions,
)
from ingest.identifier_model import TOKEN, is_quantity, models_in
from ingest.identifier_words import FILE_SUFFIXES, MODEL_WORDS

_Finder = Callable[[str], Iterator[Span]]

_ASIDE = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://[^\s<>\"'`，。、）】]+|www\.[^\s<>\"'，。]+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w%&./\\-])[\w%&-]+(?:[./\\][\w%&-]+){{0,20}}\.(?:{'|'.join(FILE_SUFFIXES)})(?![\w-])"
    r"|(?<![\w/.&-])[\w.-]+(?:/[\w.&-]+){3,20}",
    re.IGNORECASE | re.ASCII,
)

_LABELLED_MODEL = re.compile(
    rf"(?:{any_of(MODEL_WORDS)})[ .-]{{0,2}}"
    rf"(?:{NUMBER_LABEL}[ .]{{0,2}}[:：#]?|[:：#]) ?{LABELLED_VALUE}",
    re.IGNORECASE,
)
_MODEL_ONLY = ("model", "models", "modell", "modèle", "modelo", "modello", "модель", "型号", "型號")
_MODEL_BEFORE = re.compile(
    rf"(?:{any_of(_MODEL_ONLY)}) ?"
    rf"(?P<value>[A-Z]{{1,4}}-?\d{{1,4}}[A-Z]{{0,3}}){TOKEN_END}"
)


def extract(text: str) -> tuple[Identifier, ...]:
    """The identifiers of a text in reading order, never overlapping; ``text[start:end]`` is each.

    Found: ``XR-200A/5V``, ``1-2176340-9``, ``EN 62368-1:2020+A11``, ``CE-2023-0417``,
    ``8504.40.90``, ``M12X1.5-6H``, ``E-04``, ``Err 12``, ``v1.2.3``. Left: quantities, dates,
    times, phone numbers, prices, words, pins and protocols (``GPIO5``, ``USB3.0``, ``USB-C``).
    """
    folded = fold(text)
    source = folded.text
    if not any(map(str.isdigit, source)):
        return ()
    taken = _Taken(source)
    for found in _ASIDE.finditer(source):
        taken.set_aside(found.span())
    for kind, finder in _FINDERS:
        for start, end in finder(source):
            taken.add(kind, start, end)
    offsets = folded.offsets
    return tuple(
        Identifier(
            text=text[offsets[start] : offsets[end - 1] + 1],
            canonical=canonical(source[start:end]),
            kind=kind,
            start=offsets[start],
            end=offsets[end - 1] + 1,
        )
        for start, end, kind in taken.in_order()
    )


class _Taken:
    """The spans taken so far; a later finder never gets a character an earlier one took."""

    def __init__(self, source: str) -> None:
        self._free = bytearray(b"\x01") * len(source)
        self._found: list[tuple[int, int, IdentifierKind]] = []

    def set_aside(self, span: Span) -> None:
        start, end = span
        self._free[start:end] = bytes(end - start)

    def add(self, kind: IdentifierKind, start: int, end: int) -> None:
        if 0 not in self._free[start:end]:
            self.set_aside((start, end))
            self._found.append((start, end, kind))

    def in_order(self) -> list[tuple[int, int, IdentifierKind]]:
        return sorted(self._found)


def _labelled_models(source: str) -> Iterator[Span]:
    for found in PART_OF_DIGITS.finditer(source):
        if PHONE_BEFORE.search(source[max(0, found.start() - 20) : found.start()]) is None:
            yield found.span()
    for found in _LABELLED_MODEL.finditer(source):
        value = found["value"]
        digits = sum(map(str.isdigit, value))
        if digits and not is_date(value) and (len(value) >= 4 or digits < len(value) >= 2):
            if is_quantity(value) and not value.replace("-", "").isdigit():
                continue
            yield found.span("value")
    for found in _MODEL_BEFORE.finditer(source):
        yield found.span("value")


def _models(source: str) -> Iterator[Span]:
    for found in TOKEN.finditer(source):
        token = found.group()
        if len(token) < 4 or not _HAS_DIGIT.search(token):
            continue
        before = source[found.start() - 1] if found.start() else " "
        after = source[found.end() : found.end() + 1]
        if before in "#@$%\\=_~<{" or (after and after in "@={_\\") or before == ".":
            continue
        if after == "(" and token[0].islower():
            continue  # a call in code; "NCP1117(1 A)" is a part with its rating
        for start, end in models_in(token):
            yield found.start() + start, found.start() + end


_HAS_DIGIT = re.compile(r"\d")
_FINDERS: tuple[tuple[IdentifierKind, _Finder], ...] = (
    ("standard", standards),
    ("thread", threads),
    ("hs_code", hs_codes),
    ("certificate", certificates),
    ("error_code", error_codes),
    ("version", versions),
    ("model", _labelled_models),
    ("model", _models),
)
