"""What each signal means to an agent: words for a value above and below an average question's.

Signals that measure the same thing from several sides form one group; their shares are summed, so
that what one of them adds and another takes away again is not told twice.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalWords:
    """A signal in an agent's words."""

    group: str
    above: str
    """Said where the value is above the average."""
    below: str
    more_is_better: bool | None = True
    """What a person expects; None where either may be."""


SIGNAL_WORDS: dict[str, SignalWords] = {
    "dense_best": SignalWords(
        group="meaning",
        above="the passage is near to the question in meaning",
        below="the passage is far from the question in meaning",
    ),
    "score_spread": SignalWords(
        group="rivals",
        above="it ranks far ahead of all that was found",
        below="it hardly ranks ahead of what else was found",
    ),
    "score_entropy": SignalWords(
        group="rivals",
        above="several passages rank about as high",
        below="few passages rank about as high",
        more_is_better=False,
    ),
    "nearness_entropy": SignalWords(
        group="rivals",
        above="much that was found is about as near in meaning",
        below="little that was found is as near in meaning",
        more_is_better=False,
    ),
    "question_met": SignalWords(
        group="subject",
        above="the words that matter are met somewhere in the documents",
        below="some of the question is met nowhere in the documents",
    ),
    "tokens_lead": SignalWords(
        group="quote",
        above="the passage meets most of the question better than others do",
        below="other passages meet the question's words as well",
    ),
    "lexical_agrees": SignalWords(
        group="agreement",
        above="the search by words puts it first",
        below="the search by words does not put it first",
    ),
    "unit_similarity": SignalWords(
        group="quote",
        above="the question is met word by word in the quote",
        below="parts of the question are not met in the quote",
    ),
    "lexical_coverage": SignalWords(
        group="words",
        above="the passage holds the question's own words",
        below="the passage holds few of the question's own words",
    ),
    "same_language": SignalWords(
        group="language",
        above="question and text share a language",
        below="question and text are in different languages",
    ),
    "identifier_agrees": SignalWords(
        group="identifiers",
        above="the passage names the model or number asked for",
        below="no model or number ties question and passage",
    ),
    "identifier_missing": SignalWords(
        group="identifiers",
        above="the passage lacks a model or number that the question names",
        below="the passage lacks no model or number that the question names",
        more_is_better=False,
    ),
}


def words_for(signal: str) -> SignalWords:
    """The words of a signal; one without an entry speaks by its name."""
    name = signal.replace("_", " ")
    plain = SignalWords(
        group=signal, above=f"{name} is high", below=f"{name} is low", more_is_better=None
    )
    return SIGNAL_WORDS.get(signal, plain)
