"""Markup made up from its grammar: nested, half closed, with tables and numbers out of bounds."""

from collections.abc import Callable
from random import Random

_WORDS = (
    *("pump", "oil", "voltage", "24 V", "XR-200A", "EN 60601-1:2005", "泵", "напряжение", "مضخة"),
    *(
        "e\u0301",
        "\u200b",
        "a" * 300,
        "1 000,5",
        "12 % ",
        "ß",
        "İ",
        "ﬁ",
        "\u202e",
        "中文。",
        "กี่",
        "—",
    ),
)
_TAGS = (
    *("p", "div", "h1", "h6", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "pre", "span"),
    *("dl", "dt", "dd", "a", "svg", "math", "template", "details", "select", "option", "textarea"),
    *("noscript", "iframe", "style", "script", "title", "blockquote", "br", "img", "caption", "b"),
)
_ATTRIBUTES = (
    *('colspan="9999999"', 'rowspan="-3"', 'colspan="x"', 'start="99999999999999999999"', "hidden"),
    *('style="display:none"', 'style="color:#fff;font-size:0"', 'alt="a picture"', 'href="#"'),
    *('lang="xx"', 'class="\u0000"', 'rowspan="65535"', 'aria-hidden="true"', 'value="-1e9"'),
)
_RST = (
    *(".. note::", ".. table:: T", ".. list-table::\n   :header-rows: 9", ".. csv-table::"),
    *(".. figure:: a.png", ".. code-block:: x", ".. |a| replace:: |a|", ".. _a: b_", ".. [1] x"),
    *(".. role:: x(y)", ".. default-role:: z", ".. class:: c", ".. contents::", ".. math:: x"),
    *(".. image:: a\n   :width: 1e99%", ".. unicode:: 0x110000", ".. date:: %", ".. include:: x"),
    *(".. toctree::", ".. only:: a", ".. replace:: b", ".. parsed-literal::", ".. raw:: html"),
    *("`a`_", "|a|", ":ref:`a`", ":x:`y <z>`", "**a", "``b", "`c <d>`__", "[1]_", "[#]_", "a_"),
)


def _text(random: Random) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(random.choice((1, 3, 12))))


def odd_html(random: Random) -> bytes:
    """Tags that are opened and mostly closed."""
    out: list[str] = []
    opened: list[str] = []
    for _ in range(random.choice((20, 80, 400))):
        kind = random.random()
        if kind < 0.45:
            tag = random.choice(_TAGS)
            deep = random.choice((1, 1, 1, 1, 40, 600))
            attribute = f" {random.choice(_ATTRIBUTES)}" if random.random() < 0.3 else ""
            out += [f"<{tag}{attribute}>"] * deep
            opened += [tag] * min(deep, 40)
        elif kind < 0.7 and opened:
            out.append(f"</{opened.pop() if random.random() < 0.8 else random.choice(_TAGS)}>")
        elif kind < 0.75:
            out.append(
                random.choice(("<!--", "-->", "<![CDATA[", "]]>", "<!doctype x [", "<?", "&#x"))
            )
        else:
            out.append(_text(random))
    return "".join(out).encode("utf-8", "surrogatepass")


def odd_markdown(random: Random) -> bytes:
    """Lists in quotes in lists, tables, fences, HTML, front matter."""
    out: list[str] = []
    if random.random() < 0.3:
        out += [
            "---",
            *(
                f"{random.choice(('title', 'kind', 'models', 'x'))}: {_yaml(random)}"
                for _ in range(random.randrange(6))
            ),
            "---",
        ]
    for _ in range(random.choice((5, 30, 200))):
        mark = random.choice(
            (
                *(
                    "# ",
                    "###### ",
                    "- ",
                    "1. ",
                    "999999999. ",
                    "> ",
                    "    ",
                    "\t",
                    "",
                    "",
                    "| a | b",
                    "",
                ),
                *("|---|:-:", "```", "~~~", "<div>", "</div>", "<!--", "-->", "***", "===", "---"),
                *(
                    "![a](b)",
                    "[x]: y",
                    "[^1]: ",
                    "![",
                    "](",
                    "<b",
                    "&amp",
                    "\\",
                    "| " * 60,
                    ":::",
                    "$$",
                ),
            )
        )
        out.append(mark * random.choice((1, 1, 1, 2, 7, 300)) + _text(random))
    return (
        random.choice(("\n", "\n", "\n\n", "\r", "\r\n")).join(out).encode("utf-8", "surrogatepass")
    )


