"""Programs and files inside a page: scripts that leave the browser, and files in addresses.

Scripts are dropped and normal; only those that start programs, or put a file together out of
letters and hand it over as a download, are worth a word.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from ingest.finding import CarriedPart

MAX_PARTS = 20
_STARTS_PROGRAMS = re.compile(
    r"WScript\.Shell|Shell\.Application|ADODB\.Stream|Scripting\.FileSystemObject|\bpowershell\b",
    re.IGNORECASE,
)
_MAKES_A_FILE = re.compile(r"\batob\s*\(|fromCharCode|Uint8Array", re.IGNORECASE)
_HANDS_IT_OVER = re.compile(r"\.download\s*=|msSaveOrOpenBlob|msSaveBlob", re.IGNORECASE)
_DATA = re.compile(r"data:\s*(?P<type>[\w.+-]+/[\w.+-]+)[^,]{0,80},", re.IGNORECASE)
_LINK = re.compile(rf"\]\(\s*<?{_DATA.pattern}", re.IGNORECASE)
_SHOWN = (
    "image/",
    "font/",
    "text/css",
    "application/font",
    "application/x-font",
    "audio/",
    "video/",
)
_SHOWN_TYPES = frozenset({"text/plain", "application/json"})


def carried_in_html(tree: LexborHTMLParser) -> tuple[CarriedPart, ...]:
    """Scripts that act outside the page, and files within it."""
    return tuple(_parts(tree))[:MAX_PARTS]


def _parts(tree: LexborHTMLParser) -> Iterator[CarriedPart]:
    for script in tree.css("script"):
        # its own: in a drawing scripts stand within scripts, and each would say what all say
        text = script.text(deep=False) or ""
        kind = (script.attributes.get("type") or script.attributes.get("language") or "").lower()
        starts = _STARTS_PROGRAMS.search(text)
        if starts is not None or "vbs" in kind:
            yield CarriedPart(kind="macro", name=f"a script that starts programs: {text[:120]}")
        elif _MAKES_A_FILE.search(text) and _HANDS_IT_OVER.search(text):
            yield CarriedPart(kind="macro", name=f"a script that makes a download: {text[:120]}")
    for node in tree.css("[href], [src], [data]"):
        for name in ("href", "src", "data"):
            match = _DATA.match((node.attributes.get(name) or "").strip())
            if match is None:
                continue
            yield from _file(match)


def carried_in_addresses(text: str) -> tuple[CarriedPart, ...]:
    """Files in the addresses of Markdown's links."""
    found = (part for match in _LINK.finditer(text) for part in _file(match))
    return tuple(found)[:MAX_PARTS]


def _file(match: re.Match[str]) -> Iterator[CarriedPart]:
    """A part for a file that no browser shows in the page."""
    kind = match["type"].casefold()
    if not kind.startswith(_SHOWN) and kind not in _SHOWN_TYPES:
        yield CarriedPart(kind="embedded_file", name=f"a file of type {kind}")
