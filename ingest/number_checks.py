"""Whether digits are what they look like: cards, accounts, national numbers, by their check digits.

Each takes the number as written, with its spaces and hyphens.
"""

import re
from collections.abc import Sequence

_CARD = re.compile(
    r"(?:4\d{15}|4\d{12}|4\d{18}|(?:5[1-5]|2(?:2[2-9]|[3-6]\d|7[01]))\d{14}|2720\d{12}|3[47]\d{13}|"
    r"3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})"
)
"""How the numbers of each kind of card begin, and how long they are."""
_IBAN_LENGTHS = range(15, 35)
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_ITALIAN_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22),
            *(25, 24, 23),
        ),
        strict=True,
    )
)


def is_card(text: str) -> bool:
    """Whether digits are a card number: as cards begin, and right by Luhn (ISO/IEC 7812-1)."""
    digits = digits_of(text)
    if _CARD.fullmatch("".join(map(str, digits))) is None:
        return False
    return len(set(digits)) > 1 and passes_luhn(digits)


def is_iban(text: str) -> bool:
    """Whether it is an IBAN by its check digits (ISO 13616)."""
    bare = re.sub(r"\s", "", text)
    if len(bare) not in _IBAN_LENGTHS or not bare.isalnum() or not bare.isascii():
        return False
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def is_chinese_identity(text: str) -> bool:
    """Whether it is a resident identity number (GB 11643-1999)."""
    bare = text.upper()
    if not re.fullmatch(
        r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", bare
    ):
        return False
    rest = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(bare[:17])) % 11
    return bare[17] == "10X98765432"[rest]


def is_spanish_identity(text: str) -> bool:
    """Whether it is a DNI or NIE by its letter."""
    bare = re.sub(r"[\s.-]", "", text).upper()
    number = bare[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdecimal() and bare[-1] == _SPANISH_LETTERS[int(number) % 23]


def is_italian_code(text: str) -> bool:
    """Whether it is a codice fiscale by its last letter."""
    bare = text.upper()
    total = 0
    for place, character in enumerate(bare[:15]):
        if place % 2 == 0:
            total += _ITALIAN_ODD[character]
        else:
            total += int(character) if character.isdecimal() else ord(character) - 65
    return bare[15] == chr(65 + total % 26)


def is_french_number(text: str) -> bool:
    """Whether it is a social security number (NIR) by its key."""
    bare = re.sub(r"\s", "", text).upper().replace("2A", "19").replace("2B", "18")
    return len(bare) == 15 and bare.isdecimal() and 97 - int(bare[:13]) % 97 == int(bare[13:])


def is_brazilian_number(text: str) -> bool:
    """Whether it is a CPF by its two check digits."""
    digits = digits_of(text)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    for count in (9, 10):
        total = sum(digit * (count + 1 - place) for place, digit in enumerate(digits[:count]))
        if digits[count] != total * 10 % 11 % 10:
            return False
    return True


def is_korean_number(text: str) -> bool:
    """Whether it reads like a resident registration number: a birthday and a century's digit."""
    return bool(
        re.fullmatch(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-\s?[1-8]\d{6}", text)
    )


def is_polish_number(text: str) -> bool:
    """Whether it is a PESEL by its check digit."""
    digits = digits_of(text)
    weighed = _weighed(digits[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3))
    return len(digits) == 11 and (10 - weighed % 10) % 10 == digits[10]


def is_dutch_number(text: str) -> bool:
    """Whether it is a BSN by the test of eleven."""
    digits = digits_of(text)
    return len(digits) == 9 and _weighed(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def is_turkish_number(text: str) -> bool:
    """Whether it is a T.C. kimlik number by its two check digits."""
    digits = digits_of(text)
    if len(digits) != 11 or digits[0] == 0:
        return False
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def is_german_tax_number(text: str) -> bool:
    """Whether it is a Steuer-Identifikationsnummer by its check digit (ISO 7064, MOD 11,10)."""
    digits = digits_of(text)
    if len(digits) != 11 or digits[0] == 0:
        return False
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == digits[10]


def is_thai_number(text: str) -> bool:
    """Whether it is a Thai identity number by its check digit."""
    digits = digits_of(text)
    weighed = _weighed(digits[:12], tuple(range(13, 1, -1)))
    return len(digits) == 13 and (11 - weighed % 11) % 10 == digits[12]


def digits_of(text: str) -> list[int]:
    """The decimal digits in a text, in their order."""
    return [int(character) for character in text if character.isdecimal()]


def _weighed(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def passes_luhn(digits: Sequence[int]) -> bool:
    """Whether the last digit is right by Luhn (ISO/IEC 7812-1, annex B)."""
    doubled = [
        digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
        for place, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0
