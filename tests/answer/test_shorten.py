"""A long quote is cut to what meets the question; procedures and written answers are not."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from answer.compose import QuotingWriter
from answer.draft import Stretch, Unit
from answer.shorten import SHORT_CHARACTERS, Similarity, shorten
from index.content import StoredDocument
from ingest.document import DocumentFacts
from tests.answer.samples import Piece, asked, evidence, passage, stored

STORAGE = (
    "Store the pump dry and away from the sun. The storage temperature is −20 to 60 °C, and the"
    " cartons must not be stacked higher than four."
)
HOLD_UP = (
    "At full load and 230 V the output stays up for 20 ms after the mains fail. At half load this"
    " time is almost doubled."
)
LIFETIME = (
    "The electrolytic capacitors decide how long a unit lives. At full load and 40 °C they are"
    " calculated for ten years, and every 10 K less doubles that time."
)
RATES = "\n".join(
    [
        "Country | Code | First kilogram (USD) | Every other (USD) | Remark",
        "Canada | CA | 34 | 7.60 | remote postal codes 18 USD more",
        "Mexico | MX | 38 | 8.50 | RFC number of the receiver needed",
        "Brazil | BR | 46 | 10.40 | CPF or CNPJ of the receiver needed",
        "Chile | CL | 42 | 9.60 | Form F saves the duty",
        "Japan | JP | 22 | 4.60 | none",
        "South Korea | KR | 20 | 4.20 | personal customs code for private receivers",
        "Australia | AU | 30 | 6.80 | wooden pallets treated to ISPM 15",
    ]
)


def nearness(**values: float) -> Similarity:
    """Cosines by a word of the unit's text; 0 for what holds none of the words."""

    def similarity(units: Sequence[Unit]) -> NDArray[np.float32]:
        return np.array(
            [max((v for word, v in values.items() if word in u.text), default=0.0) for u in units],
            np.float32,
        )

    return similarity


def whole(document: StoredDocument) -> Unit:
    """Everything the document says, as one unit."""
    return Unit(
        passage=passage(document),
        start=0,
        end=len(document.text),
        page=document.blocks[0].page,
        page_label=None,
        table_header="",
        text=document.text,
        text_to_compare=f"Manual\n{document.text}",
        is_whole=True,
    )


def cut(*pieces: Piece, facts: DocumentFacts | None = None, **values: float) -> Unit:
    document = stored(*pieces, facts=facts or DocumentFacts())
    made = shorten(whole(document), similarity=nearness(**values))
    assert document.text[made.start : made.end] == made.text
    assert made.text in made.text_to_compare
    return made


def paragraphs(*texts: str) -> list[Piece]:
    return [("paragraph", text, 4) for text in texts]


def test_paragraphs_clearly_farther_at_either_end_are_left_out() -> None:
    made = cut(*paragraphs(STORAGE, HOLD_UP, LIFETIME), mains=0.6, Store=0.4, capacitors=0.45)
    assert made.text == HOLD_UP
    assert not made.is_whole


def test_what_stands_between_two_near_parts_stays() -> None:
    made = cut(*paragraphs(HOLD_UP, STORAGE, LIFETIME), mains=0.6, Store=0.1, capacitors=0.55)
    assert made.text == "\n\n".join((HOLD_UP, STORAGE, LIFETIME))


def test_a_short_quote_is_left_as_it_is() -> None:
    made = cut(*paragraphs(HOLD_UP, STORAGE), mains=0.6)
    assert len(made.text) <= SHORT_CHARACTERS
    assert made.text.endswith(STORAGE)


def test_what_introduces_a_near_part_stays_with_it() -> None:
    lead = "For storage of more than two years the following holds:"
    made = cut(*paragraphs(HOLD_UP, lead, STORAGE, LIFETIME), Store=0.6)
    assert made.text == f"{lead}\n\n{STORAGE}"


