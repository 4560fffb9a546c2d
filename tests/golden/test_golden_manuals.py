"""The demo company's manuals, their twins and the golden questions about them fit together.

Read with the plain libraries, not with our own readers: a golden answer has to stand in the file
itself, whatever becomes of the file on its way to the index.
"""

import csv
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from ruamel.yaml import YAML

from scripts.demo_markup import DemoBlock, DemoSource, parse_blocks, read_source
from scripts.demo_pdf import FONT_FOLDER
from scripts.make_demo_pdfs import RENDERERS, SOURCES

CONTENT = Path(__file__).resolve().parents[2] / "kb_content"
DOCUMENTS = CONTENT / "documents"
FOLDERS = ("manuals", "notes", "quick-start", "support")
TODAY = date(2026, 11, 21)
"""The day the demo content describes as today."""
SHORTEST_PARAGRAPH = 60
"""Characters, a Chinese one counted twice; shorter lines (headings, names, cells) may return."""
FEWEST_WORDS = 120
FEWEST_RULES = 8
"""Lines drawn by the smallest ruled table; header rule and warning boxes draw fewer."""

GOLDEN: list[dict[str, Any]] = [
    json.loads(line)
    for line in (CONTENT / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    if json.loads(line)["id"].startswith("m")
]
ANSWERABLE = [line for line in GOLDEN if line["answerable"]]
REFUSED = [line for line in GOLDEN if not line["answerable"]]
PROJECT_SOURCES = [
    source
    for source in map(read_source, sorted(SOURCES.glob("*.md")))
    if source.output.startswith(FOLDERS)
]
TWINS = [source for source in PROJECT_SOURCES if "translation_of" in source.facts]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@cache
def _pages(name: str) -> dict[int | None, str]:
    """The text of every page; of files without pages the whole text, under ``None``."""
    path = DOCUMENTS / name
    if path.suffix == ".pdf":
        return _pdf_pages(path.read_bytes())
    return {None: "\n".join(_lines(path))}


def _pdf_pages(pdf: bytes) -> dict[int | None, str]:
    pages = PdfReader(BytesIO(pdf)).pages
    return {number: page.extract_text() for number, page in enumerate(pages, start=1)}


def _lines(path: Path) -> list[str]:
    if path.suffix == ".docx":
        word = Document(str(path))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        return [paragraph.text for paragraph in word.paragraphs] + cells
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        return [str(cell) for row in rows for cell in row if cell is not None]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return [cell for row in csv.reader(text.splitlines()) for cell in row]
    if path.suffix == ".html":
        text = unescape(re.sub(r"<[^>]+>", "\n", text))
    if path.suffix == ".md":
        text = text.split("---\n", 2)[2]
    return text.splitlines()


def _names() -> list[str]:
    return sorted(
        path.relative_to(DOCUMENTS).as_posix()
        for folder in FOLDERS
        for path in (DOCUMENTS / folder).iterdir()
        if path.suffix != ".yaml"
    )


def _facts(name: str) -> dict[str, Any]:
    """The facts of a file: its folder's, then its own."""
    path = DOCUMENTS / name
    reader = YAML(typ="safe", pure=True)
    facts: dict[str, Any] = {}
    for file in (path.with_name("_facts.yaml"), path.with_name(f"{path.name}.yaml")):
        if file.exists():
            facts |= reader.load(file.read_text(encoding="utf-8"))
    if path.suffix == ".md":
        facts |= reader.load(path.read_text(encoding="utf-8").split("---\n")[1])
    return facts


def _words(text: str) -> int:
    """Words; a Chinese character counts as two thirds of one."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    return len(re.sub(r"[\u4e00-\u9fff]", " ", text).split()) + chinese * 2 // 3


def _width(text: str) -> int:
    return len(text.encode("gb18030", errors="replace"))


@pytest.mark.parametrize("line", ANSWERABLE, ids=lambda line: line["id"])
def test_the_gold_text_stands_in_its_document_on_its_page(line: dict[str, Any]) -> None:
    for gold in line["gold"]:
        page = _pages(gold["document"])[gold.get("page")]
        assert _squeezed(gold["text"]) in _squeezed(page), gold


def test_questions_are_many_distinct_and_in_many_languages() -> None:
    assert len({line["id"] for line in GOLDEN}) == len(GOLDEN)
    assert len({line["question"].casefold() for line in GOLDEN}) == len(GOLDEN)
    assert len(ANSWERABLE) >= 75
    assert len({line["language"] for line in ANSWERABLE}) >= 15
    foreign = [
        line
        for line in ANSWERABLE
        if all(_language(gold["document"]) != line["language"] for gold in line["gold"])
    ]
    assert len(foreign) > len(ANSWERABLE) / 2, "the usual case is a document in another language"


def _language(name: str) -> str:
    return str(_facts(name).get("language", ""))


def test_every_kind_of_question_that_must_not_be_answered_is_there() -> None:
    reasons = Counter(line["why"] for line in REFUSED)
    assert reasons["near_miss_model"] >= 8
    assert reasons["not_in_kb"] >= 6
    assert reasons["off_topic"] >= 6
    assert set(reasons) == {"near_miss_model", "not_in_kb", "off_topic"}
    assert not [line["id"] for line in REFUSED if "gold" in line]


def test_no_document_names_a_model_that_does_not_exist() -> None:
    asked = {
        match
        for line in REFUSED
        if line["why"] == "near_miss_model" and "note" not in line
        for match in re.findall(r"(?:XRP|XR|LX|BC)-\d+[A-Z]?", line["question"])
    }
    assert len(asked) >= 8
    papers = [path for path in DOCUMENTS.rglob("*") if path.is_file() and path.suffix != ".yaml"]
    for path in papers:
        text = " ".join(_pages(path.relative_to(DOCUMENTS).as_posix()).values())
        named = set(re.findall(r"(?:XRP|XR|LX|BC)-\d+[A-Z]?", text))
        assert not asked & named, path


def test_every_document_that_holds_today_answers_a_question() -> None:
    current = {name for name in _names() if _facts(name).get("valid_to", TODAY) >= TODAY}
    cited = {gold["document"] for line in ANSWERABLE for gold in line["gold"]}
    assert current - cited == set()
    assert (cited & set(_names())) - current == set()


def test_only_agents_are_asked_about_internal_papers() -> None:
    for line in ANSWERABLE:
        audiences = {_facts(gold["document"]).get("audience", "customer") for gold in line["gold"]}
        assert audiences == {line.get("audience", "customer")}, line["id"]


def test_files_named_by_facts_exist() -> None:
    for name in _names():
        facts = _facts(name)
        named = [*facts.get("supersedes", ()), *filter(None, [facts.get("translation_of")])]
        assert [other for other in named if not (DOCUMENTS / other).is_file()] == [], name


def test_every_pdf_page_has_something_to_say() -> None:
    poor: list[str] = []
    count = 0
    for name in _names():
        if not name.endswith(".pdf"):
            continue
        drawn = PdfDocument(DOCUMENTS / name)
        for number, text in _pages(name).items():
            count += 1
            assert number is not None
            paths = [item for item in drawn[number - 1].get_objects() if item.type == 2]
            if _words(text) < FEWEST_WORDS and len(paths) < FEWEST_RULES:
                poor.append(f"{name} page {number}")
        drawn.close()
    assert poor == []
    assert count >= 90
    assert len(_names()) >= 18


def test_no_paragraph_is_used_twice() -> None:
    places: dict[str, list[str]] = {}
    for name in _names():
        for number, text in _pages(name).items():
            for line in text.splitlines():
                if _width(line.strip()) >= SHORTEST_PARAGRAPH:
                    places.setdefault(_squeezed(line), []).append(f"{name} {number or ''}")
    assert not {text: found for text, found in places.items() if len(found) > 1}


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: Path(twin.output).name)
def test_twins_have_the_same_blocks_and_numbers(twin: DemoSource) -> None:
    original = _source_of(twin.facts["translation_of"])
    assert [_shape(block) for block in twin.blocks] == [_shape(block) for block in original.blocks]
    for ours, theirs in zip(twin.blocks, original.blocks, strict=True):
        assert _numbers(ours) == _numbers(theirs), theirs.text or theirs.rows


def _source_of(output: str) -> DemoSource:
    return next(source for source in PROJECT_SOURCES if source.output == output)


def _shape(block: DemoBlock) -> tuple[str, int, int, int]:
    columns = len(block.rows[0]) if block.rows else 0
    return block.kind, block.level, len(block.rows), columns


def _numbers(block: DemoBlock) -> list[tuple[str, ...]]:
    """The numbers of every table row, whatever separates thousands and decimals; not of prose,
    which may write small ones as words."""
    return [
        tuple(sorted(re.sub(r"[.,]", "", number) for number in re.findall(r"\d[\d.,]*", cells)))
        for cells in (" ".join(row[1:]) for row in block.rows)
    ]


@pytest.mark.parametrize("source", PROJECT_SOURCES, ids=lambda source: Path(source.output).name)
def test_committed_files_are_those_of_the_sources(source: DemoSource) -> None:
    committed = (DOCUMENTS / source.output).read_bytes()
    made_anew = "run python -m scripts.make_demo_pdfs"
    if not source.output.endswith(".pdf"):
        assert RENDERERS[Path(source.output).suffix](source) == committed, made_anew
        return
    if not Path(FONT_FOLDER).is_dir():
        pytest.skip(f"{FONT_FOLDER} is absent (Debian: fonts-liberation)")
    first = RENDERERS[".pdf"](source)
    # texts, not bytes: another version of the fonts may be installed here
    assert _pdf_pages(first) == _pdf_pages(committed), made_anew
    assert PdfReader(BytesIO(first)).page_labels == PdfReader(BytesIO(committed)).page_labels


def test_setting_a_source_twice_gives_the_same_bytes() -> None:
    if not Path(FONT_FOLDER).is_dir():
        pytest.skip(f"{FONT_FOLDER} is absent (Debian: fonts-liberation)")
    source = _source_of("manuals/xrp-1-guide-en.pdf")
    assert RENDERERS[".pdf"](source) == RENDERERS[".pdf"](source)


def test_manuals_have_outline_and_printed_page_labels() -> None:
    reader = PdfReader(DOCUMENTS / "manuals" / "xr-series-en.pdf")
    assert len(reader.outline) > 20
    assert reader.page_labels[:6] == ["i", "ii", "iii", "iv", "1", "2"]
    last = (reader.pages[-1].extract_text() or "").splitlines()
    assert reader.page_labels[-1] in last, "the label is printed on the page"


def test_markup_tells_tables_steps_and_notices_apart() -> None:
    blocks = parse_blocks("# A\n1. do\n- say\n! NOTE: x\nTable: T\n| a | b |\n| 1 | |\nend\n%%")
    kinds = [block.kind for block in blocks]
    assert kinds == [
        "heading", "step", "bullet", "notice", "caption", "table", "paragraph", "page_break",
    ]  # fmt: skip
    assert blocks[5].rows == (("a", "b"), ("1", ""))
