"""The text that is shown: a draft, a hand-off or a question back, in the customer's language.

Quotes stay as they stand in the document, character by character; only the frame around them is in
the customer's language. In right-to-left frames every value put into a phrase (a title, a page, a
model) is wrapped in Unicode isolates (UAX #9), so that it cannot turn its neighbours around.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Literal, get_args

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from answer.locale.message import HOLE
from answer.locale.phrases import PhraseBook, Phrases
from answer.question import Intent, Turn
from answer.reply import Caveat, Choice, HandoffReason, Statement
from answer.statement_layout import (
    BULLET,
    MAX_INLINE_CHARACTERS,
    body_of,
    grouped,
    one_line,
    page_of,
)
from ingest.language import same_language

ClarifyKind = Literal["did_you_mean", "which_one", "which_model", "which_market", "more"]

_NAMING: dict[HandoffReason, str] = {"unknown_model": "model", "unknown_identifier": "identifier"}
"""Hand-offs that say what was looked for, and their phrase's placeholder."""
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"})
_WITHOUT_SPACES = frozenset({"zh", "ja"})


def localize_answer(
    statements: Sequence[Statement],
    *,
    language: str,
    evidence_language_differs: bool,
    phrases: PhraseBook,
    caveats: Sequence[Caveat] = (),
    market: str = "",
) -> str:
    """The answer's text: quotes verbatim, each group followed by where it stands, then caveats.

    ``market`` decides between the formats of a language's countries, where they differ.
    ``evidence_language_differs`` adds a line that names the source's language before the quotes.
    Where a machine translated, each translation is followed by that line and its original.
    """
    frame = phrases.phrases_for(language)
    groups = grouped(statements)
    parts: list[str] = []
    is_translated = any(one.translation == "machine" for one in statements)
    differs = evidence_language_differs and not is_translated
    opening = _opening(statements, frame=frame, differs=differs)
    if opening:
        parts.append(opening)
    for group in groups:
        body = _body(group.statements, frame=frame, with_originals=is_translated)
        sources = "\n".join(_source_lines(group.statements, frame=frame))
        parts.append(f"{body}\n{sources}" if sources else body)
    notes = [_caveat(one, frame=frame, market=market) for one in dict.fromkeys(caveats)]
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(parts)


def _body(statements: Sequence[Statement], *, frame: Phrases, with_originals: bool) -> str:
    """One group's statements, and below them what stands there in another language."""
    gap = _gap(frame)
    if not with_originals:
        return body_of(statements, gap=gap)
    foreign = dict.fromkeys(
        citation
        for statement in statements
        for citation in statement.citations
        if not same_language(citation.language, frame.language)
    )
    readable = [
        one
        for one in statements
        if one.translation == "machine" or not foreign.keys() & set(one.citations)
    ]
    parts = [body_of(readable, gap=gap)] if readable else []
    originals = [Statement(text=one.quote, citations=(one,)) for one in foreign]
    if originals:
        note = _opening(originals, frame=frame, differs=True)
        parts.append(f"{note}\n{body_of(originals, gap=gap)}")
    return "\n\n".join(parts)


def _caveat(caveat: Caveat, *, frame: Phrases, market: str) -> str:
    """One short sentence; the day, the models and the markets are values of the facts."""
    key = f"caveat_{caveat.code}"
    if caveat.until is not None:
        shown_in = _locale(f"{frame.language}-{market}") or _locale(frame.language) or Locale("en")
        return _fill(frame, key, date=format_date(caveat.until, "long", locale=shown_in))
    names = list(map(one_line, caveat.names))
    if caveat.code == "for_markets":
        names = [market_name(name, language=frame.language) for name in names]
    return frame.text(key, names=_listed(frame, names), count=len(names))


def localize_parts(
    questions: Sequence[str], texts: Sequence[str], *, language: str, phrases: PhraseBook
) -> str:
    """The answers to several questions, numbered, each below its question's own words.

    ``texts`` are those of ``localize_answer``; what opens them all is said once, before the first.
    """
    frame = phrases.phrases_for(language)
    intro = frame.text("answer_intro")
    parts = [intro] if intro and any(text.startswith(intro) for text in texts) else []
    for number, (question, text) in enumerate(zip(questions, texts, strict=True), 1):
        title = _fill(frame, "part_title", number=str(number), question=one_line(question))
        body = text.removeprefix(intro).strip()
        parts.append(f"{title}\n{body}")
    return "\n\n".join(parts)


def localize_handoff(
    reason: HandoffReason, *, language: str, phrases: PhraseBook, named: str = ""
) -> str:
    """What the customer reads while a person takes over. Says nothing of how the decision fell.

    ``named`` is the model, certificate or standard that nobody knows; an ``unknown_…`` reason
    without it reads as ``nothing_found``.
    """
    frame = phrases.phrases_for(language)
    name = one_line(named)
    if reason in _NAMING and not name:
        reason = "nothing_found"
    key = f"handoff_{reason}"
    placeholder = _NAMING.get(reason)
    first = _fill(frame, key, **{placeholder: name}) if placeholder else frame.text(key)
    return _sentences(frame, first, frame.text("handoff_closing"))


