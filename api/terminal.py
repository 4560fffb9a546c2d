"""What is printed to somebody's terminal: our own colours, and nobody else's commands.

Questions, names of files and words of documents come from strangers. A terminal obeys characters
that are not shown: it moves, hides what stands above, sets its title, or answers as if typed.
"""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_COMMANDS = {
    code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in ("\n", "\t")
}
"""C0 and C1 with DEL, but for the ends of lines and columns."""
_ORDERS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What turns the order of characters around, so that a line reads as another one."""


class Terminal(Console):
    """A console that leaves out of every text what is no text."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """As rich does."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                text = segment.text.translate(_COMMANDS).translate(_ORDERS)
                yield Segment(text, segment.style)
