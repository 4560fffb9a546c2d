"""What crosses the border between the widget and the server. Requests in are strict."""

from typing import Annotated, Literal

from pydantic import Field

from api.wire import Short, StrictIn, ValueOut

MAX_EMAIL_CHARACTERS = 254
MAX_TEXT_CHARACTERS = 100_000
Author = Literal["visitor", "assistant", "team"]


class VisitIn(StrictIn):
    """A conversation is begun."""

    language: Short = ""
    market: Short = ""


class VisitOut(ValueOut):
    secret: str
    """Opens this conversation and nothing else; it is told once, here."""


class VisitorMessageIn(StrictIn):
    """What a visitor wrote."""

    id: Annotated[str, Field(min_length=8, max_length=100)]
    """Made by the widget: the same message sent twice is kept and answered once."""
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]
    to_person: bool = False
    """They asked for a person by the button."""
    email: Annotated[str, Field(max_length=MAX_EMAIL_CHARACTERS)] = ""
    is_suggestion: bool = False
    """It is one that was suggested, in the words and the language of a document."""
    page_url: Annotated[str, Field(max_length=2_000)] = ""
    product: Short = ""


class EmailIn(StrictIn):
    email: Annotated[str, Field(max_length=MAX_EMAIL_CHARACTERS)]


class JudgementIn(StrictIn):
    reply_id: Short
    is_helpful: bool


class SourceOut(ValueOut):
    """A numbered source."""

    number: int
    title: str
    page: str
    """As the document calls it; empty where it has none."""
    url: str


class PieceOut(ValueOut):
    """A stretch of text, and the numbers of what it rests on."""

    text: str
    sources: list[int]


class WidgetChoiceOut(ValueOut):
    label: str
    value: str


class WidgetMessageOut(ValueOut):
    id: str
    author: Author
    pieces: list[PieceOut]
    sources: list[SourceOut]
    choices: list[WidgetChoiceOut]
    """To a question back; told with the reply, not when it is read again."""
    kind: Literal["message", "answer", "clarify", "handoff"]
    language: str
    at: str
    reply_id: str | None
    """Of what can be found helpful or not."""


class RepliedOut(ValueOut):
    """What the machine replied to a message."""

    message: WidgetMessageOut
    with_person: bool
    """A person has the conversation from now on."""


class ThreadOut(ValueOut):
    """What was said, oldest first."""

    messages: list[WidgetMessageOut]
    with_person: bool
    """A person has the conversation, and will write here."""
    has_email: bool


class ForgottenOut(ValueOut):
    """A conversation is gone."""

    is_case_kept: bool
    """It told of a danger: that it did, and of which product, stays with the team."""


class HoursOut(ValueOut):
    is_open: bool
    opens_at: str | None
    told: str
    """When it opens next, in words; empty while it is open."""


class WidgetConfigOut(ValueOut):
    """Everything a widget needs before the first word is written."""

    language: str
    direction: Literal["ltr", "rtl"]
    words: dict[str, str]
    hours: HoursOut
    max_characters: int
