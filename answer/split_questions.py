"""Message → its separate questions, each with what it needs of the rest. Pure.

A wrong split is worse than none: what leans on the question before (a tail, an alternative, a guess
at the cause, the same in another language) stays with it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.message_segments import Segment, segments_of
from answer.question_words import (
    announces,
    asks_why,
    begins_along,
    begins_another,
    begins_with_and,
    content_of,
    holds_question_word,
    is_marked,
    is_slight,
    kind_of,
    length,
    refers_back,
)
from ingest.identifier import Identifier
from ingest.identifiers import extract
from ingest.language import detect
from ingest.sentences import split as sentences

MAX_PARTS = 5
MAX_QUOTED_CHARACTERS = 160
_GUESS_WORDS = 6
_SCRIPTS = (
    re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"),
    re.compile(r"[\u0400-\u04ff]"),
    re.compile(r"[\u0600-\u06ff]"),
    re.compile(r"[\u0e00-\u0e7f]"),
)

Identify = Callable[[str], Sequence[Identifier]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart:
    """One question of a message: ``message[start:end]`` with what was told about it."""

    start: int
    end: int
    asked_start: int
    """Where the asking itself begins; what comes before in the range is context."""
    carried: tuple[str, ...] = ()
    """Models and other names from before that the range leaves out, as written."""


def split_questions(
    message: str, *, language: str = "", identify: Identify = extract
) -> tuple[QuestionPart, ...]:
    """The questions in order, at most ``MAX_PARTS``; a single part over all where there is but one.

    ``language`` (any tag) chooses the words; told from the message without it. ``identify`` finds
    the identifiers that are carried into parts that name none.
    """
    tag = language or detect(message)
    segments = segments_of(message, language=tag)
    # the same stretches are asked for again and again
    parts = _grouped(message, segments, tag, lru_cache(maxsize=None)(identify))
    if len(parts) < 2:
        return (QuestionPart(start=0, end=len(message), asked_start=0),)
    if len(parts) > MAX_PARTS:
        last = parts[MAX_PARTS - 1]
        joined = QuestionPart(
            start=last.start,
            end=parts[-1].end,
            asked_start=last.asked_start,
            carried=last.carried,
        )
        parts = [*parts[: MAX_PARTS - 1], joined]
    return tuple(parts)


def searched_text(message: str, part: QuestionPart) -> str:
    """What is searched for a part: the names carried into it, then its own words."""
    own = message[part.start : part.end].strip()
    return f"{' '.join(part.carried)}\n{own}" if part.carried else own


def asked_words(message: str, part: QuestionPart) -> str:
    """The question in its own words, on one line, short enough to be quoted."""
    line = " ".join(message[part.asked_start : part.end].split())
    if len(line) <= MAX_QUOTED_CHARACTERS:
        return line
    return line[: MAX_QUOTED_CHARACTERS - 1].rstrip() + "…"


def _grouped(
    message: str, segments: Sequence[Segment], language: str, identify: Identify
) -> list[QuestionPart]:
    parts: list[QuestionPart] = []
    told: list[Segment] = []
    announced = False
    for segment in segments:
        is_listed = segment.is_item and (announced or is_marked(segment.text))
        is_asked = (segment.is_item and announced) or segment.is_clause
        if begins_another(segment.text, language=language):
            is_asked = is_asked or holds_question_word(segment.text, language=language)
        kind = kind_of(segment.text, language=language, announced=is_asked)
        if kind == "courtesy":
            continue
        if kind == "statement" or (kind == "along" and not parts and not is_marked(segment.text)):
            if announces(segment.text, language=language) and segment.text.endswith((":", "：")):
                announced = True
                continue
            told.append(segment)
            continue
        before = message[: segment.start]
        # "Separately, I need a data sheet. Where is it?" has its subject with it
        is_further = bool(told) and begins_another(told[0].text, language=language)
        leans = (kind == "along" and not is_further) or (
            bool(parts)
            and not is_listed
            and _leans(
                message,
                parts[-1],
                segment,
                told,
                first_asked=parts[0].asked_start,
                language=language,
                identify=identify,
            )
        )
        if parts and leans:
            last = parts[-1]
            parts[-1] = QuestionPart(
                start=last.start,
                end=segment.end,
                asked_start=last.asked_start,
                carried=last.carried,
            )
        else:
            start = told[0].start if told else segment.start
            own = message[start : segment.end]
            parts.append(
                QuestionPart(
                    start=start,
                    end=segment.end,
                    asked_start=segment.start,
                    carried=_carried(
                        before[:start],
                        own,
                        refers=refers_back(segment.text, language=language),
                        identify=identify,
                    ),
                )
            )
        told = []
    if parts and told:
        last = parts[-1]
        parts[-1] = QuestionPart(
            start=last.start,
            end=told[-1].end,
            asked_start=last.asked_start,
            carried=last.carried,
        )
    return parts


def _leans(
    message: str,
    last: QuestionPart,
    segment: Segment,
    told: Sequence[Segment],
    *,
    first_asked: int,
    language: str,
    identify: Identify,
) -> bool:
    """Whether a question needs the one before to be understood."""
    asked = message[last.asked_start : last.end]
    if _script(segment.text, identify) != _script(asked, identify):
        return True  # the same once more in another language
    first = told[0] if told else segment
    if begins_along(first.text, language=language):
        return True
    is_further = begins_another(first.text, language=language)
    if is_further:
        return False
    named = _models(identify(segment.text))
    if named and not named & _models(identify(asked)):
        return False
    content = content_of(_without(segment.text, identify), language=language)
    own = message[first.start : segment.end]
    shared = content_of(_without(own, identify), language=language)
    if shared & content_of(_without(asked, identify), language=language):
        return True  # further on the same subject
    introduced = bool(_models(identify(message[:first_asked])))
    if refers_back(segment.text, language=language):
        return not introduced or asks_why(asked, language=language)
    is_short = is_slight(content, language=language)
    if is_short and not (introduced or begins_with_and(segment.text, language=language)):
        return True
    is_guess = length(segment.text, language=language) <= _GUESS_WORDS
    about = content_of(_without(asked, identify), language=language)
    is_open = not about and not _models(identify(asked))
    return is_guess and (is_open or asks_why(asked, language=language))


def _models(named: Sequence[Identifier]) -> frozenset[str]:
    return frozenset(found.canonical for found in named if found.kind == "model")


def _without(text: str, identify: Identify) -> str:
    """The text without what it names."""
    for found in reversed(identify(text)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def _carried(before: str, own: str, *, refers: bool, identify: Identify) -> tuple[str, ...]:
    """The models named last before, where the part names none; other names where it refers back."""
    named = identify(own)
    if any(found.kind == "model" for found in named):
        return ()
    earlier = identify(before)
    models = [found for found in earlier if found.kind == "model"]
    kept = _named_together(before, models)
    if refers and not kept and not named:
        kept = list(earlier[-1:])
    return tuple(dict.fromkeys(found.text for found in kept))


def _named_together(before: str, models: Sequence[Identifier]) -> list[Identifier]:
    """The models of the last sentence that names any."""
    for start, end in reversed(sentences(before)):
        inside = [found for found in models if start <= found.start < end]
        if inside:
            return inside
    return []


def _script(text: str, identify: Identify) -> int:
    """Number of the script that the words outside of identifiers are in; 0 for the rest."""
    text = _without(text, identify)
    counts = [len(script.findall(text)) for script in _SCRIPTS]
    return 1 + counts.index(max(counts)) if any(counts) else 0
