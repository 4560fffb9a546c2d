"""The quoting writer: the document's own words, the right unit first, nothing twice."""

import dataclasses
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from answer.compose import REPLY_CHARACTERS, STATEMENTS, QuotingWriter, Similarity
from answer.draft import Draft, Unit
from index.content import StoredDocument
from index.passage import Passage
from ingest.document import DocumentFacts
from tests.answer.samples import asked, evidence, passage, stored


def nearness(**values: float) -> Similarity:
    """Cosines by a word of the unit's text; 0 for what holds none of the words."""

    def similarity(units: Sequence[Unit]) -> NDArray[np.float32]:
        return np.array(
            [max((v for word, v in values.items() if word in u.text), default=0.0) for u in units],
            np.float32,
        )

    return similarity


def write(*found: Passage, question: str = "How is it done?", **values: float) -> Draft:
    return QuotingWriter().write(asked(question), evidence(*found), similarity=nearness(**values))


LONG = "It is kept dry and away from the sun. " * 12
DOCUMENT = stored(
    ("paragraph", f"Alpha. {LONG}".strip(), 1),
    ("paragraph", f"Beta. {LONG}".strip(), 2),
    ("paragraph", f"Gamma. {LONG}".strip(), 2),
)


def check_quotes(made: Draft, *documents: StoredDocument) -> None:
    texts = {document.path: document.text for document in documents}
    for statement in made.statements:
        (citation,) = statement.citations
        assert texts[citation.document][citation.start : citation.end] == citation.quote
        assert statement.text == citation.quote


def test_the_nearest_unit_comes_first_in_the_documents_words() -> None:
    made = write(passage(DOCUMENT), Alpha=0.2, Beta=0.9, Gamma=0.3)
    assert [statement.text[:4] for statement in made.statements] == ["Beta"]
    assert made.statements[0].citations[0].page == 2
    assert made.similarity == pytest.approx(0.9)
    check_quotes(made, DOCUMENT)


def test_units_nearly_as_near_are_quoted_too_best_first() -> None:
    made = write(passage(DOCUMENT), Alpha=0.88, Beta=0.9, Gamma=0.2)
    assert [statement.text.split(".")[0] for statement in made.statements] == ["Beta", "Alpha"]
    check_quotes(made, DOCUMENT)


def test_never_more_than_three_statements_nor_more_text_than_is_read() -> None:
    pieces = [("paragraph", f"Delta {number}. {LONG}".strip(), 1) for number in range(12)]
    document = stored(*pieces)  # type: ignore[arg-type]
    made = write(passage(document), Delta=0.9)
    assert 1 < len(made.statements) <= STATEMENTS
    assert sum(len(statement.text) for statement in made.statements) <= REPLY_CHARACTERS
    check_quotes(made, document)


def test_the_same_words_are_quoted_once() -> None:
    copies = [
        stored(("paragraph", f"Alpha. {LONG}".strip(), 1), path=f"{name}.md") for name in "abc"
    ]
    made = write(*(passage(copy) for copy in copies), Alpha=0.9)
    assert len(made.statements) == 1


def test_a_written_answer_is_quoted_whole() -> None:
    document = stored(
        ("paragraph", "Yes.", None),
        ("paragraph", "Alpha: transfer the amount.", None),
        ("paragraph", "Then send the receipt.", None),
        facts=DocumentFacts(kind="faq"),
    )
    made = write(passage(document), Alpha=0.9)
    assert [statement.text for statement in made.statements] == [document.text]
    check_quotes(made, document)


def test_a_list_is_quoted_whole_and_in_order() -> None:
    steps = [f"{number}. Epsilon turn {number}. {LONG}"[:160] for number in range(1, 8)]
    document = stored(
        ("paragraph", f"Alpha. {LONG}".strip(), None),
        ("paragraph", "To do it:", None),
        *(("list_item", step.strip(), None) for step in steps),
    )
    made = write(passage(document), Epsilon=0.9)
    text = made.statements[0].text
    places = [text.index(f"{number}. Epsilon") for number in range(1, 8)]
    assert all(one < other for one, other in pairwise(places))
    assert text.startswith("To do it:")


def test_shared_words_help_within_a_language_alone() -> None:
    document = stored(
        ("paragraph", f"Lubrication is described elsewhere. {LONG}".strip(), None),
        ("paragraph", f"Calibration of the sensor. {LONG}".strip(), None),
        ("paragraph", f"What is left over. {LONG}".strip(), None),
    )
    question = "calibration sensor"
    made = write(passage(document), question=question, Lubrication=0.5, Calibration=0.5)
    assert made.statements[0].text.startswith("Calibration")


