"""Why a draft is too unsure: the language is none of ours, or nothing here is about the question.

Pure. Both only name the reason of a hand-off; what is sure enough is sent whatever they say.
"""

from collections.abc import Mapping, Sequence

from answer.locale.phrases import PhraseBook
from answer.question import PreparedQuestion
from answer.reply import Signal
from ingest.language import primary, surely_in_none_of

CLOSENESS = ("dense_best", "question_met", "unit_similarity")
"""Signals that say, in cosine, how near anything comes to the question; they are summed."""
LEAST_CLOSENESS: Mapping[bool, float] = {True: 0.95, False: 0.82}
"""By whether the quoted passage is in the question's language: below it lies 1 in 100 of the
questions that the base answers (``python -m scripts.fit_scope``)."""


def is_out_of_scope(found: Sequence[Signal]) -> bool:
    """Whether nothing comes as near as it does to nearly all questions that have an answer."""
    values = {signal.name: signal.value for signal in found}
    if not values:
        return False
    return closeness(values) < LEAST_CLOSENESS[bool(values["same_language"])]


def closeness(values: Mapping[str, float]) -> float:
    """How near the base comes to a question, by the signals of its draft."""
    return sum(values[name] for name in CLOSENESS)


def is_spoken(prepared: PreparedQuestion, *, phrases: PhraseBook) -> bool:
    """Whether replies can be framed in the question's language; in doubt they can."""
    if prepared.language == "und" or phrases.speaks(prepared.language):
        return True
    if prepared.question.language:
        return False  # stated by the caller
    spoken = frozenset(map(primary, phrases.by_language))
    return not surely_in_none_of(prepared.question.question, spoken)
