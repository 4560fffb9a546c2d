"""Gaps in a real browser: what is asked in vain, a draft from it, and the coverage matrix."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.bootstrap import Application
from tests.api.editors_office import Office, office_over

pytestmark = pytest.mark.browser
IN_VAIN = (
    ("Is there a mobile app for the XR-200A?", "en"),
    ("Do you have a mobile app for the XR-200A?", "en"),
    ("Gibt es eine mobile App für den XR-200A?", "de"),
)
WORKED_OUT_MS = 60_000


@pytest.fixture
def office(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with office_over(company, tmp_path, browser) as found:
        for number, (question, language) in enumerate(IN_VAIN):
            ask(found.address, question=question, language=language, customer={"id": f"c{number}"})
        yield found


def ask(address: str, **body: object) -> None:
    request = urllib.request.Request(
        f"{address}/v1/answers",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["kind"] != "answer"


def first_gap(page: Page) -> None:
    expect(page.locator("#gap-rows li").first).to_contain_text("mobile", timeout=WORKED_OUT_MS)
    expect(page.locator("#gap-detail h2")).to_be_visible()


def test_a_gap_becomes_a_draft_and_the_draft_waits_for_its_review(office: Office) -> None:
    with office.at("/console/gaps") as page:
        first_gap(page)
        expect(page.locator("#gap-detail .asked-list li")).to_have_count(3)
        page.keyboard.press("e")
        form = page.locator("#gap-draft-form")
        expect(form.locator("[name=title]")).to_have_value("Is there a mobile app for the XR-200A?")
        form.locator("[name=answer]").fill("No. The XR-200A has no radio.")
        form.get_by_role("button", name="Make the draft").click()
        expect(page.locator("#toast")).to_contain_text("waits for its review")
        expect(page.locator("[data-state=in_work] .count")).to_have_text("1")
        page.goto("/console/drafts")
        expect(page.locator("#draft-text")).to_have_value(re.compile("no radio"))


def test_what_no_document_shall_answer_is_set_aside_with_a_reason(office: Office) -> None:
    with office.at("/console/gaps") as page:
        first_gap(page)
        page.keyboard.press("x")
        page.locator("#reason-text").fill("Apps are not our business")
        page.locator("#reason-send").click()
        expect(page.locator("[data-state=set_aside] .count")).to_have_text("1")
        page.locator("[data-state=set_aside]").click()
        expect(page.locator("#gap-detail")).to_contain_text("Ada: Apps are not our business")
        page.get_by_role("button", name="Count it again").click()
        expect(page.locator("[data-state=open] .count")).to_have_text("1")


def test_the_matrix_shows_where_the_base_holds_nothing(office: Office) -> None:
    with office.at("/console/gaps") as page:
        first_gap(page)
        page.locator("[data-state=coverage]").click()
        cell = page.locator(".matrix td button").first
        expect(cell).to_be_visible(timeout=WORKED_OUT_MS)
        cell.click()
        expect(page.locator("#cell-detail .sheet")).to_be_visible()
        expect(page.locator("#cell-detail .change-list").first).to_have_css(
            "list-style-type", "none"
        )
