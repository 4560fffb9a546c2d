"""Model numbers and SKUs in a token of letters, digits and separators: which part of it, if any.

The rules are about shape. A model mixes letters and digits and is neither a quantity (``5V``), a
compound of words (``24-hour``), a pin or bus (``GPIO5``), a code symbol (``R8_UART0``) nor a hash.
What is doubtful is refused: an identifier may veto an answer, a missed one is still found by text.
"""

import re
from collections.abc import Iterator

from ingest.identifier_words import MONTHS, TECHNICAL_NAMES, UNITS

WORD = "0-9A-Za-zªµºÀ-ÖØ-öø-ɏ\u0370-\u03ffЀ-ӿ"
"""Characters of a token: Latin, Greek and Cyrillic letters and digits."""
TOKEN = re.compile(
    rf"(?<![{WORD}])[{WORD}]+(?:[-/_&\\][{WORD}]+|(?<=\d)\.(?=\d)[{WORD}]+|:[0-9a-f]{{2}}(?=:))*"
)

_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = "|".join(sorted(map(re.escape, set(UNITS)), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?:(?>{_NUMBER})(?>{_UNIT}|(?=[x×]\d)|$))+(?:[x×](?>{_NUMBER})(?>{_UNIT})?)*", re.IGNORECASE
)
_TECHNICAL = re.compile(
    rf"(?:{'|'.join(sorted(TECHNICAL_NAMES, key=len, reverse=True))})[-.]?\d{{1,2}}[a-z+]{{0,3}}"
    r"|(?:sha|base|utf|md|crc|u?int|float|fp|bf|aes|rsa|ecc|win(?:dows)?|usb|led)-?\d{1,4}\w{0,2}"
    r"|(?:usb|ssl|tls|hdmi|bt|ble|sd|pcie|http|ext|emmc)\d(?:\.\d+)*|(?:rgb|yuv|hdr)\d+|a2dp"
    r"|[a-z]{1,3}-\d{1,2}|[a-z]+_\d+|[rclqduj]\d{3}|\d+mvp-p"
    r"|u\d(?:[rt]xd|[cr]ts)|[a-z]{2,5}io\d+|x(?:64|86)|\d{3,4}base-?\w+|\d[pgk]|p\d[.]\d|vdd\w*|spics\w*"
    r"|(?:fspi|subspi|hspi)\w*|i2[cs]\w*|mp[34]|h26[45]|rs\d{3}|cr\d\+?|u2d|d2xx",
    re.IGNORECASE,
)
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DATE = re.compile(
    rf"\d{{0,4}}[-/]?{_MONTH}[-/]?\d{{0,4}}|\d{{2,4}}[-/]?[QH][1-4]|[QH][1-4][-/]?\d{{2,4}}"
    r"|(?:FY|CY)-?\d{2,4}|\d{4}-\d\d-\d\dT\d\d|\d{4,8}[TZ]\d{0,6}Z?",
    re.IGNORECASE,
)
_BASE_NUMBER = re.compile(
    r"0[xX][0-9A-Fa-fXx]+(?:-0[xX][0-9A-Fa-fXx]+)+|0[xX][0-9A-Fa-fXx]+|[0-9A-Fa-f]{2,8}[hH]|[01]{2,}[bB]|\d+[eE][-+]?\d+"
)
_HASH = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{8,}|[0-9A-F]{16,}"
    r"|[0-9A-Fa-f]{2}(?:[-:][0-9A-Fa-f]{2}){5}"
)
_WORD_AND_NUMBER = re.compile(r"[^\W\d_][^\W\d_A-Z]{3,}[- ]?\d{1,4}")
"""``Step-2``, ``Office365``, ``Endpoint4``: a word that happens to be numbered."""
_PREFIX_AND_YEAR = re.compile(r"[a-z]{2,}-(?:19|20)?\d{2}s?")
_NUMBERED_WORD = re.compile(r"\d+(?:[.,]\d+)?(?:-[^\W\d_]+)+")
"""``24-hour``, ``3-phase-motor``: a count before plain words."""
_SHORT = re.compile(
    r"[A-Za-z]\d{1,2}[A-Za-z]?|[A-Za-z]{2}\d{1,2}|[A-Z]?[a-z]+\d|[A-Za-z]{3,}\d|\d+[A-Za-z]{1,2}"
)
_DECIMAL_LETTER = re.compile(r"\d+[vVkKrRmM]\d{1,3}")
"""``3V3``, ``4K7``: the letter is a decimal point."""
_DIGIT_FIRST = re.compile(r"\d{1,4}[A-Z]{1,4}\d{2,}[A-Z0-9]*|\d{4,}[A-Z]{2,4}\d*")
_LOWER = re.compile(r"(?:[a-z]{1,3}-?\d{2,}|[a-z]{4,6}-?\d{3,})[a-z0-9]*(?:[-/][a-z0-9]+)*")
_TECHNICAL_WORDS = frozenset(TECHNICAL_NAMES)
_CODE_SYMBOL = re.compile(r"[a-z]{2,}[A-Z]|[a-z]+\d+[a-z]+[A-Z]")
_UNDERSCORED = re.compile(r"[A-Z]{1,5}_\d{3,}[A-Z]{0,3}(?:[-/]\w{1,4})?")
_RANGE = re.compile(r"([A-Za-z]{1,5})(\d{1,3})-(?:\1)?(\d{1,3})")
"""``PA12-13``, ``PWM4-PWM11``: from one pin to another."""
_MAX_LENGTH = 40


