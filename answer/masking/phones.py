"""Telephone numbers of people: as a country writes them, where the customer may be at home.

Digits alone say little. What counts, in this order: the word before them (a telephone, or an
order), a ``+``, a number that exists in one of the customer's countries and is written like one.
A company's free and shared lines belong to nobody.
"""

import re
from collections.abc import Iterator
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from answer.masking.message import Found, Message
from answer.masking.number_words import HOTLINE_BEFORE, OTHER_NUMBER_BEFORE, PHONE_BEFORE
from ingest.number_checks import digits_of

REGIONS: dict[str, tuple[str, ...]] = {
    "en": ("GB", "US", "AU", "IE", "IN", "NZ", "ZA"),
    "zh-Hans": ("CN",),
    "zh-Hant": ("TW", "HK", "MO"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
    "pt": ("BR", "PT"),
    "fr": ("FR", "BE", "CH", "CA"),
    "de": ("DE", "AT", "CH"),
    "it": ("IT", "CH"),
    "nl": ("NL", "BE"),
    "pl": ("PL",),
    "ru": ("RU", "KZ"),
    "tr": ("TR",),
    "ar": ("SA", "AE", "EG", "JO", "KW", "QA", "MA", "IQ"),
    "ja": ("JP",),
    "ko": ("KR",),
    "vi": ("VN",),
    "th": ("TH",),
    "id": ("ID",),
}
"""Where the speakers of a language mostly are."""
_EVERY_REGION = tuple(dict.fromkeys(one for regions in REGIONS.values() for one in regions))
_FROM_ELSEWHERE = re.compile(r"\(?0[1-9]\d{0,4}\)?[ /-](?:[ /-]?\d){5,9}")
WITHOUT_TRUNK = frozenset({"CN", "BR", "IN", "TR"})
"""Countries whose mobile numbers are written without the 0 that others dial."""
LEAST_ABROAD = 9
"""Digits of a number with its country, from which it needs no proof."""
MAX_LOOKED_UP = 100
"""Numbers of one message that are looked up; after so many every long one counts."""
_CANDIDATE = re.compile(
    r"(?<![A-Za-zÀ-ɏЀ-ӿ\d.,/$€£¥#_-])(?:\+ ?)?\(?\+?\d(?:[ .\-/()]{0,3}\d){6,16}"
    r"(?![A-Za-zÀ-ɏЀ-ӿ\d])"
)
_DATE = re.compile(
    r"(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}.{0,6}|\d{1,2}([./-])\d{1,2}\2(?:19|20|25)\d\d.{0,6}"
    r"|(?:19|20)\d{6}|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d|(?:\d{1,2}[./-]){2}\d\d"
)
_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.]\d{3})+|[1-9]\d{0,2}(?: \d{3}){1,2}")
_UNIT_AFTER = re.compile(
    r"\s?(?:[€$£¥₽₩₫฿%°]|(?:EUR|USD|GBP|CNY|RMB|PLN|TRY|JPY|KRW|VND|THB|IDR|BRL|RUB|CHF|AED|SAR|"
    r"euros?|zł|TL|руб|kr|元|円|원|บาท|đ|дол|ريال|درهم|"
    r"pcs|pieces|stück|units|unidades|pi[èe]ces|pezzi|stuks|sztuk|штук|adet|قطعة|个|個|件|台|개|cái|ชิ้น|buah|"
    r"mah|mm|cm|kg|g|v|w|hz|rpm|l/h|bar|psi)(?![A-Za-zÀ-ɏЀ-ӿ]))",
    re.IGNORECASE,
)
_NOBODYS = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)
_CODE_BEFORE = re.compile(r"(?:[A-Za-z]\d|\d[A-Za-z])[A-Za-z\d]{0,20} $")
_FREE = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST})
_BEFORE = 40
_SHORTEST, _LONGEST = 7, 15
_SEPARATED = re.compile(r"\d[ .\-/()]+\d")


