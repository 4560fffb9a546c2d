"""Releases in a real browser: a candidate, its changes, the gate's no, a reason, the way back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.bootstrap import Application
from tests.api.editors_office import Office, office_over

pytestmark = pytest.mark.browser
MANUAL = "manuals/xr-200-en.md"
GOLDEN = {
    "id": "voltage",
    "question": "What is the rated voltage of the XR-200A?",
    "gold": [{"document": MANUAL, "text": "24 V"}],
}
A_BUILD_MS = 60_000


@pytest.fixture
def office(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with office_over(company, tmp_path, browser) as found:
        yield found


def built(page: Page) -> None:
    page.get_by_role("button", name="Build a candidate").click()
    expect(page.locator("#toast")).to_contain_text("candidate is ready", timeout=A_BUILD_MS)
    expect(page.locator("#release-rows [aria-current=true]")).to_contain_text("candidate")


def test_what_the_gate_refuses_is_published_with_a_reason_and_taken_back(office: Office) -> None:
    office.write_golden([GOLDEN])
    manual = office.documents / MANUAL
    manual.write_text(manual.read_text(encoding="utf-8").replace("| 24 V |", "| 36 V |"))
    live = office.application.store.current()
    with office.at("/console/releases") as page:
        built(page)
        changes = page.locator("#release-panel")
        expect(changes).to_contain_text("XR-200 series manual")
        expect(changes.locator("del")).to_contain_text("24")
        expect(changes.locator("ins")).to_contain_text("36")
        page.get_by_role("button", name="Publish").click()
        expect(page.locator("#reason-panel")).to_contain_text(
            "drafts that hold the answer", timeout=A_BUILD_MS
        )
        assert office.application.store.current() == live
        page.locator("#reason-send").click()
        expect(page.locator("#reason-panel")).to_be_visible()
        page.locator("#reason-text").fill("The plate says 36 V since June")
        page.locator("#reason-send").click()
        expect(page.locator("#toast")).to_contain_text("It answers from now on")
        candidate = office.application.store.current()
        assert candidate != live
        page.get_by_role("button", name="Go back").click()
        expect(page.locator("#toast")).to_contain_text("earlier release answers again")
        assert office.application.store.current() == live
        page.locator("#history summary").click()
        expect(page.locator("#history-rows tr").nth(1)).to_contain_text("36 V since June")
        expect(page.locator("#history-rows tr").nth(1)).to_contain_text("Ada")


def test_the_gate_shows_both_replies_side_by_side(office: Office) -> None:
    office.write_golden([GOLDEN])
    (office.documents / MANUAL).unlink()
    with office.at("/console/releases") as page:
        built(page)
        expect(page.locator("#release-panel")).to_contain_text("Removed (1)")
        page.keyboard.press("]")
        page.get_by_role("button", name="Ask the golden questions").click()
        verdict = page.locator(".verdict")
        expect(verdict).to_contain_text("Refused", timeout=A_BUILD_MS)
        changed = page.locator(".reply-change").first
        changed.locator("summary").click()
        expect(changed.locator(".sides > div").first).to_contain_text("24 V")


def test_while_the_gate_runs_the_page_says_so_and_the_check_can_be_stopped(office: Office) -> None:
    office.write_golden([{**GOLDEN, "id": f"v{number}", "market": "DE"} for number in range(2000)])
    manual = office.documents / MANUAL
    manual.write_text(manual.read_text(encoding="utf-8").replace("| 24 V |", "| 36 V |"))
    live = office.application.store.current()
    with office.at("/console/releases") as page:
        built(page)
        page.get_by_role("tab", name="Golden").click()
        panel = page.locator("#release-panel")
        expect(panel).to_contain_text("have not been asked of this release yet")
        publish = page.locator("[data-key=publish]")
        publish.click()
        expect(publish).to_be_disabled()
        expect(publish).to_have_text("Publishing…")
        expect(panel).to_contain_text("Asking the golden questions")
        expect(panel.locator("progress")).to_be_visible()
        page.get_by_role("button", name="Stop the check").click()
        expect(publish).to_be_enabled(timeout=A_BUILD_MS)
        expect(publish).to_have_text("Publish")
        expect(panel).to_contain_text("have not been asked of this release yet")
        assert office.application.store.current() == live
        page.get_by_role("button", name="Build a candidate").click()
        expect(page.locator("#work-stop")).to_have_text("Stop the build")


def test_a_candidate_that_changes_nothing_says_so_and_damage_is_named(office: Office) -> None:
    with office.at("/console/releases") as page:
        built(page)
        expect(page.locator("#release-panel")).to_contain_text("Nothing changed")
        page.keyboard.press("p")
        expect(page.locator("#toast")).to_contain_text("It answers from now on", timeout=A_BUILD_MS)
        earlier = office.application.store.releases()[0]
        (office.application.store.path(earlier) / "content.db").write_bytes(b"")
        page.reload()
        rows = page.locator("#release-rows li")
        expect(rows).to_have_count(2)
        rows.nth(1).locator("button").click()
        expect(page.locator("#release-detail")).to_contain_text("damaged")
        expect(page.locator("#release-detail")).to_contain_text("content.db")
