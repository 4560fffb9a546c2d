"""What a language model wrote, cut into sentences with what each cites."""

import pytest

from answer.numbered_evidence import cited_sentences

MANY = 300_000


@pytest.mark.parametrize("blank", [" ", "\n", " \n", "\t"])
def test_a_model_that_writes_blanks_costs_no_square_of_them(blank: str) -> None:
    """Else this would take an hour."""
    found = cited_sentences("It has 24 V [1]." + (blank * MANY)[:MANY] + "It is blue [2].")
    assert [(one.text, one.numbers) for one in found] == [
        ("It has 24 V.", (1,)),
        ("It is blue.", (2,)),
    ]


@pytest.mark.parametrize("before", ["", " ", "\n\n  ", "\n \n"])
def test_a_heading_is_a_sentence_however_it_is_set_off(before: str) -> None:
    found = cited_sentences(f"{before}## Voltage\n\nIt has 24 V  [1] [2].")
    assert [(one.text, one.numbers) for one in found] == [
        ("Voltage", ()),
        ("It has 24 V.", (1, 2)),
    ]
