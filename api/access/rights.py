"""Who may call which route: the one table of rights, by method and the route's own template.

A route that is not in it keeps the server from starting, so none is open by being forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from api.access.caller import SCOPES, Caller, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Who may call a route."""

    scopes: frozenset[Scope] = frozenset()
    """One of them is enough."""
    is_open: bool = False
    """To anybody, without credentials too."""
    needs_credentials: bool = True
    """False where being on this machine may be enough (the setting ``open_on_loopback``)."""
    for_widgets: bool = False
    """Also with a key that stands in a page, from that page's site."""

    def allows(self, caller: Caller) -> bool:
        """Whether this caller may."""
        if self.is_open:
            return True
        if caller.is_public and not self.for_widgets:
            return False
        if not caller.is_known and self.needs_credentials:
            return False
        return bool(self.scopes & caller.scopes)


def _of(*scopes: Scope) -> Right:
    return Right(scopes=frozenset(scopes))


ANYBODY = Right(is_open=True)
PAGES = Right(scopes=frozenset(SCOPES), needs_credentials=False, for_widgets=True)
"""What the widget in a page asks for: nothing that tells how a customer is thought of."""
PROGRAMS = Right(scopes=frozenset(SCOPES), needs_credentials=False)
"""What a chatbot's program asks for, and is told more than its customer (``HandoffOut``)."""
CONVERSATIONS = Right(scopes=frozenset(SCOPES))
"""One conversation, by its id: personal data, so nobody unknown reads it, on no machine; a page's
visitor has routes of the widget's own, where a conversation is behind a secret."""
STAFF = _of("agent", "editor", "lead", "admin")
DESK = _of("agent", "lead", "admin")
EDITORS = _of("editor", "admin")
FIGURES = _of("editor", "lead", "admin")
"""What is missing or wrong: read by those who plan the work too."""
ADMINS = _of("admin")
LEADS = _of("lead", "admin")

