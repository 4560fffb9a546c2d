"""The numbers and the numbers with units of a text, as sets, that can be compared for equality.

Quick and strict: for texts that have to agree to the character, whatever their language. What is
said in other words or formats is compared by ``answer/findings.py``.
"""

import re
import unicodedata

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
