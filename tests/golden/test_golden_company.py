"""The demo company's papers and the golden questions about them fit together.

Read with the plain libraries, not with our own readers: a golden answer has to stand in the file
itself, whatever becomes of the file on its way to the index.
"""

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from ruamel.yaml import YAML

from scripts.make_demo_certificates import read_certificates, render_certificate

CONTENT = Path(__file__).resolve().parents[2] / "kb_content"
DOCUMENTS = CONTENT / "documents"
FOLDERS = ("certificates", "faq", "policies", "sop")
WRITTEN_ON = date(2026, 11, 21)
"""The day the demo content describes as today."""
SHORTEST_PARAGRAPH = 60
"""Characters; shorter lines (headings, names, cells) may return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, or the whole of a file without pages: its lines of text."""

    number: int | None
    lines: tuple[str, ...]

    @property
    def squeezed(self) -> str:
        return _squeezed("".join(self.lines))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@cache
def _pages(name: str) -> tuple[Page, ...]:
    path = DOCUMENTS / name
    if path.suffix == ".pdf":
        return tuple(
            Page(number=number, lines=tuple(page.extract_text().splitlines()))
            for number, page in enumerate(PdfReader(path).pages, start=1)
        )
    return (Page(number=None, lines=tuple(_lines(path))),)


def _lines(path: Path) -> list[str]:
    if path.suffix == ".docx":
        word = Document(str(path))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return [paragraph.text for paragraph in word.paragraphs] + cells
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return [str(cell) for row in rows for cell in row if cell is not None]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = unescape(re.sub(r"<[^>]+>", "\n", text))
    return text.splitlines()


def _names() -> list[str]:
    return sorted(
        path.relative_to(DOCUMENTS).as_posix()
        for folder in FOLDERS
        for path in (DOCUMENTS / folder).iterdir()
        if path.suffix != ".yaml"
    )


def _facts(name: str) -> dict[str, Any]:
    path = DOCUMENTS / name
    if path.suffix == ".md":
        front = path.read_text(encoding="utf-8").split("---\n")[1]
    else:
        front = path.with_name(f"{path.name}.yaml").read_text(encoding="utf-8")
    facts: dict[str, Any] = YAML(typ="safe", pure=True).load(front)
    return facts


def _words(lines: tuple[str, ...]) -> int:
    """Words; a Chinese character counts as two thirds of one."""
    text = " ".join(lines)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    return len(re.sub(r"[\u4e00-\u9fff]", " ", text).split()) + chinese * 2 // 3


