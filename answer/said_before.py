"""What a dialogue leaves for its next message: topic, names, choices; and what of a topic stays.

Pure pieces of ``answer/follow_up.py``.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from answer.contrasts import exchanged_names
from answer.follow_up_words import begins_with, place_named
from answer.intents import plain
from answer.message_segments import segments_of
from answer.question_words import is_marked, kind_of
from ingest.identifier import Identifier, IdentifierKind
from ingest.language import detect

SUBJECTS: frozenset[IdentifierKind] = frozenset({"model", "certificate", "standard", "hs_code"})
"""Kinds that say what a question is about; an error code or a version is one of something."""
WHOLE_TOPIC_CHARACTERS = 100
"""Up to here a message is its question; of a longer one the sentences that ask are."""
LONGEST_TOPIC_CHARACTERS = 400
_CHOICE = re.compile(r"^[ \t]*(?:[•*–-]|\d[.)])[ \t]+(?P<label>\S.*?)[ \t]*$", re.MULTILINE)
_ISOLATES = re.compile(r"[\u2066-\u2069\u200e\u200f]")
_ASKS_WITHOUT_MARK = re.compile(r"か[。｡]?$")
_QUANTITY = re.compile(
    r"(?<![\w.,/-])(?P<number>\d+(?:[.,]\d+)*)[ \u00a0]?"
    r"(?P<unit>[\u3040-\u9fff\uac00-\ud7af]|[^\W\d_]{1,12}|[%°℃]C?)"
)
_NUMBER_ALONE = re.compile(r"(?<![\w.,])\d+")
_CODE = re.compile(r"(?<![\w/.-])(?P<letters>[A-Za-z]{1,3})[- ]?(?P<number>\d{1,4})(?![\w/])")
_CAPITALS = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{2,8}(?![A-Za-z0-9-])")
_FAMILY = re.compile(r"[A-Za-z]{2,8}(?=[-\u2010-\u2015 ]?\d)")

Identify = Callable[[str], Sequence[Identifier]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the history leaves."""

    topic: str = ""
    """The last question, standalone."""
    names: tuple[Identifier, ...] = ()
    """Last spoken of, models first."""
    choices: tuple[str, ...] = ()
    """What the last reply offered."""
    asks_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A topic with other values in it."""

    topic: str
    gone: tuple[str, ...]
    """What had to go; nothing where the message names no value that excludes one of the topic's."""
    rest: str
    """The message without the values."""


def offered(reply: str) -> tuple[str, ...]:
    """The things that a reply lists, as written."""
    return tuple(_ISOLATES.sub("", found["label"]).strip() for found in _CHOICE.finditer(reply))


def asks_back(reply: str) -> bool:
    """Whether a reply asks something: its last paragraph, or what stands before a list in it."""
    lines = [line.rstrip() for line in reply.strip().rpartition("\n\n")[2].splitlines()]
    lines = [line for line in lines if _CHOICE.match(line) is None]
    last = lines[-1] if lines else ""
    return is_marked(last) or _ASKS_WITHOUT_MARK.search(last) is not None


