"""``tradewind people``, and the examples of ``docs/sign-in.md`` as they stand there."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.settings import load_settings
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
