"""Administration in a real browser: people, keys and the audit, as an admin works with them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from answer.desk.audit_anchors import AuditAnchors
from answer.desk.audit_record import AuditHead
from api.access.at_console import COOKIE
from api.access.managing import roles_named
from api.access.person import Person
from api.access.sessions import Visit
from api.audit_trail import AuditTrail
from api.oidc_settings import OidcSetting
from index.manifest import NOBODY
from ingest.errors import SignInRefused
from tests.access.staffed import MORNING, Staffed, staffed
from tests.api.test_console_axe import RULES
from tests.browser import opened, served_app
from tests.fakes import fake_services

pytestmark = pytest.mark.browser
PATH = "/console/administration"
HOSTILE = "<img src=x onerror=document.title='taken'>"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
PATIENCE_MS = 15_000
"""A page with all its scripts on a busy machine."""


@dataclass(frozen=True)
class Office:
    """A console with people, keys and an audit, and browsers at it."""

    staff: Staffed
    trail: AuditTrail
    anchors: AuditAnchors
    address: str
    browser: Browser

    @contextmanager
    def at(self, path: str = PATH, *, as_person: str = "Ada", **options: Any) -> Iterator[Page]:
        """A page as somebody sees it who is signed in."""
        person = self.staff.people.people.required(as_person)
        _, token = self.staff.people.sessions.open(
            method="password", visit=Visit(device="Firefox"), person=person
        )
        cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/"}
        more = {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Strict"}
        state = {"cookies": [cookie | more], "origins": []}
        with opened(self.browser, self.address, path=path, storage_state=state, **options) as page:
            yield page

    def person(self, name: str) -> Person:
        return self.staff.people.people.required(name)


@contextmanager
def opened_office(
    browser: Browser, folder: Path, *, oidc: OidcSetting | None = None
) -> Iterator[Office]:
    """Ada is an admin there, Mei an agent."""
    with staffed(folder / "a.db") as staff:
        staff.person("Ada", "admin")
        staff.person("Mei", "agent")
        anchors = AuditAnchors(folder / "anchors.jsonl", key=b"")
        trail = AuditTrail(
            staff.database,
            file=folder / "a.db",
            anchors=anchors,
            publications=lambda: (),
            pruned=lambda: (),
            releases=lambda: (),
            builder=lambda release: NOBODY,
            switches=lambda: (),
            edits=lambda limit: (),
            accepted_file=folder / "accepted.yaml",
            watched=(),
        )
        services = fake_services(folder / "company")
        settings = services.settings.model_copy(update={"oidc": oidc})
        app = staff.app(replace(services, audit=trail, settings=settings))
        with served_app(app) as address:
            yield Office(staff, trail, anchors, address, browser)


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    with opened_office(browser, tmp_path) as found:
        yield found


def rows(page: Page, part: str, count: int) -> None:
    expect(page.locator(f"#{part}-rows > li")).to_have_count(count, timeout=PATIENCE_MS)


def toast(page: Page) -> Any:
    return expect(page.locator("#toast"))


def test_somebody_is_added_by_keyboard_and_comes_by_the_link_that_is_shown_once(
    office: Office,
) -> None:
    with office.at() as page:
        rows(page, "people", 2)
        page.keyboard.press("a")
        page.keyboard.insert_text("Bo Li")
        page.keyboard.press("Enter")
        expect(page.locator("#person-failed")).to_have_text("Tick at least one role.")
        page.locator("#person-form").get_by_role("checkbox", name="Editor").check()
        page.keyboard.press("Enter")
        expect(page.locator("#person-title")).to_have_text("Bo Li")
        expect(page.locator("#person-link")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#secret-copy")).to_be_focused(timeout=PATIENCE_MS)
        link = page.locator("#secret-text").input_value()
        page.keyboard.press("Escape")
        expect(page.locator("#secret-said")).to_contain_text("not copied yet")
        expect(page.locator("#secret-panel")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#secret-panel")).to_be_hidden()
        expect(page.locator("#person-link")).to_be_focused()
        expect(page.locator("#secret-text")).to_have_value("")
        assert link.partition("#link=")[2] not in page.content()
    with opened(office.browser, office.address, path=link.removeprefix(office.address)) as page:
        expect(page.get_by_role("region", name="Choose a password")).to_be_visible(
            timeout=PATIENCE_MS
        )
        expect(page.get_by_role("textbox", name="Name")).to_have_value("Bo Li")


def test_roles_are_saved_taken_back_and_never_written_over_another_admin_s(
    office: Office,
) -> None:
    managing = office.staff.people.managing
    with office.at() as page:
        rows(page, "people", 2)
        page.keyboard.press("j")
        expect(page.locator("#person-title")).to_have_text("Mei")
        page.locator("#role-lead").check()
        page.locator("#person-roles-save").click()
        toast(page).to_contain_text("Mei has these roles")
        assert office.person("Mei").roles == ("agent", "lead")
        page.keyboard.press("u")
        toast(page).to_contain_text("Taken back")
        assert office.person("Mei").roles == ("agent",)
        page.locator("#role-lead").check()
        managing.set_roles(office.person("Mei"), roles_named(["editor"]), by="test")
        page.locator("#person-roles-save").click()
        toast(page).to_contain_text("somebody else changed 'Mei'")
        expect(page.locator("#role-editor")).to_be_checked()
        expect(page.locator("#role-lead")).not_to_be_checked()
        assert office.person("Mei").roles == ("editor",)


def test_somebody_is_disabled_taken_back_and_disabled_on_leaving(office: Office) -> None:
    with office.at() as page:
        rows(page, "people", 2)
        page.locator("#people-rows .row").nth(1).click()
        page.locator("#person-disable").click()
        toast(page).to_contain_text("Mei is disabled")
        page.keyboard.press("u")
        expect(page.locator("#person-disable")).to_be_enabled()
        assert office.person("Mei").is_active
        page.locator("#person-disable").click()
        expect(page.locator("#person-enable")).to_be_disabled()
        page.goto("/console/queue")
        page.goto(PATH)
        rows(page, "people", 2)
        expect(page.locator("#people-rows .row").nth(1)).to_contain_text(
            "Disabled", timeout=PATIENCE_MS
        )
        page.locator("#people-rows .row").nth(1).click()
        page.locator("#person-enable").click()
        toast(page).to_contain_text("may come in again")
        assert office.person("Mei").is_active


def test_nobody_is_offered_to_take_their_own_rights(office: Office) -> None:
    with office.at() as page:
        rows(page, "people", 2)
        expect(page.locator("#person-title")).to_have_text("Ada")
        expect(page.locator("#role-admin")).to_be_disabled()
        expect(page.locator("#person-disable")).to_be_disabled()
        expect(page.locator("#person-out")).to_be_disabled()
        expect(page.locator("#person-roles")).to_contain_text("You cannot take your own rights")


def test_roles_that_the_provider_gives_at_each_sign_in_are_told(
    browser: Browser, tmp_path: Path
) -> None:
    oidc = OidcSetting(
        issuer="https://login.example.com", client_id="tradewind", roles={"kb": "agent"}
    )
    with opened_office(browser, tmp_path, oidc=oidc) as office:
        office.staff.people.people.change(office.person("Mei"), subject="https://login Mei")
        with office.at() as page:
            rows(page, "people", 2)
            hint = page.locator("#person-roles", has_text="come with the company account")
            expect(hint).to_have_count(0)
            page.keyboard.press("j")
            expect(hint).to_have_count(1)


def test_who_is_locked_out_is_unlocked_and_who_is_signed_in_is_signed_out(office: Office) -> None:
    staff = office.staff
    mei = office.person("Mei")
    staff.people.sessions.open(method="password", visit=Visit(), person=mei)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            staff.people.signing_in.with_password("Mei", "wrong", visit=Visit(address="10.0.0.1"))
    with office.at() as page:
        rows(page, "people", 2)
        page.locator("#people-state").select_option("locked")
        rows(page, "people", 1)
        expect(page.locator("#person-detail")).to_contain_text("Too many wrong passwords")
        page.locator("#person-unlock").click()
        toast(page).to_contain_text("Mei may try again")
        expect(page.locator("#person-detail")).to_contain_text("in 1 browser")
        page.locator("#person-out").click()
        toast(page).to_contain_text("signed out of 1 browser")
        expect(page.locator("#person-detail")).to_contain_text("nowhere")
    assert staff.people.sessions.counts([mei.id]) == {}


def test_an_address_that_is_locked_is_shown_above_the_people_and_unlocked(office: Office) -> None:
    there = Visit(address="2001:db8::1")
    for number in range(20):
        with pytest.raises(SignInRefused):
            office.staff.people.signing_in.with_password(f"N {number}", "wrong", visit=there)
    with office.at(viewport=NARROW) as page:
        rows(page, "locked", 1)
        expect(page.locator("#locked")).to_be_visible()
        line = page.locator("#locked-rows > li")
        expect(line).to_contain_text("2001:db8::/64")
        expect(line).to_contain_text("20 wrong attempts, until")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert not Axe().run(page, options=RULES).response["violations"]
        page.locator("[data-part=keys]").click()
        expect(page.locator("#locked")).to_be_hidden()
        page.locator("[data-part=people]").click()
        unlock = page.get_by_role("button", name="Unlock 2001:db8::/64")
        unlock.focus()
        page.keyboard.press("Enter")
        toast(page).to_contain_text("Whoever is at 2001:db8::/64 may try again")
        expect(page.locator("#locked")).to_be_hidden()
        expect(page.locator("#main")).to_be_focused()
    assert not office.staff.people.unlocking.addresses()


def test_names_are_text_and_many_people_come_in_pages(office: Office) -> None:
    store = office.staff.people.people
    with office.staff.database.writing():
        store.add(HOSTILE, roles=roles_named(["agent"]), at=MORNING)
        store.add("W" * 100, roles=roles_named(["agent"]), at=MORNING)
        for number in range(1_000):
            store.add(f"Person {number:04}", roles=roles_named(["editor"]), at=MORNING)
    with office.at(viewport=NARROW) as page:
        rows(page, "people", 100)
        expect(page.locator("#people-rows .row-title").first).to_have_text(HOSTILE)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.locator("#people-more").click()
        rows(page, "people", 200)
        page.locator("#people-search").fill("PERSON 0999")
        rows(page, "people", 1)
        expect(page.locator("#person-title")).to_have_text("Person 0999")
        page.locator("#people-search").fill("nobody at all")
        expect(page.locator("#notice")).to_contain_text("Nobody matches")
        assert page.title() == "Administration · Tradewind"


def test_a_key_is_made_shown_once_rotated_and_revoked_when_confirmed(office: Office) -> None:
    keys = office.staff.keys
    with office.at(f"{PATH}#keys") as page:
        expect(page.locator("#notice")).to_contain_text("No key yet", timeout=PATIENCE_MS)
        page.keyboard.press("a")
        page.keyboard.insert_text("shop")
        page.locator("#key-form [value=agent]").check()
        page.locator("#key-form [name=origins]").fill("https://shop.example")
        page.keyboard.press("Tab")
        page.locator("#key-form [type=submit]").click()
        expect(page.locator("#key-failed")).to_contain_text("a chatbot’s alone")
        page.locator("#key-form [value=agent]").uncheck()
        page.locator("#key-form [name=origins]").fill("shop")
        page.locator("#key-form [type=submit]").click()
        expect(page.locator("#key-failed")).to_contain_text("as https://shop.example")
        page.locator("#key-form [name=origins]").fill("")
        page.locator("#key-form [type=submit]").click()
        text = page.locator("#secret-text")
        expect(text).to_have_value(re.compile(r"^tw_\w{8}_"))
        first = text.input_value()
        expect(page.locator("#secret-code")).to_contain_text(f'Bearer {first}"')
        page.locator("#secret-panel [data-close]").click()
        expect(page.locator("#secret-code")).to_be_empty()
        expect(text).to_have_value("")
        assert first not in page.content()
        (key,) = keys.listed()
        assert (key.name, key.scopes, key.created_by) == ("shop", ("chatbot",), "Ada")
        assert key.expires_at is not None
        office.staff.clock.pass_by(minutes=1)
        page.locator("#key-rotate").click()
        page.locator("#rotate-form [name=hours]").fill("1")
        page.keyboard.press("Enter")
        expect(text).to_have_value(re.compile(r"^tw_\w{8}_"))
        assert text.input_value() != first
        page.locator("#secret-panel [data-close]").click()
        expect(text).to_have_value("")
        expect(page.locator("#key-detail")).to_contain_text("opens too, until")
        page.locator("#key-revoke").click()
        expect(page.locator("#revoke-panel [data-close]")).to_be_focused()
        page.keyboard.press("Escape")
        assert keys.listed()[0].revoked_at is None
        page.locator("#key-revoke").click()
        page.locator("#revoke-form [type=submit]").click()
        toast(page).to_contain_text("opens nothing any more")
        expect(page.locator("#notice")).to_contain_text("No key matches")
        assert keys.listed()[0].revoked_by == "Ada"


def test_the_audit_is_read_narrowed_down_and_verified(office: Office) -> None:
    office.staff.keys.create("shop", scopes=("chatbot",), by="Ada", actor="Ada")
    with office.at(f"{PATH}#audit") as page:
        line = page.locator(".audit-line")
        expect(line.first).to_contain_text("key made", timeout=PATIENCE_MS)
        expect(line.first).to_contain_text("Ada → shop")
        expect(line).to_have_count(5)
        page.locator("#audit-kind").select_option("person_added")
        expect(line).to_have_count(2)
        line.first.locator("summary").click()
        expect(line.first).to_contain_text("Mei")
        line.first.get_by_role("button", name="Only what “test” did").click()
        expect(page.locator("#audit-actor")).to_have_value("test")
        page.locator("#audit-actor").fill("nobody")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("No such record")
        page.locator("#audit-verify").click()
        check = page.locator("#audit-check")
        expect(check).to_contain_text("All 5 records are as they were written")
        office.anchors.append(AuditHead(sequence=2, hash="0" * 64, at=MORNING))
        page.locator("#audit-verify").click()
        expect(check).to_contain_text("The audit was changed by other means: 1 finding")
        expect(check).to_contain_text("written anew")
        page.goto(f"{PATH}#people")
        expect(page.locator("#person-title")).to_have_text("Ada")
        page.locator("#person-detail a").click()
        expect(page.locator("#audit-actor")).to_have_value(re.compile("^person:"))
        expect(check).to_be_visible()
        page.go_back()
        expect(page.locator("#people-rows")).to_be_visible()
        expect(check).to_be_hidden()


def test_what_the_server_refuses_is_said_in_chinese_too(office: Office) -> None:
    with office.at(f"{PATH}?lang=zh") as page:
        rows(page, "people", 2)
        page.locator("#person-add").click()
        page.locator("#person-form [name=name]").fill("mei")
        page.locator("#person-form [value=lead]").check()
        page.locator("#person-form [type=submit]").click()
        expect(page.locator("#person-failed")).to_have_text("此姓名已被使用或不可使用。")


def test_who_is_no_admin_neither_sees_nor_opens_it(office: Office) -> None:
    with office.at(as_person="Mei") as page:
        expect(page).to_have_url(re.compile(r"/console$|/console/?$"), timeout=PATIENCE_MS)
        toast(page).to_contain_text("no use for the page “Administration”")
        expect(page.locator("[data-view=administration]")).to_have_count(0)


@pytest.mark.parametrize(
    ("window", "colours", "language"),
    [(WIDE, "light", "en"), (NARROW, "dark", "zh")],
    ids=["wide", "narrow"],
)
def test_every_part_and_panel_is_sound(
    office: Office, window: dict[str, int], colours: Any, language: str
) -> None:
    office.staff.people.managing.add(HOSTILE, roles=roles_named(["agent"]), by="test")
    office.staff.keys.create("shop", scopes=("chatbot",), by="Ada", actor="Ada")
    path = f"{PATH}?lang={language}"
    with office.at(path, viewport=window, color_scheme=colours) as page:
        rows(page, "people", 3)
        expect(page.locator("#release")).not_to_be_empty()
        assert_sound(page)
        for opener, panel in (
            ("#person-add", "#person-panel"),
            ("#person-link", "#secret-panel"),
        ):
            page.locator(opener).click()
            expect(page.locator(panel)).to_be_visible()
            assert_sound(page)
            page.locator(f"{panel} [data-close]").click()
        page.locator("[data-part=keys]").click()
        rows(page, "keys", 1)
        assert_sound(page)
        for opener in ("key-add", "key-rotate", "key-revoke"):
            page.locator(f"#{opener}").click()
            assert_sound(page)
            page.keyboard.press("Escape")
        page.locator("[data-part=audit]").click()
        page.locator(".audit-line summary").first.click()
        page.locator("#audit-verify").click()
        expect(page.locator("#audit-check")).to_have_class(re.compile("whole"))
        assert_sound(page)
        assert page.evaluate("document.documentElement.scrollWidth") == window["width"]


def assert_sound(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
