"""``tradewind terms``: files checked, taken over, given out and reported on."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from answer.tbx import write_tbx
from answer.term_table import load_terms, read_term_table
from answer.terms import TermBase
from api.cli import app
from ingest.errors import ContentError

TABLE = (
    "concept,de,en,avoid:de\npower supply,Netzteil,power supply,Stromadapter\nfuse,Sicherung,,\n"
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "terms.csv").write_text(TABLE, encoding="utf-8")
    return folder


def run(content: Path, *arguments: str) -> Any:
    options = ["--content", str(content), "--var", str(content.parent / "var"), "terms"]
    return CliRunner().invoke(app, [*options, *arguments], catch_exceptions=True)


def as_json(content: Path, *arguments: str) -> Any:
    result = run(content, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_check_tells_what_a_table_holds(content: Path) -> None:
    values = as_json(content, "check")
    assert values["report"]["concepts"] == 2
    assert values["report"]["gaps"][0]["missing"] == ["en"]
    shown = run(content, "check").stdout
    assert "2 concepts" in shown
    assert "Without a term in some language: 1" in shown


def test_check_notes_what_names_two_things(content: Path) -> None:
    text = "concept,de,avoid:de\na,X-Teil,\nb,X-Teil,\nc,Rest,X-Teil\n"
    (content / "terms.csv").write_text(text, encoding="utf-8")
    notes = as_json(content, "check")["notes"]
    assert len(notes) == 2
    assert "'X-Teil' names both 'a' and 'b'" in notes[0]


def test_check_refuses_with_the_line(content: Path) -> None:
    (content / "terms.csv").write_text("concept,de\na,b,c\n", encoding="utf-8")
    result = run(content, "check")
    assert isinstance(result.exception, ContentError)
    assert "terms.csv:2:" in str(result.exception)


def test_import_merges_replaces_and_can_be_tried(content: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.tsv"
    new.write_text("concept\tde\tfr\nfuse\tSicherung\tfusible\nreturn\tRetoure\tretour\n")
    tried = as_json(content, "import", str(new), "--dry-run")
    assert (tried["added"], tried["changed"], tried["removed"]) == (["return"], ["fuse"], [])
    assert (content / "terms.csv").read_text(encoding="utf-8") == TABLE
    done = as_json(content, "import", str(new))
    assert done["unchanged"] == 1
    assert {one.id for one in load_terms(content).concepts} == {"power supply", "fuse", "return"}
    assert as_json(content, "import", str(new), "--replace")["removed"] == ["power supply"]
    assert {one.id for one in load_terms(content).concepts} == {"fuse", "return"}


def test_tbx_goes_out_and_comes_in_again(content: Path, tmp_path: Path) -> None:
    target = tmp_path / "terms.tbx"
    assert as_json(content, "export", str(target))["format"] == "tbx"
    before = load_terms(content)
    assert target.read_text(encoding="utf-8") == write_tbx(before)
    (content / "terms.csv").unlink()
    assert as_json(content, "import", str(target))["added"] == ["power supply", "fuse"]
    assert write_tbx(load_terms(content)) == write_tbx(before)
    shown = run(content, "export", "-").stdout
    assert TermBase(concepts=read_term_table(shown.encode(), name="x")) == load_terms(content)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.tbx", "<!DOCTYPE tbx [<!ENTITY a 'b'>]><tbx>&a;</tbx>", "entity of its own"),
        ("x.tbx", "<tbx/>", "holds no concept"),
        ("x.xlsx", "", "neither in .csv nor in .tbx"),
        ("x.csv", "concept,de\na,=1\n", "x.csv:2: '=1' is no term"),
        ("missing/x.csv", None, "cannot be read"),
    ],
)
def test_what_cannot_be_imported_changes_nothing(
    content: Path, tmp_path: Path, name: str, text: str | None, message: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = run(content, "import", str(file))
    assert isinstance(result.exception, ContentError)
    assert message in str(result.exception)
    assert (content / "terms.csv").read_text(encoding="utf-8") == TABLE


def test_a_heavy_import_is_refused_unread(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "heavy.tbx"
    with file.open("wb") as target:
        target.truncate(50_000_000)
    result = run(content, "import", str(file))
    assert "over 20 MB" in str(result.exception)


def test_the_report_ranks_by_questions(content: Path, tmp_path: Path) -> None:
    log = tmp_path / "questions.jsonl"
    log.write_text(
        '{"question": "Ist die Sicherung defekt?", "language": "de", "id": 1}\n\n'
        '{"question": "Welche Sicherung brauche ich?"}\n',
        encoding="utf-8",
    )
    values = as_json(content, "report", "--questions", str(log), "--language", "en")
    assert values["questions"] == 2
    assert values["gaps"][0] == {
        "concept": "fuse",
        "brand": "",
        "missing": ["en"],
        "asked": 2,
        "asked_in": [["de", 2]],
    }
    assert "fuse" in run(content, "report").stdout


@pytest.mark.parametrize("line", ["no json", "[]", '{"question": 1}', '{"text": "a"}', "[" * 9999])
def test_a_log_with_a_wrong_line_is_refused_at_it(content: Path, tmp_path: Path, line: str) -> None:
    log = tmp_path / "questions.jsonl"
    log.write_text('{"question": "a"}\n' + line + "\n", encoding="utf-8")
    result = run(content, "report", "--questions", str(log))
    assert isinstance(result.exception, ContentError)
    assert "questions.jsonl:2:" in str(result.exception)


def test_the_doctor_names_a_wrong_line(content: Path, default_model_folder: Path) -> None:
    (content / "terms.csv").write_text("concept,de\na,b,c\n", encoding="utf-8")
    (content / "documents").mkdir()
    var = content.parent / "var"
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    options = ["--content", str(content), "--var", str(var)]
    result = CliRunner().invoke(app, [*options, "doctor", "--json"])
    found = {one["subject"]: one for one in json.loads(result.stdout)}
    assert found["terms"]["severity"] == "error"
    assert "terms.csv:2:" in found["terms"]["text"]
