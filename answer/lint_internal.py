"""What a draft says that only internal documents say."""

from collections.abc import Iterator

from answer.hint import Hint
from answer.internal_text import InternalText
from ingest.identifiers import extract


def lint_internal(text: str, *, internal: InternalText, question: str) -> Iterator[Hint]:
    """Hints at stretches and identifiers; what the customer wrote is no secret to them."""
    asked = " ".join(question.casefold().split())
    for start, end in internal.stretches(text):
        if " ".join(text[start:end].casefold().split()) in asked:
            continue
        yield Hint(
            code="internal_text",
            severity="error",
            start=start,
            end=end,
            reason="These words stand only in internal documents; say it otherwise or leave it out",
        )
    named = [one for one in extract(text) if internal.is_internal(one.canonical)]
    known = {one.canonical for one in extract(question)} if named else set()
    for one in named:
        if one.canonical not in known:
            yield Hint(
                code="internal_identifier",
                severity="error",
                start=one.start,
                end=one.end,
                reason=f"'{one.text}' stands only in internal documents",
            )
