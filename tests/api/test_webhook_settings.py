"""``[[webhooks]]``: read, a mistake named with its place, and no secret ever repeated."""

import base64
from pathlib import Path

import pytest

from api.settings import Settings, load_settings
from api.webhook_settings import WebhookSetting, is_private
from ingest.errors import SettingsInvalid

KEY = bytes(range(24))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OTHER_KEY = bytes(range(100, 132))
OTHER_SECRET = "whsec_" + base64.b64encode(OTHER_KEY).decode()
URL = "https://helpdesk.example.com/hooks/4f1c9-nobody-should-see-this"
ENTRY = f'[[webhooks]]\nname = "desk"\nurl = "{URL}"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRADEWIND_{name.upper()}", raising=False)


def write(tmp_path: Path, text: str) -> None:
    (tmp_path / "tradewind.toml").write_text(text)


def test_without_anything_nobody_is_told() -> None:
    assert load_settings().webhooks == ()


def test_an_entry_is_a_target(tmp_path: Path) -> None:
    write(
        tmp_path,
        f'{ENTRY}secret = "{SECRET}"\n\n[[webhooks]]\nname = "other"\nurl = "http://localhost:3000"'
        f'\nsecret = "{OTHER_SECRET}"\nevents = ["replied"]\ntimeout_seconds = 3\n'
        'is_active = false\ninclude_text = true\nconsole_url = "https://desk.example.com/"\n',
    )
    first, second = (one.target() for one in load_settings().webhooks)
    assert (first.name, first.url, first.keys) == ("desk", URL, (KEY,))
    assert first.events == {"created", "breached", "resolved", "erased"}
    assert first.is_active
    assert not first.include_text
    assert second.events == {"replied"}
    assert (second.timeout_seconds, second.is_active, second.include_text) == (3, False, True)
    assert second.console_url == "https://desk.example.com"


def test_the_secret_may_stand_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "hook").write_text(f"{OTHER_SECRET}\n{SECRET}\n")
    file = tmp_path / "etc" / "kb.toml"
    file.write_text(f'{ENTRY}secret_file = "hook"\n')
    (one,) = load_settings(file).webhooks
    assert one.target().keys == (OTHER_KEY, KEY)