def test_without_evidence_there_is_no_draft() -> None:
    for made in (write(), write(passage(stored(("heading", "Reset", None))))):
        assert made.statements == ()
        assert made.used == ()
        assert made.similarity == 0


def test_what_was_used_is_named_in_the_order_of_the_statements() -> None:
    first = stored(("paragraph", f"Alpha. {LONG}".strip(), None), path="a.md")
    second = stored(("paragraph", f"Beta. {LONG}".strip(), None), path="b.md")
    # passages quoted whole are as near as search found them: nothing is compared
    made = write(passage(first, nearness=0.88), passage(second, nearness=0.9))
    assert [found.document for found in made.used] == [
        statement.citations[0].document for statement in made.statements
    ]
    assert len(made.used) == 2


def test_a_row_far_down_a_long_table_is_read_too() -> None:
    rows = [f"Part {number} | it is made of grey cast iron {number}" for number in range(40)]
    rows[33] = "Bearing | Alpha"
    document = stored(("table", "\n".join(["Name | Value", *rows]), None))
    # nothing is shared with the question, so no row stands before another
    made = write(passage(document, end=len(document.text)), question="怎么办", Alpha=0.9)
    assert made.statements[0].text == "Bearing | Alpha"
    check_quotes(made, document)


@pytest.mark.parametrize(("nearness_of_last", "first"), [(0.53, "a.md"), (0.7, "e.md")])
def test_what_search_put_far_down_has_to_be_clearly_nearer(
    nearness_of_last: float, first: str
) -> None:
    found = [
        passage(stored(("paragraph", f"Text {name}.", None), path=f"{name}.md"), nearness=nearness)
        for name, nearness in zip("abcde", (0.5, 0.4, 0.4, 0.4, nearness_of_last), strict=True)
    ]
    known = dataclasses.replace(evidence(*found), names_known=True)
    made = QuotingWriter().write(asked("How is it done?"), known, similarity=nearness())
    assert made.used[0].document == first


def test_where_no_name_is_known_nothing_far_down_is_quoted() -> None:
    found = [
        passage(stored(("paragraph", f"Text {name}.", None), path=f"{name}.md"), nearness=value)
        for name, value in zip("abcde", (0.5, 0.4, 0.4, 0.4, 0.9), strict=True)
    ]
    made = QuotingWriter().write(asked("How is it done?"), evidence(*found), similarity=nearness())
    assert "e.md" not in {one.document for one in made.used}


@pytest.mark.parametrize(
    ("score_of_first", "score_of_second", "quoted"),
    [
        # as high in the search: nearly as near is enough
        (5.0, 5.0, ["a.md", "b.md"]),
        (5.0, 4.0, ["a.md", "b.md"]),
        # search found it far below: it has nothing to add
        (12.0, 3.0, ["a.md"]),
        (60.0, 3.0, ["a.md"]),
        # one that search found above the first loses nothing
        (3.0, 4.0, ["a.md", "b.md"]),
    ],
)
def test_what_search_puts_far_below_the_first_quote_is_not_quoted_beside_it(
    score_of_first: float, score_of_second: float, quoted: list[str]
) -> None:
    first = stored(
        ("paragraph", "At full load the output stays up for 20 ms after the mains fail.", None),
        path="a.md",
    )
    second = stored(
        ("paragraph", "An unused unit can be exchanged once within 45 days.", None), path="b.md"
    )
    made = write(
        passage(first, nearness=0.6, score=score_of_first),
        passage(second, nearness=0.45, score=score_of_second),
    )
    assert [found.document for found in made.used] == quoted


def test_two_models_asked_for_are_both_quoted_however_often_one_is_named() -> None:
    first = stored(("paragraph", "The VX-40 takes a fuse of 0.8 A.", None), path="a.md")
    second = stored(("paragraph", "The VX-40S takes a fuse of 0.5 A.", None), path="b.md")
    made = QuotingWriter().write(
        asked("Do the VX-40 and the VX-40S take the same fuse?"),
        dataclasses.replace(
            evidence(
                passage(first, nearness=0.6, score=53.6), passage(second, nearness=0.58, score=26.6)
            ),
            names_known=True,
        ),
        similarity=nearness(),
    )
    assert [found.document for found in made.used] == ["a.md", "b.md"]
