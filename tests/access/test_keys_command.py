"""``tradewind keys``, as an admin types it; and what a first start does."""

from pathlib import Path
from typing import Any

import pytest

from answer.desk.database import DeskDatabase
from api.access.keys import Keys
from api.access.opening import admit_first, tell_first_key
from api.settings import Settings
from ingest.errors import SettingsInvalid
from tests.in_process import Ended, run_command


class Commands:
    """``tradewind`` with a state folder of its own."""

    def __init__(self, var: Path, patch: pytest.MonkeyPatch, capfd: Any) -> None:
        self._var = var
        self._patch = patch
        self._capfd = capfd

    def __call__(self, *arguments: object) -> Ended:
        given = ("--var", self._var, "keys", *arguments)
        return run_command(*given, monkeypatch=self._patch, capfd=self._capfd)


@pytest.fixture
def keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Commands:
    return Commands(tmp_path, monkeypatch, capfd)


def test_a_key_is_made_listed_rotated_and_revoked(keys: Commands, tmp_path: Path) -> None:
    created = keys("create", "shop", "--scope", "agent", "--scope", "lead", "--expires-days", "90")
    text = created.out.splitlines()[0]
    assert text.startswith("tw_")
    assert "'shop' (agent, lead); shown this once." in created.out
    assert "It ends on " in created.out

    listed = keys("list")
    assert text[:11] in listed.out
    assert text not in listed.out
    assert "never used" in listed.out

    rotated = keys("rotate", "shop", "--overlap-hours", "2", "--json").json
    assert rotated["key"] != text
    assert [one["prefix"] for one in rotated["secrets"]][1] == text[3:11]
    assert f"{text[:11]}… opens too, until " in keys("list").out

    gone = keys("revoke", text[3:11])
    assert "Revoked: shop" in gone.out
    assert keys("list").out == "No keys: 'tradewind keys create' makes one.\n"
    (kept,) = keys("list", "--all", "--json").json["keys"]
    assert (kept["state"], kept["revoked_by"]) == ("revoked", "command line")
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        assert not Keys(database).has_admin()


def test_a_page_s_key_is_told_to_be_no_secret(keys: Commands) -> None:
    made = keys("create", "widget", "--scope", "chatbot", "--origin", "https://Shop.Example/")
    assert "For pages of https://shop.example alone; it is no secret." in made.out
    assert "for pages of https://shop.example" in keys("list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "x", "--scope", "boss"), "give one or more of chatbot, agent, editor, lead"),
        (("create", "x", "--scope", "agent", "--origin", "https://a.example"), "'chatbot' alone"),
        (("create", "x", "--scope", "chatbot", "--origin", "a.example"), "as https://shop.example"),
        (("create", "x", "--scope", "chatbot", "--expires-days", "0"), "expires: 0 days"),
        (("rotate", "x"), "there is no key 'x'"),
        (("revoke", "x"), "there is no key 'x'"),
    ],
)
def test_a_mistake_is_one_clear_line(keys: Commands, arguments: tuple[str, ...], said: str) -> None:
    ended = keys(*arguments)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_scope_is_asked_for(keys: Commands) -> None:
    assert keys("create", "x").code == 2


def test_the_first_start_shows_an_admin_s_key_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        kept = Keys(database)
        for settings in (Settings(), Settings(host="0.0.0.0")):
            tell_first_key(admit_first(kept, settings=settings))
    shown = capsys.readouterr()
    assert shown.out.count("tw_") == 1
    assert shown.err == caplog.text == ""


def test_what_others_can_reach_does_not_start_without_anybody_to_administer_it(
    tmp_path: Path,
) -> None:
    reached = Settings(host="0.0.0.0")
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        kept = Keys(database)
        kept.create("chatbot", scopes=("chatbot",), by="a test", actor="test")
        with pytest.raises(SettingsInvalid, match=r"'0\.0\.0\.0' can be reached from other.*admin"):
            admit_first(kept, settings=reached)
        assert admit_first(kept, settings=Settings()) == ""
        assert admit_first(kept, settings=reached, has_person=lambda: True) == ""
        kept.create("Ada", scopes=("admin",), by="a test", actor="test")
        assert admit_first(kept, settings=reached) == ""