_TABLE: tuple[tuple[Right, str], ...] = (
    (
        ANYBODY,
        """
        GET /healthz
        GET /readyz
        GET /widget.js
        GET /
        GET /demo
        GET /demo/{name}
        GET /demo/files/{name}
        GET /console/files/{version}/{name}
        GET /console/sign-in
        GET /console/sign-in/oidc
        GET /console/sign-in/oidc/callback
        POST /v1/session
        POST /v1/session/link
        POST /v1/session/key
        GET /v1/session
        DELETE /v1/session
        GET /v1/documents/{path:path}/view
        GET /v1/documents/{path:path}/pages/{number}.png
        GET /v1/documents/{path:path}/pages/{number}/marks.svg
        GET /v1/documents/{path:path}
        """,
    ),
    (
        PAGES,
        """
        GET /v1/widget/config
        POST /v1/widget/conversations
        DELETE /v1/widget/conversations
        GET /v1/widget/messages
        POST /v1/widget/messages
        PUT /v1/widget/email
        POST /v1/widget/judgements
        POST /v1/proactive
        """,
    ),
    (
        PROGRAMS,
        """
        POST /v1/answers
        POST /v1/feedback
        POST /v1/search
        POST /v1/answers/batch
        POST /v1/chat/completions
        POST /mcp
        GET /v1/models
        GET /v1/models/{model}
        GET /v1/openapi.json
        """,
    ),
    (
        CONVERSATIONS,
        """
        GET /v1/conversations/{conversation_id:path}
        """,
    ),
    (
        STAFF,
        """
        GET /console
        GET /v1/documents
        GET /v1/documents/{path:path}/parse
        PUT /v1/session/password
        GET /v1/sessions
        DELETE /v1/sessions
        DELETE /v1/sessions/{session_id}
        GET /v1/drafts
        GET /v1/releases/current
        GET /v1/service
        """,
    ),
    (
        DESK,
        """
        GET /console/queue
        GET /console/cases/{case_id}
        POST /v1/suggestions
        POST /v1/replies/lint
        GET /v1/insights/service
        GET /v1/handoffs
        GET /v1/handoffs/alerts
        GET /v1/handoffs/events
        GET /v1/handoffs/suspected
        POST /v1/handoffs/suspected/looked-at
        GET /v1/handoffs/{case_id}
        POST /v1/handoffs/{case_id}/claim
        POST /v1/handoffs/{case_id}/release
        POST /v1/handoffs/{case_id}/wait
        POST /v1/handoffs/{case_id}/reply
        POST /v1/handoffs/{case_id}/assign
        POST /v1/handoffs/{case_id}/note
        POST /v1/handoffs/{case_id}/resolve
        POST /v1/handoffs/{case_id}/legal-step
        POST /v1/handoffs/{case_id}/reopen
        POST /v1/handoffs/{case_id}/give-back
        POST /v1/handoffs/{case_id}/promote
        GET /v1/conversations
        POST /v1/conversations/{conversation_id:path}/messages
        """,
    ),
    (
        FIGURES,
        """
        GET /metrics
        GET /console/drafts
        GET /console/gaps
        GET /console/health
        GET /v1/insights/gaps
        GET /v1/insights/gaps/{gap_id}
        GET /v1/insights/coverage
        GET /v1/insights/questions
        GET /v1/insights/health
        GET /v1/findings
        """,
    ),
    (
        EDITORS,
        """
        GET /console/releases
        GET /console/documents
        POST /v1/insights/gaps/{gap_id}/draft
        POST /v1/insights/gaps/{gap_id}/set-aside
        POST /v1/insights/health/{defect_id}/dismiss
        DELETE /v1/insights/health/{defect_id}/dismiss
        POST /v1/drafts/{draft_id}/accept
        DELETE /v1/drafts/{draft_id}
        GET /v1/releases
        POST /v1/releases
        GET /v1/releases/progress
        DELETE /v1/releases/progress
        POST /v1/releases/rollback
        POST /v1/releases/prune
        POST /v1/releases/{release}/publish
        GET /v1/releases/{release}/diff
        GET /v1/releases/{release}/gate
        POST /v1/releases/{release}/gate
        DELETE /v1/releases/{release}/gate
        GET /v1/documents-trash
        POST /v1/documents-trash/{trash_id}/restore
        GET /v1/documents-edits
        PUT /v1/documents/{path:path}
        DELETE /v1/documents/{path:path}
        POST /v1/documents/{path:path}/move
        GET /v1/documents/{path:path}/facts
        PUT /v1/documents/{path:path}/facts
        GET /v1/documents/{path:path}/facts/proposed
        GET /v1/documents/{path:path}/references
        GET /v1/documents/{path:path}/file
        GET /v1/documents/{path:path}/file/pages/{number}.png
        POST /v1/documents/{path:path}/accept-findings
        """,
    ),
    (
        LEADS,
        """
        GET /v1/audit
        """,
    ),
    (
        ADMINS,
        """
        GET /v1/audit/head
        GET /v1/customers/{customer_id:path}/export
        DELETE /v1/customers/{customer_id:path}
        GET /v1/webhooks
        GET /v1/webhooks/deliveries
        POST /v1/webhooks/deliveries/{delivery}/retry
        POST /v1/webhooks/{name}/retry
        POST /v1/webhooks/{name}/test
        POST /v1/webhooks/{name}/enable
        GET /v1/keys
        POST /v1/keys
        POST /v1/keys/{key_id}/rotate
        DELETE /v1/keys/{key_id}
        GET /v1/people
        POST /v1/people
        GET /v1/people/{name:path}
        PATCH /v1/people/{name:path}
        POST /v1/people/{name:path}/link
        POST /v1/people/{name:path}/sign-out
        POST /v1/people/{name:path}/unlock
        PUT /v1/people/{name:path}/password
        GET /v1/locked-addresses
        POST /v1/locked-addresses/unlock
        POST /v1/audit/verify
        GET /console/administration
        """,
    ),
)


def _rows(table: Iterable[tuple[Right, str]]) -> dict[str, Right]:
    rows: dict[str, Right] = {}
    for right, routes in table:
        for line in filter(None, map(str.strip, routes.splitlines())):
            if line in rows:
                raise ValueError(f"{line!r} stands in the table of rights twice; take one out")
            rows[line] = right
    return rows


RIGHTS = _rows(_TABLE)
"""``GET /v1/documents`` → who may."""
