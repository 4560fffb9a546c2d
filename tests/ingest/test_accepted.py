# ruff: noqa: E501 - a wrong file is read best on one line
"""Editors' decisions about findings: read with file and line, added whole, bound to bytes."""

from datetime import date
from pathlib import Path

import pytest

from index.findings_file import DocumentFindings
from ingest.accepted import Acceptance, accepted_kinds, add_acceptance, read_accepted
from ingest.errors import ContentError
from ingest.finding import Finding

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ONE = Acceptance(
    document="manuals/说明 “a”.pdf",
    sha256=SHA,
    kinds=frozenset({"hidden_text", "macro"}),
    by="Maria",
    on=date(2026, 11, 22),
    why='cutting marks: "white" # on purpose',
)


def test_without_a_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert read_accepted(tmp_path / "accepted.yaml") == ()


def test_what_is_added_is_read_again_and_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text("# ours\n- document: a.md\n  sha256: " + SHA + "\n  kinds: macro\n"
                    "  on: 2026-01-02\n  why: a form", encoding="utf-8")  # fmt: skip
    add_acceptance(path, ONE)
    first, second = read_accepted(path)
    assert (first.document, first.kinds, first.by) == ("a.md", frozenset({"macro"}), "")
    assert second == ONE
    assert path.read_text(encoding="utf-8").startswith("# ours\n- document: a.md\n")
    assert [one.name for one in tmp_path.iterdir()] == ["accepted.yaml"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("document: a.md", "accepted.yaml:1: it has to be a list"),
        ("- a.md", "accepted.yaml:1: an entry has to have the keys"),
        ("- document: a.md\n  sha256: 12\n  kinds: [macro]\n  on: 2026-01-02\n  why: so", ":2: sha256"),
        (f"- document: a.md\n  sha256: {SHA}\n  kinds: [makro]\n  on: 2026-01-02\n  why: so", ":3: kinds"),
        (f"- document: a.md\n  sha256: {SHA}\n  kinds: [macro]\n  on: 2026-02-31\n  why: so", ":4: on"),
        (f"- document: a.md\n  sha256: {SHA}\n  kinds: [macro]\n  on: 2026-01-02", ":1: why is missing"),
        (f"- document: a.md\n  sha256: {SHA}\n  kind: [macro]\n  on: 2026-01-02\n  why: so", ":3: kind is no key"),
        ("- &a {document: b}\n- *a", ":2: aliases"),
        ("- document: [", "not valid YAML"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_with_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"accepted\.yaml") as raised:
        read_accepted(path)
    assert told in str(raised.value)


def test_nothing_is_added_to_a_file_that_has_to_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text("- document: a.md", encoding="utf-8")
    with pytest.raises(ContentError):
        add_acceptance(path, ONE)
    assert path.read_text(encoding="utf-8") == "- document: a.md"


def test_a_decision_holds_for_its_document_its_bytes_and_its_kinds() -> None:
    hidden = Finding(kind="hidden_text", severity="quarantine", excerpt="a")
    iban = Finding(kind="bank_details", severity="warning", excerpt="b")
    found = (hidden, iban)

    def still_open(document: str, sha256: str) -> tuple[Finding, ...]:
        kinds = accepted_kinds([ONE], document=document, sha256=sha256)
        one = DocumentFindings(
            path=document, sha256=sha256, held=False, accepted=kinds, findings=found
        )
        return one.is_open

    assert still_open(ONE.document, SHA) == (iban,)
    assert still_open(ONE.document, "0" * 64) == found
    assert still_open("other.pdf", SHA) == found
