"""Pins beside advisories written by hand: ranges, lists, withdrawn ones, what cannot be told."""

import json
from pathlib import Path

import pytest

from scripts.check_advisories import compare, main, pins_in

PINS = {"alpha-beta": "2.0.0", "gamma": "1.5"}


def _advisory(folder: Path, name: str, affected: str, head: str = "") -> None:
    target = folder / "vulns" / name
    target.mkdir(parents=True, exist_ok=True)
    text = f"id: {name}-1\ndetails: 'Something: name: other'\n{head}affected:\n{affected}"
    (target / f"{name}-1.yaml").write_text(
        f"{text}modified: '2026-02-03T00:00:00Z'\npublished: '2026-01-31T04:00:00Z'\n"
    )


def _part(
    package: str, events: str, *, kind: str = "ECOSYSTEM", versions: tuple[str, ...] = ()
) -> str:
    listed = "".join(f"  - '{one}'\n" for one in versions)
    return (
        f"- package: {{ecosystem: PyPI, name: {package}}}\n"
        f"  ranges:\n  - type: {kind}\n    events: [{events}]\n"
        + (f"  versions:\n{listed}" if listed else "")
    )


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ("{introduced: '0'}, {fixed: '2.0.1'}", True),
        ("{introduced: '0'}, {fixed: '2.0'}", False),
        ("{introduced: '2'}, {fixed: '3'}", True),
        ("{introduced: '2.0.0.post1'}", False),
        ("{introduced: '0'}", True),
        ("{introduced: '0'}, {last_affected: '2.0'}", True),
        ("{introduced: '0'}, {last_affected: '1.9.9'}", False),
        ("{introduced: '0'}, {fixed: '1.5'}, {introduced: '1.9'}, {fixed: '10.0'}", True),
        ("{introduced: '1.9'}, {fixed: '10.0'}, {introduced: '0'}, {fixed: '1.5'}", True),
        ("{introduced: '0'}, {fixed: '1.5'}, {introduced: '2.1'}", False),
        ("{introduced: '0'}, {limit: '2'}", False),
        ("{introduced: '2.0.0rc1'}, {fixed: '2.0.0rc2'}", False),
    ],
)
def test_a_version_is_within_a_range_or_not(tmp_path: Path, events: str, hit: bool) -> None:
    _advisory(tmp_path, "alpha-beta", _part("alpha-beta", events))
    found = compare(PINS, tmp_path)
    assert bool(found.affected) is hit
    assert bool(found.cleared) is not hit
    assert not found.not_comparable


def test_names_are_normalised_and_what_mends_is_named(tmp_path: Path) -> None:
    events = "{introduced: '0'}, {fixed: '2.1'}"
    head = "aliases: [CVE-2026-1]\n"
    _advisory(tmp_path, "alpha", _part("Alpha_Beta", events), head)
    (found,) = compare(
        pins_in("alpha.BETA[extra]==2.0.0 ; python_version > '3'"), tmp_path
    ).affected
    assert (found.name, found.pin, found.advisory) == ("alpha-beta", "2.0.0", "alpha-1")
    assert (found.aliases, found.fixed_in) == (("CVE-2026-1",), ("2.1",))


def test_a_listed_version_is_affected_whatever_the_ranges_say(tmp_path: Path) -> None:
    events = "{introduced: '0'}, {fixed: '1.0'}"
    _advisory(tmp_path, "gamma", _part("gamma", events, versions=("0.9", "not-one", "1.5.0")))
    assert [one.name for one in compare(PINS, tmp_path).affected] == ["gamma"]


def test_a_build_of_a_version_is_that_version(tmp_path: Path) -> None:
    _advisory(tmp_path, "gamma", _part("gamma", "{introduced: '0'}, {last_affected: '1.5'}"))
    assert compare({"gamma": "1.5+cpu"}, tmp_path).affected


def test_withdrawn_ones_and_other_ecosystems_affect_nothing(tmp_path: Path) -> None:
    part = _part("gamma", "{introduced: '0'}")
    _advisory(tmp_path, "gone", part, "withdrawn: '2026-02-01T00:00:00Z'\n")
    _advisory(tmp_path, "other", part.replace("PyPI", "npm"))
    found = compare(PINS, tmp_path)
    assert (found.advisories, found.naming_a_pin, found.withdrawn) == (2, 1, 1)
    assert not found.affected


@pytest.mark.parametrize(
    "part",
    [
        _part("gamma", "{introduced: '0'}, {fixed: 'first-one'}"),
        _part("gamma", "{introduced: '0'}, {fixed: a1b2c3}", kind="GIT"),
        "- package: {ecosystem: PyPI, name: gamma}\n  ranges: [\n",
    ],
)
def test_what_cannot_be_told_is_said_and_fails(
    tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _advisory(tmp_path, "gamma", part)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("gamma==1.5\n")
    assert main([str(tmp_path), "--constraints", str(constraints)]) == 1
    said = capsys.readouterr().out
    assert "not comparable: gamma" in said
    assert "0 affect a pin" in said


def test_exports_in_json_are_read_and_the_newest_date_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = [{"introduced": "0"}, {"fixed": "9"}]
    package = {"ecosystem": "PyPI", "name": "gamma"}
    advisory = {
        "id": "GHSA-1",
        "modified": "2026-05-06T00:00:00Z",
        "affected": [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": event}]}],
    }
    (tmp_path / "GHSA-1.json").write_text(json.dumps(advisory))
    _advisory(tmp_path, "alpha-beta", _part("alpha-beta", "{introduced: '0'}, {fixed: '1'}"))
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("# pinned\ngamma==1.5\nalpha-beta==2.0.0\n")
    assert main([str(tmp_path), "--constraints", str(constraints)]) == 1
    said = capsys.readouterr().out
    assert "gamma" in said.splitlines()[0]
    assert "fixed in 9" in said
    assert "2 pins, 2 advisories, 2 of them about a pinned distribution" in said
    assert "The newest is of 2026-05-06" in said


def test_nothing_affected_passes_and_an_empty_folder_does_not(tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("gamma==1.5\n")
    assert main([str(tmp_path), "--constraints", str(constraints)]) == 1
    _advisory(tmp_path, "gamma", _part("gamma", "{introduced: '0'}, {fixed: '1.5'}"))
    assert main([str(tmp_path), "--constraints", str(constraints)]) == 0


def test_safety_db_is_read_beside_them(tmp_path: Path) -> None:
    (tmp_path / "insecure.json").write_text(
        json.dumps(
            {
                "$meta": {"timestamp": 1_775_023_247},
                "Old-Lib": ["<1.2", ">=2.0,<2.3"],
                "newer": ["<0.9"],
                "nobody-s": ["<9"],
            }
        )
    )
    found = compare({"old-lib": "2.1+cpu", "newer": "1.0"}, tmp_path)
    assert [(one.name, one.advisory) for one in found.affected] == [
        ("old-lib", "versions >=2.0,<2.3")
    ]
    assert (found.advisories, found.naming_a_pin, found.newest) == (4, 3, "2026-04-01")
    assert compare({"old-lib": "2.3"}, tmp_path).affected == []
    (tmp_path / "insecure.json").write_text('{"old-lib": ["what?"]}')
    assert compare({"old-lib": "2.3"}, tmp_path).not_comparable
