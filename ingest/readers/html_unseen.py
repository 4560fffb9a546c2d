"""Text of a page that a browser does not show, told from style attributes and style sheets.

No layout is made: what is looked for is what nobody writes without wanting to hide something
(letters of their ground's colour or of no size, parts far off the screen), and what is shown on
demand only (``display: none``), which is not read. Comments are taken along: nobody sees them.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ingest.finding import UnseenHow, UnseenText
from ingest.readers.html_blocks import is_folded, is_furniture

MAX_UNSEEN = 100
MAX_CHARACTERS = 4_000
MAX_RULES = 3_000
MAX_ELEMENTS = 200_000
_MIN_COMMENT = 25
_COMMENT, _TEXT = "-comment", "-text"
_RULE = re.compile(r"([^{}@;]{1,300})\{([^{}]{0,4000})\}")
_AT_BLOCK = re.compile(r"@[a-z-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OFTEN_HIDING = re.compile(
    r"color|background|font-size|opacity|left|top|text-indent|clip", re.IGNORECASE
)
_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*([\d.]+)\s*(px|pt|em|rem|%|)", re.IGNORECASE)
_OPACITY = re.compile(r"(?:^|;)\s*opacity\s*:\s*([\d.]+)", re.IGNORECASE)
_MOVES = re.compile(r"transition|animation", re.IGNORECASE)
_FAR_OFF = re.compile(
    r"(?:^|;)\s*(?:left|top|right|text-indent|margin-left)\s*:\s*-\s*\d{4,}\s*(?:px|pt|em)?",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND_PICTURE = re.compile(r"background[^;]*(?:url\(|gradient)", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_NAMES = {"white": 0xFFFFFF, "black": 0, "snow": 0xFFFAFA, "ivory": 0xFFFFF0}
_SHOWN_ONLY_TO_SOME = re.compile(
    r"sr-only|visually-?hidden|screen-?reader|skip-?(?:link|nav|to)", re.IGNORECASE
)
_UNREADABLE_PIXELS = 2.0
_NEAR = 12
_UNKNOWN = -1


def unseen_in_html(tree: LexborHTMLParser) -> tuple[UnseenText, ...]:
    """What the page hides, each part once, comments of some length among it."""
    body = tree.body
    if body is None:
        return ()
    styles = _styles(tree)
    found: list[UnseenText] = []
    root = tree.css_first("html")
    page_style = styles.get(root.mem_id, "") if root is not None else ""
    ground = _ground_of(page_style, 0xFFFFFF)
    stack: list[tuple[LexborNode, int, int]] = [(body, ground, 0x000000)]
    seen = 0
    while stack and len(found) < MAX_UNSEEN and seen < MAX_ELEMENTS:
        node, ground, colour = stack.pop()
        seen += 1
        tag = node.tag or ""
        if tag == _COMMENT:
            text = " ".join((node.comment_content or "").split())
            if len(text) >= _MIN_COMMENT:
                found.append(UnseenText(how="comment", text=text[:MAX_CHARACTERS], was_read=False))
            continue
        if tag.startswith(("-", "_", "!")) or is_furniture(node):
            continue
        if is_folded(node):
            found += _item("folded", node, was_read=False)
            continue
        style = styles.get(node.mem_id, "")
        if style:
            how = _how(style, node)
            if how is not None:
                found += _item(how, node, was_read=True)
                continue
            ground, colour = _ground_of(style, ground), _colour_of(style, colour)
        if ground >= 0 and colour >= 0 and _is_near(colour, ground):
            found += _item("faint", node, was_read=True)
            continue
        child = node.last_child
        while child is not None:
            stack.append((child, ground, colour))
            child = child.prev
    return tuple(found)


def _item(how: UnseenHow, node: LexborNode, *, was_read: bool) -> Iterator[UnseenText]:
    text = " ".join(node.text(separator=" ").split())
    if text:
        yield UnseenText(how=how, text=text[:MAX_CHARACTERS], was_read=was_read)


def _styles(tree: LexborHTMLParser) -> dict[int, str]:
    """Element → the declarations that matter, of the sheets first, then its own."""
    styles: dict[int, str] = {}
    rules = 0
    for sheet in tree.css("style"):
        # rules for print or narrow screens say nothing of the page as it is read
        text = _AT_BLOCK.sub("", _CSS_COMMENT.sub("", sheet.text(deep=False) or ""))
        for match in _RULE.finditer(text):
            rules += 1
            if rules > MAX_RULES or not _OFTEN_HIDING.search(match.group(2)):
                continue
            if ":" in match.group(1):
                continue  # shown or hidden by what the reader does
            try:
                nodes = tree.css(match.group(1).strip())
            except (ValueError, SelectolaxError):
                continue  # a selector that the parser does not know
            for node in nodes[:2_000]:
                styles[node.mem_id] = f"{styles.get(node.mem_id, '')};{match.group(2)}"
    for node in tree.css("[style], [bgcolor], font[color]"):
        own = node.attributes.get("style") or ""
        if node.attributes.get("bgcolor"):
            own = f"background:{node.attributes['bgcolor']};{own}"
        if node.tag == "font" and node.attributes.get("color"):
            own = f"color:{node.attributes['color']};{own}"
        styles[node.mem_id] = f"{styles.get(node.mem_id, '')};{own}"
    return styles


def _how(style: str, node: LexborNode) -> UnseenHow | None:
    size = _SIZE.findall(style)
    if size:
        number, unit = size[-1]
        pixels = float(number.strip(".") or 0) * {"em": 16, "rem": 16, "%": 0.16, "pt": 1.33}.get(
            unit.lower(), 1
        )
        if pixels < _UNREADABLE_PIXELS:
            return "tiny"
    opacity = _OPACITY.findall(style)
    if opacity and float(opacity[-1].strip(".") or 0) < 0.05 and not _MOVES.search(style):
        return "faint"
    if _FAR_OFF.search(style) and not _SHOWN_ONLY_TO_SOME.search(
        node.attributes.get("class") or ""
    ):
        return "outside"
    return None


def _ground_of(style: str, inherited: int) -> int:
    """The colour below an element's text; unknown over a picture."""
    if _GROUND_PICTURE.search(style):
        return _UNKNOWN
    stated = _GROUND.findall(style)
    return _parsed(stated[-1], inherited) if stated else inherited


def _colour_of(style: str, inherited: int) -> int:
    stated = _COLOUR.findall(style)
    return _parsed(stated[-1], inherited) if stated else inherited


def _parsed(text: str, inherited: int) -> int:
    """0xRRGGBB; unknown for what is no plain colour."""
    text = text.strip().casefold()
    if text in ("inherit", "transparent", "none", "currentcolor", "initial", "unset"):
        return inherited
    if text.split()[0] in _NAMES:
        return _NAMES[text.split()[0]]
    found = _HEX.search(text)
    if found is not None:
        digits = found.group(1)
        return int(digits if len(digits) == 6 else "".join(2 * digit for digit in digits), 16)
    found = _RGB.search(text)
    if found is not None:
        red, green, blue = (min(int(part), 255) for part in found.groups())
        return red << 16 | green << 8 | blue
    return _UNKNOWN


def _is_near(first: int, second: int) -> bool:
    return all(
        abs((first >> shift & 255) - (second >> shift & 255)) <= _NEAR for shift in (0, 8, 16)
    )
