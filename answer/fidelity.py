"""Nothing that can be wrong by one character may differ between evidence and reply.

Numbers, units, identifiers and links of a statement are compared with those of its quotes; a
statement that says another number than its evidence is dropped, whoever wrote it.
"""

import dataclasses
import re
import unicodedata

from answer.draft import Draft
from answer.reply import Statement
from ingest.identifiers import extract

# a letter before digits makes them part of a name, but not in scripts that write without spaces
_NUMBER = re.compile(r"(?<![A-Za-zÀ-ɏͰ-ӿ\d_.,])[-−+±]?\d+(?:[.,]\d+|[' ]\d{3}(?!\d))*(?:\s?[%‰°])?")
_UNIT = re.compile(
    r" ?(?P<unit>[A-Za-zμΩ]{1,4}[23]?(?:/[A-Za-z]{1,3}[23]?)?)(?![A-Za-zÀ-ɏͰ-ӿ\d])",
)
_SYMBOLS = """
V mV kV A mA μA Ah mAh W mW kW MW Wh kWh VA kVA Hz kHz MHz GHz Ω kΩ MΩ μF nF pF g mg kg m mm cm km
μm nm m2 cm2 mm2 m3 cm3 l L ml mL cl dl s ms min h K C F bar mbar Pa hPa kPa MPa psi N kN Nm mNm J
kJ dB rpm m/s km/h l/min L/min m3/h l/h kg/h ft lb oz
"""
UNITS = frozenset(_SYMBOLS.split())
"""Symbols that are told apart by case; words for units differ between languages and are not."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'）)]+", re.IGNORECASE)


def check_fidelity(draft: Draft) -> tuple[Draft, bool]:
    """The draft without unfaithful statements, and whether any had to go."""
    kept = tuple(statement for statement in draft.statements if is_faithful(statement))
    return dataclasses.replace(draft, statements=kept), len(kept) < len(draft.statements)


def is_faithful(statement: Statement) -> bool:
    """Whether every number, identifier and link of the statement stands in its evidence."""
    evidence = "\n".join(
        f"{citation.table_header}\n{citation.quote}" for citation in statement.citations
    )
    if statement.text in evidence:
        return True
    headers = "\n".join(citation.table_header for citation in statement.citations)
    in_headers = frozenset(re.findall(r"[^\s\[\](),|]+", unicodedata.normalize("NFKC", headers)))
    proven = quantities(evidence)
    return (
        numbers(statement.text) <= numbers(evidence)
        and all(pair in proven or pair[1] in in_headers for pair in quantities(statement.text))
        and _identifiers(statement.text) <= _identifiers(evidence)
        and _links(statement.text) <= _links(evidence)
    )


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, digits in ASCII, grouping and decimal marks made equal."""
    return frozenset(_number(match) for match in _NUMBER.finditer(_ascii_digits(text)))


def quantities(text: str) -> frozenset[tuple[str, str]]:
    """The numbers of a text that a unit's symbol follows, each with it."""
    plain = _ascii_digits(text)
    found: set[tuple[str, str]] = set()
    for match in _NUMBER.finditer(plain):
        unit = _UNIT.match(plain, match.end())
        if unit is not None and unit["unit"] in UNITS:
            found.add((_number(match), unit["unit"]))
    return frozenset(found)


def _number(match: re.Match[str]) -> str:
    return re.sub(r"[' ]", "", match.group()).replace(",", ".").replace("−", "-")


def _ascii_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFKC", text)
    )


def _identifiers(text: str) -> frozenset[str]:
    return frozenset(found.canonical for found in extract(text))


def _links(text: str) -> frozenset[str]:
    return frozenset(match.group().rstrip(".,;") for match in _LINK.finditer(text))
