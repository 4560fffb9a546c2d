"""The planted set and its look-alikes, as a whole."""

from tests.hygiene import character_cases, markup_cases, pdf_cases, sheet_cases, word_cases
from tests.hygiene.case import HygieneCase
from tests.hygiene.written_cases import written


def all_cases() -> tuple[HygieneCase, ...]:
    """Every case, in an order that never changes."""
    modules = (pdf_cases, word_cases, sheet_cases, markup_cases, character_cases)
    made = [one for module in modules for part in (module.planted, module.clean) for one in part()]
    return (*made, *written())
