"""What people call themselves on sites and messengers, where the site is named beside it.

An @ alone is no handle: versions of packages, mentions in code and mail have one too.
"""

import re
from collections.abc import Iterator

from answer.masking.cue_words import I_AM, MESSENGERS, SITES
from answer.masking.message import Found, Message

_HANDLE = re.compile(r"(?<![A-Za-z\d_.@/])@[A-Za-z_][\w.]{1,29}\w(?![\w@/])", re.ASCII)
_BARE = re.compile(
    rf"(?:{MESSENGERS})(?:[ -]?(?:id|name|handle|user(?:name)?|号|號|アカウント|아이디))?"
    r"(?: ?[:=] ?| ?(?:is|ist|es|est|è|é|то|это) | ?[是为為はは는은] ?)"
    r"(?P<name>(?!v\d|version|update|build|error)[A-Za-z](?=[\w.-]*[\d_])[\w.-]{3,29}(?<![.-]))(?![@\w])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\bqq ?(?:(?:号|號)码? ?(?:[:是为為] ?)?|[:是为為] ?)(?P<name>\d{5,11})(?!\d)", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?:{SITES})[^\n\x00@]{{0,40}}$|(?<!\w)(?:{I_AM})\W{{0,4}}$", re.IGNORECASE)
_AFTER = re.compile(rf"^[^\n\x00@]{{0,24}}(?:{SITES})", re.IGNORECASE)
_REACH = 64


def find_handles(message: Message) -> Iterator[Found]:
    """Names behind an @ beside a site's name, and behind a messenger's name without one."""
    text = message.text
    if "@" in text:
        for match in _HANDLE.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()]
            after = text[match.end() : match.end() + _REACH]
            if _BEFORE.search(before) or _AFTER.search(after):
                yield Found(*match.span(), "handle")
    for pattern in (_BARE, _NUMBERED):
        for match in pattern.finditer(text):
            yield Found(*match.span("name"), "handle")
