"""Calibrations on disk: what is saved is read, what is damaged is named and never half read."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from answer.calibrate import calibrate
from answer.calibration import Calibration
from answer.calibration_switches import LOG_NAME
from answer.calibrations import SHIPPED, CalibrationStore
from answer.judge import load_model
from ingest.durable import new_id
from ingest.errors import CalibrationBroken, CalibrationMissing, StorageFull
from tests.answer.test_calibrate import judged


def made(**changes: str) -> Calibration:
    drafts = [*judged(300, intercept=-1.0), *judged(80, intercept=1.5, language="de")]
    return dataclasses.replace(
        Calibration(
            id=new_id(),
            made_at="2026-11-22T05:00:00+00:00",
            release="r1",
            fingerprint="f",
            model_hash="h",
            fit=calibrate(drafts, shipped=load_model(), max_wrong_share=0.03),
        ),
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "calibrations")


def test_what_is_kept_is_read_as_it_was(store: CalibrationStore) -> None:
    assert (store.current(), store.ids()) == ("", ())
    first, second = made(), made()
    store.save(first)
    store.save(second)
    assert store.ids() == (first.id, second.id)
    assert store.read(first.id) == first
    assert store.current() == ""
    store.switch(first.id)
    assert store.current() == first.id
    store.switch("")
    assert store.current() == ""
    names = sorted(entry.name for entry in store.directory.iterdir())
    assert names == sorted([f"{first.id}.json", f"{second.id}.json", "current", LOG_NAME])


def test_every_switch_is_kept_with_who_made_it(store: CalibrationStore) -> None:
    one = made()
    store.save(one)
    store.switch(one.id, kind="calibrate", by="Ada", by_id="command line")
    with (store.directory / LOG_NAME).open("ab") as log:
        log.write(b'{"at": "2026-11-22T05:00')  # a power cut
    with pytest.raises(CalibrationMissing):
        store.switch("20261122T050000000000Z-000000", by="Bo")
    store.switch("", by="Bo")
    (store.directory / "current").write_text("\x00", encoding="utf-8")
    store.switch(one.id)
    told = [(made.kind, made.before, made.now, made.by, made.by_id) for made in store.switches()]
    assert told == [
        ("calibrate", SHIPPED, one.id, "Ada", "command line"),
        ("restore", one.id, SHIPPED, "Bo", ""),
        ("restore", SHIPPED, one.id, "", ""),
    ]


@pytest.mark.parametrize("name", ["nothing", "../current", "", "20261122T050000000000Z-000000"])
def test_only_what_is_kept_can_be_read_or_switched_to(store: CalibrationStore, name: str) -> None:
    with pytest.raises(CalibrationMissing, match="--list"):
        store.read(name)
    if name:
        with pytest.raises(CalibrationMissing):
            store.switch(name)
    assert store.current() == ""


def _damage(values: Any, *path: str | int, to: Any) -> str:
    inner = values
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return json.dumps(values)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("schema_version",), 2),
        (("id",), "20261122T050000000000Z-000000"),
        (("fit",), None),
        (("fit", "method"), "magic"),
        (("fit", "recalibration", "whole", "slope"), 0.0),
        (("fit", "recalibration", "whole", "slope"), -1.0),
        (("fit", "recalibration", "whole", "intercept"), "1"),
        (("fit", "recalibration", "languages"), []),
        (("fit", "recalibration", "whole", "intercept"), float("nan")),
        (("fit", "thresholds", 0, "threshold"), 1.5),
        (("fit", "thresholds", 0, "source"), "hope"),
        (("fit", "thresholds", 0, "surprise"), 1),
        (("fit", "groups", 0, "before"), {}),
        (("fit", "drafts"), None),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(
    store: CalibrationStore, path: tuple[str | int, ...], to: Any
) -> None:
    calibration = made()
    store.save(calibration)
    file = store.directory / f"{calibration.id}.json"
    file.write_text(_damage(json.loads(file.read_text()), *path, to=to))
    with pytest.raises(CalibrationBroken, match=r"damaged .*--restore shipped"):
        store.read(calibration.id)
    with pytest.raises(CalibrationBroken):
        store.switch(calibration.id)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_calibration_at_all_is_damaged_too(store: CalibrationStore, data: bytes) -> None:
    calibration = made()
    store.save(calibration)
    (store.directory / f"{calibration.id}.json").write_bytes(data)
    with pytest.raises(CalibrationBroken):
        store.read(calibration.id)


@pytest.mark.parametrize("data", [b"\xff", b"../../etc/passwd", b"x" * 5_000])
def test_a_pointer_to_nothing_is_damaged(store: CalibrationStore, data: bytes) -> None:
    store.directory.mkdir()
    (store.directory / "current").write_bytes(data)
    with pytest.raises(CalibrationBroken, match="current"):
        store.current()


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "calibrations").write_text("a file is in the way")
    store = CalibrationStore(tmp_path / "calibrations")
    with pytest.raises(StorageFull, match="nothing was changed"):
        store.save(made())
    assert store.current() == ""
