"""A chat in OpenAI's shape → the question it asks, or what has to be changed about it."""

from collections.abc import Sequence

from api.chat_wire import MODEL, ChatIn, ChatMessageIn, TradewindIn
from api.wire import MAX_TURN_CHARACTERS, CustomerIn, QuestionIn, TurnIn
from ingest.errors import QuestionInvalid

INSTRUCTIONS = frozenset({"system", "developer"})
"""Messages that tell a language model what to do; there is none to tell."""
_TURNS = {"user": "customer", "assistant": "assistant"}
_TEXTS_OF_METADATA = tuple(
    name for name in TradewindIn.model_fields if name not in ("audience", "urgency")
)


def chat_question(chat: ChatIn, *, identity: str = "", max_turns: int) -> QuestionIn:
    """The last message with what was said before it; raises ``QuestionInvalid``.

    Of a longer chat than the server takes the last turns count.
    """
    _refuse_what_is_not_done(chat)
    spoken = [message for message in chat.messages if message.role not in INSTRUCTIONS]
    for message in spoken:
        if message.role not in _TURNS:
            raise QuestionInvalid(
                f"messages: {message.role[:40]!r} is no role here; send user and assistant messages"
            )
    if not spoken or spoken[-1].role != "user":
        raise QuestionInvalid("messages: the last one has to be the user's; send their question")
    said = _extension(chat)
    return QuestionIn(
        question=_asked(spoken[-1]),
        id=identity,
        history=_turns(spoken[:-1])[-max_turns:] if max_turns else [],
        conversation_id=said.conversation_id,
        customer=CustomerIn(id=said.customer_id or chat.user or ""),
        channel=said.channel,
        urgency=said.urgency,
        language=said.language,
        market=said.market,
        product=said.product,
        page_url=said.page_url,
        audience=said.audience,
    )


def texts_of(question: QuestionIn) -> list[str]:
    """The texts that a reply is made from."""
    return [*(turn.text for turn in question.history), question.question]


def _refuse_what_is_not_done(chat: ChatIn) -> None:
    if chat.n not in (None, 1):
        raise QuestionInvalid("n: there is one reply to a question; leave it out or send 1")
    if chat.tools:
        raise QuestionInvalid("tools: none is ever called; leave it out")
    if chat.functions:
        raise QuestionInvalid("functions: none is ever called; leave it out")
    if chat.response_format and chat.response_format.type != "text":
        raise QuestionInvalid(
            "response_format: a reply is text, and what is known about it stands in 'tradewind'; "
            "leave it out"
        )
    if set(chat.modalities or ()) - {"text"}:
        raise QuestionInvalid("modalities: a reply is text; leave it out")


def _asked(message: ChatMessageIn) -> str:
    if isinstance(message.content, list):
        for part in message.content:
            if part.type != "text":
                raise QuestionInvalid(
                    f"messages: a part of type {part.type[:40]!r} cannot be read; send text"
                )
    return _text(message)


def _text(message: ChatMessageIn) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text or part.refusal or "" for part in message.content).strip()
    return message.content or ""


def _turns(messages: Sequence[ChatMessageIn]) -> list[TurnIn]:
    """What was said before, as far as it is text."""
    said = [(message.role, _text(message)) for message in messages]
    return [
        TurnIn.model_validate({"role": _TURNS[role], "text": text[:MAX_TURN_CHARACTERS]})
        for role, text in said
        if text.strip()
    ]


def _extension(chat: ChatIn) -> TradewindIn:
    """What ``tradewind`` says, and ``metadata`` of what it does not say."""
    said = chat.tradewind or TradewindIn()
    beside = {
        name: value
        for name, value in (chat.metadata or {}).items()
        if name in _TEXTS_OF_METADATA and isinstance(value, str) and not getattr(said, name)
    }
    if any(len(value) > 200 for value in beside.values()):
        raise QuestionInvalid("metadata: a value has more than 200 characters; shorten it")
    return said.model_copy(update=beside)


def known_model(name: str) -> bool:
    """Whether a model of this name answers here."""
    return name == MODEL
