"""What may stand in ``risks.yaml``, field by field; every rule says what to write instead."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from answer.reply import Level
from answer.risk import RiskAction
from ingest.language import normalise_tag

_MAX_TEXT = 2_000
_MAX_EXAMPLES = 500


def _language(tag: str) -> str:
    known = normalise_tag(tag)
    if not known:
        raise ValueError(f"{tag!r} is no known language; write a tag such as de or zh-Hans")
    if known != tag:
        raise ValueError(f"{tag!r} has to be written {known!r}")
    return tag


def _with_english(texts: dict[str, str]) -> dict[str, str]:
    if "en" not in texts:
        raise ValueError("has no text in English (en); add one for all other languages")
    return texts


Language = Annotated[str, AfterValidator(_language)]
Text = Annotated[str, Field(min_length=1, max_length=_MAX_TEXT)]
Examples = dict[Language, Annotated[list[Text], Field(max_length=_MAX_EXAMPLES)]]


class _Entry(BaseModel):
    """Unknown keys and wrong types are mistakes, never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RiskEntry(_Entry):
    """One class."""

    level: Level
    action: RiskAction
    priority: Annotated[int, Field(ge=1, le=10_000)]
    owner: Text
    reason: Annotated[dict[Language, Text], AfterValidator(_with_english)]
    sop: Annotated[str, Field(max_length=500)] = ""
    is_red: bool = False
    by_text: bool = True
    threshold: Annotated[float, Field(ge=0.02, le=0.98)] = 0.5
    suspected_from: Annotated[float, Field(ge=0.02, le=1.0)] = 1.0
    examples: Examples = {}


class RisksFile(_Entry):
    """The whole of ``risks.yaml``."""

    risks: Annotated[dict[str, RiskEntry], Field(min_length=1)]
    ordinary: Examples = {}


FIELDS = frozenset({*RiskEntry.model_fields, *RisksFile.model_fields})
