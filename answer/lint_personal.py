"""Personal data in a draft: a first simple set, chosen for few false alarms."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from answer.hint import Hint, HintCode, Severity
from ingest.mail_addresses import ADDRESS, ROLES
from ingest.number_checks import is_card, is_iban

_PHONE = re.compile(
    r"(?<![A-Za-z\d.,/-])(?:"
    r"\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d{1,4}(?:[\s.-]?\d{2,4}){2,4}"  # +49 170 1234567
    r"|\(\d{3}\)\s?\d{3}-\d{4}"  # North America
    r"|0[67](?:[ .]\d\d){4}"  # France
    r"|0[789]0-\d{4}-\d{4}"  # Japan
    r"|01[016789]-\d{3,4}-\d{4}"  # Korea
    r"|1[3-9]\d{9}"  # China
    r"|01[567]\d[ /-]\d{6,8}"  # Germany
    r")(?![A-Za-z\d/-]|[.,]\d)"
)
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z\d])"
)
_CARD = re.compile(r"(?<![A-Za-z\d.,-])\d(?:[ -]?\d){12,18}(?![A-Za-z\d-]|[.,]\d)")


def lint_personal(text: str, *, known: Callable[[], str]) -> Iterator[Hint]:
    """Hints at e-mail addresses, telephone numbers, IBANs and card numbers.

    ``known`` gives what the customer wrote and what the sources say: an address or number in it is
    none that the draft gives away, but a card number is never repeated.
    """

    @cache
    def folded() -> str:
        # long, and seldom needed
        return known().casefold()

    taken: list[tuple[int, int]] = []
    for match in _CARD.finditer(text):
        if is_card(match.group()):
            taken.append(match.span())
            yield _hint("personal_card", "error", match, "A card number is never sent; remove it")
    for match in _IBAN.finditer(text):
        if is_iban(match.group()) and not _overlaps(match, taken):
            taken.append(match.span())
            if _bare(match.group()).casefold() not in _bare(folded()):
                yield _hint(
                    "personal_iban", "error", match, "An account number; name its last digits only"
                )
    for match in ADDRESS.finditer(text):
        name = re.split(r"[.+_\d-]", match["name"].casefold())[0] or match["name"].casefold()
        if {name, match["name"].casefold()} & ROLES or match.group().casefold() in folded():
            continue
        yield _hint(
            "personal_email", "warning", match, "Somebody's e-mail address; give a team's instead"
        )
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if not 9 <= len(digits) <= 15 or _overlaps(match, taken):
            continue
        if digits not in re.sub(r"\D", "", folded()):
            yield _hint(
                "personal_phone", "warning", match, "A telephone number that no source gives"
            )


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _hint(code: HintCode, severity: Severity, match: re.Match[str], reason: str) -> Hint:
    return Hint(code=code, severity=severity, start=match.start(), end=match.end(), reason=reason)


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(start < match.end() and match.start() < end for start, end in taken)
