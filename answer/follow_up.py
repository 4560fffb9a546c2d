"""Message and what was said before it → the message made standalone. Pure.

1. The history is read in order; it leaves the last standalone question (the topic), the models and
   other names last spoken of, and what a reply offered to choose from.
2. Names are found in the message, partial ones too: "the 300 W one", "那 B 款".
3. A message that says nothing beyond a name, a choice or another value keeps the topic, and what it
   names takes the place of what was named there. One that asks something of its own keeps the
   names. One that has both is complete, and so is one about something else.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from answer.contrasts import names_in
from answer.follow_up_words import begins_with, connects, holds, left_over
from answer.intents import intent_of, plain
from answer.partial_models import WrittenForm, partial_models
from answer.question import SMALL_TALK, Turn
from answer.question_words import is_marked
from answer.said_before import (
    SUBJECTS,
    Identify,
    Said,
    asking_part,
    asks_back,
    chosen_label,
    described_in,
    exchanged_in,
    has_number,
    label_as_name,
    offered,
    replaced_in,
    with_families,
    without_spans,
)
from ingest.families import families
from ingest.identifier import Identifier, IdentifierKind
from ingest.language import UNDETERMINED, detect

MAX_TURNS = 12
"""Turns that are looked back at; hardly anybody leans on what was said before them."""
MAX_TURN_CHARACTERS = 4_000
LONGEST_FOLLOW_UP_CHARACTERS = 300
FRAGMENT_WORDS = 2
EXCHANGE_WORDS = 2
CORRECTION_WORDS = 4
ANSWER_WORDS = 5
"""So much may a message say beyond small words, names and values, and be no question of its own."""
NAMES_CARRIED = 2
PRODUCTS: frozenset[IdentifierKind] = frozenset({"model", "certificate"})
"""Kinds that a question is about; a standard or a code is asked of one of these."""

IsAbout = Callable[[str, Sequence[str]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A message made standalone, and what it took from the history."""

    text: str
    carried: tuple[str, ...] = ()
    """Names from before, as written."""
    replaced: tuple[str, ...] = ()
    """What was named before that the message's own words took the place of."""
    keeps_topic: bool = False
    """What was asked before is asked again, about something else."""


