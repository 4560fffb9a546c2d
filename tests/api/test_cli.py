"""The command line as it is typed: what it prints, what it complains of, how it ends."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import Application
from api.settings import Settings
from tests.in_process import Ended, run_command
from tests.small_company import SECRET, write_documents

PROJECT = Path(__file__).resolve().parents[2]


Tradewind = Callable[..., Ended]


@pytest.fixture
def tradewind(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Tradewind:
    """Runs a command in this process, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRADEWIND_{name.upper()}", raising=False)

    def run(*arguments: object, stdin: bytes = b"") -> Ended:
        return run_command(*arguments, monkeypatch=monkeypatch, capfd=capfd, stdin=stdin)

    return run


@pytest.fixture
def place(company: Application) -> tuple[str, ...]:
    """Options that point at the small company."""
    settings = company.settings
    return ("--content", str(settings.content_dir), "--var", str(settings.var_dir))


@pytest.fixture
def fresh(tmp_path: Path, default_model_folder: Path) -> tuple[Path, tuple[str, ...]]:
    """A content folder with one document and nothing built, and the options that point at it."""
    content, var = tmp_path / "content", tmp_path / "state"
    write_documents(
        content, {"pump.md": "# Pump\n\nThe pump PX-100 delivers 40 litres a minute.\n"}
    )
    var.mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    return content, ("--content", str(content), "--var", str(var))


def test_ask_prints_an_answer_with_its_source(tradewind: Tradewind, place: tuple[str, ...]) -> None:
    ended = tradewind(*place, "ask", "How do I send goods back?")
    assert ended.code == 0
    assert "return number" in ended.out
    assert "policies/returns.md" in ended.out or "Returns" in ended.out


def test_ask_as_json_is_a_reply(tradewind: Tradewind, place: tuple[str, ...]) -> None:
    reply = tradewind(*place, "ask", "--json", "--language", "de", "How do I send goods back?").json
    assert reply["language"] == "de"
    assert reply["citations"][0]["document"] == "policies/returns.md"
    assert 0 < reply["confidence"]["value"] < 1
    customer = tradewind(*place, "ask", "--json", "Goodwill discount after complaints?")
    assert SECRET not in customer.out
    agent = tradewind(
        *place, "ask", "--json", "--audience", "agent", "Goodwill discount after complaints?"
    )
    assert SECRET in agent.out


def test_ask_is_about_a_product_and_a_day(tradewind: Tradewind, place: tuple[str, ...]) -> None:
    question = "With what torque do I tighten the bolts?"
    cited = {}
    for model in ("XR-300", "XR-200A"):
        about = tradewind(*place, "ask", "--json", "--product", model, question).json
        cited[model] = [citation["document"] for citation in about["citations"]]
    assert cited["XR-300"][0] == "manuals/xr-300-en.md"
    assert "manuals/xr-300-en.md" not in cited["XR-200A"]
    certified = "Is the XR-200A certified for explosion protection?"
    ran_out = tradewind(*place, "ask", "--json", "--as-of", "2026-06-01", certified).json
    assert ran_out["handoff"]["reason"] == "expired"
    held = tradewind(*place, "ask", "--json", "--as-of", "2024-12-31", certified).json
    assert held["citations"][0]["document"] == "certificates/explosion.md"


def test_ask_shows_a_caveat(tradewind: Tradewind, place: tuple[str, ...]) -> None:
    question = "Where are scrapped drives collected?"
    told = tradewind(*place, "ask", question).out
    reply = tradewind(*place, "ask", "--json", question).json
    assert reply["kind"] == "answer"
    assert reply["caveat_values"] == {"for_markets": ["EU"]}
    assert "with a caveat: holds in EU" in told
    assert "with a caveat" not in tradewind(*place, "ask", "--market", "DE", question).out


def test_ask_explains_in_five_lines_above_the_signals(
    tradewind: Tradewind, place: tuple[str, ...]
) -> None:
    question = "Is the XR-200A certified for explosion protection?"
    told = tradewind(*place, "ask", "--explain", question).out
    topics = ["why this", "how sure", "vetoed", "more", "decided"]
    places = [told.index(f"\n  {topic} ") for topic in topics]
    assert places == sorted(places)
    assert places[-1] < told.index("same_language")
    assert "certificates/explosion.md, expired after 2024-12-31" in told
    assert "why this" not in tradewind(*place, "ask", question).out
    lines = tradewind(*place, "ask", "--json", question).json["explanation"]
    assert [line["code"].split(".")[0] for line in lines] == [
        *("source", "probability", "vetoes", "raise", "decision")
    ]


