"""Identifiers that have a grammar of their own: standards, threads, certificates, errors …

Each finder gives spans of folded text. The words around a number decide where its shape alone does
not: ``85044090`` is a tariff code only near a word for customs, ``12`` an error only after one.
"""

import re
from collections.abc import Iterator

from ingest.identifier_model import WORD
from ingest.identifier_words import (
    CERTIFICATE_WORDS,
    ERROR_WORDS,
    HS_WORDS,
    MEMORY_WORDS,
    NUMBER_WORDS,
    PHONE_WORDS,
    STANDARD_BODIES,
    VERSION_WORDS,
)

Span = tuple[int, int]


def any_of(words: tuple[str, ...]) -> str:
    """An alternation, longest first; words of letters in spaced scripts end at a word's end."""
    ordered = sorted(words, key=len, reverse=True)
    spaced = [re.escape(word) for word in ordered if re.match(rf"[{WORD}]", word)]
    others = [re.escape(word) for word in ordered if not re.match(rf"[{WORD}]", word)]
    return "|".join((rf"(?<![{WORD}])(?:{'|'.join(spaced)})(?!(?!\d)[{WORD}])", *others))


TOKEN_START = rf"(?<![{WORD}])(?<![{WORD}][-./_])"
TOKEN_END = rf"(?![{WORD}])"

