"""The nouns of what is kept of one customer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTraces:
    """By which ids a customer's data is found. Nothing of a stranger's is anybody's."""

    customer_id: str
    conversations: tuple[str, ...] = ()
    """Theirs, and those that agents' suggestions for them were kept in."""
    cases: tuple[str, ...] = ()
    open_cases: tuple[str, ...] = ()
    """Of these, what no agent has resolved yet."""
    red_cases: tuple[str, ...] = ()
    """Of the open ones, those on the red plan or of a red alert."""
    replies: tuple[str, ...] = ()
    """To them, or suggested for them; a logged question has its reply's id."""
    questions: tuple[str, ...] = ()
    """What they asked, as it stands in the log; once each."""
    is_known: bool = False
    """Whether anything at all is kept."""
