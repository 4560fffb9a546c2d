"""Two sentences' turns → in which of them they differ. Pure.

What binds may be said in several ways: "only indoors" is "not outdoors", "must not" is "may not".
A doubt makes no difference.
"""

from collections.abc import Iterator
from typing import Literal

TurnDifference = Literal["negation", "only", "except", "must", "order"]
Turns = frozenset[str]


def differing_turns(stated: Turns, said: Turns) -> Iterator[TurnDifference]:
    """What the evidence's turns (``stated``) and the reply's (``said``) differ in."""
    if _negation_differs(stated, said):
        yield "negation"
    if _only_differs(stated, said):
        yield "only"
    if _except_differs(stated, said):
        yield "except"
    if _must_differs(stated, said):
        yield "must"
    if _order_differs(stated, said):
        yield "order"


def _negation_differs(stated: Turns, said: Turns) -> bool:
    """Whether one denies what the other does not.

    "Not" and "without" stand for one another, since many languages have one word for both; where
    the evidence has both the reply needs both.
    """
    kinds = frozenset({"not", "without"})
    excuses = frozenset({"except", "as good as not"})
    if not stated & kinds:
        return bool(said & kinds) and not stated & (excuses | {"only"})
    if stated >= kinds:
        return not said >= kinds and not said & (excuses - stated)
    return not said & kinds and not said & (excuses - stated)


def _only_differs(stated: Turns, said: Turns) -> bool:
    if "only" in stated and "only" not in said:
        return not (said & {"not", "except"} - stated)
    return "only" in said and "only" not in stated and not stated & {"except", "not"}


def _except_differs(stated: Turns, said: Turns) -> bool:
    if "except" in stated and "except" not in said:
        return not (said & {"not", "without", "only"} - stated)
    return "except" in said and not stated & {"except", "not", "without", "only"}


def _must_differs(stated: Turns, said: Turns) -> bool:
    # "may only" and "may not" bind as "must" does
    if "must" in stated and "may" not in stated:
        return "may" in said and not said & {"must", "asked", "not", "only"}
    loose = "may" in stated and not stated & {"must", "not", "only"}
    return loose and "must" in said and "may" not in said


def _order_differs(stated: Turns, said: Turns) -> bool:
    if "before" in stated and "after" not in stated:
        return "before" not in said and ("after" in said or "in order" not in said)
    return "after" in stated and "before" not in stated and "before" in said - {"after"}
