"""The words of an explanation: vetoes, reasons and changes as an agent says them, and numbers."""

from collections.abc import Sequence

from answer.draft import VetoReason
from answer.reply import CaveatCode, HandoffReason, Level, ThresholdSource
from index.passage import Retriever

RETRIEVERS: dict[Retriever, str] = {
    "exact": "its numbers",
    "lexical": "its words",
    "dense": "its meaning",
}
THRESHOLDS: dict[ThresholdSource, str] = {
    "certified": "(certified on the company's own judgements)",
    "prior": "(as shipped, not yet certified on the company's own judgements)",
}
COUNTED_VETOES: dict[VetoReason, str] = {
    "expired": "expired",
    "not_yet_valid": "not yet valid",
    "superseded": "replaced by a newer document",
    "other_market": "for another market",
    "wrong_model": "about another model",
    "wrong_certificate": "about another certificate",
    "wrong_standard": "about another standard",
    "wrong_code": "about another fault code",
}
CHANGES: dict[str, str] = {
    "reconciled": "the same value in {names}",
    "model_named": "the model named in the question ({names})",
    "model_chosen": "a known model named instead ({names})",
    "documented": "a document that names {names}",
    "translated": "a translation of {document} into the question's language ({language})",
    "entry_written": "a text in the question's language ({language}) that answers this very "
    "question in its words, such as an FAQ entry",
    # a veto lifted
    "expired": "a {document} that is valid on {day}",
    "not_yet_valid": "{document} valid on {day} already",
    "superseded": "what {document} says in the document that replaced it",
    "other_market": "a {document} that holds in {market}",
    "wrong_model": "a {document} that holds for {asked}",
    "wrong_certificate": "what {document} says in the certificate asked for ({asked})",
    "wrong_standard": "what {document} says of the standard asked for ({asked})",
    "wrong_code": "what {document} says of the fault code asked for",
}
"""By what is changed, or by the veto that is lifted."""
PROBABILITIES: dict[str, str] = {
    "renewed": "{}",
    "reconciled": "{}",
    "model_named": "about {}",
    "translated": "about {}",
    "entry_written": "about {}",
}
"""By what is changed: how exactly the probability is known. Of entries written for 22 questions of
the demo company 19 reached what was told, on average they were 8 points above it."""
CAVEATS: dict[CaveatCode, str] = {
    "expires_soon": "what is quoted holds only until {until}",
    "certificate_valid_until": "the certificate is valid until {until}",
    "for_models": "what is quoted holds for {names}",
    "for_markets": "what is quoted holds in {names}",
    "model_not_stated": "the source names no model",
    "market_not_stated": "the source names no market",
    "part_of_question": "it answers a part of the question only",
    "machine_translation": "it was translated by a machine",
    "sensitive_person_data": "such numbers are better not sent here",
}
"""What an answer says of how far it holds."""
HANDOFFS: dict[HandoffReason, str] = {
    "nothing_found": "nothing was found",
    "low_confidence": "it is not sure enough",
    "contradiction": "sources contradict each other",
    "unknown_model": "a model that no document names",
    "wrong_model": "the nearest evidence is about another model",
    "unknown_identifier": "a certificate, standard or fault code that no document names",
    "wrong_identifier": "the nearest evidence is about another certificate, standard or fault code",
    "expired": "the nearest evidence does not hold today",
    "other_market": "the nearest evidence is for another market",
    "out_of_scope": "the question is out of scope",
    "fidelity_failed": "the reply differs from its evidence",
    "asked_for_person": "the customer asked for a person",
    "risk": "the question bears a risk",
    "repeated": "the customer asked again",
    "with_person": "a person has the conversation",
    "sensitive_person_data": "it is about personal data",
    "unsupported_language": "the language is not supported",
}
NEXT_STEPS: dict[Level, str] = {
    "L1": "any agent answers",
    "L2": "a specialist answers or renews the document",
    "L3": "a responsible expert decides",
}
NAMES_LISTED = 4
LONGEST_NAME = 90
_CLOSE = 0.01


def percent(value: float, *, beside: float | None = None) -> str:
    """``86 %``; with a decimal where two numbers to be compared would look alike."""
    close = beside is not None and abs(value - beside) < _CLOSE and value != beside
    digits = 1 if close or (0 < value < _CLOSE) or (1 - _CLOSE < value < 1) else 0
    return f"{value * 100:.{digits}f} %"


def listed(names: Sequence[str], *, last: str = "and") -> str:
    """``a, b and c``; what is beyond the fourth is counted."""
    shown = [short(name) for name in names[:NAMES_LISTED]]
    if not shown:
        return ""
    more = len(names) - len(shown)
    if more:
        shown.append(f"{more} more")
    return f" {last} ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def short(text: str) -> str:
    """A document's words on one line, cut where they run on."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_NAME else f"{flat[: LONGEST_NAME - 1]}…"
