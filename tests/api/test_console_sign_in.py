"""Signing in to the console in a real browser: in, out, by link, locked out, and again at work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.access.at_console import COOKIE
from api.access.caller import CHATBOT
from tests.access.staffed import PASSWORD, Staffed, staffed
from tests.api.test_console_axe import RULES
from tests.browser import QUESTION, ask, opened, served_app
from tests.fakes import fake_services

pytestmark = pytest.mark.browser
SIGN_IN = "/console/sign-in"
NAME = "#password-form [name=name]"
PATIENCE_MS = 30_000
"""For what takes two answers of the server and a page: a busy machine is no failure."""
ANEW = "another set of words"


@dataclass(frozen=True)
class Door:
    """A console with people, and a browser in front of it."""

    staff: Staffed
    address: str
    browser: Browser

    @contextmanager
    def at(self, path: str = "/console", **options: Any) -> Iterator[Page]:
        with opened(self.browser, self.address, path=path, **options) as page:
            yield page


@pytest.fixture
def door(browser: Browser, tmp_path: Path) -> Iterator[Door]:
    with staffed(tmp_path / "a.db", unknown=CHATBOT) as staff:
        staff.person("Mei")
        staff.person("Ada", "editor")
        app = staff.app(fake_services(tmp_path / "company"))
        with served_app(app) as address:
            yield Door(staff, address, browser)


def sign_in(page: Page, name: str = "Mei", password: str = PASSWORD) -> None:
    """By keyboard alone, from where the page puts one."""
    expect(page.locator(NAME)).to_be_focused(timeout=PATIENCE_MS)
    page.keyboard.insert_text(name)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(password)
    page.keyboard.press("Enter")


def assert_signed_in(page: Page, name: str = "Mei") -> None:
    expect(page.locator("#account .agent-name")).to_have_text(name, timeout=PATIENCE_MS)
    expect(page.locator("#release")).not_to_be_empty(timeout=PATIENCE_MS)


def assert_sound(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def test_in_and_to_the_page_that_was_wanted_and_out_again(door: Door) -> None:
    with door.at("/console?x=1#here") as page:
        expect(page).to_have_url(re.compile(r"/console/sign-in\?next="))
        sign_in(page, "mei")
        assert_signed_in(page)
        expect(page).to_have_url(re.compile(r"/console\?x=1#here$"))
        (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert page.evaluate("() => document.cookie").find(COOKIE) == -1
        page.locator("#account").click()
        panel = page.locator("#account-panel")
        expect(panel).to_contain_text("Agent")
        expect(panel).to_contain_text("Signed in until")
        panel.get_by_role("button", name="Sign out", exact=True).click()
        expect(page).to_have_url(re.compile(f"{SIGN_IN}$"))
        page.go_back()
        expect(page).to_have_url(re.compile(SIGN_IN))
        assert COOKIE not in {one["name"] for one in page.context.cookies()}


def test_a_wrong_password_is_told_and_the_lock_out_too(door: Door) -> None:
    with door.at() as page:
        sign_in(page, password="wrong")
        failed = page.get_by_role("alert").first
        expect(failed).to_contain_text("name or the password is wrong")
        expect(page.get_by_label("Password", exact=True)).to_be_focused()
        expect(page.locator(NAME)).to_have_value("Mei")
        for _ in range(4):
            with page.expect_response("**/v1/session"):
                page.keyboard.press("Enter")
            expect(page.locator("#password-form [type=submit]")).to_be_enabled()
        page.keyboard.insert_text(PASSWORD)
        page.keyboard.press("Enter")
        expect(failed).to_contain_text(
            re.compile(r"Too many wrong attempts\. Try again in \d+ sec")
        )
        door.staff.clock.pass_by(minutes=1)
        page.keyboard.press("Enter")
        assert_signed_in(page)


def test_caps_lock_is_told_and_the_password_can_be_shown(door: Door) -> None:
    with door.at() as page:
        field = page.get_by_label("Password", exact=True)
        hint = page.locator("#caps")
        event = "new KeyboardEvent('keyup', {modifierCapsLock: isOn})"
        pressed = f"(node, isOn) => node.dispatchEvent({event})"
        expect(page.locator(NAME)).to_be_focused()
        field.focus()
        field.evaluate(pressed, True)
        expect(hint).to_have_text("Caps lock is on.")
        field.evaluate(pressed, False)
        expect(hint).to_be_empty()
        page.get_by_label("Show the password").check()
        expect(field).to_have_attribute("type", "text")
        page.get_by_label("Show the password").uncheck()
        expect(field).to_have_attribute("type", "password")


def test_by_a_link_and_with_a_password_from_then_on(door: Door) -> None:
    ola = door.staff.person("Ola", password="")
    link = door.staff.people.link(ola, base=door.address, by="test")
    with door.at(link.removeprefix(door.address)) as page:
        heading = page.get_by_role("heading", name="Choose a password")
        expect(heading).to_be_focused(timeout=PATIENCE_MS)
        assert "#" not in page.url
        expect(page.locator("#choose [name=username]")).to_have_value("Ola")
        page.get_by_label("New password").fill("ola ola ola 12")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").last).to_contain_text(re.compile("name|tried first"))
        page.get_by_label("New password").fill(ANEW)
        page.keyboard.press("Enter")
        assert_signed_in(page, "Ola")
    with door.at(link.removeprefix(door.address)) as page:
        expect(page.get_by_role("alert").first).to_contain_text("used up")
    with door.at() as page:
        sign_in(page, "Ola", ANEW)
        assert_signed_in(page, "Ola")


def test_a_link_that_was_used_a_while_ago_asks_for_the_password(door: Door) -> None:
    mei = door.staff.people.people.required("Mei")
    link = door.staff.people.link(mei, base=door.address, by="test")
    known, hint = "#password-known", "Your link was used more than ten minutes ago."
    with door.at(link.removeprefix(door.address)) as page:
        assert_signed_in(page, "Mei")
        page.locator("#account").click()
        page.get_by_text("Change the password").click()
        expect(page.locator("#account-until")).not_to_be_empty(timeout=PATIENCE_MS)
        expect(page.locator(known)).to_be_hidden()
        expect(page.get_by_text(hint)).to_be_hidden()
        page.keyboard.press("Escape")
        door.staff.clock.pass_by(minutes=11)
        page.locator("#account").click()
        expect(page.locator(known)).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text(hint)).to_be_visible()


def test_a_key_says_who_it_is_done_for(door: Door) -> None:
    key = door.staff.keys.create("helpdesk", scopes=("agent",), by="t", actor="t").text
    with door.at() as page:
        page.get_by_text("Sign in with an API key").click()
        page.get_by_label("API key").fill(key)
        page.keyboard.press("Enter")
        expect(page.locator("#account")).to_have_attribute(
            "title", "Signed in with the key helpdesk"
        )
        expect(page.get_by_role("button", name="Your name")).to_be_visible()
        door.staff.keys.revoke("helpdesk", by="t", actor="t")
        ask(page)
        expect(page.locator("#again-panel")).to_be_visible(timeout=PATIENCE_MS)


def test_what_was_typed_is_kept_when_the_session_is_over(door: Door) -> None:
    with door.at() as page:
        sign_in(page)
        assert_signed_in(page)
        expect(page.locator("#question")).to_be_focused(timeout=PATIENCE_MS)
        page.keyboard.insert_text(QUESTION)
        door.staff.clock.pass_by(hours=3)
        page.keyboard.press("Enter")
        panel = page.locator("#again-panel")
        expect(panel).to_be_visible(timeout=PATIENCE_MS)
        expect(panel).to_contain_text("nothing is lost")
        assert_sound(page)
        expect(panel.get_by_label("Password")).to_be_focused()
        page.keyboard.insert_text("wrong")
        page.keyboard.press("Enter")
        expect(panel.get_by_role("alert")).to_contain_text("wrong")
        page.keyboard.insert_text(PASSWORD)
        page.keyboard.press("Enter")
        expect(panel).to_be_hidden(timeout=PATIENCE_MS)
        expect(page.locator("#replies .card")).to_have_count(3, timeout=PATIENCE_MS)
        expect(page.locator("#question")).to_have_value(QUESTION)


def test_signing_in_again_in_another_tab_is_enough(door: Door) -> None:
    with door.at() as page:
        sign_in(page)
        assert_signed_in(page)
        expect(page.locator("#question")).to_be_focused(timeout=PATIENCE_MS)
        page.keyboard.insert_text(QUESTION)
        door.staff.clock.pass_by(hours=3)
        page.keyboard.press("Enter")
        panel = page.locator("#again-panel")
        with page.context.expect_page() as opening:
            panel.get_by_role("link", name="In another tab").click()
        other = opening.value
        sign_in(other)
        assert_signed_in(other)
        page.bring_to_front()
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
        expect(panel).to_be_hidden(timeout=PATIENCE_MS)
        expect(page.locator("#replies .card")).to_have_count(3, timeout=PATIENCE_MS)


def test_somebody_else_in_the_other_tab_is_not_this_page(door: Door) -> None:
    with door.at() as page:
        sign_in(page)
        assert_signed_in(page)
        expect(page.locator("#question")).to_be_focused(timeout=PATIENCE_MS)
        door.staff.clock.pass_by(hours=3)
        ask(page)
        panel = page.locator("#again-panel")
        with page.context.expect_page() as opening:
            panel.get_by_role("link", name="In another tab").click()
        other = opening.value
        sign_in(other, "Ada")
        assert_signed_in(other, "Ada")
        page.bring_to_front()
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
        expect(panel.get_by_role("alert")).to_contain_text("somebody else signed in")
        expect(panel).to_be_visible(timeout=PATIENCE_MS)


def test_a_page_of_an_older_session_learns_the_new_ones_token(door: Door) -> None:
    """Signed out and in again in another tab: the first page works on, as the same person."""
    with door.at() as page:
        sign_in(page)
        assert_signed_in(page)
        other = page.context.new_page()
        other.goto("/console")
        assert_signed_in(other)
        other.locator("#account").click()
        other.get_by_role("button", name="Sign out", exact=True).click()
        sign_in(other)
        assert_signed_in(other)
        page.bring_to_front()
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3, timeout=PATIENCE_MS)


def test_the_password_is_changed_and_others_are_signed_out(door: Door) -> None:
    with door.at() as elsewhere, door.at() as page:
        sign_in(elsewhere)
        assert_signed_in(elsewhere)
        sign_in(page)
        assert_signed_in(page)
        page.locator("#account").click()
        page.get_by_text("Where you are signed in").click()
        expect(page.locator("#account-list li")).to_have_count(2)
        assert_sound(page)
        page.get_by_text("Change the password").click()
        page.get_by_label("The password you have now").fill(PASSWORD)
        page.get_by_label("New password").fill(ANEW)
        page.keyboard.press("Enter")
        expect(page.locator("#toast-text")).to_contain_text("The password is set")
        elsewhere.reload()
        expect(elsewhere).to_have_url(re.compile(SIGN_IN))


def test_an_editor_sees_the_editors_pages(door: Door) -> None:
    with door.at("/console/queue") as page:
        sign_in(page, "Ada")
        expect(page).to_have_url(re.compile("/console/documents"))
        expect(page.locator("#toast-text")).to_contain_text("no use for the page “Queue”")
        links = page.locator(".bar-views a").all_inner_texts()
        assert links == ["Documents", "Drafts", "Releases", "Health", "Gaps"]


def test_another_sites_page_signs_nobody_out(door: Door) -> None:
    """From another origin the cookie stays at home, and what comes is refused."""
    with door.at() as page:
        sign_in(page)
        assert_signed_in(page)
        elsewhere = page.context.new_page()
        elsewhere.goto(door.address.replace("127.0.0.1", "localhost") + "/healthz")
        status = elsewhere.evaluate(
            """async (address) => {
              const options = {method: "DELETE", credentials: "include", mode: "no-cors"};
              return fetch(address + "/v1/session", {...options, method: "POST", body: "x"})
                .then((response) => response.type, () => "refused");
            }""",
            door.address,
        )
        assert status in ("opaque", "refused")
        page.reload()
        assert_signed_in(page)


@pytest.mark.parametrize(
    ("window", "colours", "language"),
    [
        ({"width": 1280, "height": 800}, "light", "en"),
        ({"width": 360, "height": 740}, "dark", "zh"),
    ],
    ids=["wide", "narrow"],
)
def test_the_page_is_sound(door: Door, window: dict[str, int], colours: str, language: str) -> None:
    path = f"{SIGN_IN}?lang={language}&problem=denied"
    with door.at(path, viewport=window, color_scheme=colours) as page:
        expect(page.locator("#failed")).to_be_focused()
        for one in page.locator("details summary").all():
            one.click()
        assert_sound(page)
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        page.locator("[data-language=zh]").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        said = page.locator("main").inner_text()
        assert (
            re.findall(r"[A-Za-z]{2,}", re.sub("Tradewind|API|tradewind people link", "", said))
            == []
        )