def follow_up(
    asked: str,
    history: Sequence[Turn],
    *,
    identify: Identify,
    language: str = UNDETERMINED,
    models: Collection[str] = (),
    written_form: WrittenForm = str,
    is_about: IsAbout | None = None,
) -> FollowUp:
    """The message as it would be asked without what was said before it.

    ``language`` is the message's, where told. ``models`` are those that exist (canonical forms) and
    ``written_form`` how the documents write them: partial names are read against them.
    ``is_about(text, names)`` tells whether what is found for a text is about these names; without
    it a sentence that points to nothing said before stands alone.
    """
    known = families(models)
    reader = _Reader(
        identify=lambda text: with_families(text, identify(text), families=known),
        models=models,
        written_form=written_form,
    )
    said = Said()
    for turn in history[-MAX_TURNS:]:
        text = turn.text.strip()[:MAX_TURN_CHARACTERS]
        if text and turn.role == "customer":
            said = reader.after_message(text, said)
        elif text:
            said = reader.after_reply(text, said)
    return reader.made_whole(asked, said, language=language, is_about=is_about)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    identify: Identify
    models: Collection[str]
    written_form: WrittenForm

    def after_message(self, text: str, said: Said) -> Said:
        if intent_of(text) in SMALL_TALK:
            return replace(said, choices=(), asks_back=False)
        whole = self.made_whole(text, said, language=UNDETERMINED, is_about=None)
        named = self._subjects_first(whole.text)
        kinds = {one.kind for one in named}
        kept = tuple(one for one in said.names if one.kind not in kinds and one.kind in SUBJECTS)
        return Said(topic=asking_part(whole.text), names=(*named, *kept))

    def after_reply(self, text: str, said: Said) -> Said:
        """A reply that names a single model speaks of it from there on; a table's many do not."""
        choices = offered(text)
        asks = asks_back(text)
        names = said.names
        if not asks:
            named = [one for one in self._subjects_first(text) if one.kind == "model"]
            stated = [one for one in named if self._is_stated(one)] if self.models else named
            spoken = [one for one in names if one.kind == "model"]
            few = len(stated) == 1 or (not spoken and 1 < len(stated) <= NAMES_CARRIED)
            if few and not any(_agree(one, other) for one in stated for other in spoken):
                names = (*stated, *(one for one in names if one.kind != "model"))
        return replace(said, names=names, choices=choices, asks_back=asks)

    def made_whole(
        self, asked: str, said: Said, *, language: str, is_about: IsAbout | None
    ) -> FollowUp:
        said_nothing = not (said.topic or said.names)
        if said_nothing or len(asked) > LONGEST_FOLLOW_UP_CHARACTERS:
            return FollowUp(text=asked)
        if plain(asked) == plain(said.topic):
            return FollowUp(text=said.topic)
        languages = _languages(asked, said.topic, language)
        label = chosen_label(asked, said, languages=languages)
        if label:
            return self._about(tuple(self.identify(label)) or (label_as_name(label),), said)
        named = list(self.identify(asked))
        partial = self._partial(asked, named, said, languages)
        found = sorted([*named, *partial], key=lambda one: one.start)
        rest = left_over(without_spans(asked, found), languages=languages)
        if found:
            return self._with_names(asked, found, partial, said, rest, languages, is_about)
        return self._without_names(asked, said, rest, languages, is_about)

    def _partial(
        self, asked: str, named: Sequence[Identifier], said: Said, languages: Sequence[str]
    ) -> tuple[Identifier, ...]:
        rest = left_over(without_spans(asked, named), languages=languages)
        parts = [one for one in rest if one[:1].isdigit() or (len(one) == 1 and one.isascii())]
        # a number or a letter alone may be part of a name, unless numbers are what is asked about
        alone = len(parts) == len(rest) and not named and not has_number(said.topic, self.identify)
        return partial_models(
            asked,
            spoken_of=said.names,
            models=self.models,
            written_form=self.written_form,
            taken=named,
            alone=parts if alone else (),
        )

    def _with_names(
        self,
        asked: str,
        found: Sequence[Identifier],
        partial: Sequence[Identifier],
        said: Said,
        rest: Sequence[str],
        languages: Sequence[str],
        is_about: IsAbout | None,
    ) -> FollowUp:
        spelled_out = asked
        for one in reversed(partial):
            spelled_out = f"{spelled_out[: one.start]}{one.text}{spelled_out[one.end :]}"
        corrects = begins_with(asked, "corrects", languages=languages) > 0
        also = holds(asked, "also", languages=languages)
        # "the XR power supplies": a family is seldom named without its noun
        is_family = all(one.canonical.isalpha() for one in found)
        if said.topic and len(rest) <= int(corrects or also or is_family):
            made = self._about(found, said)
            return replace(made, text=f"{made.text}\n{spelled_out}") if rest else made
        if any(one.kind in PRODUCTS for one in found):
            return FollowUp(text=spelled_out)
        return self._with_names_before(spelled_out, said, rest, languages, is_about)

    def _without_names(
        self,
        asked: str,
        said: Said,
        rest: Sequence[str],
        languages: Sequence[str],
        is_about: IsAbout | None,
    ) -> FollowUp:
        corrects = (
            len(rest) <= CORRECTION_WORDS
            and begins_with(asked, "corrects", languages=languages) > 0
        )
        goes_on = connects(asked, languages=languages)
        describes = (corrects or goes_on) and holds(asked, "designates", languages=languages)
        if said.topic and rest and describes:
            # "the one with the sensor": another model, told by what it has
            return self._with_topic(asked, said, described_in(said.topic, self.identify))
        other = exchanged_in(said.topic, asked, languages=languages)
        beside = left_over(other.rest, languages=languages)
        if other.gone and len(beside) <= EXCHANGE_WORDS:
            behind = asked if beside else ""
            return self._with_topic(behind, said, other.topic, replaced=other.gone)
        answers = said.asks_back and len(rest) <= ANSWER_WORDS and not is_marked(asked)
        places = names_in(asked, languages[0])
        if corrects or answers or len(rest) <= len(places):
            return self._with_topic(asked, said, said.topic)
        return self._with_names_before(asked, said, rest, languages, is_about)

    def _with_names_before(
        self,
        asked: str,
        said: Said,
        rest: Sequence[str],
        languages: Sequence[str],
        is_about: IsAbout | None,
    ) -> FollowUp:
        """What asks something of its own: with the names from before where it leans on them."""
        leans = (
            len(rest) <= FRAGMENT_WORDS
            or connects(asked, languages=languages)
            or holds(asked, "refers", languages=languages)
        )
        names = tuple(one.text for one in self._carriable(said))
        if not names:
            return self._with_topic(asked, said, said.topic) if leans else FollowUp(text=asked)
        if leans or (is_about and is_about(asked, names)):
            return FollowUp(text=f"{' '.join(names)}: {asked}", carried=names)
        return FollowUp(text=asked)

    def _about(self, found: Sequence[Identifier], said: Said) -> FollowUp:
        """The topic, asked about other names."""
        text, gone = replaced_in(said.topic, found, identify=self.identify)
        kinds = {one.kind for one in found}
        kept = [one for one in self._carriable(said) if one.kind not in kinds]
        if not any(one.kind in SUBJECTS for one in (*found, *self.identify(text))):
            text = " ".join([*(one.text for one in kept), text])
        carried = tuple(one.text for one in kept)
        return FollowUp(text=text, carried=carried, replaced=gone, keeps_topic=True)

    def _with_topic(
        self, asked: str, said: Said, topic: str, *, replaced: tuple[str, ...] = ()
    ) -> FollowUp:
        """The topic with the message behind it."""
        text = f"{topic}\n{asked}".strip()
        carried = tuple(one.text for one in self._carriable(said))
        is_same = topic == said.topic or bool(replaced)
        if is_same and not any(one.kind in SUBJECTS for one in self.identify(text)):
            text = " ".join([*carried, text])
        return FollowUp(text=text, carried=carried, replaced=replaced, keeps_topic=True)

    def _carriable(self, said: Said) -> list[Identifier]:
        """The names that a question is about: models that exist before what only looks like one."""
        subjects = [one for one in said.names if one.kind in SUBJECTS]
        stated = [one for one in subjects if one.kind != "model" or self._is_stated(one)]
        return (stated or subjects)[:NAMES_CARRIED]

    def _is_stated(self, named: Identifier) -> bool:
        """Whether a model, or one of its family, exists; where that is not known, any does."""
        return not self.models or any(one.startswith(named.canonical) for one in self.models)

    def _subjects_first(self, text: str) -> list[Identifier]:
        distinct = list({one.canonical: one for one in self.identify(text)}.values())
        return sorted(distinct, key=lambda one: one.kind != "model")


def _agree(one: Identifier, other: Identifier) -> bool:
    """Whether two names are one model, or a family and its member."""
    shorter, longer = sorted((one.canonical, other.canonical), key=len)
    return longer.startswith(shorter)


def _languages(asked: str, topic: str, language: str) -> tuple[str, ...]:
    """Those that a message may be in, the likeliest first: a few words are easily mistaken."""
    before = detect(topic)
    told = language if language != UNDETERMINED else detect(asked, hint=before)
    known = tuple(dict.fromkeys(one for one in (told, before) if one != UNDETERMINED))
    return known or ("en",)
