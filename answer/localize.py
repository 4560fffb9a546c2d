"""The text that is shown: a draft, a hand-off or a question back, in the customer's language.

Quotes stay as they stand in the document, character by character; only the frame around them is in
the customer's language, in the manner of their market.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from answer.locale.bidi import isolated, isolated_quote
from answer.locale.fill import fill, gap, listed, sentences
from answer.locale.formats import show_date
from answer.locale.manner import Manner
from answer.locale.message import HOLE
from answer.locale.names import language_name, market_name
from answer.locale.phrases import PhraseBook, Phrases
from answer.question import Intent, Turn
from answer.reply import Caveat, Choice, Citation, HandoffReason, ReplyTopic, Statement
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
_OF_DOUBT = frozenset({"nothing_found", "low_confidence", "contradiction", "fidelity_failed"})
"""Reasons that are no news to a customer: what is done about them may stand in their place."""
_SAID_ALREADY = frozenset({"asked_for_person", "risk", "repeated", "sensitive_person_data"})
"""Reasons whose phrase is a courtesy itself."""
_PLAIN = Manner()


def localize_answer(
    statements: Sequence[Statement],
    *,
    language: str,
    evidence_language_differs: bool,
    phrases: PhraseBook,
    caveats: Sequence[Caveat] = (),
    market: str = "",
    topic: ReplyTopic = "facts",
    manner: Manner = _PLAIN,
    courtesy: str = "",
    is_part: bool = False,
) -> str:
    """The answer's text: quotes verbatim, each group followed by where it stands, then caveats.

    ``courtesy`` is the sentence before it all. A part of a longer message is introduced by its
    question, which ``is_part`` leaves to ``localize_parts``. ``market`` decides between the formats
    of a language's countries, where they differ. ``evidence_language_differs`` names the source's
    language before the quotes. Where a machine translated, each translation is followed by that
    line and its original.
    """
    frame = _frame(phrases, language, manner)
    groups = grouped(statements)
    parts: list[str] = []
    is_translated = any(one.translation == "machine" for one in statements)
    differs = evidence_language_differs and not is_translated
    is_bare = is_part or (topic == "facts" and manner.bare_facts)
    lead = "" if is_bare else _lead(topic, frame, is_named=bool(courtesy))
    opening = sentences(frame, courtesy, _opening(statements, frame, lead, differs=differs))
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
    if not with_originals:
        return _laid_out(statements, frame)
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
    parts = [_laid_out(readable, frame)] if readable else []
    originals = [Statement(text=one.quote, citations=(one,)) for one in foreign]
    if originals:
        note = _opening(originals, frame, frame.text("answer_intro"), differs=True)
        parts.append(f"{note}\n{_laid_out(originals, frame)}")
    return "\n\n".join(parts)


def _laid_out(statements: Sequence[Statement], frame: Phrases) -> str:
    return body_of(
        statements,
        gap=gap(frame),
        wrapped=lambda text: isolated_quote(text, language=frame.language),
    )


def _caveat(caveat: Caveat, *, frame: Phrases, market: str) -> str:
    """One short sentence; the day, the models and the markets are values of the facts."""
    key = f"caveat_{caveat.code}"
    if caveat.until is not None:
        return fill(
            frame, key, date=show_date(caveat.until, language=frame.language, market=market)
        )
    names = list(map(one_line, caveat.names))
    if caveat.code == "for_markets":
        names = [market_name(name, language=frame.language) for name in names]
    return frame.text(key, names=listed(frame, names), count=len(names))


def localize_parts(
    questions: Sequence[str],
    texts: Sequence[str],
    *,
    language: str,
    phrases: PhraseBook,
    courtesy: str = "",
) -> str:
    """The answers to several questions, numbered, each below its question's own words.

    ``texts`` are those of ``localize_answer``; what opens them all is said once, before the first,
    after ``courtesy``.
    """
    frame = phrases.phrases_for(language)
    intro = frame.text("answer_intro")
    is_said = bool(intro) and any(text.startswith(intro) for text in texts)
    opening = sentences(frame, courtesy, intro if is_said else "")
    parts = [opening] if opening and texts else []
    for number, (question, text) in enumerate(zip(questions, texts, strict=True), 1):
        title = fill(frame, "part_title", number=str(number), question=one_line(question))
        body = text.removeprefix(intro).strip()
        parts.append(f"{title}\n{body}")
    return "\n\n".join(parts)


def localize_handoff(
    reason: HandoffReason,
    *,
    language: str,
    phrases: PhraseBook,
    named: str = "",
    manner: Manner = _PLAIN,
    courtesy: str = "",
    is_complaint: bool = False,
    risk_class: str = "",
) -> str:
    """What the customer reads while a person takes over. Says nothing of how the decision fell.

    ``named`` is the model, certificate or standard that nobody knows; an ``unknown_…`` reason
    without it reads as ``nothing_found``. A complaint is acknowledged (by ``courtesy``) and acted
    upon; that no answer was found for it is no news. Some classes of risk have words of their own,
    which say too who takes over: what is dangerous is not to be used until somebody replies.
    """
    frame = _frame(phrases, language, manner)
    name = one_line(named)
    if reason in _NAMING and not name:
        reason = "nothing_found"
    if reason == "risk" and frame.has(f"handoff_risk_{risk_class}"):
        return frame.text(f"handoff_risk_{risk_class}")
    placeholder = _NAMING.get(reason)
    if reason in _OF_DOUBT and is_complaint:
        first = ""
    elif reason in _OF_DOUBT and manner.indirect:
        first = frame.text("handoff_indirect")
    else:
        key = f"handoff_{reason}"
        first = fill(frame, key, **{placeholder: name}) if placeholder else frame.text(key)
    if reason == "with_person":
        return first
    before = "" if reason in _SAID_ALREADY else courtesy
    return sentences(frame, before, first, frame.text("handoff_closing"))


def localize_clarify(
    kind: ClarifyKind,
    *,
    choices: Sequence[Choice] = (),
    language: str,
    phrases: PhraseBook,
    manner: Manner = _PLAIN,
) -> str:
    """One short question back; several choices become a list below it."""
    frame = _frame(phrases, language, manner)
    labels = [one_line(choice.label) for choice in choices]
    if kind == "did_you_mean" and len(labels) == 1:
        return fill(frame, "clarify_did_you_mean", choice=labels[0])
    key = "which_one" if kind == "did_you_mean" and labels else kind
    question = frame.text("clarify_more" if key == "did_you_mean" else f"clarify_{key}")
    return "\n".join(
        [question, *(BULLET + isolated(label, language=frame.language) for label in labels)]
    )


def times_asked_back(history: Sequence[Turn], *, phrases: PhraseBook) -> int:
    """How many of the last replies in a row were questions back, in whatever language."""
    replies = [turn.text for turn in reversed(history) if turn.role != "customer"]
    # answers to the other questions of a message stand in paragraphs before what is asked
    last = [text.strip().rpartition("\n\n")[2] for text in replies]
    asks = _questions_back(phrases) if last else re.compile("")  # 5 ms of 30 for nothing
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


def localize_small_talk(
    intent: Intent, *, language: str, phrases: PhraseBook, manner: Manner = _PLAIN
) -> str:
    """The reply to a greeting, to thanks, to a goodbye, or to what cannot be read as words."""
    frame = _frame(phrases, language, manner)
    match intent:
        case "greeting" | "thanks" | "goodbye" | "how_are_you" | "are_you_a_robot":
            return frame.text(intent)
        case "unclear":
            return frame.text("not_text")
        case "wants_person":
            return localize_handoff(
                "asked_for_person", language=language, phrases=phrases, manner=manner
            )
        case "question":
            return frame.text("clarify_more")


def _frame(phrases: PhraseBook, language: str, manner: Manner) -> Phrases:
    return replace(phrases.phrases_for(language), address=manner.address)


def _lead(topic: ReplyTopic, frame: Phrases, *, is_named: bool) -> str:
    """What leads to the quotes; a courtesy before it may have named the topic already."""
    if topic == "facts":
        return frame.text("answer_intro")
    is_case = topic == "complaint" or (topic == "returns" and is_named)
    return frame.text("lead_case" if is_case else f"lead_{topic}")


def _opening(statements: Sequence[Statement], frame: Phrases, lead: str, *, differs: bool) -> str:
    """What leads to the quotes: their language where it is another, else ``lead``."""
    if not any(statement.citations for statement in statements):
        return ""
    if not differs:
        return lead
    languages = dict.fromkeys(
        citation.language
        for statement in statements
        for citation in statement.citations[:1]
        if citation.language not in ("", "und")
    )
    if not languages:
        return lead
    names = [language_name(tag, language=frame.language) for tag in languages]
    return frame.text(
        "original_language_note", language_name=listed(frame, names), count=len(names)
    )


def source_line(citation: Citation, *, frame: Phrases) -> str:
    """The line below what a citation bears: its title and page."""
    title = one_line(citation.title) or citation.document.rsplit("/", 1)[-1]
    page = page_of(citation)
    if page:
        return fill(frame, "source_line", title=title, page=page)
    return fill(frame, "source_line_without_page", title=title)


def _source_lines(statements: Sequence[Statement], *, frame: Phrases) -> list[str]:
    cited = (citation for statement in statements for citation in statement.citations)
    return list(dict.fromkeys(source_line(citation, frame=frame) for citation in cited))