def test_the_environment_takes_them_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "TRADEWIND_WEBHOOKS", f'[{{"name": "desk", "url": "{URL}", "secret": "{SECRET}"}}]'
    )
    assert load_settings().webhooks[0].target().keys == (KEY,)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            f'secret = "{SECRET}"\nsekret = 1',
            r"tradewind\.toml:5: webhooks, entry 2, sekret: Extra",
        ),
        (
            f'secret = "{SECRET}"\nevents = ["opened"]',
            r"tradewind\.toml:5: webhooks, entry 2, events, entry 1: ",
        ),
        (f'secret = "{SECRET}"\nevents = []', r"tradewind\.toml:5: webhooks, entry 2, events: "),
        (f'secret = "{SECRET}"\nevents = ["replied", "replied"]', r"events: .*an event twice"),
        (
            f'secret = "{SECRET}"\ntimeout_seconds = 0',
            r"tradewind\.toml:5: webhooks, entry 2, timeout_seconds: ",
        ),
        (f'secret = "{SECRET}"\nformat = "xml"', r"tradewind\.toml:5: webhooks, entry 2, format: "),
        (
            "is_active = true",
            r"tradewind\.toml:5: webhooks, entry 2: .*either secret or secret_file",
        ),
        (
            f'secret = "{SECRET}"\nsecret_file = "x"',
            r"tradewind\.toml:5: webhooks, entry 2: .*either secret or secret_file",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, entry: str, message: str) -> None:
    first = f'{ENTRY}secret = "{SECRET}"\n'
    write(tmp_path, f'{first}[[webhooks]]\nname = "second"\nurl = "{URL}"\n{entry}\n')
    with pytest.raises(SettingsInvalid, match=message):
        load_settings()


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    entry = f'{ENTRY}secret = "{SECRET}"\n'
    write(tmp_path, entry + entry)
    with pytest.raises(SettingsInvalid, match=r"webhooks: .*entry 2 has the name 'desk'"):
        load_settings()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://[::1]:9/x",
        "http://localhost/x",
        "http://chatwoot:3000/x",
        "http://10.1.2.3/x",
        "http://192.168.0.9/x",
        "http://desk.internal/x",
        "https://example.com/x?token=y",
        "https://8.8.8.8/x",
    ],
)
def test_an_address_that_may_be_called(url: str) -> None:
    assert setting(url=url).url == url


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://example.com/x", "http is for this machine"),
        ("http://8.8.8.8/x", "http is for this machine"),
        ("http://169.254.169.254/latest/meta-data", "http is for this machine"),
        ("http://0.0.0.0/x", "http is for this machine"),
        ("http://134744072/x", "as a name or as four numbers"),
        ("https://0x7f.1/x", "as a name or as four numbers"),
        ("https://user:s3cret@example.com/x", "a user or a fragment"),
        ("https://example.com/x#s3cret", "a user or a fragment"),
        ("https://example.com\\@127.0.0.1/s3cret", "is no address"),
        ("https://example.com/ s3cret", "is no address"),
        ("https://bücher.example/s3cret", "is no address"),
        ("ftp://example.com/s3cret", "give an address like"),
        ("https://example.com:0/s3cret", "give an address like"),
        ("https://example.com:99999/s3cret", "is no address"),
        ("s3cret", "give an address like"),
        ("https://[::1/s3cret", "is no address"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_unrepeated(
    tmp_path: Path, url: str, message: str
) -> None:
    write(tmp_path, f"[[webhooks]]\nname = 'desk'\nurl = '{url}'\nsecret = '{SECRET}'\n")
    with pytest.raises(SettingsInvalid, match=message) as caught:
        load_settings()
    assert "webhooks, entry 1, url" in str(caught.value)
    assert "s3cret" not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize(
    "secret", ["s3cret", SECRET[6:], "whsec_s3cret", "whsec_" + "A" * 31, "whsec_" + "A" * 200]
)
def test_what_is_no_secret_is_refused_unrepeated(tmp_path: Path, secret: str) -> None:
    write(tmp_path, f'{ENTRY}secret = "{secret}"\n')
    with pytest.raises(SettingsInvalid, match=r"entry 1, secret: .*webhooks secret' makes") as one:
        load_settings()
    write(tmp_path, f'{ENTRY}secret_file = "hook"\n')
    (tmp_path / "hook").write_text(secret)
    with pytest.raises(SettingsInvalid, match=r"webhooks 'desk', secret_file: .*hook") as other:
        load_settings().webhooks[0].target()
    for caught in (one, other):
        assert secret not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize(
    "text",
    [
        f'webhooks = "{SECRET}"\n',
        f'[webhooks]\nsecret = "{SECRET}"\n',
        f'[[webhooks]]\nsecret = "{SECRET}"\n',
        f'{ENTRY}secrets = "{SECRET}"\n',
        f'{ENTRY}secret = ["{SECRET}"]\n',
        f'{ENTRY}secret = "{SECRET}"\nsecret_file = ["{SECRET}"]\n',
        f'{ENTRY}secret = "{SECRET}"\nname = "{SECRET}"\n'.replace('name = "desk"\n', ""),
        f'{ENTRY}secret = "{SECRET}"\nevents = ["{SECRET}"]\n',
        f'{ENTRY}secret = "{SECRET}"\nconsole_url = "{SECRET}"\n',
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    told = f"{caught.value} {caught.value.__cause__}"
    assert "webhooks" in told
    assert SECRET not in told
    assert "nobody-should-see" not in told


def test_nothing_that_is_printed_shows_a_secret_or_an_address(tmp_path: Path) -> None:
    write(tmp_path, f'{ENTRY}secret = "{SECRET}"\n')
    settings = load_settings()
    target = settings.webhooks[0].target()
    shown = f"{settings!r} {settings} {settings.webhooks} {target!r} {target.shown_address}"
    assert SECRET not in shown
    assert repr(KEY) not in shown
    assert "nobody-should-see" not in shown
    assert target.shown_address == "https://helpdesk.example.com"


def test_a_promised_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"webhooks 'desk', secret_file: .*cannot be read"):
        setting(secret=None, secret_file=tmp_path / "absent").target()


def test_too_many_secrets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text(f"{SECRET}\n" * 4)
    with pytest.raises(SettingsInvalid, match="more than 3 secrets"):
        setting(secret=None, secret_file=tmp_path / "hook").target()


def test_private_is_what_no_public_server_is_called() -> None:
    assert is_private("fd00::1")
    assert not is_private("::")
    assert not is_private("fe80::1")
    assert not is_private("notlocalhost.com")


def setting(**values: object) -> WebhookSetting:
    given: dict[str, object] = {"name": "desk", "url": URL, "secret": SECRET}
    return WebhookSetting(**{**given, **values})  # type: ignore[arg-type]
