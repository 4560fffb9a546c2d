"""Where sentences begin and end: spans that tile the text exactly.

A sentence ends

1. at a line break,
2. after a full stop, question or exclamation mark of any script, with the quotes and brackets that
   close behind it, unless the stop belongs to an abbreviation, a number, an identifier, an
   ellipsis that goes on in lower case, or an ordinal,
3. in Thai and its neighbours, which write no stops, at a space once the sentence is long.

White space behind a sentence belongs to it, white space before the first one to the first.
"""

import functools
import re

from ingest.language import primary

_CLOSERS = "\"'”’»›)\\]}）］｝」』】〉》〗〕＂＇"
_WIDE_STOPS = "。！？｡．"
_STOPS = "!?؟۔।॥…‼⁇⁈⁉።፧။។"
_END = re.compile(
    rf"(?P<line>[\r\n\u2028\u2029\x85\x0b\x0c]+)"
    rf"|(?P<wide>(?<![{_WIDE_STOPS}])[{_WIDE_STOPS}]+[{_WIDE_STOPS}!?…]*[{_CLOSERS}]*)"
    rf"|(?P<stop>(?<![{_STOPS}.])[{_STOPS}.]*[{_STOPS}][{_STOPS}.]*[{_CLOSERS}]*)(?=\s|$|[^\W\d_])"
    rf"|(?P<dot>(?<!\.)\.+[{_CLOSERS}]*)(?=\s|$)"
    # a full stop typed without its space, between whole words: "works.The next"
    rf"|(?P<glued>(?<=[a-zа-яё]{{3}})\.)(?=[A-ZА-ЯЁ][a-zа-яё]+\s)"
)
_SPACE = re.compile(r"\s*")
_LONGEST_WORD = 24
"""Characters before a stop that are looked at, so that no text takes quadratic time."""
_WORD_BEFORE = re.compile(r"[^\s(\[{\"'«„“‘¿¡（]+$")
_SINGLE_LETTERS = re.compile(r"(?:[^\W\d_]\.){0,3}[^\W\d_]")
_LIST_MARKER = re.compile(r"[ivx]{1,5}")
_SPACELESS_STOP = frozenset("!?…")

_ABBREVIATIONS: dict[str, str] = {
    "": (
        "no nr vs etc approx ca fig figs tab eq ref art vol pp p ed al max min temp qty dept "
        "est inc ltd co corp tel fax ext mr mrs ms dr prof st jan feb mar apr jun jul aug sep "
        "sept oct nov dec"
    ),
    "en": (
        "e.g i.e cf viz resp sec ch chap rev jr sr gen a.m p.m u.s u.k incl excl ave blvd ft lb oz"
    ),
    "de": (
        "z.b d.h u.a u.ä bzw evtl ggf inkl exkl zzgl abb str bspw usw s.o s.u v.a i.d.r o.ä "
        "u.u tl hr fr kap abs ziff mind mio mrd vgl sog z.t m.e lt geb allg dipl ing gem i.v"
    ),
    "fr": "p.ex c.-à-d c.à.d env mme mlle mm av bd éd chap n° cf réf fig m",
    "es": (
        "p.ej sr sra sres srta dra d dña ud uds núm pág págs aprox av avda cap ej art tfno "
        "c/u ee.uu"
    ),
    "pt": "p.ex sr sra dra exmo av núm pág págs aprox cap ex art v.exa lda ltda s.a",
    "it": "p.es sig sigg sig.ra dott dott.ssa ing pag pagg ecc cap art ca n s.p.a s.r.l tel es",
    "nl": (
        "bijv d.w.z o.a m.b.t t.a.v i.v.m enz evt incl excl blz afb dhr mevr mw a.u.b ong zgn t.o.v"
    ),
    "pl": (
        "np tj tzn m.in itp itd ok ul al str rys tab godz r w ww ust pkt poz wg zob por św inż mgr"
    ),
    "ru": (
        "т.е т.д т.п т.к т.н др пр стр рис табл см напр г гг ул д кв руб коп тыс млн млрд им "
        "проф гл п"
    ),
    "tr": "örn vb vs vd bkz sn bay dr prof cad sok mah no s yy a.ş ltd şti",
    "vi": "tp tt ths ts gs tr q p",
    "id": "dll dsb dst dgn yth bpk ibu sdr hlm no jl tn ny a.n d.a s.d tgl",
    "sv": "t.ex bl.a m.m d.v.s osv kl ca resp",
    "da": "f.eks bl.a m.m dvs osv ca",
    "no": "f.eks bl.a m.m dvs osv ca",
    "cs": "např tj apod atd č str obr tzv mj",
    "ro": "de ex nr pag str dl dna",
}
_ORDINAL_LANGUAGES = frozenset({"de", "pl", "tr", "cs", "sk", "da", "no", "fi", "hu", "sl", "hr"})
"""Here a number with a stop is also an ordinal: ``am 3. Mai``, ``1. yıl``."""