def test_search_finds_passages(tradewind: Tradewind, place: tuple[str, ...]) -> None:
    found = tradewind(*place, "search", "--json", "--limit", "3", "px407a").json["passages"]
    assert len(found) == 3
    assert "PX-407A" in found[0]["text"]
    assert set(found[0]) >= {
        *("document", "title", "heading_path", "page", "language", "text", "score", "retrievers"),
    }
    assert found[0]["retrievers"] == ["exact", "lexical", "dense"]
    printed = tradewind(*place, "search", "--limit", "2", "px407a")
    assert printed.code == 0
    assert "manuals/parts.md" in printed.out


BATCH = (
    b'\xef\xbb\xbf{"id": "a", "question": "How do I send goods back?"}\n'
    b"not json\n"
    b"\n"
    b'{"id": "c", "question": ""}\n'
    b'{"id": "d", "question": "x", "colour": "red"}\n'
    + '{"id": "e", "question": "shipping\u2028to Germany"}\n'.encode()
    + b'{"id": "f", "question": "reset \\ud800"}\n'
    b'{"id": "g", "question": "\xff\xfe"}\r\n'
    b'{"id": "h", "question": "hello"}'
)


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_a_batch_gives_one_json_line_for_each(
    tradewind: Tradewind, place: tuple[str, ...], tmp_path: Path, command: str, source: str
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(BATCH)
    ended = tradewind(*place, command, "--batch", "-" if source == "stdin" else file, stdin=BATCH)
    assert ended.code == 0
    assert [line["id"] for line in ended.lines] == ["a", None, "c", "d", "e", "f", "g", "h"]
    assert ["error" in line for line in ended.lines] == [False, True, True, True] + [False] * 4
    assert len(ended.out.splitlines()) == 8
    assert "8 lines (3 refused)" in ended.err
    first = ended.lines[0]
    if command == "ask":
        assert first["reply_id"]
        assert first["kind"] == "answer"
        assert ended.lines[-1]["text"]
    else:
        assert first["passages"][0]["document"] == "policies/returns.md"
        assert len(first["passages"]) == 10


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_batch_of_which_nothing_was_asked_has_failed(
    tradewind: Tradewind, place: tuple[str, ...], command: str
) -> None:
    ended = tradewind(*place, command, "--batch", "-", stdin=b'not json\n{"id": "b"}\n')
    assert ended.code == 1
    assert all("error" in line for line in ended.lines)
    assert "2 lines (2 refused)" in ended.err
    assert tradewind(*place, command, "--batch", "-", stdin=b"\n").code == 0


@pytest.mark.parametrize("command", ["ask", "search"])
def test_without_a_question_it_is_told_how_to_give_one(
    tradewind: Tradewind, place: tuple[str, ...], command: str
) -> None:
    ended = tradewind(*place, command)
    assert ended.code != 0
    said = " ".join(ended.err.replace("│", " ").split())
    assert "give it in quotes behind the command" in said
    assert "--batch" in said


def test_a_batch_file_that_is_not_there_is_named(
    tradewind: Tradewind, place: tuple[str, ...]
) -> None:
    ended = tradewind(*place, "ask", "--batch", "absent.jsonl")
    assert ended.code == 1
    assert "'absent.jsonl'" in ended.err
    assert ended.out == ""


def test_from_documents_to_an_answer(
    tradewind: Tradewind, fresh: tuple[Path, tuple[str, ...]]
) -> None:
    content, options = fresh
    for command in (("ask", "x?"), ("search", "--batch", "-")):
        missing = tradewind(*options, *command, stdin=b'{"id": 1, "question": "x"}\n')
        assert "run 'tradewind reindex'" in missing.err + missing.out
        assert missing.code == 1
    sick = tradewind(*options, "doctor", "--json")
    assert sick.code == 1
    assert {f["subject"]: f["severity"] for f in sick.json}["release"] == "error"

    report = tradewind(*options, "reindex", "--json").json
    assert (report["documents"], report["added"]) == (1, ["pump.md"])
    well = tradewind(*options, "doctor", "--json")
    assert well.code == 0
    assert {f["severity"] for f in well.json} <= {"ok", "warning"}
    reply = tradewind(*options, "ask", "--json", "How much does the pump PX-100 deliver?").json
    assert "40 litres" in reply["citations"][0]["quote"]

    (content / "documents" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    listed = tradewind(*options, "reindex", "--json")
    assert listed.code == 0
    assert [problem["path"] for problem in listed.json["problems"]] == ["broken.pdf"]
    assert listed.json["embedded"] == 0
    strict = tradewind(*options, "reindex", "--strict")
    assert strict.code == 1
    assert "broken.pdf" in strict.out

    for name in ("pump.md", "broken.pdf"):
        (content / "documents" / name).unlink()
    empty = tradewind(*options, "reindex")
    assert empty.code == 1
    assert "holds no documents" in empty.err
    assert tradewind(*options, "ask", "--json", "PX-100?").json["citations"]


def test_a_missing_content_folder_is_named(
    tradewind: Tradewind, fresh: tuple[Path, tuple[str, ...]]
) -> None:
    ended = tradewind("--content", "nowhere", "--var", fresh[1][3], "reindex")
    assert ended.code == 1
    assert "nowhere/documents" in ended.err
    assert "--content DIR" in ended.err
    assert "Traceback" not in ended.err


def test_a_broken_release_is_named(
    tradewind: Tradewind, fresh: tuple[Path, tuple[str, ...]]
) -> None:
    _, options = fresh
    release = tradewind(*options, "reindex", "--json").json["release"]
    file = Path(options[3]) / "releases" / release / "dense.faiss"
    file.write_bytes(file.read_bytes()[:-100])
    ended = tradewind(*options, "ask", "pump?")
    assert ended.code == 1
    assert "IndexBroken" in ended.err
    assert "dense.faiss" in ended.err
    assert tradewind(*options, "reindex").code == 0
    assert tradewind(*options, "ask", "pump?").code == 0


def test_evaluate_measures_and_writes_a_report(
    tradewind: Tradewind, place: tuple[str, ...], tmp_path: Path
) -> None:
    golden = tmp_path / "golden.jsonl"
    golden.write_text(
        '{"id": "1", "question": "How do I send goods back?", "language": "en",'
        ' "gold": [{"document": "policies/returns.md", "text": "return number"}]}\n',
        encoding="utf-8",
    )
    ended = tradewind(*place, "evaluate", "--json", "--out", "report.json", golden)
    assert ended.code == 0

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    # one kind of question alone has no AUROC: null, not NaN, which is no JSON
    for text in (ended.out, (tmp_path / "report.json").read_text(encoding="utf-8")):
        values = json.loads(text, parse_constant=refuse)
        assert values["groups"][0]["correct"]["value"] == 1.0
        assert values["auroc"] is None
        assert values["comparison"] is None
    with_missing = tmp_path / "missing.jsonl"
    with_missing.write_text(
        golden.read_text(encoding="utf-8")
        + '{"id": "2", "question": "Shipping by sea?", "gold": [{"document": "sea.md"}]}\n',
        encoding="utf-8",
    )
    printed = tradewind(*place, "evaluate", with_missing, "--compare", "report.json")
    assert printed.code == 0
    assert values["release"] in printed.out
    assert values["settings_hash"] in printed.out
    assert values["program"].startswith("tradewind ")
    assert "Not in the release: sea.md" in printed.out
    assert "Look at these first" in printed.out
    assert "answers: sea.md" in printed.out
    assert "1 questions in both, 1 only now" in printed.out
    assert "Look at" not in tradewind(*place, "evaluate", with_missing, "--worst", "0").out
    refused = tradewind(*place, "evaluate", golden, "--compare", golden)
    assert refused.code == 1
    assert "golden.jsonl" in refused.err
    assert "no report" in refused.err
    unwritable = tradewind(*place, "evaluate", golden, "--out", tmp_path / "absent" / "r.json")
    assert unwritable.code == 1
    assert "cannot write the report" in unwritable.err
    golden.write_text('{"id": "1"}\n')
    wrong = tradewind(*place, "evaluate", golden)
    assert wrong.code == 1
    assert "golden.jsonl:1" in wrong.err


def test_an_unknown_setting_names_file_and_line(tradewind: Tradewind, tmp_path: Path) -> None:
    (tmp_path / "tradewind.toml").write_text("port = 8000\nmax_wrong_shar = 0.1\n")
    ended = tradewind("doctor")
    assert ended.code == 1
    assert "tradewind.toml:2" in ended.err
    assert "'max_wrong_share'" in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask",), "question"),
        (("ask", " "), "question"),
        (("ask", "x", "--audience", "everyone"), "audience"),
        (("ask", "x", "--language", "klingon!"), "language"),
        (("ask", "x", "--as-of", "tomorrow"), "as_of"),
        (("search", "x", "--limit", "0"), "--limit"),
        (("nonsense",), "nonsense"),
    ],
)
def test_a_wrong_argument_is_named(
    tradewind: Tradewind, place: tuple[str, ...], arguments: tuple[str, ...], says: str
) -> None:
    ended = tradewind(*place, *arguments)
    assert ended.code in (1, 2)
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert "line 1" not in ended.err
    assert ended.out == ""


def test_the_installed_command_writes_utf8_whatever_the_locale(place: tuple[str, ...]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *place, "ask", "--batch", "-"],
        input='{"id": "é", "question": "XR-200A 怎么复位控制器？"}\n'.encode(),
        capture_output=True,
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.decode("utf-8").splitlines()
    assert json.loads(line)["id"] == "é"
    assert "复位控制器的步骤" in json.loads(line)["citations"][0]["quote"]
