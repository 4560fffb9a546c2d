"""Which fault codes asked for the passages found list: not at all, elsewhere, in two spellings.

Zeros before a number are no matter until a document lists it both ways: an E7 and an E07 of one
machine are two codes. Then what is written as one of them is that one, and anything else is either.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from answer.asked_codes import AskedCode
from answer.draft import VetoReason
from answer.stated_codes import IsName, reading_of
from index.passage import Passage
from ingest.fault_code import CODE_END, CODE_START, LETTERED, SPACED, fault_code, fold_codes

_WRITTEN = re.compile(rf"{CODE_START}(?:{LETTERED}|{SPACED}){CODE_END}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    """What nothing that may answer says of the codes asked for."""

    unknown: tuple[str, ...]
    """Codes that nothing found names at all, as written."""
    elsewhere: VetoReason | None
    """Why what does explain one may not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpelledCodes:
    """The codes asked for as each document has to write them."""

    asked: tuple[AskedCode, ...]
    by_document: Mapping[str, tuple[AskedCode, ...]] = field(default_factory=dict)
    """Of documents that list a code's number in several ways."""
    choices: tuple[str, ...] = ()
    """The codes that one asked for may be, as written, where all that explains it leaves that open.
    """

    def codes(self, document: str) -> tuple[AskedCode, ...]:
        """What a passage of this document is read for."""
        return self.by_document.get(document, self.asked)


def known_as_codes(
    codes: Sequence[AskedCode], passages: Sequence[Passage], *, is_name: IsName
) -> tuple[AskedCode, ...]:
    """The codes asked for; one that a list found explains is a code, whatever else is asked."""
    return tuple(
        replace(one, cue="label")
        if one.cue in ("named", "shown")
        and any(_explains(found, one, is_name=is_name) for found in passages)
        else one
        for one in codes
    )


def _explains(passage: Passage, one: AskedCode, *, is_name: IsName) -> bool:
    """Whether a passage states that it is about the very code, letters and all."""
    return reading_of(one, passage, is_name=is_name, exactly=True).says == "holds"


def unexplained(
    codes: Sequence[AskedCode],
    found: Sequence[tuple[Passage, VetoReason | None]],
    *,
    is_name: IsName,
) -> Unexplained:
    """The codes that the lists of codes which may answer leave out.

    Where no such list is found, or the code is mentioned beside it, nothing is known of it either
    way. ``found`` are all passages with why they may not answer, whatever code they are about.
    """
    unknown: list[str] = []
    elsewhere: VetoReason | None = None
    for one in codes:
        if one.cue == "none":
            continue
        readings = [(reading_of(one, passage, is_name=is_name), why) for passage, why in found]
        usable = [reading for reading, why in readings if why is None]
        listed = any(reading.says == "other" for reading in usable)
        if not listed or any(read.says == "holds" or read.is_mentioned for read in usable):
            continue
        others = [why for passage, why in found if why and _explains(passage, one, is_name=is_name)]
        # of another product a bare number is another thing
        if others and one.code.letters:
            elsewhere = others[0]
        else:
            unknown.append(one.text)
    return Unexplained(unknown=tuple(unknown), elsewhere=elsewhere)


def spelled_as_listed(
    codes: Sequence[AskedCode], usable: Sequence[Passage], *, is_name: IsName
) -> SpelledCodes:
    """The codes, told from those that differ by a zero in the documents that list both."""
    by_document: dict[str, tuple[AskedCode, ...]] = {}
    choices: list[str] = []
    passages: dict[str, list[Passage]] = {}
    for passage in usable if codes else ():
        passages.setdefault(passage.document, []).append(passage)
    for document, parts in passages.items():
        told: list[AskedCode] = []
        for one in codes:
            spellings = _spellings(one, parts, is_name=is_name)
            several = spellings if len(spellings) > 1 else {}
            # "E07" said to "which do you mean?" stands beside the "error 7" asked first
            meant = [
                _digits_meant(other) for other in (one, *codes) if other.code.is_same(one.code)
            ]
            digits = next((digits for digits in meant if digits in several), "")
            if not digits:
                choices.extend(several.values())
            told.append(replace(one, digits=digits))
        by_document[document] = tuple(told)
    # where documents differ in their spellings, the question is which machine is meant
    is_told = any(
        all(text not in passage.text for text in choices)
        and any(_explains(passage, one, is_name=is_name) for one in codes)
        for passage in (usable if choices else ())
    )
    return SpelledCodes(
        asked=tuple(codes),
        by_document=by_document,
        choices=() if is_told else tuple(dict.fromkeys(choices)),
    )


def _digits_meant(one: AskedCode) -> str:
    """The number as whoever asks means it to be written; "error 7" may be a 07 on the display."""
    code = one.code
    return code.digits if code.letters or code.digits.startswith("0") else ""


def _spellings(
    one: AskedCode, passages: Sequence[Passage], *, is_name: IsName
) -> Mapping[str, str]:
    """The ways in which a document's lists write the number of a code → a code as written."""
    written = {
        code.digits: found.group()
        for passage in passages
        for found in _WRITTEN.finditer(fold_codes(passage.text).text)
        if (code := fault_code(found.group())) is not None and code.is_same(one.code)
    }
    return {
        digits: text
        for digits, text in written.items()
        if any(
            reading_of(replace(one, digits=digits), passage, is_name=is_name).says == "holds"
            for passage in passages
        )
    }
