"""Responses by their idempotency keys, on disk: they hold over restarts and several processes.

A key is its caller's own. Who begins a request holds a lease, and renews it while at work; whoever
dies lets it run out, so that no key is locked for long. Keys may be somebody's data, and are kept
as hashes alone.
"""

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlite_utils import Database

from answer.desk.columns import stored_time
from answer.desk.database import DeskDatabase
from answer.desk.kept_response import Claim, KeptResponse, RequestSubject

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=6)
NOBODY = RequestSubject()
PRUNED_AT_ONCE = 200


class KeptResponseStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def begin(
        self,
        caller: str,
        key: str,
        *,
        request_print: str,
        at: datetime,
        about: RequestSubject = NOBODY,
    ) -> Claim:
        """Whether a request is to be done now; what is older than 24 hours is swept up.

        ``request_print`` tells one request from another with the same key. The claim is of whom the
        request is ``about``: erased while it is at work, they take it with them, and what is
        responded afterwards is not kept.
        """
        lease = secrets.token_hex(8)
        # nobody was told of a claim yet: one that a power cut takes is begun anew
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "delete from kept_responses where sequence in "
                "(select sequence from kept_responses where at < ? order by at limit ?)",
                (stored_time(at - KEPT), PRUNED_AT_ONCE),
            )
            row = database.execute(
                "select request_print, leased_until, status, headers, body, at "
                "from kept_responses where caller = ? and key_hash = ?",
                (caller, hashed(key)),
            ).fetchone()
            if row is not None and row[5] >= stored_time(at - KEPT):
                if row[0] != request_print:
                    return Claim(state="another")
                if row[2] is not None:
                    headers = tuple((name, value) for name, value in json.loads(row[3]))
                    kept = KeptResponse(status=row[2], headers=headers, body=bytes(row[4]))
                    return Claim(state="kept", response=kept)
                left = (row[1] - stored_time(at)) / 1_000_000
                if left > 0:
                    return Claim(state="under_way", free_in_seconds=left)
            conversation, customer = _whose(database, about)
            database.execute(
                "insert or replace into kept_responses "
                "(caller, key_hash, request_print, customer_id, conversation_id, at, lease, "
                "leased_until) values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    caller,
                    hashed(key),
                    request_print,
                    customer,
                    conversation,
                    stored_time(at),
                    lease,
                    stored_time(at + LEASE),
                ),
            )
        return Claim(state="begun", lease=lease)

    def renew(self, lease: str, *, at: datetime) -> None:
        """Tells that the request is still being done."""
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "update kept_responses set leased_until = ? where lease = ?",
                (stored_time(at + LEASE), lease),
            )

    def finish(self, lease: str, response: KeptResponse, *, about: RequestSubject) -> None:
        """Keeps what was responded, as its customer's; of a lease that ran out nothing is kept."""
        with self._database.writing() as database:
            conversation, customer = _whose(database, about)
            database.execute(
                "update kept_responses set lease = '', leased_until = 0, status = ?, headers = ?, "
                "body = ?, customer_id = ?, conversation_id = ? where lease = ?",
                (
                    response.status,
                    json.dumps(response.headers),
                    response.body,
                    customer,
                    conversation,
                    lease,
                ),
            )

    def give_up(self, lease: str) -> None:
        """Frees the key of a request that changed nothing."""
        with self._database.writing(is_flushed=False) as database:
            database.execute("delete from kept_responses where lease = ?", (lease,))

    def count_before(self, before: datetime) -> int:
        """How many are from before a moment."""
        with self._database.reading() as database:
            row = database.execute(
                "select count(*) from kept_responses where at < ?", (stored_time(before),)
            ).fetchone()
        return int(row[0])

    def delete_before(self, before: datetime) -> int:
        """How many from before a moment are kept no more; ``begin`` sweeps as it goes along."""
        with self._database.writing() as database:
            found = database.execute(
                "delete from kept_responses where at < ? returning sequence",
                (stored_time(before),),
            ).fetchall()
        return len(found)

    def erase(self, customer_id: str) -> int:
        """How many responses about a customer are kept no more."""
        with self._database.writing() as database:
            found = database.execute(
                "delete from kept_responses where customer_id = ? returning sequence",
                (customer_id,),
            ).fetchall()
        return len(found)


def hashed(text: str) -> str:
    """What stands for a key on the disk."""
    return sha256(text.encode()).hexdigest()


def _whose(database: Database, about: RequestSubject) -> tuple[str, str]:
    """The conversation and the customer that a request is about, as far as they are known."""
    conversation = about.conversation_id
    for named, query in (
        (about.case_id, "select conversation_id from cases where id = ?"),
        (about.reply_id, "select conversation_id from replies where id = ?"),
    ):
        if named and not conversation:
            row = database.execute(query, (named,)).fetchone()
            conversation = str(row[0]) if row else ""
    if about.customer_id or not conversation:
        return conversation, about.customer_id
    row = database.execute(
        "select customer_id from conversations where id = ?", (conversation,)
    ).fetchone()
    return conversation, str(row[0]) if row else ""
