"""Drafts in a real browser: an editor reads them, mends them, takes them or does not."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from answer.desk.draft_document import DraftDocument
from answer.desk.draft_store import DraftStore
from api.bootstrap import Application
from tests.api.console_desk import Console, console_over

pytestmark = pytest.mark.browser
TEXT = "---\ntitle: {title}\nkind: case\naudience: agent\n---\n# {title}\n\nHow loud?\n\n{answer}\n"


@pytest.fixture
def console(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Console]:
    with console_over(company, tmp_path, browser) as console:
        yield console


def drafts_of(console: Console) -> DraftStore:
    return console.desk.desk.drafts


def put(console: Console, name: str, *, answer: str = "38 dB.") -> None:
    title = f"Noise of {name}"
    drafts_of(console).put(
        DraftDocument(
            id=f"case-{name}",
            title=title,
            path=f"cases/noise-{name}.md",
            case_id=name,
            agent="Mei",
            text=TEXT.format(title=title, answer=answer),
        )
    )


def rows(page: Page, count: int) -> None:
    expect(page.locator("#draft-rows li")).to_have_count(count)


def test_without_drafts_the_page_says_where_they_come_from(console: Console) -> None:
    with console.at("/console/drafts") as page:
        expect(page.locator("#notice")).to_contain_text("No draft is waiting")
        expect(page.locator("#drafts")).to_be_hidden()


def test_what_was_typed_into_a_draft_stays_while_another_is_read(console: Console) -> None:
    put(console, "XR-100")
    put(console, "XR-200", answer="Write to maria.huber@example.com.")
    with console.at("/console/drafts") as page:
        rows(page, 2)
        expect(page.locator("#draft-title")).to_have_text("Noise of XR-100")
        page.locator("#draft-text").fill("half a thought")
        page.locator("#draft-rows button").nth(1).click()
        expect(page.locator("#draft-warnings")).to_contain_text("maria.huber@example.com")
        page.keyboard.press("k")
        expect(page.locator("#draft-text")).to_have_value("half a thought")
        page.get_by_role("button", name="As the agent wrote it").click()
        expect(page.locator("#draft-text")).to_have_value(
            TEXT.format(title="Noise of XR-100", answer="38 dB.")
        )


def test_a_rejected_draft_comes_back_and_is_gone_only_when_nobody_wanted_it_back(
    console: Console,
) -> None:
    put(console, "XR-100")
    with console.at("/console/drafts") as page:
        rows(page, 1)
        page.locator("#draft-reject").click()
        expect(page.locator("#notice")).to_contain_text("No draft is waiting")
        page.keyboard.press("u")
        rows(page, 1)
        assert len(drafts_of(console).drafts()) == 1
        page.locator("#draft-reject").click()
        page.goto("/console/queue")
        deadline = time.monotonic() + 20
        while drafts_of(console).drafts() and time.monotonic() < deadline:
            time.sleep(0.05)
    assert drafts_of(console).drafts() == ()


def test_a_draft_is_refused_in_words_where_its_document_is_there_already(
    console: Console, company: Application
) -> None:
    put(console, "XR-100")
    target = company.documents_dir / "cases" / "noise-XR-100.md"
    with console.at("/console/drafts") as page:
        rows(page, 1)
        page.locator("#draft-text").fill(TEXT.format(title="Mended", answer="39 dB."))
        page.locator("#draft-text").press("Control+Enter")
        expect(page.locator("#toast")).to_contain_text("cases/noise-XR-100.md")
        assert "39 dB." in target.read_text(encoding="utf-8")
        put(console, "XR-100")
        page.reload()
        rows(page, 1)
        page.locator("#draft-accept").click()
        expect(page.locator("#toast")).to_contain_text("already")
        rows(page, 1)
    target.unlink()
    target.parent.rmdir()
