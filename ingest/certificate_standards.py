"""The standards that a certificate applies, by their shape; not directives, nor those of testers."""

import re

from ingest.certificate_fields import Layout
from ingest.certificate_place import Found, sentence_around
from ingest.certificate_words import NEGATED, NOT_APPLIED, REPLACED
from ingest.document import CELL_SEPARATOR
from ingest.identifier_form import canonical
from ingest.identifier_words import STANDARD_BODIES

LIST_LINE_CHARACTERS = 160
"""A longer line is running text."""
_BODIES = (
    *STANDARD_BODIES,
    *("NIS", "MS", "NM", "IS", "NCh", "IRAM", "ABNT", "RSS", "KC", "TB/T", "TB", "СТБ", "CAN/CSA"),
    *("CSA C22.2 No.", "C22.2 No.", "CAN/CSA-C22.2 No.", "JT/T", "AQ", "HJ", "CQC", "LY/T", "DB"),
    *("ICES", "IACS", "SI", "SLS", "EAS", "KS C", "KS C IEC", "DIN VDE", "UNI CEI", "FCC", "CFR"),
)
_BODY = "|".join(re.escape(body) for body in sorted(set(_BODIES), key=len, reverse=True))
_STANDARD = re.compile(
    rf"(?<![\w.])(?P<body>(?:{_BODY})(?:[ /-](?:{_BODY})){{0,4}})(?P<gap>[ -]?)"
    r"(?P<number>(?:[A-Z]{1,2} ?)?(?:\d{3} \d{3}|\d{1,6})[A-Z]?(?:[-.]\d{1,5}[A-Z]?){0,4}(?:-[A-Z]{2,6})?)"
    r"(?P<part> \((?:Part|Teil|Partie) \d+\))?"
    r"(?:\s?[:-]\s?(?:19|20)\d\d(?:-\d\d)?)?"
    r"(?:\s?[+/]\s?(?:A|AC|AMD ?|Amd\.? ?|Cor\.? ?)\d{0,2}(?:[:-](?:19|20)\d\d)?){0,4}"
    r"(?P<version> V\d\.\d\.\d{1,2})?(?![\w])(?!-\w)"
)
_FURTHER_STANDARDS = re.compile(
    r"(?<![\w.])(?:J\d{4,5}(?:-\d{1,2}){0,3}|FCC Part \d+[A-Z]?(?:\.\d+)?|47 CFR Part \d+[A-Z]?)(?![\w])"
)
_SHORT_BODIES = frozenset({"AS", "SS", "SN", "TS", "TR", "HD", "CB", "MS", "IS", "NM", "TB", "SI"})
"""Two letters that begin other things as well: only with the space and the digits of a standard."""
_APPLIED = re.compile(
    r"test|accord|compl|conform|follow|fulfil|appl|assess|certif|geprüft|gemäß|nach|entspr|erfüll|normen?|"
    r"según|cumpl|ensay|selon|essai|norme|符合|依据|检|标准|準|standard",
    re.IGNORECASE,
)
"""In a sentence of running text: the standard it names was applied."""
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")


def find_standards(folded: str, layout: Layout) -> tuple[Found, ...]:
    """The standards a paper applies; not directives, nor those of laboratories and accreditors."""
    found: dict[str, Found] = {}
    spans = [one for one in _STANDARD.finditer(folded) if _is_standard(one)]
    spans.extend(_FURTHER_STANDARDS.finditer(folded))
    last = -1
    for one in sorted(spans, key=lambda one: (one.start(), -one.end())):
        if one.start() < last or layout.is_aside(one.start()):
            continue
        last = one.end()
        text = " ".join(one.group().split())
        beside = one.start() > 1 and folded[one.start() - 1] == "(" and text.startswith("VDE")
        if beside or NOT_APPLIED.match(text) or _is_left_out(folded, one.start(), one.end()):
            continue
        found.setdefault(canonical(text), Found(value=text, start=one.start(), end=one.end()))
    listed = [one for one in found.values() if _is_listed(folded, layout, one)]
    if len(listed) <= 1:
        return tuple(found.values())
    return tuple(
        one for one in found.values() if one in listed or _APPLIED.search(_around(folded, one))
    )


def standard_spans(folded: str) -> list[tuple[int, int]]:
    """Where anything written like a standard stands."""
    return [one.span() for one in _STANDARD.finditer(folded)]


def _is_standard(found: re.Match[str]) -> bool:
    body, number = found["body"], found["number"]
    bare = re.sub(r"\D", "", number)
    if _YEAR_ALONE.fullmatch(number) and found.end() == found.end("number"):
        return False
    if len(bare) < 2 and "C22" not in body and "UR" not in number:
        return False
    if body in _SHORT_BODIES and (found["gap"] != " " or len(bare) < 3):
        return False
    if body == "CFR" or (body == "FCC" and "Part" not in found.group()):
        return False
    if found["gap"] == "" and len(bare) < 4 and body not in ("GB",):
        return False
    return not (number[0].isalpha() and body not in ("IACS", "KS") and not number[1:2].isdigit())


def _is_listed(folded: str, layout: Layout, one: Found) -> bool:
    """Whether a standard stands in a list, a table or behind a label, not in running text."""
    line = layout.line_at(one.start)
    return len(line.text) <= LIST_LINE_CHARACTERS or CELL_SEPARATOR in line.text


def _around(folded: str, one: Found) -> str:
    start, end = sentence_around(folded, one.start, one.end)
    return folded[start:end]


def _is_left_out(folded: str, start: int, end: int) -> bool:
    """Whether the words around say that it is an older edition or none that was applied."""
    before, after = sentence_around(folded, start, end)
    near = f"{folded[max(before, start - 50) : start]} {folded[end : min(after, end + 60)]}"
    return REPLACED.search(near) is not None or NEGATED.search(near) is not None
