"""Health in a real browser: defects with their places, set aside with a reason, and back again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.bootstrap import Application
from tests.api.editors_office import Office, office_over

pytestmark = pytest.mark.browser
LOOKED_AT_MS = 60_000


@pytest.fixture
def office(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with office_over(company, tmp_path, browser) as found:
        yield found


def test_an_expired_certificate_leads_to_its_document_and_can_be_set_aside(office: Office) -> None:
    with office.at("/console/health") as page:
        expired = page.locator(".defect").filter(has_text="Expired on").first
        expect(expired).to_be_visible(timeout=LOOKED_AT_MS)
        before = int(page.locator(".tile[aria-pressed=true] .tile-figure").inner_text())
        page.locator(".tile").filter(has_text="certificate expires").click()
        expect(page).to_have_url(re.compile("kind=certificate_expiry"))
        expired.focus()
        page.keyboard.press("x")
        page.locator("#reason-text").fill("Sold out, kept for old customers")
        page.locator("#reason-send").click()
        expect(page.locator("#toast")).to_contain_text("Set aside")
        page.locator("#health-dismissed").check()
        aside = page.locator(".defect").filter(has_text="Sold out")
        expect(aside).to_contain_text("Ada")
        page.locator(".tile").first.click()
        expect(page.locator(".tile[aria-pressed=true] .tile-figure")).to_have_text(str(before - 1))
        aside.get_by_role("button", name="Count it again").click()
        expect(page.locator(".tile[aria-pressed=true] .tile-figure")).to_have_text(str(before))


def test_the_promises_are_shown_by_tier(office: Office) -> None:
    with office.at("/console/health") as page:
        page.locator("#promises summary").click(timeout=LOOKED_AT_MS)
        expect(page.locator("#promise-rows tr")).to_have_count(3)
        expect(page.locator("#promise-rows tr").first).to_contain_text("24 h")
