"""Message → its separate questions, each with what it needs of the rest. Pure.

A wrong split is worse than none: what leans on the question before (a tail, an alternative, a guess
at the cause, the same in another language) stays with it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from answer.question_words import (
    announces,
    asks_why,
    begins_along,
    begins_another,
    begins_with_and,
    content_of,
    ends_like_question,
    holds_question_word,
    is_marked,
    is_slight,
    kind_of,
    length,
    refers_back,
)
from ingest.identifier import Identifier
from ingest.identifiers import extract
from ingest.language import detect, primary
from ingest.sentences import split as sentences

MAX_PARTS = 5
MAX_QUOTED_CHARACTERS = 160
MAX_SEGMENTS = 40
"""Sentences that are looked at; a message of more is no list of questions any more."""
_CLAUSES_LOOKED_AT = 12
_CHARACTERS_LOOKED_AT = 60
_GUESS_WORDS = 6
_QUOTED = re.compile(
    r"\"[^\"\n]{1,160}\"|“[^”\n]{1,160}”|„[^“”\n]{1,160}[“”]|«[^»\n]{1,160}»|「[^」\n]{1,160}」"
    r"|『[^』\n]{1,160}』"
)
_STOPS = re.compile(r"[.!?…。！？؟:：;；,，、-]")
_ITEM = re.compile(
    r"(?:^|(?<=[\s?？!。；;:：,，]))(?:[(（]?(?P<mark>[1-9]|[a-i])(?:[.)）]\s|[、）]|\)(?=\S))\s*"
    r"|(?P<bullet>[-•*–]\s+))"
)
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[,，;；、]\s*")
_NO_SPACE_ENDS = frozenset({"th", "zh"})
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    start: int
    end: int
    text: str
    is_item: bool
    is_clause: bool
    """Told to be a question when its sentence was cut."""


def split_questions(
    message: str, *, language: str = "", identify: Identify = extract
) -> tuple[QuestionPart, ...]:
    """The questions in order, at most ``MAX_PARTS``; a single part over all where there is but one.

    ``language`` (any tag) chooses the words; told from the message without it. ``identify`` finds
    the identifiers that are carried into parts that name none.
    """
    tag = language or detect(message)
    segments = _segments(message, tag)
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


def _segments(message: str, language: str) -> list[_Segment]:
    """Sentences, cut further at list markers, at "and also" and after questions without a mark."""
    # a stop inside quotation marks ends nothing: The display asks "Save? Yes / No"
    masked = _QUOTED.sub(lambda found: _STOPS.sub("_", found.group()), message)
    items = _items(masked, language)
    borders = {start for start, _ in sentences(masked, language=language)} | set(items)
    borders |= {0, len(message)}
    cuts = [*sorted(borders)[:MAX_SEGMENTS], len(message)]
    pieces = list(pairwise(cuts))
    clauses = [(part, piece) for piece in pieces for part in _at_clauses(message, piece, language)]
    found = []
    for (start, end), whole in clauses:
        begin = items.get(start, start)
        text = message[begin:end]
        if text.strip():
            lead = len(text) - len(text.lstrip())
            found.append(
                _Segment(
                    start=begin + lead,
                    end=begin + len(text.rstrip()),
                    text=text.strip(),
                    is_item=start in items,
                    is_clause=(start, end) != whole,
                )
            )
    return found


def _items(masked: str, language: str) -> dict[int, int]:
    """Start of each list item → start of its text; empty where the markers make no list."""
    marks = list(_ITEM.finditer(masked))
    numbered = [found for found in marks if found["mark"]]
    wanted: list[re.Match[str]] = []
    for found in numbered:
        expected = ("1", "a") if not wanted else (chr(ord(wanted[-1]["mark"]) + 1),)
        if found["mark"] in expected:
            wanted.append(found)
    at_line = [found for found in marks if found["bullet"] and _begins_line(masked, found.start())]
    inline = [found for found in marks if found["bullet"]]
    if len(wanted) >= 2:
        chosen = wanted
    elif len(at_line) >= 2:
        chosen = at_line
    elif len(inline) >= 2 and announces(masked[: inline[0].start()], language=language):
        chosen = inline
    else:
        chosen = []
    return {found.start(): found.end() for found in chosen}


def _begins_line(text: str, position: int) -> bool:
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


def _at_clauses(message: str, piece: tuple[int, int], language: str) -> list[tuple[int, int]]:
    """A sentence cut before "and also" and, without marks, behind what ends like a question."""
    start, end = piece
    cuts = []
    for found in islice(_CLAUSE.finditer(message, start, end), _CLAUSES_LOOKED_AT):
        after = message[found.end() : end]
        before = message[start : found.start()]
        if begins_another(after[:_CHARACTERS_LOOKED_AT], language=language) and all(
            kind_of(clause, language=language) == "question"
            or holds_question_word(clause, language=language)
            for clause in (before, after)
        ):
            cuts.append(found.end())
    if primary(language) in _NO_SPACE_ENDS:
        for found in islice(_SPACE.finditer(message, start, end), _CLAUSES_LOOKED_AT):
            before = message[start : found.start()]
            after = message[found.end() : end]
            if (
                after
                and ends_like_question(before, language=language)
                and kind_of(before, language=language) == "question"
                and (is_marked(after) or ends_like_question(after, language=language))
                and kind_of(after, language=language) == "question"
            ):
                cuts.append(found.end())
    edges = [start, *sorted(set(cuts)), end]
    return list(pairwise(edges))


def _grouped(
    message: str, segments: Sequence[_Segment], language: str, identify: Identify
) -> list[QuestionPart]:
    parts: list[QuestionPart] = []
    told: list[_Segment] = []
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
    segment: _Segment,
    told: Sequence[_Segment],
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