_SPACE_ENDS = frozenset({"th", "lo", "km", "my"})
_SPACELESS_LENGTH = 80
"""Characters of a Thai sentence after which the next space ends it: the median of news text."""


@functools.cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset((_ABBREVIATIONS[""] + " " + _ABBREVIATIONS.get(language, "")).split())


def _word_before(text: str, *, start: int, dot: int) -> str:
    found = _WORD_BEFORE.search(text[max(start, dot - _LONGEST_WORD) : dot])
    return found.group() if found else ""


def _dot_ends(text: str, *, start: int, dot: int, after: int, language: str) -> bool:
    """Whether the stop at ``dot`` ends the sentence whose first letter is at ``start``."""
    following = text[after : after + 1]
    if not following:
        return True
    if text[dot : dot + 2] == "..":  # an ellipsis goes on in lower case
        return not following.islower()
    word = _word_before(text, start=start, dot=dot)
    if not word or text[dot + 1 : dot + 2] in _CLOSERS:
        return True
    lowered = word.lower()
    if following.islower() or following in ",;:" or lowered in _abbreviations(language):
        return False
    before = text[max(start, dot - len(word) - 2) : dot - len(word)]
    if _SINGLE_LETTERS.fullmatch(lowered):
        # z.B., U.S., an initial; but "2.5 A." is a unit, and spaced abbreviations go on
        return bool(len(word) == 1 and before[:1].isdigit())
    if word.isdigit() or _LIST_MARKER.fullmatch(lowered):
        if dot - len(word) <= start:
            return False  # the marker of a list item: "3. Press …"
        ordinal = word.isdigit() and len(word) <= 2 and language in _ORDINAL_LANGUAGES
        return not ordinal or before[:1] == "."  # "Kap. 2." is no ordinal
    return True


def split(text: str, *, language: str = "") -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences; they tile the text, in order, none empty.

    ``language`` (any tag) chooses the abbreviations; without it only the common ones are known.
    """
    base = primary(language)
    spans: list[tuple[int, int]] = []
    start = 0
    first_letter = _after(text, 0)
    for found in _END.finditer(text):
        # stops with nothing before them open the next sentence, blank lines belong to the last
        if found.start() <= first_letter:
            continue
        after = _after(text, found.end())
        if found.lastgroup == "dot" and not _dot_ends(
            text, start=first_letter, dot=found.start(), after=after, language=base
        ):
            continue
        if found.lastgroup == "stop" and not _mark_ends(text, found, after):
            continue
        spans.append((start, after))
        start = first_letter = after
    if start < len(text):
        if spans and not text[start:].strip():
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    if base in _SPACE_ENDS:
        return tuple(part for span in spans for part in _at_spaces(text, span))
    return tuple(spans)


def _after(text: str, position: int) -> int:
    """The first character from ``position`` on that is not white space."""
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _mark_ends(text: str, found: re.Match[str], after: int) -> bool:
    """Whether a question mark, ellipsis … ends a sentence here."""
    following = text[after : after + 1]
    mark = found.group("stop")[0]
    if mark == "…" and (following.islower() or following in ",;:"):
        return False
    if after == found.end() and mark in _SPACELESS_STOP and following:
        # no space behind it: only between ideographs is that an end ("wow!nice" is not one)
        return ord(following) >= 0x2E80 or following in "¿¡"
    # "Yahoo! is": a mark inside a sentence that goes on in lower case
    return not (following.islower() and mark == "!")


def _at_spaces(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """A long span of a script without stops, cut at spaces."""
    start, end = span
    parts = []
    for space in re.finditer(r"(?<!\d)\s+(?![\d\s])", text[start:end]):
        cut = span[0] + space.end()
        if cut - start >= _SPACELESS_LENGTH and cut < end and text[cut:end].strip():
            parts.append((start, cut))
            start = cut
    parts.append((start, end))
    return parts
