"""Cases of somebody who is erased: skeletons, without words and without an id of anybody's.

What stays are a case's times, states, levels and agents. One that is left open for the danger that
it told of keeps the classes of its risks, so that alerts go on counting it.
"""

import json
import secrets

from sqlite_utils import Database

from answer.desk.customer_traces import CustomerTraces

KEPT_OF_EVENTS = frozenset(
    {
        *("level", "team", "assignee", "tier", "priority", "colour", "reason", "risk_class"),
        *("language", "market", "csat", "reopened", "transfers", "breaches", "legal_step"),
        *("first_reply_due_at", "resolve_due_at", "legal_step_due_at", "legal_step_done_at"),
        *("first_replied_at", "resolved_at", "alarm_at"),
        *("first_reply_breached", "resolution_breached", "legal_step_breached"),
    }
)
"""What a step of a skeleton still tells; notes, messages, drafts and ids of others' are none."""
_KEEP_RISKS = """
    insert or ignore into risks (conversation_id, message_id, risk_class, customer_id, at,
        probability, level, action, priority, term)
    select ?, ?, risk_class, '', max(at), max(probability), level, action, min(priority), ''
    from risks where is_suspected = 0
    and conversation_id = (select conversation_id from cases where id = ?) group by risk_class
"""


def bare_events(database: Database, traces: CustomerTraces) -> int:
    """How many steps of these cases tell of nobody any more."""
    rows = database.execute(
        "select id, details from case_events where case_id in (select value from json_each(?))",
        (json.dumps(traces.cases),),
    ).fetchall()
    for number, details in rows:
        kept = [pair for pair in json.loads(details) if pair[0] in KEPT_OF_EVENTS]
        database.execute(
            "update case_events set details = ? where id = ?",
            (json.dumps(kept, ensure_ascii=False, separators=(",", ":")), number),
        )
    return len(rows)


def bare_cases(database: Database, traces: CustomerTraces) -> int:
    """How many cases are skeletons now; what was said in them is still to be deleted."""
    for case in traces.cases:
        is_open = case in traces.open_cases
        talk = f"erased-{secrets.token_hex(8)}"
        database.execute(
            "insert into conversations (id, customer_id, channel, opened_at, last_message_at, "
            "case_id) select ?, '', channel, opened_at, opened_at, ? from cases where id = ?",
            (talk, case if is_open else "", case),
        )
        if is_open:
            database.execute(_KEEP_RISKS, (talk, talk, case))
        database.execute(
            "update cases set conversation_id = ?, customer_id = '', message_id = ?, "
            "reply_id = '', product = '', question = '', search_text = id where id = ?",
            (talk, talk if is_open else "", case),
        )
    return len(traces.cases)
