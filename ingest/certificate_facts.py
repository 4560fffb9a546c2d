"""Facts that a certificate's text states, proposed to the editor with the line each comes from.

1. Whether the text is a certificate, a declaration or a test report at all: its first headings
   decide, else what it says of itself. Of anything else nothing is proposed.
2. Its layout: labels and values, columns, tables about parts set aside.
3. Number, standards, models, markets of its scheme, first and last day, who issued it, to whom.

Nothing is guessed: what the text leaves open is proposed without a value, with the reason.
"""

import re

from ingest.certificate_fields import Layout, read_layout
from ingest.certificate_models import find_models
from ingest.certificate_names import find_body, find_holder, find_number
from ingest.certificate_period import PeriodEnd, read_period
from ingest.certificate_place import Found
from ingest.certificate_schemes import find_markets
from ingest.certificate_standards import find_standards
from ingest.certificate_words import CERTIFIES, OTHER_PAPERS, REPORT_TITLES, TITLES
from ingest.document import CELL_SEPARATOR
from ingest.identifier_form import FoldedText, canonical, fold
from ingest.language import detect
from ingest.proposed_fact import ProposedFact, ProposedKey

MAX_CHARACTERS = 60_000
"""A certificate says what it is about on its first pages."""
LINE_CHARACTERS = 240

_NUMBER_LABEL = re.compile(r"(?:no|nr|number|nummer|n[°o]|号|번호|номер)\W*$", re.IGNORECASE)
_HEAD_CHARACTERS = 1_200
_HEADINGS = 12
_HEADING_CHARACTERS = 110


def propose_facts(text: str, *, language: str = "") -> tuple[ProposedFact, ...]:
    """The facts a certificate's text states, in the order of an editor's form; of other texts none.

    ``language`` is a BCP 47 tag, told from the text where it is empty.
    """
    folded = fold(text[:MAX_CHARACTERS])
    paper = _paper(folded.text)
    if paper is None:
        return ()
    tag = language or detect(text[:MAX_CHARACTERS])
    layout = read_layout(folded.text)
    is_report = REPORT_TITLES.search(folded.text[: paper.end]) is not None
    number = find_number(folded.text, layout, is_report=is_report)
    standards = find_standards(folded.text, layout)
    markets, market_place, scheme = find_markets(folded.text)
    body = find_body(folded.text, layout, is_report=is_report)
    holder = find_holder(folded.text, layout, body=body)
    models = find_models(folded.text, layout, not_models=_numbers(folded.text, layout, number))
    period = read_period(folded.text, layout, language=tag, markets=markets)
    show = _Shown(text, folded, layout)
    return (
        show.one("kind", "certificate", paper, f"the paper calls itself {paper.value!r}"),
        *show.named("certificate_number", number, "the number the paper bears itself"),
        *show.many("standards", standards, "standards it names as applied"),
        *show.many("models", models, "models it names as covered"),
        *([show.one("markets", markets, market_place, f"where {scheme} holds")] if markets else []),
        *show.day("valid_from", period.valid_from),
        *show.day("valid_to", period.valid_to),
        *show.named("issuing_body", body, "named as the one that issues it"),
        *show.named("holder", holder, "named as the one it is issued to, or who declares"),
    )


def _paper(folded: str) -> Found | None:
    """The words by which a text says that it is a certificate; None where it is none."""
    head = folded[:_HEAD_CHARACTERS]
    place = 0
    seen = 0
    for line in head.split("\n"):
        heading = line.strip()
        start, place = place, place + len(line) + 1
        if not heading:
            continue
        seen += 1
        if seen > _HEADINGS:
            break
        # a label and its value are no heading
        is_heading = (
            len(heading) <= _HEADING_CHARACTERS
            and CELL_SEPARATOR not in heading
            and heading[-1] not in ".。,;"
        )
        named = heading.split(":")[0] if is_heading else ""
        title = TITLES.search(named)
        if OTHER_PAPERS.search(named) and (title is None or seen == 1):
            return None
        if title is not None:
            at = start + line.index(heading)
            return Found(value=title.group(), start=at + title.start(), end=at + title.end())
    says = CERTIFIES.search(head)
    if says is None:
        return None
    return Found(value=says.group(), start=says.start(), end=says.end())


def _numbers(folded: str, layout: Layout, number: Found | None) -> tuple[str, ...]:
    """Canonical forms of the numbers of the paper and of the reports it rests on."""
    found = [number.value] if number else []
    found.extend(
        folded[one.start : one.end]
        for one in layout.of("number", "report_number", "other")
        if one.key != "other" or _NUMBER_LABEL.search(one.label)
    )
    words = [word for value in found for word in (value, *value.split())]
    return tuple(dict.fromkeys(canonical(word) for word in words if word))


class _Shown:
    """Makes proposals of what was found in the folded text, as it is written in the text."""

    def __init__(self, text: str, folded: FoldedText, layout: Layout) -> None:
        self._text = text
        self._folded = folded
        self._layout = layout

    def one(
        self, key: ProposedKey, value: object, place: Found | PeriodEnd, reason: str
    ) -> ProposedFact:
        """A proposal at one place."""
        return self._made(key, value, [(place.start, place.end)], reason)

    def named(self, key: ProposedKey, found: Found | None, reason: str) -> list[ProposedFact]:
        """A proposal of a text as written."""
        return [self.one(key, self._written(found), found, reason)] if found else []

    def many(self, key: ProposedKey, found: tuple[Found, ...], reason: str) -> list[ProposedFact]:
        """A proposal of a list."""
        if not found:
            return []
        values = tuple(dict.fromkeys(self._written(one) for one in found))
        return [self._made(key, values, [(one.start, one.end) for one in found], reason)]

    def day(self, key: ProposedKey, found: PeriodEnd | None) -> list[ProposedFact]:
        """A proposal of a day."""
        return [self.one(key, found.day, found, found.reason)] if found else []

    def _written(self, found: Found) -> str:
        start, end = self._span(found.start, found.end)
        return " ".join(self._text[start:end].split())

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text in the text as it is."""
        if end <= start:
            return 0, 0
        offsets = self._folded.offsets
        return offsets[start], offsets[end - 1] + 1

    def _made(
        self, key: ProposedKey, value: object, places: list[tuple[int, int]], reason: str
    ) -> ProposedFact:
        lines = list(dict.fromkeys(self._layout.line_at(start).number for start, _ in places))
        start, end = self._span(*places[0])
        line_start = self._text.rfind("\n", 0, start) + 1
        line = self._text[line_start:].split("\n", 1)[0].strip()
        if len(line) > LINE_CHARACTERS:
            line = _shortened(line, start - line_start)
        return ProposedFact(
            key=key,
            value=value,  # type: ignore[arg-type]
            start=start,
            end=end,
            line_number=lines[0],
            line=line,
            also_on_lines=tuple(lines[1:]),
            reason=reason,
        )


def _shortened(line: str, place: int) -> str:
    """The stretch of a long line around a place, with dots where it was cut."""
    left = max(0, min(place - LINE_CHARACTERS // 2, len(line) - LINE_CHARACTERS))
    right = left + LINE_CHARACTERS
    before, behind = "… " if left else "", " …" if right < len(line) else ""
    return f"{before}{line[left:right].strip()}{behind}"
