"""Answered messages that may be about safety, above the queue, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.bootstrap import Application
from tests.api.console_desk import Console, console_over
from tests.desk.stored import a_risk
from tests.desk.working_desk import VOLTAGE

pytestmark = pytest.mark.browser


@pytest.fixture
def console(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Console]:
    with console_over(company, tmp_path, browser) as found:
        yield found


def answered(console: Console, customer: str, text: str = VOLTAGE) -> str:
    """The conversation of a message that is suspected, whatever a classifier makes of it."""
    desk = console.desk
    reply = desk.ask(text, customer_id=customer)
    assert reply.kind == "answer"
    (talk,) = desk.desk.conversations.conversations_of(customer)
    desk.desk.conversations.add_risks(
        reply.question_id,
        conversation_id=talk.id,
        risks=[a_risk("safety", probability=0.3, level="L3", is_suspected=True)],
        at=desk.clock.at,
    )
    desk.clock.pass_by(minutes=1)
    return talk.id


def test_they_are_looked_at_handed_over_and_taken_back_by_keys_alone(console: Console) -> None:
    first = answered(console, "ana")
    second = answered(console, "<b>bo</b>")
    with console.at("/console/queue") as page:
        band = page.locator("#suspected")
        expect(band).to_contain_text("2 answered messages may be about")
        rows = page.locator(".suspected-row")
        expect(rows.first).to_be_hidden()
        page.keyboard.press("m")
        expect(rows.first).to_be_focused()
        expect(rows.first).to_contain_text("<b>bo</b>")
        expect(rows.first).to_contain_text("30%")
        page.keyboard.press("Enter")
        expect(rows.first).to_contain_text("24 V")
        page.keyboard.press("x")
        expect(band).to_contain_text("1 answered message may be about")
        expect(rows.first).to_be_focused()
        page.keyboard.press("u")
        expect(rows).to_have_count(2)
        page.keyboard.press("m")
        page.keyboard.press("x")
        expect(rows).to_have_count(1)
        expect(rows.first).to_be_focused()
        page.keyboard.press("h")
        expect(band).to_be_hidden()
        case = page.locator(".case-row")
        expect(case).to_have_count(1, timeout=15_000)
        expect(case).to_contain_text("safety, injury")
    assert console.desk.desk.cases.case_of(second) is None
    handed = console.desk.desk.cases.case_of(first)
    assert handed is not None
    assert console.desk.desk.cases.events(case_id=handed.id)[0].actor == "Mei"
    assert console.desk.services.suspicions.page(limit=9).total == 0


def test_who_comes_second_is_told_and_the_list_goes_on(console: Console) -> None:
    talk = answered(console, "ana")
    with console.at("/console/queue", locale="zh-CN") as page:
        expect(page.locator("#suspected")).to_contain_text("1 条已答复消息可能涉及")
        page.keyboard.press("m")
        console.desk.services.suspicions.look_at(talk, "m1", agent="Li")
        page.keyboard.press("x")
        expect(page.locator("#suspected")).to_be_hidden()
        expect(page.locator("#toast.failed")).to_be_visible(timeout=15_000)


def test_a_case_that_covers_one_says_what_it_may_be(console: Console) -> None:
    answered(console, "ana")
    case_id = console.case_of("I want to talk to a human", customer_id="ana")
    with console.at("/console/queue") as page:
        row = page.locator(f'.case-row[data-id="{case_id}"]')
        expect(row).to_contain_text("possibly: safety, injury")
        expect(page.locator("#suspected")).to_be_hidden()
    with console.at(f"/console/cases/{case_id}") as page:
        expect(page.locator("#facts")).to_contain_text("possibly: safety, injury")
