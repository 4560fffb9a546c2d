"""Facts proposed for certificates: figures on the texts written for it, places, what stays open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.certificate_facts import LINE_CHARACTERS, MAX_CHARACTERS, propose_facts
from ingest.certificate_words import NOT_APPLIED
from ingest.proposed_fact import ProposedFact
from scripts.benchmark_certificates import Case, read_cases, score

CASES = read_cases()
CERTIFICATES = [case for case in CASES if case.is_certificate]
HEAD = "CERTIFICATE OF CONFORMITY\nCertificate No.: AB-1234\nModel: QX-15\n"


def proposed(text: str, *, language: str = "en") -> dict[str, ProposedFact]:
    return {one.key: one for one in propose_facts(text, language=language)}


def test_the_texts_are_as_many_and_as_varied_as_promised() -> None:
    assert len(CERTIFICATES) >= 75
    assert len(CASES) - len(CERTIFICATES) >= 15
    assert {"en", "zh-Hans", "de", "es", "fr"} <= {case.language for case in CERTIFICATES}
    assert len([case for case in CASES if case.is_closed]) >= 25


@pytest.mark.parametrize("closed", [False, True])
def test_precision_and_recall_reach_what_is_asked_for(closed: bool) -> None:
    total = score([case for case in CASES if case.is_closed == closed])
    assert total.precision >= 0.95, total.faults
    assert total.recall >= 0.85, total.faults
    assert total.recognised == total.certificates
    assert total.alarms == 0


@pytest.mark.parametrize("case", CERTIFICATES, ids=lambda case: case.name)
def test_every_proposal_stands_on_its_line(case: Case) -> None:
    lines = case.text.split("\n")
    for one in propose_facts(case.text):
        written = case.text[one.start : one.end]
        assert written.strip()
        assert written in lines[one.line_number - 1]
        assert one.line.strip("… ") in lines[one.line_number - 1]
        assert written in one.line
        assert one.reason
        if isinstance(one.value, tuple) and one.key != "markets":
            assert " ".join(written.split()) == one.value[0]
        elif isinstance(one.value, str) and one.key != "kind":
            assert " ".join(written.split()) == one.value


def test_a_place_is_true_in_full_width_text() -> None:
    text = (
        "检测报告\n报告编号：ＡＢ－２０２５－１\n样品型号：ＬＸ－Ｔ５０\n签发日期：2025年1月17日\n"
    )
    found = proposed(text, language="zh-Hans")
    number = found["certificate_number"]
    assert text[number.start : number.end] == number.value == "ＡＢ－２０２５－１"
    assert found["valid_from"].value == date(2025, 1, 17)


def test_a_date_with_two_readings_is_left_open_with_the_reason() -> None:
    found = proposed(HEAD + "Date of issue: 03/04/2025\n")["valid_from"]
    assert found.value is None
    assert "2025-04-03" in found.reason
    assert "2025-03-04" in found.reason


@pytest.mark.parametrize(
    ("more", "language", "day"),
    [
        ("Expiry date: 28/02/2028\n", "en", date(2025, 4, 3)),
        ("Expiry date: 02/28/2028\n", "en", date(2025, 3, 4)),
        ("Expiry date: 02/04/2030\n", "en", date(2025, 4, 3)),
        ("FCC ID: 2AXYZ-QX15\n", "en", date(2025, 3, 4)),
        ("SASO\n", "en", date(2025, 4, 3)),
        ("", "fr", date(2025, 4, 3)),
    ],
)
def test_what_decides_the_order_of_a_date(more: str, language: str, day: date) -> None:
    text = HEAD + more + "Date of issue: 03/04/2025\n"
    assert proposed(text, language=language)["valid_from"].value == day


@pytest.mark.parametrize(
    ("term", "last"),
    [
        ("valid for 5 years", date(2029, 2, 27)),
        ("Gültigkeit: drei Jahre", date(2027, 2, 27)),
        ("有效期五年", date(2029, 2, 27)),
        ("valable 18 mois", date(2025, 8, 27)),
    ],
)
def test_a_term_ends_on_the_day_before_the_same_day(term: str, last: date) -> None:
    text = HEAD + f"Date of issue: 2024-02-28\n{term}\n"
    assert proposed(text)["valid_to"].value == last


def test_a_paper_without_an_end_says_so_and_has_none() -> None:
    found = proposed(HEAD + "Issue date: 2024-02-29\nThis certificate has no expiry date.\n")
    assert found["valid_to"].value is None
    assert "no last day" in found["valid_to"].reason


def test_days_that_are_not_the_paper_s_period_are_not_taken() -> None:
    text = HEAD + (
        "Date of test: 2024-01-03\nSample received: 2024-01-02\nOrder no.: PO-77 of 2023-12-01\n"
        "Instruments | Type | Calibration\nReceiver | ES-7 | valid until 2026-01-31\n"
        "The factory was last inspected on 4 June 2024.\n"
        "Replaces AB-1000, valid until 2023-05-05.\n"
    )
    found = proposed(text)
    assert not {"valid_from", "valid_to"} & found.keys()
    assert found["models"].value == ("QX-15",)


def test_models_are_kept_as_stated_and_members_stand_for_their_series() -> None:
    assert proposed(HEAD + "Type: PK-15 to PK-50, TT-9xx\n")["models"].value == (
        "QX-15",
        "PK-15 to PK-50",
        "TT-9xx",
    )
    listed = "CERTIFICATE\nProduct: RT-7 series\nModel | Voltage\nRT-7A | 12 V\nRT-7B | 24 V\n"
    assert proposed(listed)["models"].value == ("RT-7A", "RT-7B")


def test_standards_of_laboratories_and_older_editions_are_not_applied() -> None:
    text = HEAD + (
        "Standards: EN 60335-1:2012, EN 60335-2-41:2021\n"
        "The laboratory is accredited to ISO/IEC 17025.\n"
        "EN 60335-1:2002 has been replaced.\n"
    )
    assert proposed(text)["standards"].value == ("EN 60335-1:2012", "EN 60335-2-41:2021")


@pytest.mark.parametrize(
    ("words", "markets"),
    [
        ("UKCA", ("GB",)),
        ("PSE 電気用品", ("JP",)),
        ("中国强制性产品认证", ("CN",)),
        ("cULus listed", ("US", "CA")),
        ("ЕАЭС", ("EAEU",)),
    ],
)
def test_a_scheme_says_where_it_holds(words: str, markets: tuple[str, ...]) -> None:
    assert proposed(f"{words}\n{HEAD}")["markets"].value == markets


@pytest.mark.parametrize("words", ["CB scheme", "ISO 9001:2015", "RoHS 2011/65/EU"])
def test_what_holds_everywhere_names_no_market(words: str) -> None:
    assert "markets" not in proposed(HEAD + words + "\n")


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "Certificate of conformity",
                    "No.",
                    "Model: ",
                    "XR-200A",
                    " | ",
                    "\n",
                    "  ",
                    ": ",
                ),
                *(
                    "valid until ",
                    "2024-02-30",
                    "03/04/2025",
                    "有效期至",
                    "EN 62368-1:2020",
                    "(",
                    "),",
                ),
                *("bis ", "GmbH, ", "不包括", "not covered", "\u200b", "ﬁ", "٣", "证书编号："),
            ]
        )
        | st.text(max_size=8),
        max_size=30,
    )
)
def test_any_text_is_read_and_every_place_is_inside_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for one in propose_facts(text, language="en"):
        assert 0 <= one.start <= one.end <= len(text)
        assert 1 <= one.line_number <= text.count("\n") + 1
        assert one.value is None or one.value


@pytest.mark.parametrize("piece", ["not covered XR-200A, ", "A. ", "Model: XR-12, ", "2024-01-02 "])
def test_a_long_text_is_read_to_its_limit(piece: str) -> None:
    text = HEAD + piece * (MAX_CHARACTERS // len(piece) + 10)
    for one in propose_facts(text, language="en"):
        assert one.end <= MAX_CHARACTERS
        assert len(one.line) <= LINE_CHARACTERS + 4


def test_a_row_of_standards_bodies_is_read_in_one_way() -> None:
    # before, each of them could be read in two ways: this would not end
    assert NOT_APPLIED.match("ISO" + " EN" * 64) is None
    for told in ("ISO/IEC 17065", "EN ISO/IEC 17025:2017", "ISO / IEC 17021", "DIN EN ISO 17050"):
        assert NOT_APPLIED.match(told), told
