"""What a reply adds, loses or changes is found and named, place by place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.aligned_sentences import align, sentences_of
from answer.contrasts import exchanged
from answer.findings import Finding, FindingKind, findings
from answer.turns import knows_turns, turns
from ingest.language import normalise_tag

ENGLISH = (
    "Warning: the surface is hot. Never open the cover before the fan stops. "
    "The HX-220A draws 4.5 A at 230 V. It may only be used indoors."
)
LANGUAGES = "en zh-Hans zh-Hant es pt fr de it nl pl ru tr ar ja ko vi th id".split()


def found(
    reply: str,
    evidence: str = ENGLISH,
    *,
    language: str = "en",
    evidence_language: str = "en",
    is_translation: bool = False,
) -> tuple[Finding, ...]:
    return findings(
        reply,
        evidence,
        language=language,
        evidence_language=evidence_language,
        is_translation=is_translation,
        fixed_terms=("NorthCare",),
    )


@pytest.mark.parametrize(
    ("language", "reply"),
    [
        ("en", ENGLISH),
        ("en", "Caution: hot surface. The cover must never be opened before the fan has stopped."),
        (
            "de",
            "Warnung: Die Oberfläche ist heiß. Öffnen Sie den Deckel nie, bevor der Lüfter steht. "
            "Der HX-220A nimmt bei 230 V 4,5 A auf. Er darf nur in Innenräumen verwendet werden.",
        ),
        (
            "ja",
            "警告：表面が熱くなっています。ファンが止まる前に、決してカバーを開けないでください。"
            "HX-220Aは230ボルトで4.5アンペアを消費します。屋内でのみ使用できます。",
        ),
    ],
)
def test_what_the_evidence_says_may_be_said_in_other_words(language: str, reply: str) -> None:
    evidence = ENGLISH if language != "en" else ENGLISH.split(" The HX")[0]
    assert not found(reply, evidence if reply != ENGLISH else ENGLISH, language=language)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("number", "4.5 A", "5.4 A"),
        ("unit", "4.5 A", "4.5 mA"),
        ("identifier", "HX-220A", "HX-220B"),
        ("negation", "Never open", "You can open"),
        ("only", "may only be", "may be"),
        ("order", "before the fan", "after the fan"),
        ("word", "is hot", "is cold"),
        ("warning", "Warning: the surface is hot. ", ""),
        ("added", "It may only", "Shipping to all countries is free. It may only"),
        ("language", "It may only be used indoors.", "Es darf nur drinnen verwendet werden."),
    ],
)
def test_what_differs_is_named(kind: FindingKind, old: str, new: str) -> None:
    assert kind in {one.kind for one in found(ENGLISH.replace(old, new))}


def test_a_finding_says_where_and_what() -> None:
    reply = ENGLISH.replace("4.5 A", "4.5 mA")
    (only,) = found(reply)
    assert (only.kind, only.said, only.stated) == ("unit", "4.5 mA", "4.5 A")
    assert reply[only.start : only.end] == "The HX-220A draws 4.5 mA at 230 V."


def test_numbers_with_units_stay_in_their_order() -> None:
    evidence = "The input is 24 V and the output is 12 V."
    assert not found("Input 24 V, output 12 V.", evidence)
    assert {one.kind for one in found("Input 12 V, output 24 V.", evidence)} == {"number"}


def test_a_restriction_may_not_be_left_out_and_a_fact_may() -> None:
    evidence = "The pump weighs 12 kg. It is made in Spain. Do not run the pump dry."
    assert not found("The pump has a weight of 12 kg. Do not run the pump dry.", evidence)
    assert [one.kind for one in found("The pump weighs 12 kg.", evidence)] == ["warning"]
    translated = "Die Pumpe wiegt 12 kg. Lassen Sie die Pumpe nicht trocken laufen."
    assert found(translated, evidence, language="de", is_translation=True)
    assert not found(translated, evidence, language="de")


def test_one_of_two_negations_may_not_go() -> None:
    evidence = "Do not cover the vents, and do not use it outdoors."
    assert not found("Never cover the vents, and do not use it outdoors.", evidence)
    turned = found("Never cover the vents, and use it outdoors.", evidence)
    assert "negation" in {one.kind for one in turned}


def test_names_stay_as_they_are() -> None:
    evidence = "NorthCare checks every return."
    assert not found("NorthCare prüft jede Rücksendung.", evidence, language="de")
    (only,) = found("Die Nordpflege prüft jede Rücksendung.", evidence, language="de")
    assert (only.kind, only.stated) == ("term", "NorthCare")


def test_both_scripts_of_chinese_are_told_apart() -> None:
    evidence = "The warranty lasts two years."
    assert not found("保修期为两年。", evidence, language="zh-Hans")
    assert {one.kind for one in found("保固期為兩年。", evidence, language="zh-Hans")} == {
        "language"
    }


def test_bounds_and_double_negations_negate_nothing() -> None:
    assert "not" not in turns("Not more than 5 A.", "en")
    assert "not" not in turns("不锈钢外壳，电流不超过 5 A。", "zh-Hans")
    assert "not" not in turns("保管しなければなりません。", "ja")
    assert "not" in turns("触らないでください。", "ja")
    assert "not" in turns("만지지 마십시오.", "ko")


def test_every_language_of_the_product_has_words_for_turns() -> None:
    assert all(knows_turns(language) for language in LANGUAGES)
    assert not knows_turns("sv")
    assert turns("Använd inte.", "sv") == frozenset()


@pytest.mark.parametrize(
    ("one", "language", "other", "other_language", "expected"),
    [
        ("Turn it to the right.", "en", "Nach links drehen.", "de", True),
        ("Turn it to the left.", "en", "Nach links drehen.", "de", False),
        ("Nous livrons au Portugal.", "fr", "We deliver to Spain.", "en", True),
        ("月曜日は配送しません。", "ja", "We do not deliver on Sundays.", "en", True),
        ("日曜日は配送しません。", "ja", "We do not deliver on Sundays.", "en", False),
        ("شد البراغي.", "ar", "Loosen the screws.", "en", True),
        ("Anything else.", "en", "Etwas anderes.", "de", False),
        ("Inget.", "sv", "Nach links.", "de", False),
    ],
)
def test_exchanged_words(
    one: str, language: str, other: str, other_language: str, expected: bool
) -> None:
    assert bool(exchanged(one, language, other, other_language)) == expected


def test_sentences_are_aligned_by_what_they_share() -> None:
    evidence = sentences_of("Wait 10 minutes. The fan stops. Fill in 3 l.", "en")
    reply = sentences_of("Warten Sie 10 Minuten. Füllen Sie 3 Liter ein.", "de")
    beads = [
        (bead.evidence and bead.evidence.text.strip(), bead.reply and bead.reply.text.strip())
        for bead in align(evidence, reply)
    ]
    assert beads == [
        ("Wait 10 minutes.", "Warten Sie 10 Minuten."),
        ("The fan stops.", None),
        ("Fill in 3 l.", "Füllen Sie 3 Liter ein."),
    ]


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(LANGUAGES))
def test_any_texts_can_be_compared(reply: str, evidence: str, language: str) -> None:
    for one in found(reply, evidence, language=language):
        assert 0 <= one.start <= one.end <= len(reply)


@given(st.text(min_size=1, max_size=120), st.sampled_from(LANGUAGES))
def test_a_quote_differs_in_nothing(text: str, language: str) -> None:
    assert not found(text, text, language=language, evidence_language=normalise_tag(language))
