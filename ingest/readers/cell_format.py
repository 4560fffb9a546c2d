"""A spreadsheet's value as it is displayed."""

import re
from datetime import date, datetime, time, timedelta

_SECTION_END = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SKIPPED = re.compile(r"[_*].")
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')


def displayed(value: object, *, number_format: str) -> str:
    """The text a reader of the sheet sees; dates in ISO 8601, which nobody misreads."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    text = str(value)
    # Excel's own error values say nothing about the product.
    return "" if re.fullmatch(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)", text) else text


def _number(value: float, number_format: str) -> str:
    sections = _SECTION_END.split(number_format)
    section = sections[0]
    if value < 0 and len(sections) > 1 and sections[1].strip():
        section = sections[1]
        value = abs(value)
    section = _CURRENCY.sub(lambda match: f'"{match.group(1)}"' if match.group(1) else "", section)
    section = _SKIPPED.sub("", _BRACKETS.sub("", section))
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match.group(1) if match.group(1) is not None else match.group(2))
        return "\x00"

    bare = _QUOTED.sub(keep, section)
    digits = _DIGITS.search(bare)
    if digits is None or "E" in bare or "/" in bare or "General" in bare:
        return _general(value)
    shown = _digits(value * 100 if "%" in bare else value, digits.group(0))
    text = bare[: digits.start()] + shown + bare[digits.end() :]
    for literal in literals:
        text = text.replace("\x00", literal, 1)
    return text.strip()


def _digits(value: float, pattern: str) -> str:
    scale = len(pattern) - len(pattern.rstrip(","))
    pattern = pattern.rstrip(",")
    whole, _, fraction = pattern.partition(".")
    value = value / 1000**scale
    text = f"{value:{',' if ',' in whole else ''}.{min(len(fraction), 15)}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        if text.endswith("0") and "." in text:
            text = text[:-1]
    text = text.rstrip(".") if fraction else text
    least = whole.count("0")
    sign, unsigned = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, point, tail = unsigned.partition(".")
    return sign + head.rjust(least, "0") + point + tail


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.10g}"
