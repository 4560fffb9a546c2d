"""How fast the desk's store is with a full queue and a year of resolved cases beside it.

``python -m scripts.benchmark_desk [--open N] [--resolved N] [--json FILE]``

The store is made below ``.bench/desk`` through its own methods. Reading is timed as the console
reads; writing as the desk writes, so that every write waits for the disk.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from answer.desk.case import NOT_RESOLVED, Case, CaseColour, CaseFilter, CaseState
from answer.desk.case_store import CaseStore
from answer.desk.conversation import Conversation, Message
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.reply import HandoffReason, Level
from answer.risk import Risk
from scripts.corpora import BENCH

STATE = BENCH / "desk"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REPEATS = 60
WRITES = 300
AT_ONCE = 2_000
"""Cases made in one transaction; one each would take an hour of waiting for the disk."""
LANGUAGES = ("en", "zh-Hans", "es", "de", "ar", "ja", "th", "ru")
MARKETS = ("US", "CN", "MX", "DE", "AE", "JP", "TH", "RU")
REASONS: tuple[HandoffReason, ...] = ("risk", "low_confidence", "asked_for_person", "repeated")
RISKS = ("", "", "safety", "legal", "fraud", "negotiation")
TEAMS = ("Shenzhen", "Guadalajara", "Düsseldorf")
LEVELS: tuple[Level, ...] = ("L1", "L1", "L1", "L2", "L3")
TIERS = ("diamond", "gold", "silver", "silver")
COLOURS: tuple[CaseColour, ...] = ("", "", "", "", "", "yellow", "orange", "red")
QUESTIONS = (
    "The pump smells burnt after two hours at full load, and the fuse of the kitchen went too.",
    "我们收到的 XR-200 外壳有裂纹，客户要求本周内换货，否则取消后面的订单，请尽快答复。",
    "Mi cliente dice que el certificado CE ha caducado; ¿me pueden mandar el nuevo hoy mismo?",
    "Wir warten seit drei Wochen auf die Gutschrift zur Rechnung 20260911 und hören nichts.",
)


def a_case(number: int, chance: random.Random) -> Case:
    """An open case as they come: every field varies, as far as the queue is ordered by it."""
    opened_at = NOW - timedelta(minutes=chance.uniform(1, 5_000))
    place = chance.randrange(len(LANGUAGES))
    risk_class = chance.choice(RISKS)
    state: CaseState = chance.choice(NOT_RESOLVED)
    return Case(
        id=f"case-{number:07}",
        conversation_id=f"conversation-{number:07}",
        customer_id=f"customer-{number % 4_000:05}",
        message_id=f"message-{number:07}",
        reply_id=f"reply-{number:07}",
        question=f"{chance.choice(QUESTIONS)} ({number})" * chance.randint(1, 6),
        language=LANGUAGES[place],
        market=MARKETS[place],
        product=f"XR-{chance.randrange(100, 400)}",
        channel="web",
        reason="risk" if risk_class else chance.choice(REASONS),
        risk_class=risk_class,
        tier=chance.choice(TIERS),
        level=chance.choice(LEVELS),
        priority=chance.randrange(100),
        opened_at=opened_at,
        team=chance.choice(TEAMS),
        assignee="" if state == "open" else f"agent-{chance.randrange(60):02}",
        state=state,
        colour=chance.choice(COLOURS),
        first_reply_due_at=opened_at + timedelta(minutes=chance.choice((30, 120, 240))),
        resolve_due_at=opened_at + timedelta(hours=chance.choice((24, 48, 72))),
        first_replied_at=opened_at + timedelta(minutes=9) if chance.random() < 0.5 else None,
        breaches=int(chance.random() < 0.1),
    )


def fill(database: DeskDatabase, *, unresolved: int, resolved: int) -> float:
    """Cases a second that the store was filled with, many in each transaction."""
    conversations, cases = ConversationStore(database), CaseStore(database)
    chance = random.Random(3)  # noqa: S311 - nothing secret
    started = time.perf_counter()
    for first in range(0, unresolved + resolved, AT_ONCE):
        with database.writing():
            for number in range(first, min(first + AT_ONCE, unresolved + resolved)):
                case = a_case(number, chance)
                conversations.open_conversation(_conversation(case))
                cases.open_case(case)
                if number >= unresolved:
                    cases.step(
                        case.id,
                        step="resolved",
                        actor="agent-01",
                        at=NOW,
                        allowed_from=NOT_RESOLVED,
                        change=_resolved,
                    )
    return (unresolved + resolved) / (time.perf_counter() - started)


def reading(database: DeskDatabase, *, unresolved: int) -> dict[str, float]:
    """Median and 95th percentile in milliseconds of what the console asks for."""
    cases, conversations = CaseStore(database), ConversationStore(database)
    wanted: dict[str, Callable[[], object]] = {
        "page_first": lambda: cases.cases(),
        "page_last": lambda: cases.cases(offset=max(0, unresolved - 50)),
        "page_open": lambda: cases.cases(CaseFilter(states=("open",))),
        "page_of_agent": lambda: cases.cases(CaseFilter(assignee="agent-07")),
        "page_of_team": lambda: cases.cases(CaseFilter(team="Düsseldorf", level="L2")),
        "page_of_customer": lambda: cases.cases(CaseFilter(customer_id="customer-00007")),
        "page_resolved": lambda: cases.cases(CaseFilter(states=("resolved",))),
        "page_all_of_customer": lambda: cases.cases(
            CaseFilter(states=(), customer_id="customer-00007")
        ),
        "search_frequent": lambda: cases.cases(CaseFilter(text="certificado")),
        "search_rare": lambda: cases.cases(CaseFilter(text="(4711)")),
        "search_nothing": lambda: cases.cases(CaseFilter(text="nowhere to be found")),
        "search_all_states": lambda: cases.cases(CaseFilter(states=(), text="nowhere")),
        "case": lambda: cases.case("case-0000007"),
        "overdue": lambda: cases.overdue(NOW, limit=100),
        "events": lambda: cases.events(after_id=cases.last_event_id() - 100, limit=100),
        "messages": lambda: conversations.messages("conversation-0000001"),
    }
    figures = {}
    for name, read in wanted.items():
        took = [_milliseconds(read) for _ in range(REPEATS)]
        figures[f"{name}_p50_ms"] = round(float(np.percentile(took, 50)), 2)
        figures[f"{name}_p95_ms"] = round(float(np.percentile(took, 95)), 2)
    return figures


def writing(database: DeskDatabase) -> dict[str, float]:
    """Median and 95th percentile in milliseconds of a claim, and of a message with all it brings.

    Each waits until the disk has it.
    """
    cases, conversations = CaseStore(database), ConversationStore(database)
    waiting = cases.cases(CaseFilter(states=("open",)), limit=WRITES).cases
    claims = [
        _milliseconds(partial(cases.claim, case.id, agent=case.assignee or "agent-01", at=NOW))
        for case in waiting
    ]

    def message(number: int) -> None:
        of = "conversation-0000001"
        risk = Risk(
            risk_class="safety", probability=0.9, level="L2", action="hand_over", priority=1
        )
        text = QUESTIONS[number % len(QUESTIONS)]
        with database.writing():
            conversations.add_message(
                Message(
                    id=f"m-{number}",
                    conversation_id=of,
                    customer_id="customer-00001",
                    role="customer",
                    text=text,
                    language="en",
                    channel="web",
                    at=NOW,
                )
            )
            conversations.add_risks(f"m-{number}", conversation_id=of, risks=[risk], at=NOW)
            conversations.add_asked(
                f"m-{number}",
                conversation_id=of,
                customer_id="customer-00001",
                at=NOW,
                text=text,
                vector=np.full(384, 384**-0.5, dtype=np.float32),
                vector_of="e5",
            )

    messages = [_milliseconds(partial(message, number)) for number in range(WRITES)]
    return {
        f"{name}_{percentile}_ms": round(float(np.percentile(took, rank)), 2)
        for name, took in (("claim", claims), ("message", messages))
        for percentile, rank in (("p50", 50), ("p95", 95))
    }


def _conversation(case: Case) -> Conversation:
    return Conversation(
        id=case.conversation_id,
        customer_id=case.customer_id,
        channel=case.channel,
        opened_at=case.opened_at,
        last_message_at=case.opened_at,
    )


def _resolved(case: Case) -> Case:
    at = case.opened_at + timedelta(hours=5)
    return replace(case, state="resolved", resolved_at=at)


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=10_000, dest="unresolved")
    parser.add_argument("--resolved", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    shutil.rmtree(STATE, ignore_errors=True)
    with DeskDatabase(STATE / "tradewind.db") as database:
        rate = fill(database, unresolved=arguments.unresolved, resolved=arguments.resolved)
        figures = {
            "unresolved": float(arguments.unresolved),
            "resolved": float(arguments.resolved),
            "filled_per_second": round(rate, 1),
            **reading(database, unresolved=arguments.unresolved),
            **writing(database),
        }
    size = sum(path.stat().st_size for path in STATE.iterdir())
    figures["megabytes"] = round(size / 1e6, 1)
    for name, value in figures.items():
        print(f"{name:32} {value:10,.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
