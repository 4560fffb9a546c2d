"""How often suggestions are what a visitor would ask: hit@1 and hit@3 on the demo's pages.

    python -m scripts.benchmark_proactive [--closed] [--show]

Asks every question of ``tests/proactive/log.tsv`` of the engine, as visitors did, and learns from
what came of it; then looks at every situation beside three baselines: what was asked most of all,
what a search for the page's title finds, and what one for title and section finds. Baselines
suggest only what is answered too. ``--closed`` shows the third that is closed; look at it once.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from answer.engine import AnswerEngine
from answer.insight.page_demand import Demand
from answer.insight.page_situation import Situation, Suggested
from answer.insight.question_record import QuestionRecord
from answer.insight.record_question import record_question
from answer.insight.suggest_on_page import PageSuggestions
from answer.insight.suggestible import Suggestible
from answer.question import Question
from api.bootstrap import Application
from api.settings import load_settings

SET = Path(__file__).resolve().parent.parent / "tests" / "proactive"
NO_DEMAND = Demand()


@dataclass(frozen=True, slots=True)
class Visit:
    """A situation, and what would help there."""

    id: str
    situation: Situation
    acceptable: frozenset[tuple[str, str]]

    @property
    def is_closed(self) -> bool:
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 3 == 0


def read_visits() -> tuple[Visit, ...]:
    """The situations of the set."""
    visits = []
    for line in (SET / "situations.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        names = ("page", "title", "product", "section", "language", "market")
        situation = Situation(
            **{name: row[name] for name in names},
            dwell_seconds=row["dwell_seconds"],
            scroll_depth=row["scroll_depth"],
        )
        acceptable = frozenset((document, heading) for document, heading in row["acceptable"])
        visits.append(Visit(row["id"], situation, acceptable))
    return tuple(visits)


def read_log(engine: AnswerEngine) -> tuple[QuestionRecord, ...]:
    """What earlier visitors asked, with what came of it."""
    records = []
    lines = (SET / "log.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        page, product, asker, language, question = line.split("\t")
        asked = Question(
            id=asker,
            question=question,
            customer_id=asker,
            product=product,
            page_url=page,
            language=language,
        )
        prepared = engine.prepare(asked)
        reply = engine.reply(asked, prepared=prepared)
        records.append(record_question(reply, prepared, at=datetime.now(UTC)))
    return tuple(records)


def suggested(
    suggestions: PageSuggestions, situation: Situation, demand: Demand
) -> tuple[Suggested, ...]:
    """At most three, every one asked for first."""
    candidates = suggestions.candidates(situation, demand)
    while True:
        shown, unsure = suggestions.known(candidates, situation)
        if not unsure:
            return shown
        # one after the other: what comes behind three that are answered is never asked
        suggestions.ask(unsure[0], situation)


def is_hit(unit: Suggestible, visit: Visit, original: Callable[[Suggestible], Suggestible]) -> bool:
    """Whether it, or what it translates, is among what would help."""
    for one in (unit, original(unit)):
        wanted = {heading for document, heading in visit.acceptable if document == one.document}
        if "*" in wanted or one.shown in {_plain(heading) for heading in wanted}:
            return True
    return False


def _plain(heading: str) -> str:
    return heading.partition(". ")[2] if heading[:1].isdigit() and ". " in heading else heading


def main() -> int:
    """Prints the figures; 0 always."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--closed", action="store_true")
    parser.add_argument("--show", action="store_true", help="what is suggested in each situation")
    options = parser.parse_args()
    console = Console(highlight=False, width=150)
    application = Application(load_settings())
    engine, searcher = application.engines.engine(), application.searcher()
    cards = searcher.release.content.cards
    suggestions = PageSuggestions(searcher, engine, cards=cards)
    records = read_log(engine)
    demand = suggestions.demand(records)
    everywhere = suggestions.demand(replace(one, page="", product="") for one in records)
    ways: dict[str, Callable[[Situation], tuple[Situation, Demand]]] = {
        "learnt, page and section": lambda one: (one, demand),
        "asked most overall": lambda one: (
            replace(one, page="", product="", title="", section=""),
            everywhere,
        ),
        "search by title": lambda one: (replace(one, page="", section=""), NO_DEMAND),
        "search by title and section": lambda one: (replace(one, page=""), NO_DEMAND),
        "learnt, without the section": lambda one: (replace(one, section=""), demand),
    }
    visits = [one for one in read_visits() if one.is_closed == options.closed]
    answered = sum(one.kind == "answer" for one in records)
    console.print(f"{len(records)} questions of the log, {answered} of them answered")
    table = Table("way", "situations", "hit@1", "hit@3", "shown", "none shown")
    for name, seen_as in ways.items():
        hits = [_hits(one, *seen_as(one.situation), suggestions=suggestions) for one in visits]
        table.add_row(name, str(len(visits)), *_figures(hits))
        if options.show and name.startswith("learnt, page"):
            _show(console, visits, suggestions, demand)
    console.print(table)
    _times(console, visits, suggestions, demand)
    application.close()
    return 0


def _hits(
    visit: Visit, situation: Situation, demand: Demand, *, suggestions: PageSuggestions
) -> list[bool]:
    shown = suggested(suggestions, situation, demand)
    return [is_hit(one.unit, visit, suggestions.original) for one in shown]


def _figures(hits: Sequence[list[bool]]) -> tuple[str, str, str, str]:
    count = len(hits)
    first = sum(one[:1] == [True] for one in hits)
    three = sum(any(one) for one in hits)
    shown = sum(map(len, hits)) / count
    return (
        f"{first / count:.2f}",
        f"{three / count:.2f}",
        f"{shown:.1f}",
        str(sum(not one for one in hits)),
    )


def _show(
    console: Console, visits: Sequence[Visit], suggestions: PageSuggestions, demand: Demand
) -> None:
    for visit in visits:
        situation = visit.situation
        console.print(f"[bold]{visit.id} {situation.page}[/bold] {situation.section!r}", end=" ")
        console.print(situation.language)
        for one in suggested(suggestions, situation, demand):
            sign = "+" if is_hit(one.unit, visit, suggestions.original) else "-"
            told = f"{one.probability:.3f} {one.unit.shown} · {one.unit.document}"
            console.print(f"   {sign} {told}", markup=False)


def _times(
    console: Console, visits: Sequence[Visit], suggestions: PageSuggestions, demand: Demand
) -> None:
    """How long a request takes once what it needs is known."""
    took = []
    for visit in visits:
        started = time.perf_counter()
        candidates = suggestions.candidates(visit.situation, demand)
        suggestions.known(candidates, visit.situation)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    console.print(f"p50 {took[len(took) // 2]:.1f} ms, p95 {took[int(len(took) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
