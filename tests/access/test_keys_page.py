"""``docs/keys.md``: its example runs, and its table is the one that the server goes by."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from answer.desk.database import DeskDatabase
from api.access.keys import Keys
from api.access.opening import open_access
from api.access.rights_table import with_table
from api.app import create_app
from tests.browser import served_app
from tests.fakes import fake_services

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "keys.md").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_server() -> None:
    assert with_table(PAGE) == PAGE, "run scripts/write_rights_table.py"


def test_the_first_example_runs_as_it_stands(tmp_path: Path) -> None:
    (example, *_) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    asked = re.search(r"curl .*?\n\n", example, re.DOTALL)
    assert asked is not None
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        keys = Keys(database)
        services = fake_services(tmp_path, open_on_loopback=False)
        opened = open_access(database, keys, settings=services.settings)
        app = create_app(replace(services, keys=keys), access=opened.access)
        with served_app(app) as address:
            # and once more, with the key that is revoked by now
            script = f"set -e\n{example}\necho\n{asked[0]}".replace(
                "http://127.0.0.1:8080", address
            )
            done = subprocess.run(
                ["/bin/bash", "-c", script],
                capture_output=True,
                text=True,
                timeout=60,
                cwd=tmp_path,
                env={
                    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                    "TRADEWIND_VAR_DIR": str(tmp_path),
                },
                check=False,
            )
        opened.close()
    assert done.returncode == 0, done.stderr
    answered, refused = re.findall(r"\{.*\}", done.stdout)
    assert '"kind":' in answered
    assert '"status":401' in refused
    assert "Revoked: shop chatbot" in done.stdout
