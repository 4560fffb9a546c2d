"""Phrases with values in them, and sentences side by side, as a language writes them."""

from collections.abc import Sequence

from babel.lists import format_list

from answer.locale.bidi import isolated
from answer.locale.phrases import Phrases

_WITHOUT_SPACES = frozenset({"zh", "ja"})


def fill(frame: Phrases, key: str, **values: str | int) -> str:
    """The phrase with its values, none of which turns its neighbours around."""
    return frame.text(
        key,
        **{
            name: value if isinstance(value, int) else isolated(value, language=frame.language)
            for name, value in values.items()
        },
    )


def listed(frame: Phrases, names: Sequence[str]) -> str:
    """Several names as the language lists them: ``a, b and c``."""
    apart = [isolated(name, language=frame.language) for name in names]
    return format_list(apart, locale=frame.locale)


def sentences(frame: Phrases, *texts: str) -> str:
    """Sentences in a row; empty ones are left out."""
    return gap(frame).join(text for text in texts if text)


def gap(frame: Phrases) -> str:
    """What stands between two sentences."""
    return "" if frame.language.split("-")[0] in _WITHOUT_SPACES else " "
