"""A typed client of Tradewind's HTTP interface; it needs httpx2 and nothing else of Tradewind.

from api.client import Tradewind

with Tradewind("http://127.0.0.1:8080", key="tw_…") as tradewind:
    print(tradewind.ask("What is the rated voltage of the XR-200A?").text)
"""

from api.client.async_client import AsyncTradewind
from api.client.client import Tradewind
from api.client.errors import (
    Conflict,
    Forbidden,
    NotAnswered,
    NotFound,
    Refused,
    ResponseUnreadable,
    ServerFailed,
    TooFast,
    TradewindError,
    Unauthorized,
)
from api.client.replies import (
    BatchResult,
    Case,
    Cases,
    Choice,
    Citation,
    Confidence,
    Conversation,
    Done,
    Event,
    Handoff,
    Message,
    Part,
    Passage,
    PassagesFound,
    Place,
    Problem,
    Reply,
    Searching,
    TextPiece,
)
from api.client.requests import BatchQuestion, QuestionFields, SearchFields, Turn

__all__ = [
    "AsyncTradewind",
    "BatchQuestion",
    "BatchResult",
    "Case",
    "Cases",
    "Choice",
    "Citation",
    "Confidence",
    "Conflict",
    "Conversation",
    "Done",
    "Event",
    "Forbidden",
    "Handoff",
    "Message",
    "NotAnswered",
    "NotFound",
    "Part",
    "Passage",
    "PassagesFound",
    "Place",
    "Problem",
    "QuestionFields",
    "Refused",
    "Reply",
    "ResponseUnreadable",
    "SearchFields",
    "Searching",
    "ServerFailed",
    "TextPiece",
    "TooFast",
    "Tradewind",
    "TradewindError",
    "Turn",
    "Unauthorized",
]
