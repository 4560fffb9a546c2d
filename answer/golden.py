"""Golden questions: what must answer them, or that nothing may. Read and validated."""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.question import Question
from answer.reply import Citation
from index.passage import Passage
from ingest.errors import ContentError
from ingest.language import normalise_tag

CITATIONS_JUDGED = 3
"""A draft is right when its first citations hold the answer: nobody reads on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A place that answers; empty text or no page leave that open."""

    document: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenQuestion:
    """A question and every place that answers it; none when it must not be answered."""

    question: Question
    answerable: bool
    gold: tuple[Gold, ...]
    why: str = ""


def read_golden(path: Path) -> tuple[GoldenQuestion, ...]:
    """The questions of a JSON Lines file, at least one.

    Raises ``ContentError`` naming the wrong line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ContentError(
            f"no golden questions at {str(path)!r}; name a file, or write one a line there: "
            '{"id", "question", "gold": [{"document", "page", "text"}]}'
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"cannot read {str(path)!r} ({error})") from error
    questions = tuple(_questions(text, str(path)))
    if not questions:
        raise ContentError(
            f"{str(path)!r} holds no question; write one a line: "
            '{"id", "question", "gold": [{"document", "page", "text"}]}'
        )
    return questions


def finds(passage: Passage, gold: Sequence[Gold]) -> bool:
    """Whether a passage holds one of the places."""
    return any(
        passage.document == place.document
        and (place.page is None or not passage.pages or place.page in passage.pages)
        and (not place.text or plain(place.text) in plain(passage.table_header + passage.text))
        for place in gold
    )


def cites(citations: Sequence[Citation], gold: Sequence[Gold]) -> bool:
    """Whether the quotes hold what answers: gold document, page and text."""
    return any(_cites(citations, place) for place in gold)


def plain(text: str) -> str:
    """The letters and digits of a text: what is left of it however it is broken into lines."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text).casefold()
        if character.isalnum()
    )


def _cites(citations: Sequence[Citation], place: Gold) -> bool:
    quotes = [
        citation
        for citation in citations
        if citation.document == place.document
        and (place.page is None or citation.page is None or citation.page == place.page)
    ]
    if not place.text:
        return bool(quotes)
    wanted = plain(place.text)
    together = "".join(plain(citation.table_header + citation.quote) for citation in quotes)
    return wanted in together


def _questions(text: str, name: str) -> Iterator[GoldenQuestion]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            values: dict[str, Any] = json.loads(line)
            golden = _question(values)
        except KeyError as error:
            raise ContentError(f"{place}: {error} is missing") from error
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ContentError(f"{place}: not a golden question ({error})") from error
        first = lines.setdefault(golden.question.id, number)
        if first != number:
            raise ContentError(
                f"{place}: 'id' {golden.question.id!r} stands in line {first} already; "
                f"each question needs its own"
            )
        yield golden


def _question(values: dict[str, Any]) -> GoldenQuestion:
    """One line's question. Raises the errors that ``_questions`` gives a place to."""
    asked = values["question"]
    if not isinstance(asked, str) or not asked.strip():
        raise ValueError(f"'question' must be a text, not {asked!r}")
    identity = values["id"]
    if isinstance(identity, bool) or not isinstance(identity, str | int) or identity == "":
        raise ValueError(f"'id' must be a text, not {identity!r}")
    answerable = values.get("answerable", True)
    if not isinstance(answerable, bool):
        raise ValueError(f"'answerable' must be true or false, not {answerable!r}")
    gold = values.get("gold") or []
    if not isinstance(gold, list):
        raise ValueError(f"'gold' must be a list, not {gold!r}")
    places = tuple(map(_gold, gold))
    if answerable and not places:
        raise ValueError("'gold' is empty; name the document that answers")
    audience = values.get("audience") or "customer"
    if audience not in ("customer", "agent"):
        raise ValueError(f"'audience' must be customer or agent, not {audience!r}")
    return GoldenQuestion(
        question=Question(
            id=str(identity),
            question=asked,
            language=_language(values),
            market=_text(values, "market"),
            audience="agent" if audience == "agent" else "customer",
        ),
        answerable=answerable,
        gold=places if answerable else (),
        why=_text(values, "why"),
    )


def _language(values: dict[str, Any]) -> str:
    language = _text(values, "language")
    if language and not normalise_tag(language):
        raise ValueError(f"'language' must be a BCP 47 tag (en, zh-Hant), not {language!r}")
    return language


def _gold(entry: dict[str, Any]) -> Gold:
    page = entry.get("page")
    if page is not None and (isinstance(page, bool) or not isinstance(page, int) or page < 1):
        raise ValueError(f"'page' must be a number from 1, not {page!r}")
    document = entry["document"]
    if not isinstance(document, str) or not document:
        raise ValueError(f"'document' must be a path below documents/, not {document!r}")
    return Gold(
        document=unicodedata.normalize("NFC", document), page=page, text=_text(entry, "text")
    )


def _text(values: dict[str, Any], name: str) -> str:
    found = values.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ValueError(f"{name!r} must be a text, not {found!r}")
    return found
