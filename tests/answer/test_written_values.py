"""Numbers, amounts and dates are the same values however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.written_values import same_number, same_unit, written_values


def values(text: str, language: str) -> list[tuple[float, str]]:
    return [(one.number, one.unit) for one in written_values(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1,800 W", "en", [(1800.0, "W")]),
        ("1.800 Watt", "de", [(1800.0, "W")]),
        ("1 800 Вт", "ru", [(1800.0, "W")]),
        ("١٨٠٠ واط", "ar", [(1800.0, "W")]),
        ("٢٫٥ متر", "ar", [(2.5, "m")]),
        ("2,5 m", "fr", [(2.5, "m")]),
        ("1.234 m", "en", [(1.234, "m")]),
        ("千二百時間", "ja", [(1200.0, "h")]),
        ("三十天以内", "zh-Hans", [(30.0, "d")]),
        ("two years", "en", [(2.0, "year")]),
        ("dwie godziny", "pl", [(2.0, "h")]),
        ("سنتان من تاريخ الشراء", "ar", [(2.0, "year")]),
        ("여섯 달마다", "ko", [(6.0, "month")]),
        ("이 년 동안", "ko", [(2.0, "year")]),
        ("48달러", "ko", [(48.0, "USD")]),
        ("3 to 5 working days", "en", [(3.0, "working day"), (5.0, "working day")]),
        ("3–5 营业日", "ja", [(3.0, ""), (5.0, "")]),
        ("-5 °C bis +40 °C", "de", [(-5.0, "°C"), (40.0, "°C")]),
        ("5–40 °C", "en", [(5.0, "°C"), (40.0, "°C")]),
        ("from the 30th day", "en", [(30.0, "d")]),
        ("12,90 €", "es", [(12.9, "EUR")]),
        ("€12.90", "ko", [(12.9, "EUR")]),
        ("3 m/s", "en", [(3.0, "m/s")]),
        ("1. Press\n2. Wait 5 s", "en", [(5.0, "s")]),
        ("a two-sided label", "en", []),
        ("le filtre neuf", "fr", []),
        ("model XR200", "en", []),
        ("", "en", []),
    ],
)
def test_values(text: str, language: str, expected: list[tuple[float, str]]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("3 May 2024", "en"),
        ("May 3, 2024", "en"),
        ("2024-05-03", "en"),
        ("3. Mai 2024", "de"),
        ("03.05.2024", "de"),
        ("3 de mayo de 2024", "es"),
        ("3 de maio de 2024", "pt"),
        ("le 3 mai 2024", "fr"),
        ("03/05/2024", "fr"),
        ("3 maggio 2024", "it"),
        ("3 maja 2024 r.", "pl"),
        ("3 мая 2024 года", "ru"),
        ("3 Mayıs 2024", "tr"),
        ("3 mei 2024", "nl"),
        ("3 Mei 2024", "id"),
        ("3 مايو 2024", "ar"),
        ("2024 年 5 月 3 日", "zh-Hans"),
        ("2024年5月3日", "ja"),
        ("2024. 5. 3.", "ko"),
        ("2024년 5월 3일", "ko"),
    ],
)
def test_one_day_in_any_language(text: str, language: str) -> None:
    assert (20240503.0, "date") in values(text, language)


def test_what_is_written_alike_is_the_same_number_whatever_it_means() -> None:
    (german,), (english,) = written_values("1.234 mm", "de"), written_values("1.234 mm", "en")
    assert german.number != english.number
    assert same_number(german, english)


def test_a_sign_may_stand_for_two_currencies() -> None:
    (sign,), (yen,), (euro,) = (written_values(text, "en") for text in ("¥48", "48 JPY", "48 EUR"))
    assert same_unit(sign, yen)
    assert not same_unit(sign, euro)


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ar", "ja", "ko", "ru", "th", "xx"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    for one in written_values(text, language):
        assert 0 <= one.start < one.end <= len(text)


@given(st.integers(2, 10**6), st.sampled_from(["de", "en", "fr", "pl", "ko"]))
def test_every_whole_number_is_read(number: int, language: str) -> None:
    assert values(f"= {number} kg", language) == [(float(number), "kg")]
