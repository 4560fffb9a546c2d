"""Cards and accounts: by their check digits, or by the word that announces them."""

import re
from collections.abc import Iterator

from answer.masking.message import Found, Message
from answer.masking.number_words import CARD_WORDS, IBAN_LENGTHS, OTHER_NUMBER_BEFORE
from ingest.number_checks import digits_of, is_card, is_iban, passes_luhn

_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z\d]{4}){2,7}"
    r"(?:[ -]?[A-Za-z\d]{1,4})?(?![A-Za-z\d])"
)
_IBAN_BEFORE = re.compile(
    r"(?:\biban\b|آيبان|ايبان|حساب)[^\d\n\x00]{0,24}$|(?:cuenta|account|konto)\W{0,12}$",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![A-Za-z\d.,/-])\d(?:[ -]?\d){12,18}(?![A-Za-z\d/-]|[.,]\d)")
_FOURS = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{5}")
_CARD_BEFORE = re.compile(rf"(?:{CARD_WORDS})[^\d\n\x00]{{0,30}}$", re.IGNORECASE)
_CARD_AFTER = re.compile(rf"^[^\d\n\x00]{{0,16}}(?:{CARD_WORDS})", re.IGNORECASE)
_BEFORE = 48


_CODE = re.compile(
    r"(?<![A-Za-z])(?:cvv2?|cvc2?|安全码|セキュリティコード)(?: code)?[ :=#]{0,3}"
    r"(?P<code>\d{3,4})(?!\d)",
    re.IGNORECASE,
)


def find_accounts(message: Message) -> Iterator[Found]:
    """IBANs (ISO 13616), card numbers (ISO/IEC 7812-1), and the codes on the back of cards."""
    text = message.text
    for match in _IBAN.finditer(text):
        number = _as_iban(match.group())
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if number:
            yield Found(match.start(), match.start() + len(number), "iban")
        elif _IBAN_BEFORE.search(before) and len(digits_of(match.group())) >= 12:
            yield Found(match.start(), match.end(), "iban")
    for match in _CODE.finditer(text):
        yield Found(*match.span("code"), "card")
    for match in _CARD.finditer(text):
        if _is_a_card(match, message):
            yield Found(match.start(), match.end(), "card")


def _as_iban(written: str) -> str:
    """The part of it that is right by its length and check digits: a word may follow it."""
    pieces = re.split(r"(?<=[ -])", written)
    while len(pieces) > 1 or written:
        candidate = "".join(pieces).rstrip(" -")
        bare = candidate.replace("-", "").replace(" ", "").upper()
        if IBAN_LENGTHS.get(bare[:2]) == len(bare) and is_iban(bare):
            return candidate
        if len(pieces) <= 1:
            return ""
        pieces.pop()
    return ""


def _is_a_card(match: re.Match[str], message: Message) -> bool:
    number, text = match.group(), message.text
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    after = text[match.end() : match.end() + _BEFORE]
    if _CARD_BEFORE.search(before):
        return True
    if OTHER_NUMBER_BEFORE.search(before):
        return False
    if _CARD_AFTER.search(after):
        return True
    grouped = _FOURS.fullmatch(number) is not None
    is_right = is_card(number) or (grouped and passes_luhn(digits_of(number)))
    return is_right and (grouped or message.is_free(match.start(), match.end()))
