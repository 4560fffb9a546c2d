"""What strangers wrote gives no commands to the terminal that it is printed to."""

import io

import pytest
from rich.markup import escape
from rich.table import Table

from api.terminal import Terminal

HOSTILE = "was\x1b[2J \x1b]0;title\x07ist\x9b31m\r\x08 das\u202e?\nلغة 例 é"
SHOWN = "was[2J ]0;titleist31m das?"


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_stranger_s_words_are_no_commands(is_terminal: bool) -> None:
    heard = io.StringIO()
    terminal = Terminal(file=heard, force_terminal=is_terminal, highlight=False, width=80)
    terminal.print(HOSTILE, markup=False)
    table = Table("question")
    table.add_row(escape(HOSTILE))
    terminal.print(table)
    printed = heard.getvalue()
    assert printed.count(SHOWN) == 2
    assert printed.count("لغة 例 é") == 2
    assert not any(one in printed for one in ("\x1b[2J", "\x1b]", "\x07", "\x9b", "\u202e", "\r"))


def test_its_own_colours_stay() -> None:
    heard = io.StringIO()
    Terminal(file=heard, force_terminal=True, color_system="standard").print("[red]no[/red]")
    assert heard.getvalue() == "\x1b[31mno\x1b[0m\n"
