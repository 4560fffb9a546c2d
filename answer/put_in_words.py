"""An answer that was decided on → the text that says it. CONDUCTOR.

Which text answers, in this order:

1. the document's own translation: ``answer/examine.py`` has put it in the draft already;
2. the quotes reworded by a language model, where one is configured;
3. a translation by machine, where a translator is configured, marked as one, the quote beside it;
4. the quote.

What a machine wrote is grounded, has to be faithful to one quote, near to it in meaning, and in the
customer's language; a table's cells in doubt stay as they are. Else the quotes are sent, and the
draft says why. Its probability stays that of the quotes: only what was judged is reworded.
"""

import dataclasses
import re
import time
from collections.abc import Callable, Sequence
from typing import Protocol, cast

from answer.draft import Draft, Wording, WritingFailure
from answer.examination import Examination
from answer.fidelity import check_fidelity
from answer.generate import Writer
from answer.ground import ground
from answer.reply import Citation, Statement
from answer.translate import Translator, translate_statement, with_header
from answer.translated_cells import keep_doubtful_cells
from index.content import StoredDocument
from ingest.errors import WritingFailed
from ingest.language import detect, same_language
from ingest.sentences import split

SECONDS_PER_QUESTION = 8.0
LEAST_SECONDS = 0.05
"""With less time left nothing is begun."""
NEAR = 0.4
"""Least likeness of a sentence and its quote, or a part of that.

Of 14 rewordings and translations in seven languages the farthest had 0.47, of 14 claims about the
same things that no quote makes ("return shipping is free of charge") the nearest 0.34.
"""
PARTS_COMPARED = 12
"""Sentences and lines of a quote; each costs a run of the embedder."""
_STEP = re.compile(r"\s*(?:\d{1,2}[.)、]|•)\s")


class Knowledge(Protocol):
    """What of the release is needed to check a text; the searcher gives it."""

    def document(self, path: str) -> StoredDocument | None: ...

    def likeness(self, one: tuple[str, str], other: tuple[str, str]) -> float:
        """Centred cosine of two texts, each with its language."""
        ...


