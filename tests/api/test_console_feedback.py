"""Verdicts on replies in the console: one key each, taken back in time, never lost in silence."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import ask, opened

pytestmark = pytest.mark.browser


class Desk:
    """What the page sends to ``/v1/feedback``, and an answer as the server gives it."""

    def __init__(self, page: Page) -> None:
        self.given: list[dict[str, Any]] = []
        self.status = 201
        page.route("**/v1/feedback", self._answer)

    def _answer(self, route: Route) -> None:
        self.given.append(json.loads(route.request.post_data or ""))
        body = {"id": "f1"} if self.status == 201 else {"detail": "The desk is closed."}
        route.fulfill(status=self.status, content_type="application/json", body=json.dumps(body))


def asked(page: Page) -> Desk:
    """The desk of a page on which an agent with a name has three replies before them."""
    desk = Desk(page)
    page.evaluate("localStorage.setItem('tradewind.agent', 'Li Lei')")
    ask(page)
    expect(page.locator("#replies .card")).to_have_count(3)
    return desk


def state(page: Page, at: int = 0) -> Any:
    return page.locator("#replies .card").nth(at).locator(".card-state")


def test_r_says_right_once_the_time_to_take_it_back_is_over(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = asked(page)
        page.keyboard.press("r")
        expect(page.locator("#toast-text")).to_have_text("Judged right")
        page.clock.run_for(4_000)
        assert desk.given == []
        page.clock.run_for(2_000)
        expect(state(page)).to_have_class("card-state sent")
        assert desk.given == [{"reply_id": "a0", "verdict": "right", "agent": "Li Lei"}]


def test_u_takes_it_back_before_it_is_sent(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = asked(page)
        page.keyboard.press("r")
        page.keyboard.press("u")
        expect(state(page)).to_be_hidden()
        expect(page.locator("#toast-text")).to_have_text("Taken back")
        page.clock.run_for(20_000)
        assert desk.given == []


def test_a_second_verdict_sends_the_first(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = asked(page)
        page.keyboard.press("r")
        page.keyboard.press("2")
        page.keyboard.press("w")
        page.keyboard.press("4")
        page.locator("#wrong-words").fill("replaced <in> May")
        page.keyboard.press("Control+Enter")
        expect(state(page)).to_have_class("card-state sent")
        assert [one["verdict"] for one in desk.given] == ["right"]
        page.clock.run_for(6_000)
        expect(state(page, 1)).to_have_class("card-state sent")
        assert desk.given[1:] == [
            {
                "reply_id": "a1",
                "verdict": "wrong",
                "reason": "outdated: replaced <in> May",
                "agent": "Li Lei",
            }
        ]


def test_leaving_the_page_sends_what_still_waits(
    browser: Browser, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    # what a page sends while it is left is seen by the server alone; this one keeps no desk
    with opened(browser, address) as page:
        page.evaluate("localStorage.setItem('tradewind.agent', 'Li Lei')")
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3)
        page.keyboard.press("r")
        expect(state(page)).to_have_class("card-state sending")
        assert "/v1/feedback" not in caplog.text
        page.locator('.bar-views [data-view="queue"]').click()
        page.wait_for_url("**/console/queue")
        for _ in range(100):
            if "/v1/feedback refused" in caplog.text:
                break
            page.wait_for_timeout(50)
        assert caplog.text.count("/v1/feedback refused") == 1


def test_e_takes_what_stands_in_the_box_and_nothing_unedited(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = asked(page)
        page.keyboard.press("e")
        expect(page.locator("#toast-text")).to_contain_text("The reply box is empty")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.keyboard.press("e")
        expect(page.locator("#toast-text")).to_contain_text("unchanged")
        page.locator("#draft-text").fill("XR-200A: 24 V DC, as the manual says.")
        page.keyboard.press("Escape")
        page.keyboard.press("e")
        page.clock.run_for(6_000)
        expect(state(page)).to_contain_text("Edited")
        assert [(one["verdict"], one["text"]) for one in desk.given] == [
            ("edited", "XR-200A: 24 V DC, as the manual says.")
        ]


def test_a_name_is_asked_for_once_and_who_gives_none_judges_nothing(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = Desk(page)
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3)
        page.keyboard.press("r")
        expect(page.locator("#agent-panel")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#agent-panel")).to_be_hidden()
        page.locator("#replies .card").first.focus()
        page.keyboard.press("r")
        page.keyboard.insert_text("Han Meimei")
        page.keyboard.press("Enter")
        page.clock.run_for(6_000)
        expect(state(page)).to_have_class("card-state sent")
        page.keyboard.press("r")
        page.clock.run_for(6_000)
        expect(page.locator("#agent-panel")).to_be_hidden()
        assert [one["agent"] for one in desk.given] == ["Han Meimei", "Han Meimei"]


def test_what_was_not_saved_is_said_and_can_be_sent_again(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.clock.install()
        desk = asked(page)
        desk.status = 503
        page.keyboard.press("r")
        page.clock.run_for(6_000)
        expect(state(page)).to_have_text("The verdict was not saved. The desk is closed.")
        desk.status = 201
        page.get_by_role("button", name="Try again").click()
        page.clock.run_for(6_000)
        expect(state(page)).to_have_class("card-state sent")
        assert len(desk.given) == 2