NUMBER_LABEL = rf"(?:{any_of(NUMBER_WORDS)})"
LABELLED_VALUE = rf"(?P<value>[{WORD}]+(?:[-/._][{WORD}]+){{0,6}})"
# --- standards ------------------------------------------------------------------------------------
_BODY = "|".join(re.escape(body) for body in sorted(STANDARD_BODIES, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_AMENDMENT = r"(?: ?[+/] ?(?:A|AC|AMD|AMD ?|Amd\.? ?|Cor\.? ?)\d{1,2}(?:[:-](?:19|20)\d\d)?)"
_STANDARD = re.compile(
    rf"{TOKEN_START}(?P<body>(?:{_BODY})(?:[ /-](?:{_BODY})){{0,4}})(?P<gap>[ -]?)"
    rf"(?P<number>[A-Z]{{0,2}}\d{{1,6}}[A-Z]?(?:[-.]\d{{1,5}}[A-Z]?){{0,4}})"
    rf"(?: ?[:：-] ?{_YEAR}(?:-\d\d)?)?{_AMENDMENT}{{0,3}}{TOKEN_END}",
    re.IGNORECASE,
)
_REGULATION = re.compile(
    rf"{TOKEN_START}(?:{_YEAR}|[6-9]\d)/\d{{1,4}}/(?:EU|EC|EG|CE|UE|EEC|EWG|CEE){TOKEN_END}"
    rf"|(?:\((?:EU|EC|UE|CE|EG)\)|(?<![{WORD}])(?:EU|EC|UE)) ?(?:N[or]\.? ?)?"
    rf"\d{{2,4}}/\d{{2,4}}{TOKEN_END}"
    rf"|{TOKEN_START}RoHS ?[23](?: ?\((?:EU ?)?{_YEAR}/\d{{2,4}}(?:/(?:EU|EC|UE))?\))?{TOKEN_END}"
    rf"|{TOKEN_START}802\.\d{{1,2}}(?:\.\d)?[a-z]{{0,2}}(?:/[a-z]{{1,2}}){{0,5}}{TOKEN_END}"
    rf"|{TOKEN_START}RS[- ]?(?:232|422|485){TOKEN_END}"
    rf"|{TOKEN_START}(?:FCC|CFR) Part \d+[A-Z]?(?:\.\d+)?{TOKEN_END}",
    re.IGNORECASE,
)

# --- the other kinds with a grammar ---------------------------------------------------------------
_THREAD = re.compile(
    rf"{TOKEN_START}(?:M\d{{1,3}}(?:[.,]\d{{1,2}})? ?[xX×*] ?\d{{1,3}}(?:[.,]\d{{1,3}})?"
    r"(?:-\d[eghEGH](?:\d[ghGH])?)?"
    r"|M\d{1,3}-\d[eghEGH](?:\d[ghGH])?"
    r"|(?:\d{1,2}[- ])?\d{1,2}/\d{1,2}\"?-\d{1,2} ?UN(?:C|F|EF)(?:-\d[AB])?"
    rf"|(?:G|Rc?|Rp|NPTF?|BSP[PT]?) ?(?:\d[- ])?[1-9]/\d{{1,2}}){TOKEN_END}"
)
_CERTIFICATE = re.compile(
    rf"{TOKEN_START}(?:(?:CE|UKCA|FCC|CB|CCC|CQC|SRRC|KC|PSE|EAC|BIS|NOM|RCM|TELEC|ETL|GS|SGS|BV|ITS|LVD|EMC)"
    r"-(?:[A-Z0-9]{1,8}-){0,4}\d{3,12}[A-Z]{0,2}"
    r"|T(?:Ü|UE?)V[- ](?:[A-ZÄÖÜ]{2,10}[- ])?(?=[A-Z0-9-]*\d{2})[A-Z0-9]{2,}(?:[-./][A-Z0-9]+){0,5}"
    rf"|E\d{{5,6}}|20\d{{14}}|R-[A-Z]-[A-Z0-9]{{2,5}}-[A-Z0-9-]{{3,20}}){TOKEN_END}"
)
_HS_SHAPE = re.compile(rf"{TOKEN_START}\d{{4}}(?:[. ]?\d\d){{1,3}}{TOKEN_END}(?!\.\d|-\d)")
_HS_WORD = re.compile(any_of(HS_WORDS), re.IGNORECASE)
_DOTTED_DATE = re.compile(r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])(?:\.(?:0[1-9]|[12]\d|3[01]))?")
PART_OF_DIGITS = re.compile(rf"{TOKEN_START}\d{{1,2}}-\d{{6,7}}-\d(?!-?[{WORD}])")
PHONE_BEFORE = re.compile(rf"(?:{any_of(PHONE_WORDS)})\W{{0,6}}$|\+$", re.IGNORECASE)

_ERROR = re.compile(
    rf"(?P<label>{any_of(ERROR_WORDS)})[ ]?[:：#.№_-]?[ ]?"
    r"(?:(?:code|no\.?|nr\.?|代码|码)[ :：]{1,2})?"
    rf"(?P<code>(?:0x[0-9A-F]{{1,8}}|[A-Z]{{0,4}}[-_]?\d{{1,5}}[A-Z]?(?:[-.]\d{{1,3}})?))"
    rf"{TOKEN_END}(?!\.\d| ?%)",
    re.IGNORECASE,
)
_ERROR_BARE = re.compile(rf"{TOKEN_START}E-\d{{2,4}}{TOKEN_END}")
_HEX = re.compile(rf"{TOKEN_START}0[xX](?:[0-9A-Fa-f]{{8}}|[0-9A-Fa-f]{{4}}){TOKEN_END}")
_HRESULT = re.compile(r"0[xX](?:80(?!00)[0-9A-Fa-f]{2}|(?:80|C0|c0)[0-9A-Fa-f]{6})")
_ERROR_WORD = re.compile(any_of(ERROR_WORDS), re.IGNORECASE)
_MEMORY_WORD = re.compile(any_of(MEMORY_WORDS), re.IGNORECASE)

_VERSION = re.compile(
    rf"{TOKEN_START}(?:(?P<name>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+){{0,4}}) )?"
    rf"(?P<number>[vV]\.?\d{{1,4}}(?:\.\d{{1,5}}){{1,3}}(?:-(?:rc|beta|alpha|dev)[.-]?\d*)?){TOKEN_END}(?!\.\d)"
)
_VERSION_WORDED = re.compile(
    rf"(?:{any_of(tuple(word for word in VERSION_WORDS if word != 'v'))})[ :：.]{{0,2}}"
    rf"[vV]?\d{{1,4}}(?:\.\d{{1,5}}){{1,3}}(?:-(?:rc|beta|alpha)[.-]?\d*)?{TOKEN_END}",
    re.IGNORECASE,
)

_LABELLED_CERTIFICATE = re.compile(
    rf"(?:{any_of(CERTIFICATE_WORDS)})[ .]{{0,2}}"
    rf"(?:{NUMBER_LABEL}[ .]{{0,2}}[:：#]?|[:：#]) ?{LABELLED_VALUE}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:19|20)\d\d([-/.]?)(?:0?[1-9]|1[0-2])(?:\1(?:0?[1-9]|[12]\d|3[01]))?"
    r"|\d{1,2}([-/.])\d{1,2}\2(?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d"
)


def standards(source: str) -> Iterator[Span]:
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


def threads(source: str) -> Iterator[Span]:
    for found in _THREAD.finditer(source):
        yield found.span()


def certificates(source: str) -> Iterator[Span]:
    for found in _CERTIFICATE.finditer(source):
        yield found.span()
    for found in _LABELLED_CERTIFICATE.finditer(source):
        value = found["value"]
        if len(value) >= 5 and sum(map(str.isdigit, value)) >= 3 and not is_date(value):
            yield found.span("value")


def hs_codes(source: str) -> Iterator[Span]:
    near_words = [found.start() for found in _HS_WORD.finditer(source)]
    for found in _HS_SHAPE.finditer(source):
        code = found.group()
        if not 1 <= int(code[:2]) <= 97:
            continue
        dots = code.count(".")
        near = any(found.start() - 60 <= place <= found.end() + 40 for place in near_words)
        if near and PHONE_BEFORE.search(source[max(0, found.start() - 20) : found.start()]) is None:
            bare = len(code) == 4 or code.count(" ") > 0
            if not bare or dots or len(re.sub(r"\D", "", code)) >= 6:
                yield found.span()
        elif dots == 2 and code.count(" ") == 0 and _DOTTED_DATE.fullmatch(code) is None:
            yield found.span()


def error_codes(source: str) -> Iterator[Span]:
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


def versions(source: str) -> Iterator[Span]:
    for found in _VERSION.finditer(source):
        name = found["name"] or ""
        capitals = sum(map(str.isupper, name))
        # A model before its version is a thing of its own: "ESP32-S31-Korvo-1 V1.0"
        named = capitals >= 2 and len(name) <= 24 and not any(map(str.isdigit, name))
        yield (found.start() if named else found.start("number")), found.end()
    for found in _VERSION_WORDED.finditer(source):
        yield found.span()


def is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None
