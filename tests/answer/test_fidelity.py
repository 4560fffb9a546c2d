"""Fidelity: nothing that can be wrong by one character differs between evidence and reply."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.exact_values import numbers, quantities
from answer.fidelity import check_fidelity, is_faithful
from answer.reply import Statement
from tests.answer.samples import draft, quote, stored

EVIDENCE = (
    "The XR-200A is rated 24 V and 4.5 A; wait 10 minutes below −5 °C, then fill 1 000 ml. "
    "额定电压为48V。See https://example.com/xr-200 and IEC 60601-1."
)
DOCUMENT = stored(("paragraph", EVIDENCE, None))


def says(text: str, *, table_header: str = "") -> Statement:
    made = quote(DOCUMENT, EVIDENCE)
    citation = replace(made.citations[0], table_header=table_header)
    return Statement(text=text, citations=(citation,))


@pytest.mark.parametrize(
    "text",
    [
        EVIDENCE,
        "wait 10 minutes",
        "Rated voltage: 24 V (24V).",
        "The current is 4,5 A.",
        "XR 200A, -5°C",
        "١٠ دقائق ، ２４Ｖ",
        "Es sind 48 V und 1000 ml.",
        "IEC 60601-1 applies.",
        "There is nothing to count here.",
    ],
)
def test_what_the_evidence_says_may_be_said(text: str) -> None:
    assert is_faithful(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "The XR-200A is rated 25 V.",
        "The XR-200A is rated 24.0 V and 45 A.",
        "wait １１ minutes",
        "١١ دقيقة",
        "४८० volts",
        "额定电压为84V。",
        "等待11分钟",
        "Below +5 °C.",
        "It is rated 24 mV.",
        "It is rated 24 A.",
        "It draws 4.5 mA.",
        "Fill 1 000 l.",
        "The XR-200B is rated 24 V.",
        "IEC 60601-2 applies.",
        "See https://example.com/xr-300",
        "See www.example.org",
        "10 % of it",
    ],
)
def test_what_it_does_not_say_is_dropped(text: str) -> None:
    assert not is_faithful(says(text))
    kept, failed = check_fidelity(draft(says("wait 10 minutes"), says(text)))
    assert failed
    assert [statement.text for statement in kept.statements] == ["wait 10 minutes"]


def test_a_faithful_draft_stays_as_it_is() -> None:
    made = draft(says("24 V"), says(EVIDENCE))
    assert check_fidelity(made) == (made, False)


def test_a_tables_header_is_evidence_for_its_rows() -> None:
    assert is_faithful(says("XR-200A: 24 kW", table_header="Model | Power [kW]"))
    assert not is_faithful(says("XR-200A: 24 kW", table_header="Model | Weight [kg]"))
    assert is_faithful(says("230", table_header="Model | at 230 V"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("等待5分钟，电压24伏", {"5", "24"}),
        ("24–48 V", {"24", "48"}),
        ("10 20 30", {"10", "20", "30"}),
        ("1 000 and 2'000", {"1000", "2000"}),
        ("٣٫٥", {"3", "5"}),
        ("-5 °C, −5 °C", {"-5°"}),
        ("XR200A", set()),
        ("5０", {"50"}),
        ("", set()),
    ],
)
def test_numbers_in_any_script(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_units_keep_their_case_and_prefix() -> None:
    assert quantities("24V, 24 mV, 3 µF, 3 μF, 7 m², 5 in") == {
        ("24", "V"),
        ("24", "mV"),
        ("3", "μF"),
        ("7", "m2"),
    }


@given(st.lists(st.integers(0, 9_999), min_size=1, max_size=5), st.integers(0, 9_999))
def test_any_changed_number_is_seen(found: list[int], other: int) -> None:
    evidence = "; ".join(f"value {number} V" for number in found)
    document = stored(("paragraph", evidence, None))
    changed = Statement(text=f"value {other} V", citations=quote(document, evidence).citations)
    assert is_faithful(changed) == (other in found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(text: str, evidence: str) -> None:
    document = stored(("paragraph", evidence + ".", None))
    made = quote(document, evidence + ".")
    assert is_faithful(made)
    is_faithful(Statement(text=text, citations=made.citations))