def test_what_a_near_part_introduces_stays_with_it() -> None:
    lead = "Which time counts after the mains fail:"
    made = cut(*paragraphs(STORAGE, lead, HOLD_UP, LIFETIME), Which=0.6)
    assert made.text == f"{lead}\n\n{HOLD_UP}"


@pytest.mark.parametrize(
    "pieces",
    [
        [
            ("paragraph", f"Cut the circuit first. {STORAGE}", 4),
            ("list_item", "1. Turn the ring to the left.", 4),
            ("list_item", "2. Pull the plug and fit the new head.", 4),
            ("paragraph", LIFETIME, 4),
        ],
        # a PDF's steps are paragraphs
        paragraphs(f"1. {STORAGE}", f"2. {HOLD_UP}", f"3. {LIFETIME}"),
        paragraphs(f"1、{STORAGE}", f"2、{HOLD_UP}", f"3、{LIFETIME}"),
    ],
)
def test_a_procedure_is_never_cut(pieces: list[Piece]) -> None:
    made = cut(*pieces, Pull=0.9, mains=0.9)
    assert made.text == "\n\n".join(text for _, text, _ in pieces)


def test_a_written_answer_is_never_cut() -> None:
    made = cut(*paragraphs(STORAGE, HOLD_UP, LIFETIME), facts=DocumentFacts(kind="faq"), mains=0.6)
    assert made.text.startswith(STORAGE)


def test_of_a_long_table_the_rows_that_meet_the_question_stay_beside_its_header() -> None:
    made = cut(("paragraph", "Express rates", 4), ("table", RATES, 4), Chile=0.6)
    assert made.text == "Chile | CL | 42 | 9.60 | Form F saves the duty"
    assert made.table_header == RATES.split("\n")[0]
    assert made.table_header in made.text_to_compare


def test_a_table_stays_beside_prose_that_is_nearer() -> None:
    pieces: list[Piece] = [
        *paragraphs(f"{STORAGE} {LIFETIME}"),
        ("table", RATES, 4),
        *paragraphs(HOLD_UP, LIFETIME),
    ]
    made = cut(*pieces, mains=0.6)
    assert made.text == f"{RATES}\n\n{HOLD_UP}"


def test_rows_nearly_as_near_stay_with_what_is_between_them() -> None:
    made = cut(("table", RATES, 4), Mexico=0.6, Chile=0.55)
    assert [row.split(" |")[0] for row in made.text.split("\n")] == ["Mexico", "Brazil", "Chile"]


def test_a_table_of_which_no_row_stands_out_is_quoted_whole() -> None:
    made = cut(("table", RATES, 4), Canada=0.6, Australia=0.6)
    assert made.text == RATES


def test_a_short_table_is_quoted_whole() -> None:
    few = "\n".join(RATES.split("\n")[:5])
    assert len(few) <= SHORT_CHARACTERS
    assert cut(("table", few, 4), Brazil=0.9).text == few


def test_a_row_that_is_set_aside_is_not_what_a_table_is_cut_to() -> None:
    document = stored(("table", RATES, 4))
    start = RATES.index("Chile")
    aside = Stretch(document=document.path, start=start, end=RATES.index("\n", start))
    made = shorten(whole(document), similarity=nearness(Chile=0.9, Japan=0.5), set_aside=(aside,))
    assert made.text == "Japan | JP | 22 | 4.60 | none"


def test_a_reply_cites_the_cut_quote_where_it_stands() -> None:
    document = stored(("table", RATES, 4))
    made = QuotingWriter().write(
        asked("How much is the first kilogram to Japan?"),
        evidence(passage(document)),
        similarity=nearness(Japan=0.6),
    )
    (citation,) = made.statements[0].citations
    assert document.text[citation.start : citation.end] == citation.quote
    assert citation.quote.startswith("Japan")
    assert citation.table_header.startswith("Country")
    assert citation.page == 4