def _yaml(random: Random) -> str:
    return random.choice(
        (
            *(
                "manual",
                "[a, b",
                "{a: b}",
                "&a *a",
                "!!python/object:x",
                "|\n  x",
                "2026-13-45",
                "1e9",
            ),
            *(
                '"\\x00"',
                "'",
                "- - - -",
                "[" * 50,
                "null",
                "yes",
                "0x1F",
                "? a",
                "<<: *b",
                _text(random),
            ),
        )
    )


def odd_rst(random: Random) -> bytes:
    """Directives, roles, targets that lead in circles, tables with torn borders."""
    out: list[str] = []
    for _ in range(random.choice((5, 30, 150))):
        kind = random.random()
        indent = " " * random.choice((0, 0, 0, 3, 4, 200))
        if kind < 0.4:
            out += [
                indent + random.choice(_RST),
                f"{indent}   :{random.choice(('width', 'file', 'x'))}: 1",
                "",
                f"{indent}   {_text(random)}",
                "",
            ]
        elif kind < 0.55:
            title = _text(random)
            out += [title, random.choice("=-~^\"'#*+.") * random.choice((2, len(title), 80)), ""]
        elif kind < 0.7:
            width = random.choice((3, 9, 60))
            rows = [
                f"|{' ' * width}|{_text(random)[:width]:<{width}}|"
                for _ in range(random.randrange(5))
            ]
            border = "+" + "-" * width + "+" + random.choice("-=") * width + "+"
            out += [border, *rows, border if random.random() < 0.8 else "+---", ""]
        elif kind < 0.8:
            out += [
                random.choice(
                    ("- ", "* ", "1. ", "#. ", "(a) ", "iv. ", ":f: ", "-o  ", "| ", ">>> ")
                )
                * random.choice((1, 1, 30))
                + _text(random)
            ]
        else:
            out += [indent + _text(random) + random.choice(("", " " + random.choice(_RST)))]
    return "\n".join(out).encode("utf-8", "surrogatepass")


def odd_csv(random: Random) -> bytes:
    """Quotes that do not close, separators that change, rows of many lengths."""
    separator = random.choice((",", ";", "\t", "|"))
    rows = []
    for _ in range(random.choice((1, 10, 300))):
        cells = [
            random.choice(
                ("", '"', '""', '"a', 'b"c', "\n", "=1+1", _text(random), f'"{_text(random)}\n"')
            )
            for _ in range(random.choice((1, 2, 3, 3, 3, 90)))
        ]
        rows.append(separator.join(cells))
    text = random.choice(("\n", "\r\n", "\r")).join(rows)
    return text.encode(random.choice(("utf-8", "utf-16", "utf-8-sig", "gb18030")), "replace")


def odd_terms(random: Random) -> bytes:
    """TBX with concepts in concepts, languages that are none, terms without end."""

    def element(depth: int) -> str:
        name = random.choice(
            (
                "termEntry",
                "conceptEntry",
                "langSet",
                "langSec",
                "tig",
                "termSec",
                "term",
                "descrip",
                "note",
                "admin",
                "x",
                "definition",
                "min:administrativeStatus",
            )
        )
        attribute = random.choice(
            (
                "",
                ' xml:lang="en"',
                ' xml:lang=""',
                ' id="1"',
                ' type="definition"',
                ' type="administrativeStatus"',
            )
        )
        inside = "".join(
            element(depth + 1) if depth < 12 and random.random() < 0.6 else _text(random)
            for _ in range(random.choice((0, 1, 2, 5)))
        )
        return f"<{name}{attribute}>{inside}</{name if random.random() < 0.995 else 'y'}>"

    root = random.choice(("martif", "tbx", "tbx", "x"))
    declared = random.choice(
        ("", "", "", '<!DOCTYPE tbx SYSTEM "x.dtd">', "<!DOCTYPE a [<!ENTITY b 'c'>]>")
    )
    inside = "".join(element(0) for _ in range(random.choice((1, 5, 30))))
    text = f'<?xml version="1.0"?>{declared}<{root}><text><body>{inside}</body></text></{root}>'
    text = "".join(one for one in text if one.isprintable() or one in "\n\t")
    return text.encode("utf-8", "surrogatepass")


MADE_UP: dict[str, Callable[[Random], bytes]] = {
    "html": odd_html,
    "markdown": odd_markdown,
    "rst": odd_rst,
    "csv": odd_csv,
    "tbx": odd_terms,
}
"""Format → a file of it made up from nothing."""