def localize_clarify(
    kind: ClarifyKind, *, choices: Sequence[Choice] = (), language: str, phrases: PhraseBook
) -> str:
    """One short question back; several choices become a list below it."""
    frame = phrases.phrases_for(language)
    labels = [one_line(choice.label) for choice in choices]
    if kind == "did_you_mean" and len(labels) == 1:
        return _fill(frame, "clarify_did_you_mean", choice=labels[0])
    key = "which_one" if kind == "did_you_mean" and labels else kind
    question = frame.text("clarify_more" if key == "did_you_mean" else f"clarify_{key}")
    return "\n".join([question, *(BULLET + _isolated(frame, label) for label in labels)])


def times_asked_back(history: Sequence[Turn], *, phrases: PhraseBook) -> int:
    """How many of the last replies in a row were questions back, in whatever language."""
    replies = [turn.text for turn in reversed(history) if turn.role != "customer"]
    # answers to the other questions of a message stand in paragraphs before what is asked
    last = [text.strip().rpartition("\n\n")[2] for text in replies]
    asks = _questions_back(phrases)
    return sum(1 for _ in itertools.takewhile(lambda text: asks.match(text) is not None, last))


def _questions_back(phrases: PhraseBook) -> re.Pattern[str]:
    """What a reply begins with when it is a question back; any choice may stand in it."""
    texts = {
        text
        for frame in phrases.by_language.values()
        for kind in get_args(ClarifyKind)
        for text in frame.variants(f"clarify_{kind}")
    }
    parts = sorted(text.partition(HOLE) for text in texts)
    return re.compile(
        "|".join(
            re.escape(before)
            + (f".{{1,{MAX_INLINE_CHARACTERS + 2}}}?" if hole else "")
            + re.escape(after)
            for before, hole, after in parts
        )
    )


def market_name(market: str, *, language: str) -> str:
    """A market or group of markets (DE, EU) in a language; its code where it has no name there."""
    shown_in = _locale(language)
    return str(shown_in.territories.get(market, market)) if shown_in else market


def localize_small_talk(intent: Intent, *, language: str, phrases: PhraseBook) -> str:
    """The reply to a greeting, to thanks, to a goodbye, or to what cannot be read as words."""
    frame = phrases.phrases_for(language)
    match intent:
        case "greeting" | "thanks" | "goodbye" | "how_are_you" | "are_you_a_robot":
            return frame.text(intent)
        case "unclear":
            return frame.text("not_text")
        case "wants_person":
            return localize_handoff("asked_for_person", language=language, phrases=phrases)
        case "question":
            return frame.text("clarify_more")


def language_name(tag: str, *, language: str) -> str:
    """What ``tag`` is called in ``language``: zh-Hans is "Chinesisch (vereinfacht)" in German."""
    named, shown_in = _locale(tag), _locale(language)
    if named is None or shown_in is None:
        return tag
    # "Simplified Chinese" where the locale has a name for it, else "Chinese (Simplified)"
    whole = shown_in.languages.get(str(named))
    return whole or named.get_display_name(shown_in) or tag


def _opening(statements: Sequence[Statement], *, frame: Phrases, differs: bool) -> str:
    if not any(statement.citations for statement in statements):
        return ""
    if not differs:
        return frame.text("answer_intro")
    languages = dict.fromkeys(
        citation.language
        for statement in statements
        for citation in statement.citations[:1]
        if citation.language not in ("", "und")
    )
    if not languages:
        return frame.text("answer_intro")
    names = [language_name(tag, language=frame.language) for tag in languages]
    return frame.text(
        "original_language_note", language_name=_listed(frame, names), count=len(names)
    )


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def _source_lines(statements: Sequence[Statement], *, frame: Phrases) -> list[str]:
    lines: dict[str, None] = {}
    for citation in (citation for statement in statements for citation in statement.citations):
        title = one_line(citation.title) or citation.document.rsplit("/", 1)[-1]
        page = page_of(citation)
        if page:
            lines[_fill(frame, "source_line", title=title, page=page)] = None
        else:
            lines[_fill(frame, "source_line_without_page", title=title)] = None
    return list(lines)


def _sentences(frame: Phrases, *sentences: str) -> str:
    return _gap(frame).join(sentence for sentence in sentences if sentence)


def _gap(frame: Phrases) -> str:
    """What stands between two sentences."""
    return "" if frame.language.split("-")[0] in _WITHOUT_SPACES else " "


def _fill(frame: Phrases, key: str, **values: str) -> str:
    return frame.text(key, **{name: _isolated(frame, value) for name, value in values.items()})


def _listed(frame: Phrases, names: Sequence[str]) -> str:
    isolated = [_isolated(frame, name) for name in names]
    return format_list(isolated, locale=_locale(frame.language) or Locale("en"))


def _isolated(frame: Phrases, value: str) -> str:
    if frame.language.split("-")[0] not in _RIGHT_TO_LEFT:
        return value
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_DIRECTIONAL_ISOLATE}"
