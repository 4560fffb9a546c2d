"""``service.yaml`` as shipped, as a content folder changes it, and every mistake by its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.service import LEVELS, tier_of
from answer.desk.service_files import load_service
from ingest.errors import ContentError, DeskInvalid


def own(tmp_path: Path, text: str) -> Path:
    (tmp_path / "service.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_shipped_are_both_schemes_three_levels_and_teams_round_the_world() -> None:
    book = load_service()
    minutes = {name: tier.clocks.first_reply_minutes for name, tier in book.tiers.items()}
    assert minutes["gold"] == 30
    assert minutes["silver"] == 240
    assert minutes["B"] == 120
    assert book.tiers["diamond"].account_manager == book.tiers["A"].account_manager != ""
    assert book.tiers["C"].is_dispatched
    assert book.levels["L1"].clocks.resolution_minutes == 45
    assert (book.red_plan.resolution_hours, book.red_plan.legal_step_hours) == (48, 24)
    assert all(any(level in team.levels for team in book.teams) for level in LEVELS)
    in_queue = [team for team in book.teams if team.levels == ("L1",) and not team.is_only_by_name]
    assert len({team.time_zone for team in in_queue}) >= 3
    assert book.alerts is not None
    safety = book.alerts.rule_of("safety")
    assert [step.customers for step in (safety.yellow, safety.orange, safety.red)] == [1, 2, 3]
    assert safety.window_hours == 72
    assert book.alerts.rule_of("customs") != book.alerts.rule_of("fraud") == book.alerts.default


def test_a_content_folder_changes_it_key_by_key(tmp_path: Path) -> None:
    shipped = load_service()
    book = load_service(
        own(
            tmp_path,
            "default_tier: C\n"
            "tiers:\n"
            "  gold: {first_reply_minutes: 20}\n"
            "  silver: null\n"
            "teams:\n"
            "  shenzhen:\n"
            "    agents: [李雷, 韩梅梅]\n"
            "    lead: 李雷\n"
            "    hours: {saturday: null, sunday: ['22:00-24:00'], monday: '00:00-06:00'}\n",
        )
    )
    assert tier_of(book, "").name == "C"
    assert book.tiers["gold"].clocks.first_reply_minutes == 20
    assert book.tiers["gold"].rank == shipped.tiers["gold"].rank
    assert "silver" not in book.tiers
    team = book.team_of("shenzhen")
    assert team is not None
    assert team.lead == "李雷" in team.agents
    assert {hours.weekday for hours in team.hours} == {0, 1, 2, 3, 4, 6}
    sunday = next(hours for hours in team.hours if hours.weekday == 6)
    assert (sunday.opens.hour, sunday.closes.hour) == (22, 0)
    assert book.team_of("berlin") == shipped.team_of("berlin")


def test_a_team_may_be_there_day_and_night(tmp_path: Path) -> None:
    book = load_service(own(tmp_path, "teams: {berlin: {hours: always}}"))
    team = book.team_of("berlin")
    assert team is not None
    assert team.hours == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("teams: {x: {levels: [L1], time_zone: Berlin, hours: always}}", 1, "'Europe/Berlin'"),
        (
            "teams:\n  berlin:\n    time_zone: Europe/Berlyn",
            3,
            "did you mean 'Europe/Berlin'?",
        ),
        ("teams:\n  berlin:\n    levels: []", 2, "has no level; write which it takes"),
        ("teams:\n  berlin:\n    levels: [L4]", 3, "'L1', 'L2' or 'L3'"),
        (
            "teams:\n  berlin:\n    hours:\n      monday: '18:00-09:00'",
            4,
            "closes before it opens; a shift over midnight is written as two",
        ),
        ("teams:\n  berlin:\n    hours:\n      monday: 9 to 5", 4, "write it like 09:00-18:00"),
        ("teams:\n  berlin:\n    hours: {monday: '09:00-25:00'}", 3, "a time that no clock shows"),
        ("teams:\n  berlin:\n    hours: {monday: '09:99-11:00'}", 3, "a time that no clock shows"),
        (
            "teams:\n  berlin:\n    hours:\n      monday: ['09:00-12:00', '11:00-13:00']",
            2,
            "overlap or stand in the wrong order",
        ),
        ("teams:\n  berlin:\n    hours: {montag: '09:00-11:00'}", 3, "no day of the week"),
        ("teams:\n  berlin:\n    hours: sometimes", 3, "or always"),
        ("teams:\n  berlin:\n    country: XX", 3, "no known country"),
        ("teams:\n  berlin:\n    subdivision: ZZ", 2, "known are BB, BE"),
        ("teams:\n  berlin:\n    languages: [deutsch]", 3, "no known language"),
        ("teams:\n  berlin:\n    markets: [EUROPE]", 3, "is no market; write a country's"),
        ("teams:\n  berlin:\n    agents: ['']", 3, "is no name"),
        ("teams:\n  berlin:\n    agent: [Jo]", 3, "did you mean 'agents'?"),
        ("default_tier: golt", 1, "there is no tier 'golt'; did you mean 'gold'?"),
        ("tiers:\n  standard: null", 0, "there is no tier 'standard'; known are diamond"),
        ("tiers:\n  platinum: null", 2, "there is no 'platinum' to take away"),
        ("tiers:\n  gold: {first_reply_minutes: 0}", 2, "greater than or equal to 1"),
        ("tiers:\n  gold: {first_reply_minutes: soon}", 2, "valid integer"),
        ("tiers:\n  vip: {rank: 0}", 2, "'tiers.vip.first_reply_minutes' is missing; add it"),
        (
            "tiers:\n  diamond: {account_manager: key-account}",
            2,
            "neither a team nor an agent of one; did you mean 'key-accounts'?",
        ),
        ("levels:\n  L2: null", 1, "L2 is missing; add it"),
        ("red_plan: {team: incident}", 1, "there is no team 'incident'; did you mean 'incidents'?"),
        ("red_plan: {legal_step_hours: 60}", 1, "has to go from first_reply_hours over"),
        (
            "alerts: {classes: {safety: {orange: {customers: 9}}}}",
            1,
            "yellow, orange and red have to rise",
        ),
        ("customer_day: {begins: '22:00'}", 1, "ends before it begins"),
        ("targets: {csat: 9}", 1, "less than or equal to 5"),
        ("tears: {}", 1, "unknown key 'tears'"),
        ("tiers: [gold]", 1, "tiers is"),
        ("tiers: {gold: {rank: 1", 1, "mend the YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(ContentError) as told:
        load_service(own(tmp_path, text))
    message = str(told.value)
    assert said in message
    place = f"{tmp_path / 'service.yaml'}:{line}" if line else "answer/desk/data/service.yaml:"
    assert place in message


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    wrong = "teams:\n  berlin:\n    time_zone: Berlin\n    country: DEU\n  shenzhen: {levels: []}\n"
    with pytest.raises(ContentError) as told:
        load_service(own(tmp_path, wrong))
    assert all(f"service.yaml:{line}: " in str(told.value) for line in (3, 4, 5))


def test_a_team_that_nobody_can_reach_is_a_mistake(tmp_path: Path) -> None:
    names = [team.name for team in load_service().teams]
    text = "".join(f"  {name}: {{only_by_name: true}}\n" for name in names)
    with pytest.raises(ContentError, match="every team takes only what is sent to it by name"):
        load_service(own(tmp_path, f"teams:\n{text}"))


def test_a_manager_of_a_team_that_is_gone_is_named_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="'account_manager: null' in the content folder's"):
        load_service(own(tmp_path, "teams: {key-accounts: null}"))
    text = (
        "teams: {key-accounts: null}\n"
        "tiers: {diamond: {account_manager: null}, A: {account_manager: null}}\n"
    )
    assert not load_service(own(tmp_path, text)).tiers["diamond"].account_manager


def test_a_tier_is_found_however_it_is_cased_and_an_empty_one_is_the_default() -> None:
    book = load_service()
    assert tier_of(book, "").name == book.default_tier == "standard"
    assert tier_of(book, " Gold ").name == "gold"
    assert tier_of(book, "a").name == "A"


def test_an_unknown_tier_is_named_with_those_there_are() -> None:
    with pytest.raises(DeskInvalid) as told:
        tier_of(load_service(), "golden")
    for part in ("'golden'", "did you mean 'gold'?", "diamond, gold, silver, standard, A, B, C"):
        assert part in str(told.value)


@given(st.text())
def test_whatever_a_tier_is_called_it_is_found_or_refused(name: str) -> None:
    book = load_service()
    known = {tier.casefold() for tier in book.tiers}
    if name.strip().casefold() in known or not name.strip():
        assert tier_of(book, name) in book.tiers.values()
    else:
        with pytest.raises(DeskInvalid, match="The tiers are diamond"):
            tier_of(book, name)
