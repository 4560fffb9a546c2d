"""Account numbers that are no IBAN, and birthdays: by the words beside them, and by nothing else.

Neither has a shape of its own: an account looks like an order, a birthday like the day of a
purchase. Where another number is announced in between, it is that one.
"""

import re
from collections.abc import Iterator

from answer.masking.cue_words import (
    ACCOUNT_WORDS,
    ACCOUNT_WORDS_AFTER,
    BIRTH_WORDS,
    BIRTH_WORDS_AFTER,
    OTHER_DATES,
)
from answer.masking.message import Found, Message
from answer.masking.number_words import OTHER_NUMBER_BEFORE

_REACH = 60
_GAP = r"(?:(?!(?<!\b[nN])(?<!\b[nN][ro°º])[.!?。！？;；] )[^\d\n\x00。！？;；]){0,28}"
"""Between the words and what they announce: no other number, and no end of a sentence."""
_ACCOUNT = re.compile(
    r"(?<![A-Za-z\d.,/@-])\d(?:[ .-]{0,3}\d){4,33}(?:-[A-Za-z\d])?(?![A-Za-z\d@]|[.,/]\d)"
)
_ACCOUNT_BEFORE = re.compile(rf"(?:{ACCOUNT_WORDS}){_GAP}$", re.IGNORECASE)
_ACCOUNT_AFTER = re.compile(rf"^ ?(?:{ACCOUNT_WORDS_AFTER})", re.IGNORECASE)
_MONEY = re.compile(
    r"^ ?(?:€|\$|£|%|eur\b|usd\b|gbp\b|tl\b|元|円|원|руб|zł|บาท|đ\b|rp\b)", re.IGNORECASE
)
_MONEY_BEFORE = re.compile(r"(?:€|\$|£|¥|₩|rp|usd|eur) ?$", re.IGNORECASE)
LEAST_DIGITS = 6

_MONTH = r"[^\s\d.,;:!?\x00]{3,16}"
_DATES = (
    r"\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?P<end>\d{4}|\d{2})",
    r"(?P<begin>\d{4}) ?[./-] ?\d{1,2} ?[./-] ?\d{1,2}",
    rf"\d{{1,2}}(?:st|nd|rd|th|er|[.ºª°])? ?(?:de |of |d')?{_MONTH}\.?,? (?:de |del |do )?"
    r"(?P<named>\d{4})(?: года?| г\.)?",
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<american>\d{{4}})",
    r"\d{1,2} tháng \d{1,2},? (?:năm )?(?P<vietnamese>\d{4})",
    r"(?P<han>\d{4}) ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日일号號]?",
    r"(?P<era>昭和|平成|大正|民國|民国) ?\d{1,3} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日",
)
_DATE = tuple(re.compile(rf"(?<![A-Za-z\d.,/-]){date}(?![A-Za-z\d]|[./-]\d)") for date in _DATES)
_ANY_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_BIRTH_BEFORE = re.compile(rf"(?:{BIRTH_WORDS}){_GAP}$", re.IGNORECASE)
_BIRTH_AFTER = re.compile(rf"^ ?(?:{BIRTH_WORDS_AFTER})", re.IGNORECASE)
_OTHER_DATE = re.compile(OTHER_DATES, re.IGNORECASE)
_BUDDHIST = 543
"""Years that the Thai calendar is ahead."""
_BORN = range(1900, 2020)
"""Whoever writes for themselves was born in one of these; machines are younger, mostly."""


def find_account_numbers(message: Message) -> Iterator[Found]:
    """Numbers of accounts, where somebody calls them that."""
    text = message.text
    for match in _ACCOUNT.finditer(text):
        if sum(map(str.isdigit, match.group())) < LEAST_DIGITS or _ANY_DATE.fullmatch(
            match.group()
        ):
            continue
        before = text[max(0, match.start() - _REACH) : match.start()]
        after = text[match.end() : match.end() + _REACH]
        if _MONEY.search(after) or _MONEY_BEFORE.search(before):
            continue
        announced = _ACCOUNT_BEFORE.search(before)
        if (announced and _is_nearer(before, announced)) or _ACCOUNT_AFTER.search(after):
            yield Found(*match.span(), "account")


def find_birthdays(message: Message) -> Iterator[Found]:
    """Days on which somebody was born, where the words say so."""
    text = message.text
    for date in _DATE:
        for match in date.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()]
            after = text[match.end() : match.end() + _REACH]
            announced = _BIRTH_BEFORE.search(before)
            is_told = announced is not None and not _OTHER_DATE.search(announced.group())
            if (is_told or _BIRTH_AFTER.search(after)) and _is_a_birth_year(match):
                yield Found(*match.span(), "birthday")


def _is_nearer(before: str, announced: re.Match[str]) -> bool:
    """Whether nothing else is counted between the word for an account and the number."""
    other = OTHER_NUMBER_BEFORE.search(before)
    return other is None or other.start() <= announced.start() or other.start() < _end_of(announced)


def _end_of(announced: re.Match[str]) -> int:
    """Where the word for an account ends."""
    found = re.match(rf"(?:{ACCOUNT_WORDS})", announced.group(), re.IGNORECASE)
    return announced.start() + (found.end() if found else 0)


def _is_a_birth_year(match: re.Match[str]) -> bool:
    year = next((one for one in match.groups() if one), "")
    if not year.isdigit() or len(year) == 2:
        return True
    return int(year) in _BORN or int(year) - _BUDDHIST in _BORN
