"""E-mail addresses of people: typed as usual, or so that no robot should read them."""

import re
from collections.abc import Iterator

from answer.masking.message import Found, Message
from ingest.mail_addresses import is_role

_NAME = r"[A-Za-zÀ-ɏ\d._%+'-]"
_ADDRESS = re.compile(
    rf"(?<!{_NAME})(?P<name>{_NAME}{{1,64}})@"
    # package@1.4.2 is a version
    r"(?P<domain>(?!v?\d+\.\d)[A-Za-zÀ-ɏ\d-]{1,63}(?:\.[A-Za-zÀ-ɏ\d-]{1,63}){1,5})"
)
_HIDDEN = re.compile(
    rf"(?<!{_NAME})(?P<name>{_NAME}{{1,64}}) ?[\[({{] ?(?:at|arroba|chez|собака|@|AT) ?[\])}}] ?"
    r"(?P<domain>[A-Za-z\d-]{1,63}(?: ?(?:\.|[\[({] ?(?:dot|punkt|punto|point|точка|DOT) ?[\])}]) ?"
    r"[A-Za-z\d-]{2,63}){1,3})"
)
_TEAMS = frozenset(
    "klantenservice customercare kundendienst serviceclient sav assistencia atencionalcliente "
    "musterihizmetleri iletisim bilgi dukungan layanan hotro cskh obsluga pomoc podderzhka "
    "servicedesk servis teknik".split()
)
"""What teams are called before the @, besides those that documents name."""


def find_mail(message: Message) -> Iterator[Found]:
    """Addresses of people; a team's (``support@``) is nobody's."""
    if "@" in message.text:
        yield from _found(_ADDRESS, message.text)
    if "[" in message.text or "(" in message.text:
        yield from _found(_HIDDEN, message.text)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        name = match["name"].strip("._-'").casefold()
        if not _is_a_team(name):
            # a sentence that ends behind an address ends with a stop of its own
            yield Found(match.start(), match.end(), "email")


def _is_a_team(name: str) -> bool:
    """Whether every word before the @ is a team's, or a country's: ``support``, ``info-de``."""
    if is_role(name) and not re.search(r"[._+-]", name):
        return True
    words = [word for word in re.split(r"[._+\d-]+", name) if len(word) > 2]
    return bool(words) and all(is_role(word) or word in _TEAMS for word in words)
