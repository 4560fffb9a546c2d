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
from ingest.identifier_model import TOKEN, WORD, is_quantity, models_in
from ingest.identifier_words import (
    CERTIFICATE_WORDS,
    ERROR_WORDS,
    FILE_SUFFIXES,
    HS_WORDS,
    MEMORY_WORDS,
    MODEL_WORDS,
    NUMBER_WORDS,
    PHONE_WORDS,
    STANDARD_BODIES,
    VERSION_WORDS,
)

_Span = tuple[int, int]
_Finder = Callable[[str], Iterator[_Span]]


def _any_of(words: tuple[str, ...]) -> str:
    """An alternation, longest first; words of letters in spaced scripts end at a word's end."""
    ordered = sorted(words, key=len, reverse=True)
    spaced = [re.escape(word) for word in ordered if re.match(rf"[{WORD}]", word)]
    others = [re.escape(word) for word in ordered if not re.match(rf"[{WORD}]", word)]
    return "|".join((rf"(?<![{WORD}])(?:{'|'.join(spaced)})(?![^\W\d_])", *others))


_START = rf"(?<![{WORD}])(?<![{WORD}][-./_])"
_END = rf"(?![{WORD}])"

_ASIDE = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://[^\s<>\"'`，。、）】]+|www\.[^\s<>\"'，。]+"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w%&./\\-])[\w%&-]+(?:[./\\][\w%&-]+){{0,20}}\.(?:{'|'.join(FILE_SUFFIXES)})(?![\w-])"
    r"|(?<![\w/.&-])[\w.-]+(?:/[\w.&-]+){3,20}",
    re.IGNORECASE | re.ASCII,
)

