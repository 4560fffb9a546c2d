"""Golden questions: read with their line in every complaint, and matched by what was quoted."""

from dataclasses import replace
from pathlib import Path

import pytest

from answer.golden import Gold, cites, finds, plain, read_golden
from ingest.errors import ContentError
from tests.answer.samples import passage, quote, stored

LINES = """{"id": "1", "question": "Fuse?", "gold": [{"document": "a.md", "page": 2, "text": "4A"}]}

{"id": 2, "question": "Weather?", "answerable": false, "why": "out of scope", "language": "en"}
{"id": "3", "question": "\\u2028x", "gold": [{"document": "e\\u0301.md"}], "audience": "agent"}
"""


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(LINES, encoding="utf-8")
    first, second, third = read_golden(file)
    assert first.gold == (Gold(document="a.md", page=2, text="4A"),)
    assert first.answerable
    assert (second.question.id, second.answerable, second.gold) == ("2", False, ())
    assert second.why == "out of scope"
    assert third.gold[0].document == "é.md"
    assert third.question.audience == "agent"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a golden question"),
        ("[]", "not a golden question"),
        ('{"question": "x", "gold": [{"document": "a"}]}', "'id'"),
        ('{"id": "1", "gold": [{"document": "a"}]}', "'question'"),
        ('{"id": "1", "question": "x"}', "'gold' is empty"),
        ('{"id": "1", "question": "x", "gold": []}', "'gold' is empty"),
        ('{"id": "1", "question": "x", "gold": [{"page": 3}]}', "'document'"),
        ('{"id": "1", "question": "x", "gold": [{"document": "a", "page": "3"}]}', "'page'"),
        ('{"id": "1", "question": "x", "gold": ["a.md"]}', "not a golden question"),
        ('{"id": "1", "question": " ", "gold": [{"document": "a"}]}', "'question'"),
        ('{"id": "", "question": "x", "gold": [{"document": "a"}]}', "'id'"),
        ('{"id": "1", "question": "x", "gold": {"document": "a"}}', "'gold'"),
        ('{"id": "1", "question": "x", "gold": [{"document": "a", "page": 0}]}', "'page'"),
        ('{"id": "1", "question": "x", "gold": [{"document": "a", "page": true}]}', "'page'"),
        ('{"id": "1", "question": "x", "gold": [{"document": "a", "text": 4}]}', "'text'"),
        ('{"id": "5", "question": "x", "answerable": "false"}', "'answerable'"),
        ('{"id": "5", "question": "x", "answerable": false, "language": "?"}', "'language'"),
        ('{"id": "5", "question": "x", "answerable": false, "audience": "all"}', "'audience'"),
        ('{"id": "2", "question": "x", "answerable": false}', "'2' stands in line 3 already"),
        ("[" * 100_000, "not a golden question"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text(LINES + line + "\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"golden\.jsonl:5") as raised:
        read_golden(file)
    assert says in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"absent\.jsonl"):
        read_golden(tmp_path / "absent.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(ContentError, match=r"latin\.jsonl"):
        read_golden(tmp_path / "latin.jsonl")


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_a_file_without_questions_says_what_to_write(tmp_path: Path, text: str) -> None:
    (tmp_path / "golden.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"golden\.jsonl' holds no question"):
        read_golden(tmp_path / "golden.jsonl")


DOCUMENT = stored(
    ("paragraph", "Hold the\nbutton for 8 seconds.", 1), ("paragraph", "The fuse is rated 4 A.", 2)
)
GOLD = Gold(document="manual.md", page=2, text="fuse is rated 4 A")


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        (GOLD, True),
        (replace(GOLD, text="FUSE IS  RATED 4A"), True),
        (replace(GOLD, text="fuse is rated 5 A"), False),
        (replace(GOLD, page=3), False),
        (replace(GOLD, page=None), True),
        (replace(GOLD, text=""), True),
        (replace(GOLD, document="other.md"), False),
    ],
)
def test_a_passage_or_quote_holds_the_place_or_not(gold: Gold, found: bool) -> None:
    assert finds(passage(DOCUMENT), [gold]) is found
    statement = quote(DOCUMENT, "The fuse is rated 4 A.", page=2)
    assert cites(statement.citations, [gold]) is found
    assert cites(statement.citations, [Gold(document="x", page=None, text="y"), gold]) is found


def test_quotes_of_one_page_prove_together_what_each_holds_half_of() -> None:
    first = quote(DOCUMENT, "Hold the\nbutton", page=1).citations
    second = quote(DOCUMENT, "for 8 seconds", page=1).citations
    gold = Gold(document="manual.md", page=1, text="button for 8 seconds")
    assert not cites(first, [gold])
    assert cites((*first, *second), [gold])
    assert not cites((), [gold])


@pytest.mark.parametrize("text", ["Ｆuse—4 A", "ﬁlter", "", "… !"])
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
