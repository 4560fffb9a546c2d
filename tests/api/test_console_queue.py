"""The queue in a real browser, over real routes and a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.bootstrap import Application
from tests.api.console_desk import Console, console_over
from tests.desk.working_desk import PERSON

pytestmark = pytest.mark.browser
LOUD = "How loud is the XR-200A?"
ARABIC = "أريد التحدث مع موظف"


@pytest.fixture
def console(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Console]:
    with console_over(company, tmp_path, browser) as found:
        yield found


def row(page: Page, case_id: str) -> Locator:
    return page.locator(f'.case-row[data-id="{case_id}"]')


def test_cases_stand_by_urgency_with_their_time_and_reason_in_words(console: Console) -> None:
    standard = console.case_of(LOUD, customer_id="ben", customer_tier="standard")
    gold = console.case_of(PERSON, customer_id="ana", customer_tier="gold")
    with console.at("/console/queue") as page:
        rows = page.locator(".case-row")
        expect(rows).to_have_count(2)
        assert [one.get_attribute("data-id") for one in rows.all()] == [gold, standard]
        first = row(page, gold)
        expect(first).to_contain_text("asks for a person")
        expect(first).to_contain_text("to first reply")
        expect(first).to_contain_text("gold")
        expect(first).to_contain_text("Germany")
        expect(first.locator(".left-time")).to_have_text("29 min")
        expect(page.locator("#pages-text")).to_have_text("1–2 of 2")
        expect(page.locator('[data-filter=state][data-value="open"] .count')).to_have_text("2")
    console.desk.clock.pass_by(minutes=42)
    with console.at("/console/queue") as page:
        late = row(page, gold).locator(".left")
        expect(late.locator(".left-time")).to_have_text("12 min late")
        expect(late).to_have_class("left late")


def test_a_case_is_found_claimed_and_opened_by_keys_alone(console: Console) -> None:
    console.case_of(PERSON, customer_id="ana", customer_tier="gold")
    second = console.case_of(LOUD, customer_id="ben")
    with console.at("/console/queue") as page:
        expect(page.locator(".case-row")).to_have_count(2)
        page.keyboard.press("j")
        expect(row(page, second).locator(".case-link")).to_be_focused()
        page.keyboard.press("c")
        expect(row(page, second)).to_contain_text("Claimed")
        expect(row(page, second)).to_contain_text("you")
        expect(row(page, second).locator(".case-link")).to_be_focused()
        assert console.desk.desk.cases.case(second).assignee == "Mei"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/console/cases/{second}")
        expect(page.locator("#case-marks")).to_contain_text("you")
        page.keyboard.press("g")
        page.keyboard.press("q")
        page.wait_for_url("**/console/queue")
        expect(page.locator(".case-row")).to_have_count(2)
        page.keyboard.press("f")
        page.keyboard.type("loud")
        expect(page.locator(".case-row")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("#q")).not_to_be_focused()


def test_a_claim_shows_at_once_where_somebody_else_looks_and_takes_no_focus(
    console: Console,
) -> None:
    first = console.case_of(PERSON, customer_id="ana")
    second = console.case_of(LOUD, customer_id="ben")
    with console.at("/console/queue", agent="Tom") as watching:
        expect(watching.locator(".live[data-state=live]")).to_be_visible()
        row(watching, second).locator(".case-link").focus()
        with console.at("/console/queue", agent="Mei") as claiming:
            row(claiming, first).hover()
            row(claiming, first).get_by_role("button", name="Claim").click()
            expect(row(claiming, first)).to_contain_text("you")
        expect(row(watching, first)).to_contain_text("Claimed")
        expect(row(watching, first)).to_contain_text("Mei")
        expect(row(watching, second).locator(".case-link")).to_be_focused()
        third = console.case_of(PERSON, customer_id="cem", customer_tier="gold")
        expect(row(watching, third)).to_be_visible()
        expect(watching.locator("#spoken")).to_have_text("1 new case")
        expect(row(watching, second).locator(".case-link")).to_be_focused()
        expect(watching.locator('[data-filter=state][data-value="open"] .count')).to_have_text("2")


def test_who_is_second_is_told_and_sees_who_was_first(console: Console) -> None:
    case_id = console.case_of(PERSON)
    with console.at("/console/queue") as page:
        page.route("**/v1/handoffs/events**", lambda route: route.fulfill(status=503))
        page.reload()
        expect(row(page, case_id)).to_contain_text("Open")
        console.desk.work.claim(case_id, agent="Tom")
        page.keyboard.press("c")
        expect(page.locator("#toast-text")).to_contain_text("Tom")
        expect(row(page, case_id)).to_contain_text("Tom")


def test_who_claims_is_asked_for_their_name_once(console: Console) -> None:
    case_id = console.case_of(PERSON)
    with console.at("/console/queue", agent="") as page:
        expect(row(page, case_id)).to_be_visible()
        page.keyboard.press("c")
        page.get_by_role("textbox", name="Name").fill("Noor")
        page.keyboard.press("Enter")
        expect(row(page, case_id)).to_contain_text("you")
        assert console.desk.desk.cases.case(case_id).assignee == "Noor"


def test_the_case_an_agent_is_at_does_not_vanish_under_their_hands(console: Console) -> None:
    first = console.case_of(PERSON, customer_id="ana")
    second = console.case_of(LOUD, customer_id="ben")
    with console.at("/console/queue?whose=unassigned&state=open") as page:
        row(page, first).locator(".case-link").focus()
        console.desk.work.claim(first, agent="Tom")
        expect(row(page, first)).to_have_class("case-row gone")
        expect(row(page, first).locator(".case-link")).to_be_focused()
        row(page, second).locator(".case-link").focus()
        expect(row(page, first)).to_have_count(0)


def test_filters_are_in_the_address_and_outlive_it(console: Console) -> None:
    german = console.case_of(PERSON, customer_id="ana", customer_tier="gold")
    arabic = console.case_of(ARABIC, customer_id="سلمى", market="SA")
    console.desk.work.claim(german, agent="Mei")
    with console.at("/console/queue") as page:
        expect(page.locator(".case-row")).to_have_count(2)
        page.locator("[name=language]").select_option("ar")
        expect(page.locator(".case-row")).to_have_count(1)
        assert "language=ar" in page.url
        page.reload()
        expect(row(page, arabic)).to_be_visible()
        expect(page.locator("[name=language]")).to_have_value("ar")
        question = row(page, arabic).locator(".case-question")
        assert question.evaluate("node => getComputedStyle(node).direction") == "rtl"
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.locator("[name=language]")).to_have_value("ar")
        page.get_by_role("link", name="English").click()
        row(page, arabic).locator(".case-link").click()
        page.wait_for_url("**/console/cases/*")
        page.get_by_role("link", name="Queue").click()
        expect(page.locator("[name=language]")).to_have_value("ar")
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator(".case-row")).to_have_count(2)
        page.get_by_role("button", name="Mine").click()
        expect(page.locator(".case-row")).to_have_count(1)
        expect(row(page, german)).to_be_visible()
        page.go_back()
        expect(page.locator(".case-row")).to_have_count(2)
        page.locator("[name=tier]").select_option("gold")
        expect(row(page, german)).to_be_visible()
        page.locator("[name=market]").select_option("SA")
        expect(page.locator("#notice")).to_contain_text("No case passes these filters")
        page.locator("#notice").get_by_role("button", name="Clear filters").click()
        page.get_by_role("button", name="Resolved").click()
        expect(page.locator("#notice")).to_contain_text("Nobody waits")


def test_no_more_than_a_page_is_drawn_and_pages_are_turned_by_keys(console: Console) -> None:
    console.many_cases(60)
    with console.at("/console/queue") as page:
        expect(page.locator(".case-row")).to_have_count(50)
        expect(page.locator("#pages-text")).to_have_text("1–50 of 60")
        page.keyboard.press("]")
        expect(page.locator(".case-row")).to_have_count(10)
        expect(page.locator("#pages-text")).to_have_text("51–60 of 60")
        assert "from=50" in page.url
        page.reload()
        expect(page.locator(".case-row")).to_have_count(10)
        page.keyboard.press("[")
        expect(page.locator(".case-row")).to_have_count(50)


def test_a_lost_connection_is_told_and_what_was_missed_is_shown_after_it(console: Console) -> None:
    with console.at("/console/queue") as page:
        page.route("**/v1/handoffs/events**", lambda route: route.fulfill(status=503))
        page.reload()
        expect(page.locator("#live")).to_contain_text("Connection lost")
        case_id = console.case_of(PERSON)
        page.unroute("**/v1/handoffs/events**")
        expect(page.locator("#live")).to_have_text("Live")
        expect(row(page, case_id)).to_be_visible()


def test_an_alert_stands_above_the_queue_in_colour_and_word(console: Console) -> None:
    for number in range(3):
        console.case_of_class("safety", customer_id=f"customer-{number}")
        console.desk.clock.pass_by(minutes=1)
    console.case_of(LOUD, customer_id="else")
    console.look_for_alerts()
    with console.at("/console/queue") as page:
        alert = page.locator(".alert-line")
        expect(alert).to_contain_text("red alert")
        expect(alert).to_contain_text("3 customers")
        alert.get_by_role("button", name="Show these cases").click()
        assert "risk_class=safety" in page.url
        expect(page.locator(".case-row")).to_have_count(3)
        expect(page.locator(".case-row .alert-tag").first).to_have_text("red alert")


def test_the_queue_speaks_chinese(console: Console) -> None:
    case_id = console.case_of(PERSON, customer_tier="gold")
    with console.at("/console/queue?lang=zh") as page:
        expect(row(page, case_id)).to_contain_text("要求人工")
        expect(row(page, case_id)).to_contain_text("距首次回复")
        expect(row(page, case_id)).to_contain_text("金牌")


@pytest.mark.parametrize("width", [1440, 1024, 768, 360])
def test_the_queue_is_never_wider_than_the_window(console: Console, width: int) -> None:
    console.case_of("x" * 900, customer_id="long" * 40)
    with console.at("/console/queue", viewport={"width": width, "height": 800}) as page:
        expect(page.locator(".case-row")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