GOLDEN: list[dict[str, Any]] = [
    json.loads(line)
    for line in (CONTENT / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    if json.loads(line)["id"].startswith("c")
]
ANSWERABLE = [line for line in GOLDEN if line["answerable"]]
REFUSED = [line for line in GOLDEN if not line["answerable"]]


@pytest.mark.parametrize("line", ANSWERABLE, ids=lambda line: line["id"])
def test_the_gold_text_stands_in_its_document_on_its_page(line: dict[str, Any]) -> None:
    assert line["gold"]
    for gold in line["gold"]:
        pages = [page for page in _pages(gold["document"]) if page.number == gold.get("page")]
        assert len(pages) == 1, f"{gold['document']}: page {gold.get('page')}"
        assert _squeezed(gold["text"]) in pages[0].squeezed, gold


def test_questions_are_many_distinct_and_in_many_languages() -> None:
    assert len({line["id"] for line in GOLDEN}) == len(GOLDEN)
    assert len({line["question"] for line in GOLDEN}) == len(GOLDEN)
    assert len(ANSWERABLE) >= 75
    assert len({line["language"] for line in ANSWERABLE}) >= 15
    foreign = [
        line
        for line in ANSWERABLE
        if all(_facts(gold["document"])["language"] != line["language"] for gold in line["gold"])
    ]
    assert len(foreign) > len(ANSWERABLE) / 2, "the usual case is a document in another language"


def test_every_kind_of_question_that_must_not_be_answered_is_there() -> None:
    reasons = Counter(line["why"] for line in REFUSED)
    expected = {"expired", "other_market", "internal", "off_topic", "not_in_kb"}
    assert set(reasons) == expected
    assert min(reasons.values()) >= 8
    assert not [line["id"] for line in REFUSED if "gold" in line]
    assert all(line.get("market") for line in REFUSED if line["why"] == "other_market")


def test_every_document_that_holds_today_answers_a_question() -> None:
    current = {name for name in _names() if _facts(name).get("valid_to", WRITTEN_ON) >= WRITTEN_ON}
    cited = {gold["document"] for line in ANSWERABLE for gold in line["gold"]}
    assert current - cited == set()
    assert set(_names()) - current == {
        "certificates/kc-xr-200.pdf",
        "certificates/tuv-xr-100.pdf",
    }, "these two have expired"
    assert not cited & (set(_names()) - current)


def test_only_agents_are_asked_about_internal_papers() -> None:
    for line in ANSWERABLE:
        audiences = {_facts(gold["document"]).get("audience", "customer") for gold in line["gold"]}
        assert audiences == {line.get("audience", "customer")}, line["id"]


def test_a_question_with_a_market_has_an_answer_that_holds_there() -> None:
    union = {"DE", "FR", "ES", "IT", "NL", "PL", "PT"}
    for line in ANSWERABLE:
        market = line.get("market")
        for gold in line["gold"] if market else ():
            markets = _facts(gold["document"]).get("markets", ())
            holds = not markets or market in markets or ("EU" in markets and market in union)
            assert holds, (line["id"], gold["document"], market)


def test_no_paragraph_is_used_twice() -> None:
    places: dict[str, list[str]] = {}
    for name in _names():
        for page in _pages(name):
            for line in page.lines:
                if len(line.strip()) >= SHORTEST_PARAGRAPH:
                    places.setdefault(_squeezed(line), []).append(f"{name} {page.number or ''}")
    assert not {text: found for text, found in places.items() if len(found) > 1}


def test_every_pdf_page_has_something_to_say() -> None:
    counts = {
        f"{name} page {page.number}": _words(page.lines)
        for name in _names()
        if name.endswith(".pdf")
        for page in _pages(name)
    }
    assert len(counts) >= 40
    assert not {place: words for place, words in counts.items() if words < 120}


def test_the_company_writes_enough_in_three_languages_only() -> None:
    assert len(_names()) >= 22
    assert {_facts(name)["language"] for name in _names()} == {"en", "es", "zh-Hans"}
    rows = {"faq/faq.xlsx": 60, "faq/faq-zh.xlsx": 25}
    for name, least in rows.items():
        sheet = load_workbook(DOCUMENTS / name).worksheets[0]
        assert sheet.max_row - 1 >= least, name
    spanish = (DOCUMENTS / "faq" / "faq-es.csv").read_text(encoding="utf-8")
    assert len(spanish.splitlines()) - 1 >= 15


def test_printed_certificates_are_those_of_the_source() -> None:
    for certificate in read_certificates():
        committed = (DOCUMENTS / certificate.file).read_bytes()
        assert render_certificate(certificate) == committed, (
            f"{certificate.file} differs: run python -m scripts.make_demo_certificates"
        )


def test_the_term_base_is_full_and_names_stay_as_they_are() -> None:
    with (CONTENT / "terms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["concept"] for row in rows}) == len(rows) >= 60
    # names that one market has for itself, and names to avoid, are not of every row
    rows = [{name: cell for name, cell in row.items() if not set(name) & set("@:")} for row in rows]
    kept = [row for row in rows if row.pop("do_not_translate") == "yes"]
    for row in rows:
        assert all(text.strip() == text != "" for text in row.values()), row["concept"]
    for row in kept:
        assert set(row.values()) == {row["concept"]}
    models = {model for name in _names() for model in _facts(name).get("models", ())}
    assert models <= {row["concept"] for row in kept}
