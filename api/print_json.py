"""``--json``: what a command found, on standard output."""

import json
import sys
from typing import Any


def print_json(values: Any) -> None:
    """Writes JSON values, a line each, in the letters they are in."""
    sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
