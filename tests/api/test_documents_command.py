"""``tradewind documents``, as a person and as a script use it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import Application
from tests.api.edited_company import edited_application
from tests.in_process import Ended, run_command
from tests.small_company import FILES

Run = Callable[..., Ended]
MANUAL = "manuals/xr-200-en.md"


@pytest.fixture
def run(
    company: Application,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    with edited_application(company, tmp_path) as application:
        settings = application.settings
        folders = ("--content", settings.content_dir, "--var", settings.var_dir)

    def documents(*arguments: object) -> Ended:
        return run_command(*folders, "documents", *arguments, monkeypatch=monkeypatch, capfd=capfd)

    return documents


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    file = tmp_path / "泵.md"
    file.write_text("# Pump\n\nThe XR-200A runs at 24 V.\n", encoding="utf-8")
    return file


def test_documents_are_listed_and_narrowed(run: Run) -> None:
    listed = run("list", "--json").json
    assert [one["path"] for one in listed["documents"]] == sorted(FILES)
    assert {one["state"] for one in listed["documents"]} == {"published"}
    shown = run("list", "warranty", "--kind", "policy")
    assert "policies/warranty-2025.md" in shown.out.replace("\n", "")
    assert "2 of: " in shown.out
    refused = run("list", "--state", "nonsense")
    assert refused.code == 1
    assert "there is no state 'nonsense'" in refused.err


def test_a_document_comes_in_and_goes_and_comes_back(run: Run, pump: Path) -> None:
    added = run(
        "add", pump, "manuals/泵.md", "--set", "models=LX-50, LX-60", "--set", "audience=agent",
        "--by", "Ines", "--json",
    ).json  # fmt: skip
    assert (added["action"], added["by"]) == ("added", "Ines")
    assert run("add", pump, "manuals/泵.md").code == 1
    facts = run("facts", "manuals/泵.md", "--json").json
    assert facts["facts"]["models"] == ["LX-50", "LX-60"]
    assert facts["facts"]["audience"] == "agent"
    changed = run("facts", "manuals/泵.md", "--set", "kind=faq", "--unset", "models")
    assert changed.code == 0
    assert "models" not in changed.out
    assert run("facts", "manuals/泵.md", "--set", "kind=fax").code == 1
    shown = run("show", "manuals/泵.md")
    assert "The XR-200A runs at 24 V." in shown.out
    assert "[XR200A]" in shown.out
    pump.write_text("# Pump 2\n", encoding="utf-8")
    stale = run("replace", "manuals/泵.md", pump, "--seen", "0" * 64)
    assert (stale.code, "another version" in stale.err) == (1, True)
    assert run("replace", "manuals/泵.md", pump).code == 0
    moved = run("move", "manuals/泵.md", "pumps/1.md", "--json").json
    assert moved["edit"]["to"] == "pumps/1.md"
    removed = run("remove", "pumps/1.md", "--json").json
    assert run("list", "pumps", "--json").json["total"] == 0
    trash = run("restore", "--json").json["trash"]
    assert [one["action"] for one in trash] == [*("removed", "moved", "replaced", "facts", "added")]
    assert run("restore", removed["undo"]).code == 0
    assert run("list", "pumps", "--json").json["total"] == 1
    assert "removed pumps/1.md" not in run("restore").out


def test_what_names_a_document_holds_it_until_confirmed(run: Run) -> None:
    refused = run("remove", MANUAL)
    assert refused.code == 1
    assert "translation: manuals/xr-200-es.md" in refused.out
    assert "golden question: g1" in refused.out
    moved = run("move", MANUAL, "manuals/xr/200.md", "--mend")
    assert "2 files mended" in moved.out
    assert run("remove", "manuals/xr/200.md", "--confirm").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "/nowhere/file.md"),
        ("replace", "none.md", "/etc/hostname"),
        ("move", "none.md", "b.md"),
        ("move", MANUAL, "../b.md"),
        ("remove", "none.md"),
        ("restore", "nothing"),
        ("facts", "none.md"),
        ("facts", MANUAL, "--set", "kind"),
        ("facts", MANUAL, "--set", "nonsense=1"),
        ("show", "none.md"),
        ("show", MANUAL, "--page", "9"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 1
    assert ended.err.startswith("tradewind: ")
    assert "Traceback" not in ended.err
