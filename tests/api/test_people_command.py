"""``tradewind people``, and the examples of ``docs/sign-in.md`` as they stand there."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from api.access.keys import utc_now
from api.access.sessions import Visit
from api.served_address import address_noted, noted_address
from api.settings import load_settings
from ingest.errors import SignInRefused
from tests.access.staffed import Clock, staffed
from tests.in_process import Ended, run_command

DOC = Path(__file__).parents[2] / "docs" / "sign-in.md"
Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object, stdin: bytes = b"") -> Ended:
        return run_command(
            "--var", tmp_path, *arguments, monkeypatch=monkeypatch, capfd=capfd, stdin=stdin
        )

    return command


def blocks(language: str) -> list[str]:
    text = DOC.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_example_of_getting_started_works(run: Run) -> None:
    (example,) = blocks("sh")
    for line in example.strip().splitlines():
        piped, _, command = line.rpartition("|")
        words = shlex.split(command)
        assert words.pop(0) == "tradewind"
        stdin = b""
        if piped:
            echo, text = shlex.split(piped)
            assert echo == "echo"
            stdin = f"{text}\n".encode()
        ended = run(*words, stdin=stdin)
        assert ended.code == 0, ended.err
        if words[1] == "link":
            address = urlsplit(ended.out.strip())
            assert address.path == "/console/sign-in"
            assert re.fullmatch(r"link=[\w-]{43}", address.fragment)
    listed = {one["name"]: one for one in run("people", "list", "--json").json}
    assert listed["Ada"]["roles"] == ["editor", "lead"]
    assert (listed["Ada"]["has_password"], listed["Han Meimei"]["has_password"]) == (False, True)


@pytest.mark.parametrize("number", [0, 1])
def test_the_settings_of_the_page_are_settings(tmp_path: Path, number: int) -> None:
    file = tmp_path / "tradewind.toml"
    file.write_text(blocks("toml")[number], encoding="utf-8")
    settings = load_settings(file)
    assert settings.public_url == "https://desk.example.com"
    if number == 1:
        assert settings.oidc is not None
        assert settings.oidc.roles["kb-leads"] == "lead"
        assert settings.oidc.client_secret_file == tmp_path / "oidc-secret"


def test_no_secret_is_printed_or_taken_from_the_command(run: Run) -> None:
    run("people", "add", "Mei", "--role", "agent")
    secret = "four words without sense"
    ended = run("people", "set-password", "mei", stdin=secret.encode())
    assert ended.code == 0
    listed = run("people", "list", "--json")
    for one in (ended, listed, run("people", "list")):
        assert secret not in one.out + one.err
        assert "argon2" not in one.out + one.err
    assert run("people", "set-password", "mei", secret).code == 2


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "Mei", "--role", "agent"), b"", "PersonConflict: 'Mei' is here already"),
        (("add", "desk", "--role", "agent"), b"", "PersonConflict: 'desk' names no person"),
        (("add", "Ada", "--role", "chatbot"), b"", "role 'chatbot' is none; there are agent"),
        (("set-password", "Ana"), b"x", "PersonMissing: nobody is called 'Ana'"),
        (("set-password", "Mei"), b"short", "PasswordUnfit: The password has 5 characters"),
        (("set-password", "Mei"), b"meimeimeimei12", "PasswordUnfit"),
        (("set-password", "Mei"), b"", "standard input is empty"),
        (("roles", "Ana", "--role", "agent"), b"", "PersonMissing"),
        (("link", "Ana"), b"", "PersonMissing"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    run: Run, arguments: tuple[str, ...], stdin: bytes, said: str
) -> None:
    run("people", "add", "Mei", "--role", "agent")
    ended = run("people", *arguments, stdin=stdin)
    assert ended.code == 1
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_who_is_removed_comes_back_by_add_alone(run: Run) -> None:
    run("people", "add", "Mei", "--role", "agent")
    assert run("people", "remove", "mei").code == 0
    assert "removed" in run("people", "list").out
    for arguments in (("link", "Mei"), ("roles", "Mei", "--role", "lead"), ("remove", "Mei")):
        ended = run("people", *arguments)
        assert ended.code == 1
        assert "'tradewind people add' brings them back" in ended.err
    assert run("people", "add", "Mei", "--role", "lead").code == 0
    (person,) = run("people", "list", "--json").json
    assert (person["is_active"], person["roles"]) == (True, ["lead"])


def test_who_is_locked_out_is_listed_and_let_try_again(run: Run, tmp_path: Path) -> None:
    assert run("people", "add", "Mei", "--role", "agent").code == 0
    assert run("people", "locked").out == "Nobody is locked out.\n"
    assert run("people", "locked", "--json").json == {"people": [], "addresses": []}
    with staffed(tmp_path / "tradewind.db", clock=cast("Clock", utc_now)) as staff:
        for number in range(20):
            visit = Visit(address="192.0.2.1")
            name = "Mei" if number < 5 else f"Name {number}"
            with pytest.raises(SignInRefused):
                staff.people.signing_in.with_password(name, "wrong", visit=visit)

    told = run("people", "locked").out
    assert re.search(r"^Mei: until 20\S+Z$", told, re.MULTILINE)
    assert re.search(r"^address 192\.0\.2\.1: until 20\S+Z, 20 wrong attempts$", told, re.MULTILINE)
    values = run("people", "locked", "--json").json
    assert [one["name"] for one in values["people"]] == ["Mei"]
    assert [one["address"] for one in values["addresses"]] == ["192.0.2.1"]

    assert run("people", "unlock", "mei").out == "Mei: may try again\n"
    assert "address 192.0.2.1" in run("people", "locked").out
    assert run("people", "unlock", "--address", "192.0.2.1").out == "192.0.2.1: may try again\n"
    assert run("people", "locked").out == "Nobody is locked out.\n"
    assert "no wrong attempts" in run("people", "unlock", "--address", "192.0.2.1").out
    for given in ((), ("Mei", "--address", "192.0.2.1")):
        refused = run("people", "unlock", *given)
        assert (refused.code, refused.out) == (1, "")
        assert "give a name, or --address" in refused.err


def test_a_link_names_the_server_that_runs_and_the_settings_where_none_does(
    run: Run, tmp_path: Path
) -> None:
    run("people", "add", "Mei", "--role", "agent")
    folder = tmp_path / "run"
    with noted_address(folder, "http://127.0.0.1:8081"):
        assert run("people", "link", "Mei").out.startswith("http://127.0.0.1:8081/console/sign-in#")
        with noted_address(folder, "http://127.0.0.1:9999"):
            assert address_noted(folder) == "http://127.0.0.1:8081", "the first one is named"
        assert address_noted(folder) == "http://127.0.0.1:8081"
    assert address_noted(folder) == ""
    ended = run("people", "link", "Mei").out
    assert ended.startswith(f"http://127.0.0.1:{load_settings().port}/"), "it has stopped"


def test_a_server_that_was_killed_is_not_named(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from api.served_address import noted_address\n"
        "with noted_address(pathlib.Path(sys.argv[1]), 'http://a:1'): print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=DOC.parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"1\n"
        assert address_noted(tmp_path) == "http://a:1"
        server.kill()
        server.wait()
    assert (tmp_path / "address").read_bytes() == b"http://a:1"
    assert address_noted(tmp_path) == ""
