"""What is kept is not for everybody on the machine."""

import stat
from pathlib import Path

import pytest

from api.bootstrap import Application
from api.doctor import examine
from api.private_folder import make_private
from api.settings import Settings


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_the_folder_of_all_state_is_its_owners_from_the_first(tmp_path: Path) -> None:
    var = tmp_path / "srv" / "var"
    Application(Settings(content_dir=tmp_path / "content", var_dir=var))
    assert mode(var) == 0o700


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (var := tmp_path / "var").mkdir()
    var.chmod(0o750)
    make_private(var)
    assert mode(var) == 0o750


@pytest.mark.parametrize(
    ("mode", "severity"), [(0o700, "ok"), (0o750, "ok"), (0o755, "warning"), (0o701, "warning")]
)
def test_the_doctor_tells_where_everybody_may_enter(
    tmp_path: Path, mode: int, severity: str, default_model_folder: Path
) -> None:
    (var := tmp_path / "var").mkdir()
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    var.chmod(mode)
    application = Application(Settings(content_dir=tmp_path / "content", var_dir=var))
    told = {one.subject: one for one in examine(application)}["privacy"]
    assert told.severity == severity
    assert repr(str(var)) in told.text
    assert ("chmod" in told.text) == (severity == "warning")
