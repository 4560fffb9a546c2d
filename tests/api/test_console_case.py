"""A case in a real browser: read, answered, passed on, settled; over a real desk."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from answer.desk.customer_data import CustomerData
from api.bootstrap import Application
from api.cases_of_erased import CasesOfErased
from tests.api.console_desk import Console, console_over
from tests.desk.working_desk import PERSON

pytestmark = pytest.mark.browser
LOUD = "How loud is the XR-200A?"
ARABIC = "أريد التحدث مع موظف"


@pytest.fixture
def console(company: Application, tmp_path: Path, browser: Browser) -> Iterator[Console]:
    with console_over(company, tmp_path, browser) as found:
        yield found


def path_of(case_id: str) -> str:
    return f"/console/cases/{case_id}"


def loaded(page: Page) -> None:
    """The suggestions are there, and nothing will move any more."""
    expect(page.locator("#replies .card").nth(1)).to_be_visible()
    expect(page.locator("#live")).to_have_text("Live")


def texts(console: Console, case_id: str) -> list[tuple[str, str]]:
    case = console.desk.desk.cases.case(case_id)
    return console.desk.texts(case.conversation_id)


def test_everything_in_the_packet_is_on_one_page(console: Console) -> None:
    console.desk.ask("hello", customer_id="ana", conversation_id="earlier", channel="whatsapp")
    case_id = console.case_of(
        LOUD, customer_id="ana", customer_tier="gold", channel="email", conversation_id="now"
    )
    with console.at(path_of(case_id), viewport={"width": 1440, "height": 900}) as page:
        loaded(page)
        head = page.locator(".case-head")
        expect(head).to_contain_text("to first reply")
        expect(head).to_contain_text("gold")
        expect(head).to_contain_text("evidence has expired")
        expect(page.locator("#asked .asked-text")).to_have_text(LOUD)
        tried = page.locator("#replies .tried")
        expect(tried).to_contain_text("The machine’s draft, not sent")
        expect(tried).to_contain_text("83% needed")
        expect(tried.locator(".why-lines").first).to_be_attached()
        thread = page.locator("#thread")
        expect(thread.locator(".message-customer")).to_contain_text("handed over here")
        expect(thread.locator(".message-assistant")).to_contain_text("colleague")
        expect(page.locator("#others")).to_contain_text("other conversations")
        page.locator("#others summary").click()
        expect(page.locator("#others-list")).to_contain_text("WhatsApp")
        facts = page.locator("#facts")
        expect(facts).to_contain_text("first reply")
        expect(facts).to_contain_text("The desk opened the case")
        facts.get_by_text("2 conversations").click()
        expect(facts).to_contain_text("this one")
        page.get_by_role("tab", name="Passages").click()
        expect(page.locator("#passages .card").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") <= 900


def test_a_risk_tells_what_to_do(console: Console) -> None:
    case_id = console.case_of_class("safety")
    with console.at(path_of(case_id)) as page:
        risk = page.locator(".fact-risk")
        expect(risk).to_contain_text("safety, injury")
        expect(risk).to_contain_text("Stop its use")
        risk.get_by_role("button", name="SOP").click()
        shown = page.frame_locator("#source-frame")
        expect(shown.locator("h1")).to_have_text("Goodwill discounts")
        page.keyboard.press("Escape")
        expect(risk.get_by_role("button", name="SOP")).to_be_focused()
    with console.at(f"{path_of(case_id)}?lang=zh") as page:
        expect(page.locator(".fact-risk")).to_contain_text("安全与人身伤害")
        expect(page.locator(".fact-risk")).to_contain_text("请客户立即停用")


def test_a_case_is_claimed_answered_and_resolved_by_keys_alone(console: Console) -> None:
    case_id = console.case_of(LOUD)
    with console.at(path_of(case_id)) as page:
        loaded(page)
        page.keyboard.press("c")
        expect(page.locator("#case-marks")).to_contain_text("you")
        page.keyboard.press("2")
        page.keyboard.press("i")
        field = page.locator("#draft-text")
        expect(field).to_be_focused()
        expect(page.locator("#draft-state")).not_to_be_empty()
        page.keyboard.press("Control+Home")
        page.keyboard.type("Dear Ana, ")
        page.keyboard.press("Control+Shift+Enter")
        expect(field).to_have_value("")
        expect(page.locator("#thread .pending")).to_contain_text("Dear Ana,")
        expect(page.locator("#toast-text")).to_contain_text("the case is resolved")
        assert console.state_of(case_id) == "claimed", "it can still be taken back"
        page.keyboard.press("Escape")
        page.keyboard.press("u")
        expect(field).to_have_value(_starting("Dear Ana, "))
        expect(page.locator("#thread .pending")).to_have_count(0)
        page.clock.install()
        field.focus()
        page.keyboard.press("Control+Shift+Enter")
        expect(page.locator("#thread .pending")).to_have_count(1)
        page.clock.run_for(6_000)
        expect(page.locator("#case-marks")).to_contain_text("Resolved")
        sent = next(text for role, text in texts(console, case_id) if role == "agent")
        assert sent.startswith("Dear Ana, ")
        assert page.evaluate("Object.keys(localStorage)") == ["tradewind.agent"]


def test_of_two_agents_the_second_is_told_who_has_it_and_can_take_over(console: Console) -> None:
    case_id = console.case_of(PERSON)
    with console.at(path_of(case_id), agent="Tom") as page:
        page.route("**/v1/handoffs/events**", lambda route: route.fulfill(status=503))
        page.reload()
        expect(page.get_by_role("button", name="Claim")).to_be_visible()
        console.desk.work.claim(case_id, agent="Mei")
        page.keyboard.press("c")
        band = page.get_by_role("alert")
        expect(band).to_contain_text("Mei")
        expect(band).to_contain_text("has this case")
        expect(page.locator("#send-note")).to_contain_text("Mei")
        expect(page.locator("#send")).to_be_disabled()
        band.get_by_role("button", name="Take over").click()
        expect(page.locator("#case-marks")).to_contain_text("you")
        assert console.desk.desk.cases.case(case_id).assignee == "Tom"


def test_what_somebody_else_does_is_seen_at_once(console: Console) -> None:
    case_id = console.case_of(PERSON)
    with console.at(path_of(case_id), agent="Tom") as page:
        expect(page.locator("#live")).to_have_text("Live")
        page.locator("#draft-text").fill("I begin to write")
        console.desk.work.claim(case_id, agent="Mei")
        expect(page.locator("#band")).to_contain_text("claimed it")
        expect(page.locator("#case-marks")).to_contain_text("Mei")
        console.desk.ask("and where is it?", conversation_id=_conversation(console, case_id))
        expect(page.locator("#thread")).to_contain_text("and where is it?")
        expect(page.locator("#draft-text")).to_have_value("I begin to write")
        expect(page.locator("#draft-text")).to_be_focused()


def test_a_reply_to_a_case_that_moved_on_is_not_sent_and_not_lost(console: Console) -> None:
    case_id = console.case_of(PERSON)
    console.desk.work.claim(case_id, agent="Mei")
    with console.at(path_of(case_id)) as page:
        page.route("**/v1/handoffs/events**", lambda route: route.fulfill(status=503))
        page.reload()
        page.locator("#draft-text").fill("It is on its way.")
        console.desk.ask("forget it", conversation_id=_conversation(console, case_id))
        page.clock.install()
        page.locator("#send").click()
        page.clock.run_for(6_000)
        expect(page.get_by_role("alert")).to_contain_text("moved on")
        expect(page.locator("#draft-text")).to_have_value("It is on its way.")
        expect(page.locator("#thread")).to_contain_text("forget it")
        assert [role for role, _ in texts(console, case_id)].count("agent") == 0
        page.locator("#send").click()
        page.clock.run_for(6_000)
        expect(page.locator("#case-marks")).to_contain_text("Waits for customer")
        assert texts(console, case_id)[-1] == ("agent", "It is on its way.")


def test_what_was_not_sent_is_there_again_and_what_waits_is_sent_on_leaving(
    console: Console,
) -> None:
    case_id = console.case_of(PERSON)
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#send-note")).to_contain_text("claims the case")
        page.locator("#draft-text").fill("Half a repl")
        page.goto("/console/queue")
        page.goto(path_of(case_id))
        expect(page.locator("#draft-text")).to_have_value("Half a repl")
        expect(page.locator("#toast-text")).to_contain_text("stands in the reply box")
        page.locator("#draft-text").fill("A whole reply.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toast-text")).to_contain_text("Sent")
        page.goto("/console/queue")
        row = page.locator(f'.case-row[data-id="{case_id}"]')
        expect(row).to_contain_text("Waits for customer")
        page.goto(path_of(case_id))
        expect(page.locator("#thread .message-agent")).to_contain_text("A whole reply.")
        expect(page.locator("#draft-text")).to_have_value("")
        assert [text for role, text in texts(console, case_id) if role == "agent"] == [
            "A whole reply."
        ]


def test_notes_waiting_and_assigning_are_done_by_keys(console: Console) -> None:
    case_id = console.case_of(PERSON)
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#live")).to_have_text("Live")
        page.keyboard.press("n")
        page.keyboard.type("Called her, nobody there.")
        page.keyboard.press("Control+Enter")
        note = page.locator("#thread .message-note")
        expect(note).to_contain_text("Called her, nobody there.")
        expect(note).to_contain_text("never seen by customers")
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Wait", exact=True)).to_be_visible()
        page.keyboard.press("t")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#case-marks")).to_contain_text("Waits for L2")
        assert console.state_of(case_id) == "waiting_l2"
        page.keyboard.press("a")
        page.keyboard.type("Tom")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#case-marks")).to_contain_text("Tom")
        assert console.desk.desk.cases.case(case_id).assignee == "Tom"
        expect(page.locator("#facts")).to_contain_text("passed it to L2")
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator("#case-marks")).to_contain_text("you")
        assert console.desk.desk.cases.case(case_id).assignee == "Mei"


def test_why_a_note_was_not_kept_is_told_in_its_panel_and_the_page_behind_it_is_inert(
    console: Console,
) -> None:
    case_id = console.case_of(PERSON)
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#live")).to_have_text("Live")
        page.route("**/v1/handoffs/*/note", lambda route: route.fulfill(status=503, body="{}"))
        page.keyboard.press("n")
        page.keyboard.type("Called her.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#note-panel #toast-text")).to_contain_text("That was not done")
        expect(page.locator("#note-form textarea")).to_have_value("Called her.")
        page.unroute("**/v1/handoffs/*/note")
        page.keyboard.press("Control+Enter")
        expect(page.locator("body > #toast")).to_contain_text("Note saved")
        expect(page.locator("#thread .message-note")).to_contain_text("Called her.")


def test_a_case_goes_back_to_the_machine_is_opened_again_and_released(console: Console) -> None:
    case_id = console.case_of(PERSON)
    console.desk.work.claim(case_id, agent="Mei")
    with console.at(path_of(case_id)) as page:
        expect(page.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
        page.clock.install()
        page.keyboard.press("b")
        expect(page.locator("#toast-text")).to_have_text("Back to the machine")
        page.keyboard.press("u")
        expect(page.locator("#toast-text")).to_have_text("Taken back")
        page.clock.run_for(6_000)
        assert console.state_of(case_id) == "claimed"
        page.keyboard.press("b")
        page.clock.run_for(6_000)
        expect(page.get_by_role("button", name="Open again")).to_be_visible()
        assert console.state_of(case_id) == "resolved"
        page.get_by_role("button", name="Open again").click()
        expect(page.locator("#case-marks")).to_contain_text("opened again")
        page.get_by_role("button", name="Release", exact=True).click()
        expect(page.locator("#case-marks")).to_contain_text("Open")
        assert console.state_of(case_id) == "open"


def test_a_resolved_case_becomes_a_draft_for_an_editor(console: Console) -> None:
    case_id = console.case_of(LOUD, product="XR-200A")
    console.desk.work.reply(case_id, agent="Mei", text="It makes 38 dB.", then="resolve")
    with console.at(path_of(case_id)) as page:
        expect(page.get_by_role("button", name="Open again")).to_be_visible()
        page.keyboard.press("p")
        form = page.locator("#promote-form")
        expect(form.locator("[name=title]")).to_have_value(LOUD)
        expect(form.locator("[name=answer]")).to_have_value("It makes 38 dB.")
        expect(form.locator("[name=markets]")).to_have_value("DE")
        expect(form.locator("[name=products]")).to_have_value("XR-200A")
        form.locator("[name=models]").fill("XR-200A, XR-200B")
        form.get_by_role("button", name="Hand in the draft").click()
        done = page.locator("#promote-done")
        expect(done).to_contain_text("waits for an editor")
        expect(done.locator("pre")).to_contain_text("It makes 38 dB.")
        expect(done.locator("pre")).to_contain_text("XR-200B")
        page.keyboard.press("Escape")
        expect(page.locator("#facts")).to_contain_text("put it forward for the knowledge base")


def test_the_draft_is_judged_in_one_key_and_its_source_opens_beside_it(console: Console) -> None:
    case_id = console.case_of(LOUD)
    with console.at(path_of(case_id)) as page:
        loaded(page)
        page.keyboard.press("1")
        page.keyboard.press("o")
        expect(page.locator("#source-frame")).to_be_visible()
        expect(page.locator("#draft-text")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#source-frame")).to_be_hidden()
        page.keyboard.press("w")
        page.keyboard.press("2")
        with page.expect_request("**/v1/feedback") as sent:
            page.keyboard.press("Enter")
            expect(page.locator("#replies .tried .card-state")).to_have_text("Wrong")
            page.keyboard.press("n")
            page.keyboard.press("Escape")
        body: dict[str, str] = json.loads(sent.value.post_data or "")
        tried = console.desk.desk.cases.case(case_id).reply_id
        assert (body["reply_id"], body["verdict"], body["reason"]) == (tried, "wrong", "model")


def test_a_case_that_waits_for_its_customer_and_is_nobodys_can_be_had(console: Console) -> None:
    case_id = console.case_of(PERSON)
    console.desk.work.claim(case_id, agent="Tom")
    console.desk.work.wait(case_id, agent="Tom", on="waiting_customer")
    console.desk.work.release(case_id, agent="Tom")
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#case-marks")).to_contain_text("Waits for customer")
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
        assert console.desk.desk.cases.case(case_id).assignee == "Mei"


def test_from_a_case_the_next_one_that_nobody_has_is_a_key_away(console: Console) -> None:
    first = console.case_of(PERSON, customer_id="ana", customer_tier="gold")
    second = console.case_of(PERSON, customer_id="ben")
    with console.at(path_of(first)) as page:
        expect(page.get_by_role("button", name="Claim")).to_be_visible()
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
        page.keyboard.press("s")
        page.keyboard.press("g")
        page.keyboard.press("n")
        page.wait_for_url(f"**{path_of(second)}")
        assert console.state_of(first) == "resolved", "what waited was done on leaving"


def test_the_legal_step_of_a_red_case_is_taken_and_missed_when_it_is_not(console: Console) -> None:
    case_id = console.case_of("The XR-200A caught fire and burned my hand", customer_id="ana")
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#facts")).to_contain_text("legal step")
        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Legal step")).to_be_visible()
        page.keyboard.press("s")
        expect(page.locator("#settle-panel")).to_be_visible()
        expect(page.locator("#settle-panel")).to_contain_text("Why it is not needed")
        page.keyboard.press("Escape")
        expect(page.locator("#settle-panel")).to_be_hidden()
        page.locator("#draft-text").fill("We are sorry.")
        page.keyboard.press("Control+Shift+Enter")
        page.locator("#draft-text").blur()
        expect(page.locator("#band")).to_contain_text("legal step is not taken", timeout=10_000)
        expect(page.locator("#draft-text")).to_have_value("We are sorry.")
        page.keyboard.press("l")
        expect(page.locator("#legal-panel textarea")).to_be_focused()
        page.keyboard.type("Told the insurer.")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("button", name="Legal step")).to_have_count(0)
        expect(page.locator("#facts")).to_contain_text("took the legal step")
        expect(page.locator("#facts")).to_contain_text("Told the insurer.")


def test_a_case_that_is_none_is_told(console: Console) -> None:
    with console.at(path_of("<b>none")) as page:
        expect(page.locator("main")).to_contain_text("There is no such case")
        page.get_by_role("link", name="To the queue").click()
        page.wait_for_url("**/console/queue")


def test_what_customers_write_is_text_and_runs_its_own_way(console: Console) -> None:
    hostile = "I want to talk to a human <img src=x onerror=document.title='taken'>"
    case_id = console.case_of(hostile, customer_id="<b>eva</b>")
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#asked .asked-text")).to_have_text(hostile)
        expect(page.locator("#facts")).to_contain_text("<b>eva</b>")
        assert page.title() == f"Case {case_id} · Tradewind"
    case_id = console.case_of(ARABIC, market="SA", customer_id="سلمى", conversation_id="other")
    with console.at(path_of(case_id)) as page:
        question = page.locator("#asked .asked-text")
        expect(question).to_have_attribute("lang", "ar")
        assert question.evaluate("node => getComputedStyle(node).direction") == "rtl"


@pytest.mark.parametrize("width", [1440, 1024, 768, 360])
def test_a_case_is_never_wider_than_the_window(console: Console, width: int) -> None:
    case_id = console.case_of(LOUD + " " + "x" * 900, customer_id="long" * 40)
    with console.at(path_of(case_id), viewport={"width": width, "height": 800}) as page:
        expect(page.locator("#replies .card").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def _conversation(console: Console, case_id: str) -> str:
    return console.desk.desk.cases.case(case_id).conversation_id


def _starting(text: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(text))


def test_of_a_case_whose_customer_was_erased_the_danger_is_shown_and_no_reply_sent(
    console: Console,
) -> None:
    case_id = console.case_of_class("safety")
    desk = console.desk.desk
    data = CustomerData(desk.database)
    data.erase(data.traces(desk.cases.case(case_id).customer_id))
    CasesOfErased(console.desk.services).tell(case_id, product="XR-200A", actor="customer")
    with console.at(path_of(case_id)) as page:
        expect(page.locator("#asked")).to_contain_text("Erased at the customer’s wish")
        expect(page.locator("#asked")).to_contain_text("XR-200A")
        expect(page.locator(".fact-risk")).to_contain_text("safety, injury")
        expect(page.locator("#facts")).to_contain_text("customer took out every word")
        page.locator("#draft-text").fill("Hello?")
        expect(page.locator("#send")).to_be_disabled()
        expect(page.locator("#send-note")).to_contain_text("Nobody would read a reply")
        page.goto("/console/queue")
        expect(page.locator(".case-question")).to_contain_text("Erased at the customer’s wish")