class PutInWords:
    """Rewords and translates what is sent; without a writer and a translator it changes nothing."""

    def __init__(
        self,
        *,
        writer: Writer | None = None,
        translator: Translator | None = None,
        fixed_terms: Sequence[str] = (),
        seconds_per_question: float = SECONDS_PER_QUESTION,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``fixed_terms`` are never translated."""
        self._writer = writer
        self.translator = translator
        self._fixed_terms = tuple(fixed_terms)
        self._seconds = seconds_per_question
        self._clock = clock

    def deadline(self) -> float:
        """When the time for a message that arrives now is over, for all its questions."""
        return self._clock() + self._seconds

    def __call__(
        self, examined: Examination, knowledge: Knowledge, *, deadline: float
    ) -> Examination:
        """The examination with its draft in words; as it is where nothing is sent by it."""
        draft, language = examined.draft, examined.prepared.reply_language
        if examined.decision.kind != "answer" or not draft.statements:
            return examined
        wording = Wording()
        if self._writer is not None:
            reworded = self._reworded(self._writer, examined, knowledge, deadline)
            if isinstance(reworded, Draft):
                return dataclasses.replace(examined, draft=reworded)
            wording = dataclasses.replace(wording, writer_failure=reworded)
        if self.translator is not None:
            draft, wording = self._translated(
                self.translator,
                draft,
                wording,
                language=language,
                knowledge=knowledge,
                deadline=deadline,
            )
        if wording != Wording():
            draft = dataclasses.replace(draft, wording=wording)
        return dataclasses.replace(examined, draft=draft)

    def _reworded(
        self,
        writer: Writer,
        examined: Examination,
        knowledge: Knowledge,
        deadline: float,
    ) -> Draft | WritingFailure:
        """The draft in the writer's words, or why not: write → ground → fidelity → is it whole."""
        quoted, language = examined.draft, examined.prepared.reply_language
        seconds = deadline - self._clock()
        if seconds < LEAST_SECONDS:
            return "out_of_time"
        try:
            written = writer.write(examined.prepared, quoted, language=language, seconds=seconds)
        except WritingFailed as error:
            return cast(WritingFailure, error.reason)
        grounded = ground(written, find_document=knowledge.document)
        if not _is_in(language, " ".join(statement.text for statement in grounded.statements)):
            return "wrong_language"
        near = [_resting_on_one(one, language, knowledge) for one in grounded.statements]
        kept = self._faithful([one for one in near if one], language, knowledge)
        if not kept:
            return "unfaithful"
        said = {statement.text for statement in kept}
        if any(_STEP.match(one.text) and one.text not in said for one in grounded.statements):
            return "step_left_out"
        best = quoted.statements[0].citations[0]
        if all(best not in statement.citations for statement in kept):
            # the probability is that of the first quote
            return "best_left_out"
        dropped = len(written.statements) - len(kept)
        wording = written.wording or Wording(writer=writer.name)
        is_translated = any(statement.translation == "machine" for statement in kept)
        return dataclasses.replace(
            grounded,
            statements=kept,
            translation="machine" if is_translated else quoted.translation,
            wording=dataclasses.replace(wording, dropped=wording.dropped + dropped),
        )

    def _faithful(
        self, statements: Sequence[Statement], language: str, knowledge: Knowledge
    ) -> tuple[Statement, ...]:
        """Those that are borne out, looked at together: one may give the warning that another
        leaves out.

        What one says wrongly may fall on its neighbours. So those go first that are not borne out
        alone either, and what is left is looked at again.
        """
        kept = tuple(statements)
        while kept:
            together = self._checked(kept, language, knowledge)
            if len(together) == len(kept):
                break
            doubtful = [one for one in kept if one not in together]
            if len(kept) > 1:
                wrong = [one for one in doubtful if not self._checked((one,), language, knowledge)]
                doubtful = wrong or doubtful
            kept = tuple(one for one in kept if one not in doubtful)
        return kept

    def _checked(
        self,
        statements: tuple[Statement, ...],
        language: str,
        knowledge: Knowledge,
        *,
        is_whole: bool = False,
    ) -> tuple[Statement, ...]:
        is_foreign = any(
            not same_language(citation.language, language)
            for statement in statements
            for citation in statement.citations
        )
        checked, _ = check_fidelity(
            Draft(statements=statements, used=(), similarity=0.0),
            language=language,
            is_whole=is_whole,
            fixed_terms=self._fixed_terms,
            # within a language the words say which sentence is which; a model costs 15 ms for each
            likeness=knowledge.likeness if is_foreign else None,
        )
        return checked.statements

    def _translated(
        self,
        translator: Translator,
        draft: Draft,
        wording: Wording,
        *,
        language: str,
        knowledge: Knowledge,
        deadline: float,
    ) -> tuple[Draft, Wording]:
        """Each statement in the customer's language, or as it stands where that fails."""
        statements: list[Statement] = []
        failures: list[WritingFailure] = []
        for statement in draft.statements:
            made = self._translation(
                statement,
                translator,
                language=language,
                knowledge=knowledge,
                deadline=deadline,
            )
            if isinstance(made, Statement):
                statements.append(made)
            else:
                statements.append(statement)
                failures += [made] if made else []
        failure = failures[0] if failures else None
        wording = dataclasses.replace(wording, translator_failure=failure)
        if tuple(statements) == draft.statements:
            return draft, wording
        translated = dataclasses.replace(draft, statements=tuple(statements), translation="machine")
        return translated, dataclasses.replace(wording, translator=translator.name)

    def _translation(
        self,
        statement: Statement,
        translator: Translator,
        *,
        language: str,
        knowledge: Knowledge,
        deadline: float,
    ) -> Statement | WritingFailure | None:
        """A statement translated, or why not; None where there is nothing to translate."""
        if same_language(statement.citations[0].language, language):
            return None
        seconds = deadline - self._clock()
        if seconds < LEAST_SECONDS:
            return "out_of_time"
        try:
            made = translate_statement(
                statement, translator=translator, language=language, seconds=seconds
            )
        except WritingFailed as error:
            return cast(WritingFailure, error.reason)
        if made is None:
            return None
        if not _is_in(language, made.text):
            return "wrong_language"
        is_faithful = self._checked((made,), language, knowledge, is_whole=True)
        if not is_faithful or _resting_on_one(made, language, knowledge) is None:
            return "unfaithful"
        original = with_header(statement)
        source = statement.citations[0].language
        text = keep_doubtful_cells(
            original, made.text, source=source, language=language, likeness=knowledge.likeness
        )
        if text is None or text == original:
            return "unfaithful"
        return dataclasses.replace(made, text=text)


def _resting_on_one(statement: Statement, language: str, knowledge: Knowledge) -> Statement | None:
    """The statement with the one quote that it is nearest to; None where none is near.

    What two quotes say of two things is not what a sentence made of both says.
    """
    near = [
        _likeness(statement.text, citation, language=language, knowledge=knowledge)
        for citation in statement.citations
    ]
    best = max(range(len(near)), key=near.__getitem__, default=0)
    if not near or near[best] < NEAR:
        return None
    return dataclasses.replace(statement, citations=(statement.citations[best],))


def _likeness(text: str, citation: Citation, *, language: str, knowledge: Knowledge) -> float:
    """How nearly a text means what its quote means, or a sentence or row of that."""
    if text in citation.quote:
        return 1.0
    whole = f"{citation.table_header}\n{citation.quote}".strip()
    near = knowledge.likeness((text, language), (whole, citation.language))
    if near >= NEAR:
        return near
    parts = [citation.quote[start:end] for start, end in split(citation.quote)]
    return max(
        near,
        *(
            knowledge.likeness((text, language), (part, citation.language))
            for part in parts[:PARTS_COMPARED]
            if part.strip()
        ),
    )


def _is_in(language: str, text: str) -> bool:
    """Whether a text is in a language, as far as it says."""
    return same_language(detect(text, hint=language), language)
