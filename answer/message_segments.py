"""Message → its segments: sentences, cut further where one sentence asks twice. Pure."""

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from answer.question_words import (
    announces,
    begins_another,
    ends_like_question,
    holds_question_word,
    is_marked,
    kind_of,
)
from ingest.language import primary
from ingest.sentences import split as sentences

MAX_SEGMENTS = 40
"""Sentences that are looked at; a message of more is no list of questions any more."""
_CLAUSES_LOOKED_AT = 12
_CHARACTERS_LOOKED_AT = 60
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence, list item or clause, without the white space around it."""

    start: int
    end: int
    text: str
    is_item: bool
    is_clause: bool
    """Told to be a question when its sentence was cut."""


def segments_of(message: str, *, language: str) -> list[Segment]:
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
                Segment(
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
