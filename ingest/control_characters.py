"""What no id, name or path may hold: it would break the line of a list, a log or an address."""

import re

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def holds_controls(text: str) -> bool:
    """Whether a text holds a line break, of any kind, or another control character."""
    return _CONTROLS.search(text) is not None
