"""Days and months that a text names, in digits or with the month's name. Pure.

The names are those of Unicode's CLDR.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

from answer.unit_at import any_of

BUDDHIST_FROM = 2500
BUDDHIST_YEARS = 543
"""By which Thailand counts more."""
LANGUAGES = "en zh es de fr pt ja ko ar ru it pl tr nl vi th id".split()
_DATE_NUMBERS = re.compile(
    r"(?<![\d./-])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/.]|\.\s)(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})\.?"
    r"|(?P<a>\d{1,2})(?P<t>[./-])(?P<b>\d{1,2})(?P=t)(?P<y2>(?:19|20)\d\d))(?!\d)"
    r"|(?:(?P<y3>(?:19|20)\d\d)\s?[年년]\s?)?(?P<m3>\d{1,2})\s?[月월]\s?(?P<d3>\d{1,2})\s?[日일号號]"
    r"|(?P<y4>(?:19|20)\d\d)\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]"
)


def written_dates(text: str, language: str) -> Iterator[tuple[int, int, tuple[int, int, int]]]:
    """Start, end, and year, month and day of each; 0 for a year or a day that is not named."""
    for found in _DATE_NUMBERS.finditer(text):
        if found["y"]:
            parts = int(found["y"]), int(found["m"]), int(found["d"])
        elif found["y2"]:
            day, month = int(found["a"]), int(found["b"])
            if month > 12 or (found["t"] == "/" and language == "en" and day <= 12):
                day, month = month, day
            parts = int(found["y2"]), month, day
        elif found["y4"]:
            parts = int(found["y4"]), int(found["m4"]), 0
        else:
            parts = int(found["y3"] or 0), int(found["m3"]), int(found["d3"])
        if parts[1] <= 12 and parts[2] <= 31:
            yield found.start(), found.end(), parts
    months = _months(language)
    for found in _with_names(language).finditer(text):
        month = months[found["name"].casefold()]
        day = int(found["before"] or found["behind"] or 0)
        year = int(found["year"] or found["year2"] or 0)
        if year >= BUDDHIST_FROM:
            year -= BUDDHIST_YEARS
        if day <= 31 and (day or year):
            yield found.start(), found.end(), (year, month, day)


@cache
def _months(language: str) -> Mapping[str, int]:
    """The names of the months in a language, and in English, as Unicode's CLDR has them."""
    found: dict[str, int] = {}
    for code in dict.fromkeys((language if language in LANGUAGES else "en", "en")):
        months = Locale(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = str(name).casefold().rstrip(".")
                    if not folded[0].isdigit() and len(folded) > 2:
                        found.setdefault(folded, number)
    return found


@cache
def _with_names(language: str) -> re.Pattern[str]:
    names = any_of(_months(language))
    year = r"(?:19|20|25)\d\d"
    return re.compile(
        rf"(?<![\w.])(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.|º|er|ο)?[\s\u00a0]+(?:de\s+|of\s+)?)?"
        rf"(?P<name>{names})(?!\w)\.?"
        rf"(?:(?:\s+(?P<behind>\d{{1,2}})(?:st|nd|rd|th)?,?(?!\d))?\s+(?:năm\s+|พ\.ศ\.\s?|ค\.ศ\.\s?)?(?P<year>{year})(?!\d)"
        rf"|(?:,|\s+de|\s+del)\s+(?P<year2>{year})(?!\d))?",
        re.IGNORECASE,
    )
