"""How one reply is written: by the market's style, and by where in a conversation it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from answer.locale.market import Market, Style
from answer.locale.phrases import Address

_INFORMAL = frozenset({"du", "tú", "tu", "vos", "je", "jij", "ty", "ты", "sen"})
"""What customers are called who are on familiar terms."""
_LETTERS = frozenset({"email", "e-mail", "mail"})
"""Channels by which one writes letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a reply is written; as it stands, politely and neither short nor ceremonious."""

    address: Address = "polite"
    bare_facts: bool = False
    """A plain fact is said without an introduction."""
    courtesy: bool = False
    """A courtesy stands before the answer, and one after it."""
    indirect: bool = False
    """What cannot be answered is put in terms of what is done about it."""
    apology: str = ""
    """A whole sentence; empty: the language's own."""
    salutation: str = ""
    """Above the message; empty where one writes none."""
    closing: str = ""
    """Below the message."""


def manner_of(
    market: Market | None,
    *,
    language: str,
    styles: Mapping[str, Style],
    opens: bool,
    channel: str,
) -> Manner:
    """The manner of a reply in a language.

    ``styles`` are the languages' own, for letters to where no market is told. ``opens`` says that
    nothing was replied before: courtesies are not said with every message.
    """
    style = market.styles.get(language) if market else None
    is_letter = channel.strip().casefold() in _LETTERS
    letter = (style or styles.get(language)) if is_letter else None
    salutation, closing = (letter.salutation, letter.closing) if letter else ("", "")
    if style is None:
        return Manner(salutation=salutation, closing=closing)
    return Manner(
        address="informal" if style.address.casefold() in _INFORMAL else "polite",
        bare_facts=style.order == "answer_first",
        # the salutation of a letter is a courtesy already
        courtesy=style.order == "courtesy_first" and opens and not is_letter,
        indirect=style.refusal == "indirect",
        apology=style.apology,
        salutation=salutation,
        closing=closing,
    )
