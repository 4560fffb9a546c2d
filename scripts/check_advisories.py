"""Which pinned distributions a local copy of the advisories names, without any network.

    python -m scripts.check_advisories FOLDER [--constraints constraints.txt …] [--show-cleared]

FOLDER holds advisories in the OSV format, at any depth: a checkout of the Python advisory database
(github.com/pypa/advisory-database, YAML) or an unpacked export of osv.dev's for PyPI (JSON); and
beside them, or alone, the ``insecure.json`` of Safety DB (github.com/pyupio/safety-db). A copy
knows nothing that was published after it, so its newest date is printed. Exits 1 where a pin is
affected, or where something that names a pin could not be compared.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scripts.corpora import PROJECT

CONSTRAINTS = PROJECT / "constraints.txt"
SAFETY_DB = "insecure.json"
ENDINGS = frozenset({".yaml", ".yml", ".json"})
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*==\s*(?P<pin>[^\s;#]+)")
_NAME = re.compile(r"""["']?\bname["']?\s*:\s*["']?(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)""")
_DATE = re.compile(
    r"""(?:^|["'])(?:published|modified)["']?\s*:\s*["']?(\d{4}-\d\d-\d\d)""", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One advisory that a pin falls under."""

    name: str
    pin: str
    advisory: str
    aliases: tuple[str, ...]
    fixed_in: tuple[str, ...]
    """Versions in which it is mended, as the advisory says; may be empty."""


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What came of comparing pins with a folder of advisories."""

    pins: int
    advisories: int = 0
    naming_a_pin: int = 0
    withdrawn: int = 0
    newest: str = ""
    """The last day on which one of them was published or changed (ISO 8601)."""
    affected: list[Affected] = field(default_factory=list)
    not_comparable: list[str] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    """``name pin: advisory`` for those that name a pin's distribution, and not this version."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--constraints", type=Path, nargs="+", default=[CONSTRAINTS])
    parser.add_argument("--show-cleared", action="store_true", help="name those of other versions")
    options = parser.parse_args(arguments)
    pins = {
        name: pin
        for path in options.constraints
        for name, pin in pins_in(path.read_text(encoding="utf-8")).items()
    }
    found = compare(pins, options.folder)
    if not found.advisories:
        print(f"no advisory in {str(options.folder)!r}; name a folder of OSV files (YAML or JSON)")
        return 1
    for one in sorted(found.affected, key=lambda one: (one.name, one.advisory)):
        known_as = ", ".join(one.aliases) or "-"
        mended = ", ".join(one.fixed_in) or "no version named"
        print(f"{one.name:28} {one.pin:12} {one.advisory:20} {known_as:36} fixed in {mended}")
    for reason in found.not_comparable:
        print("not comparable:", reason)
    for cleared in found.cleared if options.show_cleared else ():
        print("not this version:", cleared)
    print(
        f"{found.pins} pins, {found.advisories} advisories, {found.naming_a_pin} of them about a "
        f"pinned distribution ({found.withdrawn} withdrawn): {len(found.affected)} affect a pin, "
        f"{len(found.not_comparable)} not comparable. The newest is of {found.newest or 'no date'};"
        " nothing that was published later is known here."
    )
    return 1 if found.affected or found.not_comparable else 0


def pins_in(text: str) -> dict[str, str]:
    """Normalised name → version of every ``name==version`` line."""
    found = (_PIN.match(line.strip()) for line in text.splitlines())
    return {canonicalize_name(pin["name"]): pin["pin"] for pin in found if pin}


def compare(pins: Mapping[str, str], folder: Path) -> Comparison:
    """Every advisory below the folder against the pins; only those that name one are parsed."""
    result = Comparison(pins=len(pins))
    for path in sorted(folder.rglob("*")):
        if path.suffix not in ENDINGS or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.name == SAFETY_DB:
            _compare_safety_db(text, pins, result)
            continue
        result.advisories += 1
        result.newest = max(result.newest, *_DATE.findall(text), "")
        if not any(canonicalize_name(one["name"]) in pins for one in _NAME.finditer(text)):
            continue
        try:
            advisory = _parsed(text, path.suffix)
        except (YAMLError, ValueError) as error:
            first = str(error).splitlines()[0]
            result.not_comparable.append(f"{path.name}: cannot be parsed: {first}")
            continue
        _compare_one(advisory, path.name, pins, result)
    return result


def _compare_safety_db(text: str, pins: Mapping[str, str], result: Comparison) -> None:
    """Adds what Safety DB says of the pins: ``{name: ["<1.2", …], "$meta": {"timestamp": …}}``."""
    try:
        told: dict[str, Any] = json.loads(text)
        made = told.pop("$meta", {}).get("timestamp", 0)
        named = {canonicalize_name(name): ranges for name, ranges in told.items()}
        result.newest = max(result.newest, datetime.fromtimestamp(made, UTC).date().isoformat())
        result.advisories += sum(map(len, named.values()))
        found = [(name, one) for name in pins for one in named.get(canonicalize_name(name), ())]
        result.naming_a_pin += len(found)
        hits = [
            (name, one)
            for name, one in found
            if SpecifierSet(one).contains(Version(pins[name]).public, prereleases=True)
        ]
    except (ValueError, AttributeError, TypeError) as error:
        result.not_comparable.append(f"{SAFETY_DB}: {str(error).splitlines()[0]}")
        return
    result.cleared.extend(
        f"{name} {pins[name]}: {one}" for name, one in found if (name, one) not in hits
    )
    result.affected.extend(
        Affected(name=name, pin=pins[name], advisory=f"versions {one}", aliases=(), fixed_in=())
        for name, one in hits
    )


def _parsed(text: str, suffix: str) -> Mapping[str, Any]:
    parsed = json.loads(text) if suffix == ".json" else YAML(typ="safe", pure=True).load(text)
    if not isinstance(parsed, Mapping):
        raise ValueError("no mapping")
    return parsed


def _compare_one(
    advisory: Mapping[str, Any], file: str, pins: Mapping[str, str], result: Comparison
) -> None:
    """Adds to the result what one advisory says of the pins."""
    name = str(advisory.get("id") or file)
    about = [
        (pinned, part)
        for part in advisory.get("affected") or ()
        if _ecosystem(part) == "PyPI"
        and (pinned := canonicalize_name(str(part["package"].get("name", "")))) in pins
    ]
    if not about:
        return
    result.naming_a_pin += 1
    if advisory.get("withdrawn"):
        result.withdrawn += 1
        return
    aliases = tuple(str(one) for one in advisory.get("aliases") or ())
    for pinned in dict.fromkeys(pinned for pinned, _ in about):
        parts = [part for other, part in about if other == pinned]
        try:
            hit = any(is_affected(pins[pinned], part) for part in parts)
        except ValueError as error:
            result.not_comparable.append(f"{pinned} {pins[pinned]}: {name}: {error}")
            continue
        if not hit:
            result.cleared.append(f"{pinned} {pins[pinned]}: {name}")
            continue
        result.affected.append(
            Affected(
                name=pinned,
                pin=pins[pinned],
                advisory=name,
                aliases=aliases,
                fixed_in=tuple(dict.fromkeys(one for part in parts for one in _fixes(part))),
            )
        )


def _ecosystem(part: Mapping[str, Any]) -> str:
    return str((part.get("package") or {}).get("ecosystem", "")).partition(":")[0]


def is_affected(pin: str, part: Mapping[str, Any]) -> bool:
    """Whether a version is listed, or within a range, of one ``affected`` entry of an advisory.

    As in https://ossf.github.io/osv-schema/#evaluation. Raises ``ValueError`` where that cannot be
    told: a bound is no version (PEP 440), or nothing but commits is named.
    """
    version = Version(Version(pin).public)
    listed = [str(one) for one in part.get("versions") or ()]
    if any(_same(version, one) for one in listed):
        return True
    ranges = [one for one in part.get("ranges") or () if one.get("type") == "ECOSYSTEM"]
    if not listed and not ranges:
        raise ValueError("names no versions, only commits or nothing")
    return any(_within(version, one.get("events") or ()) for one in ranges)


def _within(version: Version, events: Sequence[Mapping[str, Any]]) -> bool:
    """Walks a range's events in the order of their versions; at one version it begins last."""
    inside = False
    for at, kind in sorted(
        _ordered(events), key=lambda event: (event[0], event[1] == "introduced")
    ):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
        elif kind == "limit" and version >= at:
            return False
    return inside


def _ordered(events: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Version, str]]:
    for event in events:
        for kind, at in event.items():
            # "0" is before every version, also before a development release of 0
            yield (Version("0.dev0") if str(at) == "0" else Version(str(at))), kind


def _same(version: Version, listed: str) -> bool:
    try:
        return Version(listed) == version
    except InvalidVersion:
        return False  # what is no version is no pin of ours either


def _fixes(part: Mapping[str, Any]) -> Iterator[str]:
    for one in part.get("ranges") or ():
        if one.get("type") == "ECOSYSTEM":
            yield from (
                str(event["fixed"]) for event in one.get("events") or () if "fixed" in event
            )


if __name__ == "__main__":
    sys.exit(main())
