"""What visitors of a web page do: begin a conversation, write, read, be reached, be forgotten.

Whoever holds a conversation's secret, with the key it was begun with, is its visitor. The secret
is made here, has 192 bits, and is kept as a hash alone; the conversation's own id stays inside.
"""

import hashlib
import secrets
import uuid
from dataclasses import replace

from answer.desk.conversation import Feedback, Message
from answer.desk.visitor import Visitor
from answer.desk.visitor_store import VisitorStore
from answer.locale.markets import market_codes
from answer.question import Question
from api.desking import DeskServices
from api.widget.wire import VisitorMessageIn
from ingest.errors import DeskInvalid, DeskMissing, QuestionInvalid
from ingest.language import UNDETERMINED, detect

SECRET_BYTES = 24
CHANNEL = "widget"
AUTHOR = "widget"
"""Who wrote a note that a visitor's e-mail address made."""


class Visits:
    """Everything a widget asks of the desk. Made for a request; keeps nothing itself."""

    def __init__(self, services: DeskServices, *, caller: str) -> None:
        """``caller`` is the key that the request came with; empty: without one."""
        self._desk = services.desk
        self._caller = caller
        self._store = VisitorStore(services.desk.database)

    def begin(self, *, language: str = "", market: str = "") -> str:
        """The secret of a new conversation; told to nobody else, and never again.

        A market that nobody knows is none: it stands in a page, and is no visitor's mistake.
        """
        secret = secrets.token_urlsafe(SECRET_BYTES)
        name = secrets.token_hex(12)
        code = market.strip().upper()
        self._store.add(
            Visitor(
                secret_hash=hash_of(secret),
                caller=self._caller,
                conversation_id=f"widget-{name}",
                customer_id=f"visitor-{name}",
                language=language,
                market=code if self._knows_market(code) else "",
                opened_at=self._desk.now(),
            )
        )
        return secret

    def visitor(self, secret: str) -> Visitor:
        """Whose secret it is; raises ``DeskMissing``."""
        return self._store.visitor(hash_of(secret), caller=self._caller)

    def written(
        self,
        visitor: Visitor,
        message: VisitorMessageIn,
        *,
        most_characters: int,
        asked_by: str = "",
    ) -> tuple[Visitor, Question]:
        """The visitor, reached where they say, and what they wrote, as the desk takes it: in the
        widget's language where the text itself tells none, or is not their own.

        Raises ``QuestionInvalid`` and, as ``leave_email`` does, ``DeskInvalid``.
        """
        text = message.text.replace("\0", " ").strip()
        if not text:
            raise QuestionInvalid("text: is empty; send what the visitor wrote")
        if len(text) > most_characters:
            raise QuestionInvalid(
                f"text: has {len(text)} characters; shorten it to {most_characters}"
            )
        if message.email:
            visitor = self.leave_email(visitor, message.email)
        told = UNDETERMINED if message.is_suggestion else detect(text, hint=visitor.language)
        return visitor, Question(
            id=message.id,
            question=text,
            conversation_id=visitor.conversation_id,
            customer_id=visitor.customer_id,
            channel=CHANNEL,
            language=visitor.language if told == UNDETERMINED else told,
            market=visitor.market,
            product=message.product,
            page_url=message.page_url,
            asks_for_person=message.to_person,
            asked_by=asked_by,
        )

    def replied_to(self, visitor: Visitor) -> None:
        """The conversation is there now: agents read in it where the visitor can be reached."""
        if visitor.email and not self._is_email_noted(visitor):
            self._note_email(visitor, visitor.email)

    def leave_email(self, visitor: Visitor, email: str) -> Visitor:
        """The visitor, who can now be reached there; agents read it in the conversation.

        Raises ``DeskInvalid`` where it cannot be an address.
        """
        email = email.strip()
        if not _may_be_address(email):
            raise DeskInvalid("email: is no e-mail address; check it")
        if email == visitor.email:
            return visitor
        with self._desk.database.writing():
            self._store.set_email(visitor.secret_hash, email)
            if self._has_conversation(visitor):
                self._note_email(visitor, email)
        return replace(visitor, email=email)

    def messages(self, visitor: Visitor, *, after: str = "") -> tuple[Message, ...]:
        """What the visitor may read, oldest first; nothing before the first message."""
        found = self._desk.conversations.messages(visitor.conversation_id, after=after)
        return tuple(one for one in found if not one.is_internal)

    def is_with_person(self, visitor: Visitor) -> bool:
        """Whether a person has the conversation now."""
        if not self._has_conversation(visitor):
            return False
        return bool(self._desk.conversations.conversation(visitor.conversation_id).case_id)

    def judge(self, visitor: Visitor, reply_id: str, *, is_helpful: bool) -> None:
        """What the visitor thinks of a reply of this conversation; raises ``DeskMissing``."""
        reply = self._desk.conversations.reply(reply_id)
        if reply.conversation_id != visitor.conversation_id:
            # of replies to others nothing is told
            raise DeskMissing(f"there is no reply {reply_id!r}; see its conversation")
        self._desk.conversations.add_feedback(
            Feedback(
                id=uuid.uuid4().hex,
                reply_id=reply_id,
                verdict="right" if is_helpful else "wrong",
                at=self._desk.now(),
                reason="visitor",
            )
        )

    def _knows_market(self, code: str) -> bool:
        return code in market_codes() or code in self._desk.markets.described

    def _has_conversation(self, visitor: Visitor) -> bool:
        found = self._desk.conversations.conversations_of(visitor.customer_id, limit=1)
        return bool(found)

    def _is_email_noted(self, visitor: Visitor) -> bool:
        said = self._desk.conversations.messages(visitor.conversation_id)
        return any(one.is_internal and one.author == AUTHOR for one in said)

    def _note_email(self, visitor: Visitor, email: str) -> None:
        """A note for agents; it goes with the conversation, and with the visitor."""
        self._desk.conversations.add_message(
            Message(
                id=f"email-{uuid.uuid4().hex}",
                conversation_id=visitor.conversation_id,
                customer_id=visitor.customer_id,
                role="agent",
                text=f"✉ {email}",
                language=UNDETERMINED,
                channel=CHANNEL,
                at=self._desk.now(),
                author=AUTHOR,
                is_internal=True,
            )
        )


def hash_of(secret: str) -> str:
    """What is kept of a secret. It has 192 bits: nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _may_be_address(email: str) -> bool:
    """Something, one @, and a name with a dot; whether mail arrives only sending it tells."""
    local, at, domain = email.partition("@")
    return (
        bool(local and at and "." in domain.strip("."))
        and "@" not in domain
        and not any(one.isspace() or not one.isprintable() for one in email)
    )
