"""The agent's own draft in the console: hints while it is written, by the keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import QUESTION, ask, opened
from tests.fakes import INTERNAL_WORDS

pytestmark = pytest.mark.browser


def write(page: Page, text: str, *, market: str = "DE") -> None:
    page.select_option("#market", market)
    field = page.locator("#draft-text")
    if not field.is_visible():
        page.get_by_role("button", name="Your reply", exact=True).click()
    field.focus()
    page.keyboard.insert_text(text)


def test_a_suggested_reply_is_edited_and_held_against_its_sources(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page, QUESTION)
        expect(page.locator("#replies .card")).to_have_count(3)
        page.keyboard.press("Enter")
        field = page.locator("#draft-text")
        expect(field).to_be_focused()
        expect(field).to_have_value(page.locator("#replies .card-text").first.inner_text())
        expect(page.locator("#draft-state")).to_have_text("No hints")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text("XR-200A: rated voltage 48 V DC.")
        hint = page.locator(".hint")
        expect(hint).to_have_count(1)
        expect(hint).to_contain_text("Error, number")
        expect(page.locator("#draft-state")).to_have_text("1 error")
        page.keyboard.press("Tab")
        expect(hint.locator(".hint-place")).to_be_focused()
        page.keyboard.press("Enter")
        expect(field).to_be_focused()
        marked = page.evaluate(
            "(() => { const f = document.getElementById('draft-text');"
            "return f.value.slice(f.selectionStart, f.selectionEnd) })()"
        )
        assert marked == "48 V"


def test_a_suggestion_is_taken_where_the_words_stand(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        write(page, "😀 Wir melden uns morgen bei dir.")
        expect(page.locator("#draft-state")).to_have_text("1 warning")
        use = page.get_by_role("button", name="Use: Ihnen")
        use.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#draft-text")).to_have_value("😀 Wir melden uns morgen bei Ihnen.")
        expect(page.locator("#draft-state")).to_have_text("No hints")
        expect(page.locator("#draft-text")).to_be_focused()


def test_hints_are_asked_for_after_a_pause_and_once(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        asked: list[str] = []
        page.on(
            "request",
            lambda request: (
                asked.append(request.post_data or "") if request.url.endswith("/lint") else None
            ),
        )
        page.locator("#draft-text").focus()
        page.keyboard.type("Everything is fine with it", delay=5)
        expect(page.locator("#draft-state")).to_have_text("No hints")
        assert len(asked) == 1


def test_another_market_asks_again(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        write(page, "Hey, we are sending it.", market="")
        expect(page.locator("#draft-state")).to_have_text("1 hint")
        page.select_option("#language", "de")
        expect(page.locator("#draft-state")).to_have_text("1 error")
        expect(page.locator(".hint")).to_contain_text("Error, language")


def test_drafts_and_reasons_are_text_and_escape_leaves_the_field(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        write(page, f"<img src=x onerror=document.title='taken'> power brick {INTERNAL_WORDS[0]}")
        expect(page.locator(".hint")).to_have_count(2)
        assert page.title() == "Ask · Tradewind"
        page.keyboard.press("Escape")
        expect(page.locator("#draft-text")).not_to_be_focused()
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#draft-text")).to_have_value("")
        expect(page.locator(".hint")).to_have_count(0)


def test_a_second_suggestion_takes_the_place_of_an_untouched_one_and_goes_below_a_touched_one(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page)
        texts = page.locator("#replies .card-text")
        expect(texts).to_have_count(3)
        first, second, third = (texts.nth(at).inner_text() for at in range(3))
        field = page.locator("#draft-text")
        page.keyboard.press("i")
        expect(field).to_have_value(first)
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        page.keyboard.press("i")
        expect(field).to_have_value(second)
        page.keyboard.press("End")
        page.keyboard.type("!")
        written = field.input_value()
        page.keyboard.press("Escape")
        page.keyboard.press("3")
        page.keyboard.press("i")
        expect(field).to_have_value(f"{written}\n\n{third}")
        page.keyboard.press("Control+z")
        expect(field).to_have_value(written)


def test_what_cannot_be_checked_is_said_and_nothing_is_lost(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.route(
            "**/v1/replies/lint",
            lambda route: route.fulfill(
                status=503,
                content_type="application/problem+json",
                body='{"detail": "No release has been published yet."}',
            ),
        )
        write(page, "Good day")
        expect(page.locator("#draft-state")).to_have_text(
            "Not checked: No release has been published yet."
        )
        expect(page.locator("#draft-text")).to_have_value("Good day")
        page.unroute("**/v1/replies/lint")
        page.keyboard.press("End")
        page.keyboard.type("!")
        expect(page.locator("#draft-state")).to_have_text("No hints")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_in_light_and_dark(browser: Browser, address: str, scheme: str) -> None:
    size = {"width": 390, "height": 780}
    with opened(browser, address, viewport=size, color_scheme=scheme) as page:
        write(page, "Wir garantieren Ihnen, dass dein Gerät 100 % sicher ist.")
        expect(page.locator(".hint")).to_have_count(3)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"]
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.locator("#draft")).to_be_hidden()


def test_on_a_phone_a_suggestion_opens_the_box_it_goes_into(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 360, "height": 740}) as page:
        ask(page)
        expect(page.locator("#draft")).to_be_hidden()
        text = page.locator("#replies .card-text").first.inner_text()
        page.get_by_role("button", name="Insert").first.click()
        expect(page.locator("#draft-text")).to_have_value(text)
        expect(page.locator("#question")).to_have_value(QUESTION)
