"""An original and its translation: what differs is told with both values, and nothing else."""

import pytest

from answer.insight.document_sections import document_sections
from answer.insight.drifted_numbers import drifted_numbers
from answer.insight.missing_parts import missing_parts
from index.content import StoredDocument
from tests.answer.samples import Piece, stored

Pair = tuple[StoredDocument, StoredDocument]


def pair(original: list[Piece], twin: list[Piece], *, language: str = "de") -> Pair:
    return (
        stored(*original, path="en.md", language="en"),
        stored(*twin, path="twin.md", language=language),
    )


def values(told: Pair) -> list[dict[str, object]]:
    found = drifted_numbers(*told, likeness=lambda one, other: 0.6)
    return [dict(one.values) for one in found]


def paragraphs(*texts: str) -> list[Piece]:
    return [("paragraph", text, None) for text in texts]


def test_a_changed_number_is_told_as_both_write_it() -> None:
    told = pair(
        paragraphs("Wait for 5 minutes.", "Fill in 1,250 ml of water."),
        paragraphs("5 Minuten warten.", "1.350 ml Wasser einfüllen."),
    )
    assert values(told) == [{"original": "1,250 ml", "translation": "1.350 ml"}]


@pytest.mark.parametrize(
    ("original", "twin", "language"),
    [
        ("It weighs 1,250.5 kg.", "Es wiegt 1.250,5 kg.", "de"),
        ("Wait two weeks.", "Attendez 14 jours.", "fr"),
        ("The shelf is 0.6 m wide.", "La repisa mide 60 cm de ancho.", "es"),
        ("Tested for 100,000 cycles.", "经过 10 万次测试。", "zh-Hans"),
        ("Use four screws.", "Vier Schrauben verwenden.", "de"),
        ("See manual LX-UM-05.", "Véase el manual LX-UM-05-ES.", "es"),
    ],
)
def test_the_same_in_other_writing_is_no_drift(original: str, twin: str, language: str) -> None:
    assert values(pair(paragraphs(original), paragraphs(twin), language=language)) == []


def test_what_stands_in_another_order_is_no_drift() -> None:
    told = pair(
        paragraphs("Drill 38 mm.", "Tighten with 4 Nm.", "Wait 10 minutes."),
        paragraphs("10 Minuten warten.", "38 mm bohren.", "Mit 4 Nm anziehen."),
    )
    assert values(told) == []


def test_another_unit_of_the_same_number_is_told() -> None:
    told = pair(paragraphs("Keep 20 cm away."), paragraphs("20 mm Abstand halten."))
    assert values(told) == [{"original": "20 cm", "translation": "20 mm"}]


def lacking(told: Pair) -> list[object]:
    found = missing_parts(
        *told,
        sections=document_sections(told[0]),
        twin_sections=document_sections(told[1]),
        vector_of=lambda section: None,
        likeness=lambda one, other: 0.6,
    )
    return [one.values["part"] for one in found]


SECTIONS: list[Piece] = [
    ("heading", "Use", None),
    ("list_item", "1. Put 2 l of water into the kettle and close its lid.", None),
    ("list_item", "2. Press the lever down until the lamp lights up.", None),
    ("heading", "Care", None),
    ("paragraph", "Wipe the housing with a damp cloth every 3 days and let it dry.", None),
]
TWIN: list[Piece] = [
    ("heading", "Gebrauch", None),
    ("list_item", "1. 2 l Wasser in den Kocher geben und seinen Deckel schließen.", None),
    ("list_item", "2. Den Hebel nach unten drücken, bis die Lampe aufleuchtet.", None),
    ("heading", "Pflege", None),
    ("paragraph", "Das Gehäuse alle 3 Tage feucht abwischen und trocknen lassen.", None),
]


def test_a_whole_translation_lacks_nothing() -> None:
    assert lacking(pair(SECTIONS, TWIN)) == []
    assert lacking(pair(SECTIONS, TWIN[3:] + TWIN[:3])) == []


def test_a_missing_step_and_a_missing_section_are_told() -> None:
    assert lacking(pair(SECTIONS, TWIN[:1] + TWIN[2:])) == ["list_item"]
    assert lacking(pair(SECTIONS, TWIN[:3])) == ["section"]
