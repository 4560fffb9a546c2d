"""What the tools are given: a language model fills it in, so each field says what it is."""

from typing import Annotated, Literal

from pydantic import Field

from api.wire import StrictIn

Language = Annotated[
    str, Field(max_length=50, description="BCP 47 tag of the question; empty: told from its text.")
]
Market = Annotated[
    str,
    Field(
        max_length=50, description="Where the customer is: an ISO 3166-1 code such as DE, or EU."
    ),
]
Product = Annotated[str, Field(max_length=200, description="A product or model, if it is known.")]
MOST_CHARACTERS = 20_000
EARLIER_MESSAGES = 50


class EarlierIn(StrictIn):
    """One message before the question."""

    role: Literal["customer", "assistant"]
    text: Annotated[str, Field(max_length=20_000)]


class AnswerIn(StrictIn):
    """A customer's question."""

    question: Annotated[
        str, Field(max_length=10_000, description="The customer's own words, in any language.")
    ]
    earlier: Annotated[
        tuple[EarlierIn, ...],
        Field(max_length=EARLIER_MESSAGES, description="What was said before, oldest first."),
    ] = ()
    language: Language = ""
    market: Market = ""
    product: Product = ""


class SearchIn(StrictIn):
    """What to look for in the documents."""

    query: Annotated[
        str, Field(max_length=10_000, description="A question or key words, in any language.")
    ]
    limit: Annotated[int, Field(ge=1, le=10, description="How many passages, best first.")] = 5
    language: Language = ""
    market: Market = ""
    product: Product = ""


class OpenSourceIn(StrictIn):
    """A document, or a part of it."""

    document: Annotated[
        str, Field(max_length=1_000, description="As 'answer' and 'search' name it in 'document'.")
    ]
    page: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="Its page; left out: from 'start' on.")
    ] = None
    start: Annotated[
        int, Field(ge=0, description="The first character; 'next_start' of the part before.")
    ] = 0
    max_characters: Annotated[int, Field(ge=100, le=MOST_CHARACTERS)] = 6_000


class HandOffIn(StrictIn):
    """What a person should take over."""

    message: Annotated[
        str,
        Field(max_length=10_000, description="The customer's own words, which the person sees."),
    ]
    customer_id: Annotated[
        str, Field(max_length=200, description="As your system knows the customer.")
    ] = ""
    conversation_id: Annotated[
        str, Field(max_length=200, description="Of the conversation; empty: a new one is opened.")
    ] = ""
    language: Language = ""
    market: Market = ""
    product: Product = ""
