"""All planted cases, and how many there are."""

from tests.insight.planted import Planted
from tests.insight.planted_contradictions import CONTRADICTIONS, LOOK_ALIKES
from tests.insight.planted_copies import COPIES, DISTINCT
from tests.insight.planted_facts import (
    CERTIFICATES,
    GOLDEN,
    LATE,
    LINKS,
    REJECTED,
    REVIEW,
    UNREADABLE,
    UNUSED,
)
from tests.insight.planted_translations import DRIFTED, FAITHFUL

CASES: tuple[Planted, ...] = (
    *CONTRADICTIONS,
    *LOOK_ALIKES,
    *DRIFTED,
    *FAITHFUL,
    *COPIES,
    *DISTINCT,
    *LATE,
    *REVIEW,
    *CERTIFICATES,
    *UNUSED,
    *REJECTED,
    *UNREADABLE,
    *LINKS,
    *GOLDEN,
)
"""Defects and look-alikes of all kinds, each with documents of its own."""
