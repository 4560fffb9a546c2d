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
    """The questions of a JSON Lines file. Raises ``ContentError`` naming the wrong line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError(
            f"no golden questions at {str(path)!r}; name a file, or write one a line there: "
            '{"id", "question", "gold": [{"document", "page", "text"}]}'
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"cannot read {str(path)!r} ({error})") from error
    return tuple(_questions(text, str(path)))


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
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            values: dict[str, Any] = json.loads(line)
            answerable = bool(values.get("answerable", True))
            gold = tuple(_gold(entry, place) for entry in values.get("gold") or ())
            question = Question(
                id=str(values["id"]),
                question=str(values["question"]),
                language=str(values.get("language") or ""),
                market=str(values.get("market") or ""),
                audience="agent" if values.get("audience") == "agent" else "customer",
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(f"{place}: not a golden question ({error!r})") from error
        if answerable and not gold:
            raise ContentError(f"{place}: 'gold' is empty; name the document that answers")
        yield GoldenQuestion(
            question=question,
            answerable=answerable,
            gold=gold if answerable else (),
            why=str(values.get("why") or ""),
        )


def _gold(entry: dict[str, Any], place: str) -> Gold:
    page = entry.get("page")
    if page is not None and not isinstance(page, int):
        raise ContentError(f"{place}: 'page' must be a number, not {page!r}")
    return Gold(
        document=unicodedata.normalize("NFC", str(entry["document"])),
        page=page,
        text=str(entry.get("text") or ""),
    )
