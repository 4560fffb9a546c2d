"""The fault-code sets: an invented company whose devices share codes of other meanings; the score.

``questions.jsonl`` asks in eighteen languages about one code, several, one that does not exist or
that only the sibling device knows, and about what merely looks like a code; ``stretches.jsonl``
gives the text that each code's row or section alone holds. Both were written before the product
read any code. A third of the questions, by the hash of their names, is closed.

A second company's set, of the same form, asks in other spellings than its lists are written in;
one of its machines has an E7 and an E07.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from answer.engine import AnswerEngine
from answer.question import Question
from answer.reply import Answer, Clarify, Handoff, Reply, Statement

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "error_codes"
SPELLINGS_FOLDER = FOLDER.parent / "code_spellings"
AS_OF = date(2026, 6, 1)
CITATIONS_READ = 3
SUGGESTIONS = 3
LOOK_ALIKE = "look_alike"
"""Kind of question that asks for no code: what else is quoted for it is not judged here."""
AMBIGUOUS = "ambiguous"
"""Kind of question that may mean either of two codes: both are asked back, and neither is quoted
without the other."""
MUST_SAY: dict[str, frozenset[str]] = {
    "unknown": frozenset({"unknown_identifier"}),
    "sibling": frozenset({"wrong_model", "wrong_identifier", "unknown_identifier"}),
}
"""Kinds of question that have to be handed over, with the reasons that say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeQuestion:
    """One question about a fault code, or about what looks like one."""

    id: str
    kind: str
    question: str
    language: str
    codes: tuple[str, ...]
    """Device and code, ``HK-40:E4``; empty where nothing may answer, and for what looks alike."""
    shown: str
    """A code that nobody knows, as asked."""
    gold: tuple[tuple[str, str], ...]
    """(document, text that has to be quoted), any of them for each code."""

    @property
    def is_closed(self) -> bool:
        """Whether its figures are looked at only once, at the end."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeStretch:
    """A text that only one code's row or section holds."""

    document: str
    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOutcome:
    """What became of one question; ``wrong`` are quotes that hold other codes alone."""

    question: CodeQuestion
    kind: str
    reason: str
    right: bool
    """The first three citations of the draft hold a gold text of every code asked for."""
    said: bool
    """A code that is not to be had was said to be so; true where nothing must be."""
    wrong_sent: tuple[str, ...]
    wrong_drafted: tuple[str, ...]
    wrong_suggested: tuple[str, ...]
    beside: tuple[str, ...]
    """Quotes that hold a code asked for and others as well."""


def read_questions(folder: Path = FOLDER, *, closed: bool) -> tuple[CodeQuestion, ...]:
    """The questions of the open or of the closed part, in order."""
    found = (
        CodeQuestion(
            id=line["id"],
            kind=line["kind"],
            question=line["question"],
            language=line["language"],
            codes=tuple(line["codes"]),
            shown=line["shown"],
            gold=tuple((gold["document"], gold["text"]) for gold in line["gold"]),
        )
        for line in _lines(folder / "questions.jsonl")
    )
    return tuple(one for one in found if one.is_closed == closed)


def read_stretches(folder: Path = FOLDER) -> tuple[CodeStretch, ...]:
    """Every text that one code alone has."""
    return tuple(CodeStretch(**line) for line in _lines(folder / "stretches.jsonl"))


def score(
    question: CodeQuestion, *, engine: AnswerEngine, stretches: Sequence[CodeStretch]
) -> CodeOutcome:
    """Asks, and looks at the reply, at the draft whatever its probability, and at suggestions."""
    asked = Question(id=question.id, question=question.question, as_of=AS_OF)
    advice = engine.advise(asked, count=SUGGESTIONS)
    reply = advice.automatic
    draft = engine.examine(asked).draft.statements
    suggested = [statement for answer in advice.suggested for statement in answer.statements]

    def held(statements: Sequence[Statement]) -> list[tuple[str, frozenset[str]]]:
        """Each quote with the codes whose rows it holds."""
        return [
            (
                citation.quote,
                frozenset(
                    one.code
                    for one in stretches
                    if one.document == citation.document and one.text in citation.quote
                ),
            )
            for statement in statements
            for citation in statement.citations
        ]

    def wrong(statements: Sequence[Statement]) -> tuple[str, ...]:
        wanted, said = set(question.codes), held(statements)
        if question.kind == LOOK_ALIKE:
            return ()
        one_of_two = question.kind == AMBIGUOUS and not wanted <= {
            code for _, codes in said for code in codes
        }
        return tuple(quote for quote, codes in said if codes and (one_of_two or not codes & wanted))

    return CodeOutcome(
        question=question,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else "",
        right=_is_right(question, draft, stretches),
        said=_said(question, reply),
        wrong_sent=wrong(reply.statements) if isinstance(reply, Answer) else (),
        wrong_drafted=wrong(draft),
        wrong_suggested=wrong(suggested),
        beside=tuple(
            quote
            for quote, codes in held((*draft, *suggested))
            if codes & set(question.codes) and codes - set(question.codes)
        ),
    )


def _is_right(
    question: CodeQuestion, draft: Sequence[Statement], stretches: Sequence[CodeStretch]
) -> bool:
    first = [citation for made in draft for citation in made.citations][:CITATIONS_READ]
    by_code = [
        [(one.document, one.text) for one in stretches if one.code == code]
        for code in question.codes
    ]
    return all(
        any(
            document == citation.document and text in citation.quote
            for citation in first
            for document, text in gold
        )
        for gold in by_code or [list(question.gold)]
    )


def _said(question: CodeQuestion, reply: Reply) -> bool:
    if question.kind == AMBIGUOUS:
        choices = {one.label for one in reply.choices} if isinstance(reply, Clarify) else set()
        return choices >= {code.rpartition(":")[2] for code in question.codes}
    reasons = MUST_SAY.get(question.kind)
    if reasons is None:
        return True
    if not isinstance(reply, Handoff) or reply.reason not in reasons:
        return False
    return reply.reason != "unknown_identifier" or question.shown in reply.text


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
