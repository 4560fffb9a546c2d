"""How texts state that they are about a fault code, or about how often a lamp blinks.

A table's row states it in the column whose header announces codes, a heading or an entry of a list
where it begins with one in a section about faults, or with a word for a fault before it. A mention
in running text states nothing, but shows that the code is known.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.asked_codes import AskedCode, asked_codes, labelled_spans
from answer.holds import Says, Statements, holding
from index.passage import Passage
from ingest.fault_code import (
    CODE_END,
    CODE_START,
    LETTERED,
    CodeSpan,
    FaultCode,
    blinks_in,
    codes_at_start,
    fault_code,
    fold_codes,
    stems,
)
from ingest.fault_code_words import BLINK_STEMS, CODE_WORDS, FAULT_STEMS

IsName = Callable[[str], bool]
LABEL_CHARACTERS = 40
"""A longer cell is a text, no label of a column."""
_FAULT = stems(FAULT_STEMS)
_BLINK = stems(BLINK_STEMS)
_MENTION = re.compile(rf"{CODE_START}(?:{LETTERED}){CODE_END}")
_ENTRY = re.compile(r"[^\s:：=–—]+(?:\s[^\s:：=–—]+){0,2}\s*(?:[:：=–—]|-\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReading:
    """What a passage says of one code."""

    says: Says
    is_mentioned: bool
    """In running text, whatever the passage is about."""


def about_codes(
    asked: Sequence[AskedCode], passage: Passage, *, is_name: IsName, exactly: bool = False
) -> Statements:
    """How this passage states that it is about one of the codes.

    Which columns and headings hold codes depends on what the headings above them speak of. An error
    7 is an E7 of the same product; ``exactly`` takes the same letters alone.
    """
    under_faults = _speaks_of_faults((*passage.heading_path, passage.title))

    # a title may hold the name of a product that nothing else tells from a code
    named = [one for one in asked if one.cue != "none"]

    def says(
        spans: Sequence[CodeSpan], codes: Sequence[AskedCode] = asked, *, labelled: bool = True
    ) -> Says:
        if any(
            span.covers(one.code)
            and (not exactly or span.first.letters == one.code.letters)
            and one.is_written_as(span)
            for span in spans
            for one in codes
        ):
            return "holds"
        rivals = any(
            _is_rival(span.first, one, labelled=labelled) for span in spans for one in codes
        )
        return "other" if rivals else "nothing"

    def of_line(text: str) -> Says:
        said = says(labelled_spans(text), named)
        if said != "nothing":
            return said
        spans = _named_in(text, is_name)
        if not spans and under_faults:
            spans.extend(_without_names(codes_at_start(text, bare=False), text, is_name))
        return says(spans, named, labelled=False)

    def of_cell(text: str) -> Says:
        spans = codes_at_start(text, bare=False) if under_faults else ()
        return says(_without_names(spans, text, is_name))

    def of_cell_below(text: str, label: str) -> Says:
        if _BLINK.search(label):
            return says(blinks_in(text))
        return says(_without_names(codes_at_start(text, bare=True), text, is_name))

    def of_entry(text: str) -> Says:
        if _ENTRY.match(text) is None:
            return "nothing"
        spans = labelled_spans(text.split("\n", 1)[0][:LABEL_CHARACTERS])
        if not spans and under_faults:
            spans = _without_names(codes_at_start(text, bare=False), text, is_name)
        said = says(spans)
        # where several are spoken of in one paragraph, it is about each
        named = said == "other" and any(_is_mentioned(one.code, text) for one in asked)
        return "nothing" if named else said

    def announces(cell: str) -> bool:
        label = cell.strip()
        if not label or len(label) > LABEL_CHARACTERS:
            return False
        if _FAULT.search(label) or _BLINK.search(label):
            return True
        return under_faults and label.casefold().startswith(CODE_WORDS)

    return Statements(
        of_line=of_line,
        of_cell=of_cell,
        of_own_cell=of_cell,
        of_document=lambda found: "nothing",
        announces=announces,
        of_cell_below=of_cell_below,
        of_entry=of_entry,
    )


def reading_of(
    one: AskedCode, passage: Passage, *, is_name: IsName, exactly: bool = False
) -> CodeReading:
    """What a passage says of a single code."""
    found = holding(passage, about_codes([one], passage, is_name=is_name, exactly=exactly))
    return CodeReading(says=found.says, is_mentioned=_is_mentioned(one.code, passage.text))


def _is_rival(stated: FaultCode, one: AskedCode, *, labelled: bool) -> bool:
    """Whether a text about that code is about another than is asked for.

    Where the words on one of both sides do not say that it is a code, other letters may be other
    things, the name of a product; and a lamp that blinks is no display.
    """
    return (labelled and one.cue in ("label", "named")) or stated.is_family_of(one.code)


def _named_in(text: str, is_name: IsName) -> list[CodeSpan]:
    return [
        CodeSpan(first=one.code, last=one.code)
        for one in asked_codes(text, is_name=is_name)
        if one.cue != "none"
    ]


def _without_names(spans: Sequence[CodeSpan], text: str, is_name: IsName) -> tuple[CodeSpan, ...]:
    """Nothing where the text begins with the name of a product."""
    begin = _MENTION.match(fold_codes(text).text.strip())
    return () if begin and is_name(begin.group()) else tuple(spans)


def _is_mentioned(code: FaultCode, text: str) -> bool:
    source = fold_codes(text).text
    if any(span.covers(code) for span in labelled_spans(text)):
        return True
    if not code.letters:
        return False
    named = (fault_code(found.group()) for found in _MENTION.finditer(source))
    return any(one is not None and one.is_same(code) for one in named)


def _speaks_of_faults(lines: Sequence[str]) -> bool:
    return any(_FAULT.search(line) for line in lines)
