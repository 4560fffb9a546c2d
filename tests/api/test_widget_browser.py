"""The widget in a real browser: asked, reloaded, cut off, closed for the night, attacked."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from answer.desk.visitor_store import VisitorStore
from api.bootstrap import Application
from api.widget.visits import hash_of
from tests.api.test_console_axe import assert_sound
from tests.api.widget_site import WidgetSite, widget_site
from tests.browser import opened, served_app
from tests.conftest import PROJECT
from tests.desk.working_desk import Clock
from tests.local_server import serving

pytestmark = pytest.mark.browser
WARRANTY = "How long is the warranty on every drive?"
MONTHS = re.compile("thirty-six months")
SATURDAY_NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
BERLIN = {"timezone_id": "Europe/Berlin"}
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>"


class Served:
    """A site and where it is."""

    def __init__(self, site: WidgetSite, address: str, browser: Browser) -> None:
        self.site = site
        self.address = address
        self.browser = browser

    @contextmanager
    def at(self, path: str = "/demo", **options: Any) -> Iterator[Page]:
        """The demo page in a browser of its own, the widget open."""
        with opened(self.browser, self.address, path=path, **{**BERLIN, **options}) as page:
            page.locator(".launcher").click()
            yield page


@pytest.fixture(scope="module")
def served(
    company: Application, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("widget")
    with widget_site(company, folder) as site, served_app(site.app) as address:
        yield Served(site, address, browser)


@pytest.fixture(scope="module")
def at_night(
    company: Application, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("night")
    with (
        widget_site(company, folder, Clock(SATURDAY_NIGHT)) as site,
        served_app(site.app) as address,
    ):
        yield Served(site, address, browser)


def ask(page: Page, text: str = WARRANTY) -> None:
    """Writes and waits until it has been replied to."""
    replies = page.locator(".message.assistant")
    before = replies.count()
    page.locator(".foot textarea").fill(text)
    page.keyboard.press("Enter")
    expect(replies).to_have_count(before + 1)


def memory(page: Page) -> dict[str, Any]:
    """What the browser keeps of the conversation."""
    found: dict[str, Any] = page.evaluate(
        "() => JSON.parse(Object.entries(localStorage)"
        ".find(([name]) => name.startsWith('tradewind.widget.'))?.[1] ?? '{}')"
    )
    return found


def test_a_question_is_answered_and_its_source_opens_where_it_stands(served: Served) -> None:
    with served.at() as page:
        ask(page)
        answer = page.locator(".message.assistant").last
        expect(answer.locator(".text").first).to_contain_text(MONTHS)
        chip = answer.locator(".chip")
        expect(chip).to_have_text(re.compile("1.*Warranty 2025"))
        with page.context.expect_page() as found:
            chip.click()
        source = found.value
        source.wait_for_load_state()
        assert "/v1/documents/policies/warranty-2025.md/view" in source.url
        expect(source.locator("mark").first).to_contain_text(MONTHS)
        answer.get_by_role("button", name="No", exact=False).click()
        expect(answer).to_contain_text("Thank you for your feedback.")


def test_a_reload_and_another_tab_know_the_conversation(served: Served) -> None:
    with served.at() as page:
        ask(page)
        page.locator(".foot textarea").fill("And what about")
        page.wait_for_function(
            "() => Object.values(localStorage).join().includes('And what about')"
        )
        other = page.context.new_page()
        other.goto("/demo/delivery")
        other.locator(".launcher").click()
        for one in (page, other):
            if one is page:
                one.reload()
            expect(one.locator(".message.assistant").last).to_contain_text(MONTHS)
            expect(one.locator(".message.assistant").last.locator(".chip")).to_have_count(1)
            expect(one.locator(".foot textarea")).to_have_value("And what about")
        ask(other, "Can I pay by bank transfer?")
        expect(page.locator(".message.visitor")).to_have_count(2)


def test_a_person_is_asked_for_and_what_they_write_arrives(served: Served) -> None:
    with served.at("/demo?lang=de") as page:
        page.get_by_role("button", name="Mit einer Person sprechen").click()
        form = page.locator(".form")
        expect(form).to_contain_text("Unser Team ist jetzt erreichbar.")
        form.locator("textarea").fill("Mein Gerät brummt.")
        form.locator("input").fill("kim@example")
        form.get_by_role("button", name="Anliegen senden").click()
        expect(form.get_by_role("alert")).to_have_text("Bitte prüfen Sie die E-Mail-Adresse.")
        expect(form.locator("input")).to_be_focused()
        form.locator("input").fill("kim@example.com")
        form.get_by_role("button", name="Anliegen senden").click()
        expect(page.locator(".notice").first).to_contain_text("liegt bei unserem Team")
        expect(page.locator(".message.assistant").last).to_contain_text("innerhalb von")
        expect(page.locator(".to-person")).to_be_hidden()
        secret = memory(page)["secret"]
        store = VisitorStore(served.site.desk.desk.database)
        visitor = store.visitor(hash_of(secret), caller="")
        assert visitor.email == "kim@example.com"
        case = served.site.desk.desk.cases.case_of(visitor.conversation_id)
        assert case is not None
        served.site.desk.work.reply(case.id, agent="Mei", text=f"Guten Tag! {ATTACK}")
        said = page.locator(".message.team")
        expect(said).to_contain_text(f"Guten Tag! {ATTACK}", timeout=15_000)
        expect(said).to_contain_text("Unser Team")
        expect(page.locator("tradewind-widget img, tradewind-widget script")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Wieder erreichbar: Montag, 23. November, 08:30 Uhr."),
        ("ar", "الاثنين، 23 نوفمبر، 8:30 ص"),
        ("zh-Hans", "恢复服务时间：11月23日星期一 02:00。"),
    ],
)
def test_outside_of_its_hours_the_desk_says_when_it_opens(
    at_night: Served, language: str, told: str
) -> None:
    with at_night.at(f"/demo?lang={language}") as page:
        expect(page.locator(".notice").first).to_contain_text(told)
        ask(page)
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
        page.locator(".to-person").click()
        expect(page.locator(".form")).to_contain_text(told)
        assert_sound(page)
        page.locator(".form textarea").fill("XR-200A 24 V?")
        page.locator(".form button[type=submit]").click()
        expect(page.locator(".message.assistant")).to_have_count(3)
        later = page.locator(".inline")
        later.locator("input").fill("kim@example.com")
        later.locator("button").click()
        expect(later).to_have_count(0)
        assert memory(page)["hasEmail"] is True


@pytest.mark.parametrize(
    ("language", "window", "colours"),
    [
        ("en", PHONE, "light"),
        ("en", WIDE, "dark"),
        ("ar", PHONE, "dark"),
        ("ar", WIDE, "light"),
        ("zh-Hans", PHONE, "dark"),
    ],
    ids=["en-phone", "en-wide", "ar-phone", "ar-wide", "zh-phone"],
)
def test_what_is_seen_is_sound(
    served: Served, language: str, window: dict[str, int], colours: str
) -> None:
    path = f"/demo?lang={language}"
    with served.at(path, viewport=window, color_scheme=colours) as page:
        ask(page)
        assert_sound(page)
        panel = page.locator(".panel")
        expect(panel).to_have_css("direction", "rtl" if language == "ar" else "ltr")
        box = panel.bounding_box()
        assert box is not None
        if window is PHONE:
            assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
        else:
            assert box["x"] + box["width"] <= 1280 - 15
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


def test_the_keyboard_reaches_all_of_it_and_nothing_else(served: Served) -> None:
    with opened(served.browser, served.address, path="/demo", **BERLIN) as page:
        launcher = page.locator(".launcher")
        launcher.focus()
        page.keyboard.press("Enter")
        field = page.locator(".foot textarea")
        expect(field).to_be_focused()
        expect(page.locator("[role=dialog]")).to_have_attribute("aria-modal", "true")
        ask(page)
        seen = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.localName"))
        assert seen == {"tradewind-widget"}
        page.keyboard.press("Shift+Tab")
        page.locator(".to-person").click()
        page.keyboard.press("Escape")
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("[role=dialog]")).to_be_hidden()
        expect(launcher).to_be_focused()


def test_a_message_that_failed_goes_by_itself_and_is_kept_once(served: Served) -> None:
    with served.at() as page:
        refused: list[str] = []

        def fail(route: Route) -> None:
            refused.append(json.loads(route.request.post_data or "{}")["id"])
            if len(refused) == 1:
                # the server has it, and its reply is lost on the way
                route.fetch()
                half = "event: searching\ndata: {}\n\nevent: do"
                route.fulfill(body=half, content_type="text/event-stream")
            elif len(refused) == 2:
                # there is no room
                route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}")
            else:
                route.fulfill(status=500, body="Traceback: secret internals")
                page.unroute("**/v1/widget/messages")

        page.route("**/v1/widget/messages", fail)
        page.locator(".foot textarea").fill(WARRANTY)
        page.keyboard.press("Enter")
        told = page.locator(".message.visitor .state")
        expect(told).to_have_text("One moment, please: your message will be sent by itself.")
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS, timeout=15_000)
        expect(told).to_have_count(0)
        expect(page.locator(".message.visitor")).to_have_count(1)
        assert len(refused) == 3
        assert len(set(refused)) == 1
        secret = memory(page)["secret"]
        visitor = VisitorStore(served.site.desk.desk.database).visitor(hash_of(secret), caller="")
        said = served.site.desk.desk.conversations.messages(visitor.conversation_id)
        assert [one.role for one in said] == ["customer", "assistant"]


def test_it_comes_back_more_and_more_rarely_and_then_asks_the_visitor(served: Served) -> None:
    context = served.browser.new_context(base_url=served.address)
    page = context.new_page()
    page.clock.install()
    page.goto("/demo")
    page.locator(".launcher").click()
    tried: list[str] = []

    def refuse(route: Route) -> None:
        tried.append("refused")
        route.fulfill(status=503, headers={"Retry-After": "5"}, body="{}")

    page.route("**/v1/widget/messages", refuse)
    page.locator(".foot textarea").fill(WARRANTY)
    page.keyboard.press("Enter")
    told = page.locator(".message.visitor .state")
    expect(told).to_contain_text("One moment, please")
    page.clock.run_for(4_900)
    page.wait_for_timeout(100)
    assert len(tried) == 1, "the server named a time"
    for _ in range(20):
        page.clock.run_for(30_000)
        page.wait_for_timeout(50)
    assert len(tried) == 8
    expect(told).to_have_text(
        "Not sent yet. This did not work just now. Please try again. Try again"
    )
    page.unroute("**/v1/widget/messages")
    told.get_by_role("button").click()
    expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
    context.close()


def test_what_waits_outlives_a_conversation_that_the_server_forgot(served: Served) -> None:
    with served.at() as page:
        ask(page)
        page.route("**/v1/widget/messages", lambda route: route.fulfill(status=503, body="{}"))
        page.locator(".foot textarea").fill("Is it waterproof?")
        page.keyboard.press("Enter")
        expect(page.locator(".message.visitor")).to_have_count(2)
        secret = memory(page)["secret"]
        visitors = VisitorStore(served.site.desk.desk.database)
        assert visitors.forget(hash_of(secret))
        # the page is loaded again, looks for what was written meanwhile, and finds nothing
        page.reload()
        said = page.locator(".message.visitor")
        expect(said).to_have_count(1)
        expect(said).to_contain_text("Is it waterproof?")
        page.unroute("**/v1/widget/messages")
        expect(page.locator(".message.assistant")).to_have_count(2)
        assert memory(page)["secret"] != secret


def test_offline_it_waits_and_says_so(served: Served) -> None:
    with served.at() as page:
        page.context.set_offline(True)
        expect(page.locator(".notice").first).to_contain_text("You are offline.")
        page.locator(".foot textarea").fill(WARRANTY)
        page.keyboard.press("Enter")
        expect(page.locator(".message.visitor")).to_have_count(1)
        expect(page.locator(".message.assistant")).to_have_count(1)
        page.context.set_offline(False)
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
        expect(page.locator(".notice").first).to_be_hidden()


def test_too_many_messages_are_told_in_the_visitors_language(served: Served) -> None:
    with served.at("/demo?lang=fr") as page:
        answers = iter([429])

        def limit(route: Route) -> None:
            status = next(answers, 0)
            if status:
                route.fulfill(status=status, headers={"Retry-After": "1"}, body="{}")
            else:
                route.continue_()

        page.route("**/v1/widget/messages", limit)
        page.locator(".foot textarea").fill(WARRANTY)
        page.keyboard.press("Enter")
        expect(page.locator(".message.visitor .state")).to_contain_text("beaucoup de messages")
        # it goes by itself once the server said it may
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)


def test_a_long_text_is_kept_and_refused_before_it_is_sent(served: Served) -> None:
    with served.at() as page:
        field = page.locator(".foot textarea")
        field.fill("x" * 4_001)
        page.keyboard.press("Enter")
        wrong = page.locator(".foot .wrong")
        expect(wrong).to_have_text("The message is too long; at most 4000 characters are possible.")
        expect(field).to_have_attribute("aria-invalid", "true")
        told, written = wrong.bounding_box(), field.bounding_box()
        assert told is not None
        assert written is not None
        # the field's outline, two pixels wide and two away from it, covers no word
        assert told["y"] + told["height"] <= written["y"] - 4
        expect(page.locator(".message.visitor")).to_have_count(0)
        field.fill("x" * 3)
        expect(wrong).to_be_hidden()


def test_what_is_deleted_is_gone_from_both_sides(served: Served) -> None:
    with served.at() as page:
        ask(page)
        secret = memory(page)["secret"]
        page.get_by_role("button", name="Delete this conversation").click()
        expect(page.get_by_role("button", name="Delete", exact=True)).to_be_focused()
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.locator(".notice").first).to_have_text("The conversation has been deleted.")
        expect(page.locator(".message")).to_have_count(1)
        assert "secret" not in memory(page)
        found = page.request.get("/v1/widget/messages", headers={"Tradewind-Conversation": secret})
        assert found.status == 404
        ask(page)
        assert memory(page)["secret"] != secret


def test_who_deletes_what_a_person_works_on_is_told_what_becomes_of_it(served: Served) -> None:
    with served.at() as page:
        ask(page, "The charger caught fire and burned my hand")
        expect(page.locator(".notice").first).to_contain_text("Your request is with our team.")
        page.get_by_role("button", name="Delete this conversation").click()
        expect(page.locator(".sure")).to_contain_text("After deletion nobody can reply to you.")
        page.get_by_role("button", name="Delete", exact=True).click()
        told = page.locator(".notice").first
        expect(told).to_contain_text("That a serious matter was reported stays with our team")
        expect(page.locator(".message")).to_have_count(1)


def test_nothing_that_is_told_is_read_as_html(served: Served) -> None:
    reply = {
        "message": {
            "id": "reply-1",
            "author": "assistant",
            "kind": "clarify",
            "language": ATTACK,
            "pieces": [{"text": ATTACK, "sources": [1, 2]}],
            "sources": [
                {"number": 1, "title": ATTACK, "page": ATTACK, "url": "javascript:alert(3)"},
                {"number": 2, "title": "x", "page": "", "url": "https://evil.example/"},
            ],
            "choices": [{"label": ATTACK, "value": ATTACK}],
            "at": "2026-11-23T09:00:00Z",
            "reply_id": "1",
        },
        "with_person": False,
    }
    with served.at() as page:
        dialogs: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        done = f"event: done\ndata: {json.dumps(reply)}\n\n"
        page.route(
            "**/v1/widget/messages",
            lambda route: route.fulfill(body=done, content_type="text/event-stream"),
        )
        ask(page, ATTACK)
        expect(page.locator(".choice")).to_have_text(ATTACK)
        hrefs = [chip.get_attribute("href") for chip in page.locator(".chip").all()]
        assert hrefs == [served.address, served.address]
        expect(page.locator("tradewind-widget img, tradewind-widget script")).to_have_count(0)
        assert dialogs == []


class Shop:
    """Another site: one page, whose policy and script tag a test sets."""

    def __init__(self) -> None:
        self.script = ""
        self.policy = ""
        self.address = ""


@contextmanager
def a_shop() -> Iterator[Shop]:
    shop = Shop()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            main = "<title>Shop</title><main><h1>Shop</h1></main>"
            body = f"<!doctype html><html lang=nl>{main}{shop.script}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", shop.policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with serving(Pages, let_go=Event()) as address:
        shop.address = address
        yield shop


def strict_policy(server: str) -> str:
    """What a page has to allow, and nothing more."""
    return (
        f"default-src 'none'; script-src {server}; connect-src {server}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def test_on_another_sites_strict_page_it_works_with_its_key(served: Served) -> None:
    with a_shop() as shop:
        key = served.site.key(shop.address)
        shop.policy = strict_policy(served.address)
        shop.script = (
            f'<script src="{served.address}/widget.js" data-key="{key}" data-colour="#ffd500" '
            'data-open data-greeting="Welkom!" data-position="left" defer></script>'
        )
        context = served.browser.new_context()
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
        page.goto(shop.address)
        expect(page.locator(".panel")).to_be_visible()
        expect(page.locator(".panel h2")).to_have_text("Klantenservice")
        expect(page.locator(".message").first).to_contain_text("Welkom!")
        expect(page.locator(".head")).to_have_css("background-color", "rgb(255, 213, 0)")
        expect(page.locator(".head")).to_have_css("color", "rgb(0, 0, 0)")
        ask(page)
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
        chip = page.locator(".chip").first
        assert (chip.get_attribute("href") or "").startswith(f"{served.address}/v1/documents/")
        page.reload()
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
        assert_sound(page)
        # a page without an icon asks for one, and its policy refuses it
        assert [one for one in complaints if "favicon" not in one] == []
        context.close()


def test_where_its_key_does_not_hold_nothing_is_shown(served: Served) -> None:
    with a_shop() as shop:
        shop.policy = strict_policy(served.address)
        keys = ("tw_wrong", served.site.key("https://another.example"))
        for key in keys:
            shop.script = f'<script src="{served.address}/widget.js" data-key="{key}"></script>'
            context = served.browser.new_context()
            page = context.new_page()
            page.goto(shop.address)
            page.wait_for_timeout(300)
            expect(page.locator("tradewind-widget")).to_have_count(0)
            context.close()


def test_the_example_of_the_documentation_works_as_it_stands(served: Served) -> None:
    page_of_docs = (PROJECT / "docs" / "widget.md").read_text(encoding="utf-8")
    found = re.search(r"```html\n(.*?)\n```", page_of_docs, re.DOTALL)
    policy = re.search(r"```\n(script-src [^\n]*)\n```", page_of_docs)
    assert found
    assert policy
    with a_shop() as shop:
        key = served.site.key(shop.address)
        here = {"https://kb.example": served.address, "tw_your_key": key}
        shop.script, rules = found.group(1), policy.group(1)
        for named, real in here.items():
            shop.script, rules = shop.script.replace(named, real), rules.replace(named, real)
        shop.policy = f"default-src 'none'; {rules}"
        context = served.browser.new_context()
        page = context.new_page()
        page.goto(shop.address)
        page.locator(".launcher").click()
        ask(page)
        expect(page.locator(".message.assistant").last).to_contain_text(MONTHS)
        context.close()


def test_questions_are_offered_once_a_page_and_asked_when_chosen(
    served: Served, company: Application
) -> None:
    context = served.browser.new_context(base_url=served.address)
    page = context.new_page()
    page.clock.install()
    page.goto("/demo")
    expect(page.locator(".launcher")).to_be_visible()
    hints = page.locator(".hints")
    for _ in range(12):
        page.clock.run_for(4_000)
        page.wait_for_timeout(200)
        # the page's clock runs ahead of the server's
        company.suggesting.wait()
        if hints.is_visible():
            break
    expect(hints).to_be_visible()
    assert_sound(page)
    chips = hints.locator("li button")
    assert 1 <= chips.count() <= 3
    words = chips.first.locator("span").first.inner_text()
    chips.first.click()
    expect(hints).to_be_hidden()
    expect(page.locator(".message.visitor")).to_contain_text(words)
    expect(page.locator(".message.assistant").last.locator(".chip").first).to_be_visible()
    page.reload()
    page.clock.run_for(60_000)
    expect(hints).to_be_hidden()
    context.close()


def test_nothing_is_offered_where_the_page_does_not_want_it(served: Served) -> None:
    with a_shop() as shop:
        key = served.site.key(shop.address)
        shop.policy = strict_policy(served.address)
        shop.script = (
            f'<script src="{served.address}/widget.js" data-key="{key}" data-suggestions="off" '
            "defer></script>"
        )
        context = served.browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        page.clock.install()
        page.goto(shop.address)
        expect(page.locator(".launcher")).to_be_visible()
        page.clock.run_for(60_000)
        assert not [one for one in asked if one.endswith("/v1/proactive")]
        context.close()
