"""The content folder's ``markets.yaml``, from an editor's mistake to what a customer reads."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.locale.market_files import load_markets
from api.app import create_app
from api.bootstrap import Application
from api.doctor import Finding, examine, markets_on
from api.settings import Settings
from tests.everyone import EVERYONE
from tests.in_process import run_command
from tests.small_company import FILES, write_documents

PROJECT = Path(__file__).resolve().parents[2]
SOON_AFTER_SHIPPING = date(2026, 12, 1)
BASE = "http://127.0.0.1:8000"
MARKETS = """
groups:
  EU:
    notices:
      withdrawal: {confirmed: true, text: {en: You have 14 days.}}
markets:
  DE: {reply_within_hours: 2}
"""


def place(tmp_path: Path, models: Path, markets: str) -> Settings:
    content, var = tmp_path / "content", tmp_path / "var"
    kept = ("policies/returns.md", "policies/warranty-2025.md", "manuals/xr-300-en.md")
    write_documents(content, {name: FILES[name] for name in kept})
    (content / "markets.yaml").write_text(markets, encoding="utf-8")
    var.mkdir()
    (var / "models").symlink_to(models, target_is_directory=True)
    return Settings(content_dir=content, var_dir=var, max_wrong_share=0.2)


@pytest.fixture
def application(tmp_path: Path, default_model_folder: Path) -> Iterator[Application]:
    made = Application(place(tmp_path, default_model_folder.parent, MARKETS))
    made.reindex()
    yield made
    made.close()


def markets_finding(application: Application) -> Finding:
    return next(one for one in examine(application) if one.subject == "markets")


def test_the_doctor_counts_markets_and_what_their_owners_have_not_confirmed(
    application: Application,
) -> None:
    finding = markets_on(application.engines.markets, day=SOON_AFTER_SHIPPING)
    assert finding.severity == "ok"
    notices = {
        (one.holds_in, one.key)
        for market in application.engines.markets.markets.values()
        for one in market.notices
    }
    assert (
        f"{len(application.engines.markets.described)} markets, {len(notices)} notices"
        in finding.text
    )
    assert f"{len(notices) - 1} of them not yet confirmed" in finding.text
    assert markets_finding(application).severity in ("ok", "warning")


def test_the_doctor_asks_for_notices_to_be_compared_with_their_source_every_year(
    tmp_path: Path,
) -> None:
    old = "groups: {EU: {notices: {weee: {checked: 2020-01-31}}}}\n"
    (tmp_path / "markets.yaml").write_text(old, encoding="utf-8")
    finding = markets_on(load_markets(tmp_path), day=SOON_AFTER_SHIPPING)
    assert finding.severity == "warning"
    assert "1 not compared with their source for over a year: EU.weee (compliance)" in finding.text


def test_over_http_a_customer_reads_the_company_s_own_notice(application: Application) -> None:
    with TestClient(create_app(application.services(), access=EVERYONE), base_url=BASE) as client:

        def ask(**values: Any) -> str:
            return str(client.post("/v1/answers", json=values).json()["text"])

        question = "How do I send goods back?"
        assert "\n\nYou have 14 days." in ask(question=question, market="de")
        assert "14 days" not in ask(question=question)


def test_the_doctor_and_every_command_name_the_line_to_mend(
    tmp_path: Path,
    default_model_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings = place(tmp_path, default_model_folder.parent, "markets:\n  DE:\n    curency: EUR\n")
    application = Application(settings)
    application.reindex()
    finding = markets_finding(application)
    application.close()
    assert finding.severity == "error"
    assert "markets.yaml:3: unknown key 'markets.DE.curency'; did you mean" in finding.text

    options = ("--content", settings.content_dir, "--var", settings.var_dir)
    for command in (("doctor",), ("ask", "How do I send goods back?")):
        monkeypatch.setenv("COLUMNS", "500")
        ended = run_command(*options, *command, monkeypatch=monkeypatch, capfd=capfd)
        assert ended.code == 1
        assert "markets.yaml:3" in ended.out + ended.err
        assert "Traceback" not in ended.err


def test_the_demo_company_s_own_changes_are_read() -> None:
    demo = Application(Settings(content_dir=PROJECT / "kb_content"))
    german = demo.engines.markets.find("DE")
    assert german is not None
    assert german.styles["de"].closing == "Freundliche Grüße"
    weee = next(one for one in german.notices if one.key == "weee")
    assert weee.owner == "compliance@northgale.example"
    assert "Hausmüll" in weee.text("de")