def chosen_label(message: str, said: Said, *, languages: Sequence[str]) -> str:
    """Which of the things offered a message takes: "the second one", "yes", its very words."""
    if not said.asks_back or not said.choices:
        return ""
    same = [one for one in said.choices if plain(one) == plain(message)]
    if same:
        return same[0]
    if len(said.choices) == 1:
        agrees = begins_with(message, "yes", languages=languages)
        return said.choices[0] if agrees and not plain(message[agrees:]) else ""
    place = place_named(message, languages=languages)
    places = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": len(said.choices) - 1}
    if place == "middle" and len(said.choices) % 2:
        return said.choices[len(said.choices) // 2]
    at = places.get(place or "", len(said.choices))
    return said.choices[at] if at < len(said.choices) else ""


def label_as_name(label: str) -> Identifier:
    """A choice that is no name, a country for instance, to be added to the topic."""
    return Identifier(text=label, canonical=label, kind="version", start=0, end=len(label))


def with_families(
    text: str, found: Sequence[Identifier], *, families: Collection[str]
) -> tuple[Identifier, ...]:
    """The names of a text and, where it names no model, the families that it names: "my XR"."""
    if not families or any(one.kind == "model" for one in found):
        return tuple(found)
    named = [
        Identifier(
            text=word.group(),
            canonical=word.group(),
            kind="model",
            start=word.start(),
            end=word.end(),
        )
        for word in _CAPITALS.finditer(text)
        if word.group() in families
    ]
    return tuple(sorted([*found, *named], key=lambda one: one.start))


def replaced_in(
    topic: str, found: Sequence[Identifier], *, identify: Identify
) -> tuple[str, tuple[str, ...]]:
    """The topic with these names in the place of those of their kind, and what had to go.

    Names of a kind that the topic lacks stand before it.
    """
    text, gone, missing = topic, list[str](), list[str]()
    for kind in dict.fromkeys(one.kind for one in found):
        wanted = " ".join(dict.fromkeys(one.text for one in found if one.kind == kind))
        before = [one for one in identify(text) if one.kind == kind]
        gone += [one.text for one in before]
        if not before:
            missing.append(wanted)
        for place, one in reversed(list(enumerate(before))):
            text = f"{text[: one.start]}{'' if place else wanted}{text[one.end :]}"
    return " ".join([*missing, text]), tuple(gone)


def described_in(topic: str, identify: Identify) -> str:
    """The topic with families in the place of models: another of them is described."""
    for one in reversed([found for found in identify(topic) if found.kind == "model"]):
        family = _FAMILY.match(one.text)
        topic = f"{topic[: one.start]}{family.group() if family else ''}{topic[one.end :]}"
    return topic


def exchanged_in(topic: str, message: str, *, languages: Sequence[str]) -> Exchanged:
    """A message's country, amount or code put in the place of the topic's."""
    pairs = [
        (one.said, one.instead_of)
        for one in exchanged_names(message, languages[0], topic, languages[-1])
    ]
    for pattern, part in ((_QUANTITY, "unit"), (_CODE, "letters")):
        mine = {found[part].casefold(): found.group() for found in pattern.finditer(message)}
        pairs += [
            (mine[found[part].casefold()], found.group())
            for found in pattern.finditer(topic)
            if found[part].casefold() in mine
        ]
    gone, rest = list[str](), message
    for said, instead_of in pairs:
        before = re.search(re.escape(instead_of), topic, re.IGNORECASE)
        spoken = re.search(re.escape(said), message, re.IGNORECASE)
        if before is None or spoken is None or said.casefold() == instead_of.casefold():
            continue
        word = spoken.group()
        gone.append(before.group())
        topic = f"{topic[: before.start()]}{word}{topic[before.end() :]}"
        rest = rest.replace(word, " ")
    return Exchanged(topic=topic, gone=tuple(gone), rest=rest)


def without_spans(text: str, found: Sequence[Identifier]) -> str:
    """The text with a space in the place of each identifier."""
    for one in sorted(found, key=lambda one: -one.start):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def has_number(topic: str, identify: Identify) -> bool:
    """Whether the topic holds a number that is no part of a name."""
    return _NUMBER_ALONE.search(without_spans(topic, identify(topic))) is not None


def asking_part(message: str) -> str:
    """What a message asks: of a long one its questions alone, without greeting and signature."""
    if len(message) <= WHOLE_TOPIC_CHARACTERS:
        return message
    language = detect(message)
    segments = [one.text for one in segments_of(message, language=language)]
    asks = [kind_of(one, language=language) in ("question", "along") for one in segments]
    # the sentence before tells what is asked about; the first of all greets
    wanted = [
        one
        for place, one in enumerate(segments)
        if asks[place] or (place and any(asks[place + 1 : place + 2]))
    ]
    return " ".join(wanted)[-LONGEST_TOPIC_CHARACTERS:] or message[:LONGEST_TOPIC_CHARACTERS]
