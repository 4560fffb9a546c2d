"""Models as headings and cells state them: lists, ranges, wildcards, series; and standards."""

import pytest

from ingest.certificate_number import certificate_number
from ingest.standard_number import standard_number
from ingest.stated_models import stated_models

FAMILIES = frozenset({"XR", "LX"})


@pytest.mark.parametrize(
    ("text", "models"),
    [
        ("Technical data of the XR-200A", {"XR200A"}),
        ("XR-200A and XR-200B", {"XR200A", "XR200B"}),
        ("XR-200A/B", {"XR200AB", "XR200A", "XR200B"}),
        ("XR-200A, B and C", {"XR200A", "XR200B", "XR200C"}),
        ("XR-200/210/220", {"XR200-210-220", "XR200", "XR210", "XR220"}),
        ("XR-200A/5V", {"XR200A5V"}),
        ("XR-200 / 230 V", {"XR200"}),
        ("LX-50 und LX-50S", {"LX50", "LX50S"}),
        ("XR-200-Baureihe", {"XR200"}),
        ("Warranty", set()),
        ("All XR models", set()),
    ],
)
def test_single_models_and_lists(text: str, models: set[str]) -> None:
    assert set(stated_models(text, families=FAMILIES).models) == models


@pytest.mark.parametrize(
    "text",
    [
        "XR-200 to XR-240",
        "XR-200–XR-240",
        "XR-200 … XR-240",
        "XR-200 bis XR-240",
        "XR-200至XR-240",
        "XR-200からXR-240まで",
        "XR-200-240",
    ],
)
def test_a_range_takes_in_what_lies_between(text: str) -> None:
    stated = stated_models(text, families=FAMILIES)
    for inside in ("XR200", "XR220", "XR240", "XR220A"):
        assert stated.holds_open(inside), inside
    for outside in ("XR199", "XR241", "XR22", "XR2200", "LX220"):
        assert not stated.holds_open(outside), outside


def test_what_looks_like_a_range_may_be_one_model() -> None:
    assert not stated_models("XR-100-230", single=frozenset({"XR100-230"})).ranges


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("XR-200A to XR-200D", ("XR200A", "XR200C", "XR200D"), ("XR200E", "XR210B")),
        ("XR-2xx", ("XR200", "XR299", "XR245B"), ("XR300", "XR2", "XR20A")),
        ("All XR models", ("XR100", "XR300A"), ("LX50",)),
        ("所有XR型号", ("XR100",), ("LX50",)),
        ("Serie LX-50", ("LX50", "LX50S"), ("LX500", "LX51")),
        ("LX-50シリーズ", ("LX50", "LX50S"), ("LX500",)),
        ("XR manual", (), ("XR100", "LX50")),
    ],
)
def test_what_a_heading_leaves_open(
    text: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    stated = stated_models(text, families=FAMILIES)
    assert all(stated.holds_open(model) for model in inside)
    assert not any(stated.holds_open(model) for model in outside)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("IEC62368-1", "EN62368-1-2020A11", True),
        ("EN62368", "EN62368-3", True),
        ("EN62368-1", "EN62368-3", False),
        ("UL8750", "EN8750", False),
        ("ENIEC55032", "EN55032", True),
        ("802-11N", "802-11BGN", True),
    ],
)
def test_a_standard_is_the_same_in_every_edition_and_region(
    one: str, other: str, same: bool
) -> None:
    first, second = standard_number(one), standard_number(other)
    assert first is not None
    assert second is not None
    assert first.is_same(second) is same
    assert second.is_same(first) is same


def test_a_number_too_short_tells_no_standard() -> None:
    assert standard_number("ROHS2") is None
    assert standard_number("CE") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NG-CE-2024-0117\n\nDeclaration\n\nNo. NG-CE-2024-0117\n\nWe declare", "NGCE2024-0117"),
        ("CB certificate, XR-200A\n\nNo. DE-2-041876\n\nwith report HP-2024-1190", "DE2-041876"),
        ("It replaces nothing. CE-2023-0417 holds, CE-2020-0001 does not.", "CE2023-0417"),
        ("证书编号：TW-EX-2023-118\n型号 XR-200A", "TWEX2023-118"),
        ("The XR-200A is certified.", ""),
    ],
)
def test_a_certificate_bears_one_number_of_its_own(text: str, number: str) -> None:
    assert certificate_number(text, models={"XR200A"}) == number
