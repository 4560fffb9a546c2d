"""What the doctor says of ``service.yaml``: who is away when, and for whom nobody is there."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

from answer.desk.risk_files import load_risks
from answer.desk.service import ServiceBook
from answer.desk.service_files import load_service
from api.doctor import Finding, service_on

MONDAY = date(2026, 11, 23)


def told(book: ServiceBook) -> Finding:
    return service_on(book, known_classes=load_risks().classes, day=MONDAY)


def test_shipped_it_is_in_order_and_the_hours_without_anybody_are_told() -> None:
    finding = told(load_service())
    assert finding.severity == "ok"
    assert "7 tiers, 8 teams" in finding.text
    # from Saturday at 18:00 in Shenzhen to Monday at 09:00 there nobody works
    assert "no L1 team is open for" in finding.text
    assert "Sat 10:00" in finding.text


def test_teams_day_and_night_leave_nothing_to_tell() -> None:
    book = load_service()
    always = replace(book, teams=tuple(replace(team, hours=()) for team in book.teams))
    assert "no L1 team" not in told(always).text


def test_a_level_without_a_team_is_a_warning_with_what_to_write() -> None:
    book = load_service()
    without = replace(book, teams=tuple(one for one in book.teams if "L3" not in one.levels))
    finding = told(without)
    assert finding.severity == "warning"
    assert "no team takes L3" in finding.text
    assert "levels: [L3]" in finding.text


def test_an_alert_for_a_class_that_does_not_exist_is_named() -> None:
    book = load_service()
    assert book.alerts is not None
    rules = {**book.alerts.by_class, "safty": book.alerts.default}
    changed = replace(book, alerts=replace(book.alerts, by_class=MappingProxyType(rules)))
    finding = told(changed)
    assert finding.severity == "warning"
    assert "'safty'" in finding.text
