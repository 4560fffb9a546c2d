"""What every page of the console has: its language, its colours, the agent's name, its keys."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.page_words import VIEWS, View
from tests.browser import ask, opened, served
from tests.fakes import fake_services

pytestmark = pytest.mark.browser

# what is not the console's own: the customer's, the documents', the server's, an agent's, a key's
FOREIGN = "[dir=auto], [lang=en], bdi, kbd, option, iframe, script, noscript, .bar-brand, .switch"
SAID_BY_THE_PAGE = f"""() => {{
  const said = [];
  const foreign = (node) => node.closest({FOREIGN!r}) !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const node = walker.currentNode;
    if (!foreign(node.parentElement)) said.push(node.textContent.trim());
  }}
  for (const node of document.body.querySelectorAll("*")) {{
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {{
      if (node.hasAttribute(name) && !node.matches("[lang=en]")) said.push(node.getAttribute(name));
    }}
  }}
  return said.filter((text) => text !== "");
}}"""
# keys, files and media as they are called everywhere, and what the test's own documents are called
ALIKE = re.compile(
    r"Enter|Shift|Ctrl|Esc|Tradewind|JavaScript|/v1|XR-\S*|English|\(\w\)|L[123]|[hr]\d|"
    r"shared words|\b[jkciorewuy]\b"
)


def test_the_browsers_language_is_spoken_and_every_word_of_it(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, locale="zh-CN") as page:
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")
        page.select_option("#market", "DE")
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3)
        expect(page.locator("#replies .card").first).to_contain_text("可放心发送")
        page.keyboard.press("Enter")
        page.keyboard.insert_text("We guarantee it, buddy: 48 V.")
        expect(page.locator("#draft-state")).to_contain_text("处")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("#keys-list dt").first).to_be_visible()
        said = page.evaluate(SAID_BY_THE_PAGE)
        assert len(said) > 60
        english = [text for text in said if re.search(r"[A-Za-z]{2,}", ALIKE.sub("", text))]
        assert english == []


@pytest.mark.parametrize("path", ["/console/queue", "/console/cases/h%201"])
def test_other_views_have_addresses_and_the_same_shell(
    browser: Browser, address: str, path: str
) -> None:
    with opened(browser, address, path=path) as page:
        expect(page.get_by_role("navigation").get_by_role("link", name="Queue")).to_have_attribute(
            "aria-current", re.compile("page|true")
        )
        expect(page.locator("#release")).to_contain_text("4 documents")
        page.keyboard.press("g")
        page.keyboard.press("a")
        expect(page.locator("#question")).to_be_focused()


def test_the_language_is_chosen_in_the_bar_remembered_and_loses_nothing(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3)
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.locator("#replies .card")).to_have_count(3)
        expect(page.locator("#question")).to_have_value(re.compile("rated voltage"))
        assert "lang=" not in page.url
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        page.locator(".source-link").first.click()
        shown = page.frame_locator("#source-frame")
        expect(shown.locator(".pages")).to_contain_text("第 1 页，共 2 页")


def test_colours_follow_the_system_until_chosen_and_are_remembered(
    browser: Browser, address: str
) -> None:
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    with opened(browser, address, color_scheme="dark") as page:
        dark = page.evaluate(ground)
        ask(page)
        page.locator(".source-link").first.click()
        shown = page.frame_locator("#source-frame").locator("html")
        expect(shown.locator("mark")).to_be_visible()
        assert shown.evaluate(ground) == dark
        page.get_by_role("button", name="Colours: as the system").click()
        light = page.evaluate(ground)
        assert light != dark
        assert shown.evaluate(ground) == light
        page.reload()
        assert page.evaluate(ground) == light
        expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
        page.emulate_media(color_scheme="light")
        page.get_by_role("button", name="Colours: light").click()
        assert page.evaluate(ground) == dark


def name_oneself(page: Page, name: str) -> None:
    expect(page.locator("#agent-panel")).to_be_visible()
    page.keyboard.insert_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("#agent-panel")).to_be_hidden()


def test_the_agents_name_is_kept_shown_and_changed(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.get_by_role("button", name="Your name").click()
        name_oneself(page, "李雷 <b>")
        expect(page.locator("#agent .agent-name")).to_have_text("李雷 <b>")
        page.reload()
        expect(page.locator("#agent .agent-name")).to_have_text("李雷 <b>")
        page.locator("#agent").click()
        expect(page.locator("#agent-input")).to_have_value("李雷 <b>")
        name_oneself(page, "Han Meimei")
        expect(page.locator("#agent .agent-initial")).to_have_text("H")


def test_the_help_lists_every_key_and_single_keys_can_be_turned_off(
    browser: Browser, address: str
) -> None:
    with opened(browser, address) as page:
        ask(page)
        expect(page.locator("#replies .card")).to_have_count(3)
        page.keyboard.press("?")
        keys = page.locator("#keys-list kbd").all_inner_texts()
        for key in (
            "/",
            "?",
            "Esc",
            "Enter",
            "i",
            "c",
            "o",
            "y",
            "r",
            "e",
            "w",
            "u",
            "1",
            "2",
            "3",
        ):
            assert key in keys, key
        page.get_by_label("Single-letter keys").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#replies .card").nth(1)).to_be_focused()
        page.keyboard.press("?")
        expect(page.locator("#keys-panel")).to_be_hidden()
        page.get_by_role("button", name="Keyboard shortcuts").click()
        expect(page.get_by_label("Single-letter keys")).not_to_be_checked()


def test_the_first_stop_of_the_tab_key_skips_the_bar(browser: Browser, address: str) -> None:
    with opened(browser, address, path="/console/cases/c1") as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        assert (skip.bounding_box() or {"y": -1})["y"] >= 0
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_nothing_moves_for_who_asked_for_less_motion(browser: Browser, address: str) -> None:
    with opened(browser, address, reduced_motion="reduce") as page:
        page.route("**/v1/search", lambda route: None)
        ask(page)
        skeleton = page.locator(".skeleton").first
        expect(skeleton).to_be_visible()
        lasts = skeleton.evaluate("node => parseFloat(getComputedStyle(node).animationDuration)")
        assert lasts < 0.001


def test_the_bar_says_that_an_earlier_release_stands_in(browser: Browser, tmp_path: Path) -> None:
    services = fake_services(tmp_path)
    damaged = replace(services.standing(), meant="r2", problem="'content.db' of 'r2' is damaged")
    with (
        served(replace(services, standing=lambda: damaged)) as address,
        opened(browser, address) as page,
    ):
        line = page.locator("#release")
        expect(line).to_contain_text("The published release is damaged; an earlier one answers")
        expect(line).to_contain_text("4 documents")
        expect(line).to_have_class(re.compile("problem"))


@pytest.mark.parametrize("width", [360, 640, 900, 1100])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_bar_holds_all_views_at_any_width(
    browser: Browser, address: str, width: int, language: str
) -> None:
    window = {"viewport": {"width": width, "height": 800}}
    with opened(browser, address, path=f"/console/health?lang={language}", **window) as page:
        expect(page.locator("#release")).not_to_be_empty()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        views = page.locator(".bar-views a")
        expect(views).to_have_count(len(VIEWS))
        for index in range(len(VIEWS)):
            box = views.nth(index).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert 24 <= box["height"] < 48, "one line, and large enough to be met"


@pytest.mark.parametrize("view", VIEWS, ids=lambda one: one.name)
def test_every_view_is_two_keys_away(browser: Browser, address: str, view: View) -> None:
    start = "/console/gaps" if view.name != "gaps" else "/console/health"
    with opened(browser, address, path=start) as page:
        page.locator("#main").focus()
        for key in view.keys.split():
            page.keyboard.press(key)
        expect(page).to_have_url(re.compile(re.escape(view.path) + r"($|[?#])"))
        expect(page.locator("[aria-current=page]")).to_have_attribute("data-view", view.name)
