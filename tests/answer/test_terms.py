"""The term base: tables taken and refused, what is found by it, what is called how and where."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.tbx import concepts_from_tbx, write_tbx
from answer.term_report import AskedText, report_terms
from answer.term_table import load_terms, read_term_table, write_term_table
from answer.terms import Concept, Term, TermBase
from ingest.errors import ContentError
from ingest.raw_terms import RawConcept, RawTerm
from ingest.readers.tbx import read_tbx

TABLE = """
concept,brand,do_not_translate,definition,en,en@US,de,de@CH,zh-Hans,es,es@MX,avoid:de
power supply,,no,feeds it,power supply|supply unit,,Netzteil,,电源,fuente,fuente MX,Stromadapter
colour,,,,colour temperature,color temperature,Farbtemperatur,,色温,,,
return,,,,return,,Rücksendung,Retoure,退货,,,
power supply,Nordlicht,,,power unit,,Stromversorgung,,,,,Netzteil
DIN rail,,no,,DIN rail,,DIN-Schiene,,,,,Din-Schiene
XR-200A,,yes,,XR-200A,,XR-200A,,XR-200A,,,
""".lstrip()


def base(text: str = TABLE) -> TermBase:
    return TermBase(concepts=read_term_table(text.encode(), name="terms.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_table_is_read_however_a_spreadsheet_saves_it(
    delimiter: str, mark: bytes, line_end: str
) -> None:
    text = TABLE.replace(",", delimiter).replace("\n", line_end)
    assert read_term_table(mark + text.encode(), name="x") == base().concepts


def test_the_first_line_may_say_what_parts_the_cells() -> None:
    text = "sep=;\r\n" + TABLE.replace(",", ";").replace("\n", "\r\n")
    assert read_term_table(text.encode(), name="x") == base().concepts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("concept,de\na,b,c\n", "terms.csv:2: has more cells"),
        ("concept,de,deutsch\na,b\n", "terms.csv:1: column 'deutsch' is none"),
        ("concept,de,de@XX\na,b\n", "terms.csv:1: column 'de@XX' is none"),
        ("concept,de,de\na,b\n", "terms.csv:1: column 'de' stands there twice"),
        ("name,de\na,b\n", "terms.csv:1: has no column 'concept'"),
        ("concept,de\na,b\n\nA,c\n", "terms.csv:4: concept 'A' stands in line 2 already"),
        ("concept,de\n,b\n", "terms.csv:2: concept: is empty"),
        ("concept,de\na,\n", "terms.csv:2: concept 'a' has no name"),
        ("concept,de,do_not_translate\na,b,maybe\n", "terms.csv:2: do_not_translate: 'maybe'"),
        ("concept,de,avoid:en\na,b,c\n", "terms.csv:2: avoid:en: 'c' is to be avoided, but"),
        ("concept,de,avoid:de\na,b,b\n", "terms.csv:2: avoid:de: 'b' is also the term to use"),
        ('concept,de\na,"b\n', "terms.csv:2:"),
        ("concept,de\na,=1+1\n", "terms.csv:2: '=1+1' is no term"),
        ("concept,de\na," + "x" * 300 + "\n", "terms.csv:2:"),
        ("concept,de\na,b\0\n", "zero bytes"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(text: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_term_table(text.encode(), name="terms.csv")
    assert message in str(caught.value)


def test_text_in_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_bytes("concept,de\na,Gerät\n".encode("latin-1"))
    with pytest.raises(ContentError, match=r"terms\.csv:2: is not UTF-8"):
        load_terms(tmp_path)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ContentError) as caught:
        base("concept,de,do_not_translate\na,b,maybe\n,c,no\n")
    assert ":2:" in str(caught.value)
    assert ":3:" in str(caught.value)


def test_a_table_written_is_read_again_as_it_was() -> None:
    once = write_term_table(base())
    again = TermBase(concepts=read_term_table(once.encode(), name="x"))
    assert write_term_table(again) == once
    assert {one.id: set(one.terms) for one in again.concepts if not one.brand} == {
        one.id: set(one.terms) for one in base().concepts if not one.brand
    }


def test_the_preferred_term_is_that_of_the_market_its_group_or_the_language() -> None:
    concept = base("concept,de,de@EU,de@CH\nreturn,A,B,C\n").concepts[0]
    assert concept.preferred("de", market="CH") == "C"
    assert concept.preferred("de", market="AT") == "B"
    assert concept.preferred("de", market="US") == "A"
    assert concept.preferred("de-CH") == "C"
    assert concept.preferred("de") == "A"
    assert concept.preferred("fr", market="CH") == ""


def test_forbidden_and_allowed_names_find_as_the_preferred_one_does() -> None:
    asked = base().expansions("Mein Stromadapter ist kaputt", language="de", languages=["en"])
    assert asked == ("power supply",)
    asked = base().expansions("Mein Stromadapter ist kaputt", language="de")
    assert {"Netzteil", "power supply", "电源"} <= set(asked)
    assert "supply unit" not in asked
    assert "power supply" in base().expansions("a supply unit", language="en", languages=["en"])
    assert base().expansions("XR-200A", language="de") == ()


def test_a_glossary_names_what_occurs_and_what_to_call_it() -> None:
    text = "Die Netzteile XR-200A und eine Retoure"
    found = base().glossary(text, language="de", into="es", market="MX")
    assert [(one.found, one.preferred, one.fixed) for one in found] == [
        ("Netzteile", "fuente MX", False),
        ("XR-200A", "XR-200A", True),
        ("Retoure", "", False),
    ]
    assert all(text[one.start : one.end] == one.found for one in found)
    into_german = base().glossary("a power supply", language="en", into="de")
    assert [(one.preferred, one.avoid) for one in into_german] == [("Netzteil", ("Stromadapter",))]


def test_a_misuse_is_a_forbidden_word_alone() -> None:
    def of(text: str, **more: str) -> list[tuple[str, str]]:
        found = base().misuses(text, language="de", **more)
        return [(one.found, one.preferred) for one in found]

    assert of("Der Stromadapter ist da.") == [("Stromadapter", "Netzteil")]
    assert of("Die Stromadaptern sind da.") == [("Stromadaptern", "Netzteil")]
    assert of("Das Stromadapterkabel ist da.") == []
    assert of("Das Netzteil ist da.") == []
    assert of("Das Netzteil ist da.", brand="nordlicht") == [("Netzteil", "Stromversorgung")]
    # told apart by capitals alone
    assert of("auf der Din-Schiene") == [("Din-Schiene", "DIN-Schiene")]
    assert of("auf der DIN-Schiene") == []


def test_a_brand_s_section_stands_before_everybody_s() -> None:
    own = {one.id: one.brand for one in base().of_brand("NORDLICHT")}
    assert own["power supply"] == "Nordlicht"
    assert own["return"] == ""
    assert {one.brand for one in base().of_brand("")} == {""}


def test_the_report_ranks_what_is_asked_and_lacks_a_language() -> None:
    asked = [
        AskedText(text="Where is my colour temperature?", language="en"),
        AskedText(text="退货可以吗", language="zh-Hans"),
        AskedText(text="Is a return possible?", language="en"),
    ]
    report = report_terms(base(), languages=("es", "en"), asked=asked)
    assert report.questions == 3
    assert [(gap.concept, gap.missing, gap.asked) for gap in report.gaps[:2]] == [
        ("return", ("es",), 2),
        ("colour", ("es",), 1),
    ]
    assert report.gaps[0].asked_in == (("zh", 1), ("en", 1))
    assert "XR-200A" not in {gap.concept for gap in report.gaps}


def test_tbx_written_is_read_again_as_it_was() -> None:
    written = write_tbx(base())
    read = concepts_from_tbx(read_tbx(written.encode(), page_done=lambda: None), name="x.tbx")
    assert write_tbx(TermBase(concepts=read)) == written
    assert {(one.brand, one.id): one for one in read}.keys() == {
        (one.brand, one.id) for one in base().concepts
    }
    for before, after in zip(base().concepts, read, strict=True):
        assert set(before.terms) == set(after.terms)
        assert (before.fixed, before.definition) == (after.fixed, after.definition)


_NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs", "Cf")),
    min_size=1,
    max_size=12,
).filter(lambda text: "|" not in text and not text.startswith(("=", "+", "-", "@")))


@given(st.lists(st.tuples(_NAMES, _NAMES, _NAMES), min_size=1, max_size=5))
def test_any_names_survive_both_formats(rows: list[tuple[str, str, str]]) -> None:
    concepts = tuple(
        Concept(
            id=f"{number} {name}",
            brand=brand,
            terms=(Term(text=term, language="de"), Term(text=name, language="ja", market="JP")),
        )
        for number, (name, brand, term) in enumerate(rows)
    )
    held = TermBase(concepts=concepts)
    table = read_term_table(write_term_table(held).encode(), name="x")
    assert table == concepts
    found = read_tbx(write_tbx(held).encode(), page_done=lambda: None)
    assert concepts_from_tbx(found, name="x") == concepts


def test_foreign_concepts_are_taken_with_their_first_preferred_term() -> None:
    raw = RawConcept(
        id="c17",
        line=9,
        notes=("do not translate",),
        terms=(
            RawTerm(text="CE mark", language="en_GB"),
            RawTerm(text="CE marking", language="en-GB", status="preferredTerm-admn-sts"),
            RawTerm(text="CE logo", language="en-GB", status="supersededTerm-admn-sts"),
        ),
    )
    (concept,) = concepts_from_tbx((raw,), name="x")
    assert concept.fixed
    assert concept.preferred("en", market="GB") == "CE mark"
    assert [(term.market, term.status) for term in concept.terms] == [
        ("GB", "preferred"),
        ("GB", "allowed"),
        ("GB", "forbidden"),
    ]


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (RawTerm(text="a", language="klingon"), "x:3: 'klingon' is no language tag"),
        (RawTerm(text="a", language="de", market="Mars"), "x:3: geographicalUsage 'Mars'"),
        (RawTerm(text="a", language="de", status="old"), "x:3: administrativeStatus 'old'"),
        (RawTerm(text="@SUM(A1)", language="de"), "x:3: '@SUM(A1)' is no term"),
    ],
)
def test_foreign_concepts_that_are_wrong_are_named_by_line(term: RawTerm, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        concepts_from_tbx((RawConcept(id="c", line=3, terms=(term,)),), name="x")
    assert message in str(caught.value)
