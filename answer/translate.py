"""Draft → the draft with what is in another language translated by machine, the quotes beside it.

A translated statement keeps its citations: they are the original. Whether it says what they say is
for the conductor (``answer/put_in_words.py``) to check.
"""

import dataclasses
from collections.abc import Sequence
from typing import Protocol

from answer.reply import Statement
from answer.translation_lines import stretches, with_stretches
from ingest.errors import WritingFailed
from ingest.language import same_language


class Translator(Protocol):
    """The seam: texts in one language → the same texts in another."""

    @property
    def name(self) -> str:
        """What translates, for people."""
        ...

    def speaks(self, source: str, target: str) -> bool:
        """Whether it translates between these languages (BCP 47 tags)."""
        ...

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, seconds: float
    ) -> tuple[str, ...]:
        """Each text's translation, in order; the texts are single lines.

        Raises ``WritingFailed``, after ``seconds`` at the latest.
        """
        ...


def translate_statement(
    statement: Statement, *, translator: Translator, language: str, seconds: float
) -> Statement | None:
    """The statement in ``language``; None where it is in it already or has nothing to translate.

    A table's rows come with their header, which is translated as well. Raises ``WritingFailed``.
    """
    source = statement.citations[0].language
    if same_language(source, language) or not translator.speaks(source, language):
        return None
    text = with_header(statement)
    found = stretches(text)
    if not found:
        return None
    translated = translator.translate(
        [text[one.start : one.end] for one in found],
        source=source,
        target=language,
        seconds=seconds,
    )
    if len(translated) != len(found) or not all(words.strip() for words in translated):
        raise WritingFailed(f"translator {translator.name!r}: left a text out", reason="broken")
    said: dict[str, str] = {}
    for one, words in zip(found, translated, strict=True):
        original = text[one.start : one.end].casefold()
        if said.setdefault(words.casefold(), original) != original:
            raise WritingFailed(
                f"translator {translator.name!r}: says the same of different texts",
                reason="unfaithful",
            )
    return dataclasses.replace(
        statement, text=with_stretches(text, found, translated), translation="machine"
    )


def with_header(statement: Statement) -> str:
    """A statement's text as it is translated: a table's rows under their header."""
    header = statement.citations[0].table_header
    return f"{header}\n{statement.text}" if header else statement.text
