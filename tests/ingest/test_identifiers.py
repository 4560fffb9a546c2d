"""Identifiers: what is one, what only looks like one, and which spellings meet."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifier_windows import windows
from ingest.identifiers import canonical, extract, forms

NAMES = st.from_regex(
    r"[A-Z]{2,4}-[0-9]{2,4}[A-Z]{1,2}(/[A-Z]{2}[0-9]{2}[A-Z]{2})?", fullmatch=True
)


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("XR-200A/5V", "model", "XR200A5V"),
        ("XR200A", "model", "XR200A"),
        ("ESP32-S3-DevKitC-1", "model", "ESP32S3DEVKITC1"),
        ("CH583M", "model", "CH583M"),
        ("LM2596S-ADJ", "model", "LM2596SADJ"),
        ("CP2102N", "model", "CP2102N"),
        ("nRF52840", "model", "NRF52840"),
        ("74HC595", "model", "74HC595"),
        ("1-2176340-9", "model", "1-2176340-9"),
        ("EN 62368-1:2020+A11", "standard", "EN62368-1-2020A11"),
        ("IEC 60950-1", "standard", "IEC60950-1"),
        ("GB/T 18487.1-2015", "standard", "GBT18487-1-2015"),
        ("UL 1310", "standard", "UL1310"),
        ("DIN EN ISO 9001:2015", "standard", "DINENISO9001-2015"),
        ("RoHS 3 (2015/863)", "standard", "ROHS3-2015-863"),
        ("2011/65/EU", "standard", "2011-65EU"),
        ("(EC) No. 1907/2006", "standard", "EC1907-2006"),
        ("CE-2023-0417", "certificate", "CE2023-0417"),
        ("E123456", "certificate", "E123456"),
        ("TÜV-12-345", "certificate", "TUV12-345"),
        ("8504.40.90", "hs_code", "8504-40-90"),
        ("M12X1.5-6H", "thread", "M12X1-5-6H"),
        ("E-04", "error_code", "E04"),
        ("Err 12", "error_code", "ERR12"),
        ("0x8007", "error_code", "0X8007"),
        ("v1.2.3", "version", "V1-2-3"),
        ("ESP-IDF v5.1", "version", "ESPIDFV5-1"),
    ],
)
def test_each_kind_is_found_whole_in_running_text(text: str, kind: str, form: str) -> None:
    found = extract(f"Please see {text}, thank you")

    assert [(one.text, one.kind, one.canonical) for one in found] == [(text, kind, form)]


@pytest.mark.parametrize(
    "text",
    [
        *("5 V", "230V", "10mm", "2.4GHz", "50Hz", "100-240VAC", "5V/2A", "16x2", "1920x1080"),
        *("2024-05-01", "12.05.2023", "12:30", "Q3 2024", "12Jan2020", "+49 30 1234567", "24/7"),
        *("Tel. 1-800-5551234", "$1,200.50", "pp. 12-15", "1970s", "3rd", "№ 5", "page 12"),
        *(
            "high-quality",
            "USB-C",
            "Wi-Fi",
            "NASA",
            "24-hour",
            "3-phase-motor",
            "5-year",
            "COVID-19",
        ),
        *("GPIO5", "UART0", "PA12-13", "I2C", "IPv4", "UTF-8", "H.264", "MP3", "SHA-256", "USB2.0"),
        *("IP67", "A4", "3.3V", "3V3", "0x0000FFFF", "0x1000-0x2000", "R8_UART0_FCR", "LQFP64"),
        *(
            "https://example.com/XR-200A/5V",
            "sales@xr200a.example.com",
            "manual_v2.pdf",
            "www.a1b2.com",
        ),
        *("de305d54-75b4-431b-adb2-eb6b9e546014", "en 2020", "as 2.0", "about 85044090 units"),
    ],
)
def test_what_only_looks_like_an_identifier_is_left(text: str) -> None:
    assert extract(f"We had {text} there") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产品型号XR-200A的CE证书", "XR-200A"),
        ("รุ่นXR-200Aราคาเท่าไร", "XR-200A"),
        ("منتجXR-200Aالجديد", "XR-200A"),
        ("ＸＲ－２００Ａの価格", "ＸＲ－２００Ａ"),
        ("XR‑200A", "XR‑200A"),
        ("XR–200A", "XR–200A"),
        ("XR−200A", "XR−200A"),
        ("XR・200A", "XR・200A"),
        ("XRー200Aです", "XRー200A"),
        ("XR\u00ad-200A", "XR\u00ad-200A"),
        ("ХR-200А", "ХR-200А"),  # two Cyrillic letters
        ("XR-٢٠٠A", "XR-٢٠٠A"),
        ("the XR-200A-compatible one", "XR-200A"),
    ],
)
def test_any_script_and_width_gives_the_same_canonical_form(text: str, expected: str) -> None:
    (found,) = extract(text)

    assert found.text == expected
    assert found.canonical == "XR200A"


def test_a_slash_joins_options_and_parts_alternatives() -> None:
    assert [one.text for one in extract("XR-200A/5V")] == ["XR-200A/5V"]
    assert [one.text for one in extract("ESP32/ESP8266")] == ["ESP32", "ESP8266"]
    assert [one.text for one in extract("CH573/CH583 and ESP32-S2/S3")] == [
        "CH573",
        "CH583",
        "ESP32-S2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("HS code 85044090", "海关编码：85044090", "Zolltarifnummer 85044090", "ТН ВЭД 85044090"),
        *("HSコード 85044090", "partida arancelaria 85044090", "GTIP 85044090", "รหัส HS 85044090"),
    ],
)
def test_a_bare_tariff_code_needs_a_word_for_customs(text: str) -> None:
    assert [(one.text, one.kind) for one in extract(text)] == [("85044090", "hs_code")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Error 12",
            "err 12",
            "Error code: 12",
            "错误代码12",
            "故障码 12",
            "Fehler 12",
            "ошибка 12",
        ),
        *("エラー12", "오류 12", "خطأ 12", "lỗi 12", "ข้อผิดพลาด 12", "código de error 12"),
    ],
)
def test_an_error_is_the_same_in_every_language(text: str) -> None:
    assert [one.canonical for one in extract(text)] == ["ERR12"]


@pytest.mark.parametrize(
    "text", ["v5.1", "V5.1", "version 5.1", "Version: 5.1", "版本5.1", "버전 5.1"]
)
def test_a_version_is_the_same_in_every_language(text: str) -> None:
    assert [one.canonical for one in extract(text)] == ["V5-1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("XR-200A", "XR-200B"),
        ("EN 62368-1", "EN 62368-11"),
        ("M12X1.5", "M12X15"),
        ("1.15", "11.5"),
        ("CH583", "CH5-83"),
        ("E-04", "E-4"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_forms_hold_the_whole_its_beginnings_and_its_parts() -> None:
    found = forms("XR-200A/5V")

    assert found[0] == "xr200a5v"
    assert {"xr200a", "xr200", "200a", "5v", "xr"} <= set(found)


@given(st.text(max_size=200))
def test_extraction_takes_any_text_and_spans_give_their_text(text: str) -> None:
    previous = 0
    for one in extract(text):
        assert text[one.start : one.end] == one.text
        assert one.start >= previous
        assert one.canonical
        previous = one.end


@given(
    st.lists(
        st.sampled_from(
            [
                "XR",
                "200",
                "A",
                "-",
                "/",
                " ",
                ".",
                "V5",
                "EN ",
                "错误",
                "ー",
                "\u200b",
                "http://",
                "型号:",
            ]
        ),
        max_size=30,
    )
)
def test_pieces_of_identifiers_in_any_order_keep_the_span_rule(pieces: list[str]) -> None:
    text = "".join(pieces)
    for one in extract(text):
        assert text[one.start : one.end] == one.text


@given(st.text(max_size=100))
def test_canonical_twice_changes_nothing(text: str) -> None:
    once = canonical(text)

    assert canonical(once) == once


@given(NAMES, st.sampled_from(["", "-", " ", "_", "–", "・", "/", " - "]), st.booleans())
def test_careless_spellings_share_the_canonical_form(name: str, typed: str, lower: bool) -> None:
    careless = re.sub("[-/]", typed, name)
    careless = careless.lower() if lower else careless
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in careless)

    assert canonical(careless) == canonical(name)
    assert canonical(wide) == canonical(name)


@given(st.text(max_size=120))
def test_windows_stand_where_they_say(text: str) -> None:
    for window in windows(text):
        assert 0 <= window.start < window.end <= len(text)
        assert any(map(str.isdigit, window.key))


@pytest.mark.parametrize(
    "unit",
    [
        "a-",
        "1.",
        "EN ",
        "1mm2",
        "Error ",
        "model no ",
        "M1",
        "v1.",
        "A1/",
        "1V",
        "TÜV-",
        "型号:",
        "a.",
    ],
)
def test_long_repetitions_cost_no_more_than_their_length(unit: str) -> None:
    # 60,000 characters take 0.1 s; a pattern that backtracks would not come back at all
    assert extract(unit * (60_000 // len(unit)) + "!_x") is not None


@pytest.mark.shared_data
def test_a_real_certificate_gives_its_part_and_its_laws(shared_data: Path) -> None:
    from pypdf import PdfReader

    path = shared_data / "pdf_products" / "dev" / "te_statement_of_compliance.pdf"
    found = {one.canonical for one in extract(PdfReader(path).pages[0].extract_text())}

    assert {"1-2176340-9", "2011-65EU", "2000-53EC", "EC1907-2006", "CRGCQ0603J1K0"} <= found
