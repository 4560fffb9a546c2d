"""Quotes as numbered data for a language model, and what it wrote back as cited sentences. Pure.

Documents and customers are hostile. What goes to the model is one JSON object in which every
bracket is escaped: a text can neither end its own string, nor look like a mark of the protocol,
nor like the number of a quote; what nobody can see is left out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from ingest.sentences import split

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>[]"}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ud800-\udfff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# neither begins within blanks or empty lines: a model that writes many would cost their square
_CITED = re.compile(
    r"(?<!\s)(?:\s*[\[［【]\s*\d{1,2}(?:\s*[,，、;]\s*\d{1,2})*\s*[\]］】])+(?P<stop>[.!?。！？…]*)"
)
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_MARKER = re.compile(r"^\s*(?P<marker>\d{1,2}[.)、]|[•*–-])\s+")
_MARKUP = re.compile(r"\*\*|__|^[^\S\n]*#{1,6}\s+|`", re.MULTILINE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence of the model, and the quotes it names; none where it names none."""

    text: str
    numbers: tuple[int, ...]
    marker: str = ""
    """What the line begins with, where it is one of a list: ``1.`` or ``-``."""


def as_data(question: str, quotes: Sequence[str], *, terms: Mapping[str, str] | None = None) -> str:
    """Question and quotes as one JSON object, safe to stand in a message.

    ``terms`` are names that the quotes use, each with what to call it.
    """
    values = {
        "question": visible(question),
        "quotes": {str(number): visible(quote) for number, quote in enumerate(quotes, start=1)},
    }
    if terms:
        values["terms"] = {visible(name): visible(called) for name, called in terms.items()}
    # the object has no such brackets of its own: all stand inside strings
    return escaped(json.dumps(values, ensure_ascii=False))


def escaped(json_text: str) -> str:
    """JSON in which no angle or square bracket stands as itself; none may be of its structure."""
    return json_text.translate(_ESCAPED)


def visible(text: str) -> str:
    """The text without what a reader does not see."""
    return _INVISIBLE.sub(" ", text)


def cited_sentences(answer: str, *, language: str = "") -> tuple[CitedSentence, ...]:
    """The sentences of an answer in order; a citation belongs to the one sentence it ends.

    1. Thoughts and markup go.
    2. Every line is cut behind its citations, and what stands before one into sentences.
    3. The last of those is cited, the ones before it are not; a step of a list is one.
    """
    found: list[CitedSentence] = []
    for line in _MARKUP.sub("", _THOUGHT.sub("", visible_lines(answer))).split("\n"):
        marked = _MARKER.match(line)
        marker = marked["marker"] if marked else ""
        rest = line[marked.end() :] if marked else line
        for sentence in _of_line(rest, language, is_step=bool(marker)):
            found.append(CitedSentence(text=sentence[0], numbers=sentence[1], marker=marker))
            marker = ""
    return tuple(found)


def visible_lines(text: str) -> str:
    """The text without what a reader does not see, its lines as they are."""
    return "\n".join(visible(line) for line in re.split(r"\r\n?|\n|\u2028|\u2029", text))


def _of_line(line: str, language: str, *, is_step: bool) -> list[tuple[str, tuple[int, ...]]]:
    found: list[tuple[str, tuple[int, ...]]] = []
    start = 0
    for match in _CITED.finditer(line):
        before = line[start : match.start()].strip() + match["stop"]
        numbers = tuple(dict.fromkeys(map(int, re.findall(r"\d+", match.group()))))
        sentences = [before] if is_step and before else _sentences(before, language)
        found.extend((text, ()) for text in sentences[:-1])
        found.extend((text, numbers) for text in sentences[-1:])
        start = match.end()
    found.extend((text, ()) for text in _sentences(line[start:], language))
    return found


def _sentences(text: str, language: str) -> list[str]:
    pieces = (text[start:end].strip() for start, end in split(text, language=language))
    return [piece for piece in pieces if _LETTER.search(piece)]


def english_name(tag: str) -> str:
    """What a model knows a language by: ``Chinese (Simplified) (zh-Hans)``."""
    try:
        return f"{Locale.parse(tag, sep='-').english_name} ({tag})"
    except (ValueError, UnknownLocaleError):
        return tag
