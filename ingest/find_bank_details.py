"""Bank details in documents for customers: accounts are changed by those who steal payments.

IBANs are believed by their check digits; every other number only with its name before it and a
bank named near by.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.number_checks import is_iban
from ingest.stretches import Stretch, finding_at

MAX_FINDINGS = 20
_NEAR_BLOCKS = 3
_IBAN = re.compile(
    r"(?<![A-Za-z\d-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z\d-])"
)
_COUNTRIES = frozenset(
    "AD AE AL AM AR AT AU AZ BA BD BE BG BH BR BY CA CH CL CN CO CR CY CZ DE DK DO DZ EC EE EG ES FI "
    "FR GB GE GI GR GT HK HR HU ID IE IL IN IQ IR IS IT JO JP KE KR KW KZ LB LI LK LT LU LV LY MA MC "
    "MD ME MK MT MX MY NG NL NO NZ OM PA PE PH PK PL PT PY QA RO RS RU SA SE SG SI SK SM SV TH TN TR "
    "TW UA US UY UZ VE VN XK ZA".split()
)
_SWIFT = re.compile(
    r"\b(?i:swift|bic)\b(?i:[ /-]{0,3}(?:bic|code|no\.?|nr\.?|number|代码|コード|코드))?\s*[:：=]?\s*"
    r"(?P<code>[A-Z]{4}(?P<country>[A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?![A-Za-z\d])"
)
_ACCOUNT = re.compile(
    r"(?:account (?:no|number|nr)\b|\bacct\b|\ba/c\b|sort code|routing (?:no|number)|\baba\b|\bbsb\b|"
    r"\bclabe\b|\bcbu\b|\bifsc\b|konto(?:nummer|nr\b|-nr)|\bblz\b|bankleitzahl|n[úu]mero de cuenta|"
    r"n° de compte|numéro de compte|numero di conto|número da conta|rekeningnummer|numer konta|"
    r"numer rachunku|расч[её]тный сч[её]т|р/с|\bhesap no|رقم الحساب|账号|帳號|賬號|账户|口座番号|"
    r"계좌번호|계좌|số tài khoản|เลขที่บัญชี|nomor rekening)"
    r"[^\d\n]{0,14}(?P<number>\d(?:[ -]?\d){5,24})(?!\d)",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\bbank|\bswift\b|\bbic\b|sort code|routing|\bach\b|wire transfer|\biban\b|\bblz\b|banco|banque|"
    r"\bbanca\b|банк|бик|بنك|مصرف|银行|銀行|开户|開戶|支行|汇款|匯款|口座|振込|은행|예금|ngân hàng|ธนาคาร",
    re.IGNORECASE,
)


def find_bank_details(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Findings of accounts and banks' codes, one a block."""
    near: deque[str] = deque(maxlen=_NEAR_BLOCKS)
    found = 0
    for text in texts:
        near.append(text.text[-2_000:])
        place = _place(text.text, near)
        if place is None:
            continue
        yield finding_at(text, *place, kind="bank_details")
        found += 1
        if found == MAX_FINDINGS:
            return


def _place(text: str, near: Iterable[str]) -> tuple[int, int] | None:
    for match in _IBAN.finditer(text):
        if is_iban(match.group()):
            return match.span()
    for match in _SWIFT.finditer(text):
        if match["country"] in _COUNTRIES:
            return match.span("code")
    for match in _ACCOUNT.finditer(text):
        if any(_BANK.search(one) for one in near):
            return match.span()
    return None