# --- standards ------------------------------------------------------------------------------------
_BODY = "|".join(re.escape(body) for body in sorted(STANDARD_BODIES, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_AMENDMENT = r"(?: ?[+/] ?(?:A|AC|AMD|AMD ?|Amd\.? ?|Cor\.? ?)\d{1,2}(?:[:-](?:19|20)\d\d)?)"
_STANDARD = re.compile(
    rf"{_START}(?P<body>(?:{_BODY})(?:[ /-](?:{_BODY})){{0,4}})(?P<gap>[ -]?)"
    rf"(?P<number>[A-Z]{{0,2}}\d{{1,6}}[A-Z]?(?:[-.]\d{{1,5}}[A-Z]?){{0,4}})"
    rf"(?: ?[:：-] ?{_YEAR}(?:-\d\d)?)?{_AMENDMENT}{{0,3}}{_END}",
    re.IGNORECASE,
)
_REGULATION = re.compile(
    rf"{_START}(?:{_YEAR}|[6-9]\d)/\d{{1,4}}/(?:EU|EC|EG|CE|UE|EEC|EWG|CEE){_END}"
    rf"|(?:\((?:EU|EC|UE|CE|EG)\)|(?<![{WORD}])(?:EU|EC|UE)) ?(?:No\.? ?|Nr\.? ?)?\d{{2,4}}/\d{{2,4}}{_END}"
    rf"|{_START}RoHS ?[23](?: ?\((?:EU ?)?{_YEAR}/\d{{2,4}}(?:/(?:EU|EC|UE))?\))?{_END}"
    rf"|{_START}802\.\d{{1,2}}[a-z]{{0,2}}(?:/[a-z]{{1,2}}){{0,5}}{_END}"
    rf"|{_START}RS[- ]?(?:232|422|485){_END}|{_START}(?:FCC|CFR) Part \d+[A-Z]?(?:\.\d+)?{_END}",
    re.IGNORECASE,
)

# --- the other kinds with a grammar ---------------------------------------------------------------
_THREAD = re.compile(
    rf"{_START}(?:M\d{{1,3}}(?:[.,]\d{{1,2}})? ?[xX×*] ?\d{{1,3}}(?:[.,]\d{{1,3}})?"
    r"(?:-\d[eghEGH](?:\d[ghGH])?)?"
    r"|M\d{1,3}-\d[eghEGH](?:\d[ghGH])?"
    r"|(?:\d{1,2}[- ])?\d{1,2}/\d{1,2}\"?-\d{1,2} ?UN(?:C|F|EF)(?:-\d[AB])?"
    rf"|(?:G|Rc?|Rp|NPTF?|BSP[PT]?) ?(?:\d[- ])?[1-9]/\d{{1,2}}){_END}"
)
_CERTIFICATE = re.compile(
    rf"{_START}(?:(?:CE|UKCA|FCC|CB|CCC|CQC|SRRC|KC|PSE|EAC|BIS|NOM|RCM|TELEC|ETL|GS|SGS|BV|ITS|LVD|EMC)"
    r"-(?:[A-Z0-9]{1,8}-){0,4}\d{3,12}[A-Z]{0,2}"
    r"|T(?:Ü|UE?)V[- ](?:[A-ZÄÖÜ]{2,10}[- ])?(?=[A-Z0-9-]*\d{2})[A-Z0-9]{2,}(?:[-./][A-Z0-9]+){0,5}"
    rf"|E\d{{5,6}}|20\d{{14}}|R-[A-Z]-[A-Z0-9]{{2,5}}-[A-Z0-9-]{{3,20}}){_END}"
)
_HS_SHAPE = re.compile(rf"{_START}\d{{4}}(?:[. ]?\d\d){{1,3}}{_END}(?!\.\d|-\d)")
_HS_WORD = re.compile(_any_of(HS_WORDS), re.IGNORECASE)
_DOTTED_DATE = re.compile(r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])(?:\.(?:0[1-9]|[12]\d|3[01]))?")
_PART_OF_DIGITS = re.compile(rf"{_START}\d{{1,2}}-\d{{6,7}}-\d(?!-?[{WORD}])")
_PHONE_BEFORE = re.compile(rf"(?:{_any_of(PHONE_WORDS)})\W{{0,6}}$|\+$", re.IGNORECASE)

_ERROR = re.compile(
    rf"(?P<label>{_any_of(ERROR_WORDS)})(?P<gap>[ ]?[:：#.№_-]?[ ]?(?:(?:code|no\.?|nr\.?|代码|码)[ :：]{{1,2}})?)"
    rf"(?P<code>(?:0x[0-9A-F]{{1,8}}|[A-Z]{{0,4}}[-_]?\d{{1,5}}[A-Z]?(?:[-.]\d{{1,3}})?)){_END}(?!\.\d| ?%)",
    re.IGNORECASE,
)
_ERROR_BARE = re.compile(rf"{_START}E-\d{{2,4}}{_END}")
_HEX = re.compile(rf"{_START}0[xX](?:[0-9A-Fa-f]{{8}}|[0-9A-Fa-f]{{4}}){_END}")
_HRESULT = re.compile(r"0[xX](?:80(?!00)[0-9A-Fa-f]{2}|(?:80|C0|c0)[0-9A-Fa-f]{6})")
_ERROR_WORD = re.compile(_any_of(ERROR_WORDS), re.IGNORECASE)
_MEMORY_WORD = re.compile(_any_of(MEMORY_WORDS), re.IGNORECASE)

_VERSION = re.compile(
    rf"{_START}(?:(?P<name>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+){{0,4}}) )?"
    rf"(?P<number>[vV]\.?\d{{1,4}}(?:\.\d{{1,5}}){{1,3}}(?:-(?:rc|beta|alpha|dev)[.-]?\d*)?){_END}(?!\.\d)"
)
_VERSION_WORDED = re.compile(
    rf"(?:{_any_of(tuple(word for word in VERSION_WORDS if word != 'v'))})[ :：.]{{0,2}}"
    rf"[vV]?\d{{1,4}}(?:\.\d{{1,5}}){{1,3}}(?:-(?:rc|beta|alpha)[.-]?\d*)?{_END}",
    re.IGNORECASE,
)

_NUMBER = rf"(?:{_any_of(NUMBER_WORDS)})"
_VALUE = rf"(?P<value>[{WORD}]+(?:[-/._][{WORD}]+){{0,6}})"
_LABELLED_CERTIFICATE = re.compile(
    rf"(?:{_any_of(CERTIFICATE_WORDS)})[ .]{{0,2}}(?:{_NUMBER}[ .]{{0,2}}[:：#]?|[:：#]) ?{_VALUE}",
    re.IGNORECASE,
)
_LABELLED_MODEL = re.compile(
    rf"(?:{_any_of(MODEL_WORDS)})[ .-]{{0,2}}(?:{_NUMBER}[ .]{{0,2}}[:：#]?|[:：#]) ?{_VALUE}",
    re.IGNORECASE,
)
_MODEL_BEFORE = re.compile(
    rf"(?:{_any_of(MODEL_WORDS[:3] + ('modell', 'modèle', 'modelo', 'modello', 'модель', '型号', '型號'))}) ?"
    rf"(?P<value>[A-Z]{{1,4}}-?\d{{1,4}}[A-Z]{{0,3}}){_END}"
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

    def set_aside(self, span: _Span) -> None:
        start, end = span
        self._free[start:end] = bytes(end - start)

    def add(self, kind: IdentifierKind, start: int, end: int) -> None:
        if 0 not in self._free[start:end]:
            self.set_aside((start, end))
            self._found.append((start, end, kind))

    def in_order(self) -> list[tuple[int, int, IdentifierKind]]:
        return sorted(self._found)


def _standards(source: str) -> Iterator[_Span]:
    for found in _STANDARD.finditer(source):
        body, number = found["body"], found["number"]
        written = body == body.upper() or "Part" in body
        plain_number = number.isdigit()
        if plain_number and re.fullmatch(_YEAR, number) and found.end() == found.end("number"):
            continue
        if len(re.sub(r"\D", "", number)) < 2 or (number[0].isalpha() and not written):
            continue
        if not written and plain_number and len(number) < 5 and found.end() == found.end("number"):
            continue  # "en 1234", "as 100" are words and a number
        if body.upper() in {"AS", "SS", "SN", "TS", "TR", "HD", "YD", "CB", "KS", "PN"}:
            # Two letters that start model numbers just as well: only with the space of a standard.
            if not written or found["gap"] != " " or len(number) < 4:
                continue
        elif found["gap"] == "" and len(number) < 4:
            continue
        yield found.span()
    for found in _REGULATION.finditer(source):
        yield found.span()


def _threads(source: str) -> Iterator[_Span]:
    for found in _THREAD.finditer(source):
        yield found.span()


def _certificates(source: str) -> Iterator[_Span]:
    for found in _CERTIFICATE.finditer(source):
        yield found.span()
    for found in _LABELLED_CERTIFICATE.finditer(source):
        value = found["value"]
        if len(value) >= 5 and sum(map(str.isdigit, value)) >= 3 and not _is_date(value):
            yield found.span("value")


def _hs_codes(source: str) -> Iterator[_Span]:
    near_words = [found.start() for found in _HS_WORD.finditer(source)]
    for found in _HS_SHAPE.finditer(source):
        code = found.group()
        if not 1 <= int(code[:2]) <= 97:
            continue
        dots = code.count(".")
        near = any(found.start() - 60 <= place <= found.end() + 40 for place in near_words)
        if (
            near
            and _PHONE_BEFORE.search(source[max(0, found.start() - 20) : found.start()]) is None
        ):
            bare = len(code) == 4 or code.count(" ") > 0
            if not bare or dots or len(re.sub(r"\D", "", code)) >= 6:
                yield found.span()
        elif dots == 2 and code.count(" ") == 0 and _DOTTED_DATE.fullmatch(code) is None:
            yield found.span()


def _errors(source: str) -> Iterator[_Span]:
    for found in _ERROR.finditer(source):
        if found["code"].isdigit():
            yield found.start("label"), found.end("code")
        elif len(found["code"]) >= 2:
            yield found.span("code")
    for found in _ERROR_BARE.finditer(source):
        yield found.span()
    for found in _HEX.finditer(source):
        around = source[max(0, found.start() - 60) : found.end() + 60]
        if _MEMORY_WORD.search(around) is None and (
            _HRESULT.fullmatch(found.group()) or _ERROR_WORD.search(around)
        ):
            yield found.span()


def _versions(source: str) -> Iterator[_Span]:
    for found in _VERSION.finditer(source):
        name = found["name"] or ""
        capitals = sum(map(str.isupper, name))
        # A model before its version is a thing of its own: "ESP32-S31-Korvo-1 V1.0"
        named = capitals >= 2 and len(name) <= 24 and not any(map(str.isdigit, name))
        yield (found.start() if named else found.start("number")), found.end()
    for found in _VERSION_WORDED.finditer(source):
        yield found.span()


def _labelled_models(source: str) -> Iterator[_Span]:
    for found in _PART_OF_DIGITS.finditer(source):
        if _PHONE_BEFORE.search(source[max(0, found.start() - 20) : found.start()]) is None:
            yield found.span()
    for found in _LABELLED_MODEL.finditer(source):
        value = found["value"]
        digits = sum(map(str.isdigit, value))
        if digits and not _is_date(value) and (len(value) >= 4 or digits < len(value) >= 2):
            if is_quantity(value) and not value.replace("-", "").isdigit():
                continue
            yield found.span("value")
    for found in _MODEL_BEFORE.finditer(source):
        yield found.span("value")


def _models(source: str) -> Iterator[_Span]:
    for found in TOKEN.finditer(source):
        token = found.group()
        if len(token) < 4 or not _HAS_DIGIT.search(token):
            continue
        before = source[found.start() - 1] if found.start() else " "
        after = source[found.end() : found.end() + 1]
        if before in "#@$%\\=_~<{" or (after and after in "(@={_\\") or before == ".":
            continue
        for start, end in models_in(token):
            yield found.start() + start, found.start() + end


def _is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None


_HAS_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"(?:19|20)\d\d([-/.]?)(?:0?[1-9]|1[0-2])(?:\1(?:0?[1-9]|[12]\d|3[01]))?"
    r"|\d{1,2}([-/.])\d{1,2}\2(?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d"
)
_FINDERS: tuple[tuple[IdentifierKind, _Finder], ...] = (
    ("standard", _standards),
    ("thread", _threads),
    ("hs_code", _hs_codes),
    ("certificate", _certificates),
    ("error_code", _errors),
    ("version", _versions),
    ("model", _labelled_models),
    ("model", _models),
)
