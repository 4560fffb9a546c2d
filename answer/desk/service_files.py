"""The shipped ``service.yaml``, overridden key by key by the content folder's own.

Both are laid over each other before they are checked, so that a wrong entry is named by the file
and the line where it stands. ``null`` takes a shipped tier, team or day away.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from answer.desk import service_schema
from answer.desk.service import (
    LEVELS,
    AlertRule,
    AlertRules,
    AlertStep,
    Clocks,
    CustomerDay,
    LevelTerms,
    OpeningHours,
    RedPlan,
    ServiceBook,
    ServiceTargets,
    Team,
    Tier,
)
from answer.desk.service_schema import (
    AlertsEntry,
    RuleEntry,
    ServiceFile,
    StepEntry,
    TeamEntry,
    TierEntry,
    shifts_of,
)
from answer.locale.editors_file import fields_of, read_over
from answer.locale.laid_over import joined, near_match
from answer.locale.lined_yaml import LinedYaml, Place, read_lined
from answer.locale.market_schema import WEEKDAYS
from ingest.errors import ContentError

FILE_NAME = "service.yaml"
_FIELDS = fields_of(service_schema)


def load_service(content_dir: Path | None = None) -> ServiceBook:
    """Tiers, levels, teams and clocks as shipped and as the content folder changes them.

    Raises ``ContentError``, naming file and line of every wrong entry and what to write instead.
    """
    own = content_dir / FILE_NAME if content_dir else None
    file, lined = read_over(_shipped(), own, schema=ServiceFile, fields=_FIELDS)
    problems = list(_unknown_names(file, lined.places))
    if problems:
        raise ContentError(joined(problems))
    return _book(file)


@lru_cache(maxsize=1)
def _shipped() -> LinedYaml:
    text = (resources.files("answer.desk.data") / FILE_NAME).read_text(encoding="utf-8")
    return read_lined(text, name=f"answer/desk/data/{FILE_NAME}")


def _unknown_names(file: ServiceFile, places: Mapping[Place, str]) -> Iterator[str]:
    """What names something that stands elsewhere in the file, and does not."""

    def problem(way: Place, text: str) -> str:
        return f"{places.get(way, places[()])}: {'.'.join(map(str, way))}: {text}"

    if file.default_tier not in file.tiers:
        yield problem(
            ("default_tier",),
            f"there is no tier {file.default_tier!r}; {_hint(file.default_tier, file.tiers)}",
        )
    people = {agent for team in file.teams.values() for agent in team.agents}
    for name, tier in file.tiers.items():
        manager = tier.account_manager
        if manager and manager not in file.teams and manager not in people:
            yield problem(
                ("tiers", name, "account_manager"),
                f"{manager!r} is neither a team nor an agent of one; "
                f"{_hint(manager, [*file.teams, *sorted(people)])}; or write "
                f"'account_manager: null' in the content folder's {FILE_NAME}",
            )
    team = file.red_plan.team
    if team and team not in file.teams:
        yield problem(
            ("red_plan", "team"),
            f"there is no team {team!r}; {_hint(team, file.teams)}; or write 'team: null'",
        )
    for level in LEVELS:
        if level not in file.levels:
            yield problem(("levels",), f"{level} is missing; add it with its resolution_minutes")
    if all(entry.only_by_name for entry in file.teams.values()):
        yield problem(
            ("teams",),
            "every team takes only what is sent to it by name; leave only_by_name away at one",
        )


def _hint(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    return near_match(name, listed) or f"known are {', '.join(listed)}"


def _book(file: ServiceFile) -> ServiceBook:
    tiers = {name: _tier(name, entry) for name, entry in file.tiers.items()}
    levels = {
        level: LevelTerms(
            level=level,
            clocks=Clocks(
                first_reply_minutes=file.levels[level].first_reply_minutes,
                resolution_minutes=file.levels[level].resolution_minutes,
            ),
            description=file.levels[level].description,
        )
        for level in LEVELS
    }
    return ServiceBook(
        tiers=MappingProxyType(tiers),
        default_tier=file.default_tier,
        levels=MappingProxyType(levels),
        teams=tuple(_team(name, entry) for name, entry in file.teams.items()),
        red_plan=RedPlan(
            resolution_hours=file.red_plan.resolution_hours,
            legal_step_hours=file.red_plan.legal_step_hours,
            first_reply_hours=file.red_plan.first_reply_hours,
            team=file.red_plan.team or "",
        ),
        customer_day=CustomerDay(begins=file.customer_day.begins, ends=file.customer_day.ends),
        alerts=_alerts(file.alerts),
        targets=ServiceTargets(**file.targets.model_dump()),
        reopens_within_days=file.reopens_within_days,
    )


def _tier(name: str, entry: TierEntry) -> Tier:
    return Tier(
        name=name,
        rank=entry.rank,
        clocks=Clocks(
            first_reply_minutes=entry.first_reply_minutes,
            resolution_minutes=entry.resolution_minutes,
        ),
        account_manager=entry.account_manager or "",
        is_dispatched=entry.dispatched,
        is_around_the_clock=entry.around_the_clock,
        waits_for_morning=entry.waits_for_morning,
    )


def _team(name: str, entry: TeamEntry) -> Team:
    return Team(
        name=name,
        levels=tuple(entry.levels),
        time_zone=entry.time_zone,
        country=entry.country or "",
        subdivision=entry.subdivision or "",
        hours=tuple(
            OpeningHours(weekday=WEEKDAYS.index(day), opens=opens, closes=closes)
            for day, shifts in shifts_of(entry).items()
            for opens, closes in shifts
        ),
        languages=tuple(entry.languages),
        markets=tuple(entry.markets),
        agents=tuple(entry.agents),
        lead=entry.lead or "",
        is_only_by_name=entry.only_by_name,
    )


def _alerts(entry: AlertsEntry) -> AlertRules:
    default = _rule(entry.default, window_hours=entry.default.window_hours)
    return AlertRules(
        default=default,
        by_class=MappingProxyType(
            {
                name: _rule(rule, window_hours=rule.window_hours or default.window_hours)
                for name, rule in entry.classes.items()
            }
        ),
        windows_before=entry.windows_before,
        falls_after_hours=entry.falls_after_hours,
        unwatched=frozenset(entry.unwatched),
    )


def _rule(entry: RuleEntry, *, window_hours: int) -> AlertRule:
    return AlertRule(
        window_hours=window_hours,
        yellow=_step(entry.yellow),
        orange=_step(entry.orange),
        red=_step(entry.red),
    )


def _step(entry: StepEntry) -> AlertStep:
    return AlertStep(customers=entry.customers, times_usual=entry.times_usual)
