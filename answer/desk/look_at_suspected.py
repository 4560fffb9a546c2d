"""Answered messages that may be about safety, law or personal data → a person's eye. CONDUCTOR.

Nothing was handed over for them when they came: what tells risks was not sure enough. A person
looks at each once, and either lets it be or hands it over, as it would have been had the machine
been sure.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from answer.desk.case import Case
from answer.desk.desk import Desk
from answer.desk.file_case import file_case
from answer.desk.log_reply import log_reply
from answer.desk.service import tier_of
from answer.desk.suspicion import Look, LookedAt, SuspectedMessage, SuspectedPage
from answer.desk.suspicion_store import SuspicionStore
from answer.question import PreparedQuestion, Question
from answer.reply import Handoff, Reply
from answer.risk import Risk
from ingest.errors import DeskConflict, DeskMissing

HandOver = Callable[[Question, Sequence[Risk]], tuple[Reply, PreparedQuestion]]
"""What the machine replies to a message that surely holds these risks, and the message prepared."""


class Suspicions:
    """The list of such messages, and what people do with it. Safe for many threads."""

    def __init__(self, desk: Desk, *, hand_over: HandOver) -> None:
        self._desk = desk
        self._store = SuspicionStore(desk.database)
        self._hand_over = hand_over

    def page(self, *, limit: int, offset: int = 0) -> SuspectedPage:
        """A stretch of what nobody has looked at, the newest first."""
        with self._desk.database.reading():
            ids, total = self._store.waiting(limit=limit, offset=offset)
            found = [self._suspected(*one) for one in ids]
        return SuspectedPage(messages=tuple(one for one in found if one), total=total)

    def of_cases(self, cases: Collection[Case]) -> Mapping[str, tuple[str, ...]]:
        """By case what its conversation may be about besides what the case is for."""
        found = self._store.in_conversations({case.conversation_id for case in cases})
        return {
            case.id: tuple(
                risk.risk_class
                for risk in found.get(case.conversation_id, ())
                if risk.risk_class != case.risk_class
            )
            for case in cases
        }

    def look_at(
        self,
        conversation_id: str,
        message_id: str,
        *,
        agent: str,
        hand_over: bool = False,
        note: str = "",
    ) -> LookedAt:
        """The message looked at by this agent, and its case where it is handed over.

        The same look twice is one. The customer of a message that is handed over is told by when a
        person writes; where a person has the conversation meanwhile, the message is theirs. Raises
        ``DeskMissing`` for a message that is none of these, ``DeskConflict`` where somebody looked
        at it before, saying who, and as the engine does.
        """
        desk, at = self._desk, self._desk.now()
        look = Look(at=at, by=agent, note=note, handed_over=hand_over)
        if known := self._looked_at(conversation_id, message_id, look):
            return known
        risks = self._suspected_of(conversation_id, message_id)
        question = self._question(conversation_id, message_id)
        made = self._hand_over(replace(question, asked_at=at), risks) if hand_over else None
        with desk.database.writing():
            # whoever came first meanwhile has it
            if known := self._looked_at(conversation_id, message_id, look):
                return known
            case = desk.cases.case_of(conversation_id)
            has_person = case is not None and case.state != "resolved"
            confirmed = [risk.risk_class for risk in risks[:1]] if hand_over else []
            self._store.keep_look(conversation_id, message_id, look, confirmed=confirmed)
            if made and not has_person:
                reply, prepared = made
                if not isinstance(reply, Handoff):
                    raise DeskConflict(
                        f"message {message_id!r} was not handed over: the machine answers it; "
                        "write to the customer yourself"
                    )
                log_reply(reply, prepared.question, desk=desk, at=at)
                case = file_case(reply, prepared, by=agent, note=note, desk=desk, at=at)
        return LookedAt(look=look, case=case if hand_over else None)

    def _looked_at(self, conversation_id: str, message_id: str, look: Look) -> LookedAt | None:
        """What became of a message that was looked at before, the same way by the same agent."""
        store, desk = self._store, self._desk
        with desk.database.reading():
            known = store.look(conversation_id, message_id)
            if known is None:
                if not store.is_suspected(conversation_id, message_id):
                    raise DeskMissing(
                        f"no message {message_id!r} of conversation {conversation_id!r} waits to "
                        "be looked at; reload the list"
                    )
                return None
            if (known.by, known.handed_over) != (look.by, look.handed_over):
                raise DeskConflict(
                    f"message {message_id!r} was "
                    f"{'handed over' if known.handed_over else 'looked at'} by {known.by!r} "
                    "already; reload the list"
                )
            case = desk.cases.case_of(conversation_id) if known.handed_over else None
        return LookedAt(look=known, case=case)

    def _suspected(self, conversation_id: str, message_id: str) -> SuspectedMessage | None:
        conversations = self._desk.conversations
        message = conversations.message(conversation_id, message_id)
        reply = conversations.reply_to(message_id, conversation_id=conversation_id)
        if message is None or reply is None:
            return None
        customer = conversations.customer(message.customer_id) if message.customer_id else None
        case = self._desk.cases.case_of(conversation_id)
        return SuspectedMessage(
            message=message,
            reply=reply,
            risks=self._suspected_of(conversation_id, message_id),
            market=customer.market if customer else "",
            last_case=case.id if case else "",
        )

    def _suspected_of(self, conversation_id: str, message_id: str) -> tuple[Risk, ...]:
        found = self._desk.conversations.risks_of(message_id, conversation_id=conversation_id)
        return tuple(risk for risk in found if risk.is_suspected)

    def _question(self, conversation_id: str, message_id: str) -> Question:
        """The message as it would come now."""
        conversations, service = self._desk.conversations, self._desk.service
        message = conversations.message(conversation_id, message_id)
        if message is None:
            raise DeskMissing(f"there is no message {message_id!r} in {conversation_id!r}")
        customer = conversations.customer(message.customer_id) if message.customer_id else None
        return Question(
            id=message.id,
            question=message.text,
            conversation_id=conversation_id,
            customer_id=message.customer_id,
            customer_tier=tier_of(service, customer.tier if customer else "").name,
            channel=message.channel,
            language="" if message.language == "und" else message.language,
            market=customer.market if customer else "",
        )
