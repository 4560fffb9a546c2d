"""The tables of the operational store, migration by migration; none is ever changed afterwards.

Times are whole microseconds since 1970 in UTC, so that they sort; truth values are 0 and 1; what
is nested is JSON. Empty text stands for what nobody said, as in the nouns.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("desk")


@MIGRATIONS()
def m001_conversations(database: Database) -> None:
    """Who wrote what, what was replied, and what was thought of it."""
    for statement in (
        """
        create table customers (
            "id" text primary key not null,
            "tier" text not null,
            "market" text not null,
            "language" text not null,
            "name" text not null
        ) strict, without rowid
        """,
        """
        create table conversations (
            "id" text primary key not null,
            "customer_id" text not null,
            "channel" text not null,
            "opened_at" integer not null,
            "last_message_at" integer not null,
            "case_id" text not null
        ) strict, without rowid
        """,
        "create index conversations_of_customer on conversations (customer_id, last_message_at)",
        """
        create table messages (
            "sequence" integer primary key autoincrement,
            "id" text not null,
            "conversation_id" text not null references conversations (id),
            "customer_id" text not null,
            "role" text not null,
            "language" text not null,
            "channel" text not null,
            "at" integer not null,
            "author" text not null,
            "reply_id" text not null,
            "is_internal" integer not null,
            "text" text not null,
            unique (conversation_id, id)
        ) strict
        """,
        "create index messages_of_conversation on messages (conversation_id, at, sequence)",
        "create index messages_of_customer on messages (customer_id, at, sequence)",
        """
        create table replies (
            "id" text primary key not null,
            "conversation_id" text not null references conversations (id),
            "message_id" text not null,
            "kind" text not null,
            "reason" text,
            "language" text not null,
            "confidence" real not null,
            "threshold" real not null,
            "release" text not null,
            "at" integer not null,
            "text" text not null,
            "statements" text not null,
            "explanation" text not null
        ) strict
        """,
        "create index replies_to_message on replies (conversation_id, message_id, at)",
        """
        create table feedback (
            "id" text primary key not null,
            "reply_id" text not null references replies (id),
            "verdict" text not null,
            "at" integer not null,
            "agent" text not null,
            "reason" text not null,
            "score" integer,
            "text" text not null
        ) strict
        """,
        "create index feedback_of_reply on feedback (reply_id, at)",
        """
        create table asked (
            "conversation_id" text not null references conversations (id),
            "message_id" text not null,
            "customer_id" text not null,
            "at" integer not null,
            "vector_of" text not null,
            "text" text not null,
            "vector" blob not null,
            primary key (conversation_id, message_id)
        ) strict
        """,
        "create index asked_by_customer on asked (customer_id, at)",
        """
        create table risks (
            "conversation_id" text not null references conversations (id),
            "message_id" text not null,
            "risk_class" text not null,
            "customer_id" text not null,
            "at" integer not null,
            "probability" real not null,
            "level" text not null,
            "action" text not null,
            "priority" integer not null,
            "term" text not null,
            primary key (conversation_id, message_id, risk_class)
        ) strict, without rowid
        """,
        "create index risks_by_time on risks (at, risk_class, customer_id, conversation_id)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m002_cases(database: Database) -> None:
    """The queue, every step in it, and how many cases stand in each state."""
    for statement in (
        # question and search_text last: a row is read only as far as a column is wanted
        """
        create table cases (
            "number" integer primary key,
            "id" text not null unique,
            "version" integer not null,
            "state" text not null,
            "conversation_id" text not null references conversations (id),
            "customer_id" text not null,
            "message_id" text not null,
            "reply_id" text not null,
            "language" text not null,
            "market" text not null,
            "product" text not null,
            "channel" text not null,
            "reason" text not null,
            "risk_class" text not null,
            "tier" text not null,
            "level" text not null,
            "priority" integer not null,
            "opened_at" integer not null,
            "team" text not null,
            "assignee" text not null,
            "colour" text not null,
            "first_reply_due_at" integer,
            "resolve_due_at" integer,
            "legal_step_due_at" integer,
            "first_replied_at" integer,
            "resolved_at" integer,
            "reopened" integer not null,
            "transfers" integer not null,
            "breaches" integer not null,
            "first_reply_breached" integer not null,
            "resolution_breached" integer not null,
            "csat" integer,
            "alarm_at" integer,
            "is_resolved" integer not null,
            "rank_colour" integer not null,
            "rank_breach" integer not null,
            "rank_priority" integer not null,
            "rank_due" integer not null,
            "question" text not null,
            "search_text" text not null
        ) strict
        """,
        # the queue is read in this order without sorting, and filtered without the cases' rows
        """
        create index cases_queue on cases (
            is_resolved, rank_colour, rank_breach, rank_priority, rank_due, opened_at, number,
            state, assignee, team, level, reason, risk_class, language, market, tier, customer_id
        )
        """,
        """
        create unique index cases_unresolved on cases (conversation_id) where is_resolved = 0
        """,
        "create index cases_of_conversation on cases (conversation_id, opened_at)",
        "create index cases_of_customer on cases (customer_id, opened_at)",
        "create index cases_alarms on cases (alarm_at) where alarm_at is not null",
        """
        create table case_events (
            "id" integer primary key autoincrement,
            "case_id" text not null references cases (id),
            "at" integer not null,
            "step" text not null,
            "actor" text not null,
            "state" text not null,
            "details" text not null
        ) strict
        """,
        "create index case_events_of_case on case_events (case_id, id)",
        "create index case_events_by_step on case_events (step, id)",
        # counted as they change: counting a year's resolved cases would take longer than a page
        "create table case_counts (state text primary key, cases integer not null) strict",
        """
        create trigger case_counted_in after insert on cases begin
            insert into case_counts values (new.state, 1)
            on conflict (state) do update set cases = cases + 1;
        end
        """,
        """
        create trigger case_counted_over after update of state on cases
        when old.state <> new.state begin
            update case_counts set cases = cases - 1 where state = old.state;
            insert into case_counts values (new.state, 1)
            on conflict (state) do update set cases = cases + 1;
        end
        """,
        """
        create trigger case_counted_out after delete on cases begin
            update case_counts set cases = cases - 1 where state = old.state;
        end
        """,
    ):
        database.execute(statement)


@MIGRATIONS()
def m003_webhooks(database: Database) -> None:
    """Who is told of the desk's events, and every message on its way to them."""
    for statement in (
        """
        create table webhook_targets (
            "name" text primary key not null,
            "address_print" text not null,
            "cursor" integer not null,
            "last_delivered_at" integer,
            "last_error_at" integer,
            "last_error" text not null,
            "disabled_at" integer,
            "disabled_because" text not null
        ) strict, without rowid
        """,
        # nothing refers to cases: a message may outlive one that was erased
        """
        create table webhook_deliveries (
            "id" integer primary key autoincrement,
            "message_id" text not null unique,
            "target" text not null,
            "event_id" integer not null,
            "case_id" text not null,
            "event" text not null,
            "state" text not null,
            "attempts" integer not null,
            "created_at" integer not null,
            "next_attempt_at" integer not null,
            "last_status" integer,
            "last_error" text not null,
            "delivered_at" integer,
            "lease" text not null,
            unique (target, event_id)
        ) strict
        """,
        """
        create index webhook_deliveries_due
        on webhook_deliveries (target, next_attempt_at, event_id)
        where state in ('pending', 'sending')
        """,
        """
        create index webhook_deliveries_of_case on webhook_deliveries (target, case_id, event_id)
        where state in ('pending', 'sending')
        """,
        "create index webhook_deliveries_by_state on webhook_deliveries (state, target, id)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m004_alerts(database: Database) -> None:
    """What colour each class of risk is; a class without a row never had one."""
    database.execute(
        """
        create table alerts (
            "risk_class" text primary key not null,
            "colour" text not null,
            "customers" integer not null,
            "usual" real not null,
            "since" integer not null,
            "upheld_at" integer not null
        ) strict, without rowid
        """
    )


@MIGRATIONS()
def m005_legal_step(database: Database) -> None:
    """When the legal step of a red case was taken; one that was missed rings as other clocks do."""
    for statement in (
        'alter table cases add column "legal_step_done_at" integer',
        'alter table cases add column "legal_step_breached" integer not null default 0',
        """
        update cases
        set alarm_at = min(coalesce(alarm_at, legal_step_due_at), legal_step_due_at)
        where is_resolved = 0 and legal_step_due_at is not null
        """,
    ):
        database.execute(statement)


@MIGRATIONS()
def m006_questions(database: Database) -> None:
    """Every question asked over HTTP, with what came of it."""
    for statement in (
        # the vector last: a row is read only as far as a column is wanted
        """
        create table questions (
            "sequence" integer primary key autoincrement,
            "id" text not null unique,
            "at" integer not null,
            "kind" text not null,
            "reason" text not null,
            "verdict" text not null,
            "language" text not null,
            "market" text not null,
            "tier" text not null,
            "channel" text not null,
            "product" text not null,
            "customer_id" text not null,
            "conversation_id" text not null,
            "audience" text not null,
            "confidence" real not null,
            "release" text not null,
            "question" text not null,
            "documents" text not null,
            "passages" text not null,
            "vector_of" text not null,
            "vector" blob
        ) strict
        """,
        "create index questions_by_time on questions (at, sequence)",
        "create index questions_judged on questions (verdict) where verdict <> ''",
    ):
        database.execute(statement)


@MIGRATIONS()
def m007_gaps(database: Database) -> None:
    """Which gap each question was in last, and what editors decided about gaps."""
    for statement in (
        """
        create table gap_members (
            "question_id" text primary key not null,
            "gap_id" text not null
        ) strict, without rowid
        """,
        """
        create table gap_decisions (
            "gap_id" text primary key not null,
            "deed" text not null,
            "by" text not null,
            "at" integer not null,
            "draft_id" text not null,
            "document" text not null,
            "note" text not null
        ) strict, without rowid
        """,
        "create index cases_of_reply on cases (reply_id)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m008_dismissals(database: Database) -> None:
    """What editors said is no defect."""
    database.execute(
        """
        create table dismissals (
            "id" text primary key not null,
            "why" text not null,
            "by" text not null,
            "at" integer not null
        ) strict, without rowid
        """
    )


@MIGRATIONS()
def m009_suspected_risks(database: Database) -> None:
    """What a message may be of, below the class's threshold."""
    database.execute('alter table risks add column "is_suspected" integer not null default 0')


@MIGRATIONS()
def m010_looks(database: Database) -> None:
    """Who looked at what was answered although it may be about something a person answers."""
    for statement in (
        'alter table risks add column "looked_at" integer',
        """alter table risks add column "looked_at_by" text not null default ''""",
        """alter table risks add column "looked_at_note" text not null default ''""",
        'alter table risks add column "handed_over" integer not null default 0',
        """
        create index risks_to_look_at on risks (at, conversation_id, message_id)
        where is_suspected = 1 and looked_at is null
        """,
    ):
        database.execute(statement)


AUDIT_GUARDS: dict[str, str] = {
    "audit_chain_is_not_changed": """
        create trigger audit_chain_is_not_changed before update on audit_chain begin
            select raise(abort, 'a record of the audit is never changed');
        end
        """,
    "audit_chain_is_not_deleted": """
        create trigger audit_chain_is_not_deleted before delete on audit_chain begin
            select raise(abort, 'a record of the audit is never deleted');
        end
        """,
    # or "insert or replace" would change one
    "audit_chain_only_grows": """
        create trigger audit_chain_only_grows before insert on audit_chain
        when new.sequence <= (select max(sequence) from audit_chain) begin
            select raise(abort, 'a record of the audit comes after all others');
        end
        """,
    "audit_details_are_not_changed": """
        create trigger audit_details_are_not_changed before update on audit_details begin
            select raise(abort, 'details of the audit are erased or kept as they are');
        end
        """,
}
"""Triggers by name; ``tradewind audit verify`` looks whether they are still there."""


@MIGRATIONS()
def m011_audit(database: Database) -> None:
    """What was done, in records that hang together, and beside them what may be erased of it."""
    for statement in (
        """
        create table audit_chain (
            "sequence" integer primary key autoincrement,
            "at" integer not null,
            "kind" text not null,
            "actor" text not null,
            "subject" text not null,
            "commitment" text not null,
            "previous" text not null,
            "seal" text not null,
            "hash" text not null
        ) strict
        """,
        "create index audit_chain_by_kind on audit_chain (kind, sequence)",
        "create index audit_chain_by_subject on audit_chain (subject, sequence)",
        """
        create table audit_details (
            "sequence" integer primary key,
            "salt" blob not null,
            "customer_id" text not null,
            "conversation_id" text not null,
            "told" text not null
        ) strict
        """,
        """
        create index audit_details_of_customer on audit_details (customer_id)
        where customer_id <> ''
        """,
        """
        create index audit_details_of_conversation on audit_details (conversation_id)
        where conversation_id <> ''
        """,
        *AUDIT_GUARDS.values(),
    ):
        database.execute(statement)


@MIGRATIONS()
def m012_people(database: Database) -> None:
    """Who signs in to the console, where they are signed in, and what went wrong lately."""
    for statement in (
        """
        create table people (
            "id" text primary key not null,
            "name" text not null,
            "name_key" text not null unique,
            "roles" text not null,
            "is_active" integer not null,
            "password_hash" text not null,
            "subject" text unique,
            "created_at" integer not null,
            "password_changed_at" integer,
            "signed_in_at" integer
        ) strict, without rowid
        """,
        """
        create table sessions (
            "token_hash" text primary key not null,
            "id" text not null unique,
            "person_id" text not null,
            "key_id" text not null,
            "method" text not null,
            "created_at" integer not null,
            "seen_at" integer not null,
            "expires_at" integer not null,
            "address" text not null,
            "device" text not null
        ) strict, without rowid
        """,
        "create index sessions_of_person on sessions (person_id, seen_at)",
        "create index sessions_of_key on sessions (key_id, seen_at)",
        "create index sessions_over on sessions (expires_at)",
        """
        create table sign_in_attempts (
            "counted" text primary key not null,
            "failures" integer not null,
            "last_at" integer not null,
            "locked_until" integer not null,
            "succeeded_at" integer not null
        ) strict, without rowid
        """,
        "create index sign_in_attempts_old on sign_in_attempts (last_at)",
        """
        create table sign_in_once (
            "token_hash" text primary key not null,
            "kind" text not null,
            "person_id" text not null,
            "details" text not null,
            "expires_at" integer not null
        ) strict, without rowid
        """,
        "create index sign_in_once_over on sign_in_once (expires_at)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m013_visitors(database: Database) -> None:
    """Who holds the secret of a conversation on a web page."""
    for statement in (
        """
        create table visitors (
            "secret_hash" text primary key not null,
            "caller" text not null,
            "conversation_id" text not null unique,
            "customer_id" text not null unique,
            "language" text not null,
            "market" text not null,
            "opened_at" integer not null,
            "email" text not null
        ) strict, without rowid
        """,
        "create index visitors_by_time on visitors (opened_at)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m014_question_pages(database: Database) -> None:
    """On which page of a site a question was asked."""
    for statement in (
        """alter table questions add column "page" text not null default ''""",
        "create index questions_by_page on questions (page, at) where page <> ''",
    ):
        database.execute(statement)


@MIGRATIONS()
def m015_keys(database: Database) -> None:
    """Keys of programs, by the hashes of their secrets; and how often they were changed."""
    for statement in (
        """
        create table access_keys (
            "id" text primary key not null,
            "name" text not null,
            "scopes" text not null,
            "origins" text not null,
            "created_at" integer not null,
            "created_by" text not null,
            "expires_at" integer,
            "revoked_at" integer,
            "revoked_by" text not null
        ) strict, without rowid
        """,
        # one name is one key, until it is revoked
        """
        create unique index access_keys_in_force on access_keys (name)
        where revoked_at is null
        """,
        """
        create table access_key_secrets (
            "prefix" text primary key not null,
            "key_id" text not null references access_keys (id),
            "hash" blob not null,
            "created_at" integer not null,
            "ends_at" integer
        ) strict, without rowid
        """,
        "create index access_key_secrets_of_key on access_key_secrets (key_id)",
        """
        create table access_key_uses (
            "key_id" text primary key not null references access_keys (id),
            "used_at" integer not null
        ) strict, without rowid
        """,
        # every process looks at this one number before it trusts the keys that it has in memory
        """
        create table access_key_changes (
            "only" integer primary key check ("only" = 1),
            "count" integer not null
        ) strict
        """,
        "insert into access_key_changes values (1, 0)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m016_kept_responses(database: Database) -> None:
    """What was responded to requests with an idempotency key, for a day."""
    for statement in (
        # the body last: a row is read only as far as a column is wanted
        """
        create table kept_responses (
            "sequence" integer primary key autoincrement,
            "caller" text not null,
            "key_hash" text not null,
            "request_print" text not null,
            "customer_id" text not null,
            "conversation_id" text not null,
            "at" integer not null,
            "lease" text not null,
            "leased_until" integer not null,
            "status" integer,
            "headers" text,
            "body" blob,
            unique (caller, key_hash)
        ) strict
        """,
        "create index kept_responses_by_time on kept_responses (at)",
        "create index kept_responses_leased on kept_responses (lease) where lease <> ''",
        """
        create index kept_responses_of_customer on kept_responses (customer_id)
        where customer_id <> ''
        """,
    ):
        database.execute(statement)


@MIGRATIONS()
def m017_shown_suggestions(database: Database) -> None:
    """What agents were shown lately and have not judged, for a day: any process may be told."""
    for statement in (
        """
        create table shown_suggestions (
            "sequence" integer primary key autoincrement,
            "reply_id" text not null unique,
            "at" integer not null,
            "message" text not null,
            "reply" text not null
        ) strict
        """,
        "create index shown_suggestions_by_time on shown_suggestions (at)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m018_worked_out(database: Database) -> None:
    """What was worked out from the log, for all processes; nothing of it outlives a question."""
    for statement in (
        # the value last: a row is read only as far as a column is wanted
        """
        create table worked_out (
            "name" text primary key not null,
            "key" text not null,
            "program" text not null,
            "at" integer not null,
            "seconds" real not null,
            "value" blob not null
        ) strict
        """,
        """
        create table worked_out_changes (
            "only" integer primary key check ("only" = 1),
            "forgotten" integer not null
        ) strict
        """,
        "insert into worked_out_changes values (1, 0)",
        """
        create trigger worked_out_forgets after delete on questions begin
            delete from worked_out;
            update worked_out_changes set forgotten = forgotten + 1;
        end
        """,
    ):
        database.execute(statement)


@MIGRATIONS()
def m019_put_off(database: Database) -> None:
    """Messages that found no room, until they are answered."""
    for statement in (
        """
        create table put_off (
            "conversation_id" text not null,
            "id" text not null,
            "customer_id" text not null,
            "at" integer not null,
            "channel" text not null,
            "language" text not null,
            "market" text not null,
            "product" text not null,
            "page_url" text not null,
            "asked_by" text not null,
            "asks_for_person" integer not null,
            "question" text not null,
            primary key (conversation_id, id)
        ) strict, without rowid
        """,
        "create index put_off_by_time on put_off (at)",
    ):
        database.execute(statement)


@MIGRATIONS()
def m020_put_off_by_programs(database: Database) -> None:
    """What a program says of its customer, which a visitor's widget does not."""
    for statement in (
        """alter table put_off add column "customer_tier" text not null default '' """,
        """alter table put_off add column "urgency" text not null default 'regular' """,
    ):
        database.execute(statement)
