"""How many usual questions a request is worth, told by its length before it is answered.

A question of 4,000 characters costs as much processor as some twenty usual ones
(``python -m scripts.benchmark_units``): it is embedded whole, and sentence by sentence for its
risks, and may hold five questions that are each searched. What was said before costs far less.
"""

import json
import math
from collections.abc import Mapping

from api.asked_texts import messages_in, said_before_in

CHARACTERS_OF_QUESTION = 150
"""As long as a usual question is, or shorter."""
CHARACTERS_OF_HISTORY = 6_000


def units_of(content: bytes) -> int:
    """Of a body as it came, at least 1; each question of a batch counts."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return 1
    if not isinstance(body, Mapping):
        return 1
    asked = sum(math.ceil(len(one) / CHARACTERS_OF_QUESTION) for one in messages_in(body))
    before = sum(map(len, said_before_in(body))) // CHARACTERS_OF_HISTORY
    return max(1, asked + before)
