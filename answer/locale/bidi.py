"""Text of one direction inside text of the other (UAX #9), kept from turning its neighbours around.

Only what stands in a reply's frame is wrapped: a title, a page, a number, a whole quote. Nothing is
put inside a quote, so what is copied from it is what the document holds.
"""

import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
LEFT_TO_RIGHT_ISOLATE = "\u2066"
RIGHT_TO_LEFT_ISOLATE = "\u2067"
POP_DIRECTIONAL_ISOLATE = "\u2069"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
_STRONG = {"L": False, "R": True, "AL": True}


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.split("-")[0] in _RIGHT_TO_LEFT


def isolated(value: str, *, language: str) -> str:
    """A value as it stands in a sentence of a language.

    From right to left everything is wrapped, numbers too; from left to right only what holds
    letters of the other direction.
    """
    if is_right_to_left(language) or any(_STRONG.get(_class(one)) for one in value):
        return f"{FIRST_STRONG_ISOLATE}{value}{POP_DIRECTIONAL_ISOLATE}"
    return value


def isolated_quote(text: str, *, language: str) -> str:
    """A quote of one line as it stands in a reply in a language; wrapped where it runs otherwise.

    Lines are wrapped one by one by whatever shows them: an isolate ends with its line, and inside
    a quote of several lines none is put.
    """
    runs_right_to_left = _runs_right_to_left(text)
    if "\n" in text or runs_right_to_left in (None, is_right_to_left(language)):
        return text
    isolate = RIGHT_TO_LEFT_ISOLATE if runs_right_to_left else LEFT_TO_RIGHT_ISOLATE
    return f"{isolate}{text}{POP_DIRECTIONAL_ISOLATE}"


def _runs_right_to_left(text: str) -> bool | None:
    """By most of its letters, for a quote often begins with a model's name; None without any."""
    letters = [_STRONG[kind] for kind in map(_class, text) if kind in _STRONG]
    if not letters:
        return None
    return sum(letters) * 2 > len(letters)


def _class(character: str) -> str:
    return unicodedata.bidirectional(character)