def models_in(token: str, /) -> Iterator[tuple[int, int]]:
    """Where in the token (of folded text) model numbers stand: ``ESP32/ESP8266`` holds two."""
    if len(token) > 2 * _MAX_LENGTH or "\\" in token:
        return
    if "_" in token and _UNDERSCORED.fullmatch(token) is None:
        return
    if _HASH.fullmatch(token) or _is_slug(token):
        return
    start, end = -1, -1
    for piece in re.finditer(r"[^/&]+", token):
        text = piece.group()
        if start >= 0 and _is_alternative(token[start:end], text):
            yield start, end
            start = -1
            continue
        if start >= 0 and _continues(text):
            end = piece.end()
            continue
        if start >= 0:
            yield start, end
            start = -1
        trimmed_start, trimmed_end = _trimmed(text)
        if _stands_alone(text[trimmed_start:trimmed_end]):
            start, end = piece.start() + trimmed_start, piece.start() + trimmed_end
            if trimmed_end < len(text):
                yield start, end
                start = -1
    if start >= 0:
        yield start, end


def is_quantity(text: str) -> bool:
    """Whether every part is a number or a number with a unit: ``5V``, ``100-240VAC``, ``16x2``."""
    return all(_QUANTITY.fullmatch(part) for part in re.split(r"[-/~]", text) if part)


def _continues(piece: str) -> bool:
    """Whether what follows a slash is an option of the same model: ``/5V``, ``/EU``, ``/1U``."""
    if _stands_alone(piece):
        return False
    if piece.isdigit():
        return len(piece) <= 4
    if any(map(str.isdigit, piece)):
        return len(piece) <= 6
    return len(piece) <= 3 and piece == piece.upper()


def _is_alternative(before: str, piece: str) -> bool:
    """Whether a slash means "or": ``ESP32-S2/S3`` names S2 and a sibling, not one model S2S3."""
    last = before.split("-")[-1]
    return not is_quantity(piece) and not _stands_alone(piece) and _shape(last) == _shape(piece)


def _shape(text: str) -> str:
    return "".join("9" if character.isdigit() else "A" for character in text)


def _trimmed(text: str) -> tuple[int, int]:
    """The token without plain words glued to it by hyphens: ``ESP32-based``, ``non-XR200``."""
    parts = text.split("-")
    if not any(map(str.isupper, text)):
        return 0, len(text)
    start, end = 0, len(text)
    while len(parts) > 1 and _is_plain_word(parts[-1]):
        end -= len(parts.pop()) + 1
    while len(parts) > 1 and (_is_plain_word(parts[0]) or parts[0] == "Non"):
        start += len(parts.pop(0)) + 1
    return start, end


def _is_plain_word(part: str) -> bool:
    return part.isalpha() and part == part.lower()


def _is_slug(token: str) -> bool:
    """Whether it is a file or link name: lower case with several words of four letters or more."""
    words = [part for part in re.split(r"[-_/]", token) if len(part) >= 4 and _is_plain_word(part)]
    return len(words) >= 2 and token == token.lower()


def _stands_alone(text: str) -> bool:
    """Whether this much, without its neighbours, is a model number."""
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    if not letters or not digits or letters + digits < 4 or len(text) > _MAX_LENGTH:
        return False
    if is_quantity(text) or _NUMBERED_WORD.fullmatch(text):
        return False
    refused = (
        *(_TECHNICAL, _DATE, _BASE_NUMBER, _HASH, _WORD_AND_NUMBER, _PREFIX_AND_YEAR, _SHORT),
        _DECIMAL_LETTER,
    )
    if any(pattern.fullmatch(text) for pattern in refused):
        return False
    if _CODE_SYMBOL.match(text) or _is_range(text):
        return False
    parts = text.split("-")
    if parts[0].lower() in _TECHNICAL_WORDS and is_quantity("-".join(parts[1:])):
        return False
    if not any(map(str.isupper, text)):
        return _LOWER.fullmatch(text) is not None and not _TECHNICAL.fullmatch(parts[0])
    if text[0].isdigit():
        return _stands_with_digit_first(text, parts)
    if _TECHNICAL.fullmatch(parts[0]) and not any(
        len(part) >= 4 and any(map(str.isdigit, part)) for part in parts[1:]
    ):
        return False
    if digits == 1 and len(parts) > 1:
        # Wi-Fi6, Type-C3: words with one digit; DevKitC-1 and LM25-ADJ keep more of a shape
        return letters >= 3 and any(part == part.upper() or _is_camel(part) for part in parts)
    return True


def _is_range(text: str) -> bool:
    found = _RANGE.fullmatch(text)
    if found is None:
        return False
    first, last = int(found[2]), int(found[3])
    return first < last and (text.count(found[1]) > 1 or len(found[3]) <= 2)


def _is_camel(part: str) -> bool:
    return any(map(str.isupper, part[1:]))


def _stands_with_digit_first(text: str, parts: list[str]) -> bool:
    head = parts[0]
    if len(parts) == 1 or is_quantity(head):
        return _DIGIT_FIRST.fullmatch(head) is not None and not is_quantity(head)
    if head.isdigit():
        return any(any(map(str.isdigit, part)) and not part.isdigit() for part in parts[1:]) and (
            not any(is_quantity(part) for part in parts[1:])
        )
    return True
