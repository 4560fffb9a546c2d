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
        above="several passages that say different things rank about as high",
        below="few passages that say other things rank about as high",
        more_is_better=False,
    ),
    "met_entropy": SignalWords(
        group="quote",
        above="other passages meet the question's telling words about as well",
        below="few passages meet the question's telling words as well",
        more_is_better=False,
    ),
    "question_met": SignalWords(
        group="subject",
        above="the words that matter are met somewhere in the documents",
        below="some of the question is met nowhere in the documents",
    ),
    "unit_similarity": SignalWords(
        group="quote",
        above="the question is met word by word in the quote",
        below="parts of the question are not met in the quote",
    ),
    "said_alike": SignalWords(
        group="wording",
        above="a sentence or a cell of the passage says what is asked",
        below="no sentence of the passage says what is asked",
    ),
    "several_quotes": SignalWords(
        group="quotes",
        above="more than one place is quoted",
        below="only one place is quoted",
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
    "few_passages": SignalWords(
        group="base",
        above="there are few passages to choose from",
        below="there are many passages to choose from",
        more_is_better=None,
    ),
    "single_passage": SignalWords(
        group="base",
        above="there is nothing to compare the passage with",
        below="there are other passages to compare it with",
        more_is_better=None,
    ),
    "brief_passages": SignalWords(
        group="base",
        above="the passages are as short as the question",
        below="the passages are longer than the question",
        more_is_better=None,
    ),
    "asked_alike": SignalWords(
        group="wording",
        above="an entry asks what the question asks",
        below="no entry asks what the question asks",
    ),
}


def words_for(signal: str) -> SignalWords:
    """The words of a signal; one without an entry speaks by its name."""
    name = signal.replace("_", " ")
    plain = SignalWords(
        group=signal, above=f"{name} is high", below=f"{name} is low", more_is_better=None
    )
    return SIGNAL_WORDS.get(signal, plain)
