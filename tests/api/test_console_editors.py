"""What an editor's pages owe: the keyboard, what others do meanwhile, nothing typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from api.bootstrap import Application
from tests.api.editors_office import Office, office_over

pytestmark = pytest.mark.browser
MANUAL = "manuals/xr-200-en.md"
ARABIC = "# دليل التركيب\n\nافصل التيار قبل تركيب الجهاز XR-100.\n"
DROPPED = """async (files) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
  const tell = (kind) => dispatchEvent(new DragEvent(kind, options));
  tell("dragenter");
  const shown = !document.getElementById("drop").hidden;
  tell("drop");
  return shown && document.getElementById("drop").hidden;
}"""

# the page is looked at again, until it has seen it
SEEN = """() => {
  document.dispatchEvent(new Event("visibilitychange"));
  return document.querySelector("#release-head .tag").textContent === "answers now";
}"""


@pytest.fixture
def office(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Office]:
    with office_over(company, tmp_path, browser) as found:
        yield found


def focused(page: Page) -> str:
    """What has the focus: its id or what it stands for; "" where nothing has."""
    found: str = page.evaluate(
        "document.activeElement.id || document.activeElement.dataset.key || ''"
    )
    return found


def opened_document(page: Page, path: str = MANUAL) -> None:
    expect(page.locator("#document-head .path")).to_have_text(path)
    expect(page.locator("#document-panel")).to_have_attribute("aria-busy", "false")


def test_tabs_go_by_arrow_keys_and_are_one_stop_of_the_tab_key(office: Office) -> None:
    with office.at(f"/console/documents#{MANUAL}") as page:
        opened_document(page)
        page.locator("#document-panel-facts").focus()
        for key, tab in (("ArrowLeft", "history"), ("Home", "facts"), ("ArrowRight", "parse")):
            page.keyboard.press(key)
            assert focused(page) == f"document-panel-{tab}"
            expect(page.locator("[role=tab][tabindex='0']")).to_have_id(f"document-panel-{tab}")
            expect(page.locator("[role=tab][aria-selected=true]")).to_have_count(1)
        page.keyboard.press("Tab")
        assert focused(page) in {"document-panel", "before", "after"}
        rows = page.locator("#document-rows .row")
        expect(page.locator("#document-rows [tabindex='0']")).to_have_count(1)
        assert rows.count() > 1


def test_the_keyboard_stays_where_it_was_when_something_was_done(office: Office) -> None:
    with office.at(f"/console/documents#{MANUAL}") as page:
        opened_document(page)
        page.locator("#fact-markets").fill("DE")
        page.locator("[data-key=save]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-state=changed] .count")).to_have_text("1")
        expect(page.locator("#document-panel")).to_have_attribute("aria-busy", "false")
        assert focused(page) == "save"
        row = page.locator("#document-rows .row").first
        row.click()
        expect(row).to_be_focused()
        page.locator("[data-key=move]").click()
        expect(page.locator("#move-panel")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("[data-key=move]")).to_be_focused()


def test_what_is_typed_is_kept_and_never_written_over_what_another_stated(office: Office) -> None:
    target = office.documents / MANUAL
    with office.at(f"/console/documents#{MANUAL}") as page:
        opened_document(page)
        page.locator("#fact-markets").fill("FR")
        text = target.read_text(encoding="utf-8").replace(
            "---\n", "---\nreview_by: 2031-01-01\n", 1
        )
        target.write_text(text, encoding="utf-8")
        page.locator("#document-panel-history").click()
        page.locator("#document-panel-facts").click()
        expect(page.locator("#fact-markets")).to_have_value("FR")
        page.locator("[data-key=save]").click()
        again = page.get_by_role("button", name="Show what is stated now")
        expect(again).to_be_visible()
        assert target.read_text(encoding="utf-8") == text
        again.click()
        expect(page.locator("#fact-review_by")).to_have_value("2031-01-01")
        expect(page.locator("#fact-markets")).not_to_have_value("FR")


def test_a_market_that_nobody_comes_from_is_told_and_taken(office: Office) -> None:
    with office.at(f"/console/documents#{MANUAL}") as page:
        opened_document(page)
        page.locator("#fact-markets").fill("Narnia\nDE")
        expect(page.locator("[data-wrong=markets]")).to_contain_text("'NARNIA'")
        expect(page.locator("#fact-markets")).to_have_attribute("aria-invalid", "false")
        expect(page.get_by_label("Markets", exact=True)).to_be_visible()


def test_of_dropped_files_each_has_its_end_and_a_stale_version_its_way_on(office: Office) -> None:
    target = office.documents / "dropped" / "note.md"
    with office.at("/console/documents") as page:
        expect(page.locator("#document-rows li").first).to_be_visible()
        page.locator("#upload-folder").fill("dropped")
        files = [["note.md", "# Note\n\nDry.\n"], ["tool.exe", "MZ"], ["arabic.md", ARABIC]]
        assert page.evaluate(DROPPED, files)
        expect(page.locator(".upload-done")).to_have_count(2)
        expect(page.locator(".upload-failed")).to_have_count(1)
        # the page stays at the line that says why one was refused
        expect(page.locator("[data-state=new] .count")).to_have_text("2")
        again: FilePayload = {"name": "note.md", "mimeType": "text/markdown", "buffer": b"# New\n"}
        page.locator("#upload-files").set_input_files(again)
        line = page.locator("#upload-list li").last
        replace = line.get_by_role("button", name="Replace")
        expect(replace).to_be_visible()
        target.write_text("# Somebody else\n", encoding="utf-8")
        replace.click()
        expect(line.locator(".upload-failed")).to_contain_text("another version")
        assert target.read_text(encoding="utf-8") == "# Somebody else\n"
        replace.click()
        expect(line.locator(".upload-done")).to_be_visible()
        assert target.read_text(encoding="utf-8") == "# New\n"
        opened_document(page, "dropped/note.md")


def test_a_link_to_what_is_gone_says_so(office: Office) -> None:
    with office.at("/console/documents#manuals%2Fgone.pdf") as page:
        expect(page.locator("#toast")).to_contain_text("manuals/gone.pdf")
        expect(page.locator("#document-rows [aria-current=true]")).to_have_count(1)


def test_what_another_publishes_is_seen_and_the_way_back_leads_to_what_answered(
    office: Office,
) -> None:
    (office.documents / "note.md").write_text("# Note\n\nDry.\n", encoding="utf-8")
    with office.at("/console/releases") as page:
        first = page.locator("#release-head .path").text_content() or ""
        page.locator("#build").click()
        expect(page.locator("#release-head .tag")).to_have_text("candidate", timeout=20_000)
        candidate = page.locator("#release-head .path").text_content() or ""
        office.application.releasing.publish(candidate, by="Bo", force=True, reason="mine")
        page.wait_for_function(SEEN, polling=200)
        expect(page.locator("#release-head .tag")).to_have_text("answers now")
        expect(page.locator("#history-count")).to_have_text(re.compile(r"\d"))
        page.locator("#release-rows .row").filter(has_text="earlier").first.click()
        page.locator("[data-key=roll-back]").click()
        expect(page.locator("#toast")).to_contain_text("answers again")
        expect(page.locator("#release-head .path")).to_have_text(first)
        page.keyboard.press("u")
        expect(page.locator("#release-head .path")).to_have_text(candidate)
        expect(page.locator("#release-head .tag")).to_have_text("answers now")