def find_phones(message: Message) -> Iterator[Found]:
    """Numbers at which somebody is reached."""
    looked_up = 0
    for match in _CANDIDATE.finditer(message.text):
        start, end = match.span()
        looked_up += 1
        if looked_up > MAX_LOOKED_UP:
            yield Found(start, end, "phone")
            continue
        for begin, stop in _readings(message.text, start, end):
            whose = _whose(message, begin, stop)
            if whose == "somebody's":
                yield Found(begin, stop, "phone")
            if whose != "unknown":
                break


def _readings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The whole, then without its last group, then without its first: of another number."""
    start += text[start] == "(" and ")" not in text[start:end]
    yield start, end
    groups = list(re.finditer(r"\d+", text[start:end]))
    if len(groups) > 2:
        yield start, start + groups[-2].end()
        yield start + groups[1].start(), end


def _whose(message: Message, start: int, end: int) -> Literal["somebody's", "nobody's", "unknown"]:
    """Whose telephone it is: nobody's is no telephone, or a company's."""
    text = message.text
    written, before = text[start:end], text[max(0, start - _BEFORE) : start]
    digits = digits_of(written)
    if _DATE.fullmatch(written) or _NETWORK.fullmatch(written) or HOTLINE_BEFORE.search(before):
        return "nobody's"
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return "unknown"
    called = PHONE_BEFORE.search(before)
    counted = OTHER_NUMBER_BEFORE.search(before)
    # of two words the nearer one says what it is
    is_called = called is not None and (counted is None or called.start() > counted.start())
    if counted is not None and not is_called:
        return "nobody's"
    # what stands right behind an identifier is the rest of it
    if not is_called and (_CODE_BEFORE.search(before) or not message.is_free(start, end)):
        return "nobody's"
    if written.lstrip("(").startswith("+"):
        owner = _owner(_parsed(written, None))
        # nothing else is written so, though the country may have changed its numbers since
        return "somebody's" if owner == "unknown" and len(digits) >= LEAST_ABROAD else owner
    if written.startswith("00"):
        number = _parsed("+" + written[2:], None)
        if number is not None and phonenumbers.is_valid_number(number):
            return _owner(number)
    numbers = [one for region in _regions(message) if (one := _valid(written, region))]
    deciding = numbers[:1]  # what it is where the customer is likeliest to be
    if not numbers and _FROM_ELSEWHERE.fullmatch(written):
        # in another country's way, or in a language that was not told
        deciding = numbers = [one for region in _EVERY_REGION if (one := _valid(written, region))]
    if any(phonenumbers.number_type(one) in _NOBODYS for one in deciding):
        return "nobody's"
    if is_called and (numbers or not _THOUSANDS.fullmatch(written)):
        return "somebody's"
    if not numbers or _UNIT_AFTER.match(text, end):
        return "unknown"
    return "somebody's" if _is_written_like_one(written, numbers) else "unknown"


def _is_written_like_one(written: str, numbers: list[PhoneNumber]) -> bool:
    """Whether a number that exists looks like one of a telephone, with no word beside it."""
    is_mobile = any(phonenumbers.number_type(one) == PhoneNumberType.MOBILE for one in numbers)
    if _THOUSANDS.fullmatch(written):
        return is_mobile and "." not in written
    if _SEPARATED.search(written):
        return True
    return is_mobile or written.startswith("0")


def _regions(message: Message) -> tuple[str, ...]:
    spoken = REGIONS.get(message.language, ())
    known = message.market.upper()
    return tuple(dict.fromkeys((*((known,) if len(known) == 2 else ()), *spoken)))


def _owner(number: PhoneNumber | None) -> Literal["somebody's", "nobody's", "unknown"]:
    if number is None or not phonenumbers.is_possible_number(number):
        return "unknown"
    return "nobody's" if phonenumbers.number_type(number) in _NOBODYS else "somebody's"


def _valid(written: str, region: str) -> PhoneNumber | None:
    number = _parsed(written, region)
    if number is None or not phonenumbers.is_valid_number_for_region(number, region):
        return None
    if phonenumbers.number_type(number) in _FREE:
        return number  # some are dialled with the 0, and some without
    trunk = phonenumbers.ndd_prefix_for_region(region, True)
    if trunk == "0" and region not in WITHOUT_TRUNK and digits_of(written)[0] != 0:
        return None  # nobody there leaves the 0 out, and other numbers have no 0 before them
    return number


def _parsed(written: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
