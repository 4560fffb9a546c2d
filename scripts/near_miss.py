"""The near-miss set: an invented company whose models differ by a letter or a digit, and its score.

``questions.jsonl`` asks in ten languages about one model (or none that exists); ``stretches.jsonl``
says of every stretch of the documents that is about some models, which these are. Both were written
with the documents, so nothing here asks the product what a text holds for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from answer.engine import AnswerEngine
from answer.question import Question
from answer.reply import Answer, Clarify, Handoff, Reply, Statement

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "near_miss"
AS_OF = date(2026, 6, 1)
CITATIONS_READ = 3
SUGGESTIONS = 3
MUST_ASK = frozenset({"misspelt"})
"""Kinds of question that have to be asked back."""
MUST_SAY = frozenset({"unknown", "unknown_certificate", "internal"})
"""Kinds whose number has to be said to be unknown, by a question back or a hand-off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """One question about one model among many like it."""

    id: str
    kind: str
    question: str
    language: str
    names: tuple[str, ...]
    """The models or the certificate asked about, as the documents write them."""
    asks_for_certificate: bool
    gold: tuple[tuple[str, str], ...]
    """(document, text that has to be quoted), any of them; empty where nothing may answer."""
    choices: tuple[str, ...]
    """What a question back has to offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A text of a document, and what it is about."""

    document: str
    text: str
    models: frozenset[str]
    certificates: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one question; ``wrong`` are quotes that hold for other models alone."""

    question: NearMiss
    kind: str
    reason: str
    right: bool
    """The first three citations of the draft hold the gold text."""
    said: bool
    """Asked back with every expected choice, or said to be unknown; true where nothing must be."""
    wrong_sent: tuple[str, ...]
    wrong_drafted: tuple[str, ...]
    wrong_suggested: tuple[str, ...]


def read_questions(folder: Path = FOLDER) -> tuple[NearMiss, ...]:
    """The questions in order."""
    return tuple(
        NearMiss(
            id=line["id"],
            kind=line["kind"],
            question=line["question"],
            language=line["language"],
            names=tuple(line.get("models") or [line.get("model") or line["certificate"]]),
            asks_for_certificate="certificate" in line,
            gold=tuple((gold["document"], gold["text"]) for gold in line["gold"]),
            choices=tuple(line.get("choices", ())),
        )
        for line in _lines(folder / "questions.jsonl")
    )


def read_stretches(folder: Path = FOLDER) -> tuple[Stretch, ...]:
    """Every stretch that is about some models or about one certificate."""
    return tuple(
        Stretch(
            document=line["document"],
            text=line["text"],
            models=frozenset(line["models"]),
            certificates=frozenset(line.get("certificates", ())),
        )
        for line in _lines(folder / "stretches.jsonl")
    )


def score(
    question: NearMiss,
    *,
    engine: AnswerEngine,
    stretches: Sequence[Stretch],
) -> Outcome:
    """Asks, and looks at the reply, at the draft whatever its probability, and at suggestions."""
    asked = Question(id=question.id, question=question.question, as_of=AS_OF)
    advice = engine.advise(asked, count=SUGGESTIONS)
    reply = advice.automatic
    draft = engine.examine(asked).draft.statements
    suggested = [statement for answer in advice.suggested for statement in answer.statements]

    def wrong(statements: Sequence[Statement]) -> tuple[str, ...]:
        return tuple(
            citation.quote
            for statement in statements
            for citation in statement.citations
            if _is_about_others(citation.document, citation.quote, question, stretches)
        )

    first = [citation for made in draft for citation in made.citations][:CITATIONS_READ]
    return Outcome(
        question=question,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        right=any(
            document == citation.document and text in citation.quote
            for citation in first
            for document, text in question.gold
        ),
        said=_said(question, reply),
        wrong_sent=wrong(reply.statements) if isinstance(reply, Answer) else (),
        wrong_drafted=wrong(draft),
        wrong_suggested=wrong(suggested),
    )


def _is_about_others(
    document: str,
    quote: str,
    question: NearMiss,
    stretches: Sequence[Stretch],
) -> bool:
    about = [
        one.certificates if question.asks_for_certificate else one.models
        for one in stretches
        if one.document == document and one.text in quote
    ]
    about = [names for names in about if names]
    return bool(about) and not any(names & set(question.names) for names in about)


def _said(question: NearMiss, reply: Reply) -> bool:
    if question.kind in MUST_ASK:
        offered = {choice.value for choice in reply.choices} if isinstance(reply, Clarify) else ()
        return bool(offered) and set(question.choices) <= set(offered)
    if question.kind in MUST_SAY:
        if isinstance(reply, Handoff):
            named = question.names[0].casefold() in reply.text.casefold()
            return reply.reason.startswith("unknown_") and named
        return isinstance(reply, Clarify)
    return True


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
